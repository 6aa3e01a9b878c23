/* Terms that the backend can't hold, cut for every writer and reader alike. */
#ifndef NDX_XAPIAN_C_LONG_TERM_H
#define NDX_XAPIAN_C_LONG_TERM_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { XAPC_TERM_MAX = 245 };

/* Whether the bytes fit as a term. */
bool xapc_term_fits(const char *text, size_t length);

/* Writes what stands for a term that doesn't fit, its head and the hash of the whole; returns the
 * length. */
size_t xapc_term_cut(const char *text, size_t length, char out[XAPC_TERM_MAX]);

#ifdef __cplusplus
}
#endif

#endif

/*
 * What keeps Xapian able to read back what it stored; seal.c says how. Whoever
 * writes documents puts the seals behind their records and term lists.
 */
#ifndef NDX_XAPIAN_C_SEAL_H
#define NDX_XAPIAN_C_SEAL_H

#include "searcher/xapian-c/xapc.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { XAPC_RECORD_SEAL_MAX = 27, XAPC_TERM_SEAL_MAX = 20 };

/* Writes what to store behind the record; returns its length, 0 for a record that needs none. */
size_t xapc_seal_of_record(const char *record, size_t length, char out[XAPC_RECORD_SEAL_MAX]);

/* The length of the record within the stored bytes. NEWSDEX_E_CORRUPT when they were not sealed. */
newsdex_status xapc_unseal_record(const char *stored, size_t stored_length, size_t *length,
                                  newsdex_error *err);

/* Writes a term, of no frequency, to add to a document with so many terms that they need a seal;
   returns its length, 0 when they are surely so few that they don't. */
size_t xapc_seal_of_terms(const xapc_term *terms, size_t count, char out[XAPC_TERM_SEAL_MAX]);

/* Whether the term is a seal: it and all that sort after it are none of the caller's. */
bool xapc_is_seal(const char *term, size_t length);

#ifdef __cplusplus
}
#endif

#endif

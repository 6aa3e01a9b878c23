/* UTF-8 (RFC 3629): checking, decoding, cutting, repairing. No Unicode properties: see text/. */
#ifndef NDX_BASE_UTF8_H
#define NDX_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "searcher/base/buffer.h"

/*
 * Decodes the character at text[0..length), length > 0: its code point goes to
 * *code and its length in bytes is returned. An invalid byte counts as one
 * character: *code is UINT32_MAX and 1 is returned.
 */
size_t ndx_utf8_decode(const char *text, size_t length, uint32_t *code);

/* Writes code (a scalar value) to out, 4 bytes of room; returns the length. */
size_t ndx_utf8_encode(uint32_t code, char out[4]);

/* The length of the valid prefix; == length when all is valid. */
size_t ndx_utf8_valid_prefix(const char *text, size_t length);

/* The largest boundary of a character at or below limit (and length). */
size_t ndx_utf8_cut(const char *text, size_t length, size_t limit);

/*
 * Appends text with each invalid byte as U+FFFD, and with the C0 controls but
 * tab and newline, DEL, the C1 controls, noncharacters and U+0000 left out: what
 * a stored article may contain.
 */
newsdex_status ndx_utf8_append_clean(ndx_buffer *buffer, const char *text, size_t length,
                                     newsdex_error *err);

#endif

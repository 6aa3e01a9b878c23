/* Bytes of whatever charset to UTF-8. */
#ifndef NDX_ARTICLE_CHARSET_H
#define NDX_ARTICLE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "searcher/base/buffer.h"

#define CHARSET_NAME_SIZE 32
#define CHARSET_TWICE "UTF-8 twice" /* the name of UTF-8 that was encoded again */

/* What a text was converted from. */
typedef struct charset_used {
    char name[CHARSET_NAME_SIZE]; /* "UTF-8" when it was not */
    bool guessed;                 /* neither declared nor UTF-8 */
} charset_used;
/* A name that something declares, or "UTF-8"; control characters in it become "?". */
void charset_use(charset_used *used, const char *name);

/* "UTF-16LE" and the like when text begins with its byte order mark or has its pattern of NULs;
 * else NULL. */
const char *charset_of_wide_text(const char *text, size_t length);

/*
 * The charset of bytes, of a whole text or the head of one: "UTF-8" if they are that, but for a few
 * wrong ones; else declared (may be NULL or "") if it is known, then what the bytes look like, then
 * windows-1252.
 */
void charset_choose(const char *bytes, size_t length, const char *declared, charset_used *chosen);

/* The converter for a label such as "ISO-8859-1", as the web uses it; NULL for one that is unknown
 * or not ASCII-compatible. label may be NULL. */
const char *charset_of_label(const char *label);

/* Which of two declarations counts: the server's, if it is a known charset, else the page's. Both
 * may be NULL or "". */
const char *charset_declared(const char *server, const char *page);

/* Appends bytes as UTF-8, for a format to clean: UTF-8 stays as it is, wrong bytes too,
 * but what was encoded twice is turned back. */
newsdex_status charset_to_utf8(const char *bytes, size_t length, const char *declared,
                               ndx_buffer *out, charset_used *used, newsdex_error *err);

/* The same piece by piece, for a charset that is known. */
typedef struct charset_decoder charset_decoder;
newsdex_status charset_decoder_open(const char *name, charset_decoder **out, newsdex_error *err);
newsdex_status charset_decoder_feed(charset_decoder *decoder, const char *bytes, size_t length,
                                    bool last, ndx_buffer *out, newsdex_error *err);
/* Takes NULL. */
void charset_decoder_close(charset_decoder *decoder);

#endif

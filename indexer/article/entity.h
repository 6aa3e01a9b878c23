/* Character references of SGML and HTML. */
#ifndef NDX_ARTICLE_ENTITY_H
#define NDX_ARTICLE_ENTITY_H

#include "searcher/base/buffer.h"

/*
 * Reads the reference at text, which begins with "&": its character goes to out as UTF-8 (*size 0
 * for one that vanishes, such as "&#5;"). Returns the bytes it takes up, 0 when this is no
 * reference.
 */
size_t entity_decode(const char *text, size_t length, char out[4], size_t *size);

/* Appends text with its references decoded. */
newsdex_status entity_append(ndx_buffer *out, const char *text, size_t length, newsdex_error *err);

#endif

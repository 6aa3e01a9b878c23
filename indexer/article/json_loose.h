/* JSON as archives hold it: in old charsets, with broken escapes. */
#ifndef NDX_ARTICLE_JSON_LOOSE_H
#define NDX_ARTICLE_JSON_LOOSE_H

#include <jansson.h>

#include "indexer/article/charset.h"

/*
 * The value in text; work is scratch space. The charset goes to used. Lone halves of surrogate
 * pairs become U+FFFD, bare controls in strings spaces. On failure *out is NULL.
 */
newsdex_status json_loose_parse(const char *text, size_t length, ndx_buffer *work,
                                charset_used *used, json_t **out, newsdex_error *err);

#endif

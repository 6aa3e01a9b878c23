/* From a JSON object to an article: which members mean what, in the spellings of many archives. */
#ifndef NDX_ARTICLE_JSON_FIELDS_H
#define NDX_ARTICLE_JSON_FIELDS_H

#include <jansson.h>

#include "indexer/article/format.h"

/*
 * Fills out from object; options (may be NULL) name members that go before the usual ones. Fields
 * that object does not state stay as they are.
 */
newsdex_status json_fields_fill(article *out, const json_t *object, const format_options *options,
                                newsdex_error *err);

/* What a ninjs object is if it is no text ("picture"), else NULL; static. Only its body, if it has
 * one, makes it an article. */
const char *json_fields_media(const json_t *object);

/*
 * The array of articles in an object that is itself none: "articles", "response.docs"...; NULL when
 * there is none. named_only: only under a name that says so.
 */
const json_t *json_fields_list(const json_t *object, bool named_only);

#endif

/* Values of the fields that hold no words: id, url, lang, date. */
#ifndef NDX_QUERY_FIELD_VALUE_H
#define NDX_QUERY_FIELD_VALUE_H

#include "searcher/query/parser.h"

/* Fills in leaf, whose field is set, from the token behind "field:". False on failure. */
bool ndx_query_set_value(ndx_query_parser *parser, ndx_leaf *leaf, const ndx_query_token *token);

/* A copy of the token's text, runs of white space made one space, none at the ends. */
bool ndx_query_collapse_space(ndx_query_parser *parser, const ndx_query_token *token,
                              ndx_query_text *out);

/* Counts one more word of the query; false when there are too many. */
bool ndx_query_count_word(ndx_query_parser *parser);

#endif

/* What the parser and the maker of leaves share. */
#ifndef NDX_QUERY_PARSER_H
#define NDX_QUERY_PARSER_H

#include "searcher/query/lexer.h"
#include "searcher/query/tree.h"

typedef struct ndx_query_parser {
    ndx_analyzer *analyzer;
    newsdex_query *query;
    ndx_query_lexer lexer;
    ndx_query_token token;  /* the next one */
    const ndx_field *field; /* of the group being read */
    uint32_t depth;         /* of brackets and NOTs */
    uint32_t word_count;
    uint32_t scan_count;   /* words that only a look at all words of the index can find */
    newsdex_status status; /* of the first failure */
    newsdex_error *err;
} ndx_query_parser;

/* Text to query->root. */
newsdex_status ndx_query_parse_tree(newsdex_query *query, ndx_analyzer *analyzer, const char *text,
                                    size_t length, newsdex_error *err);

/* "column N: ..." at that byte of the query. Returns NULL, as a failed node. */
ndx_node *ndx_query_fail_at(ndx_query_parser *parser, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
ndx_node *ndx_query_fail_nomem(ndx_query_parser *parser);

/* The node for a word or quoted text, in field (or NULL); of kind NDX_NODE_EMPTY when it has no
   letter or digit; NULL on failure. */
ndx_node *ndx_query_leaf_node(ndx_query_parser *parser, const ndx_query_token *token,
                              const ndx_field *field);
/* Puts the words of all of near's children into one leaf; distance is n of NEAR/n. */
ndx_node *ndx_query_near_node(ndx_query_parser *parser, const ndx_node *near, uint32_t distance);

#endif

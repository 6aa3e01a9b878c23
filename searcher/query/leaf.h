/* What makers of leaves share: words as analysed, and the leaves of flood*, wor?d and word~. */
#ifndef NDX_QUERY_LEAF_H
#define NDX_QUERY_LEAF_H

#include "searcher/query/parser.h"

/* Of a word with wildcards, besides these. */
enum { NDX_QUERY_LETTERS_MIN = 2 };

/* What the analyser makes of one written word or quoted text. */
typedef struct ndx_query_analysis {
    ndx_query_text *words;
    ndx_query_place *places; /* of words, in what was analysed */
    uint32_t count;
    uint32_t written;        /* words between white space or punctuation */
    ndx_query_text stem;     /* of the first word */
    ndx_query_text compound; /* stem of another spelling of the whole */
    size_t offset, end;      /* the bytes of all words */
} ndx_query_analysis;

/* False on failure, which the parser then knows; so below. */
bool ndx_query_analyse(ndx_query_parser *parser, const char *text, size_t length,
                       ndx_query_analysis *out);
/* The characters of word; *cjk and *alphabetic: whether all of them are. */
uint32_t ndx_query_look_at(ndx_query_text word, bool *cjk, bool *alphabetic);
/* NULL on failure. */
ndx_node *ndx_query_new_leaf(ndx_query_parser *parser, const ndx_field *field, ndx_leaf_kind kind,
                             const ndx_query_token *token);
/* The bytes that are words, written so that they would be read as the same leaf again. suffix: what
   makes them more than words, or "". */
bool ndx_query_set_plain_word(ndx_query_parser *parser, ndx_leaf *leaf, const char *text,
                              size_t length, const char *suffix);
void ndx_query_set_pattern(ndx_leaf *leaf, ndx_pattern_kind kind, ndx_query_text text);
void ndx_query_set_words(ndx_leaf *leaf, const ndx_query_analysis *words);

/* A word that ends in a star, which stands at that byte of the token. */
ndx_node *ndx_query_prefix_node(ndx_query_parser *parser, const ndx_query_token *token, size_t star,
                                const ndx_field *field, const ndx_query_analysis *words);
/* The word in the first length bytes of the token, with wildcards; NULL without failure when it
   isn't one word. */
ndx_node *ndx_query_wildcard_node(ndx_query_parser *parser, const ndx_query_token *token,
                                  size_t length, const ndx_field *field);
/* The "~" of word~2 or word~, NULL when there is none. */
const char *ndx_query_find_fuzzy(const ndx_query_token *token, size_t words_end);
ndx_node *ndx_query_fuzzy_node(ndx_query_parser *parser, const ndx_query_token *token,
                               const char *tilde, const ndx_field *field);

#endif

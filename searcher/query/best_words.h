/* Words that tell what articles are about: chosen by stem, shown as the articles write them. */
#ifndef NDX_QUERY_BEST_WORDS_H
#define NDX_QUERY_BEST_WORDS_H

#include "searcher/query/parser.h"

typedef struct ndx_best_word {
    ndx_query_text stem;
    double weight;       /* the best is the highest */
    ndx_query_text word; /* as an article has it; length 0: not found */
} ndx_best_word;

/* Looks for a word of each stem in the articles, the first one first, titles before texts. */
newsdex_status ndx_best_words_find(xapc_database *db, ndx_analyzer *analyzer,
                                   const uint32_t *docids, size_t docid_count, ndx_arena *arena,
                                   ndx_best_word *words, size_t count, newsdex_error *err);

/* Appends to list a leaf for each word that was found and, as a query, has its stem: at most max
   of them. False on failure, which the parser then knows. */
bool ndx_best_words_append(ndx_query_parser *parser, ndx_node *list, const ndx_best_word *words,
                           size_t count, size_t max);

#endif

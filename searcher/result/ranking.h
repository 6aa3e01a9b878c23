/*
 * Query to matches: ranked, and as stories if wanted; or all of them, in any order.
 */
#ifndef NDX_RESULT_RANKING_H
#define NDX_RESULT_RANKING_H

#include "include/newsdex.h"
#include "searcher/query/forms.h"
#include "searcher/result/story.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* The matches of a search, the best first, and the remarks on it. */
typedef struct ndx_ranking {
    xapc_page *page;      /* its matches are the hits */
    ndx_stories *stories; /* side by side with the matches; NULL: not grouped */
    ndx_buffer notices;   /* lines */
    ndx_forms forms;
} ndx_ranking;
void ndx_ranking_init(ndx_ranking *ranking);
void ndx_ranking_release(ndx_ranking *ranking);

newsdex_status ndx_ranking_make(xapc_database *db, ndx_analyzer *analyzer,
                                const newsdex_query *query, const newsdex_search_options *options,
                                ndx_ranking *ranking, newsdex_error *err);
/* Hands values of all matches on, or, of grouped ones, of the article of each story that is shown.
   query NULL: all articles. */
newsdex_status ndx_ranking_visit(xapc_database *db, ndx_analyzer *analyzer,
                                 const newsdex_query *query, const newsdex_search_options *options,
                                 const uint32_t *slots, size_t slot_count, xapc_visitor visit,
                                 void *context, newsdex_error *err);

#endif

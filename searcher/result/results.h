/*
 * Ranked matches to results: a copied page of hits that outlives the index handle.
 */
#ifndef NDX_RESULT_RESULTS_H
#define NDX_RESULT_RESULTS_H

#include "include/newsdex.h"
#include "searcher/result/ranking.h"

/* Makes hits of count matches from first on, at the same commit. */
newsdex_status ndx_results_fill(xapc_database *db, ndx_analyzer *analyzer,
                                const newsdex_query *query, const newsdex_search_options *options,
                                ndx_ranking *ranking, size_t first, size_t count,
                                newsdex_results **out, newsdex_error *err);

/* Ranks and fills: one search over one commit; NEWSDEX_E_CHANGED when that was dropped under it. */
newsdex_status ndx_results_search(xapc_database *db, ndx_analyzer *analyzer,
                                  const newsdex_query *query, const newsdex_search_options *options,
                                  newsdex_results **out, newsdex_error *err);

#endif

/* Matches counted over time, beside all articles under the same filters. */
#ifndef NDX_RESULT_TIMELINE_H
#define NDX_RESULT_TIMELINE_H

#include "include/newsdex.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* As newsdex_timeline_count, over one commit; NEWSDEX_E_CHANGED when that was dropped under it. */
newsdex_status ndx_timeline_count(xapc_database *db, ndx_analyzer *analyzer,
                                  const newsdex_query *query, const newsdex_search_options *options,
                                  newsdex_time_unit unit, newsdex_timeline **out,
                                  newsdex_error *err);

#endif

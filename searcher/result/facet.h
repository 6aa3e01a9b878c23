/* Matches counted by the values of a field. */
#ifndef NDX_RESULT_FACET_H
#define NDX_RESULT_FACET_H

#include "include/newsdex.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* As newsdex_facet_count, over one commit; NEWSDEX_E_CHANGED when that was dropped under it. */
newsdex_status ndx_facet_count(xapc_database *db, ndx_analyzer *analyzer,
                               const newsdex_query *query, const newsdex_search_options *options,
                               newsdex_facet_field field, size_t top, newsdex_facet **out,
                               newsdex_error *err);

#endif

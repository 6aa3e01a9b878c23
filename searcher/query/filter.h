/* What the filters of a search select: dates, sources, sections, languages. */
#ifndef NDX_QUERY_FILTER_H
#define NDX_QUERY_FILTER_H

#include "include/newsdex.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* NEWSDEX_E_ARGUMENT or NEWSDEX_E_LIMIT for filters that no caller may give. */
newsdex_status ndx_filter_check(const char *function, const newsdex_search_options *options,
                                newsdex_error *err);
/* Narrows *query, which is replaced, to what passes; freed and NULL on failure. */
newsdex_status ndx_filter_apply(ndx_analyzer *analyzer, const newsdex_search_options *options,
                                xapc_query **query, newsdex_error *err);

#endif

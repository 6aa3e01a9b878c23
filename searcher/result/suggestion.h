/* The query that was probably meant. */
#ifndef NDX_RESULT_SUGGESTION_H
#define NDX_RESULT_SUGGESTION_H

#include "include/newsdex.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* As newsdex_query_suggest, over one commit. */
newsdex_status ndx_suggestion_find(xapc_database *db, ndx_analyzer *analyzer, const char *text,
                                   size_t length, const newsdex_search_options *options, char **out,
                                   newsdex_error *err);

#endif

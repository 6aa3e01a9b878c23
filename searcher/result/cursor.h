/* All hits of a search, a batch at a time, from one commit of the index. */
#ifndef NDX_RESULT_CURSOR_H
#define NDX_RESULT_CURSOR_H

#include "include/newsdex.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

enum { NDX_CURSOR_BATCH = 1000 };

/* For at most a batch of hits: makes them at once from db, which may be closed then. */
newsdex_status ndx_cursor_open_batch(xapc_database *db, ndx_analyzer *analyzer,
                                     const newsdex_query *query,
                                     const newsdex_search_options *options, newsdex_cursor **out,
                                     newsdex_error *err);

/* For any number (UINT32_MAX: all): opens the indexes anew, searches, and reads the first batch.
 * query must outlive the cursor. NEWSDEX_E_CHANGED: try again. */
newsdex_status ndx_cursor_open(const char *const *paths, size_t path_count, const char *language,
                               const newsdex_query *query, const newsdex_search_options *options,
                               newsdex_cursor **out, newsdex_error *err);

#endif

/* All hits of a search, a batch at a time, from one commit of the index. */
#ifndef NDX_RESULT_CURSOR_H
#define NDX_RESULT_CURSOR_H

#include "include/newsdex.h"

/* Opens the index at path anew, searches, and reads the first batch. query must outlive the cursor;
 * limit UINT32_MAX: all. NEWSDEX_E_CHANGED: try again. */
newsdex_status ndx_cursor_open(const char *const *paths, size_t path_count, const char *language,
                               const newsdex_query *query, const newsdex_search_options *options,
                               newsdex_cursor **out, newsdex_error *err);

#endif

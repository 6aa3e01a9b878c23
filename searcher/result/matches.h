/* Where a query matches a whole article: every place, not just the best passage. */
#ifndef NDX_RESULT_MATCHES_H
#define NDX_RESULT_MATCHES_H

#include "include/newsdex.h"
#include "searcher/text/analyzer.h"

/* As newsdex_article_matches. */
newsdex_status ndx_matches_find(ndx_analyzer *analyzer, const newsdex_query *query,
                                const newsdex_article *article, const newsdex_matches **out,
                                newsdex_error *err);

#endif

/* One article, whole, as a copy that outlives the index handle. */
#ifndef NDX_RESULT_ARTICLE_H
#define NDX_RESULT_ARTICLE_H

#include "include/newsdex.h"
#include "searcher/xapian-c/xapc.h"

/* The article with that id, as newsdex_article_get. */
newsdex_status ndx_article_read(xapc_database *db, const char *id, const newsdex_article **out,
                                newsdex_error *err);

#endif

/* Words of a query that are probably typing errors. */
#ifndef NDX_QUERY_SUGGEST_H
#define NDX_QUERY_SUGGEST_H

#include "searcher/query/query.h"

/*
 * Appends text, which gave query, with each word that no or hardly any article
 * has replaced by a near one that many more have; nothing when there is none.
 */
newsdex_status ndx_query_suggest(const newsdex_query *query, xapc_database *db, const char *text,
                                 size_t length, ndx_buffer *out, newsdex_error *err);

#endif

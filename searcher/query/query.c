/* The face of a parsed query, for the library and its users. */
#include "searcher/query/query.h"

#include <stdlib.h>

#include "searcher/base/error.h"
#include "searcher/query/parser.h"

newsdex_query *ndx_query_new(void)
{
    newsdex_query *query = calloc(1, sizeof *query);
    if (query)
        ndx_arena_init(&query->arena);
    return query;
}

newsdex_status ndx_query_complete(newsdex_query *query, ndx_analyzer *analyzer,
                                  newsdex_status status, newsdex_query **out, newsdex_error *err)
{
    *out = NULL;
    if (!status)
        status = ndx_query_finish(query, analyzer, err);
    if (!status)
        status = ndx_query_describe(query, err);
    if (status)
        newsdex_query_free(query);
    else
        *out = query;
    return status;
}

newsdex_status ndx_query_parse(ndx_analyzer *analyzer, const char *text, size_t length,
                               newsdex_query **out, newsdex_error *err)
{
    *out = NULL;
    newsdex_query *query = ndx_query_new();
    if (!query)
        return ndx_error_nomem(err);
    newsdex_status status = ndx_query_parse_tree(query, analyzer, text, length, err);
    return ndx_query_complete(query, analyzer, status, out, err);
}

size_t ndx_query_leaf_count(const newsdex_query *query)
{
    return query->leaf_count;
}

const ndx_query_leaf *ndx_query_leaf_at(const newsdex_query *query, size_t i)
{
    return i < query->leaf_count ? &query->leaves[i]->face : NULL;
}

bool ndx_query_is_unranked(const newsdex_query *query)
{
    return query->unranked;
}

const char *newsdex_query_describe(const newsdex_query *query)
{
    return query ? query->description : "";
}

size_t newsdex_query_notice_count(const newsdex_query *query)
{
    return query ? query->notice_count : 0;
}

const char *newsdex_query_notice(const newsdex_query *query, size_t i)
{
    return query && i < query->notice_count ? query->notices[i] : NULL;
}

void newsdex_query_free(newsdex_query *query)
{
    if (!query)
        return;
    ndx_arena_release(&query->arena);
    free(query);
}

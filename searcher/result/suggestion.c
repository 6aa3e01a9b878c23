#include "searcher/result/suggestion.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/query/suggest.h"
#include "searcher/result/ranking.h"

/* A word may be replaced by one that is twice as long in bytes, and a little more. */
enum { SUGGESTION_MAX = 4 * NEWSDEX_QUERY_MAX_BYTES };

static newsdex_status correct(xapc_database *db, ndx_analyzer *analyzer, const char *text,
                              size_t length, ndx_buffer *out, newsdex_error *err)
{
    newsdex_query *query;
    newsdex_status status = ndx_query_parse(analyzer, text, length, &query, err);
    if (!status)
        status = ndx_query_suggest(query, db, text, length, out, err);
    newsdex_query_free(query);
    return status;
}

static newsdex_status finds_any(xapc_database *db, ndx_analyzer *analyzer, const ndx_buffer *text,
                                const newsdex_search_options *options, bool *found,
                                newsdex_error *err)
{
    newsdex_search_options one = *options;
    newsdex_query *query;
    ndx_ranking ranking;
    ndx_ranking_init(&ranking);
    one.offset = 0;
    one.limit = 1;
    one.exact_total = 0;
    newsdex_status status = ndx_query_parse(analyzer, text->data, text->length, &query, err);
    if (!status)
        status = ndx_ranking_make(db, analyzer, query, &one, &ranking, err);
    *found = !status && ranking.page->count;
    ndx_ranking_release(&ranking);
    newsdex_query_free(query);
    return status;
}

newsdex_status ndx_suggestion_find(xapc_database *db, ndx_analyzer *analyzer, const char *text,
                                   size_t length, const newsdex_search_options *options, char **out,
                                   newsdex_error *err)
{
    bool found = false;
    ndx_buffer corrected;
    ndx_buffer_init(&corrected, SUGGESTION_MAX);
    newsdex_status status = correct(db, analyzer, text, length, &corrected, err);
    if (!status && corrected.length)
        status = finds_any(db, analyzer, &corrected, options, &found, err);
    if (!status && !(*out = strdup(found ? corrected.data : "")))
        status = ndx_error_nomem(err);
    ndx_buffer_release(&corrected);
    return status;
}

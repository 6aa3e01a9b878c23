#include "searcher/result/cursor.h"

#include <stdlib.h>

#include "searcher/base/error.h"
#include "searcher/result/results.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* Of the hits ahead only the document numbers are kept: 16 bytes each. */
struct newsdex_cursor {
    xapc_database *db;
    ndx_analyzer *analyzer;
    const newsdex_query *query;
    newsdex_search_options options; /* but its filters may be gone once it is open */
    ndx_ranking ranking;
    size_t count;           /* matches of the ranking */
    size_t read;            /* of these, that were made hits */
    newsdex_results *batch; /* the last of these */
    size_t next;            /* in the batch */
    newsdex_error failure;  /* status NEWSDEX_OK while there is none */
};

/* Reads fail in many ways when their commit was dropped. */
static newsdex_status name_failure(newsdex_cursor *cursor, newsdex_status status,
                                   newsdex_error *err)
{
    bool moved = false;
    if (status == NEWSDEX_E_CHANGED ||
        ((status == NEWSDEX_E_IO || status == NEWSDEX_E_CORRUPT || status == NEWSDEX_E_NOTFOUND) &&
         !xapc_database_reopen(cursor->db, &moved, NULL) && moved))
        return ndx_error_set(err, NEWSDEX_E_CHANGED,
                             "the index moved on while its hits were read; search again");
    return status;
}

static newsdex_status read_batch(newsdex_cursor *cursor, newsdex_error *err)
{
    size_t left = cursor->count - cursor->read;
    size_t count = left < NDX_CURSOR_BATCH ? left : NDX_CURSOR_BATCH;
    newsdex_results *batch = NULL;
    newsdex_status status =
        ndx_results_fill(cursor->db, cursor->analyzer, cursor->query, &cursor->options,
                         &cursor->ranking, cursor->read, count, &batch, err);
    if (status)
        return name_failure(cursor, status, err);
    newsdex_results_free(cursor->batch);
    cursor->batch = batch;
    cursor->read += count;
    cursor->next = 0;
    return NEWSDEX_OK;
}

static newsdex_cursor *make_cursor(const newsdex_query *query,
                                   const newsdex_search_options *options, newsdex_error *err)
{
    newsdex_cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor) {
        ndx_error_nomem(err);
        return NULL;
    }
    cursor->query = query;
    cursor->options = *options;
    ndx_ranking_init(&cursor->ranking);
    return cursor;
}

newsdex_status ndx_cursor_open_batch(xapc_database *db, ndx_analyzer *analyzer,
                                     const newsdex_query *query,
                                     const newsdex_search_options *options, newsdex_cursor **out,
                                     newsdex_error *err)
{
    newsdex_cursor *cursor = make_cursor(query, options, err);
    if (!cursor)
        return NEWSDEX_E_NOMEM;
    newsdex_status status = ndx_results_search(db, analyzer, query, options, &cursor->batch, err);
    if (status)
        newsdex_cursor_close(cursor);
    else
        *out = cursor;
    return status;
}

newsdex_status ndx_cursor_open(const char *const *paths, size_t path_count, const char *language,
                               const newsdex_query *query, const newsdex_search_options *options,
                               newsdex_cursor **out, newsdex_error *err)
{
    newsdex_cursor *cursor = make_cursor(query, options, err);
    if (!cursor)
        return NEWSDEX_E_NOMEM;
    newsdex_status status;
    if ((status = xapc_database_open_many(paths, path_count, &cursor->db, err)) ||
        (status = ndx_analyzer_new(language, &cursor->analyzer, err)) ||
        ((status = ndx_ranking_make(cursor->db, cursor->analyzer, query, options, &cursor->ranking,
                                    err)) &&
         (status = name_failure(cursor, status, err)))) {
        newsdex_cursor_close(cursor);
        return status;
    }
    cursor->count = cursor->ranking.page->count;
    if ((status = read_batch(cursor, err))) {
        newsdex_cursor_close(cursor);
        return status;
    }
    cursor->options.time_limit_ms = 0;
    *out = cursor;
    return NEWSDEX_OK;
}

newsdex_status newsdex_cursor_next(newsdex_cursor *cursor, const newsdex_hit **out,
                                   newsdex_error *err)
{
    if (out)
        *out = NULL;
    if (!cursor || !out)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "newsdex_cursor_next: a parameter is NULL");
    bool at_end = cursor->next == newsdex_results_count(cursor->batch);
    if (at_end && cursor->read < cursor->count && !cursor->failure.status)
        cursor->failure.status = read_batch(cursor, &cursor->failure);
    if (cursor->failure.status) {
        if (err)
            *err = cursor->failure;
        return cursor->failure.status;
    }
    *out = newsdex_results_at(cursor->batch, cursor->next);
    cursor->next += *out != NULL;
    return NEWSDEX_OK;
}

const newsdex_results *newsdex_cursor_results(const newsdex_cursor *cursor)
{
    return cursor ? cursor->batch : NULL;
}

void newsdex_cursor_close(newsdex_cursor *cursor)
{
    if (!cursor)
        return;
    newsdex_results_free(cursor->batch);
    ndx_ranking_release(&cursor->ranking);
    ndx_analyzer_free(cursor->analyzer);
    xapc_database_close(cursor->db);
    free(cursor);
}

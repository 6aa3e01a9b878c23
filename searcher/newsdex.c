/*
 * The face of the library: checks what the caller gives, opens and refreshes
 * indexes, and repeats what was interrupted by a commit. All else is done below.
 */
#include "include/newsdex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/clock.h"
#include "searcher/base/date.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/index/schema.h"
#include "searcher/query/filter.h"
#include "searcher/query/forms.h"
#include "searcher/query/query.h"
#include "searcher/result/article.h"
#include "searcher/result/cursor.h"
#include "searcher/result/facet.h"
#include "searcher/result/matches.h"
#include "searcher/result/results.h"
#include "searcher/result/suggestion.h"
#include "searcher/result/timeline.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

enum { STAMP_MAX = 1 << 16, REVISION_MAX = 1 << 24, REPEATS = 20 };

struct newsdex {
    char **paths;
    size_t path_count;
    xapc_database *db;
    bool known; /* what is open has been looked at: the next two are of it */
    ndx_stamp stamp;
    ndx_analyzer *analyzer;
};

uint32_t newsdex_version_number(void)
{
    return NEWSDEX_VERSION_NUMBER;
}

#define AS_STRING(number) #number
#define VERSION_STRING(major, minor, patch)                                                        \
    AS_STRING(major) "." AS_STRING(minor) "." AS_STRING(patch)

const char *newsdex_version_string(void)
{
    return VERSION_STRING(NEWSDEX_VERSION_MAJOR, NEWSDEX_VERSION_MINOR, NEWSDEX_VERSION_PATCH);
}

const char *newsdex_status_name(newsdex_status status)
{
    switch (status) {
    case NEWSDEX_OK:
        return "NEWSDEX_OK";
    case NEWSDEX_E_NOMEM:
        return "NEWSDEX_E_NOMEM";
    case NEWSDEX_E_ARGUMENT:
        return "NEWSDEX_E_ARGUMENT";
    case NEWSDEX_E_IO:
        return "NEWSDEX_E_IO";
    case NEWSDEX_E_NOINDEX:
        return "NEWSDEX_E_NOINDEX";
    case NEWSDEX_E_VERSION:
        return "NEWSDEX_E_VERSION";
    case NEWSDEX_E_LOCKED:
        return "NEWSDEX_E_LOCKED";
    case NEWSDEX_E_CHANGED:
        return "NEWSDEX_E_CHANGED";
    case NEWSDEX_E_CORRUPT:
        return "NEWSDEX_E_CORRUPT";
    case NEWSDEX_E_QUERY:
        return "NEWSDEX_E_QUERY";
    case NEWSDEX_E_LIMIT:
        return "NEWSDEX_E_LIMIT";
    case NEWSDEX_E_INTERNAL:
        return "NEWSDEX_E_INTERNAL";
    case NEWSDEX_E_NOTFOUND:
        return "NEWSDEX_E_NOTFOUND";
    case NEWSDEX_E_CANCELLED:
        return "NEWSDEX_E_CANCELLED";
    }
    return "unknown newsdex_status";
}

static newsdex_status null_argument(const char *function, newsdex_error *err)
{
    return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s: a parameter is NULL", function);
}

newsdex_status newsdex_date_parse(const char *text, int64_t *first, int64_t *last,
                                  newsdex_error *err)
{
    if (first)
        *first = 0;
    if (last)
        *last = 0;
    if (!text || !first || !last)
        return null_argument("newsdex_date_parse", err);
    ndx_date date;
    size_t length = strlen(text);
    if (!length || ndx_date_parse_iso(text, length, &date) != length)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                             "\"%.60s\" is not a date; write 2025, 2025-09 or 2025-09-25", text);
    *first = date.seconds;
    *last = ndx_date_last_second(date);
    return NEWSDEX_OK;
}

/* ---- an open index ------------------------------------------------------------------ */

static newsdex_status read_stamp(newsdex *nd, size_t index, ndx_stamp *stamp, newsdex_error *err)
{
    ndx_buffer text;
    ndx_buffer_init(&text, STAMP_MAX);
    newsdex_status status = xapc_database_index_metadata(nd->db, index, NDX_STAMP_KEY, &text, err);
    if (!status)
        status = ndx_stamp_read(text.data, text.length, xapc_database_index_path(nd->db, index),
                                stamp, err);
    ndx_buffer_release(&text);
    return status;
}

/* The stamp of all indexes: they must be of one language, for a query is analysed once. */
static newsdex_status read_stamps(newsdex *nd, ndx_stamp *stamp, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    if (!xapc_database_indexes(nd->db))
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: names no index", nd->paths[0]);
    for (size_t i = 0; i < xapc_database_indexes(nd->db); i++) {
        ndx_stamp other;
        if ((status = read_stamp(nd, i, i ? &other : stamp, err)))
            return status;
        if (i && strcmp(other.language, stamp->language))
            return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                                 "%.80s is stemmed as %s, but %.80s as %s: search them apart",
                                 xapc_database_index_path(nd->db, 0), stamp->language,
                                 xapc_database_index_path(nd->db, i), other.language);
    }
    return NEWSDEX_OK;
}

/* Makes nd know the commit that is open; or the next one, when that is dropped meanwhile. */
static newsdex_status know_commit(newsdex *nd, newsdex_error *err)
{
    ndx_stamp stamp;
    newsdex_status status = read_stamps(nd, &stamp, err);
    for (int i = 0; i < REPEATS && status == NEWSDEX_E_CHANGED; i++)
        if (!(status = xapc_database_reopen(nd->db, NULL, err)))
            status = read_stamps(nd, &stamp, err);
    if (status)
        return status;
    if (!nd->analyzer || strcmp(stamp.language, nd->stamp.language)) {
        ndx_analyzer *analyzer;
        if ((status = ndx_analyzer_new(stamp.language, &analyzer, err)))
            return status;
        ndx_analyzer_free(nd->analyzer);
        nd->analyzer = analyzer;
    }
    nd->stamp = stamp;
    nd->known = true;
    return NEWSDEX_OK;
}

static newsdex_status copy_paths(newsdex *nd, const char *const *paths, size_t count,
                                 newsdex_error *err)
{
    if (!(nd->paths = calloc(count, sizeof *nd->paths)))
        return ndx_error_nomem(err);
    for (; nd->path_count < count; nd->path_count++)
        if (!(nd->paths[nd->path_count] = strdup(paths[nd->path_count])))
            return ndx_error_nomem(err);
    return NEWSDEX_OK;
}

newsdex_status newsdex_open(const char *path, newsdex **out, newsdex_error *err)
{
    if (out)
        *out = NULL;
    return path ? newsdex_open_many(&path, 1, out, err) : null_argument("newsdex_open", err);
}

newsdex_status newsdex_open_many(const char *const *paths, size_t count, newsdex **out,
                                 newsdex_error *err)
{
    if (out)
        *out = NULL;
    if (!paths || !out)
        return null_argument("newsdex_open_many", err);
    if (!count || count > NEWSDEX_INDEXES_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "newsdex_open_many: from 1 to %d indexes",
                             NEWSDEX_INDEXES_MAX);
    for (size_t i = 0; i < count; i++)
        if (!paths[i])
            return null_argument("newsdex_open_many", err);
    newsdex *nd = calloc(1, sizeof *nd);
    if (!nd)
        return ndx_error_nomem(err);
    newsdex_status status;
    if ((status = copy_paths(nd, paths, count, err)) ||
        (status = xapc_database_open_many(paths, count, &nd->db, err)) ||
        (status = know_commit(nd, err))) {
        newsdex_close(nd);
        return status;
    }
    *out = nd;
    return NEWSDEX_OK;
}

void newsdex_close(newsdex *nd)
{
    if (!nd)
        return;
    xapc_database_close(nd->db);
    ndx_analyzer_free(nd->analyzer);
    for (size_t i = 0; i < nd->path_count; i++)
        free(nd->paths[i]);
    free(nd->paths);
    free(nd);
}

newsdex_status newsdex_refresh(newsdex *nd, int *changed, newsdex_error *err)
{
    if (changed)
        *changed = 0;
    if (!nd)
        return null_argument("newsdex_refresh", err);
    bool moved = false;
    newsdex_status status = xapc_database_reopen(nd->db, &moved, err);
    nd->known = nd->known && !moved;
    if (status || nd->known || (status = know_commit(nd, err)))
        return status;
    if (changed)
        *changed = 1;
    return NEWSDEX_OK;
}

/*
 * Whether to run a call once more: its commit was dropped under it, which shows
 * as CHANGED, or as damage when a file of it was opened too late.
 */
static bool should_repeat(newsdex *nd, newsdex_status status)
{
    if (status != NEWSDEX_E_CHANGED && status != NEWSDEX_E_IO && status != NEWSDEX_E_CORRUPT &&
        status != NEWSDEX_E_NOINDEX && status != NEWSDEX_E_NOTFOUND)
        return false;
    int changed;
    return !newsdex_refresh(nd, &changed, NULL) && (changed || status == NEWSDEX_E_CHANGED);
}

static newsdex_status read_revision(newsdex *nd, newsdex_info *info, newsdex_error *err)
{
    ndx_buffer revision;
    ndx_buffer_init(&revision, REVISION_MAX);
    newsdex_status status = xapc_database_revision(nd->db, &revision, &info->committed, err);
    if (!status)
        ndx_hash_to_hex(ndx_hash(revision.data, revision.length), info->revision);
    ndx_buffer_release(&revision);
    return status;
}

static newsdex_status read_info(newsdex *nd, newsdex_info *info, newsdex_error *err)
{
    ndx_buffer low, high;
    ndx_buffer_init(&low, 256);
    ndx_buffer_init(&high, 256);
    uint32_t articles = 0, dated = 0;
    newsdex_status status = xapc_database_count(nd->db, &articles, err);
    if (!status)
        status = xapc_database_value_bounds(nd->db, NDX_SLOT_DATE, &dated, &low, &high, err);
    if (!status) {
        info->articles = articles;
        info->oldest = dated ? ndx_date_from_value(low.data, low.length) : NEWSDEX_DATE_NONE;
        info->newest = dated ? ndx_date_from_value(high.data, high.length) : NEWSDEX_DATE_NONE;
        info->schema_version = nd->stamp.schema_version;
        info->segments = xapc_database_segments(nd->db);
        snprintf(info->language, sizeof info->language, "%s", nd->stamp.language);
        info->indexes = (uint32_t)xapc_database_indexes(nd->db);
        status = read_revision(nd, info, err);
    }
    ndx_buffer_release(&low);
    ndx_buffer_release(&high);
    return status;
}

/* The first version of a struct is the least a caller can know. */
static bool is_known_size(size_t size, size_t first_version)
{
    return size >= first_version;
}

newsdex_status newsdex_get_info(newsdex *nd, newsdex_info *info, newsdex_error *err)
{
    if (!nd || !info)
        return null_argument("newsdex_get_info", err);
    if (!is_known_size(info->size, offsetof(newsdex_info, indexes)))
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                             "newsdex_get_info: use NEWSDEX_INFO_INIT to set size");
    newsdex_info all = NEWSDEX_INFO_INIT;
    newsdex_status status = read_info(nd, &all, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = read_info(nd, &all, err);
    if (status)
        return status;
    const size_t size = info->size;
    memcpy(info, &all, size < sizeof all ? size : sizeof all);
    info->size = size;
    return NEWSDEX_OK;
}

/* ---- searching ------------------------------------------------------------------------ */

newsdex_status newsdex_query_parse(newsdex *nd, const char *text, size_t length,
                                   newsdex_query **out, newsdex_error *err)
{
    if (out)
        *out = NULL;
    if (!nd || !out || (!text && length))
        return null_argument("newsdex_query_parse", err);
    return ndx_query_parse(nd->analyzer, text ? text : "", length, out, err);
}

/* See searcher/result/stop.h. */
static int64_t moment_after(int64_t time_limit_ms)
{
    int64_t now = ndx_clock_ms();
    return !time_limit_ms || time_limit_ms > INT64_MAX - now ? 0 : now + time_limit_ms;
}

/* The options of any caller as today's, checked; NULL are the defaults. */
static newsdex_status complete_options(const char *function, const newsdex_search_options *given,
                                       uint32_t limit_max, newsdex_search_options *out,
                                       newsdex_error *err)
{
    const newsdex_search_options defaults = NEWSDEX_SEARCH_OPTIONS_INIT;
    *out = defaults;
    if (!given)
        return NEWSDEX_OK;
    if (!is_known_size(given->size, offsetof(newsdex_search_options, sources)))
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                             "%s: use NEWSDEX_SEARCH_OPTIONS_INIT to set size", function);
    memcpy(out, given, given->size < sizeof *out ? given->size : sizeof *out);
    if (out->limit > limit_max || out->snippet_bytes > NEWSDEX_SNIPPET_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "%s: at most %d hits and snippets of %d bytes",
                             function, NEWSDEX_LIMIT_MAX, NEWSDEX_SNIPPET_MAX);
    if (out->recency_half_life < 0 || out->time_limit_ms < 0)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s: a half-life or time limit below 0",
                             function);
    out->time_limit_ms = moment_after(out->time_limit_ms);
    if (out->sort > NEWSDEX_SORT_OLDEST)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s: unknown sort order", function);
    if (out->stories > NEWSDEX_STORIES_COUNT)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s: unknown way to group stories", function);
    return ndx_filter_check(function, out, err);
}

newsdex_status newsdex_search(newsdex *nd, const newsdex_query *query,
                              const newsdex_search_options *options, newsdex_results **out,
                              newsdex_error *err)
{
    newsdex_search_options all;
    if (out)
        *out = NULL;
    if (!nd || !query || !out)
        return null_argument("newsdex_search", err);
    newsdex_status status =
        complete_options("newsdex_search", options, NEWSDEX_LIMIT_MAX, &all, err);
    if (status)
        return status;
    status = ndx_results_search(nd->db, nd->analyzer, query, &all, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_results_search(nd->db, nd->analyzer, query, &all, out, err);
    return status;
}

newsdex_status newsdex_facet_count(newsdex *nd, const newsdex_query *query,
                                   const newsdex_search_options *options, newsdex_facet_field field,
                                   size_t top, newsdex_facet **out, newsdex_error *err)
{
    newsdex_search_options all;
    if (out)
        *out = NULL;
    if (!nd || !query || !out)
        return null_argument("newsdex_facet_count", err);
    if (field > NEWSDEX_FACET_MONTH)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "newsdex_facet_count: unknown field");
    newsdex_status status = complete_options("newsdex_facet_count", options, UINT32_MAX, &all, err);
    if (status)
        return status;
    status = ndx_facet_count(nd->db, nd->analyzer, query, &all, field, top, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_facet_count(nd->db, nd->analyzer, query, &all, field, top, out, err);
    return status;
}

newsdex_status newsdex_timeline_count(newsdex *nd, const newsdex_query *query,
                                      const newsdex_search_options *options, newsdex_time_unit unit,
                                      newsdex_timeline **out, newsdex_error *err)
{
    newsdex_search_options all;
    if (out)
        *out = NULL;
    if (!nd || !query || !out)
        return null_argument("newsdex_timeline_count", err);
    if (unit > NEWSDEX_TIME_DAY)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "newsdex_timeline_count: unknown unit");
    newsdex_status status =
        complete_options("newsdex_timeline_count", options, UINT32_MAX, &all, err);
    if (status)
        return status;
    status = ndx_timeline_count(nd->db, nd->analyzer, query, &all, unit, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_timeline_count(nd->db, nd->analyzer, query, &all, unit, out, err);
    return status;
}

/* From nd's own index, or for more hits than a batch from another one. */
static newsdex_status open_cursor(newsdex *nd, const newsdex_query *query,
                                  const newsdex_search_options *options, newsdex_cursor **out,
                                  newsdex_error *err)
{
    if (options->limit <= NDX_CURSOR_BATCH)
        return ndx_cursor_open_batch(nd->db, nd->analyzer, query, options, out, err);
    return ndx_cursor_open((const char *const *)nd->paths, nd->path_count, nd->stamp.language,
                           query, options, out, err);
}

newsdex_status newsdex_cursor_open(newsdex *nd, const newsdex_query *query,
                                   const newsdex_search_options *options, newsdex_cursor **out,
                                   newsdex_error *err)
{
    newsdex_search_options all;
    if (out)
        *out = NULL;
    if (!nd || !query || !out)
        return null_argument("newsdex_cursor_open", err);
    newsdex_status status = complete_options("newsdex_cursor_open", options, UINT32_MAX, &all, err);
    if (status)
        return status;
    status = open_cursor(nd, query, &all, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = open_cursor(nd, query, &all, out, err);
    return status;
}

newsdex_status newsdex_article_get(newsdex *nd, const char *id, const newsdex_article **out,
                                   newsdex_error *err)
{
    if (out)
        *out = NULL;
    if (!nd || !id || !out)
        return null_argument("newsdex_article_get", err);
    newsdex_status status = ndx_article_read(nd->db, id, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_article_read(nd->db, id, out, err);
    return status;
}

newsdex_status newsdex_article_matches(newsdex *nd, const newsdex_article *article,
                                       const newsdex_query *query, const newsdex_matches **out,
                                       newsdex_error *err)
{
    if (out)
        *out = NULL;
    if (!nd || !article || !query || !out)
        return null_argument("newsdex_article_matches", err);
    return ndx_matches_find(nd->analyzer, query, article, out, err);
}

/* ---- finding more --------------------------------------------------------------------- */

newsdex_status newsdex_query_forms(newsdex *nd, const newsdex_query *query, newsdex_forms **out,
                                   newsdex_error *err)
{
    if (out)
        *out = NULL;
    if (!nd || !query || !out)
        return null_argument("newsdex_query_forms", err);
    newsdex_status status = ndx_query_forms(query, nd->db, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_query_forms(query, nd->db, out, err);
    return status;
}

newsdex_status newsdex_query_suggest(newsdex *nd, const char *text, size_t length,
                                     const newsdex_search_options *options, char **out,
                                     newsdex_error *err)
{
    newsdex_search_options all;
    if (out)
        *out = NULL;
    if (!nd || !out || (!text && length))
        return null_argument("newsdex_query_suggest", err);
    newsdex_status status =
        complete_options("newsdex_query_suggest", options, UINT32_MAX, &all, err);
    if (status)
        return status;
    text = text ? text : "";
    status = ndx_suggestion_find(nd->db, nd->analyzer, text, length, &all, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_suggestion_find(nd->db, nd->analyzer, text, length, &all, out, err);
    return status;
}

void newsdex_text_free(char *text)
{
    free(text);
}

newsdex_status newsdex_query_like(newsdex *nd, const char *id, const newsdex_like_options *options,
                                  newsdex_query **out, newsdex_error *err)
{
    static const newsdex_like_options defaults = NEWSDEX_LIKE_OPTIONS_INIT;
    if (out)
        *out = NULL;
    if (!nd || !id || !out)
        return null_argument("newsdex_query_like", err);
    options = options ? options : &defaults;
    if (!is_known_size(options->size, sizeof *options))
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                             "newsdex_query_like: use NEWSDEX_LIKE_OPTIONS_INIT to set size");
    if (!options->words || options->words > NEWSDEX_LIKE_WORDS_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "newsdex_query_like: from 1 to %d words",
                             NEWSDEX_LIKE_WORDS_MAX);
    newsdex_status status = ndx_query_like(nd->db, nd->analyzer, id, options, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_query_like(nd->db, nd->analyzer, id, options, out, err);
    return status;
}

/* As complete_options, of an expansion and the search it is for. */
static newsdex_status complete_expansion(const newsdex_expand_options *given,
                                         newsdex_expand_options *out,
                                         newsdex_search_options *search, newsdex_error *err)
{
    const newsdex_expand_options defaults = NEWSDEX_EXPAND_OPTIONS_INIT;
    *out = defaults;
    if (!given)
        return NEWSDEX_OK;
    if (!is_known_size(given->size, offsetof(newsdex_expand_options, search)))
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                             "newsdex_query_expand: use NEWSDEX_EXPAND_OPTIONS_INIT to set size");
    memcpy(out, given, given->size < sizeof *out ? given->size : sizeof *out);
    if (!out->words || out->words > NEWSDEX_EXPAND_WORDS_MAX || !out->articles ||
        out->articles > NEWSDEX_EXPAND_ARTICLES_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT,
                             "newsdex_query_expand: from 1 to %d words of 1 to %d articles",
                             NEWSDEX_EXPAND_WORDS_MAX, NEWSDEX_EXPAND_ARTICLES_MAX);
    if (!out->search)
        return NEWSDEX_OK;
    newsdex_status status =
        complete_options("newsdex_query_expand", out->search, UINT32_MAX, search, err);
    out->search = search;
    return status;
}

newsdex_status newsdex_query_expand(newsdex *nd, const newsdex_query *query,
                                    const newsdex_expand_options *options, newsdex_query **out,
                                    newsdex_error *err)
{
    newsdex_expand_options all;
    newsdex_search_options search;
    if (out)
        *out = NULL;
    if (!nd || !query || !out)
        return null_argument("newsdex_query_expand", err);
    newsdex_status status = complete_expansion(options, &all, &search, err);
    if (status)
        return status;
    status = ndx_query_expand(nd->db, nd->analyzer, query, &all, out, err);
    for (int i = 0; i < REPEATS && should_repeat(nd, status); i++)
        status = ndx_query_expand(nd->db, nd->analyzer, query, &all, out, err);
    return status;
}

#include "searcher/result/ranking.h"

#include <stdlib.h>

#include "searcher/base/error.h"
#include "searcher/index/schema.h"
#include "searcher/query/filter.h"
#include "searcher/query/query.h"
#include "searcher/result/recency.h"
#include "searcher/result/stop.h"

enum { NOTICES_MAX = 1 << 20 };

void ndx_ranking_init(ndx_ranking *ranking)
{
    ranking->page = NULL;
    ranking->stories = NULL;
    ndx_buffer_init(&ranking->notices, NOTICES_MAX);
    ranking->forms = (ndx_forms){NULL, 0};
}

void ndx_ranking_release(ndx_ranking *ranking)
{
    xapc_page_free(ranking->page);
    ndx_stories_free(ranking->stories);
    ndx_buffer_release(&ranking->notices);
    ndx_forms_release(&ranking->forms);
}

/* ---- the Xapian query and the page ------------------------------------------------ */

static newsdex_status build_query(xapc_database *db, ndx_analyzer *analyzer,
                                  const newsdex_query *query, const newsdex_search_options *options,
                                  ndx_ranking *ranking, xapc_query **out, newsdex_error *err)
{
    newsdex_status status =
        query ? ndx_query_build_whole(query, db, &ranking->forms, out, &ranking->notices, err)
              : xapc_query_all(out, err);
    return status ? status : ndx_filter_apply(analyzer, options, out, err);
}

/* A page of what is shown of each story. */
static newsdex_status make_page(const ndx_stories *stories, xapc_page **out, newsdex_error *err)
{
    newsdex_status status = xapc_page_new(stories->count, out, err);
    for (size_t i = 0; !status && i < stories->count; i++)
        (*out)->matches[i] =
            (xapc_match){stories->docids[stories->list[i].first], stories->list[i].weight};
    if (!status) {
        (*out)->total_lower = stories->matches_lower;
        (*out)->total_estimated = stories->matches_estimated;
        (*out)->total_upper = stories->matches_upper;
    }
    return status;
}

static newsdex_status rank_stories(xapc_database *db, const xapc_query *query,
                                   const xapc_search_options *how, newsdex_stories wanted,
                                   ndx_ranking *ranking, newsdex_error *err)
{
    newsdex_status status =
        ndx_stories_find(db, query, how, wanted == NEWSDEX_STORIES_COUNT, &ranking->stories, err);
    if (status)
        return status;
    if (ranking->stories->is_cut)
        status = ndx_buffer_append_format(&ranking->notices, err,
                                          "only the first %d matches were grouped into stories\n",
                                          NDX_STORY_MATCHES_MAX);
    return status ? status : make_page(ranking->stories, &ranking->page, err);
}

newsdex_status ndx_ranking_make(xapc_database *db, ndx_analyzer *analyzer,
                                const newsdex_query *query, const newsdex_search_options *options,
                                ndx_ranking *ranking, newsdex_error *err)
{
    xapc_query *built = NULL;
    newsdex_status status = build_query(db, analyzer, query, options, ranking, &built, err);
    xapc_search_options how = XAPC_SEARCH_OPTIONS_INIT;
    how.offset = options->offset;
    how.limit = options->limit;
    how.check_at_least = options->exact_total ? UINT32_MAX : 0;
    how.sort_slot = NDX_SLOT_DATE;
    how.sort_by_value =
        options->sort != NEWSDEX_SORT_RELEVANCE || !query || ndx_query_is_unranked(query);
    how.descending = options->sort != NEWSDEX_SORT_OLDEST;
    const xapc_stop stop = ndx_stop_of(options);
    how.stop = &stop;
    ndx_recency recency;
    const xapc_reweighing reweighing = {NDX_SLOT_DATE, ndx_recency_factor, &recency};
    if (!status && options->recency_half_life && !how.sort_by_value) {
        status = ndx_recency_init(&recency, db, options, err);
        how.reweighing = &reweighing;
    }
    if (!status && options->stories)
        status = rank_stories(db, built, &how, options->stories, ranking, err);
    else if (!status)
        status = xapc_database_search(db, built, &how, &ranking->page, err);
    xapc_query_free(built);
    return status;
}

/* ---- all matches -------------------------------------------------------------------- */

/* What hands on the values of matches, whichever document they are of. */
typedef struct forwarding {
    xapc_visitor visit;
    void *context;
} forwarding;

static newsdex_status forward(void *context, size_t i, const xapc_value *values, newsdex_error *err)
{
    const forwarding *to = context;
    (void)i;
    return to->visit(to->context, values, err);
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static newsdex_status visit_page(xapc_database *db, const xapc_page *page, const uint32_t *slots,
                                 size_t slot_count, forwarding *to, const xapc_stop *stop,
                                 newsdex_error *err)
{
    uint32_t *docids = calloc(page->count + 1, sizeof *docids);
    if (!docids)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < page->count; i++)
        docids[i] = page->matches[i].docid;
    qsort(docids, page->count, sizeof *docids, by_number);
    newsdex_status status = xapc_database_visit_documents(db, docids, page->count, slots,
                                                          slot_count, forward, to, stop, err);
    free(docids);
    return status;
}

static newsdex_status visit_articles(xapc_database *db, ndx_analyzer *analyzer,
                                     const newsdex_query *query,
                                     const newsdex_search_options *options, const uint32_t *slots,
                                     size_t slot_count, forwarding *to, newsdex_error *err)
{
    xapc_query *matches = NULL;
    newsdex_status status =
        query ? ndx_query_build(query, db, &matches, NULL, err) : xapc_query_all(&matches, err);
    if (!status)
        status = ndx_filter_apply(analyzer, options, &matches, err);
    const xapc_stop stop = ndx_stop_of(options);
    if (!status)
        status =
            xapc_database_visit(db, matches, slots, slot_count, to->visit, to->context, &stop, err);
    xapc_query_free(matches);
    return status;
}

static newsdex_status visit_stories(xapc_database *db, ndx_analyzer *analyzer,
                                    const newsdex_query *query,
                                    const newsdex_search_options *options, const uint32_t *slots,
                                    size_t slot_count, forwarding *to, newsdex_error *err)
{
    newsdex_search_options all = *options;
    ndx_ranking ranking;
    all.stories = NEWSDEX_STORIES_COUNT;
    all.offset = 0;
    all.limit = UINT32_MAX;
    ndx_ranking_init(&ranking);
    newsdex_status status = ndx_ranking_make(db, analyzer, query, &all, &ranking, err);
    const xapc_stop stop = ndx_stop_of(options);
    if (!status)
        status = visit_page(db, ranking.page, slots, slot_count, to, &stop, err);
    ndx_ranking_release(&ranking);
    return status;
}

newsdex_status ndx_ranking_visit(xapc_database *db, ndx_analyzer *analyzer,
                                 const newsdex_query *query, const newsdex_search_options *options,
                                 const uint32_t *slots, size_t slot_count, xapc_visitor visit,
                                 void *context, newsdex_error *err)
{
    forwarding to = {visit, context};
    return (options->stories ? visit_stories : visit_articles)(db, analyzer, query, options, slots,
                                                               slot_count, &to, err);
}

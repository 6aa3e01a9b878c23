#include "searcher/result/results.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/arena.h"
#include "searcher/base/error.h"
#include "searcher/index/record.h"
#include "searcher/index/schema.h"
#include "searcher/query/filter.h"
#include "searcher/query/query.h"
#include "searcher/result/recency.h"
#include "searcher/result/snippet.h"
#include "searcher/result/stop.h"

enum { RECORD_MAX = 1 << 30, NOTICES_MAX = 1 << 20, SNIPPET_ROOM = 4 * NEWSDEX_SNIPPET_MAX };

struct newsdex_results {
    ndx_arena arena; /* everything below lives in it */
    newsdex_hit *hits;
    size_t count;
    uint64_t total, stories;
    int exact, stories_exact;
    const char **notices;
    size_t notice_count;
};

/* What a search needs while it fills a page. */
typedef struct search {
    xapc_database *db;
    ndx_analyzer *analyzer;
    const newsdex_query *query;
    const newsdex_search_options *options;
    const ndx_stories *stories; /* of the ranking; NULL: not grouped */
    size_t first;               /* place of the first hit in the ranking */
    newsdex_results *results;
    ndx_buffer record, snippet, spans;
    ndx_ranking *ranking;
    uint32_t *weights; /* of the query's leaves */
} search;

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

newsdex_status ndx_results_rank(xapc_database *db, ndx_analyzer *analyzer,
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
    newsdex_status status = ndx_results_rank(db, analyzer, query, &all, &ranking, err);
    const xapc_stop stop = ndx_stop_of(options);
    if (!status)
        status = visit_page(db, ranking.page, slots, slot_count, to, &stop, err);
    ndx_ranking_release(&ranking);
    return status;
}

newsdex_status ndx_results_visit(xapc_database *db, ndx_analyzer *analyzer,
                                 const newsdex_query *query, const newsdex_search_options *options,
                                 const uint32_t *slots, size_t slot_count, xapc_visitor visit,
                                 void *context, newsdex_error *err)
{
    forwarding to = {visit, context};
    return (options->stories ? visit_stories : visit_articles)(db, analyzer, query, options, slots,
                                                               slot_count, &to, err);
}

/* ---- hits --------------------------------------------------------------------------- */

static const char *copy_text(ndx_arena *arena, ndx_bytes text)
{
    return ndx_arena_copy(arena, text.data, text.length);
}

/* The fields that hits and articles share. */
typedef struct shared_fields {
    int64_t date;
    const char *date_text, *id, *title, *author, *source, *section, *language, *url, *address;
    const char *index;
} shared_fields;

static newsdex_status copy_fields(ndx_arena *arena, const ndx_record *record,
                                  const xapc_database *db, uint32_t docid, shared_fields *out,
                                  newsdex_error *err)
{
    size_t index;
    ndx_buffer address;
    ndx_buffer_init(&address, RECORD_MAX);
    newsdex_status status = ndx_record_address(record, &address, err);
    if (!status)
        status = xapc_database_index_of(db, docid, &index, err);
    if (status) {
        ndx_buffer_release(&address);
        return status;
    }
    const char *path = xapc_database_index_path(db, index);
    const ndx_bytes *values = record->values;
    *out = (shared_fields){
        .date = ndx_record_date(record).seconds,
        .date_text = copy_text(arena, values[NDX_RECORD_DATE]),
        .id = copy_text(arena, values[NDX_RECORD_ID]),
        .title = copy_text(arena, values[NDX_RECORD_TITLE]),
        .author = copy_text(arena, values[NDX_RECORD_AUTHOR]),
        .source = copy_text(arena, values[NDX_RECORD_SOURCE]),
        .section = copy_text(arena, values[NDX_RECORD_SECTION]),
        .language = copy_text(arena, values[NDX_RECORD_LANGUAGE]),
        .url = copy_text(arena, values[NDX_RECORD_URL]),
        .address = ndx_arena_copy(arena, address.data, address.length),
        .index = ndx_arena_copy(arena, path, strlen(path)),
    };
    ndx_buffer_release(&address);
    bool whole = out->date_text && out->id && out->title && out->author && out->source &&
                 out->section && out->language && out->url && out->address && out->index;
    return whole ? NEWSDEX_OK : ndx_error_nomem(err);
}

static newsdex_status fill_snippet(search *s, const ndx_record *record, newsdex_hit *hit,
                                   newsdex_error *err)
{
    if (!s->options->snippet_bytes)
        return NEWSDEX_OK;
    ndx_buffer_clear(&s->snippet);
    ndx_buffer_clear(&s->spans);
    newsdex_status status =
        ndx_snippet_make(s->analyzer, s->query, s->weights, record->text.data, record->text.length,
                         s->options->snippet_bytes, &s->snippet, &s->spans, err);
    if (status)
        return status;
    ndx_arena *arena = &s->results->arena;
    hit->snippet = ndx_arena_copy(arena, s->snippet.data, s->snippet.length);
    hit->spans =
        (const newsdex_span *)(void *)ndx_arena_copy(arena, s->spans.data, s->spans.length);
    hit->span_count = s->spans.length / sizeof(newsdex_span);
    return hit->snippet && hit->spans ? NEWSDEX_OK : ndx_error_nomem(err);
}

/* The record of a document, good until the next one is read. */
static newsdex_status read_record(search *s, uint32_t docid, ndx_record *out, newsdex_error *err)
{
    ndx_buffer_clear(&s->record);
    newsdex_status status = xapc_database_record(s->db, docid, &s->record, err);
    if (!status)
        ndx_record_read(s->record.data, s->record.length, out);
    return status;
}

static const char *const no_strings[1];
static const newsdex_hit no_hit;

/* A hit of what its record knows. */
static newsdex_status fill_facts(search *s, const ndx_record *record, uint32_t docid,
                                 newsdex_hit *hit, newsdex_error *err)
{
    shared_fields fields;
    newsdex_status status = copy_fields(&s->results->arena, record, s->db, docid, &fields, err);
    if (status)
        return status;
    *hit = (newsdex_hit){
        .date = fields.date,
        .date_text = fields.date_text,
        .id = fields.id,
        .title = fields.title,
        .author = fields.author,
        .source = fields.source,
        .section = fields.section,
        .language = fields.language,
        .url = fields.url,
        .address = fields.address,
        .index = fields.index,
        .snippet = "",
        .matched = no_strings,
        .missing = no_strings,
        .story_size = 1,
        .copies = &no_hit,
    };
    return NEWSDEX_OK;
}

static newsdex_status fill_copies(search *s, const ndx_story *story, newsdex_hit *hit,
                                  newsdex_error *err)
{
    const uint32_t *docids = s->stories->docids + story->first + 1;
    size_t count = story->article_count - 1;
    hit->story_size = story->article_count;
    if (count > s->options->copies)
        count = s->options->copies;
    newsdex_hit *copies = ndx_arena_zeros(&s->results->arena, count + 1, sizeof *copies);
    newsdex_status status = copies ? NEWSDEX_OK : ndx_error_nomem(err);
    for (size_t i = 0; !status && i < count; i++) {
        ndx_record record;
        status = read_record(s, docids[i], &record, err);
        if (!status)
            status = fill_facts(s, &record, docids[i], &copies[i], err);
    }
    hit->copies = copies;
    hit->copy_count = count;
    return status;
}

static newsdex_status fill_hit(search *s, const xapc_match *match, size_t i, newsdex_error *err)
{
    newsdex_hit *hit = &s->results->hits[i];
    ndx_record record;
    newsdex_status status = read_record(s, match->docid, &record, err);
    if (!status)
        status = fill_facts(s, &record, match->docid, hit, err);
    if (status)
        return status;
    hit->rank = (uint64_t)s->options->offset + i + 1;
    hit->score = match->weight;
    status = fill_snippet(s, &record, hit, err);
    if (!status && s->stories)
        status = fill_copies(s, &s->stories->list[s->first + i], hit, err);
    return status;
}

/* ---- which parts of the query each hit has ------------------------------------------- */

/* The leaves that can be missing: not the excluded, not stop words. */
static size_t list_leaves(const newsdex_query *query, size_t *leaves)
{
    size_t count = 0;
    for (size_t i = 0; i < ndx_query_leaf_count(query); i++) {
        const ndx_query_leaf *leaf = ndx_query_leaf_at(query, i);
        if (!leaf->excluded && !leaf->stop_word)
            leaves[count++] = i;
    }
    return count;
}

/* has[k * page->count + i]: hit i has leaf k. */
static newsdex_status share_out(search *s, const xapc_page *page, const size_t *leaves,
                                size_t leaf_count, const bool *has, newsdex_error *err)
{
    ndx_arena *arena = &s->results->arena;
    for (size_t i = 0; i < page->count; i++) {
        newsdex_hit *hit = &s->results->hits[i];
        const char **names = ndx_arena_zeros(arena, leaf_count + 1, sizeof *names);
        if (!names)
            return ndx_error_nomem(err);
        /* Matched ones from the front, missing ones behind them, both in typed order. */
        size_t matched = 0, missing = 0;
        for (size_t k = 0; k < leaf_count; k++)
            matched += has[k * page->count + i];
        hit->matched = names;
        hit->matched_count = matched;
        hit->missing = names + matched;
        for (size_t k = 0, at = 0; k < leaf_count; k++) {
            const char *typed = ndx_query_leaf_at(s->query, leaves[k])->typed;
            const char *copy = ndx_arena_copy(arena, typed, strlen(typed));
            if (!copy)
                return ndx_error_nomem(err);
            names[has[k * page->count + i] ? at++ : matched + missing++] = copy;
        }
        hit->missing_count = missing;
    }
    return NEWSDEX_OK;
}

/* Xapian itself is asked, so that phrases count only where they are. */
static newsdex_status ask_leaf(const search *s, const xapc_page *page, size_t leaf, bool *has,
                               newsdex_error *err)
{
    /* Whoever matches a query of one part has that part. */
    if (ndx_query_leaf_count(s->query) <= 1) {
        memset(has, true, page->count);
        return NEWSDEX_OK;
    }
    xapc_query *query = NULL;
    newsdex_status status =
        ndx_query_build_leaf(s->query, leaf, s->db, &s->ranking->forms, &query, err);
    if (!status)
        status = xapc_database_ask(s->db, query, page->matches, page->count, has, err);
    xapc_query_free(query);
    return status;
}

static newsdex_status fill_evidence(search *s, const xapc_page *page, newsdex_error *err)
{
    if (!page->count || !s->options->evidence)
        return NEWSDEX_OK;
    size_t room = ndx_query_leaf_count(s->query) + 1;
    size_t *leaves = calloc(room, sizeof *leaves);
    bool *has = calloc(room, page->count * sizeof *has);
    newsdex_status status = leaves && has ? NEWSDEX_OK : ndx_error_nomem(err);
    size_t count = status ? 0 : list_leaves(s->query, leaves);
    for (size_t k = 0; !status && k < count; k++)
        status = ask_leaf(s, page, leaves[k], has + k * page->count, err);
    if (!status)
        status = share_out(s, page, leaves, count, has, err);
    free(has);
    free(leaves);
    return status;
}

/* ---- the whole ---------------------------------------------------------------------- */

static newsdex_status copy_notices(search *s, newsdex_error *err)
{
    const ndx_buffer *notices = &s->ranking->notices;
    size_t lines = 0;
    for (size_t i = 0; i < notices->length; i++)
        lines += notices->data[i] == '\n';
    newsdex_results *r = s->results;
    if (!(r->notices = ndx_arena_zeros(&r->arena, lines + 1, sizeof *r->notices)))
        return ndx_error_nomem(err);
    for (const char *line = notices->data; r->notice_count < lines; r->notice_count++) {
        size_t length = strcspn(line, "\n");
        if (!(r->notices[r->notice_count] = ndx_arena_copy(&r->arena, line, length)))
            return ndx_error_nomem(err);
        line += length + 1;
    }
    return NEWSDEX_OK;
}

/* Only where the choice between parts of the query matters. */
static newsdex_status weigh_leaves(search *s, newsdex_error *err)
{
    size_t count = ndx_query_leaf_count(s->query);
    if (count < 2 || !s->options->snippet_bytes)
        return NEWSDEX_OK;
    s->weights = ndx_arena_zeros(&s->results->arena, count, sizeof *s->weights);
    return s->weights ? ndx_query_weigh(s->query, s->db, &s->ranking->forms, s->weights, err)
                      : ndx_error_nomem(err);
}

static newsdex_status fill_results(search *s, const xapc_page *page, newsdex_error *err)
{
    newsdex_results *r = s->results;
    r->total = page->total_estimated;
    r->exact = page->total_lower == page->total_upper;
    r->stories = s->stories ? s->stories->total : r->total;
    r->stories_exact = s->stories ? s->stories->is_exact : r->exact;
    r->hits = ndx_arena_zeros(&r->arena, page->count + 1, sizeof *r->hits);
    newsdex_status status = r->hits ? NEWSDEX_OK : ndx_error_nomem(err);
    const xapc_stop stop = ndx_stop_of(s->options);
    if (!status && page->count)
        status = weigh_leaves(s, err);
    for (size_t i = 0; !status && i < page->count; i++) {
        if (!(status = xapc_stop_check(&stop, err)))
            status = fill_hit(s, &page->matches[i], i, err);
        r->count += !status;
    }
    if (!status && !(status = fill_evidence(s, page, err)))
        status = copy_notices(s, err);
    return status;
}

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

newsdex_status ndx_results_fill(xapc_database *db, ndx_analyzer *analyzer,
                                const newsdex_query *query, const newsdex_search_options *options,
                                ndx_ranking *ranking, size_t first, size_t count,
                                newsdex_results **out, newsdex_error *err)
{
    *out = NULL;
    newsdex_search_options batch = *options;
    batch.offset += (uint32_t)first;
    xapc_page page = *ranking->page;
    page.matches += first;
    page.count = count;
    search s = {.db = db, .analyzer = analyzer, .query = query, .options = &batch};
    s.ranking = ranking;
    s.stories = ranking->stories;
    s.first = first;
    s.results = calloc(1, sizeof *s.results);
    if (!s.results)
        return ndx_error_nomem(err);
    ndx_buffer_init(&s.record, RECORD_MAX);
    ndx_buffer_init(&s.snippet, SNIPPET_ROOM);
    ndx_buffer_init(&s.spans, RECORD_MAX);
    newsdex_status status = fill_results(&s, &page, err);
    ndx_buffer_release(&s.record);
    ndx_buffer_release(&s.snippet);
    ndx_buffer_release(&s.spans);
    if (status)
        newsdex_results_free(s.results);
    else
        *out = s.results;
    return status;
}

newsdex_status ndx_results_search(xapc_database *db, ndx_analyzer *analyzer,
                                  const newsdex_query *query, const newsdex_search_options *options,
                                  newsdex_results **out, newsdex_error *err)
{
    *out = NULL;
    ndx_ranking ranking;
    ndx_ranking_init(&ranking);
    newsdex_status status = ndx_results_rank(db, analyzer, query, options, &ranking, err);
    if (!status)
        status = ndx_results_fill(db, analyzer, query, options, &ranking, 0, ranking.page->count,
                                  out, err);
    ndx_ranking_release(&ranking);
    return status;
}

size_t newsdex_results_count(const newsdex_results *results)
{
    return results ? results->count : 0;
}

uint64_t newsdex_results_total(const newsdex_results *results, int *exact)
{
    if (exact)
        *exact = results ? results->exact : 0;
    return results ? results->total : 0;
}

uint64_t newsdex_results_stories(const newsdex_results *results, int *exact)
{
    if (exact)
        *exact = results ? results->stories_exact : 0;
    return results ? results->stories : 0;
}

const newsdex_hit *newsdex_results_at(const newsdex_results *results, size_t i)
{
    return results && i < results->count ? &results->hits[i] : NULL;
}

size_t newsdex_results_notice_count(const newsdex_results *results)
{
    return results ? results->notice_count : 0;
}

const char *newsdex_results_notice(const newsdex_results *results, size_t i)
{
    return results && i < results->notice_count ? results->notices[i] : NULL;
}

void newsdex_results_free(newsdex_results *results)
{
    if (!results)
        return;
    ndx_arena_release(&results->arena);
    free(results);
}

/* ---- one article ---------------------------------------------------------------------- */

/* The public part comes first, so that a pointer to it is one to the whole. */
typedef struct owned_article {
    newsdex_article article;
    ndx_arena arena;
} owned_article;

static newsdex_status copy_article(const ndx_record *record, const xapc_database *db,
                                   uint32_t docid, owned_article *owned, newsdex_error *err)
{
    shared_fields fields;
    newsdex_status status = copy_fields(&owned->arena, record, db, docid, &fields, err);
    if (status)
        return status;
    owned->article = (newsdex_article){
        .date = fields.date,
        .date_text = fields.date_text,
        .id = fields.id,
        .title = fields.title,
        .author = fields.author,
        .source = fields.source,
        .section = fields.section,
        .language = fields.language,
        .url = fields.url,
        .address = fields.address,
        .text = copy_text(&owned->arena, record->text),
        .text_length = record->text.length,
        .index = fields.index,
    };
    return owned->article.text ? NEWSDEX_OK : ndx_error_nomem(err);
}

newsdex_status ndx_article_read(xapc_database *db, const char *id, const newsdex_article **out,
                                newsdex_error *err)
{
    *out = NULL;
    ndx_buffer bytes;
    uint32_t docid = 0;
    ndx_buffer_init(&bytes, RECORD_MAX);
    newsdex_status status = ndx_buffer_append_format(&bytes, err, "Q%s", id);
    if (!status)
        status = xapc_database_find_last(db, bytes.data, bytes.length, &docid, err);
    if (!status && !docid)
        status = ndx_error_set(err, NEWSDEX_E_NOTFOUND, "no article has the id \"%.100s\"", id);
    ndx_buffer_clear(&bytes);
    if (!status && !(status = xapc_database_record(db, docid, &bytes, err))) {
        ndx_record record;
        ndx_record_read(bytes.data, bytes.length, &record);
        owned_article *owned = calloc(1, sizeof *owned);
        status = owned ? copy_article(&record, db, docid, owned, err) : ndx_error_nomem(err);
        if (!status)
            *out = &owned->article;
        else if (owned)
            newsdex_article_free(&owned->article);
    }
    ndx_buffer_release(&bytes);
    return status;
}

void newsdex_article_free(const newsdex_article *article)
{
    if (!article)
        return;
    owned_article *owned = (owned_article *)(void *)article;
    ndx_arena_release(&owned->arena);
    free(owned);
}

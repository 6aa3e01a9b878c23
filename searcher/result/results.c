#include "searcher/result/results.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/arena.h"
#include "searcher/base/error.h"
#include "searcher/index/record.h"
#include "searcher/query/query.h"
#include "searcher/result/facts.h"
#include "searcher/result/snippet.h"
#include "searcher/result/stop.h"

enum { SPANS_MAX = 1 << 30, SNIPPET_ROOM = 4 * NEWSDEX_SNIPPET_MAX };

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

/* ---- hits --------------------------------------------------------------------------- */

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
    ndx_facts fields;
    newsdex_status status = ndx_facts_copy(&s->results->arena, record, s->db, docid, &fields, err);
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
    ndx_buffer_init(&s.record, NDX_FACTS_RECORD_MAX);
    ndx_buffer_init(&s.snippet, SNIPPET_ROOM);
    ndx_buffer_init(&s.spans, SPANS_MAX);
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
    newsdex_status status = ndx_ranking_make(db, analyzer, query, options, &ranking, err);
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

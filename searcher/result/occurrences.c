#include "searcher/result/occurrences.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

/* A word that one pattern of an evidence stands for. */
typedef struct candidate {
    uint32_t pattern, position, offset, length;
    bool shown;
} candidate;

/* An evidence of a leaf, with its candidates so far. */
typedef struct track {
    const ndx_evidence *evidence;
    uint32_t leaf;
    ndx_buffer candidates;
} track;

enum { OCCURRENCES_MAX = 64 << 20 };

/* Asked for each word of a text: most fit nothing, and few tell that by more than their length. */
static inline bool is_text(const ndx_pattern *pattern, const char *text, size_t length)
{
    return length == pattern->length && text[0] == pattern->text[0] &&
           memcmp(text, pattern->text, length) == 0;
}

static bool fits(const ndx_pattern *pattern, const ndx_token *token)
{
    if (pattern->kind == NDX_PATTERN_STEM)
        return is_text(pattern, token->stem, token->stem_length);
    if (pattern->kind == NDX_PATTERN_WORD)
        return is_text(pattern, token->word, token->word_length);
    return ndx_pattern_distance(pattern, token->word, token->word_length) != NDX_PATTERN_FAR;
}

/* The first bytes of words that may fit: most words of a text don't begin as any of a query. */
typedef struct beginnings {
    bool of_word[256], of_stem[256];
} beginnings;

static void note_beginning(beginnings *to, const ndx_pattern *pattern)
{
    const unsigned char first = (unsigned char)pattern->text[0];
    if (pattern->kind == NDX_PATTERN_STEM)
        to->of_stem[first] = true;
    else if (pattern->kind == NDX_PATTERN_WORD || pattern->kind == NDX_PATTERN_PREFIX)
        to->of_word[first] = true;
    else
        memset(to->of_word, true, sizeof to->of_word);
}

static void note_beginnings(beginnings *to, const track *tracks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (uint32_t p = 0; p < tracks[i].evidence->count; p++)
            note_beginning(to, &tracks[i].evidence->patterns[p]);
}

static inline bool may_fit(const beginnings *known, const ndx_token *token)
{
    return known->of_word[(unsigned char)token->word[0]] ||
           (token->stem_length && known->of_stem[(unsigned char)token->stem[0]]);
}

static newsdex_status note_token(track *tracks, size_t count, const ndx_token *token,
                                 newsdex_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const ndx_evidence *evidence = tracks[i].evidence;
        for (uint32_t p = 0; p < evidence->count; p++) {
            if (!fits(&evidence->patterns[p], token))
                continue;
            const candidate found = {p, token->position, (uint32_t)token->offset,
                                     (uint32_t)token->length, evidence->window == 0};
            newsdex_status status =
                ndx_buffer_append(&tracks[i].candidates, &found, sizeof found, err);
            if (status)
                return status;
        }
    }
    return NEWSDEX_OK;
}

/* Shows the words of each place where the patterns follow each other within the window. */
static void show_in_order(const ndx_evidence *evidence, candidate *c, size_t count)
{
    for (size_t start = 0; start < count; start++) {
        if (c[start].pattern != 0)
            continue;
        size_t chain[64];
        uint32_t next = 1;
        chain[0] = start;
        for (size_t i = start + 1; i < count && next < evidence->count && next < 64; i++) {
            if (c[i].position - c[start].position >= evidence->window)
                break;
            if (c[i].pattern == next && c[i].position > c[chain[next - 1]].position)
                chain[next++] = i;
        }
        /* A phrase of more than 64 words is shown by its first 64. */
        if (next == evidence->count || next == 64)
            for (uint32_t i = 0; i < next; i++)
                c[chain[i]].shown = true;
    }
}

/* Shows the words of each window that holds all patterns, in any order. */
static newsdex_status show_near(const ndx_evidence *evidence, candidate *c, size_t count,
                                newsdex_error *err)
{
    uint32_t *seen = calloc(evidence->count, sizeof *seen);
    if (!seen)
        return ndx_error_nomem(err);
    uint32_t distinct = 0;
    for (size_t left = 0, right = 0; right < count; right++) {
        distinct += seen[c[right].pattern]++ == 0;
        while (c[right].position - c[left].position >= evidence->window)
            distinct -= --seen[c[left++].pattern] == 0;
        /* Backwards only over what isn't shown yet: each candidate is shown once. */
        if (distinct == evidence->count)
            for (size_t i = right + 1; i-- > left && !c[i].shown;)
                c[i].shown = true;
    }
    free(seen);
    return NEWSDEX_OK;
}

static newsdex_status show(track *t, newsdex_error *err)
{
    candidate *c = (candidate *)(void *)t->candidates.data;
    size_t count = t->candidates.length / sizeof *c;
    if (!count || t->evidence->window == 0)
        return NEWSDEX_OK;
    if (!t->evidence->in_order)
        return show_near(t->evidence, c, count, err);
    show_in_order(t->evidence, c, count);
    return NEWSDEX_OK;
}

static int by_offset(const void *a, const void *b)
{
    const ndx_occurrence *x = a, *y = b;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->leaf < y->leaf ? -1 : x->leaf > y->leaf;
}

static newsdex_status collect(track *tracks, size_t count, ndx_buffer *out, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if ((status = show(&tracks[i], err)))
            break;
        const candidate *c = (const candidate *)(void *)tracks[i].candidates.data;
        for (size_t k = 0; k < tracks[i].candidates.length / sizeof *c && !status; k++) {
            const ndx_occurrence found = {tracks[i].leaf, c[k].offset, c[k].length};
            if (c[k].shown)
                status = ndx_buffer_append(out, &found, sizeof found, err);
        }
    }
    if (!status && out->length)
        qsort(out->data, out->length / sizeof(ndx_occurrence), sizeof(ndx_occurrence), by_offset);
    return status;
}

static track *make_tracks(const newsdex_query *query, size_t *count)
{
    size_t leaves = ndx_query_leaf_count(query);
    *count = 0;
    for (size_t i = 0; i < leaves; i++)
        *count += ndx_query_leaf_at(query, i)->evidence_count;
    track *tracks = calloc(*count + 1, sizeof *tracks);
    *count = 0;
    for (size_t i = 0; tracks && i < leaves; i++) {
        const ndx_query_leaf *leaf = ndx_query_leaf_at(query, i);
        for (uint32_t e = 0; !leaf->excluded && !leaf->stop_word && e < leaf->evidence_count; e++) {
            track *t = &tracks[(*count)++];
            *t = (track){&leaf->evidence[e], (uint32_t)i, {0}};
            ndx_buffer_init(&t->candidates, OCCURRENCES_MAX);
        }
    }
    return tracks;
}

newsdex_status ndx_occurrences_find(ndx_analyzer *analyzer, const newsdex_query *query,
                                    const char *text, size_t length, ndx_buffer *out,
                                    newsdex_error *err)
{
    size_t count;
    track *tracks = make_tracks(query, &count);
    if (!tracks)
        return ndx_error_nomem(err);
    newsdex_status status = NEWSDEX_OK;
    if (count) {
        ndx_token token;
        beginnings known = {0};
        note_beginnings(&known, tracks, count);
        ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, length, 1);
        while (!status && ndx_analyzer_next(analyzer, &token))
            if (may_fit(&known, &token))
                status = note_token(tracks, count, &token, err);
        if (!status && ndx_analyzer_status(analyzer))
            status = ndx_error_nomem(err);
        if (!status)
            status = collect(tracks, count, out, err);
    }
    for (size_t i = 0; i < count; i++)
        ndx_buffer_release(&tracks[i].candidates);
    free(tracks);
    return status;
}

newsdex_status ndx_occurrences_append_spans(const ndx_occurrence *found, size_t count, size_t start,
                                            size_t end, size_t shift, ndx_buffer *spans,
                                            newsdex_error *err)
{
    newsdex_span span = {0, 0};
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if (found[i].offset < start || found[i].offset + found[i].length > end)
            continue;
        uint32_t offset = (uint32_t)(found[i].offset - start + shift);
        uint32_t stop = offset + found[i].length;
        if (span.length && offset <= span.offset + span.length) {
            if (stop > span.offset + span.length)
                span.length = stop - span.offset;
            continue;
        }
        if (span.length)
            status = ndx_buffer_append(spans, &span, sizeof span, err);
        span = (newsdex_span){offset, found[i].length};
    }
    if (!status && span.length)
        status = ndx_buffer_append(spans, &span, sizeof span, err);
    return status;
}

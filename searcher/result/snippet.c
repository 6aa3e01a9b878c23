#include "searcher/result/snippet.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/utf8.h"
#include "searcher/result/occurrences.h"
#include "searcher/result/sentence.h"

enum { TEXT_LOOKED_AT = 1 << 20, OCCURRENCES_MAX = 64 << 20, LEAVES_COUNTED = 64 };

static const char ellipsis[] = "\xE2\x80\xA6";

/* A run of occurrences that fits into one snippet, and how well it shows the query. */
typedef struct passage {
    size_t first, last;
    uint64_t weight; /* of the leaves it shows */
    uint32_t width;  /* bytes from the first to the end of the last */
} passage;

static bool is_better(const passage *a, const passage *b)
{
    return a->weight != b->weight ? a->weight > b->weight : a->width < b->width;
}

/* The run within bytes whose leaves weigh most, of these the closest together, of these the
 * earliest. */
static passage choose_passage(const ndx_occurrence *found, size_t count, const uint32_t *weights,
                              uint32_t bytes)
{
    uint32_t seen[LEAVES_COUNTED] = {0};
    passage best = {0, 0, 0, 0}, now = {0, 0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        uint32_t end = found[i].offset + found[i].length, leaf = found[i].leaf;
        now.last = i;
        if (seen[leaf % LEAVES_COUNTED]++ == 0)
            now.weight += weights ? weights[leaf] : 1;
        /* Let go of what is too far back, and of what the run shows once more anyway. */
        for (; now.first < i; now.first++) {
            leaf = found[now.first].leaf;
            if (end - found[now.first].offset <= bytes && seen[leaf % LEAVES_COUNTED] == 1)
                break;
            if (--seen[leaf % LEAVES_COUNTED] == 0)
                now.weight -= weights ? weights[leaf] : 1;
        }
        now.width = end - found[now.first].offset;
        if (i == 0 || is_better(&now, &best))
            best = now;
    }
    return best;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Bytes of a text, end excluded. */
typedef struct extent {
    size_t start, end;
} extent;

static bool begins_sentence(const char *text, size_t length, size_t at)
{
    return at < length && !is_space(text[at]) && ndx_sentence_begins_at(text, length, at);
}

/* The last begin of a sentence in from..to, SIZE_MAX when there is none. */
static size_t last_begin(const char *text, size_t length, size_t from, size_t to)
{
    for (size_t at = to + 1; at-- > from;)
        if (begins_sentence(text, length, at))
            return at;
    return SIZE_MAX;
}

/* The first begin of a sentence in from..to; to when there is none before. */
static size_t first_begin(const char *text, size_t length, size_t from, size_t to)
{
    while (from < to && !begins_sentence(text, length, from))
        from++;
    return from;
}

/* The last end of a sentence in from..to, SIZE_MAX when there is none. */
static size_t last_end(const char *text, size_t length, size_t from, size_t to)
{
    if (to >= length)
        return length;
    while (to < length && is_space(text[to])) /* it may be what doesn't fit any more */
        to++;
    size_t next = last_begin(text, length, from, to);
    while (next != SIZE_MAX && next > from && is_space(text[next - 1]))
        next--;
    return next;
}

/* Where to begin so that all of core is in view: with its sentence if that fits, else with a word,
   half of the room before it. */
static size_t choose_start(const char *text, size_t length, extent core, size_t bytes)
{
    size_t room = bytes - (core.end - core.start);
    size_t earliest = core.start > room ? core.start - room : 0;
    size_t start = last_begin(text, length, earliest, core.start);
    if (start != SIZE_MAX || !earliest)
        return start != SIZE_MAX ? start : 0;
    for (size_t at = core.start - room / 2; at < core.start; at++)
        if (is_space(text[at]))
            return at + 1;
    return core.start;
}

/* At most bytes further, at the end of a word; inside one only when it fills the whole snippet. */
static size_t choose_end(const char *text, size_t length, size_t start, size_t least, size_t bytes)
{
    if (length - start <= bytes)
        return length;
    size_t end = start + ndx_utf8_cut(text + start, length - start, bytes);
    for (size_t at = end; at > least && at > start; at--)
        if (is_space(text[at]))
            return at;
    return end > least ? end : least;
}

/* Whole sentences from the one at start on, and as many before it as there is still room for; empty
   when they would waste more than half of it. */
static extent choose_sentences(const char *text, size_t length, size_t start, size_t least,
                               size_t bytes)
{
    size_t end = last_end(text, length, least, start + bytes);
    if (end == SIZE_MAX)
        return (extent){0, 0};
    if (begins_sentence(text, length, start))
        start = first_begin(text, length, end > bytes ? end - bytes : 0, start);
    bool enough = end - start > bytes / 2 || (start == 0 && end == length);
    return enough ? (extent){start, end} : (extent){0, 0};
}

/* The part of the text to show: core, and as much around it as fits. */
static extent choose_extent(const char *text, size_t length, extent core, size_t bytes)
{
    size_t start = core.start;
    if (core.end - core.start <= bytes)
        start = choose_start(text, length, core, bytes);
    else
        core.end = core.start; /* one word longer than any snippet */
    while (start < length && is_space(text[start]))
        start++;
    extent shown = choose_sentences(text, length, start, core.end, bytes);
    if (!shown.end)
        shown = (extent){start, choose_end(text, length, start, core.end, bytes)};
    while (shown.end > shown.start && is_space(text[shown.end - 1]))
        shown.end--;
    return shown;
}

static newsdex_status append_lines(ndx_buffer *snippet, const char *text, size_t length,
                                   newsdex_error *err)
{
    size_t from = snippet->length;
    newsdex_status status = ndx_buffer_append(snippet, text, length, err);
    for (size_t i = from; !status && i < snippet->length; i++)
        if (snippet->data[i] == '\n' || snippet->data[i] == '\t')
            snippet->data[i] = ' ';
    return status;
}

static newsdex_status cut_passage(const ndx_occurrence *found, size_t count,
                                  const uint32_t *weights, const char *text, size_t length,
                                  uint32_t bytes, ndx_buffer *snippet, ndx_buffer *spans,
                                  newsdex_error *err)
{
    extent core = {0, 0};
    if (count) {
        passage best = choose_passage(found, count, weights, bytes);
        core.start = found[best.first].offset;
        core.end = found[best.last].offset + found[best.last].length;
    }
    extent shown = choose_extent(text, length, core, bytes);
    size_t before = snippet->length;
    newsdex_status status = NEWSDEX_OK;
    if (shown.start > 0)
        status = ndx_buffer_append_format(snippet, err, "%s ", ellipsis);
    size_t shift = snippet->length - before;
    if (!status &&
        !(status = append_lines(snippet, text + shown.start, shown.end - shown.start, err)) &&
        shown.end < length)
        status = ndx_buffer_append_format(snippet, err, " %s", ellipsis);
    return status ? status
                  : ndx_occurrences_append_spans(found, count, shown.start, shown.end, shift, spans,
                                                 err);
}

newsdex_status ndx_snippet_make(ndx_analyzer *analyzer, const newsdex_query *query,
                                const uint32_t *weights, const char *text, size_t length,
                                uint32_t bytes, ndx_buffer *snippet, ndx_buffer *spans,
                                newsdex_error *err)
{
    size_t looked_at = ndx_utf8_cut(text, length, TEXT_LOOKED_AT);
    ndx_buffer found;
    ndx_buffer_init(&found, OCCURRENCES_MAX);
    newsdex_status status = ndx_occurrences_find(analyzer, query, text, looked_at, &found, err);
    if (!status)
        status = cut_passage((const ndx_occurrence *)(void *)found.data,
                             found.length / sizeof(ndx_occurrence), weights, text, length, bytes,
                             snippet, spans, err);
    ndx_buffer_release(&found);
    return status;
}

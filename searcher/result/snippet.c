#include "searcher/result/snippet.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/utf8.h"
#include "searcher/result/occurrences.h"

enum { TEXT_LOOKED_AT = 1 << 20, OCCURRENCES_MAX = 64 << 20, LEAVES_COUNTED = 64 };

static const char ellipsis[] = "\xE2\x80\xA6";

/* A run of occurrences that fits into one snippet, and how well it shows the query. */
typedef struct passage {
    size_t first, last;
    unsigned leaves;
    uint32_t width; /* bytes from the first to the end of the last */
} passage;

static bool is_better(const passage *a, const passage *b)
{
    return a->leaves != b->leaves ? a->leaves > b->leaves : a->width < b->width;
}

/* The run within bytes that shows most leaves, of these the closest together, of these the
 * earliest. */
static passage choose_passage(const ndx_occurrence *found, size_t count, uint32_t bytes)
{
    uint32_t seen[LEAVES_COUNTED] = {0};
    passage best = {0, 0, 0, 0}, now = {0, 0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        uint32_t end = found[i].offset + found[i].length;
        now.last = i;
        now.leaves += seen[found[i].leaf % LEAVES_COUNTED]++ == 0;
        /* Let go of what is too far back, and of what the run shows once more anyway. */
        while (now.first < i && (end - found[now.first].offset > bytes ||
                                 seen[found[now.first].leaf % LEAVES_COUNTED] > 1)) {
            now.leaves -= --seen[found[now.first].leaf % LEAVES_COUNTED] == 0;
            now.first++;
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

static bool ends_sentence(const char *text, size_t at)
{
    return text[at] == '\n' ||
           (is_space(text[at]) && at > 0 && strchr(".!?\"", text[at - 1]) != NULL);
}

/*
 * Where to begin so that the passage is in view: at the last start of a sentence
 * in the room before it, else at a word.
 */
static size_t choose_start(const char *text, size_t first, size_t room)
{
    size_t earliest = first > room ? first - room : 0;
    if (!earliest)
        return 0;
    for (size_t at = first; at > earliest; at--)
        if (ends_sentence(text, at - 1))
            return at;
    for (size_t at = earliest + room / 2; at < first; at++)
        if (is_space(text[at]))
            return at + 1;
    return first;
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

static newsdex_status cut_passage(const ndx_occurrence *found, size_t count, const char *text,
                                  size_t length, uint32_t bytes, ndx_buffer *snippet,
                                  ndx_buffer *spans, newsdex_error *err)
{
    size_t start = 0, least = 0;
    if (count) {
        passage best = choose_passage(found, count, bytes);
        size_t first = found[best.first].offset;
        least = found[best.last].offset + found[best.last].length;
        size_t width = least - first;
        start = choose_start(text, first, width < bytes ? (bytes - width) / 2 : 0);
    }
    while (start < length && is_space(text[start]))
        start++;
    if (least > start + bytes) /* one word longer than any snippet */
        least = start;
    size_t end = choose_end(text, length, start, least, bytes);
    while (end > start && is_space(text[end - 1]))
        end--;
    size_t before = snippet->length;
    newsdex_status status = NEWSDEX_OK;
    if (start > 0)
        status = ndx_buffer_append_format(snippet, err, "%s ", ellipsis);
    size_t shift = snippet->length - before;
    if (!status && !(status = append_lines(snippet, text + start, end - start, err)) &&
        end < length)
        status = ndx_buffer_append_format(snippet, err, " %s", ellipsis);
    return status ? status
                  : ndx_occurrences_append_spans(found, count, start, end, shift, spans, err);
}

newsdex_status ndx_snippet_make(ndx_analyzer *analyzer, const newsdex_query *query,
                                const char *text, size_t length, uint32_t bytes,
                                ndx_buffer *snippet, ndx_buffer *spans, newsdex_error *err)
{
    size_t looked_at = ndx_utf8_cut(text, length, TEXT_LOOKED_AT);
    ndx_buffer found;
    ndx_buffer_init(&found, OCCURRENCES_MAX);
    newsdex_status status = ndx_occurrences_find(analyzer, query, text, looked_at, &found, err);
    if (!status)
        status = cut_passage((const ndx_occurrence *)(void *)found.data,
                             found.length / sizeof(ndx_occurrence), text, length, bytes, snippet,
                             spans, err);
    ndx_buffer_release(&found);
    return status;
}

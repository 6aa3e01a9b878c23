#include "searcher/result/matches.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/result/occurrences.h"

enum { SPANS_MAX = 256 << 20 };

/* The public part comes first, so that a pointer to it is one to the whole. */
typedef struct owned_matches {
    newsdex_matches matches;
    ndx_buffer title, text; /* of newsdex_span */
} owned_matches;

static newsdex_status find_spans(ndx_analyzer *analyzer, const newsdex_query *query,
                                 const char *text, size_t length, ndx_buffer *spans,
                                 newsdex_error *err)
{
    ndx_buffer found;
    ndx_buffer_init(&found, SPANS_MAX);
    newsdex_status status = ndx_occurrences_find(analyzer, query, text, length, &found, err);
    if (!status)
        status = ndx_occurrences_append_spans((const ndx_occurrence *)(void *)found.data,
                                              found.length / sizeof(ndx_occurrence), 0, length, 0,
                                              spans, err);
    ndx_buffer_release(&found);
    return status;
}

newsdex_status ndx_matches_find(ndx_analyzer *analyzer, const newsdex_query *query,
                                const newsdex_article *article, const newsdex_matches **out,
                                newsdex_error *err)
{
    owned_matches *owned = calloc(1, sizeof *owned);
    if (!owned)
        return ndx_error_nomem(err);
    ndx_buffer_init(&owned->title, SPANS_MAX);
    ndx_buffer_init(&owned->text, SPANS_MAX);
    newsdex_status status;
    if ((status = find_spans(analyzer, query, article->title, strlen(article->title), &owned->title,
                             err)) ||
        (status =
             find_spans(analyzer, query, article->text, article->text_length, &owned->text, err))) {
        newsdex_matches_free(&owned->matches);
        return status;
    }
    owned->matches = (newsdex_matches){
        .title_spans = (const newsdex_span *)(void *)owned->title.data,
        .title_count = owned->title.length / sizeof(newsdex_span),
        .text_spans = (const newsdex_span *)(void *)owned->text.data,
        .text_count = owned->text.length / sizeof(newsdex_span),
    };
    *out = &owned->matches;
    return NEWSDEX_OK;
}

void newsdex_matches_free(const newsdex_matches *matches)
{
    if (!matches)
        return;
    owned_matches *owned = (owned_matches *)(void *)matches;
    ndx_buffer_release(&owned->title);
    ndx_buffer_release(&owned->text);
    free(owned);
}

/* The chunked transfer coding of HTTP, undone. */
#include <stdlib.h>
#include <string.h>

#include "indexer/archive/arc_http.h"
#include "indexer/archive/arc_window.h"
#include "searcher/base/error.h"

enum { SIZE_DIGITS = 15 }; /* of a chunk, at most */

typedef struct arc_chunked {
    arc_source source;
    arc_source *inner;
    arc_window window;
    uint64_t left; /* of the present chunk */
    bool begun;
    bool plain; /* what comes is no chunk, whatever the headers say */
    bool ended;
} arc_chunked;

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* "1a2b", perhaps with spaces or ";extension" behind it. */
static bool parse_size(const char *line, size_t length, uint64_t *size)
{
    size_t at = 0;
    *size = 0;
    for (; at < length && at < SIZE_DIGITS && hex_value(line[at]) >= 0; at++)
        *size = *size << 4 | (uint64_t)hex_value(line[at]);
    if (!at)
        return false;
    while (at < length && line[at] == ' ')
        at++;
    return at == length || line[at] == ';';
}

/* Reads the line of a size; what isn't one is given as it is, with all that follows. */
static newsdex_status start_chunk(arc_chunked *chunked, newsdex_error *err)
{
    const char *line;
    size_t length, whole = 0;
    newsdex_status status =
        arc_window_line(&chunked->window, UINT64_MAX, &line, &length, &whole, err);
    if (!status && !length && whole && chunked->begun) { /* the line end behind a chunk */
        arc_window_take(&chunked->window, whole);
        status = arc_window_line(&chunked->window, UINT64_MAX, &line, &length, &whole, err);
    }
    if (status)
        return status;
    chunked->begun = true;
    if (!whole) {
        chunked->ended = true;
    } else if (!parse_size(line, length, &chunked->left)) {
        chunked->plain = true;
        chunked->left = UINT64_MAX;
    } else {
        arc_window_take(&chunked->window, whole);
        chunked->ended = !chunked->left;
    }
    return NEWSDEX_OK;
}

static newsdex_status pull_chunk(arc_source *source, const char **data, size_t *length,
                                 newsdex_error *err)
{
    arc_chunked *chunked = (arc_chunked *)source;
    newsdex_status status = NEWSDEX_OK;
    *length = 0;
    if (!chunked->left && !chunked->ended)
        status = start_chunk(chunked, err);
    if (status || chunked->ended)
        return status;
    status = arc_window_show(&chunked->window, 1, data, length, err);
    if (*length > chunked->left)
        *length = (size_t)chunked->left;
    arc_window_take(&chunked->window, *length);
    if (!chunked->plain)
        chunked->left -= *length;
    return status;
}

static void close_chunked(arc_source *source)
{
    arc_chunked *chunked = (arc_chunked *)source;
    arc_window_release(&chunked->window);
    arc_source_free(chunked->inner);
    free(chunked);
}

newsdex_status arc_chunked_new(arc_source *inner, arc_source **out, newsdex_error *err)
{
    *out = NULL;
    arc_chunked *chunked = calloc(1, sizeof *chunked);
    if (!chunked) {
        arc_source_free(inner);
        return ndx_error_nomem(err);
    }
    arc_source_init(&chunked->source);
    chunked->source.pull = pull_chunk;
    chunked->source.close = close_chunked;
    chunked->inner = inner;
    newsdex_status status = arc_window_init(&chunked->window, inner, err);
    if (status)
        arc_source_free(&chunked->source);
    else
        *out = &chunked->source;
    return status;
}

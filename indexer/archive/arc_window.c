#include "indexer/archive/arc_window.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

newsdex_status arc_window_init(arc_window *window, arc_source *source, newsdex_error *err)
{
    *window = (arc_window){.source = source, .data = malloc(ARC_WINDOW_SIZE)};
    return window->data ? NEWSDEX_OK : ndx_error_nomem(err);
}

void arc_window_release(arc_window *window)
{
    free(window->data);
    window->data = NULL;
}

/* Adds what is at hand of the source's block, or of its next one; false at the end. */
static bool add(arc_window *window, newsdex_error *failure)
{
    if (!window->block_left &&
        (arc_source_read(window->source, &window->block, &window->block_left, failure) ||
         !window->block_left)) {
        window->block_left = 0;
        return false;
    }
    size_t room = ARC_WINDOW_SIZE - window->end;
    size_t count = window->block_left < room ? window->block_left : room;
    memcpy(window->data + window->end, window->block, count);
    window->end += count;
    window->block += count;
    window->block_left -= count;
    return true;
}

newsdex_status arc_window_show(arc_window *window, size_t wanted, const char **data, size_t *length,
                               newsdex_error *err)
{
    newsdex_error failure = {.status = NEWSDEX_OK};
    if (window->end - window->start < wanted && window->start) {
        memmove(window->data, window->data + window->start, window->end - window->start);
        window->end -= window->start;
        window->start = 0;
    }
    while (window->end - window->start < wanted && add(window, &failure))
        ;
    *data = window->data + window->start;
    *length = window->end - window->start;
    if (*length || !failure.status)
        return NEWSDEX_OK;
    if (err)
        *err = failure;
    return failure.status;
}

void arc_window_take(arc_window *window, size_t length)
{
    window->start += length;
    window->offset += length;
}

newsdex_status arc_window_line(arc_window *window, uint64_t limit, const char **line,
                               size_t *length, size_t *whole, newsdex_error *err)
{
    const char *end = NULL;
    newsdex_status status = NEWSDEX_OK;
    for (size_t wanted = 1; !end && wanted <= ARC_WINDOW_SIZE; wanted *= ARC_WINDOW_SIZE) {
        if ((status = arc_window_show(window, wanted, line, length, err)))
            return status;
        if (*length > limit)
            *length = (size_t)limit;
        end = memchr(*line, '\n', *length);
    }
    *whole = *length;
    if (end) {
        *length = (size_t)(end - *line);
        *whole = *length + 1;
        if (*length && end[-1] == '\r')
            --*length;
    }
    return status;
}

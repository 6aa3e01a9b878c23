/* A window on a stream: shows what comes next, however the stream's blocks are cut. */
#ifndef NDX_ARCHIVE_ARC_WINDOW_H
#define NDX_ARCHIVE_ARC_WINDOW_H

#include "indexer/archive/arc_source.h"

#define ARC_WINDOW_SIZE (64 * 1024)

typedef struct arc_window {
    arc_source *source; /* the caller's */
    char *data;         /* ARC_WINDOW_SIZE bytes */
    size_t start, end;  /* of what is shown, in data */
    const char *block;  /* the rest of the source's block, behind data */
    size_t block_left;
    uint64_t offset; /* in the stream, of what is shown */
} arc_window;

newsdex_status arc_window_init(arc_window *window, arc_source *source, newsdex_error *err);
void arc_window_release(arc_window *window);

/*
 * Shows at least wanted bytes (at most ARC_WINDOW_SIZE) unless the stream ends
 * or fails before; *length 0 only at its end. Good until the next call. Fails
 * when there is nothing to show before the stream's failure.
 */
newsdex_status arc_window_show(arc_window *window, size_t wanted, const char **data, size_t *length,
                               newsdex_error *err);
/* Goes over length of the bytes shown. */
void arc_window_take(arc_window *window, size_t length);

/*
 * Shows a line without its end; *whole: its bytes with the end, 0 at the end of
 * the stream. At most limit bytes; a longer line than the window comes in pieces.
 */
newsdex_status arc_window_line(arc_window *window, uint64_t limit, const char **line,
                               size_t *length, size_t *whole, newsdex_error *err);

#endif

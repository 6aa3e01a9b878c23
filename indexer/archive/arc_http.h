/* What a server answered: status and header lines, and the page behind them as it was before it
   was packed for the way. */
#ifndef NDX_ARCHIVE_ARC_HTTP_H
#define NDX_ARCHIVE_ARC_HTTP_H

#include "indexer/archive/arc_fields.h"
#include "indexer/archive/arc_window.h"

typedef struct arc_http {
    bool found;      /* else these bytes are no HTTP */
    uint64_t status; /* 0: not a number */
    arc_media media;
    bool chunked;
    char encoding[16]; /* "gzip", "" */
} arc_http;

/* Reads a header of at most *left bytes, if there is one, and takes it off *left. */
newsdex_status arc_http_read(arc_http *http, arc_window *window, uint64_t *left,
                             newsdex_error *err);

/*
 * What those headers make of body, which becomes the new stream's, also on failure. They are
 * believed only where the bytes bear them out. gzip and zstd are left for the caller, who knows
 * them by their signature.
 */
newsdex_status arc_http_unpack(const arc_http *http, arc_source *body, arc_budget *budget,
                               arc_source **out, newsdex_error *err);

newsdex_status arc_chunked_new(arc_source *inner, arc_source **out, newsdex_error *err);

#endif

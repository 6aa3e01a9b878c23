/*
 * Archives of web pages, WARC and ARC: the captured pages one after the other,
 * as the sites gave them, without HTTP. Done here and not by libarchive, which
 * refuses WARC/1.1, knows no ARC, drops the host and leaves the HTTP headers in.
 *
 * Damage costs what it covers: where a record should begin and doesn't, reading
 * goes on at the next one.
 */
#ifndef NDX_ARCHIVE_ARC_WEB_H
#define NDX_ARCHIVE_ARC_WEB_H

#include "indexer/archive/arc_record.h"

typedef enum arc_step {
    ARC_STEP_ENTRY,
    ARC_STEP_SKIPPED,   /* an entry that is none to read; the error says why */
    ARC_STEP_DAMAGE,    /* the error says what; there may be entries after it */
    ARC_STEP_ENCRYPTED, /* even the list of entries is */
    ARC_STEP_END
} arc_step;

/* A captured page. */
typedef struct arc_capture {
    const char *url; /* whole; "" for what is told of the archive as such */
    int64_t captured;
    const char *charset; /* as HTTP named it, or "" */
    char basename[256];  /* the last part of the URL, with a suffix that tells the type */
} arc_capture;

typedef struct arc_web arc_web;

/* input stays the caller's. */
newsdex_status arc_web_new(arc_kind kind, arc_source *input, arc_budget *budget, arc_web **out,
                           newsdex_error *err);
/* Takes NULL. */
void arc_web_free(arc_web *web);

/* Moves to the next page. */
arc_step arc_web_next(arc_web *web, newsdex_error *err);
/* Of the last step that was an entry or skipped; good until the next. */
const arc_capture *arc_web_capture(const arc_web *web);
/* The next block of the page, as pull of arc_source. */
newsdex_status arc_web_pull(arc_web *web, const char **data, size_t *length, newsdex_error *err);

#endif

/* The headers of the records in web archives: WARC 0.17 to 1.1, ARC 1 and 2. */
#ifndef NDX_ARCHIVE_ARC_RECORD_H
#define NDX_ARCHIVE_ARC_RECORD_H

#include "indexer/archive/arc_fields.h"
#include "indexer/archive/arc_magic.h"
#include "indexer/archive/arc_window.h"

typedef enum arc_record_type {
    ARC_RESPONSE,
    ARC_RESOURCE,
    ARC_CONVERSION, /* of a page to its text: WET */
    ARC_REVISIT,
    ARC_CONTINUATION,
    /* about pages, none themselves */
    ARC_REQUEST,
    ARC_METADATA,
    ARC_DESCRIPTION, /* of the archive: warcinfo, filedesc */
    ARC_OTHER,
    ARC_RECORD_TYPES
} arc_record_type;

typedef struct arc_record {
    arc_record_type type;
    ndx_buffer url;       /* whole */
    ndx_buffer refers_to; /* what a revisit or continuation belongs to; may be "" */
    int64_t captured;     /* seconds since 1970 UTC, or NEWSDEX_DATE_NONE */
    arc_media media;      /* of the block */
    arc_media payload;    /* of what HTTP carried, as the crawler found it */
    uint64_t length;      /* of the block */
    bool has_length;
} arc_record;

void arc_record_init(arc_record *record);
void arc_record_release(arc_record *record);

/* Whether that line begins a record of kind ARC_WARC or ARC_ARC. */
bool arc_record_begins(arc_kind kind, arc_span line);

/* Reads the header at the window, which begins with such a line. NEWSDEX_E_CORRUPT when it ends
   before its time. */
newsdex_status arc_record_read(arc_record *record, arc_kind kind, arc_window *window,
                               newsdex_error *err);

#endif

/*
 * One archive that is open, at some level of nesting: its entries one after
 * the other, and the present one as a stream.
 */
#ifndef NDX_ARCHIVE_ARC_LEVEL_H
#define NDX_ARCHIVE_ARC_LEVEL_H

#include <archive_entry.h>

#include "indexer/archive/arc_magic.h"
#include "indexer/archive/arc_names.h"
#include "indexer/archive/arc_source.h"
#include "indexer/archive/arc_web.h"

typedef struct arc_level arc_level;
struct arc_level {
    arc_level *outer;      /* the archive this one lies in, or NULL */
    size_t address_length; /* of this archive, in the reader's address */
    arc_names names;       /* of its entries so far */
    ndx_buffer name;       /* of the present entry, as shown; set by the reader */
    ndx_buffer whole;      /* of the last entry that was read without damage */
    arc_source data;       /* of the present entry */
    arc_web *web; /* of a WARC or ARC: its captures, which take the place of libarchive's entries;
                     else NULL */
    struct archive_entry *entry;
    arc_kind kind;
    arc_bundle bundle;
    arc_iso iso; /* of an ISO image */

    /* Of arc_level.c alone: */
    struct archive *handle;
    arc_source *input;
    arc_budget *budget;
    uint64_t held;     /* bytes of input in memory, for seeking */
    uint64_t position; /* in the present entry */
    uint64_t pending_offset;
    const char *pending; /* a block behind a hole */
    size_t pending_length;
    la_int64_t damage_at; /* to notice when reading on gets no further */
    bool told;            /* of the present damage */
    bool dead;            /* nothing more to come */
    bool damaged;         /* the present entry is */
    bool any;             /* there was an entry */
};

/*
 * Opens input, which is peeked into already and becomes the level's, also on
 * failure. outer and address_length are the caller's to set.
 */
newsdex_status arc_level_open(arc_kind kind, arc_source *input, arc_budget *budget, arc_level **out,
                              newsdex_error *err);
void arc_level_close(arc_level *level);

/* Passes over the rest of the present entry, to the next. */
arc_step arc_level_next(arc_level *level, newsdex_error *err);

/* Says where in the archive an error of its stream of bytes, or of the present entry, happened:
   "truncated after entry a.txt". Leaves errors that are no damage as they are. level may be NULL.
 */
void arc_level_explain(const arc_level *level, newsdex_error *err);

#endif

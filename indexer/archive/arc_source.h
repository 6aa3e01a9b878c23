/*
 * Streams of bytes that are pulled block by block, and may be looked into
 * before they are read. The streams: a file (arc_source.c), what a decompressor
 * makes of another stream (arc_decode.c), an entry of an archive (arc_level.c).
 * And the budget: what one input may unpack to.
 */
#ifndef NDX_ARCHIVE_ARC_SOURCE_H
#define NDX_ARCHIVE_ARC_SOURCE_H

#include <archive.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/archive/arc_iso.h"
#include "indexer/archive/arc_reader.h"
#include "searcher/base/buffer.h"

#define ARC_BLOCK_SIZE (256 * 1024)
/* Archives that need seeking are held in memory when they lie in another one: at most
   this much, all levels together. */
#define ARC_HOLD_MAX (256 * 1024 * 1024)

/* ---- the budget of one input ---------------------------------------------- */

typedef struct arc_budget {
    const arc_options *options;
    uint64_t packed_size; /* of the input, 0 when unknown */
    uint64_t packed_read; /* of it so far; seeking back reads again */
    uint64_t unpacked;    /* bytes that entries of all levels gave */
    uint64_t decoded;     /* bytes that decompressors gave */
    uint64_t entries;
    uint64_t held;       /* bytes of nested archives in memory */
    newsdex_error spent; /* its status is not OK when the whole input is over a limit */
} arc_budget;

void arc_budget_start(arc_budget *budget, const arc_options *options, uint64_t packed_size);
/* Adds length to *counter, one of the budget's own. NEWSDEX_E_LIMIT when that is too much. */
newsdex_status arc_budget_charge(arc_budget *budget, uint64_t *counter, size_t length,
                                 newsdex_error *err);
newsdex_status arc_budget_charge_entry(arc_budget *budget, newsdex_error *err);

/* ---- a stream --------------------------------------------------------------- */

typedef struct arc_source arc_source;
struct arc_source {
    /* The next block, good until the next pull; length 0 at the end. */
    newsdex_status (*pull)(arc_source *source, const char **data, size_t *length,
                           newsdex_error *err);
    /* Frees what the stream holds, and itself if it was allocated alone. */
    void (*close)(arc_source *source);
    int fd;              /* of a regular file that can be read by seeking, else -1 */
    arc_iso *iso;        /* looks at what libarchive reads of it; NULL: nothing does */
    bool ended;          /* nothing more to pull */
    newsdex_error error; /* of the pull that failed; there is none after it */
    ndx_buffer held;     /* pulled ahead, when that was more than a block */
    const char *next;    /* pulled and not yet read: left bytes */
    size_t left;
};

void arc_source_init(arc_source *source);
/* Closes the stream; NULL is fine. */
void arc_source_free(arc_source *source);
/* Forgets all that was read ahead, the end and the error. */
void arc_source_reset(arc_source *source);

newsdex_status arc_source_read(arc_source *source, const char **data, size_t *length,
                               newsdex_error *err);
/*
 * Pulls until wanted bytes (or all there are) lie at source->next; only before
 * the first read. Fails for lack of memory only: an error of the stream stays
 * in source->error and is given once the bytes before it are read.
 */
newsdex_status arc_source_peek(arc_source *source, size_t wanted, newsdex_error *err);

/* A file that is open for reading, closed with the source. Read with blocks of its own. */
newsdex_status arc_file_new(int fd, bool seekable, arc_budget *budget, arc_source **out,
                            newsdex_error *err);

/* Connects a new libarchive reader with source, by seeking if the source can, and opens it. */
int arc_source_attach(arc_source *source, struct archive *handle);

#endif

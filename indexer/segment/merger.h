/*
 * Merges the pieces of a run in tiers, while others are still being built. Batches
 * are numbered from 0, each makes a piece; whatever order they are finished in,
 * their documents end up in the order of their numbers. Pieces of a segment_writer
 * are joined into databases, databases are compacted into larger ones. These are
 * complete segments but for the ledger.
 */
#ifndef NDX_SEGMENT_MERGER_H
#define NDX_SEGMENT_MERGER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "indexer/segment/path_list.h"
#include "indexer/segment/segment_writer.h"
#include "searcher/base/buffer.h"

typedef struct merger_piece merger_piece;
typedef struct merger {
    const char *folder; /* work folder, of the caller */
    segment_writer_kind kind;
    const segment_metadata *metadata; /* that every segment has, of the caller */
    uint64_t memory;                  /* bytes to work in */
    pthread_mutex_t mutex;
    merger_piece *pieces; /* by first batch */
    size_t count, room;
    bool merging;   /* a thread is at it, without the mutex */
    uint64_t first; /* batch since the last finish */
} merger;

newsdex_status merger_init(merger *m, const char *folder, segment_writer_kind kind,
                           const segment_metadata *metadata, uint64_t memory, newsdex_error *err);
void merger_release(merger *m);
/* Appends the path at which to build the piece of that batch. Any thread. */
newsdex_status merger_batch_path(const merger *m, uint64_t batch, ndx_buffer *out,
                                 newsdex_error *err);
/* The piece of that batch is complete; merges what has become ripe. Any thread. */
newsdex_status merger_batch_done(merger *m, uint64_t batch, newsdex_error *err);
/*
 * Lets go of the databases that batches were merged into, to become segments as they are; their
 * paths are appended, in order. What is left for merger_finish comes after them, and is never
 * nothing if there were batches. No other thread may be at work.
 */
newsdex_status merger_take_databases(merger *m, path_list *out, newsdex_error *err);
/*
 * Joins the databases at before[0..before_count), then all batches in order, with that
 * metadata, into one database at destination. No other thread may be at work. The
 * batches' own are removed.
 */
newsdex_status merger_finish(merger *m, const char *const *before, size_t before_count,
                             const segment_metadata *metadata, size_t metadata_count,
                             const char *destination, newsdex_error *err);

#endif

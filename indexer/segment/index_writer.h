/*
 * Documents to a published index: knows what the index already holds, gives
 * out pieces to build, merges them, and publishes all at once.
 *
 * Threads: batch_path and batch_done may be called from any; all else from one.
 */
#ifndef NDX_SEGMENT_INDEX_WRITER_H
#define NDX_SEGMENT_INDEX_WRITER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "indexer/segment/known.h"
#include "indexer/segment/ledger.h"
#include "indexer/segment/segment_writer.h"
#include "searcher/base/buffer.h"

typedef struct index_writer index_writer;

typedef struct index_writer_options {
    const char *language;              /* NULL: the index's own, English for a new one */
    unsigned lock_wait;                /* as of index_folder_open */
    const volatile sig_atomic_t *stop; /* likewise */
    segment_writer_kind kind;          /* builds the new segments, whatever has built the others */
    uint64_t memory;                   /* bytes to join pieces in */
} index_writer_options;

/*
 * Opens or makes the index in that folder and locks it. Another language than the index's own is
 * NEWSDEX_E_ARGUMENT. Finishes what an interrupted run left to do.
 */
newsdex_status index_writer_open(const char *path, const index_writer_options *options,
                                 index_writer **out, newsdex_error *err);
/* What was not published is dropped. */
void index_writer_close(index_writer *writer);
const char *index_writer_language(const index_writer *writer);
/* Of the segment_writers that build its batches. */
segment_writer_kind index_writer_kind(const index_writer *writer);
/* Why that is not the one of the options; "" when it is. */
const char *index_writer_notice(const index_writer *writer);

/* The key of an id in a known_table. */
uint64_t index_writer_id_hash(const char *id, size_t length);
/* Deletes the published articles of the archive at that path whose id is not in seen. */
newsdex_status index_writer_prune(index_writer *writer, const char *archive_path,
                                  const known_table *seen, uint64_t *deleted, newsdex_error *err);
/* The published articles, and those taken in that wait for the next publish. */
newsdex_status index_writer_count(index_writer *writer, uint64_t *published, uint64_t *waiting,
                                  newsdex_error *err);

/* What is known of the article with that id, in the index or in this run. */
newsdex_status index_writer_find(index_writer *writer, const char *id, size_t length,
                                 known_article *out, bool *found, newsdex_error *err);
newsdex_status index_writer_find_fingerprint(index_writer *writer, const char *fingerprint,
                                             bool *found, newsdex_error *err);
/* The article has been taken in. replaces: it takes the place of what had this id. */
newsdex_status index_writer_remember(index_writer *writer, const char *id, size_t length,
                                     const char *fingerprint, known_article taken, bool replaces,
                                     newsdex_error *err);

/* The newest published page of that archive; the view points into text, which is cleared first. */
newsdex_status index_writer_find_page(index_writer *writer, const char *archive, ndx_buffer *text,
                                      ledger_view *out, bool *found, newsdex_error *err);

/* Likewise the page of the archive in which the last run that has published was interrupted. */
newsdex_status index_writer_find_interrupted(index_writer *writer, ndx_buffer *text,
                                             ledger_view *out, bool *found, newsdex_error *err);

/* Batches are numbered from 0, in the order of the input. */
newsdex_status index_writer_batch_path(index_writer *writer, uint64_t batch, ndx_buffer *out,
                                       newsdex_error *err);
newsdex_status index_writer_batch_done(index_writer *writer, uint64_t batch, newsdex_error *err);

/*
 * The commit: everything built so far becomes searchable, with the ledger's
 * pages. When nothing was added and the ledger says nothing new, nothing is
 * written. *published (may be NULL) says which.
 */
newsdex_status index_writer_publish(index_writer *writer, const ledger *l, bool *published,
                                    newsdex_error *err);

#endif

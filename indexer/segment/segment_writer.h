/*
 * Documents to a segment, by one of two writers whose segments hold the same:
 *
 *   bulk    inverts in memory and writes Xapian's tables (glass) itself
 *   xapian  Xapian's own writer and its compaction
 *
 * A segment is made of pieces, which threads make side by side, each with a
 * segment_writer of its own; segment_join puts them together in the order given.
 */
#ifndef NDX_SEGMENT_SEGMENT_WRITER_H
#define NDX_SEGMENT_SEGMENT_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "searcher/xapian-c/xapc.h"

typedef enum segment_writer_kind { SEGMENT_WRITER_BULK, SEGMENT_WRITER_XAPIAN } segment_writer_kind;

typedef struct segment_writer segment_writer;

newsdex_status segment_writer_new(segment_writer_kind kind, segment_writer **out,
                                  newsdex_error *err);
/* Begins a piece: a new folder at path. */
newsdex_status segment_writer_start(segment_writer *writer, const char *path, newsdex_error *err);
/* NEWSDEX_E_LIMIT, NEWSDEX_E_ARGUMENT: this document can't be taken; the piece goes on without. */
newsdex_status segment_writer_add(segment_writer *writer, const xapc_document *document,
                                  newsdex_error *err);
newsdex_status segment_writer_finish(segment_writer *writer, newsdex_error *err);
/* A piece that was not finished is of no use. NULL is fine. */
void segment_writer_free(segment_writer *writer);

typedef struct segment_metadata {
    const char *key, *value; /* keys rise; no value is empty */
    size_t value_length;
} segment_metadata;

/*
 * Joins pieces, in this order, into a glass database, a new folder at destination; documents are
 * numbered from 1. memory: bytes to work in, about. Not fsynced: publishing does that.
 */
newsdex_status segment_join(segment_writer_kind kind, const char *const *pieces, size_t count,
                            const segment_metadata *metadata, size_t metadata_count,
                            uint64_t memory, const char *destination, newsdex_error *err);

#endif

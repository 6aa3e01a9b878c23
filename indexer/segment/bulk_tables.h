/*
 * The tables of a segment, each written from the runs in one sequence of reads;
 * documents are renumbered in the order of the runs. One thread a table.
 */
#ifndef NDX_SEGMENT_BULK_TABLES_H
#define NDX_SEGMENT_BULK_TABLES_H

#include "indexer/segment/bulk_run.h"
#include "indexer/segment/segment_writer.h"

/* What a segment is made of. */
typedef struct bulk_parts {
    const bulk_run *runs;
    size_t run_count;
    const segment_metadata *metadata;
    size_t metadata_count;
    uint32_t documents;
    size_t room; /* bytes of buffers that each table may have */
} bulk_parts;

/* Metadata, bounds and values of the slots, lengths of the documents, postings. */
newsdex_status bulk_write_postlist(const bulk_parts *parts, glass_table *postlist,
                                   newsdex_error *err);
newsdex_status bulk_write_positions(const bulk_parts *parts, glass_table *position,
                                    newsdex_error *err);
/* Terms and used slots of the documents. */
newsdex_status bulk_write_term_lists(const bulk_parts *parts, glass_table *termlist,
                                     newsdex_error *err);
newsdex_status bulk_write_records(const bulk_parts *parts, glass_table *docdata,
                                  newsdex_error *err);

#endif

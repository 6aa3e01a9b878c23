/*
 * Inverts the documents of a piece: takes the terms of one after the other, gives
 * for each term the documents that have it. Postings are logged as they come and
 * scattered to their terms at the end, so that memory is mostly touched in
 * sequence, and nothing is allocated singly.
 */
#ifndef NDX_SEGMENT_BULK_INVERTER_H
#define NDX_SEGMENT_BULK_INVERTER_H

#include "indexer/segment/bulk_dictionary.h"
#include "indexer/segment/bulk_run.h"
#include "searcher/base/buffer.h"
#include "searcher/xapian-c/xapc.h"

typedef struct bulk_posting {
    uint32_t term, docid, wdf;
    uint32_t positions_end; /* offset in positions, which begin where those of the one before end */
} bulk_posting;

typedef struct bulk_inverter {
    bulk_dictionary dictionary;
    bulk_posting *postings;
    size_t posting_count, posting_room;
    ndx_buffer positions; /* packed */
    uint64_t *hashes;     /* of the terms of the present document */
    size_t hash_room;
} bulk_inverter;

void bulk_inverter_init(bulk_inverter *inverter);
void bulk_inverter_release(bulk_inverter *inverter);
/* Empty; the memory is kept. */
void bulk_inverter_clear(bulk_inverter *inverter);

/* docids rise. On failure the document is not in. */
newsdex_status bulk_inverter_add(bulk_inverter *inverter, uint32_t docid, const xapc_term *terms,
                                 size_t count, newsdex_error *err);
/* Writes the sections of postings and positions, and sets their ends. */
newsdex_status bulk_inverter_write(bulk_inverter *inverter, bulk_output *output,
                                   bulk_summary *summary, newsdex_error *err);

#endif

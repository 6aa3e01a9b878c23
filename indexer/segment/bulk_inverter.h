/*
 * Inverts the documents of a piece: takes the terms of one after the other, gives
 * for each term the documents that have it. Postings are logged as they come and
 * scattered to their terms at the end, so that memory is mostly touched in
 * sequence, and nothing is allocated singly. Scattered to their documents again,
 * they are each document's terms in order, with nothing compared but terms of the piece.
 */
#ifndef NDX_SEGMENT_BULK_INVERTER_H
#define NDX_SEGMENT_BULK_INVERTER_H

#include "indexer/segment/bulk_dictionary.h"
#include "indexer/segment/bulk_run.h"
#include "searcher/base/buffer.h"
#include "searcher/xapian-c/xapc.h"

typedef struct bulk_posting {
    uint32_t term, wdf;
    uint32_t positions_end; /* offset in positions, which begin where those of the one before end */
} bulk_posting;

/* A posting among those of its term. */
typedef struct bulk_placed_posting {
    uint32_t docid, wdf, positions, positions_length;
} bulk_placed_posting;

/* A posting among those of its document. */
typedef struct bulk_listed_term {
    uint32_t term; /* in order */
    uint32_t wdf;
} bulk_listed_term;

typedef struct bulk_inverter {
    bulk_dictionary dictionary;
    bulk_posting *postings;
    size_t posting_count, posting_room;
    ndx_buffer positions;    /* packed */
    uint32_t *document_ends; /* in postings, by docid - 1 */
    size_t document_count, document_room;
    size_t longest_list; /* most bytes that a document's term list takes */
    uint32_t attempt;    /* to add a document */
    uint32_t *numbered;  /* by number of the vocabulary: term + 1 in the dictionary, 0: not known */
    size_t numbered_room;
    uint64_t vocabulary;
    /* After sorting: */
    ndx_sort_item *order;        /* the terms */
    uint32_t *term_ends;         /* in placed, by term in that order */
    bulk_placed_posting *placed; /* by term in that order, then docid */
    bulk_listed_term *listed;    /* by docid, then term */
    size_t term_room, placed_room, listed_room;
} bulk_inverter;

void bulk_inverter_init(bulk_inverter *inverter);
void bulk_inverter_release(bulk_inverter *inverter);
/* Empty; the memory is kept. */
void bulk_inverter_clear(bulk_inverter *inverter);

/* The next document gets the next docid, from 1. vocabulary: of the terms' numbers. On failure the
   document is not in. */
newsdex_status bulk_inverter_add(bulk_inverter *inverter, uint64_t vocabulary,
                                 const xapc_term *terms, size_t count, newsdex_error *err);
/* After the last document. */
newsdex_status bulk_inverter_sort(bulk_inverter *inverter, newsdex_error *err);
/* Writes the sections of postings and positions, and sets their ends. */
void bulk_inverter_write(const bulk_inverter *inverter, bulk_output *output, bulk_summary *summary);
/* Appends the tag of a document's term list. length: of the document. */
newsdex_status bulk_inverter_pack_list(const bulk_inverter *inverter, uint32_t docid,
                                       uint32_t length, ndx_buffer *out, newsdex_error *err);

#endif

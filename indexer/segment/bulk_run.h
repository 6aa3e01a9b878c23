/*
 * A run: the documents of a piece, inverted, in one file whose sections are each
 * read in sequence when runs are joined:
 *
 *   records     a tag a document, as in glass tables
 *   lengths     a number a document
 *   bounds      lists by the key of a slot in the value statistics: lowest and highest value
 *   values      lists by the key of a slot in value chunks: gap between docids and value
 *   postings    lists by term: gap and wdf
 *   positions   lists by term: gap and packed positions
 *   term lists  two tags a document, as in glass tables: its terms, its used slots
 *
 * A list is the length shared with the key before, the rest of the key, the number of its
 * entries, a total (of wdf in postings), and the entries. Gaps count from docid 0 of the run.
 */
#ifndef NDX_SEGMENT_BULK_RUN_H
#define NDX_SEGMENT_BULK_RUN_H

#include "indexer/segment/bulk_file.h"
#include "indexer/segment/glass_version.h"

/* Longer entries than this are refused: a table holds them under any key. */
enum { BULK_TAG_MAX = 100 << 20 };

typedef enum bulk_section {
    BULK_RECORDS,
    BULK_LENGTHS,
    BULK_BOUNDS,
    BULK_VALUES,
    BULK_POSTINGS,
    BULK_POSITIONS,
    BULK_TERM_LISTS,
    BULK_SECTIONS
} bulk_section;

/* Ends the file of a run, as it lies in memory: a run never leaves the machine. */
typedef struct bulk_summary {
    uint64_t ends[BULK_SECTIONS];
    glass_statistics statistics;
} bulk_summary;

/* ---- writing ------------------------------------------------------------------------ */

/* The key of the list before; all zero bytes at the start of a section. */
typedef struct bulk_key {
    uint8_t bytes[GLASS_KEY_MAX];
    size_t length;
} bulk_key;

/* Begins a list. */
void bulk_put_list(bulk_output *output, bulk_key *before, const void *key, size_t length,
                   uint32_t entries, uint64_t total);

/* ---- reading ------------------------------------------------------------------------ */

typedef struct bulk_run {
    int file;       /* -1: none */
    uint32_t first; /* docids before those of this run */
    bulk_summary summary;
} bulk_run;

newsdex_status bulk_run_open(bulk_run *run, const char *path, uint32_t first, newsdex_error *err);
void bulk_run_close(bulk_run *run);
/* Of a section, with a buffer of about room bytes. Any thread may read an input of its own. */
newsdex_status bulk_run_input(const bulk_run *run, bulk_section section, size_t room,
                              bulk_input *out, newsdex_error *err);

#endif

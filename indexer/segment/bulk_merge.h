/*
 * Merges the lists of one section over any number of runs: gives each key once,
 * in order, with the runs that have a list of it. Memory goes with the runs.
 */
#ifndef NDX_SEGMENT_BULK_MERGE_H
#define NDX_SEGMENT_BULK_MERGE_H

#include "indexer/segment/bulk_run.h"

/* The present list of a run. Its entries are read by whoever merges, all of them. */
typedef struct bulk_list {
    bulk_input input;
    uint32_t first; /* docids before those of the run */
    uint32_t entries;
    uint64_t total;
    bulk_key key;
    bool is_taken; /* its key is the present one */
} bulk_list;

/* A list with as much of its key as most comparisons need. */
typedef struct bulk_node {
    uint64_t head; /* the key's first bytes */
    size_t length; /* of the key */
    bulk_list *list;
} bulk_node;

typedef struct bulk_merge {
    bulk_list *lists; /* one a run */
    size_t count;
    bulk_node *tree; /* from 1, those below i at 2i and 2i + 1: of these the one that comes first */
    size_t leaves;   /* behind the rest of the tree: the lists, and none up to a power of two */
    bulk_list **equal; /* the lists of the present key, in the order of the runs */
    size_t equal_count;
} bulk_merge;

/* room: bytes of buffers for all runs together. */
newsdex_status bulk_merge_init(bulk_merge *merge, const bulk_run *runs, size_t count,
                               bulk_section section, size_t room, newsdex_error *err);
void bulk_merge_release(bulk_merge *merge);
/* false at the end and after a failure. */
bool bulk_merge_next(bulk_merge *merge);
newsdex_status bulk_merge_status(const bulk_merge *merge, newsdex_error *err);

/* The sums over the lists of the present key. */
uint64_t bulk_merge_entries(const bulk_merge *merge);
uint64_t bulk_merge_total(const bulk_merge *merge);
const bulk_key *bulk_merge_key(const bulk_merge *merge);

#endif

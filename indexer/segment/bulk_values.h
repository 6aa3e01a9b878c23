/* The values of a piece's documents, and what they give: a section of bounds and one of values. */
#ifndef NDX_SEGMENT_BULK_VALUES_H
#define NDX_SEGMENT_BULK_VALUES_H

#include "indexer/segment/bulk_run.h"
#include "searcher/base/buffer.h"
#include "searcher/xapian-c/xapc.h"

typedef struct bulk_value {
    uint64_t key; /* the slot as a key's bytes, first byte highest: sorts as they do */
    uint32_t slot, docid;
    uint32_t length;
    size_t data; /* offset in bytes */
} bulk_value;

typedef struct bulk_values {
    bulk_value *values;
    size_t count, room;
    ndx_buffer bytes;
} bulk_values;

void bulk_values_init(bulk_values *values);
void bulk_values_release(bulk_values *values);
/* Empty; the memory is kept. */
void bulk_values_clear(bulk_values *values);

/* docids rise. On failure the document is not in. */
newsdex_status bulk_values_add(bulk_values *values, uint32_t docid, const xapc_value *added,
                               size_t count, newsdex_error *err);
/* Writes the sections of bounds and values, and sets their ends. */
void bulk_values_write(bulk_values *values, bulk_output *output, bulk_summary *summary);

#endif

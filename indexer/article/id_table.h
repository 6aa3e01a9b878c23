/* What the IDs of a document stand for: numbers by the hash of an ID. */
#ifndef NDX_ARTICLE_ID_TABLE_H
#define NDX_ARTICLE_ID_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "searcher/base/buffer.h"

typedef struct id_table_row {
    uint64_t id;
    uint32_t value;
} id_table_row;

typedef struct id_table {
    ndx_buffer rows; /* of id_table_row */
    bool sorted;
} id_table;

void id_table_init(id_table *table, size_t max_count);
void id_table_release(id_table *table);

uint64_t id_table_hash(const char *id);
/* "" is no ID and stands for nothing. */
newsdex_status id_table_add(id_table *table, const char *id, uint32_t value, newsdex_error *err);
/* The rows of an ID, smallest value first; *count 0 when it is unknown. Good until the next add. */
const id_table_row *id_table_find(id_table *table, uint64_t id, size_t *count);

#endif

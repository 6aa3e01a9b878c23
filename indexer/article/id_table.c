#include "indexer/article/id_table.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/hash.h"

void id_table_init(id_table *table, size_t max_count)
{
    ndx_buffer_init(&table->rows, max_count * sizeof(id_table_row));
    table->sorted = true;
}

void id_table_release(id_table *table)
{
    ndx_buffer_release(&table->rows);
}

uint64_t id_table_hash(const char *id)
{
    return ndx_hash(id, strlen(id));
}

newsdex_status id_table_add(id_table *table, const char *id, uint32_t value, newsdex_error *err)
{
    if (!*id)
        return NEWSDEX_OK;
    const id_table_row row = {.id = id_table_hash(id), .value = value};
    table->sorted = false;
    return ndx_buffer_append(&table->rows, &row, sizeof row, err);
}

static int compare_rows(const void *a, const void *b)
{
    const id_table_row *x = a, *y = b;
    return x->id != y->id ? (x->id < y->id ? -1 : 1)
                          : (x->value > y->value) - (x->value < y->value);
}

const id_table_row *id_table_find(id_table *table, uint64_t id, size_t *count)
{
    id_table_row *rows = (id_table_row *)(void *)table->rows.data;
    size_t low = 0, high = table->rows.length / sizeof *rows, end = high;
    *count = 0;
    if (!end)
        return NULL;
    if (!table->sorted)
        qsort(rows, end, sizeof *rows, compare_rows);
    table->sorted = true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *count < end && rows[low + *count].id == id)
        ++*count;
    return rows + low;
}

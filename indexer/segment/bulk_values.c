#include "indexer/segment/bulk_values.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/segment/glass_pack.h"
#include "searcher/base/array.h"

void bulk_values_init(bulk_values *values)
{
    *values = (bulk_values){0};
    ndx_buffer_init(&values->bytes, SIZE_MAX / 2);
}

void bulk_values_release(bulk_values *values)
{
    free(values->values);
    ndx_buffer_release(&values->bytes);
    bulk_values_init(values);
}

void bulk_values_clear(bulk_values *values)
{
    ndx_buffer_clear(&values->bytes);
    values->count = 0;
}

newsdex_status bulk_values_add(bulk_values *values, uint32_t docid, const xapc_value *added,
                               size_t count, newsdex_error *err)
{
    const size_t bytes_before = values->bytes.length;
    newsdex_status status = ndx_array_grow(&values->values, &values->room, values->count + count,
                                           sizeof *values->values, err);
    for (size_t i = 0; !status && i < count; i++) {
        values->values[values->count + i] = (bulk_value){.slot = added[i].slot,
                                                         .docid = docid,
                                                         .length = added[i].length,
                                                         .data = values->bytes.length};
        status = ndx_buffer_append(&values->bytes, added[i].data, added[i].length, err);
    }
    if (status)
        ndx_buffer_truncate(&values->bytes, bytes_before);
    else
        values->count += count;
    return status;
}

/* ---- writing -------------------------------------------------------------------------- */

typedef uint8_t *pack_slot(uint8_t *out, uint64_t slot);

static uint64_t key_of(pack_slot *pack, uint32_t slot)
{
    uint8_t bytes[sizeof(uint64_t)] = {0};
    uint64_t key = 0;
    pack(bytes, slot);
    for (size_t i = 0; i < sizeof bytes; i++)
        key = key << 8 | bytes[i];
    return key;
}

static int compare_values(const void *a, const void *b)
{
    const bulk_value *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static const char *data_of(const bulk_values *values, const bulk_value *value)
{
    return values->bytes.data + value->data;
}

static bool is_below(const bulk_values *values, const bulk_value *a, const bulk_value *b)
{
    size_t common = a->length < b->length ? a->length : b->length;
    int order = memcmp(data_of(values, a), data_of(values, b), common);
    return order ? order < 0 : a->length < b->length;
}

static void write_bounds(const bulk_values *values, const bulk_value *list, uint32_t count,
                         bulk_output *output)
{
    const bulk_value *low = list, *high = list;
    for (uint32_t i = 1; i < count; i++) {
        low = is_below(values, &list[i], low) ? &list[i] : low;
        high = is_below(values, high, &list[i]) ? &list[i] : high;
    }
    bulk_output_string(output, data_of(values, low), low->length);
    bulk_output_string(output, data_of(values, high), high->length);
}

static void write_entries(const bulk_values *values, const bulk_value *list, uint32_t count,
                          bulk_output *output)
{
    uint32_t docid = 0;
    for (uint32_t i = 0; i < count; i++) {
        bulk_output_number(output, list[i].docid - docid);
        bulk_output_string(output, data_of(values, &list[i]), list[i].length);
        docid = list[i].docid;
    }
}

/* A list a slot, in the order of their keys. */
static void write_lists(bulk_values *values, pack_slot *pack,
                        void (*write_list)(const bulk_values *values, const bulk_value *list,
                                           uint32_t count, bulk_output *output),
                        bulk_output *output)
{
    bulk_key before = {.length = 0};
    for (size_t i = 0; i < values->count; i++)
        values->values[i].key = key_of(pack, values->values[i].slot);
    if (values->count)
        qsort(values->values, values->count, sizeof *values->values, compare_values);
    for (size_t start = 0, end = 0; start < values->count; start = end) {
        const bulk_value *list = &values->values[start];
        while (end < values->count && values->values[end].slot == list->slot)
            end++;
        uint8_t key[sizeof(uint64_t)];
        size_t length = (size_t)(pack(key, list->slot) - key);
        uint32_t count = (uint32_t)(end - start);
        bulk_put_list(output, &before, key, length, count, 0);
        write_list(values, list, count, output);
    }
}

void bulk_values_write(bulk_values *values, bulk_output *output, bulk_summary *summary)
{
    write_lists(values, glass_pack_last_uint, write_bounds, output);
    summary->ends[BULK_BOUNDS] = bulk_output_offset(output);
    write_lists(values, glass_pack_uint, write_entries, output);
    summary->ends[BULK_VALUES] = bulk_output_offset(output);
}

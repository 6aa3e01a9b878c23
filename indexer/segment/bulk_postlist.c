#include <string.h>

#include "indexer/segment/bulk_merge.h"
#include "indexer/segment/bulk_tables.h"
#include "indexer/segment/glass_pack.h"
#include "searcher/base/buffer.h"
#include "searcher/base/error.h"

/* A chunk of postings or values is closed when it has come to this size, as Xapian does. */
enum { CHUNK_SIZE = 2000 };

/* What keys other than those of terms begin with. */
enum { KEY_METADATA = 0xc0, KEY_BOUNDS = 0xd0, KEY_VALUES = 0xd8, KEY_LENGTHS = 0xe0 };

static uint8_t *start_key(uint8_t *key, uint8_t kind)
{
    *key++ = 0;
    *key++ = kind;
    return key;
}

/* ---- metadata ---------------------------------------------------------------------------- */

static newsdex_status write_metadata(const bulk_parts *parts, glass_table *table,
                                     newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < parts->metadata_count; i++) {
        const segment_metadata *item = &parts->metadata[i];
        size_t length = strlen(item->key);
        uint8_t key[GLASS_KEY_MAX];
        uint8_t *name = start_key(key, KEY_METADATA);
        if (length > sizeof key - 2)
            return ndx_error_set(err, NEWSDEX_E_LIMIT, "%.100s...: too long a name of metadata",
                                 item->key);
        memcpy(name, item->key, length);
        status =
            glass_table_add(table, key, length + 2, item->value, item->value_length, false, err);
    }
    return status;
}

/* ---- bounds and values -------------------------------------------------------------------- */

static int compare_bytes(const ndx_buffer *a, const uint8_t *bytes, size_t length)
{
    int order = memcmp(a->data, bytes, a->length < length ? a->length : length);
    return order ? order : (a->length > length) - (a->length < length);
}

/* Puts the next string of the input into bound if there is none yet, or if it goes further that
 * way: -1 down, 1 up. */
static newsdex_status widen(ndx_buffer *bound, bool is_first, int way, bulk_input *input,
                            newsdex_error *err)
{
    size_t length;
    const uint8_t *bytes = bulk_input_string(input, &length);
    if (!bytes)
        return bulk_input_status(input, err);
    if (!is_first && compare_bytes(bound, bytes, length) * way >= 0)
        return NEWSDEX_OK;
    ndx_buffer_clear(bound);
    return ndx_buffer_append(bound, bytes, length, err);
}

/* The entry of one slot in the value statistics. */
static newsdex_status add_bounds(const bulk_merge *merge, glass_table *table, ndx_buffer *low,
                                 ndx_buffer *high, ndx_buffer *tag, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < merge->equal_count; i++)
        if (!(status = widen(low, !i, -1, &merge->equal[i]->input, err)))
            status = widen(high, !i, 1, &merge->equal[i]->input, err);
    uint8_t key[GLASS_KEY_MAX], frequency[GLASS_UINT_MAX];
    const bulk_key *slot = bulk_merge_key(merge);
    uint8_t *end = glass_pack_uint(frequency, bulk_merge_entries(merge));
    memcpy(start_key(key, KEY_BOUNDS), slot->bytes, slot->length);
    ndx_buffer_clear(tag);
    if (status || (status = ndx_buffer_append(tag, frequency, (size_t)(end - frequency), err)) ||
        (status = glass_pack_string(tag, low->data, low->length, err)))
        return status;
    if (compare_bytes(low, (const uint8_t *)high->data, high->length) &&
        (status = ndx_buffer_append(tag, high->data, high->length, err)))
        return status;
    return glass_table_add(table, key, 2 + slot->length, tag->data, tag->length, false, err);
}

static newsdex_status write_bounds(const bulk_parts *parts, glass_table *table, newsdex_error *err)
{
    ndx_buffer low, high, tag;
    bulk_merge merge;
    ndx_buffer_init(&low, BULK_TAG_MAX);
    ndx_buffer_init(&high, BULK_TAG_MAX);
    ndx_buffer_init(&tag, BULK_TAG_MAX);
    newsdex_status status =
        bulk_merge_init(&merge, parts->runs, parts->run_count, BULK_BOUNDS, parts->room, err);
    while (!status && bulk_merge_next(&merge))
        status = add_bounds(&merge, table, &low, &high, &tag, err);
    if (!status)
        status = bulk_merge_status(&merge, err);
    bulk_merge_release(&merge);
    ndx_buffer_release(&low);
    ndx_buffer_release(&high);
    ndx_buffer_release(&tag);
    return status;
}

/* The values of a slot on their way into chunks. */
typedef struct value_list {
    glass_table *table;
    uint64_t left; /* values to come */
    uint32_t last; /* docid */
    uint8_t key[GLASS_KEY_MAX];
    size_t slot_length, key_length; /* of the key without and with the chunk's first docid */
    ndx_buffer chunk;
} value_list;

static newsdex_status add_value(value_list *list, uint32_t docid, const uint8_t *value,
                                size_t length, newsdex_error *err)
{
    ndx_buffer *chunk = &list->chunk;
    uint8_t gap[GLASS_UINT_MAX], *end = gap;
    if (chunk->length)
        end = glass_pack_uint(end, docid - list->last - 1);
    else
        list->key_length =
            (size_t)(glass_pack_docid(list->key + list->slot_length, docid) - list->key);
    list->last = docid;
    newsdex_status status = ndx_buffer_append(chunk, gap, (size_t)(end - gap), err);
    if (!status)
        status = glass_pack_string(chunk, value, length, err);
    if (status || (--list->left && chunk->length < CHUNK_SIZE))
        return status;
    status = glass_table_add(list->table, list->key, list->key_length, chunk->data, chunk->length,
                             false, err);
    ndx_buffer_clear(chunk);
    return status;
}

/* The values of one slot. */
static newsdex_status add_values(const bulk_merge *merge, value_list *list, newsdex_error *err)
{
    const bulk_key *slot = bulk_merge_key(merge);
    newsdex_status status = NEWSDEX_OK;
    memcpy(start_key(list->key, KEY_VALUES), slot->bytes, slot->length);
    list->slot_length = 2 + slot->length;
    list->left = bulk_merge_entries(merge);
    for (size_t i = 0; !status && i < merge->equal_count; i++) {
        bulk_list *from = merge->equal[i];
        uint32_t docid = from->first;
        for (uint32_t j = 0; !status && j < from->entries; j++) {
            size_t length;
            docid += (uint32_t)bulk_input_number(&from->input);
            const uint8_t *value = bulk_input_string(&from->input, &length);
            status = value ? add_value(list, docid, value, length, err)
                           : bulk_input_status(&from->input, err);
        }
    }
    return status;
}

static newsdex_status write_values(const bulk_parts *parts, glass_table *table, newsdex_error *err)
{
    value_list list = {.table = table};
    bulk_merge merge;
    ndx_buffer_init(&list.chunk, BULK_TAG_MAX);
    newsdex_status status =
        bulk_merge_init(&merge, parts->runs, parts->run_count, BULK_VALUES, parts->room, err);
    while (!status && bulk_merge_next(&merge))
        status = add_values(&merge, &list, err);
    if (!status)
        status = bulk_merge_status(&merge, err);
    bulk_merge_release(&merge);
    ndx_buffer_release(&list.chunk);
    return status;
}

/* ---- postings and lengths ------------------------------------------------------------------- */

/* A list of postings on its way into chunks; lengths of documents take the same form. */
typedef struct posting_list {
    glass_table *table;
    uint64_t left;                       /* postings to come */
    uint64_t documents, total;           /* in the list's first chunk */
    bool is_first;                       /* chunk of the list */
    uint32_t first, last;                /* docids in the chunk */
    uint8_t key[GLASS_KEY_MAX];          /* of further chunks, without the docid */
    size_t first_key_length, key_length; /* the first chunk's key is the start of the others' */
    size_t chunk_length;
    uint8_t chunk[CHUNK_SIZE + 2 * GLASS_UINT_MAX];
} posting_list;

static newsdex_status flush_chunk(posting_list *list, newsdex_error *err)
{
    enum { HEADER_MAX = 4 * GLASS_UINT_MAX + 1 };
    uint8_t tag[HEADER_MAX + sizeof list->chunk];
    uint8_t *end = tag;
    size_t key_length = list->first_key_length;
    if (list->is_first) {
        end = glass_pack_uint(end, list->documents);
        end = glass_pack_uint(end, list->total);
        end = glass_pack_uint(end, list->first - 1);
    } else {
        key_length =
            (size_t)(glass_pack_docid(list->key + list->key_length, list->first) - list->key);
    }
    end = glass_pack_bool(end, !list->left);
    end = glass_pack_uint(end, list->last - list->first);
    memcpy(end, list->chunk, list->chunk_length);
    end += list->chunk_length;
    list->chunk_length = 0;
    list->is_first = false;
    return glass_table_add(list->table, list->key, key_length, tag, (size_t)(end - tag), false,
                           err);
}

static newsdex_status add_posting(posting_list *list, uint32_t docid, uint32_t wdf,
                                  newsdex_error *err)
{
    uint8_t *end = list->chunk + list->chunk_length;
    if (!list->chunk_length)
        list->first = docid;
    else
        end = glass_pack_uint(end, docid - list->last - 1);
    end = glass_pack_uint(end, wdf);
    list->last = docid;
    list->chunk_length = (size_t)(end - list->chunk);
    list->left--;
    return !list->left || list->chunk_length >= CHUNK_SIZE ? flush_chunk(list, err) : NEWSDEX_OK;
}

static newsdex_status write_lengths(const bulk_parts *parts, glass_table *table, newsdex_error *err)
{
    posting_list list = {.table = table, .left = parts->documents, .is_first = true};
    list.first_key_length = list.key_length = 2;
    start_key(list.key, KEY_LENGTHS);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < parts->run_count; i++) {
        const bulk_run *run = &parts->runs[i];
        const uint32_t documents = run->summary.statistics.documents;
        bulk_input input;
        status = bulk_run_input(run, BULK_LENGTHS, parts->room, &input, err);
        for (uint32_t j = 1; !status && !input.failed && j <= documents; j++)
            status = add_posting(&list, run->first + j, (uint32_t)bulk_input_number(&input), err);
        if (!status)
            status = bulk_input_status(&input, err);
        bulk_input_release(&input);
    }
    return status;
}

static newsdex_status start_term(posting_list *list, const bulk_merge *merge, newsdex_error *err)
{
    const bulk_key *term = bulk_merge_key(merge);
    const uint8_t *key_end = list->key + sizeof list->key - GLASS_DOCID_MAX;
    uint8_t *end = glass_pack_sortable(list->key, key_end, term->bytes, term->length, true);
    list->left = list->documents = bulk_merge_entries(merge);
    list->total = bulk_merge_total(merge);
    if (!end || list->total > UINT32_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "a word is too long or stands too often");
    list->key_length = (size_t)(end - list->key);
    list->first_key_length = list->key_length - 1;
    list->is_first = true;
    return NEWSDEX_OK;
}

static newsdex_status write_postings(const bulk_parts *parts, glass_table *table,
                                     newsdex_error *err)
{
    posting_list list = {.table = table};
    bulk_merge merge;
    newsdex_status status =
        bulk_merge_init(&merge, parts->runs, parts->run_count, BULK_POSTINGS, parts->room, err);
    while (!status && bulk_merge_next(&merge)) {
        status = start_term(&list, &merge, err);
        for (size_t i = 0; !status && i < merge.equal_count; i++) {
            bulk_list *from = merge.equal[i];
            uint32_t docid = from->first;
            for (uint32_t j = 0; !status && !from->input.failed && j < from->entries; j++) {
                docid += (uint32_t)bulk_input_number(&from->input);
                status = add_posting(&list, docid, (uint32_t)bulk_input_number(&from->input), err);
            }
        }
    }
    if (!status)
        status = bulk_merge_status(&merge, err);
    bulk_merge_release(&merge);
    return status;
}

newsdex_status bulk_write_postlist(const bulk_parts *parts, glass_table *postlist,
                                   newsdex_error *err)
{
    newsdex_status status;
    if ((status = write_metadata(parts, postlist, err)) ||
        (status = write_bounds(parts, postlist, err)) ||
        (status = write_values(parts, postlist, err)) ||
        (status = write_lengths(parts, postlist, err)))
        return status;
    return write_postings(parts, postlist, err);
}

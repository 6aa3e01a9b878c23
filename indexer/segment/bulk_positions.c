#include "indexer/segment/bulk_merge.h"
#include "indexer/segment/bulk_tables.h"
#include "indexer/segment/glass_pack.h"
#include "searcher/base/error.h"

/* The position lists of one run's list; key has room for a docid at key_docid. */
static newsdex_status add_list(bulk_list *list, glass_table *table, uint8_t *key,
                               uint8_t *key_docid, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    uint32_t docid = list->first;
    for (uint32_t i = 0; !status && i < list->entries; i++) {
        size_t length;
        docid += (uint32_t)bulk_input_number(&list->input);
        const uint8_t *tag = bulk_input_string(&list->input, &length);
        if (!tag)
            return bulk_input_status(&list->input, err);
        const uint8_t *key_end = glass_pack_docid(key_docid, docid);
        status = glass_table_add(table, key, (size_t)(key_end - key), tag, length, false, err);
    }
    return status;
}

static newsdex_status add_term(const bulk_merge *merge, glass_table *table, newsdex_error *err)
{
    uint8_t key[GLASS_KEY_MAX];
    const bulk_key *term = bulk_merge_key(merge);
    uint8_t *key_docid = glass_pack_sortable(key, key + sizeof key - GLASS_DOCID_MAX, term->bytes,
                                             term->length, true);
    if (!key_docid)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "a word is too long for a position list");
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < merge->equal_count; i++)
        status = add_list(merge->equal[i], table, key, key_docid, err);
    return status;
}

newsdex_status bulk_write_positions(const bulk_parts *parts, glass_table *position,
                                    newsdex_error *err)
{
    bulk_merge merge;
    newsdex_status status =
        bulk_merge_init(&merge, parts->runs, parts->run_count, BULK_POSITIONS, parts->room, err);
    while (!status && bulk_merge_next(&merge))
        status = add_term(&merge, position, err);
    if (!status)
        status = bulk_merge_status(&merge, err);
    bulk_merge_release(&merge);
    return status;
}

#include "indexer/segment/bulk_tables.h"
#include "indexer/segment/glass_pack.h"

/* A tag of which the lowest bit of the length says that it is deflated. */
static newsdex_status copy_tag(bulk_input *input, glass_table *table, uint32_t docid,
                               bool even_empty, newsdex_error *err)
{
    uint8_t key[GLASS_DOCID_MAX];
    uint64_t length = bulk_input_number(input);
    const uint8_t *tag = bulk_input_bytes(input, (size_t)(length >> 1));
    if (!tag)
        return bulk_input_status(input, err);
    if (!(length >> 1) && !even_empty)
        return NEWSDEX_OK;
    size_t key_length = (size_t)(glass_pack_docid(key, docid) - key);
    return glass_table_add(table, key, key_length, tag, (size_t)(length >> 1), length & 1, err);
}

static newsdex_status copy_slots(bulk_input *input, glass_table *table, uint32_t docid,
                                 newsdex_error *err)
{
    uint8_t key[GLASS_DOCID_MAX + 1];
    size_t length;
    const uint8_t *tag = bulk_input_string(input, &length);
    if (!tag)
        return bulk_input_status(input, err);
    if (!length)
        return NEWSDEX_OK;
    uint8_t *end = glass_pack_docid(key, docid);
    *end++ = 0;
    return glass_table_add(table, key, (size_t)(end - key), tag, length, false, err);
}

static newsdex_status copy_record(bulk_input *input, glass_table *docdata, uint32_t docid,
                                  newsdex_error *err)
{
    return copy_tag(input, docdata, docid, false, err);
}

static newsdex_status copy_term_list(bulk_input *input, glass_table *termlist, uint32_t docid,
                                     newsdex_error *err)
{
    newsdex_status status = copy_tag(input, termlist, docid, true, err);
    return status ? status : copy_slots(input, termlist, docid, err);
}

/* What the section has of each document goes to the table. */
static newsdex_status copy_section(const bulk_parts *parts, bulk_section section,
                                   newsdex_status (*copy)(bulk_input *input, glass_table *table,
                                                          uint32_t docid, newsdex_error *err),
                                   glass_table *table, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < parts->run_count; i++) {
        const bulk_run *run = &parts->runs[i];
        const uint32_t documents = run->summary.statistics.documents;
        bulk_input input;
        status = bulk_run_input(run, section, parts->room, &input, err);
        for (uint32_t j = 1; !status && j <= documents; j++)
            status = copy(&input, table, run->first + j, err);
        bulk_input_release(&input);
    }
    return status;
}

newsdex_status bulk_write_records(const bulk_parts *parts, glass_table *docdata, newsdex_error *err)
{
    return copy_section(parts, BULK_RECORDS, copy_record, docdata, err);
}

newsdex_status bulk_write_term_lists(const bulk_parts *parts, glass_table *termlist,
                                     newsdex_error *err)
{
    return copy_section(parts, BULK_TERM_LISTS, copy_term_list, termlist, err);
}

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

static newsdex_status copy_run(const bulk_run *run, bulk_input *input, glass_table *termlist,
                               glass_table *docdata, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    const uint32_t documents = run->summary.statistics.documents;
    for (uint32_t i = 1; !status && i <= documents; i++) {
        const uint32_t docid = run->first + i;
        if (!(status = copy_tag(input, termlist, docid, true, err)) &&
            !(status = copy_slots(input, termlist, docid, err)))
            status = copy_tag(input, docdata, docid, false, err);
    }
    return status;
}

newsdex_status bulk_write_documents(const bulk_parts *parts, glass_table *termlist,
                                    glass_table *docdata, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < parts->run_count; i++) {
        bulk_input input;
        status = bulk_run_input(&parts->runs[i], BULK_DOCUMENTS, parts->room, &input, err);
        if (!status)
            status = copy_run(&parts->runs[i], &input, termlist, docdata, err);
        bulk_input_release(&input);
    }
    return status;
}

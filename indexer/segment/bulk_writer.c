#include "indexer/segment/bulk_writer.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/segment/bulk_document.h"
#include "indexer/segment/bulk_inverter.h"
#include "indexer/segment/bulk_values.h"
#include "indexer/segment/glass_deflate.h"
#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/xapian-c/seal.h"

struct bulk_writer {
    char *path; /* of the present run */
    bulk_output output;
    bulk_summary summary;
    bulk_inverter inverter;
    bulk_values values;
    uint32_t *lengths; /* of the documents */
    size_t length_room;
    glass_deflater *deflater;
    /* of the present document: */
    bulk_terms terms;
    ndx_buffer term_list, slots, record;
};

newsdex_status bulk_writer_new(bulk_writer **out, newsdex_error *err)
{
    *out = NULL;
    bulk_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return ndx_error_nomem(err);
    writer->output.file = -1;
    bulk_inverter_init(&writer->inverter);
    bulk_values_init(&writer->values);
    ndx_buffer_init(&writer->term_list, BULK_TAG_MAX);
    ndx_buffer_init(&writer->slots, BULK_TAG_MAX);
    ndx_buffer_init(&writer->record, BULK_TAG_MAX);
    newsdex_status status = glass_deflater_new(&writer->deflater, err);
    if (status) {
        bulk_writer_free(writer);
        return status;
    }
    *out = writer;
    return NEWSDEX_OK;
}

void bulk_writer_free(bulk_writer *writer)
{
    if (!writer)
        return;
    free(writer->path);
    bulk_output_release(&writer->output);
    bulk_inverter_release(&writer->inverter);
    bulk_values_release(&writer->values);
    free(writer->lengths);
    glass_deflater_free(writer->deflater);
    bulk_terms_release(&writer->terms);
    ndx_buffer_release(&writer->term_list);
    ndx_buffer_release(&writer->slots);
    ndx_buffer_release(&writer->record);
    free(writer);
}

newsdex_status bulk_writer_start(bulk_writer *writer, const char *path, newsdex_error *err)
{
    bulk_inverter_clear(&writer->inverter);
    bulk_values_clear(&writer->values);
    writer->summary = (bulk_summary){0};
    free(writer->path);
    writer->path = strdup(path);
    bulk_output_release(&writer->output);
    return writer->path ? bulk_output_open(&writer->output, path, err) : ndx_error_nomem(err);
}

/* ---- a document ------------------------------------------------------------------------- */

static newsdex_status pack(bulk_writer *writer, const xapc_document *document, uint32_t *length,
                           newsdex_error *err)
{
    ndx_buffer_clear(&writer->term_list);
    ndx_buffer_clear(&writer->slots);
    ndx_buffer_clear(&writer->record);
    newsdex_status status;
    if ((status = bulk_terms_set(&writer->terms, document, err)) ||
        (status = bulk_pack_length(&writer->terms, length, err)) ||
        (status = bulk_pack_terms(&writer->terms, *length, &writer->term_list, err)) ||
        (status = bulk_pack_slots(document->values, document->value_count, &writer->slots, err)) ||
        (status =
             ndx_buffer_append(&writer->record, document->record, document->record_length, err)))
        return status;
    char seal[XAPC_RECORD_SEAL_MAX];
    size_t seal_length = xapc_seal_of_record(document->record, document->record_length, seal);
    return ndx_buffer_append(&writer->record, seal, seal_length, err);
}

/* Deflated where that is shorter, which the lowest bit of the length tells. */
static newsdex_status write_tag(bulk_writer *writer, const ndx_buffer *tag, newsdex_error *err)
{
    const void *deflated;
    size_t length;
    newsdex_status status =
        glass_deflate(writer->deflater, tag->data, tag->length, &deflated, &length, err);
    if (status)
        return status;
    if (!deflated)
        length = tag->length;
    bulk_output_number(&writer->output, length << 1 | (deflated != NULL));
    bulk_output_bytes(&writer->output, deflated ? deflated : tag->data, length);
    return NEWSDEX_OK;
}

static void count_document(bulk_writer *writer, uint32_t length)
{
    glass_statistics *statistics = &writer->summary.statistics;
    writer->lengths[statistics->documents++] = length;
    statistics->last_docid = statistics->documents;
    statistics->total_length += length;
    if (length && (!statistics->length_low || length < statistics->length_low))
        statistics->length_low = length;
    if (length > statistics->length_high)
        statistics->length_high = length;
    for (size_t i = 0; i < writer->terms.count; i++)
        if (writer->terms.terms[i].wdf > statistics->wdf_high)
            statistics->wdf_high = writer->terms.terms[i].wdf;
}

newsdex_status bulk_writer_add(bulk_writer *writer, const xapc_document *document,
                               newsdex_error *err)
{
    const uint32_t docid = writer->summary.statistics.documents + 1;
    uint32_t length;
    newsdex_status status;
    /* What may refuse a document comes first; what comes later fails only for want of memory. */
    if ((status = pack(writer, document, &length, err)) ||
        (status = bulk_inverter_add(&writer->inverter, docid, writer->terms.terms,
                                    writer->terms.count, err)) ||
        (status = bulk_values_add(&writer->values, docid, document->values, document->value_count,
                                  err)) ||
        (status = ndx_array_grow(&writer->lengths, &writer->length_room, docid,
                                 sizeof *writer->lengths, err)) ||
        (status = write_tag(writer, &writer->term_list, err)))
        return status;
    bulk_output_string(&writer->output, writer->slots.data, writer->slots.length);
    if ((status = write_tag(writer, &writer->record, err)))
        return status;
    count_document(writer, length);
    return NEWSDEX_OK;
}

newsdex_status bulk_writer_finish(bulk_writer *writer, newsdex_error *err)
{
    bulk_output *output = &writer->output;
    bulk_summary *summary = &writer->summary;
    summary->ends[BULK_DOCUMENTS] = bulk_output_offset(output);
    for (uint32_t i = 0; i < summary->statistics.documents; i++)
        bulk_output_number(output, writer->lengths[i]);
    summary->ends[BULK_LENGTHS] = bulk_output_offset(output);
    bulk_values_write(&writer->values, output, summary);
    newsdex_status status = bulk_inverter_write(&writer->inverter, output, summary, err);
    if (status)
        return status;
    bulk_output_bytes(output, summary, sizeof *summary);
    return bulk_output_close(output, writer->path, err);
}

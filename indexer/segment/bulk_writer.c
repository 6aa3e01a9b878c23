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

/* Every which term list is learned. */
enum { LEARN_EACH = 8 };

/* What is kept of a document until the end of the run. */
typedef struct document {
    uint32_t length;
    uint32_t slots_end; /* in slots, which begin where those of the one before end */
} document;

struct bulk_writer {
    char *path; /* of the present run */
    bulk_output output;
    bulk_summary summary;
    bulk_inverter inverter;
    bulk_values values;
    document *documents; /* by docid - 1 */
    size_t document_room;
    ndx_buffer slots; /* used ones of all documents */
    glass_deflater *deflater;
    /* of the present document: */
    bulk_terms terms;
    ndx_buffer tag;
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
    ndx_buffer_init(&writer->slots, UINT32_MAX);
    ndx_buffer_init(&writer->tag, BULK_TAG_MAX);
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
    free(writer->documents);
    glass_deflater_free(writer->deflater);
    bulk_terms_release(&writer->terms);
    ndx_buffer_release(&writer->slots);
    ndx_buffer_release(&writer->tag);
    free(writer);
}

newsdex_status bulk_writer_start(bulk_writer *writer, const char *path, newsdex_error *err)
{
    bulk_inverter_clear(&writer->inverter);
    bulk_values_clear(&writer->values);
    ndx_buffer_clear(&writer->slots);
    writer->summary = (bulk_summary){0};
    free(writer->path);
    writer->path = strdup(path);
    bulk_output_release(&writer->output);
    return writer->path ? bulk_output_open(&writer->output, path, err) : ndx_error_nomem(err);
}

/* ---- a document ------------------------------------------------------------------------- */

/* Where its slots begin. */
static uint32_t slots_start(const bulk_writer *writer, uint32_t docid)
{
    return docid > 1 ? writer->documents[docid - 2].slots_end : 0;
}

static newsdex_status pack(bulk_writer *writer, const xapc_document *added, uint32_t docid,
                           uint32_t *length, newsdex_error *err)
{
    ndx_buffer_clear(&writer->tag);
    ndx_buffer_truncate(&writer->slots, slots_start(writer, docid)); /* without a refused one's */
    newsdex_status status;
    if ((status = bulk_terms_set(&writer->terms, added, err)) ||
        (status = bulk_terms_measure(&writer->terms, length, err)) ||
        (status = bulk_pack_slots(added->values, added->value_count, &writer->slots, err)) ||
        (status = ndx_buffer_append(&writer->tag, added->record, added->record_length, err)))
        return status;
    char seal[XAPC_RECORD_SEAL_MAX];
    size_t seal_length = xapc_seal_of_record(added->record, added->record_length, seal);
    return ndx_buffer_append(&writer->tag, seal, seal_length, err);
}

typedef newsdex_status deflate_tag(glass_deflater *deflater, const void *tag, size_t length,
                                   const void **out, size_t *out_length, newsdex_error *err);

/* Deflated where that is shorter, which the lowest bit of the length tells. */
static newsdex_status write_tag(bulk_writer *writer, deflate_tag *deflate, newsdex_error *err)
{
    const ndx_buffer *tag = &writer->tag;
    const void *deflated;
    size_t length;
    newsdex_status status =
        deflate(writer->deflater, tag->data, tag->length, &deflated, &length, err);
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
    writer->documents[statistics->documents++] = (document){length, (uint32_t)writer->slots.length};
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

newsdex_status bulk_writer_add(bulk_writer *writer, const xapc_document *added, newsdex_error *err)
{
    const uint32_t docid = writer->summary.statistics.documents + 1;
    uint32_t length;
    newsdex_status status;
    /* What may refuse a document comes first; what comes later fails only for want of memory. */
    if ((status = ndx_array_grow(&writer->documents, &writer->document_room, docid,
                                 sizeof *writer->documents, err)) ||
        (status = pack(writer, added, docid, &length, err)) ||
        (status = bulk_inverter_add(&writer->inverter, added->vocabulary, writer->terms.terms,
                                    writer->terms.count, err)) ||
        (status =
             bulk_values_add(&writer->values, docid, added->values, added->value_count, err)) ||
        (status = write_tag(writer, glass_deflate, err)))
        return status;
    count_document(writer, length);
    return NEWSDEX_OK;
}

/* ---- the whole --------------------------------------------------------------------------- */

static void write_lengths(bulk_writer *writer)
{
    for (uint32_t i = 0; i < writer->summary.statistics.documents; i++)
        bulk_output_number(&writer->output, writer->documents[i].length);
    writer->summary.ends[BULK_LENGTHS] = bulk_output_offset(&writer->output);
}

static newsdex_status pack_list(bulk_writer *writer, uint32_t docid, newsdex_error *err)
{
    ndx_buffer_clear(&writer->tag);
    return bulk_inverter_pack_list(&writer->inverter, docid, writer->documents[docid - 1].length,
                                   &writer->tag, err);
}

/* Term lists are so much alike that a few of them tell how to deflate all. */
static newsdex_status learn_term_lists(bulk_writer *writer, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (uint32_t docid = 1; docid <= writer->summary.statistics.documents; docid += LEARN_EACH) {
        if ((status = pack_list(writer, docid, err)))
            return status;
        glass_deflater_learn(writer->deflater, writer->tag.data, writer->tag.length);
    }
    return glass_deflater_make_code(writer->deflater, err);
}

static newsdex_status write_term_lists(bulk_writer *writer, newsdex_error *err)
{
    newsdex_status status = learn_term_lists(writer, err);
    for (uint32_t docid = 1; !status && docid <= writer->summary.statistics.documents; docid++) {
        const uint32_t slots = slots_start(writer, docid);
        const uint32_t slots_end = writer->documents[docid - 1].slots_end;
        if ((status = pack_list(writer, docid, err)) ||
            (status = write_tag(writer, glass_deflate_alike, err)))
            return status;
        bulk_output_string(&writer->output, writer->slots.data + slots, slots_end - slots);
    }
    writer->summary.ends[BULK_TERM_LISTS] = bulk_output_offset(&writer->output);
    return status;
}

newsdex_status bulk_writer_finish(bulk_writer *writer, newsdex_error *err)
{
    bulk_output *output = &writer->output;
    bulk_summary *summary = &writer->summary;
    summary->ends[BULK_RECORDS] = bulk_output_offset(output);
    write_lengths(writer);
    bulk_values_write(&writer->values, output, summary);
    newsdex_status status = bulk_inverter_sort(&writer->inverter, err);
    if (status)
        return status;
    bulk_inverter_write(&writer->inverter, output, summary);
    if ((status = write_term_lists(writer, err)))
        return status;
    bulk_output_bytes(output, summary, sizeof *summary);
    return bulk_output_close(output, writer->path, err);
}

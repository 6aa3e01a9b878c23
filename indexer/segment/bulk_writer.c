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

/* Every which record and term list is learned. */
enum { LEARN_EACH = 16 };

/* What is kept of a document until the end of the run. */
typedef struct document {
    uint32_t length;
    uint32_t slots_end; /* in slots, which begin where those of the one before end */
    size_t record_end;  /* in records, likewise */
} document;

struct bulk_writer {
    char *path; /* of the present run */
    bulk_output output;
    bulk_summary summary;
    bulk_inverter inverter;
    bulk_values values;
    document *documents; /* by docid - 1 */
    size_t document_room;
    ndx_buffer slots;   /* used ones of all documents */
    ndx_buffer records; /* of all documents */
    glass_deflater *deflater;
    /* of the present document: */
    bulk_terms terms;
    ndx_buffer list; /* its terms */
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
    ndx_buffer_init(&writer->records, SIZE_MAX / 2);
    ndx_buffer_init(&writer->list, SIZE_MAX / 2);
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
    ndx_buffer_release(&writer->records);
    ndx_buffer_release(&writer->list);
    free(writer);
}

newsdex_status bulk_writer_start(bulk_writer *writer, const char *path, newsdex_error *err)
{
    bulk_inverter_clear(&writer->inverter);
    bulk_values_clear(&writer->values);
    ndx_buffer_clear(&writer->slots);
    ndx_buffer_clear(&writer->records);
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

/* And its record. */
static size_t record_start(const bulk_writer *writer, uint32_t docid)
{
    return docid > 1 ? writer->documents[docid - 2].record_end : 0;
}

static newsdex_status keep_record(bulk_writer *writer, const xapc_document *added,
                                  newsdex_error *err)
{
    if (added->record_length > BULK_TAG_MAX - XAPC_RECORD_SEAL_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "an article larger than %d bytes", BULK_TAG_MAX);
    newsdex_status status =
        ndx_buffer_append(&writer->records, added->record, added->record_length, err);
    if (status)
        return status;
    char seal[XAPC_RECORD_SEAL_MAX];
    size_t seal_length = xapc_seal_of_record(added->record, added->record_length, seal);
    return ndx_buffer_append(&writer->records, seal, seal_length, err);
}

static newsdex_status pack(bulk_writer *writer, const xapc_document *added, uint32_t docid,
                           uint32_t *length, newsdex_error *err)
{
    /* Without what a refused one left. */
    ndx_buffer_truncate(&writer->slots, slots_start(writer, docid));
    ndx_buffer_truncate(&writer->records, record_start(writer, docid));
    newsdex_status status;
    if ((status = bulk_terms_set(&writer->terms, added, err)) ||
        (status = bulk_terms_measure(&writer->terms, length, err)) ||
        (status = bulk_pack_slots(added->values, added->value_count, &writer->slots, err)))
        return status;
    return keep_record(writer, added, err);
}

static void count_document(bulk_writer *writer, uint32_t length)
{
    glass_statistics *statistics = &writer->summary.statistics;
    writer->documents[statistics->documents++] =
        (document){length, (uint32_t)writer->slots.length, writer->records.length};
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
        (status = bulk_values_add(&writer->values, docid, added->values, added->value_count, err)))
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

typedef struct tag {
    const char *data;
    size_t length;
} tag;

/* Sets out to a tag of the document. */
typedef newsdex_status tag_maker(bulk_writer *writer, uint32_t docid, tag *out, newsdex_error *err);

static newsdex_status make_record(bulk_writer *writer, uint32_t docid, tag *out, newsdex_error *err)
{
    (void)err;
    const size_t start = record_start(writer, docid);
    *out = (tag){writer->records.data + start, writer->documents[docid - 1].record_end - start};
    return NEWSDEX_OK;
}

static newsdex_status make_term_list(bulk_writer *writer, uint32_t docid, tag *out,
                                     newsdex_error *err)
{
    ndx_buffer *list = &writer->list;
    ndx_buffer_clear(list);
    newsdex_status status = bulk_inverter_pack_list(&writer->inverter, docid,
                                                    writer->documents[docid - 1].length, list, err);
    *out = (tag){list->data, list->length};
    return status;
}

/* Such tags are so much alike that a few of them tell how to deflate all. */
static newsdex_status learn(bulk_writer *writer, tag_maker *make, newsdex_error *err)
{
    for (uint32_t docid = 1; docid <= writer->summary.statistics.documents; docid += LEARN_EACH) {
        tag made;
        newsdex_status status = make(writer, docid, &made, err);
        if (status)
            return status;
        glass_deflater_learn(writer->deflater, made.data, made.length);
    }
    return glass_deflater_make_code(writer->deflater, err);
}

/* Deflated where that is shorter, which the lowest bit of the length tells. */
static newsdex_status write_tag(bulk_writer *writer, tag_maker *make, uint32_t docid,
                                newsdex_error *err)
{
    tag made;
    const void *deflated;
    size_t length;
    newsdex_status status;
    if ((status = make(writer, docid, &made, err)) ||
        (status = glass_deflate(writer->deflater, made.data, made.length, &deflated, &length, err)))
        return status;
    if (!deflated)
        length = made.length;
    bulk_output_number(&writer->output, length << 1 | (deflated != NULL));
    bulk_output_bytes(&writer->output, deflated ? deflated : made.data, length);
    return NEWSDEX_OK;
}

static newsdex_status write_records(bulk_writer *writer, newsdex_error *err)
{
    newsdex_status status = learn(writer, make_record, err);
    for (uint32_t docid = 1; !status && docid <= writer->summary.statistics.documents; docid++)
        status = write_tag(writer, make_record, docid, err);
    writer->summary.ends[BULK_RECORDS] = bulk_output_offset(&writer->output);
    return status;
}

static newsdex_status write_term_lists(bulk_writer *writer, newsdex_error *err)
{
    newsdex_status status = learn(writer, make_term_list, err);
    for (uint32_t docid = 1; !status && docid <= writer->summary.statistics.documents; docid++) {
        const uint32_t slots = slots_start(writer, docid);
        const uint32_t slots_end = writer->documents[docid - 1].slots_end;
        if ((status = write_tag(writer, make_term_list, docid, err)))
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
    newsdex_status status = write_records(writer, err);
    if (status)
        return status;
    write_lengths(writer);
    bulk_values_write(&writer->values, output, summary);
    if ((status = bulk_inverter_sort(&writer->inverter, err)))
        return status;
    bulk_inverter_write(&writer->inverter, output, summary);
    if ((status = write_term_lists(writer, err)))
        return status;
    bulk_output_bytes(output, summary, sizeof *summary);
    return bulk_output_close(output, writer->path, err);
}

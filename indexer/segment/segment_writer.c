#include "indexer/segment/segment_writer.h"

#include <stdlib.h>

#include "indexer/segment/bulk_join.h"
#include "indexer/segment/bulk_writer.h"
#include "indexer/segment/index_folder.h"
#include "searcher/base/buffer.h"
#include "searcher/base/error.h"

struct segment_writer {
    segment_writer_kind kind;
    bulk_writer *bulk;
    xapc_writer *xapian; /* of the present piece */
};

newsdex_status segment_writer_new(segment_writer_kind kind, segment_writer **out,
                                  newsdex_error *err)
{
    *out = NULL;
    segment_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return ndx_error_nomem(err);
    writer->kind = kind;
    newsdex_status status =
        kind == SEGMENT_WRITER_BULK ? bulk_writer_new(&writer->bulk, err) : NEWSDEX_OK;
    if (status) {
        segment_writer_free(writer);
        return status;
    }
    *out = writer;
    return NEWSDEX_OK;
}

void segment_writer_free(segment_writer *writer)
{
    if (!writer)
        return;
    bulk_writer_free(writer->bulk);
    xapc_writer_close(writer->xapian);
    free(writer);
}

newsdex_status segment_writer_start(segment_writer *writer, const char *path, newsdex_error *err)
{
    if (writer->kind == SEGMENT_WRITER_BULK)
        return bulk_writer_start(writer->bulk, path, err);
    xapc_writer_close(writer->xapian);
    return xapc_writer_open(path, XAPC_WRITER_THROWAWAY, &writer->xapian, err);
}

newsdex_status segment_writer_add(segment_writer *writer, const xapc_document *document,
                                  newsdex_error *err)
{
    if (writer->kind == SEGMENT_WRITER_BULK)
        return bulk_writer_add(writer->bulk, document, err);
    return xapc_writer_add(writer->xapian, document, NULL, err);
}

newsdex_status segment_writer_finish(segment_writer *writer, newsdex_error *err)
{
    if (writer->kind == SEGMENT_WRITER_BULK)
        return bulk_writer_finish(writer->bulk, err);
    newsdex_status status = xapc_writer_commit(writer->xapian, err);
    xapc_writer_close(writer->xapian);
    writer->xapian = NULL;
    return status;
}

/* ---- joining ---------------------------------------------------------------------------- */

/* A database without documents, for the metadata of the new segment. */
static newsdex_status write_metadata(const segment_metadata *metadata, size_t count,
                                     const char *path, newsdex_error *err)
{
    xapc_writer *writer;
    newsdex_status status = xapc_writer_open(path, XAPC_WRITER_THROWAWAY, &writer, err);
    for (size_t i = 0; !status && i < count; i++)
        status = xapc_writer_set_metadata(writer, metadata[i].key, metadata[i].value,
                                          metadata[i].value_length, err);
    if (!status)
        status = xapc_writer_commit(writer, err);
    xapc_writer_close(writer);
    return status;
}

static newsdex_status join_databases(const char *const *pieces, size_t count,
                                     const segment_metadata *metadata, size_t metadata_count,
                                     const char *destination, newsdex_error *err)
{
    if (!metadata_count)
        return xapc_compact(pieces, count, destination, err);
    const char **sources = calloc(count + 1, sizeof *sources);
    if (!sources)
        return ndx_error_nomem(err);
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = ndx_buffer_append_format(&path, err, "%s.metadata", destination);
    for (size_t i = 0; i < count; i++)
        sources[i + 1] = pieces[i];
    sources[0] = path.data;
    if (!status && !(status = write_metadata(metadata, metadata_count, path.data, err)))
        status = xapc_compact(sources, count + 1, destination, err);
    folder_remove_tree(path.data, NULL);
    ndx_buffer_release(&path);
    free(sources);
    return status;
}

newsdex_status segment_join(segment_writer_kind kind, const char *const *pieces, size_t count,
                            const segment_metadata *metadata, size_t metadata_count,
                            uint64_t memory, const char *destination, newsdex_error *err)
{
    if (kind == SEGMENT_WRITER_BULK)
        return bulk_join(pieces, count, metadata, metadata_count, memory, destination, err);
    return join_databases(pieces, count, metadata, metadata_count, destination, err);
}

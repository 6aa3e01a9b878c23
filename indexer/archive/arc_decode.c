/* Chooses the decompressor, and is the one for those that libarchive knows best. */
#include "indexer/archive/arc_decode.h"

#include <archive_entry.h>
#include <stdlib.h>

#include "searcher/base/error.h"

typedef struct arc_filter {
    arc_source source;
    arc_source *inner;
    arc_budget *budget;
    arc_kind kind;
    struct archive *handle; /* opened by the first pull */
} arc_filter;

static int support_filter(struct archive *handle, arc_kind kind)
{
    switch (kind) {
    case ARC_BZIP2:
        return archive_read_support_filter_bzip2(handle);
    case ARC_LZ4:
        return archive_read_support_filter_lz4(handle);
    case ARC_LZIP:
        return archive_read_support_filter_lzip(handle);
    default:
        return archive_read_support_filter_compress(handle);
    }
}

static newsdex_status explain(arc_filter *filter, newsdex_error *err)
{
    if (filter->inner->error.status) {
        *err = filter->inner->error;
        return err->status;
    }
    const char *text = filter->handle ? archive_error_string(filter->handle) : NULL;
    return ndx_error_set(err, NEWSDEX_E_CORRUPT, "%s", text ? text : "cannot be unpacked");
}

/* ARCHIVE_OK, or ARCHIVE_EOF when nothing is in it. */
static int open_filter(arc_filter *filter)
{
    struct archive_entry *entry;
    filter->handle = archive_read_new();
    if (!filter->handle)
        return ARCHIVE_FATAL;
    /* A filter that libarchive was built without would be run as a program: never. */
    int code = support_filter(filter->handle, filter->kind);
    if (code == ARCHIVE_OK)
        code = archive_read_support_format_raw(filter->handle);
    if (code == ARCHIVE_OK)
        code = archive_read_support_format_empty(filter->handle);
    if (code == ARCHIVE_OK)
        code = arc_source_attach(filter->inner, filter->handle);
    if (code == ARCHIVE_OK)
        code = archive_read_next_header(filter->handle, &entry);
    /* What is too short for the filter to be sure would be handed through. */
    bool unfiltered = code == ARCHIVE_OK && archive_filter_count(filter->handle) < 2;
    return unfiltered ? ARCHIVE_FATAL : code;
}

static newsdex_status pull_filtered(arc_source *source, const char **data, size_t *length,
                                    newsdex_error *err)
{
    arc_filter *filter = (arc_filter *)source;
    const void *block = NULL;
    la_int64_t offset;
    int code = filter->handle ? ARCHIVE_OK : open_filter(filter);
    *length = 0;
    while (code == ARCHIVE_OK && !*length)
        code = archive_read_data_block(filter->handle, &block, length, &offset);
    if (code == ARCHIVE_EOF) {
        *length = 0;
        return NEWSDEX_OK;
    }
    if (code != ARCHIVE_OK)
        return explain(filter, err);
    *data = block;
    return arc_budget_charge(filter->budget, &filter->budget->decoded, *length, err);
}

static void close_filter(arc_source *source)
{
    arc_filter *filter = (arc_filter *)source;
    archive_read_free(filter->handle);
    arc_source_free(filter->inner);
    free(filter);
}

newsdex_status arc_decoder_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                               arc_source **out, newsdex_error *err)
{
    if (kind == ARC_GZIP || kind == ARC_ZLIB || kind == ARC_DEFLATE)
        return arc_inflater_new(kind, inner, budget, out, err);
    if (kind == ARC_BROTLI)
        return arc_unbrotli_new(inner, budget, out, err);
    if (kind == ARC_XZ || kind == ARC_LZMA)
        return arc_unlzma_new(kind, inner, budget, out, err);
    if (kind == ARC_ZSTD)
        return arc_unzstd_new(inner, budget, out, err);
    *out = NULL;
    arc_filter *filter = calloc(1, sizeof *filter);
    if (!filter) {
        arc_source_free(inner);
        return ndx_error_nomem(err);
    }
    arc_source_init(&filter->source);
    filter->source.pull = pull_filtered;
    filter->source.close = close_filter;
    filter->inner = inner;
    filter->budget = budget;
    filter->kind = kind;
    *out = &filter->source;
    return NEWSDEX_OK;
}

/*
 * gzip is read with zlib and not with libarchive's filter, which gives whole
 * blocks of 64 KB only: what a cut file holds after the last one would be
 * lost, and that can be many entries.
 */
#include "indexer/archive/arc_decode.h"

#include <archive_entry.h>
#include <stdlib.h>
#include <zlib.h>

#include "searcher/base/error.h"

/* ---- gzip ------------------------------------------------------------------- */

typedef struct arc_inflater {
    arc_source source;
    arc_source *inner;
    arc_budget *budget;
    z_stream stream;
    bool between; /* members of a file of several */
    unsigned char block[ARC_BLOCK_SIZE];
} arc_inflater;

/* Anything but another member after the end of one is padding. */
static bool begins_member(arc_inflater *inflater)
{
    return inflater->stream.next_in[0] == 0x1F;
}

static newsdex_status refill(arc_inflater *inflater, bool *ended, newsdex_error *err)
{
    const char *data = NULL;
    size_t length;
    newsdex_status status = arc_source_read(inflater->inner, &data, &length, err);
    if (status)
        return status;
    if (!length && !inflater->between)
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "truncated gzip data");
    *ended = !length;
    /* zlib only reads there, but has no const; blocks are far below 4 GB, held ones too. */
    inflater->stream.next_in = (unsigned char *)data;
    inflater->stream.avail_in = (uInt)length;
    return NEWSDEX_OK;
}

/* Adds to the block until something came out; *ended at the end of all members. */
static newsdex_status inflate_some(arc_inflater *inflater, bool *ended, newsdex_error *err)
{
    z_stream *stream = &inflater->stream;
    *ended = false;
    while (stream->avail_out == ARC_BLOCK_SIZE) {
        if (!stream->avail_in) {
            newsdex_status status = refill(inflater, ended, err);
            if (status || *ended)
                return status;
        }
        if (inflater->between) {
            *ended = !begins_member(inflater);
            if (*ended)
                return NEWSDEX_OK;
            inflateReset(stream);
            inflater->between = false;
        }
        int code = inflate(stream, Z_NO_FLUSH);
        if (code == Z_MEM_ERROR)
            return ndx_error_nomem(err);
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return ndx_error_set(err, NEWSDEX_E_CORRUPT, "gzip: %s",
                                 stream->msg ? stream->msg : "cannot be unpacked");
        inflater->between = code == Z_STREAM_END;
    }
    return NEWSDEX_OK;
}

static newsdex_status pull_inflated(arc_source *source, const char **data, size_t *length,
                                    newsdex_error *err)
{
    arc_inflater *inflater = (arc_inflater *)source;
    bool ended;
    inflater->stream.next_out = inflater->block;
    inflater->stream.avail_out = ARC_BLOCK_SIZE;
    newsdex_status status = inflate_some(inflater, &ended, err);
    if (status)
        return status;
    *data = (const char *)inflater->block;
    *length = ARC_BLOCK_SIZE - inflater->stream.avail_out;
    return arc_budget_charge(inflater->budget, &inflater->budget->decoded, *length, err);
}

static void close_inflater(arc_source *source)
{
    arc_inflater *inflater = (arc_inflater *)source;
    inflateEnd(&inflater->stream);
    arc_source_free(inflater->inner);
    free(inflater);
}

static newsdex_status inflater_new(arc_source *inner, arc_budget *budget, arc_source **out,
                                   newsdex_error *err)
{
    arc_inflater *inflater = malloc(sizeof *inflater);
    if (!inflater) {
        arc_source_free(inner);
        return ndx_error_nomem(err);
    }
    arc_source_init(&inflater->source);
    inflater->source.pull = pull_inflated;
    inflater->source.close = close_inflater;
    inflater->inner = inner;
    inflater->budget = budget;
    inflater->stream = (z_stream){0};
    inflater->between = false;
    if (inflateInit2(&inflater->stream, 15 + 16) != Z_OK) { /* 16: gzip's frame only */
        arc_source_free(&inflater->source);
        return ndx_error_nomem(err);
    }
    *out = &inflater->source;
    return NEWSDEX_OK;
}

/* ---- the others, by libarchive ------------------------------------------------ */

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
    case ARC_XZ:
        return archive_read_support_filter_xz(handle);
    case ARC_LZMA:
        return archive_read_support_filter_lzma(handle);
    case ARC_ZSTD:
        return archive_read_support_filter_zstd(handle);
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
    return code == ARCHIVE_OK ? archive_read_next_header(filter->handle, &entry) : code;
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
    *out = NULL;
    if (kind == ARC_GZIP)
        return inflater_new(inner, budget, out, err);
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

/* gzip by zlib: one member, or several joined. And what HTTP calls deflate, with zlib's frame or
   none. */
#include "indexer/archive/arc_decode.h"

#include <stdlib.h>
#include <zlib.h>

#include "searcher/base/error.h"

typedef struct arc_inflater {
    arc_source source;
    arc_source *inner;
    arc_budget *budget;
    z_stream stream;
    arc_kind kind;
    bool between; /* members of a file of several */
    unsigned char block[ARC_BLOCK_SIZE];
} arc_inflater;

/* Anything but another member after the end of one is padding. */
static bool begins_member(arc_inflater *inflater)
{
    return inflater->kind == ARC_GZIP && inflater->stream.next_in[0] == 0x1F;
}

static int window_bits(arc_kind kind)
{
    return kind == ARC_GZIP ? 15 + 16 : kind == ARC_ZLIB ? 15 : -15; /* 16: gzip's frame only */
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
        /* What came out before the damage is given first; zlib says it again then. */
        bool damaged = code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR;
        if (damaged && stream->avail_out == ARC_BLOCK_SIZE)
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

bool arc_inflater_fits(arc_kind kind, const char *data, size_t length)
{
    unsigned char block[4096];
    z_stream stream = {.next_in = (unsigned char *)data,
                       .avail_in = (uInt)length,
                       .next_out = block,
                       .avail_out = sizeof block};
    if (inflateInit2(&stream, window_bits(kind)) != Z_OK)
        return false;
    int code = inflate(&stream, Z_NO_FLUSH);
    inflateEnd(&stream);
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
}

newsdex_status arc_inflater_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                                arc_source **out, newsdex_error *err)
{
    *out = NULL;
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
    inflater->kind = kind;
    inflater->between = false;
    if (inflateInit2(&inflater->stream, window_bits(kind)) != Z_OK) {
        arc_source_free(&inflater->source);
        return ndx_error_nomem(err);
    }
    *out = &inflater->source;
    return NEWSDEX_OK;
}

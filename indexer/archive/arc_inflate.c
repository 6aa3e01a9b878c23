/* gzip by zlib: one member, or several joined. And what HTTP calls deflate, with zlib's frame or
   none. */
#include "indexer/archive/arc_decode.h"

#include <zlib.h>

#include "indexer/archive/arc_unpack.h"
#include "searcher/base/error.h"

typedef struct arc_inflater {
    arc_unpacker base;
    z_stream stream;
    arc_kind kind;
    bool between; /* members of a file of several */
} arc_inflater;

static int window_bits(arc_kind kind)
{
    return kind == ARC_GZIP ? 15 + 16 : kind == ARC_ZLIB ? 15 : -15; /* 16: gzip's frame only */
}

/* Anything but another member after the end of one is padding. */
static bool begins_member(const arc_inflater *inflater)
{
    return inflater->kind == ARC_GZIP && inflater->base.left && inflater->base.next[0] == 0x1F;
}

static newsdex_status step(arc_unpacker *base, unsigned char *out, size_t *room, newsdex_error *err)
{
    arc_inflater *inflater = (arc_inflater *)base;
    z_stream *stream = &inflater->stream;
    if (inflater->between) {
        base->ended = !begins_member(inflater);
        if (base->ended)
            return NEWSDEX_OK;
        inflateReset(stream);
    }
    /* zlib only reads there, but has no const; blocks are far below 4 GB, held ones too. */
    stream->next_in = (unsigned char *)base->next;
    stream->avail_in = (uInt)base->left;
    stream->next_out = out;
    stream->avail_out = (uInt)*room;
    int code = inflate(stream, Z_NO_FLUSH);
    base->next = stream->next_in;
    base->left = stream->avail_in;
    *room = stream->avail_out;
    inflater->between = code == Z_STREAM_END;
    if (code == Z_MEM_ERROR)
        return ndx_error_nomem(err);
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR
               ? NEWSDEX_OK
               : ndx_error_set(err, NEWSDEX_E_CORRUPT, "gzip: %s",
                               stream->msg ? stream->msg : "cannot be unpacked");
}

static void release(arc_unpacker *base)
{
    inflateEnd(&((arc_inflater *)base)->stream);
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
    static const arc_unpacker_kind inflater_kind = {sizeof(arc_inflater), "gzip", step, release};
    *out = NULL;
    arc_unpacker *base;
    if (arc_unpacker_new(&inflater_kind, inner, budget, &base, err))
        return NEWSDEX_E_NOMEM;
    arc_inflater *inflater = (arc_inflater *)base;
    inflater->stream = (z_stream){0};
    inflater->kind = kind;
    inflater->between = false;
    if (inflateInit2(&inflater->stream, window_bits(kind)) != Z_OK) {
        arc_source_free(&base->source);
        return ndx_error_nomem(err);
    }
    *out = &base->source;
    return NEWSDEX_OK;
}

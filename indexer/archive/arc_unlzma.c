/* xz and lzma by liblzma. */
#include "indexer/archive/arc_decode.h"

#include <lzma.h>

#include "indexer/archive/arc_unpack.h"
#include "searcher/base/error.h"

#define MEMORY_MAX (UINT64_C(1) << 30) /* xz -9 asks for 65 MB */

typedef struct arc_unlzma {
    arc_unpacker base;
    lzma_stream stream;
} arc_unlzma;

static newsdex_status explain(lzma_ret code, newsdex_error *err)
{
    switch (code) {
    case LZMA_MEM_ERROR:
        return ndx_error_nomem(err);
    case LZMA_MEMLIMIT_ERROR:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "xz: needs too much memory");
    default:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "xz: data cannot be unpacked");
    }
}

static newsdex_status step(arc_unpacker *base, unsigned char *out, size_t *room, newsdex_error *err)
{
    lzma_stream *stream = &((arc_unlzma *)base)->stream;
    stream->next_in = base->next;
    stream->avail_in = base->left;
    stream->next_out = out;
    stream->avail_out = *room;
    lzma_ret code = lzma_code(stream, base->starved ? LZMA_FINISH : LZMA_RUN);
    base->next = stream->next_in;
    base->left = stream->avail_in;
    *room = stream->avail_out;
    base->ended = code == LZMA_STREAM_END;
    /* LZMA_BUF_ERROR: nothing to do with what there is. */
    return code == LZMA_OK || code == LZMA_STREAM_END || code == LZMA_BUF_ERROR
               ? NEWSDEX_OK
               : explain(code, err);
}

static void release(arc_unpacker *base)
{
    lzma_end(&((arc_unlzma *)base)->stream);
}

newsdex_status arc_unlzma_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                              arc_source **out, newsdex_error *err)
{
    static const arc_unpacker_kind unlzma_kind = {sizeof(arc_unlzma), "xz", step, release};
    *out = NULL;
    arc_unpacker *base;
    if (arc_unpacker_new(&unlzma_kind, inner, budget, &base, err))
        return NEWSDEX_E_NOMEM;
    lzma_stream *stream = &((arc_unlzma *)base)->stream;
    *stream = (lzma_stream)LZMA_STREAM_INIT;
    lzma_ret code = kind == ARC_LZMA ? lzma_alone_decoder(stream, MEMORY_MAX)
                                     : lzma_stream_decoder(stream, MEMORY_MAX, LZMA_CONCATENATED);
    if (code != LZMA_OK) {
        arc_source_free(&base->source);
        return ndx_error_nomem(err);
    }
    *out = &base->source;
    return NEWSDEX_OK;
}

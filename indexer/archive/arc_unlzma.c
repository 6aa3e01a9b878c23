/* xz and lzma by liblzma. */
#include "indexer/archive/arc_decode.h"

#include <lzma.h>
#include <stdlib.h>

#include "searcher/base/error.h"

#define MEMORY_MAX (UINT64_C(1) << 30) /* xz -9 asks for 65 MB */

typedef struct arc_unlzma {
    arc_source source;
    arc_source *inner;
    arc_budget *budget;
    lzma_stream stream;
    lzma_action action;
    bool ended;
    uint8_t block[ARC_BLOCK_SIZE];
} arc_unlzma;

static newsdex_status refill(arc_unlzma *unlzma, newsdex_error *err)
{
    const char *data = NULL;
    size_t length;
    newsdex_status status = arc_source_read(unlzma->inner, &data, &length, err);
    unlzma->stream.next_in = (const uint8_t *)data;
    unlzma->stream.avail_in = status ? 0 : length;
    if (!status && !length)
        unlzma->action = LZMA_FINISH;
    return status;
}

static newsdex_status explain(lzma_ret code, newsdex_error *err)
{
    switch (code) {
    case LZMA_MEM_ERROR:
        return ndx_error_nomem(err);
    case LZMA_MEMLIMIT_ERROR:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "xz: needs too much memory");
    case LZMA_BUF_ERROR:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "truncated xz data");
    default:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "xz: data cannot be unpacked");
    }
}

/* Adds to the block until something came out, or all is read. */
static newsdex_status unpack_some(arc_unlzma *unlzma, newsdex_error *err)
{
    lzma_stream *stream = &unlzma->stream;
    while (!unlzma->ended && stream->avail_out == ARC_BLOCK_SIZE) {
        newsdex_status status = NEWSDEX_OK;
        if (!stream->avail_in && unlzma->action == LZMA_RUN)
            status = refill(unlzma, err);
        if (status)
            return status;
        lzma_ret code = lzma_code(stream, unlzma->action);
        unlzma->ended = code == LZMA_STREAM_END;
        /* What came out before the damage is given first; liblzma fails again then. */
        bool damaged = code != LZMA_OK && code != LZMA_STREAM_END;
        if (damaged && stream->avail_out == ARC_BLOCK_SIZE)
            return explain(code, err);
    }
    return NEWSDEX_OK;
}

static newsdex_status pull_unpacked(arc_source *source, const char **data, size_t *length,
                                    newsdex_error *err)
{
    arc_unlzma *unlzma = (arc_unlzma *)source;
    unlzma->stream.next_out = unlzma->block;
    unlzma->stream.avail_out = ARC_BLOCK_SIZE;
    newsdex_status status = unpack_some(unlzma, err);
    if (status)
        return status;
    *data = (const char *)unlzma->block;
    *length = ARC_BLOCK_SIZE - unlzma->stream.avail_out;
    return arc_budget_charge(unlzma->budget, &unlzma->budget->decoded, *length, err);
}

static void close_unlzma(arc_source *source)
{
    arc_unlzma *unlzma = (arc_unlzma *)source;
    lzma_end(&unlzma->stream);
    arc_source_free(unlzma->inner);
    free(unlzma);
}

newsdex_status arc_unlzma_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                              arc_source **out, newsdex_error *err)
{
    *out = NULL;
    arc_unlzma *unlzma = malloc(sizeof *unlzma);
    if (!unlzma) {
        arc_source_free(inner);
        return ndx_error_nomem(err);
    }
    arc_source_init(&unlzma->source);
    unlzma->source.pull = pull_unpacked;
    unlzma->source.close = close_unlzma;
    unlzma->inner = inner;
    unlzma->budget = budget;
    unlzma->stream = (lzma_stream)LZMA_STREAM_INIT;
    unlzma->action = LZMA_RUN;
    unlzma->ended = false;
    lzma_ret code = kind == ARC_LZMA
                        ? lzma_alone_decoder(&unlzma->stream, MEMORY_MAX)
                        : lzma_stream_decoder(&unlzma->stream, MEMORY_MAX, LZMA_CONCATENATED);
    if (code != LZMA_OK) {
        arc_source_free(&unlzma->source);
        return ndx_error_nomem(err);
    }
    *out = &unlzma->source;
    return NEWSDEX_OK;
}

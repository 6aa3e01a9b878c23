/* Brotli, in which servers pack pages. */
#include <brotli/decode.h>

#include "indexer/archive/arc_decode.h"
#include "indexer/archive/arc_unpack.h"
#include "searcher/base/error.h"

typedef struct arc_unbrotli {
    arc_unpacker base;
    BrotliDecoderState *state;
} arc_unbrotli;

static newsdex_status step(arc_unpacker *base, unsigned char *out, size_t *room, newsdex_error *err)
{
    arc_unbrotli *unbrotli = (arc_unbrotli *)base;
    BrotliDecoderResult result =
        BrotliDecoderDecompressStream(unbrotli->state, &base->left, &base->next, room, &out, NULL);
    base->ended = result == BROTLI_DECODER_RESULT_SUCCESS;
    return result == BROTLI_DECODER_RESULT_ERROR
               ? ndx_error_set(err, NEWSDEX_E_CORRUPT, "brotli: data cannot be unpacked")
               : NEWSDEX_OK;
}

static void release(arc_unpacker *base)
{
    BrotliDecoderDestroyInstance(((arc_unbrotli *)base)->state); /* takes NULL */
}

newsdex_status arc_unbrotli_new(arc_source *inner, arc_budget *budget, arc_source **out,
                                newsdex_error *err)
{
    static const arc_unpacker_kind kind = {sizeof(arc_unbrotli), "brotli", step, release};
    *out = NULL;
    arc_unpacker *base;
    if (arc_unpacker_new(&kind, inner, budget, &base, err))
        return NEWSDEX_E_NOMEM;
    arc_unbrotli *unbrotli = (arc_unbrotli *)base;
    unbrotli->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (!unbrotli->state) {
        arc_source_free(&base->source);
        return ndx_error_nomem(err);
    }
    *out = &base->source;
    return NEWSDEX_OK;
}

bool arc_unbrotli_fits(const char *data, size_t length)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    const uint8_t *next = (const uint8_t *)data;
    uint8_t block[4096], *out = block;
    size_t room = sizeof block;
    bool fits = state && BrotliDecoderDecompressStream(state, &length, &next, &room, &out, NULL) !=
                             BROTLI_DECODER_RESULT_ERROR;
    BrotliDecoderDestroyInstance(state);
    return fits;
}

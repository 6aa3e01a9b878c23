/* Brotli, in which servers pack pages. */
#include <brotli/decode.h>
#include <stdlib.h>

#include "indexer/archive/arc_decode.h"
#include "searcher/base/error.h"

typedef struct arc_unbrotli {
    arc_source source;
    arc_source *inner;
    arc_budget *budget;
    BrotliDecoderState *state;
    const uint8_t *next;
    size_t left;
    BrotliDecoderResult result;
    uint8_t block[ARC_BLOCK_SIZE];
} arc_unbrotli;

static newsdex_status refill(arc_unbrotli *unbrotli, newsdex_error *err)
{
    const char *data = NULL;
    size_t length;
    newsdex_status status = arc_source_read(unbrotli->inner, &data, &length, err);
    if (status)
        return status;
    if (!length)
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "truncated brotli data");
    unbrotli->next = (const uint8_t *)data;
    unbrotli->left = length;
    return NEWSDEX_OK;
}

static newsdex_status pull_unpacked(arc_source *source, const char **data, size_t *length,
                                    newsdex_error *err)
{
    arc_unbrotli *unbrotli = (arc_unbrotli *)source;
    uint8_t *out = unbrotli->block;
    size_t room = ARC_BLOCK_SIZE;
    while (room == ARC_BLOCK_SIZE && unbrotli->result != BROTLI_DECODER_RESULT_SUCCESS) {
        newsdex_status status = NEWSDEX_OK;
        if (unbrotli->result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT && !unbrotli->left)
            status = refill(unbrotli, err);
        if (status)
            return status;
        unbrotli->result = BrotliDecoderDecompressStream(unbrotli->state, &unbrotli->left,
                                                         &unbrotli->next, &room, &out, NULL);
        if (unbrotli->result == BROTLI_DECODER_RESULT_ERROR)
            return ndx_error_set(err, NEWSDEX_E_CORRUPT, "brotli: data cannot be unpacked");
    }
    *data = (const char *)unbrotli->block;
    *length = ARC_BLOCK_SIZE - room;
    return arc_budget_charge(unbrotli->budget, &unbrotli->budget->decoded, *length, err);
}

static void close_unbrotli(arc_source *source)
{
    arc_unbrotli *unbrotli = (arc_unbrotli *)source;
    BrotliDecoderDestroyInstance(unbrotli->state); /* takes NULL */
    arc_source_free(unbrotli->inner);
    free(unbrotli);
}

newsdex_status arc_unbrotli_new(arc_source *inner, arc_budget *budget, arc_source **out,
                                newsdex_error *err)
{
    *out = NULL;
    arc_unbrotli *unbrotli = malloc(sizeof *unbrotli);
    if (!unbrotli) {
        arc_source_free(inner);
        return ndx_error_nomem(err);
    }
    arc_source_init(&unbrotli->source);
    unbrotli->source.pull = pull_unpacked;
    unbrotli->source.close = close_unbrotli;
    unbrotli->inner = inner;
    unbrotli->budget = budget;
    unbrotli->left = 0;
    unbrotli->result = BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT;
    unbrotli->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (!unbrotli->state) {
        arc_source_free(&unbrotli->source);
        return ndx_error_nomem(err);
    }
    *out = &unbrotli->source;
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

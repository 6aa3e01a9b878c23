/* zstd by libzstd. libarchive knows no dictionaries, which web archives have in front (.warc.zst).
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "indexer/archive/arc_decode.h"
#include "indexer/archive/arc_unpack.h"
#include "searcher/base/error.h"

enum {
    WINDOW_LOG_MAX = 27,       /* 128 MiB, as the command line tool has it without --long */
    DICTIONARY_MAX = 16 << 20, /* bytes, unpacked; trained ones have 100 KB, at most a few MB */
    DICTIONARY_HEAD = 8        /* bytes in front of it: a magic number and its length */
};

typedef struct arc_unzstd {
    arc_unpacker base;
    ZSTD_DCtx *context;
    bool within; /* a frame */
} arc_unzstd;

static newsdex_status explain(size_t code, newsdex_error *err)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
        return ndx_error_nomem(err);
    case ZSTD_error_frameParameter_windowTooLarge:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "zstd: needs too much memory");
    case ZSTD_error_dictionary_wrong:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT,
                             "zstd: needs a dictionary, and not one that is in front");
    default:
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "zstd: data cannot be unpacked");
    }
}

/* ---- the dictionary ------------------------------------------------------------------ */

static size_t number_at(const char *bytes)
{
    size_t number = 0;
    for (size_t i = 4; i > 0; i--)
        number = number << 8 | (unsigned char)bytes[i - 1];
    return number;
}

/* It may be packed itself. */
static newsdex_status load(arc_unzstd *unzstd, const char *data, size_t length, newsdex_error *err)
{
    if (length < 4 || number_at(data) != ZSTD_MAGICNUMBER) {
        size_t code = ZSTD_DCtx_loadDictionary(unzstd->context, data, length);
        return ZSTD_isError(code) ? explain(code, err) : NEWSDEX_OK;
    }
    char *unpacked = malloc(DICTIONARY_MAX);
    if (!unpacked)
        return ndx_error_nomem(err);
    size_t code = ZSTD_decompressDCtx(unzstd->context, unpacked, DICTIONARY_MAX, data, length);
    if (!ZSTD_isError(code))
        code = ZSTD_DCtx_loadDictionary(unzstd->context, unpacked, code);
    free(unpacked);
    return ZSTD_isError(code) ? explain(code, err) : NEWSDEX_OK;
}

/* The frame to be passed over in front of all others, if its number says that it is the dictionary
 * of them. */
static newsdex_status read_dictionary(arc_unzstd *unzstd, newsdex_error *err)
{
    static const size_t mark = 0x184D2A5D;
    arc_source *inner = unzstd->base.inner;
    newsdex_status status = arc_source_peek(inner, DICTIONARY_HEAD, err);
    if (status || inner->left < DICTIONARY_HEAD || number_at(inner->next) != mark)
        return status;
    size_t length = number_at(inner->next + 4);
    if (length > DICTIONARY_MAX)
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "zstd: its dictionary is too large");
    status = arc_source_peek(inner, DICTIONARY_HEAD + length, err);
    if (status)
        return status;
    if (inner->left < DICTIONARY_HEAD + length)
        return NEWSDEX_OK; /* cut, as will be seen when it is passed over */
    status = load(unzstd, inner->next + DICTIONARY_HEAD, length, err);
    inner->next += DICTIONARY_HEAD + length;
    inner->left -= DICTIONARY_HEAD + length;
    return status;
}

/* ---- the stream ---------------------------------------------------------------------- */

static newsdex_status step(arc_unpacker *base, unsigned char *out, size_t *room, newsdex_error *err)
{
    arc_unzstd *unzstd = (arc_unzstd *)base;
    base->ended = !base->left && !unzstd->within;
    if (base->ended)
        return NEWSDEX_OK;
    ZSTD_inBuffer from = {base->next, base->left, 0};
    ZSTD_outBuffer to = {out, *room, 0};
    size_t code = ZSTD_decompressStream(unzstd->context, &to, &from);
    base->next += from.pos;
    base->left -= from.pos;
    *room -= to.pos;
    if (ZSTD_isError(code))
        return explain(code, err);
    unzstd->within = code != 0;
    return NEWSDEX_OK;
}

static void release(arc_unpacker *base)
{
    ZSTD_freeDCtx(((arc_unzstd *)base)->context); /* takes NULL */
}

newsdex_status arc_unzstd_new(arc_source *inner, arc_budget *budget, arc_source **out,
                              newsdex_error *err)
{
    static const arc_unpacker_kind kind = {sizeof(arc_unzstd), "zstd", step, release};
    *out = NULL;
    arc_unpacker *base;
    if (arc_unpacker_new(&kind, inner, budget, &base, err))
        return NEWSDEX_E_NOMEM;
    arc_unzstd *unzstd = (arc_unzstd *)base;
    unzstd->within = false;
    unzstd->context = ZSTD_createDCtx();
    if (!unzstd->context || ZSTD_isError(ZSTD_DCtx_setParameter(
                                unzstd->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) {
        arc_source_free(&base->source);
        return ndx_error_nomem(err);
    }
    base->ended = read_dictionary(unzstd, &base->failure) != NEWSDEX_OK;
    *out = &base->source;
    return NEWSDEX_OK;
}

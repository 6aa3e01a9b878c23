/*
 * Xapian inflates each item's part of a tag on its own, in pieces of 8192 bytes.
 * When a piece is full while the item's input is used up, it takes the item for
 * done; if that was the last item, though bytes are still due, the tag can't be
 * read. Where items end isn't known here, and compaction moves it. So a long tag
 * is safe when the last item, of whatever size, yields less than a piece. That is
 * tested; the few tags that compress too well for it go through zlib, which can
 * end them in bytes that yield nothing.
 */
#include "indexer/segment/glass_deflate.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "indexer/segment/glass_table.h"
#include "searcher/base/error.h"

/*
 * On articles level 1 is a third faster than 2 to 6, and what it makes less than a hundredth
 * larger than zlib's level 6 makes, as Xapian would use it.
 */
enum { LEVEL = 1 };

enum { READER_PIECE = 8192, RAW_WINDOW_BITS = -15, MOST_MEMORY = 9 };
/* What input of the items before may still yield: the longest match, and a few bytes. */
enum { CARRIED_OVER = 300 };

struct glass_deflater {
    struct libdeflate_compressor *compressor;
    struct isal_huff_histogram histogram; /* of what was learned */
    struct isal_hufftables code;
    struct isal_zstream alike;
    z_stream inflater;
    bool can_inflate;
    uint8_t *out;
    size_t room;
    uint8_t nowhere[4 * READER_PIECE];
};

newsdex_status glass_deflater_new(glass_deflater **out, newsdex_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return ndx_error_nomem(err);
    (*out)->compressor = libdeflate_alloc_compressor(LEVEL);
    (*out)->can_inflate = inflateInit2(&(*out)->inflater, RAW_WINDOW_BITS) == Z_OK;
    if ((*out)->compressor && (*out)->can_inflate)
        return NEWSDEX_OK;
    glass_deflater_free(*out);
    *out = NULL;
    return ndx_error_nomem(err);
}

void glass_deflater_free(glass_deflater *deflater)
{
    if (!deflater)
        return;
    if (deflater->compressor)
        libdeflate_free_compressor(deflater->compressor);
    if (deflater->can_inflate)
        inflateEnd(&deflater->inflater);
    free(deflater->out);
    free(deflater);
}

static newsdex_status make_room(glass_deflater *deflater, size_t length, newsdex_error *err)
{
    if (length <= deflater->room)
        return NEWSDEX_OK;
    free(deflater->out);
    deflater->room = length + length / 2;
    deflater->out = malloc(deflater->room);
    if (deflater->out)
        return NEWSDEX_OK;
    deflater->room = 0;
    return ndx_error_nomem(err);
}

/* ---- long tags ------------------------------------------------------------------------- */

/* Inflates the next part of a stream; returns how many bytes come out. */
static size_t inflated_length(glass_deflater *deflater, uint8_t *data, size_t length)
{
    z_stream *inflater = &deflater->inflater;
    size_t total = 0;
    int code;
    inflater->next_in = data;
    inflater->avail_in = (uInt)length;
    do {
        inflater->next_out = deflater->nowhere;
        inflater->avail_out = sizeof deflater->nowhere;
        code = inflate(inflater, Z_SYNC_FLUSH);
        total += sizeof deflater->nowhere - inflater->avail_out;
    } while (code == Z_OK && !inflater->avail_out);
    return total;
}

static bool is_safe(glass_deflater *deflater, size_t length)
{
    size_t last = length < GLASS_ITEM_MAX ? length : GLASS_ITEM_MAX;
    inflateReset(&deflater->inflater);
    inflated_length(deflater, deflater->out, length - last);
    size_t last_length = inflated_length(deflater, deflater->out + length - last, last);
    return last_length + CARRIED_OVER < READER_PIECE;
}

/* Deflates with empty blocks behind all that yields anything; 0 when that isn't shorter. */
static newsdex_status deflate_with_end(glass_deflater *deflater, const void *tag, size_t length,
                                       size_t *out_length, newsdex_error *err)
{
    z_stream stream = {0};
    *out_length = 0;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RAW_WINDOW_BITS, MOST_MEMORY,
                     Z_DEFAULT_STRATEGY))
        return ndx_error_nomem(err);
    stream.next_in = (Bytef *)(uintptr_t)tag;
    stream.avail_in = (uInt)length;
    stream.next_out = deflater->out;
    stream.avail_out = (uInt)(length - 1);
    if (deflate(&stream, Z_SYNC_FLUSH) == Z_OK && deflate(&stream, Z_FINISH) == Z_STREAM_END)
        *out_length = stream.total_out;
    deflateEnd(&stream);
    return NEWSDEX_OK;
}

/* ---- one tag ------------------------------------------------------------------------------ */

/* Deflates into out, of that room; 0 when it isn't enough. */
typedef size_t compressor(glass_deflater *deflater, const void *tag, size_t length, size_t room);

static size_t compress_alone(glass_deflater *deflater, const void *tag, size_t length, size_t room)
{
    return libdeflate_deflate_compress(deflater->compressor, tag, length, deflater->out, room);
}

static size_t compress_alike(glass_deflater *deflater, const void *tag, size_t length, size_t room)
{
    struct isal_zstream *stream = &deflater->alike;
    isal_deflate_stateless_init(stream);
    stream->hufftables = &deflater->code;
    stream->end_of_stream = 1;
    stream->next_in = (uint8_t *)(uintptr_t)tag;
    stream->avail_in = (uint32_t)length;
    stream->next_out = deflater->out;
    stream->avail_out = (uint32_t)room;
    return isal_deflate_stateless(stream) == COMP_OK ? stream->total_out : 0;
}

static newsdex_status deflate_with(compressor *compress, glass_deflater *deflater, const void *tag,
                                   size_t length, const void **out, size_t *out_length,
                                   newsdex_error *err)
{
    *out = NULL;
    *out_length = 0;
    /* zlib counts in unsigned int; a table takes no tag of that size anyway. */
    if (length <= GLASS_DEFLATED_ABOVE || length > INT_MAX)
        return NEWSDEX_OK;
    newsdex_status status = make_room(deflater, length - 1, err);
    if (status)
        return status;
    size_t shorter = compress(deflater, tag, length, length - 1);
    if (shorter && length > READER_PIECE && !is_safe(deflater, shorter))
        status = deflate_with_end(deflater, tag, length, &shorter, err);
    if (!status && shorter) {
        *out = deflater->out;
        *out_length = shorter;
    }
    return status;
}

newsdex_status glass_deflate(glass_deflater *deflater, const void *tag, size_t length,
                             const void **out, size_t *out_length, newsdex_error *err)
{
    return deflate_with(compress_alone, deflater, tag, length, out, out_length, err);
}

/* ---- many alike ----------------------------------------------------------------------------- */

void glass_deflater_learn(glass_deflater *deflater, const void *tag, size_t length)
{
    if (length <= INT_MAX)
        isal_update_histogram((uint8_t *)(uintptr_t)tag, (int)length, &deflater->histogram);
}

newsdex_status glass_deflater_make_code(glass_deflater *deflater, newsdex_error *err)
{
    int failure = isal_create_hufftables(&deflater->code, &deflater->histogram);
    deflater->histogram = (struct isal_huff_histogram){0};
    return failure ? ndx_error_set(err, NEWSDEX_E_INTERNAL, "no code for term lists") : NEWSDEX_OK;
}

newsdex_status glass_deflate_alike(glass_deflater *deflater, const void *tag, size_t length,
                                   const void **out, size_t *out_length, newsdex_error *err)
{
    return deflate_with(compress_alike, deflater, tag, length, out, out_length, err);
}

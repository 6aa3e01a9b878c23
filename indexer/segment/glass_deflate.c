/*
 * Xapian inflates each item's part of a tag on its own, in pieces of 8192 bytes.
 * When a piece is full while the item's input is used up, it takes the item for
 * done; if that was the last item, though bytes are still due, the tag can't be
 * read. Where items end isn't known here, and compaction moves it. So the stream
 * of a tag that is longer than a piece ends in empty blocks: as long as bytes are
 * due there is input left, wherever items end.
 */
#include "indexer/segment/glass_deflate.h"

#include <isa-l/igzip_lib.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/segment/glass_table.h"
#include "searcher/base/error.h"

enum { READER_PIECE = 8192 };

/* A last block that holds nothing, for a stream that was ended by a full flush, itself an empty
   block of five bytes. */
static const uint8_t empty_end[2] = {0x03, 0x00};

struct glass_deflater {
    struct isal_huff_histogram histogram; /* of what was learned */
    struct isal_hufftables code;
    struct isal_zstream stream;
    uint8_t *out;
    size_t room;
};

newsdex_status glass_deflater_new(glass_deflater **out, newsdex_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? glass_deflater_make_code(*out, err) : ndx_error_nomem(err);
}

void glass_deflater_free(glass_deflater *deflater)
{
    if (!deflater)
        return;
    free(deflater->out);
    free(deflater);
}

void glass_deflater_learn(glass_deflater *deflater, const void *tag, size_t length)
{
    if (length <= INT_MAX)
        isal_update_histogram((uint8_t *)(uintptr_t)tag, (int)length, &deflater->histogram);
}

newsdex_status glass_deflater_make_code(glass_deflater *deflater, newsdex_error *err)
{
    int failure = isal_create_hufftables(&deflater->code, &deflater->histogram);
    deflater->histogram = (struct isal_huff_histogram){0};
    return failure ? ndx_error_set(err, NEWSDEX_E_INTERNAL, "no code to deflate with") : NEWSDEX_OK;
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

/* Deflates into out; 0 when that takes more than most bytes. */
static size_t compress(glass_deflater *deflater, const void *tag, size_t length, size_t most)
{
    const bool is_long = length > READER_PIECE;
    struct isal_zstream *stream = &deflater->stream;
    isal_deflate_stateless_init(stream);
    stream->hufftables = &deflater->code;
    stream->flush = is_long ? FULL_FLUSH : NO_FLUSH;
    stream->end_of_stream = !is_long;
    stream->next_in = (uint8_t *)(uintptr_t)tag;
    stream->avail_in = (uint32_t)length;
    stream->next_out = deflater->out;
    stream->avail_out = (uint32_t)(is_long ? most - sizeof empty_end : most);
    if (isal_deflate_stateless(stream) != COMP_OK)
        return 0;
    if (!is_long)
        return stream->total_out;
    memcpy(stream->next_out, empty_end, sizeof empty_end);
    return stream->total_out + sizeof empty_end;
}

newsdex_status glass_deflate(glass_deflater *deflater, const void *tag, size_t length,
                             const void **out, size_t *out_length, newsdex_error *err)
{
    *out = NULL;
    *out_length = 0;
    /* ISA-L counts in 32 bits; a table takes no tag of that size anyway. */
    if (length <= GLASS_DEFLATED_ABOVE || length > INT_MAX)
        return NEWSDEX_OK;
    newsdex_status status = make_room(deflater, length - 1, err);
    if (status)
        return status;
    *out_length = compress(deflater, tag, length, length - 1);
    if (*out_length)
        *out = deflater->out;
    return NEWSDEX_OK;
}

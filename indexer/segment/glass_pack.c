#include "indexer/segment/glass_pack.h"

#include <endian.h>

#include "searcher/base/error.h"

/* ---- strings ------------------------------------------------------------------------- */

uint8_t *glass_pack_sortable(uint8_t *out, const uint8_t *end, const void *text, size_t length,
                             bool closed)
{
    const uint8_t *from = text;
    while (length) {
        const uint8_t *zero = memchr(from, 0, length);
        size_t run = zero ? (size_t)(zero - from) + 1 : length;
        if ((size_t)(end - out) < run + (zero != NULL))
            return NULL;
        memcpy(out, from, run);
        out += run;
        from += run;
        length -= run;
        if (zero)
            *out++ = 0xff;
    }
    if (!closed)
        return out;
    if (out == end)
        return NULL;
    *out++ = 0;
    return out;
}

newsdex_status glass_pack_string(ndx_buffer *out, const void *text, size_t length,
                                 newsdex_error *err)
{
    uint8_t packed[GLASS_UINT_MAX];
    size_t packed_length = (size_t)(glass_pack_uint(packed, length) - packed);
    newsdex_status status = ndx_buffer_append(out, packed, packed_length, err);
    return status ? status : ndx_buffer_append(out, text, length, err);
}

/* ---- positions ----------------------------------------------------------------------- */

/* A stream of bits, low ones first, into memory that is known to be enough. */
typedef struct bit_stream {
    uint8_t *out;
    uint64_t waiting;
    unsigned waiting_count; /* below 32 between calls */
} bit_stream;

static inline void put_bits(bit_stream *stream, uint32_t bits, unsigned count)
{
    stream->waiting |= (uint64_t)bits << stream->waiting_count;
    stream->waiting_count += count;
    if (stream->waiting_count >= 32) {
        uint32_t full = htole32((uint32_t)stream->waiting);
        memcpy(stream->out, &full, sizeof full);
        stream->out += sizeof full;
        stream->waiting >>= 32;
        stream->waiting_count -= 32;
    }
}

static uint8_t *end_bits(bit_stream *stream)
{
    for (unsigned count = 0; count < stream->waiting_count; count += 8)
        *stream->out++ = (uint8_t)(stream->waiting >> count);
    return stream->out;
}

/*
 * One of range values, 0 < range. As range is seldom a power of two there are bit patterns to
 * spare; the values in the middle, which are the likeliest, get along with a bit less.
 */
static inline void put_one_of(bit_stream *stream, uint32_t value, uint32_t range)
{
    if (range < 2)
        return;
    unsigned bits = 32 - (unsigned)__builtin_clz(range - 1);
    uint32_t spare = (uint32_t)((UINT64_C(1) << bits) - range);
    uint32_t middle = (range - spare) / 2;
    if (value < middle)
        put_bits(stream, value, bits);
    else if (value - middle < spare)
        put_bits(stream, value, bits - 1);
    else
        put_bits(stream, (value - middle - spare) | UINT32_C(1) << (bits - 1), bits);
}

/*
 * Interpolative coding of what lies between positions[low] and positions[high], which are
 * known: the middle one out of those it can be, then both halves. Halving bounds the depth.
 */
static void put_between(bit_stream *stream, const uint32_t *positions, size_t low, size_t high)
{
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t least = positions[low] + (uint32_t)(middle - low);
        uint32_t range = positions[high] - positions[low] - (uint32_t)(high - low) + 1;
        put_one_of(stream, positions[middle] - least, range);
        put_between(stream, positions, low, middle);
        low = middle;
    }
}

static bool rise(const uint32_t *positions, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (positions[i] <= positions[i - 1])
            return false;
    return true;
}

uint8_t *glass_pack_positions(uint8_t *out, const uint32_t *positions, size_t count)
{
    if (!count || !rise(positions, count))
        return NULL;
    uint32_t last = positions[count - 1];
    out = glass_pack_uint(out, last);
    if (count == 1)
        return out;
    bit_stream stream = {.out = out};
    put_one_of(&stream, positions[0], last);
    put_one_of(&stream, (uint32_t)(count - 2), last - positions[0]);
    put_between(&stream, positions, 0, count - 1);
    return end_bits(&stream);
}

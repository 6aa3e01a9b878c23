/*
 * Numbers, strings and position lists in the forms of the glass format. What
 * takes a pointer out writes there, up to as many bytes as its constant says,
 * and returns the place behind what it wrote.
 */
#ifndef NDX_SEGMENT_GLASS_PACK_H
#define NDX_SEGMENT_GLASS_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "include/newsdex.h"
#include "searcher/base/buffer.h"

enum { GLASS_UINT_MAX = 10, GLASS_LAST_UINT_MAX = 8, GLASS_DOCID_MAX = 5 };

/* Seven bits a byte, low ones first. */
static inline uint8_t *glass_pack_uint(uint8_t *out, uint64_t value)
{
    while (value >= 0x80) {
        *out++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *out++ = (uint8_t)value;
    return out;
}

/* For the end of a key: as many bytes as it takes, lowest first; none for 0. */
static inline uint8_t *glass_pack_last_uint(uint8_t *out, uint64_t value)
{
    for (; value; value >>= 8)
        *out++ = (uint8_t)value;
    return out;
}

static inline uint8_t *glass_pack_bool(uint8_t *out, bool value)
{
    *out++ = value ? '1' : '0';
    return out;
}

/* Sorts as bytes the way docids sort as numbers: leading one bits say how many bytes follow. */
static inline uint8_t *glass_pack_docid(uint8_t *out, uint32_t docid)
{
    unsigned bytes = docid < 0x8000 ? 2 : docid < 1U << 22 ? 3 : docid < 1U << 29 ? 4 : 5;
    for (unsigned i = 0; i < bytes; i++)
        out[i] = (uint8_t)((uint64_t)docid >> (8 * (bytes - 1 - i)));
    out[0] |= (uint8_t)(0xff00U >> (bytes - 2));
    return out + bytes;
}

/*
 * Sorts as bytes the way strings sort. closed: more follows in the key. NULL when it
 * doesn't fit between out and end.
 */
uint8_t *glass_pack_sortable(uint8_t *out, const uint8_t *end, const void *text, size_t length,
                             bool closed);

/* Appends the length, then the bytes. */
newsdex_status glass_pack_string(ndx_buffer *out, const void *text, size_t length,
                                 newsdex_error *err);

/* The most bytes that a list of positions takes; it is also written to up to that. */
static inline size_t glass_positions_max(size_t count)
{
    return count ? GLASS_UINT_MAX + sizeof(uint32_t) * (count + 1) : 0;
}

/*
 * A position list. NULL: there are none, or they don't rise. The format itself can't tell 0 and 1
 * from 1 alone; count words from 1.
 */
uint8_t *glass_pack_positions(uint8_t *out, const uint32_t *positions, size_t count);

#endif

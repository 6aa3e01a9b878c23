/* Eight bytes at a time, as one number whose lowest byte is the first: for what is read whole. */
#ifndef NDX_BASE_BYTES_H
#define NDX_BASE_BYTES_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NDX_BYTES_TOPS UINT64_C(0x8080808080808080)

static inline uint64_t ndx_bytes_load(const char *text)
{
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
    return le64toh(bytes);
}

static inline void ndx_bytes_store(char *text, uint64_t bytes)
{
    bytes = htole64(bytes);
    memcpy(text, &bytes, sizeof bytes);
}

/* The top bit of each byte from low to high, both below 0x80. */
static inline uint64_t ndx_bytes_between(uint64_t bytes, unsigned low, unsigned high)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t ascii = bytes & ~NDX_BYTES_TOPS;
    uint64_t differing = (ascii + ones * (0x80 - low)) ^ (ascii + ones * (0x7F - high));
    return differing & ~bytes & NDX_BYTES_TOPS;
}

/* How many bytes come before the first whose top bit is set: 8 when none is. */
static inline size_t ndx_bytes_before(uint64_t found)
{
    return found ? (size_t)__builtin_ctzll(found) / 8 : 8;
}

/* The top bits alone, the first byte's lowest. */
static inline uint64_t ndx_bytes_gather(uint64_t found)
{
    return (found >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

#endif

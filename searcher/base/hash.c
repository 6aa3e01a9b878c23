#include "searcher/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t ndx_hash(const void *data, size_t length)
{
    return XXH3_64bits(data, length);
}

uint64_t ndx_hash_more(uint64_t hash, const void *data, size_t length)
{
    return XXH3_64bits_withSeed(data, length, hash);
}

void ndx_hash_to_hex(uint64_t hash, char out[17])
{
    for (int i = 0; i < 16; i++)
        out[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    out[16] = '\0';
}

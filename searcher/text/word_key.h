/*
 * A written word as the lexicon looks it up: in blocks of eight bytes, the last
 * one filled up with zeros, so that words are read, hashed and compared block by
 * block instead of byte by byte.
 */
#ifndef NDX_TEXT_WORD_KEY_H
#define NDX_TEXT_WORD_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "searcher/base/bytes.h"
#include "searcher/text/analyzer.h"

enum { NDX_KEY_MAX = 95 }; /* bytes */

typedef struct ndx_word_key {
    char bytes[NDX_KEY_MAX + 1]; /* the first two blocks are set, and those of length and a NUL */
    size_t length;
} ndx_word_key;

/* The bytes as they are, at most NDX_KEY_MAX. */
static inline void ndx_word_key_set(ndx_word_key *key, const char *bytes, size_t length)
{
    memset(key->bytes, 0, sizeof key->bytes);
    memcpy(key->bytes, bytes, length);
    key->length = length;
}

/* Sets a block to the ASCII letters and digits, at most 8, at the start of text, in lower case;
   returns their number. */
static inline size_t ndx_word_key_read_block(char *block, const char *text, size_t length)
{
    char rest[8] = {0};
    uint64_t bytes = ndx_bytes_load(length >= 8 ? text : memcpy(rest, text, length));
    uint64_t capitals = ndx_bytes_between(bytes, 'A', 'Z');
    uint64_t lower = bytes | capitals >> 2; /* 0x80 >> 2 is 'a' - 'A' */
    uint64_t good = ndx_bytes_between(lower, 'a', 'z') | ndx_bytes_between(bytes, '0', '9');
    size_t count = ndx_bytes_before(~good & NDX_BYTES_TOPS);
    ndx_bytes_store(block, count < 8 ? lower & ((UINT64_C(1) << count * 8) - 1) : lower);
    return count;
}

/* The ASCII letters and digits at the start of text, in lower case; false when there are
   NDX_WORD_MAX of them or more. */
static inline bool ndx_word_key_read_ascii(ndx_word_key *key, const char *text, size_t length)
{
    memset(key->bytes + 8, 0, 8);
    for (size_t at = 0; at < NDX_WORD_MAX; at += 8) {
        size_t count = ndx_word_key_read_block(key->bytes + at, text + at, length - at);
        key->length = at + count;
        if (count < 8)
            return true;
    }
    return false;
}

#endif

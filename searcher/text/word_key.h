/*
 * A written word as the lexicon looks it up: its first sixteen bytes, which are mostly
 * all of it, as two numbers.
 */
#ifndef NDX_TEXT_WORD_KEY_H
#define NDX_TEXT_WORD_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "searcher/base/bytes.h"

enum { NDX_KEY_HEAD = 16, NDX_KEY_MAX = 95 }; /* bytes */

typedef struct ndx_word_key {
    uint64_t head[NDX_KEY_HEAD / 8]; /* filled up with zeros */
    size_t length;
    const char *rest; /* what comes behind the head */
} ndx_word_key;

/* The bytes as they are, at most NDX_KEY_MAX; they must stay. */
static inline ndx_word_key ndx_word_key_of(const char *bytes, size_t length)
{
    char head[NDX_KEY_HEAD] = {0};
    memcpy(head, bytes, length < NDX_KEY_HEAD ? length : NDX_KEY_HEAD);
    return (ndx_word_key){
        {ndx_bytes_load(head), ndx_bytes_load(head + 8)}, length, bytes + NDX_KEY_HEAD};
}

#endif

/*
 * Sorts strings of bytes in the order of memcmp, shorter first: a radix sort by
 * eight bytes at a time, in which the strings themselves are seldom looked at.
 */
#ifndef NDX_BASE_STRING_SORT_H
#define NDX_BASE_STRING_SORT_H

#include <stddef.h>
#include <stdint.h>

typedef struct ndx_sort_item {
    uint64_t key; /* of its first bytes */
    const char *text;
    uint32_t length, index; /* index: whatever the caller wants to find again */
} ndx_sort_item;

/* The key of a text: its first eight bytes as a number, filled up with zeros. */
uint64_t ndx_sort_key(const char *text, size_t length);

/* spare: room for as many items. */
void ndx_string_sort(ndx_sort_item *items, ndx_sort_item *spare, size_t count);

#endif

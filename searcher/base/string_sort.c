#include "searcher/base/string_sort.h"

#include <endian.h>
#include <string.h>

enum {
    SMALL = 24, /* below so many, insertion is faster */
    KEY_BYTES = 8,
    HIGHEST_SHIFT = 56,
    /* Strings that share so much are sorted by insertion; no term is longer. */
    DEPTH_MAX = 256
};

uint64_t ndx_sort_key(const char *text, size_t length)
{
    uint64_t bytes = 0;
    memcpy(&bytes, text, length < sizeof bytes ? length : sizeof bytes);
    return be64toh(bytes);
}

static int compare(const ndx_sort_item *a, const ndx_sort_item *b, size_t depth)
{
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    size_t shorter = a->length < b->length ? a->length : b->length;
    int order = shorter > depth ? memcmp(a->text + depth, b->text + depth, shorter - depth) : 0;
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static void sort_by_insertion(ndx_sort_item *items, size_t count, size_t depth)
{
    for (size_t i = 1; i < count; i++) {
        const ndx_sort_item item = items[i];
        size_t at = i;
        for (; at > 0 && compare(&items[at - 1], &item, depth) > 0; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* How items are spread over the values of a byte: from low to high; ends[b] is where those of b
 * end.
 */
typedef struct spread {
    size_t low, high;
    uint32_t ends[256];
} spread;

/* Moves the items into the order of the byte of their keys at shift. */
static void distribute(ndx_sort_item *items, ndx_sort_item *spare, size_t count, unsigned shift,
                       spread *out)
{
    *out = (spread){.low = 255};
    for (size_t i = 0; i < count; i++) {
        size_t byte = items[i].key >> shift & 255;
        out->low = byte < out->low ? byte : out->low;
        out->high = byte > out->high ? byte : out->high;
        out->ends[byte]++;
    }
    if (out->low == out->high)
        return;
    uint32_t start = 0;
    for (size_t byte = out->low; byte <= out->high; byte++) {
        uint32_t size = out->ends[byte];
        out->ends[byte] = start;
        start += size;
    }
    for (size_t i = 0; i < count; i++)
        spare[out->ends[items[i].key >> shift & 255]++] = items[i];
    memcpy(items, spare, count * sizeof *items);
}

static void move_keys_on(ndx_sort_item *items, size_t count, size_t depth)
{
    for (size_t i = 0; i < count; i++)
        items[i].key = items[i].length > depth
                           ? ndx_sort_key(items[i].text + depth, items[i].length - depth)
                           : 0;
}

/* The items are equal up to depth, and in the bytes of their keys above shift. */
static void sort(ndx_sort_item *items, ndx_sort_item *spare, size_t count, size_t depth,
                 unsigned shift)
{
    if (count < SMALL || depth >= DEPTH_MAX) {
        sort_by_insertion(items, count, depth);
        return;
    }
    spread found;
    distribute(items, spare, count, shift, &found);
    size_t start = 0;
    for (size_t byte = found.low; byte <= found.high; start = found.ends[byte++]) {
        size_t size = found.ends[byte] - start;
        if (size > 1 && shift) {
            sort(items + start, spare, size, depth, shift - 8);
        } else if (size > 1) {
            move_keys_on(items + start, size, depth + KEY_BYTES);
            sort(items + start, spare, size, depth + KEY_BYTES, HIGHEST_SHIFT);
        }
    }
}

void ndx_string_sort(ndx_sort_item *items, ndx_sort_item *spare, size_t count)
{
    sort(items, spare, count, 0, HIGHEST_SHIFT);
}

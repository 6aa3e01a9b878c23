#include "searcher/base/edit_distance.h"

#include "searcher/base/utf8.h"

bool ndx_letters_read(const char *text, size_t length, ndx_letters *out)
{
    out->count = 0;
    for (size_t i = 0; i < length; out->count++) {
        if (out->count == NDX_LETTERS_MAX)
            return false;
        i += ndx_utf8_decode(text + i, length - i, &out->codes[out->count]);
    }
    return true;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static bool is_swap(const ndx_letters *a, const ndx_letters *b, uint32_t i, uint32_t j)
{
    return i > 1 && j > 1 && a->codes[i - 1] == b->codes[j - 2] &&
           a->codes[i - 2] == b->codes[j - 1];
}

/* The usual table, of which only the cells near the diagonal can stay within max; three rows of it
   are kept, since a swap looks two back. */
uint32_t ndx_edit_distance(const ndx_letters *a, const ndx_letters *b, uint32_t max)
{
    uint32_t rows[3][NDX_LETTERS_MAX + 2];
    uint32_t *before = rows[0], *above = rows[1], *row = rows[2];
    uint32_t shorter = least(a->count, b->count), longer = a->count + b->count - shorter;
    if (longer - shorter > max)
        return max + 1;
    max = least(max, longer);
    for (uint32_t j = 0; j <= b->count + 1; j++)
        above[j] = before[j] = j;
    for (uint32_t i = 1; i <= a->count; i++) {
        uint32_t first = i > max ? i - max : 1, last = least(b->count, i + max), best = i;
        row[first - 1] = first == 1 ? i : max + 1;
        for (uint32_t j = first; j <= last; j++) {
            uint32_t cell = above[j - 1] + (a->codes[i - 1] != b->codes[j - 1]);
            cell = least(cell, least(above[j], row[j - 1]) + 1);
            if (is_swap(a, b, i, j))
                cell = least(cell, before[j - 2] + 1);
            row[j] = cell;
            best = j == first ? cell : least(best, cell);
        }
        row[last + 1] = max + 1; /* beyond the band */
        if (best > max)
            return max + 1;
        uint32_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return least(above[b->count], max + 1);
}

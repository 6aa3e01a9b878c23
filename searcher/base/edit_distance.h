/* How alike two words are, letter by letter (code points). */
#ifndef NDX_BASE_EDIT_DISTANCE_H
#define NDX_BASE_EDIT_DISTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NDX_LETTERS_MAX = 64 };

typedef struct ndx_letters {
    uint32_t codes[NDX_LETTERS_MAX];
    uint32_t count;
} ndx_letters;

/* False when text has more than NDX_LETTERS_MAX letters. */
bool ndx_letters_read(const char *text, size_t length, ndx_letters *out);

/* Letters to insert, leave out, replace, or swap with the next one, to get from a to b; max + 1
   when it takes more than max. */
uint32_t ndx_edit_distance(const ndx_letters *a, const ndx_letters *b, uint32_t max);

#endif

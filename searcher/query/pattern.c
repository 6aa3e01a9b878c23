#include "searcher/query/pattern.h"

#include <string.h>

enum { LETTER_BYTES_MAX = 4 };

/* The bytes of the character at text. */
static size_t letter_length(const char *text, size_t length)
{
    size_t size = 1;
    while (size < length && ((unsigned char)text[size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* Of several ways to read * only the last one needs to be taken back: what an earlier one could
   still take, it can take as well. */
static bool fits_wildcards(const char *pattern, size_t pattern_length, const char *word,
                           size_t length)
{
    size_t p = 0, w = 0, star = SIZE_MAX, retry = 0;
    while (w < length) {
        if (p < pattern_length && pattern[p] == '*') {
            star = p++;
            retry = w;
        } else if (p < pattern_length && pattern[p] == '?') {
            p++;
            w += letter_length(word + w, length - w);
        } else if (p < pattern_length && pattern[p] == word[w]) {
            p++;
            w++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            retry += letter_length(word + retry, length - retry);
            w = retry;
        } else {
            return false;
        }
    }
    while (p < pattern_length && pattern[p] == '*')
        p++;
    return p == pattern_length;
}

static uint32_t fuzzy_distance(const ndx_pattern *pattern, const char *word, size_t length)
{
    size_t edits = pattern->edits;
    ndx_letters letters;
    /* What can be told without looking at letters. */
    if (length > pattern->length + edits * LETTER_BYTES_MAX ||
        pattern->length > length + edits * LETTER_BYTES_MAX ||
        !ndx_letters_read(word, length, &letters))
        return NDX_PATTERN_FAR;
    uint32_t distance = ndx_edit_distance(pattern->letters, &letters, pattern->edits);
    return distance > edits ? NDX_PATTERN_FAR : distance;
}

uint32_t ndx_pattern_distance(const ndx_pattern *pattern, const char *word, size_t length)
{
    bool fits = false;
    switch (pattern->kind) {
    case NDX_PATTERN_FUZZY:
        return fuzzy_distance(pattern, word, length);
    case NDX_PATTERN_WILDCARD:
        fits = fits_wildcards(pattern->text, pattern->length, word, length);
        break;
    case NDX_PATTERN_PREFIX:
        fits = length >= pattern->length && !memcmp(word, pattern->text, pattern->length);
        break;
    case NDX_PATTERN_STEM:
    case NDX_PATTERN_WORD:
        fits = length == pattern->length && !memcmp(word, pattern->text, length);
        break;
    }
    return fits ? 0 : NDX_PATTERN_FAR;
}

uint32_t ndx_pattern_prefix(const ndx_pattern *pattern)
{
    if (pattern->kind == NDX_PATTERN_FUZZY)
        return 0;
    if (pattern->kind == NDX_PATTERN_WILDCARD)
        return (uint32_t)strcspn(pattern->text, "?*");
    return pattern->length;
}

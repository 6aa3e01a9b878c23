#include "searcher/text/ascii.h"

#include <string.h>

/* What is looked at, at once: as many bytes as a number has bits. */
enum { WINDOW = 64 };

bool ndx_ascii_is_letter(char c)
{
    unsigned char byte = (unsigned char)c;
    return (byte | 0x20u) - (unsigned)'a' < 26u || byte - (unsigned)'0' < 10u;
}

/* ASCII signs that may join what stands on both sides of them. */
static bool may_join(char c)
{
    return c == '\'' || c == '-' || c == '.' || c == ',' || c == '&';
}

/* The word may go on in a way that only the full scan knows. */
static bool needs_full_scan(const ndx_text *text, size_t start, size_t end)
{
    if (end == text->length)
        return false;
    char c = text->bytes[end];
    if (c == ' ')
        return false;
    if ((unsigned char)c >= 0x80) {
        size_t size;
        ndx_char_class class = ndx_char_class_at(text, end, &size);
        return class != NDX_CHAR_SEPARATOR && class != NDX_CHAR_CJK && class != NDX_CHAR_DICTIONARY;
    }
    if (c == '+' || c == '#')
        return end == start + 1;
    if (!may_join(c) || end + 1 == text->length)
        return false;
    char next = text->bytes[end + 1];
    return ndx_ascii_is_letter(next) || (unsigned char)next >= 0x80;
}

/* Makes capitals small, and keeps small letters and digits. */
static uint64_t to_lower(uint64_t bytes)
{
    return bytes | UINT64_C(0x2020202020202020);
}

/* Bit i tells whether byte i is an ASCII letter or digit; only of the first *length bytes, behind
   which one is not ASCII. */
static uint64_t find_letters(const char *window, size_t *length)
{
    uint64_t letters = 0;
    for (size_t at = 0; at < WINDOW; at += 8) {
        const uint64_t bytes = ndx_bytes_load(window + at), others = bytes & NDX_BYTES_TOPS;
        const uint64_t ascii = bytes & ~NDX_BYTES_TOPS;
        const uint64_t found =
            ndx_bytes_between(to_lower(ascii), 'a', 'z') | ndx_bytes_between(ascii, '0', '9');
        letters |= ndx_bytes_gather(found) << at;
        if (others) {
            *length = at + ndx_bytes_before(others);
            return letters & ((UINT64_C(1) << *length) - 1);
        }
    }
    *length = WINDOW;
    return letters;
}

/* Without branches, as lengths can't be foreseen. */
static ndx_word_key make_key(const char *bytes, size_t length)
{
    static const char mask[2 * NDX_KEY_HEAD] = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                                               "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
    const char *kept = mask + NDX_KEY_HEAD - length;
    return (ndx_word_key){{to_lower(ndx_bytes_load(bytes)) & ndx_bytes_load(kept),
                           to_lower(ndx_bytes_load(bytes + 8)) & ndx_bytes_load(kept + 8)},
                          length,
                          NULL};
}

/* The text from start on, at least a window and a key, with zeros behind its end. */
static const char *window_at(const ndx_text *text, size_t start, char copy[WINDOW + NDX_KEY_HEAD])
{
    const size_t length = text->length - start;
    if (length >= WINDOW + NDX_KEY_HEAD)
        return text->bytes + start;
    memset(copy, 0, WINDOW + NDX_KEY_HEAD);
    return memcpy(copy, text->bytes + start, length);
}

/* Cuts the words that end in the window at start, and moves it; false when what comes next is no
   plain word or there is no room. */
static bool cut_window(const ndx_text *text, size_t *start, ndx_ascii_word *words, size_t *count)
{
    char copy[WINDOW + NDX_KEY_HEAD];
    const char *window = window_at(text, *start, copy);
    size_t ascii_length, next = WINDOW;
    uint64_t letters = find_letters(window, &ascii_length);
    if (letters == UINT64_MAX)
        return false;
    while (letters) {
        const size_t at = (size_t)__builtin_ctzll(letters);
        const size_t length = (size_t)__builtin_ctzll(~(letters >> at));
        if (at + length == WINDOW) {
            next = at;
            break;
        }
        if (length > NDX_KEY_HEAD || *count == NDX_ASCII_WORDS ||
            needs_full_scan(text, *start + at, *start + at + length))
            return false;
        words[(*count)++] = (ndx_ascii_word){make_key(window + at, length), *start + at};
        letters &= letters + (UINT64_C(1) << at);
    }
    *start += next;
    return ascii_length == WINDOW;
}

size_t ndx_ascii_cut(const ndx_text *text, size_t start, ndx_ascii_word words[NDX_ASCII_WORDS])
{
    size_t count = 0;
    while (start < text->length && cut_window(text, &start, words, &count))
        ;
    return count;
}

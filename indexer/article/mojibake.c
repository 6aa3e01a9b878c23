#include "indexer/article/mojibake.h"

#include <stdint.h>
#include <string.h>

#include "searcher/base/bytes.h"
#include "searcher/base/utf8.h"

/* Characters in a row that nobody writes beside each other. */
enum { LONG_RUN = 3 };

/* What windows-1252 has at 0x80 to 0x9F; its gaps are left as they are. */
static const uint16_t upper[32] = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178,
};

/* The byte that the character at *at was read from, and steps behind it; 0 for none over 0x7F. */
static unsigned char take_byte(const char *text, size_t length, size_t *at)
{
    uint32_t code = 0;
    size_t size = *at < length ? ndx_utf8_decode(text + *at, length - *at, &code) : 0;
    if (code < 0x80)
        return 0;
    *at += size;
    if (code < 0x100) /* also 0x80 to 0x9F, when it was taken for ISO-8859-1 */
        return (unsigned char)code;
    for (unsigned i = 0; i < 32; i++)
        if (upper[i] == code)
            return (unsigned char)(0x80 + i);
    return 0;
}

/* The character that the ones at *at spell in UTF-8, and steps behind them; its length, else 0. */
static size_t take_character(const char *text, size_t length, size_t *at, char out[4])
{
    uint32_t code;
    unsigned char lead = take_byte(text, length, at);
    size_t size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    out[0] = (char)lead;
    for (size_t i = 1; i < size; i++)
        out[i] = (char)take_byte(text, length, at);
    return size && ndx_utf8_decode(out, size, &code) == size ? size : 0;
}

static size_t count_ascii(const char *text, size_t length)
{
    size_t count = 0;
    while (length - count >= 8) {
        uint64_t others = ndx_bytes_load(text + count) & NDX_BYTES_TOPS;
        count += ndx_bytes_before(others);
        if (others)
            return count;
    }
    while (count < length && (unsigned char)text[count] < 0x80)
        count++;
    return count;
}

static bool is_small_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* A capital in the midst of a word, "Ã" and a sign at its beginning, or "â€" and a third sign. */
static bool is_telling(const char *spelt, char before, char after)
{
    unsigned char lead = (unsigned char)spelt[0];
    return lead == 0xE2 || (lead <= 0xD6 && is_small_letter(before)) ||
           (lead == 0xC3 && is_small_letter(after));
}

bool mojibake_found(const char *text, size_t length)
{
    bool telling = false;
    size_t run = 0;
    for (size_t at = count_ascii(text, length); at < length;) {
        char spelt[4], before = at ? text[at - 1] : ' ';
        if (!take_character(text, length, &at, spelt))
            return false;
        size_t gap = count_ascii(text + at, length - at);
        run++;
        telling |= run == LONG_RUN || is_telling(spelt, before, gap ? text[at] : ' ');
        run = gap ? 0 : run;
        at += gap;
    }
    return telling;
}

newsdex_status mojibake_append_repaired(ndx_buffer *out, const char *text, size_t length,
                                        newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t at = 0; !status && at < length;) {
        size_t ascii = count_ascii(text + at, length - at);
        char spelt[4];
        status = ndx_buffer_append(out, text + at, ascii, err);
        at += ascii;
        size_t size = at < length ? take_character(text, length, &at, spelt) : 0;
        if (!status)
            status = ndx_buffer_append(out, spelt, size, err);
    }
    return status;
}

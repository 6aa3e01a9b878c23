/* UTF-8 by the table of well-formed byte sequences (Unicode 15, table 3-7). */
#include "searcher/base/utf8.h"

#include <string.h>

#include "searcher/base/bytes.h"

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t ndx_utf8_decode(const char *text, size_t length, uint32_t *code)
{
    unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80) {
        *code = lead;
        return 1;
    }
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    *code = UINT32_MAX;
    if (lead < 0xC2 || lead > 0xF4 || length < size)
        return 1;
    uint32_t value = lead & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation(text[i]))
            return 1;
        value = value << 6 | ((unsigned char)text[i] & 0x3Fu);
    }
    bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF)
        return 1;
    *code = value;
    return size;
}

size_t ndx_utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (char)(0x80u | (code & 0x3Fu));
        code >>= 6;
    }
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[size] | code);
    return size;
}

/* The length of the leading run of ASCII bytes, eight at a time. */
static size_t ascii_prefix(const char *text, size_t length)
{
    size_t i = 0;
    while (length - i >= 8 && !(ndx_bytes_load(text + i) & NDX_BYTES_TOPS))
        i += 8;
    while (i < length && (unsigned char)text[i] < 0x80)
        i++;
    return i;
}

size_t ndx_utf8_valid_prefix(const char *text, size_t length)
{
    size_t i = 0;
    for (;;) {
        i += ascii_prefix(text + i, length - i);
        if (i == length)
            return i;
        uint32_t code;
        size_t size = ndx_utf8_decode(text + i, length - i, &code);
        if (code == UINT32_MAX)
            return i;
        i += size;
    }
}

size_t ndx_utf8_cut(const char *text, size_t length, size_t limit)
{
    if (limit >= length) {
        /* The end itself may be in the middle of a character. */
        size_t start = length;
        for (size_t back = 1; back <= 3 && back <= length; back++) {
            if (!is_continuation(text[length - back])) {
                uint32_t code;
                if (ndx_utf8_decode(text + length - back, back, &code) < back || code == UINT32_MAX)
                    start = length - back;
                break;
            }
        }
        return start;
    }
    while (limit > 0 && is_continuation(text[limit]))
        limit--;
    return limit;
}

static bool is_unwanted(uint32_t code)
{
    if (code < 0x20)
        return code != '\t' && code != '\n';
    return (code >= 0x7F && code < 0xA0) || (code & 0xFFFE) == 0xFFFE ||
           (code >= 0xFDD0 && code <= 0xFDEF) || code == 0xFEFF;
}

/* The length of the leading run of printable ASCII and line ends, eight bytes at a time. */
static size_t printable_prefix(const char *text, size_t length)
{
    for (size_t i = 0; length - i >= 8; i += 8) {
        uint64_t bytes = ndx_bytes_load(text + i);
        uint64_t good = ndx_bytes_between(bytes, 0x20, 0x7E) | ndx_bytes_between(bytes, '\n', '\n');
        if (good != NDX_BYTES_TOPS)
            return i + ndx_bytes_before(~good & NDX_BYTES_TOPS);
    }
    return length - length % 8;
}

newsdex_status ndx_utf8_append_clean(ndx_buffer *buffer, const char *text, size_t length,
                                     newsdex_error *err)
{
    size_t good = 0; /* start of the run that is copied as it is */
    for (size_t i = 0; (i += printable_prefix(text + i, length - i)) < length;) {
        uint32_t code;
        size_t size = ndx_utf8_decode(text + i, length - i, &code);
        bool invalid = code == UINT32_MAX;
        if (invalid || is_unwanted(code)) {
            newsdex_status status = ndx_buffer_append(buffer, text + good, i - good, err);
            if (!status && invalid)
                status = ndx_buffer_append(buffer, "\xEF\xBF\xBD", 3, err);
            if (status)
                return status;
            good = i + size;
        }
        i += size;
    }
    return ndx_buffer_append(buffer, text + good, length - good, err);
}

#include "indexer/article/ocr_text.h"

#include <string.h>

#include "searcher/base/utf8.h"

enum { SOFT_HYPHEN = 0xAD, NOT_SIGN = 0xAC, HYPHEN = 0x2010, DOUBLE_OBLIQUE_HYPHEN = 0x2E17 };

void ocr_text_gap(ocr_text *text, ocr_gap gap)
{
    if (gap > text->gap)
        text->gap = gap;
}

/* Roughly, as it is only asked beside a hyphen: signs and punctuation are none. */
static bool is_letter(uint32_t code)
{
    if (code < 0x80)
        return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
    return code >= 0xC0 && code != 0xD7 && code != 0xF7 && !(code >= 0x2000 && code < 0x3000);
}

/* The last character of text; its bytes go to *size, 0 at the start. */
static uint32_t last_code(const char *text, size_t length, size_t *size)
{
    uint32_t code = 0;
    *size = 0;
    if (!length)
        return 0;
    size_t start = ndx_utf8_cut(text, length, length - 1);
    *size = length - start;
    ndx_utf8_decode(text + start, *size, &code);
    return code;
}

/* The bytes of a hyphen at the end of out that breaks the word begun by next; 0 without. */
static size_t broken_at(const ndx_buffer *out, const char *next, size_t length, bool *soft)
{
    size_t size, before;
    uint32_t hyphen = last_code(out->data, out->length, &size), first;
    *soft = hyphen == SOFT_HYPHEN || hyphen == NOT_SIGN;
    if (!*soft && hyphen != '-' && hyphen != HYPHEN && hyphen != DOUBLE_OBLIQUE_HYPHEN)
        return 0;
    ndx_utf8_decode(next, length, &first);
    return is_letter(first) && is_letter(last_code(out->data, out->length - size, &before)) ? size
                                                                                            : 0;
}

/* Also a headline, which may end in a dash, is a block. */
static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static newsdex_status append_gap(ocr_text *text, const char *next, size_t length,
                                 newsdex_error *err)
{
    static const char *const gaps[] = {"", " ", "\n", "\n\n"};
    ocr_gap gap = text->out->length ? text->gap : OCR_NO_GAP;
    bool soft;
    text->gap = OCR_NO_GAP;
    bool joins = gap == OCR_LINE || (gap == OCR_BLOCK && text->flows && !is_capital(*next));
    size_t hyphen = joins ? broken_at(text->out, next, length, &soft) : 0;
    if (!hyphen)
        return ndx_buffer_append_text(text->out, gaps[gap], err);
    ndx_buffer_truncate(text->out, text->out->length - hyphen);
    return soft ? NEWSDEX_OK : ndx_buffer_append_byte(text->out, '-', err);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

newsdex_status ocr_text_append(ocr_text *text, const char *words, size_t length, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t at = 0; !status && at < length;) {
        size_t end = at;
        while (end < length && !is_space(words[end]))
            end++;
        if (end > at)
            status = append_gap(text, words + at, end - at, err);
        if (!status)
            status = ndx_buffer_append(text->out, words + at, end - at, err);
        for (at = end; at < length && is_space(words[at]); at++)
            ocr_text_gap(text, OCR_SPACE);
    }
    return status;
}

newsdex_status ocr_text_append_lines(ocr_text *text, const char *lines, size_t length,
                                     newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t at = 0; !status && at < length;) {
        const char *end = memchr(lines + at, '\n', length - at);
        size_t line = end ? (size_t)(end - lines) - at : length - at;
        status = ocr_text_append(text, lines + at, line, err);
        if (end)
            ocr_text_gap(text, text->gap >= OCR_LINE ? OCR_BLOCK : OCR_LINE);
        at += line + 1;
    }
    return status;
}

const char *ocr_text_skip_title(const char *text, const char *title)
{
    const char *at = text;
    while (*title && (is_space(*at) ? *title == ' ' : *title == *at)) {
        while (is_space(*at) && is_space(at[1]))
            at++;
        at++;
        title++;
    }
    return *title || *at != '\n' ? text : at;
}

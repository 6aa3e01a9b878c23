#include "indexer/article/entity.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>

#include "searcher/base/utf8.h"

enum { NAME_MAX_LENGTH = 10 };

/* Numbers 128-159 mean windows-1252, as HTML says; 0 where that has no character. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static size_t parse_number(const char *text, size_t length, uint32_t *code)
{
    size_t at = 2;
    bool hex = at < length && (text[at] == 'x' || text[at] == 'X');
    at += hex;
    size_t start = at;
    uint32_t value = 0;
    for (; at < length; at++) {
        unsigned char c = (unsigned char)text[at];
        uint32_t digit = c >= '0' && c <= '9'          ? c - 48u
                         : hex && c >= 'a' && c <= 'f' ? c - 87u
                         : hex && c >= 'A' && c <= 'F' ? c - 55u
                                                       : 16;
        if (digit == 16)
            break;
        value = value > 0x110000 ? value : value * (hex ? 16 : 10) + digit;
    }
    if (at == start)
        return 0;
    *code = value;
    return at + (at < length && text[at] == ';');
}

/* Names of news collections that HTML does not know. */
static bool find_news_name(const char *name, uint32_t *code)
{
    static const struct {
        const char *name;
        uint32_t code;
    } names[] = {{"apos", '\''}, {"blank", ' '},  {"hyph", '-'},  {"lsqb", '['},
                 {"rsqb", ']'},  {"cir", 0x25CB}, {"dollar", '$'}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i].name) == 0) {
            *code = names[i].code;
            return true;
        }
    }
    return false;
}

static size_t parse_name(const char *text, size_t length, uint32_t *code)
{
    char name[NAME_MAX_LENGTH + 1];
    size_t at = 1;
    while (at < length && at <= NAME_MAX_LENGTH &&
           ((text[at] >= 'a' && text[at] <= 'z') || (text[at] >= 'A' && text[at] <= 'Z') ||
            (at > 1 && text[at] >= '0' && text[at] <= '9'))) {
        name[at - 1] = text[at];
        at++;
    }
    name[at - 1] = '\0';
    /* Without the semicolon a name may be anything: "R&D", "a=1&copy=2". */
    if (at == 1 || at >= length || text[at] != ';')
        return 0;
/* Deprecated by libxml2 2.14, which has nothing else to look a name up with. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
#pragma GCC diagnostic pop
    if (entity)
        *code = entity->value;
    else if (!find_news_name(name, code))
        return 0;
    return at + 1;
}

size_t entity_decode(const char *text, size_t length, char out[4], size_t *size)
{
    uint32_t code = 0;
    bool number = length > 2 && text[1] == '#';
    size_t used = number ? parse_number(text, length, &code) : parse_name(text, length, &code);
    *size = 0;
    if (number && code >= 0x80 && code < 0xA0)
        code = windows_1252[code - 0x80];
    bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
    if (!used || control || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return used;
    *size = ndx_utf8_encode(code, out);
    return used;
}

newsdex_status entity_append(ndx_buffer *out, const char *text, size_t length, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    size_t start = 0, from = 0;
    const char *at;
    while (!status && (at = memchr(text + from, '&', length - from)) != NULL) {
        size_t position = (size_t)(at - text), size;
        char character[4];
        size_t used = entity_decode(at, length - position, character, &size);
        from = position + (used ? used : 1);
        if (!used)
            continue;
        status = ndx_buffer_append(out, text + start, position - start, err);
        if (!status)
            status = ndx_buffer_append(out, character, size, err);
        start = from;
    }
    return status ? status : ndx_buffer_append(out, text + start, length - start, err);
}

#include "indexer/article/article.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "searcher/base/bytes.h"
#include "searcher/base/utf8.h"

void article_init(article *a)
{
    *a = (article){.date = NDX_DATE_NONE, .captured = NDX_DATE_NONE, .date_rule = "", .format = ""};
    ndx_buffer_init(&a->id, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&a->title, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&a->text, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&a->author, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&a->source, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&a->section, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&a->language, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&a->url, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&a->keywords, ARTICLE_KEYWORDS_MAX);
    ndx_buffer_init(&a->locator, ARTICLE_FIELD_MAX);
    charset_use(&a->charset, "UTF-8");
}

enum { FIELD_COUNT = 10 };

static void list_fields(article *a, ndx_buffer *fields[FIELD_COUNT])
{
    ndx_buffer *all[FIELD_COUNT] = {&a->id,      &a->title,    &a->text, &a->author,   &a->source,
                                    &a->section, &a->language, &a->url,  &a->keywords, &a->locator};
    memcpy(fields, all, sizeof all);
}

void article_release(article *a)
{
    ndx_buffer *fields[FIELD_COUNT];
    list_fields(a, fields);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        ndx_buffer_release(fields[i]);
}

void article_clear(article *a)
{
    ndx_buffer *fields[FIELD_COUNT];
    list_fields(a, fields);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        ndx_buffer_clear(fields[i]);
    a->date = a->captured = NDX_DATE_NONE;
    a->date_rule = "";
    a->format = "";
    a->rendition = false;
    charset_use(&a->charset, "UTF-8");
}

/* The length of text before its first \r, \f or \v. */
static size_t length_to_odd_line_end(const char *text, size_t length)
{
    size_t i = 0;
    for (; length - i >= 8; i += 8) {
        uint64_t found = ndx_bytes_between(ndx_bytes_load(text + i), '\v', '\r');
        if (found)
            return i + ndx_bytes_before(found);
    }
    while (i < length && text[i] != '\r' && text[i] != '\f' && text[i] != '\v')
        i++;
    return i;
}

/* Appends text made clean, with \r\n, \r, \f and \v as \n: as bare controls they would join words.
 */
static newsdex_status append_lines(ndx_buffer *out, const char *text, size_t length,
                                   newsdex_error *err)
{
    for (;;) {
        size_t line = length_to_odd_line_end(text, length);
        newsdex_status status = ndx_utf8_append_clean(out, text, line, err);
        if (status || line == length)
            return status;
        if (!(text[line] == '\r' && line + 1 < length && text[line + 1] == '\n') &&
            (status = ndx_buffer_append_byte(out, '\n', err)))
            return status;
        text += line + 1;
        length -= line + 1;
    }
}

/* The bytes of the white space character at text, 0 when it is none; *line says it ends a line. */
static size_t space_at(const char *text, size_t length, bool *line)
{
    unsigned char c = (unsigned char)text[0];
    *line = c == '\n';
    if (c < 0x80)
        return c == ' ' || c == '\t' || c == '\n';
    if (c != 0xC2 && c != 0xE1 && c != 0xE2 && c != 0xE3)
        return 0;
    uint32_t code;
    size_t size = ndx_utf8_decode(text, length, &code);
    *line = code == 0x2028 || code == 0x2029;
    bool space = *line || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
                 code == 0x202F || code == 0x205F || code == 0x3000;
    return space ? size : 0;
}

/* Are the eight bytes tidy: ASCII with single spaces, a space not last? */
static bool is_tidy(uint64_t bytes)
{
    uint64_t spaces = ndx_bytes_between(bytes, ' ', ' ');
    return ndx_bytes_between(bytes, ' ', 0x7F) == NDX_BYTES_TOPS && !(spaces & spaces >> 8) &&
           !(spaces >> 63);
}

/* Rewrites clean text in place: one space, one line end or one empty line for each run of space. */
static size_t tidy(char *text, size_t length, bool keep_lines)
{
    size_t out = 0;
    for (size_t i = 0; i < length;) {
        unsigned lines = 0;
        bool space = false, line;
        for (size_t size; i < length && (size = space_at(text + i, length - i, &line)) > 0;
             i += size) {
            space = true;
            lines += line;
        }
        if (space && out > 0 && i < length) {
            /* A run never grows: "\n\n" stands for two line ends at least. */
            text[out++] = lines && keep_lines ? '\n' : ' ';
            if (lines > 1 && keep_lines)
                text[out++] = '\n';
        }
        if (i < length)
            text[out++] = text[i++];
        uint64_t bytes;
        for (; length - i >= 8 && is_tidy(bytes = ndx_bytes_load(text + i)); i += 8, out += 8)
            ndx_bytes_store(text + out, bytes);
        while (i < length && (unsigned char)text[i] > ' ' && (unsigned char)text[i] < 0x80)
            text[out++] = text[i++];
    }
    return out;
}

newsdex_status article_set_field(ndx_buffer *field, const char *text, size_t length,
                                 newsdex_error *err)
{
    ndx_buffer clean;
    /* Three bytes for each invalid one, and no more read than can come to matter. */
    size_t useful = field->max * 4;
    ndx_buffer_init(&clean, useful * 3);
    if (length > useful)
        length = ndx_utf8_cut(text, length, useful);
    newsdex_status status = append_lines(&clean, text, length, err);
    if (!status) {
        size_t tidied = tidy(clean.data, clean.length, false);
        if (tidied > field->max) {
            tidied = ndx_utf8_cut(clean.data, tidied, field->max);
            while (tidied > 0 && clean.data[tidied - 1] == ' ')
                tidied--;
        }
        ndx_buffer_clear(field);
        status = ndx_buffer_append(field, clean.data, tidied, err);
    }
    ndx_buffer_release(&clean);
    return status;
}

newsdex_status article_set_text(article *a, const char *text, size_t length, newsdex_error *err)
{
    ndx_buffer_clear(&a->text);
    newsdex_status status = append_lines(&a->text, text, length, err);
    ndx_buffer_truncate(&a->text, status ? 0 : tidy(a->text.data, a->text.length, true));
    return status;
}

newsdex_status article_set_author(article *a, const char *text, size_t length, newsdex_error *err)
{
    ndx_buffer *author = &a->author;
    newsdex_status status = article_set_field(author, text, length, err);
    if (!status && author->length > 3 && strncasecmp(author->data, "by ", 3) == 0) {
        memmove(author->data, author->data + 3, author->length - 3);
        ndx_buffer_truncate(author, author->length - 3);
    }
    while (author->length && strchr(" ,;", author->data[author->length - 1]))
        ndx_buffer_truncate(author, author->length - 1);
    return status;
}

static bool has_line(const ndx_buffer *lines, const char *text, size_t length)
{
    const char *at = lines->data, *end = lines->data + lines->length;
    while ((size_t)(end - at) >= length) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop ? stop : end) - at);
        if (size == length && memcmp(at, text, length) == 0)
            return true;
        if (!stop)
            break;
        at = stop + 1;
    }
    return false;
}

newsdex_status article_add_keyword(article *a, const char *text, size_t length, newsdex_error *err)
{
    ndx_buffer keyword;
    ndx_buffer_init(&keyword, ARTICLE_FIELD_MAX);
    newsdex_status status = article_set_field(&keyword, text, length, err);
    ndx_buffer *all = &a->keywords;
    bool fits = keyword.length + 1 <= all->max - all->length;
    if (!status && keyword.length && fits && !has_line(all, keyword.data, keyword.length)) {
        if (all->length)
            status = ndx_buffer_append_byte(all, '\n', err);
        if (!status)
            status = ndx_buffer_append(all, keyword.data, keyword.length, err);
    }
    ndx_buffer_release(&keyword);
    return status;
}

newsdex_status article_set_locator(article *a, uint64_t number, newsdex_error *err)
{
    ndx_buffer_clear(&a->locator);
    return ndx_buffer_append_format(&a->locator, err, "%llu", (unsigned long long)number);
}

newsdex_status article_set_language(article *a, const char *text, size_t length, newsdex_error *err)
{
    static const char *const names[][2] = {
        {"english", "en"}, {"german", "de"},   {"deutsch", "de"}, {"french", "fr"},
        {"spanish", "es"}, {"italian", "it"},  {"dutch", "nl"},   {"portuguese", "pt"},
        {"russian", "ru"}, {"swedish", "sv"},  {"danish", "da"},  {"norwegian", "no"},
        {"finnish", "fi"}, {"polish", "pl"},   {"czech", "cs"},   {"hungarian", "hu"},
        {"greek", "el"},   {"turkish", "tr"},  {"arabic", "ar"},  {"hebrew", "he"},
        {"chinese", "zh"}, {"japanese", "ja"}, {"korean", "ko"},  {"ukrainian", "uk"},
    };
    ndx_buffer *language = &a->language;
    newsdex_status status = article_set_field(language, text, length, err);
    for (size_t i = 0; !status && i < sizeof names / sizeof *names; i++)
        if (strcasecmp(language->data, names[i][0]) == 0)
            return article_set_field(language, names[i][1], 2, err);
    size_t subtag = strcspn(language->data, "-_");
    if (subtag == 2 || subtag == 3)
        ndx_buffer_truncate(language, subtag);
    for (size_t i = 0; i < language->length && language->length <= 3; i++)
        if (language->data[i] >= 'A' && language->data[i] <= 'Z')
            language->data[i] = (char)(language->data[i] | 0x20);
    return status;
}

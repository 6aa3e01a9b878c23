#include "indexer/article/text_header.h"

#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"

enum { NAME_MAX_LENGTH = 16, HEADER_LINES_MAX = 64 };

typedef enum header_name {
    NO_NAME,
    TITLE,
    DATE,
    AUTHOR,
    SOURCE,
    SECTION,
    LANGUAGE,
    URL,
    KEYWORDS
} header_name;

typedef struct header_line {
    header_name name;
    const char *value;
    size_t length;
} header_line;

static header_name find_name(const char *text, size_t length)
{
    static const struct {
        const char *text;
        header_name name;
    } names[] = {
        {"title", TITLE},       {"headline", TITLE},    {"subject", TITLE},
        {"date", DATE},         {"published", DATE},    {"pubdate", DATE},
        {"by", AUTHOR},         {"author", AUTHOR},     {"authors", AUTHOR},
        {"byline", AUTHOR},     {"source", SOURCE},     {"publication", SOURCE},
        {"publisher", SOURCE},  {"newspaper", SOURCE},  {"section", SECTION},
        {"category", SECTION},  {"language", LANGUAGE}, {"lang", LANGUAGE},
        {"url", URL},           {"link", URL},          {"tags", KEYWORDS},
        {"keywords", KEYWORDS},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].text) == length && strncasecmp(text, names[i].text, length) == 0)
            return names[i].name;
    return NO_NAME;
}

static size_t line_length(const char *text, size_t length)
{
    const char *end = memchr(text, '\n', length);
    return end ? (size_t)(end - text) : length;
}

static void trim(const char **text, size_t *length)
{
    while (*length && (unsigned char)(*text)[*length - 1] <= ' ')
        --*length;
    while (*length && (unsigned char)**text <= ' ') {
        ++*text;
        --*length;
    }
}

/* "Name: value"; line->name is NO_NAME for another name. False when it has not that form. */
static bool read_line(const char *text, size_t length, header_line *line)
{
    const char *colon = memchr(text, ':', length < NAME_MAX_LENGTH ? length : NAME_MAX_LENGTH);
    if (!colon)
        return false;
    line->name = find_name(text, (size_t)(colon - text));
    line->value = colon + 1;
    line->length = length - (size_t)(colon + 1 - text);
    trim(&line->value, &line->length);
    return true;
}

/* YAML's quotes, or the brackets of its lists. */
static void unwrap(const char **text, size_t *length, const char *pair)
{
    if (*length >= 2 && (*text)[0] == pair[0] && (*text)[*length - 1] == pair[1]) {
        ++*text;
        *length -= 2;
        trim(text, length);
    }
}

static newsdex_status add_keywords(article *out, const char *text, size_t length,
                                   newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    unwrap(&text, &length, "[]");
    while (!status && length) {
        const char *comma = memchr(text, ',', length);
        size_t size = comma ? (size_t)(comma - text) : length, item_length = size;
        const char *item = text;
        trim(&item, &item_length);
        unwrap(&item, &item_length, "\"\"");
        unwrap(&item, &item_length, "''");
        status = article_add_keyword(out, item, item_length, err);
        text += size + (comma != NULL);
        length -= size + (comma != NULL);
    }
    return status;
}

static ndx_buffer *field_of(article *out, header_name name)
{
    switch (name) {
    case TITLE:
        return &out->title;
    case AUTHOR:
        return &out->author;
    case SOURCE:
        return &out->source;
    case SECTION:
        return &out->section;
    case LANGUAGE:
        return &out->language;
    case URL:
        return &out->url;
    case DATE:
    case KEYWORDS:
    case NO_NAME:
        break;
    }
    return NULL;
}

static newsdex_status apply(article *out, header_line line, newsdex_error *err)
{
    if (line.name == KEYWORDS)
        return add_keywords(out, line.value, line.length, err);
    unwrap(&line.value, &line.length, "\"\"");
    unwrap(&line.value, &line.length, "''");
    if (line.name == DATE && article_date_parse(line.value, line.length, &out->date))
        out->date_rule = "declared";
    ndx_buffer *field = field_of(out, line.name);
    return field && line.length ? article_set_field(field, line.value, line.length, err)
                                : NEWSDEX_OK;
}

/* The offset behind the line that closes front matter; 0 when text has none. */
static size_t front_matter_end(const char *text, size_t length)
{
    size_t first = line_length(text, length);
    if (first < 3 || first > 4 || memcmp(text, "---", 3) != 0 || (first == 4 && text[3] != '\r'))
        return 0;
    size_t at = first + 1;
    for (int i = 0; i < HEADER_LINES_MAX && at < length; i++) {
        size_t line = line_length(text + at, length - at);
        bool closes = line >= 3 && line <= 4 && (line == 3 || text[at + 3] == '\r') &&
                      (memcmp(text + at, "---", 3) == 0 || memcmp(text + at, "...", 3) == 0);
        at += line + (at + line < length);
        if (closes)
            return at;
    }
    return 0;
}

static newsdex_status read_front_matter(article *out, const char *text, size_t end,
                                        newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    header_line line = {.name = NO_NAME};
    for (size_t at = line_length(text, end) + 1; !status && at < end;) {
        size_t length = line_length(text + at, end - at);
        const char *item = text + at;
        size_t item_length = length;
        trim(&item, &item_length);
        if (item_length > 2 && item[0] == '-' && item[1] == ' ') {
            /* "- value": one of a list under the name above. */
            header_line entry = {line.name, item + 2, item_length - 2};
            status = apply(out, entry, err);
        } else if (read_line(text + at, length, &line)) {
            status = apply(out, line, err);
        }
        at += length + 1;
    }
    return status;
}

newsdex_status text_header_read(article *out, const char *text, size_t length, size_t *used,
                                newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    *used = front_matter_end(text, length);
    if (*used)
        return read_front_matter(out, text, *used, err);
    size_t at = 0;
    while (at < length && (unsigned char)text[at] <= ' ')
        at++;
    for (int i = 0; !status && i < HEADER_LINES_MAX && at < length; i++) {
        header_line line;
        size_t size = line_length(text + at, length - at);
        if (!read_line(text + at, size, &line) || line.name == NO_NAME)
            break;
        status = apply(out, line, err);
        at += size + (at + size < length);
        *used = at;
    }
    return status;
}

#include "searcher/index/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/text/analyzer.h"

const ndx_field ndx_fields[] = {
    {"title", "S", NDX_FIELD_STEMMED, "title:budget"},
    {"author", "A", NDX_FIELD_WORDS, "author:\"jane doe\""},
    {"source", "XSOURCE", NDX_FIELD_WORDS, "source:reuters"},
    {"section", "XSECTION", NDX_FIELD_WORDS, "section:sport"},
    {"keyword", "K", NDX_FIELD_WORDS, "keyword:cocoa"},
    {"url", "U", NDX_FIELD_URL, "url:news.example"},
    {"id", "Q", NDX_FIELD_ID, "id:1234"},
    {"lang", "L", NDX_FIELD_CODE, "lang:fr"},
    {"date", "", NDX_FIELD_DATE, "date:2025-08..2025-09-15"},
    {NULL, NULL, NDX_FIELD_ID, NULL},
};

const ndx_field *ndx_field_find(const char *name, size_t length)
{
    for (const ndx_field *field = ndx_fields; field->name; field++)
        if (strlen(field->name) == length && !strncasecmp(field->name, name, length))
            return field;
    return NULL;
}

void ndx_date_to_value(int64_t seconds, char out[NDX_DATE_VALUE_LENGTH])
{
    uint64_t ordered = (uint64_t)seconds ^ UINT64_C(1) << 63;
    for (int i = NDX_DATE_VALUE_LENGTH - 1; i >= 0; i--, ordered >>= 8)
        out[i] = (char)(ordered & 0xFF);
}

int64_t ndx_date_from_value(const char *value, size_t length)
{
    if (length != NDX_DATE_VALUE_LENGTH)
        return NEWSDEX_DATE_NONE;
    uint64_t ordered = 0;
    for (size_t i = 0; i < length; i++)
        ordered = ordered << 8 | (unsigned char)value[i];
    return (int64_t)(ordered ^ UINT64_C(1) << 63);
}

void ndx_archive_term(const char *path, char out[NDX_ARCHIVE_TERM_SIZE])
{
    char hex[17];
    ndx_hash_to_hex(ndx_hash(path, strlen(path)), hex);
    snprintf(out, NDX_ARCHIVE_TERM_SIZE, "XARCHIVE%s", hex);
}

void ndx_stamp_init(ndx_stamp *stamp, const char *language)
{
    *stamp = (ndx_stamp){NDX_SCHEMA_VERSION, NDX_ANALYZER_VERSION, "", "", ""};
    snprintf(stamp->language, sizeof stamp->language, "%s", language);
    snprintf(stamp->creator, sizeof stamp->creator, "newsdex %s", newsdex_version_string());
}

newsdex_status ndx_stamp_write(const ndx_stamp *stamp, ndx_buffer *out, newsdex_error *err)
{
    return ndx_buffer_append_format(out, err,
                                    "schema=%u\nanalyzer=%u\nlanguage=%s\ncreator=%s\nproved=%s\n",
                                    stamp->schema_version, stamp->analyzer_version, stamp->language,
                                    stamp->creator, stamp->proved);
}

/* Copies the value of the line "name=..." into out; false when there is none or it doesn't fit. */
static bool read_line(const char *text, size_t length, const char *name, char *out, size_t size)
{
    size_t name_length = strlen(name);
    for (const char *line = text, *end = text + length; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t line_length = (size_t)((stop ? stop : end) - line);
        if (line_length > name_length && !memcmp(line, name, name_length) &&
            line[name_length] == '=') {
            size_t value_length = line_length - name_length - 1;
            if (value_length >= size)
                return false;
            memcpy(out, line + name_length + 1, value_length);
            out[value_length] = '\0';
            return true;
        }
        line += line_length + 1;
    }
    return false;
}

newsdex_status ndx_stamp_read(const char *text, size_t length, const char *path, ndx_stamp *out,
                              newsdex_error *err)
{
    char schema[16], analyzer[16];
    memset(out, 0, sizeof *out);
    if (!read_line(text, length, "schema", schema, sizeof schema) ||
        !read_line(text, length, "analyzer", analyzer, sizeof analyzer) ||
        !read_line(text, length, "language", out->language, sizeof out->language) ||
        !read_line(text, length, "creator", out->creator, sizeof out->creator))
        return ndx_error_set(err, NEWSDEX_E_VERSION,
                             "%.100s: a Xapian database, but not made by newsdex-index", path);
    if (!read_line(text, length, "proved", out->proved, sizeof out->proved))
        out->proved[0] = '\0';
    out->schema_version = (uint32_t)strtoul(schema, NULL, 10);
    out->analyzer_version = (uint32_t)strtoul(analyzer, NULL, 10);
    if (out->schema_version == NDX_SCHEMA_VERSION && out->analyzer_version == NDX_ANALYZER_VERSION)
        return NEWSDEX_OK;
    return ndx_error_set(
        err, NEWSDEX_E_VERSION,
        "%.80s: index version %u.%u, made by %s; this is version %u.%u: index the archives again",
        path, out->schema_version, out->analyzer_version, out->creator, NDX_SCHEMA_VERSION,
        NDX_ANALYZER_VERSION);
}

#include "searcher/index/record.h"

#include <stdbool.h>
#include <string.h>

static const char *const names[NDX_RECORD_NAMES] = {
    "id",  "title",    "date",    "date_rule", "author", "source",  "section",  "language",
    "url", "keywords", "archive", "entry",     "format", "charset", "captured",
};

static newsdex_status write_value(ndx_bytes value, ndx_buffer *out, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    while (value.length && !status) {
        const char *stop = memchr(value.data, '\n', value.length);
        size_t line = stop ? (size_t)(stop - value.data) : value.length;
        status = ndx_buffer_append(out, value.data, line, err);
        if (!status && stop)
            status = ndx_buffer_append_byte(out, ' ', err);
        value.data += line + (stop != NULL);
        value.length -= line + (stop != NULL);
    }
    return status;
}

newsdex_status ndx_record_write(const ndx_record *record, ndx_buffer *out, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (int i = 0; i < NDX_RECORD_NAMES && !status; i++) {
        if (!record->values[i].length)
            continue;
        if ((status = ndx_buffer_append_text(out, names[i], err)) ||
            (status = ndx_buffer_append_byte(out, '=', err)) ||
            (status = write_value(record->values[i], out, err)) ||
            (status = ndx_buffer_append_byte(out, '\n', err)))
            break;
    }
    if (!status)
        status = ndx_buffer_append_byte(out, '\n', err);
    if (!status)
        status = ndx_buffer_append(out, record->text.data, record->text.length, err);
    return status;
}

static void read_line(const char *line, size_t length, ndx_record *out)
{
    const char *equals = memchr(line, '=', length);
    if (!equals)
        return;
    size_t name_length = (size_t)(equals - line);
    for (int i = 0; i < NDX_RECORD_NAMES; i++)
        if (strlen(names[i]) == name_length && !memcmp(names[i], line, name_length))
            out->values[i] = (ndx_bytes){equals + 1, length - name_length - 1};
}

void ndx_record_read(const char *data, size_t length, ndx_record *out)
{
    for (int i = 0; i < NDX_RECORD_NAMES; i++)
        out->values[i] = (ndx_bytes){"", 0};
    out->text = (ndx_bytes){"", 0};
    const char *end = data + length;
    while (data < end) {
        const char *stop = memchr(data, '\n', (size_t)(end - data));
        size_t line = (size_t)((stop ? stop : end) - data);
        if (!line) {
            out->text = (ndx_bytes){data + 1, (size_t)(end - data) - 1};
            return;
        }
        read_line(data, line, out);
        data += line + (stop != NULL);
    }
}

ndx_date ndx_record_date(const ndx_record *record)
{
    ndx_bytes text = record->values[NDX_RECORD_DATE];
    ndx_date date = NDX_DATE_NONE;
    if (text.length)
        ndx_date_parse_iso(text.data, text.length, &date);
    return date;
}

newsdex_status ndx_record_address(const ndx_record *record, ndx_buffer *out, newsdex_error *err)
{
    ndx_bytes archive = record->values[NDX_RECORD_ARCHIVE];
    ndx_bytes entry = record->values[NDX_RECORD_ENTRY];
    newsdex_status status = ndx_buffer_append(out, archive.data, archive.length, err);
    /* A lone file with several articles has only a locator ("a.jsonl#17"), a folder its own "/". */
    bool joined = (entry.length && entry.data[0] == '#') ||
                  (archive.length && archive.data[archive.length - 1] == '/');
    if (!status && entry.length && !joined)
        status = ndx_buffer_append_byte(out, '!', err);
    if (!status)
        status = ndx_buffer_append(out, entry.data, entry.length, err);
    return status;
}

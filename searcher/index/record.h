/*
 * The stored record of an article: lines "name=value", an empty line, the text
 * (Omega's convention), so that `xapian-delve -d` shows something a person can
 * read. Values are one line each; empty ones are left out.
 */
#ifndef NDX_INDEX_RECORD_H
#define NDX_INDEX_RECORD_H

#include <stddef.h>

#include "include/newsdex.h"
#include "searcher/base/buffer.h"
#include "searcher/base/date.h"

typedef enum ndx_record_name {
    NDX_RECORD_ID,
    NDX_RECORD_TITLE,
    NDX_RECORD_DATE,
    NDX_RECORD_DATE_RULE, /* what gave the date */
    NDX_RECORD_AUTHOR,
    NDX_RECORD_SOURCE,
    NDX_RECORD_SECTION,
    NDX_RECORD_LANGUAGE,
    NDX_RECORD_URL,
    NDX_RECORD_KEYWORDS, /* separated by "; " */
    NDX_RECORD_ARCHIVE,  /* the input, as given to newsdex-index; a folder ends in "/" */
    NDX_RECORD_ENTRY,    /* within the archive, with "#locator" where it holds several */
    NDX_RECORD_FORMAT,
    NDX_RECORD_CHARSET,
    NDX_RECORD_CAPTURED, /* when, of a page in a web archive */
    NDX_RECORD_NAMES
} ndx_record_name;

/* A run of bytes, not NUL-terminated; never NULL. */
typedef struct ndx_bytes {
    const char *data;
    size_t length;
} ndx_bytes;

typedef struct ndx_record {
    ndx_bytes values[NDX_RECORD_NAMES];
    ndx_bytes text;
} ndx_record;

/* Appends the record. A line end within a value becomes a space. */
newsdex_status ndx_record_write(const ndx_record *record, ndx_buffer *out, newsdex_error *err);
/* Points into data. Unknown names are passed over; whatever the bytes, the result is sane. */
void ndx_record_read(const char *data, size_t length, ndx_record *out);
/* The date, NDX_DATE_NONE when it has none. */
ndx_date ndx_record_date(const ndx_record *record);
/* Appends archive!entry, or folder/entry. */
newsdex_status ndx_record_address(const ndx_record *record, ndx_buffer *out, newsdex_error *err);

#endif

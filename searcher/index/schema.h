/*
 * What an index is: its fields, term prefixes, value slots and stamp. Indexing,
 * querying and --help are driven by this one table. Prefixes follow Xapian's and
 * Omega's conventions (xapian-omega, "Term prefixes").
 *
 * Terms of an article:
 *   word           folded, with positions: title from position 1, text from NDX_TEXT_POSITION
 *   Zstem          folded stem, without positions; title words count NDX_TITLE_BOOST times more
 *   S, ZS          the same for the words of the title alone
 *   A, XSOURCE, XSECTION, K   words of those fields, with positions, unstemmed
 *   Q id   U url   H host   L language (ISO code)   D YYYYMMDD   M YYYYMM   Y YYYY
 *   XSOURCE:, XSECTION:       the whole folded value (a word never begins with ":")
 *   XARCHIVE       hash of the archive's canonical path: what stands in it
 *   XCONTENT       fingerprint of place and content: recognises a moved article
 *   XRUN           a key of the signature: of articles that may be one story
 */
#ifndef NDX_INDEX_SCHEMA_H
#define NDX_INDEX_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "searcher/base/buffer.h"

/* History of the format on disk:
 *   1  the first
 *   2  slots for the author, the number of words, how much of the date is known, and the signature
 */
#define NDX_SCHEMA_VERSION 2

enum { NDX_TITLE_BOOST = 2, NDX_TEXT_POSITION = 1001 };

/* How a field is searched. */
typedef enum ndx_field_kind {
    NDX_FIELD_STEMMED, /* words, stems, phrases: title */
    NDX_FIELD_WORDS,   /* words and phrases, unstemmed: author, source, section, keyword */
    NDX_FIELD_ID,      /* the whole value, byte for byte: id */
    NDX_FIELD_URL,     /* a whole URL (U), or a host without slash (H) */
    NDX_FIELD_CODE,    /* the whole value, lower case: lang */
    NDX_FIELD_DATE     /* a day, month, year or range, in slot NDX_SLOT_DATE */
} ndx_field_kind;

typedef struct ndx_field {
    const char *name;   /* as typed in a query, before ":" */
    const char *prefix; /* of its terms */
    ndx_field_kind kind;
    const char *example; /* for help and error messages */
} ndx_field;

/* All fields; .name is NULL at the end. */
extern const ndx_field ndx_fields[];
/* The field of that name, NULL when there is none. Case doesn't matter. */
const ndx_field *ndx_field_find(const char *name, size_t length);

enum ndx_slot {
    NDX_SLOT_DATE = 0,     /* ndx_date_to_value */
    NDX_SLOT_SOURCE = 1,   /* as shown */
    NDX_SLOT_SECTION = 2,  /* as shown */
    NDX_SLOT_LANGUAGE = 3, /* ISO code */
    NDX_SLOT_CONTENT = 4,  /* hash of what the article says, 16 hexadecimal digits */
    NDX_SLOT_AUTHOR = 5,   /* as shown; several are separated by "; " */
    NDX_SLOT_WORDS = 6,    /* word positions of title and text, decimal; none when there are none */
    NDX_SLOT_PRECISION = 7, /* ndx_date_precision, a digit, of dates that don't know their day */
    NDX_SLOT_SIGNATURE = 8, /* searcher/index/signature.h; without one an article is in no story */
    NDX_SLOTS
};

/* 8 bytes whose order as bytes is the order of the dates, before 1970 too. */
enum { NDX_DATE_VALUE_LENGTH = 8 };
void ndx_date_to_value(int64_t seconds, char out[NDX_DATE_VALUE_LENGTH]);
/* NEWSDEX_DATE_NONE when the length is wrong. */
int64_t ndx_date_from_value(const char *value, size_t length);

/* The XARCHIVE term of the archive at that canonical path. */
enum { NDX_ARCHIVE_TERM_SIZE = 32 };
void ndx_archive_term(const char *path, char out[NDX_ARCHIVE_TERM_SIZE]);

/* ---- the stamp: metadata of every segment ---------------------------------- */

typedef struct ndx_stamp {
    uint32_t schema_version, analyzer_version;
    char language[32]; /* the analyser's */
    char creator[32];  /* "newsdex 0.1.0" */
    char proved[32];   /* the Xapian with which the bulk writer was proved; may be empty */
} ndx_stamp;

#define NDX_STAMP_KEY "newsdex.stamp"

void ndx_stamp_init(ndx_stamp *stamp, const char *language);
/* Lines "name=value". */
newsdex_status ndx_stamp_write(const ndx_stamp *stamp, ndx_buffer *out, newsdex_error *err);
/* NEWSDEX_E_VERSION when the text is no stamp or names a version other than ours; path is for the
 * message. */
newsdex_status ndx_stamp_read(const char *text, size_t length, const char *path, ndx_stamp *out,
                              newsdex_error *err);

#endif

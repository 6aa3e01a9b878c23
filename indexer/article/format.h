/*
 * Entries to articles. Each format is one file with a `format`: a bid on an
 * entry's name and first bytes, and a reader that pulls the entry's bytes and
 * gives articles. To add a format: write its file, add its line to formats.c.
 */
#ifndef NDX_ARTICLE_FORMAT_H
#define NDX_ARTICLE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/article/article.h"

/* Where the bytes come from. read: the next block, *length 0 at the end; good until the next call.
 */
typedef struct entry_source {
    newsdex_status (*read)(void *context, const char **data, size_t *length, newsdex_error *err);
    void *context;
    const char *address;  /* for messages */
    const char *basename; /* "02Feb2005Kerry261.txt" */
    const char *path;     /* within the archive: "raw/Kerry/02Feb2005Kerry261.txt"; may be "" */
    int64_t modified;     /* seconds since 1970 UTC or NEWSDEX_DATE_NONE */
    const char *url;      /* of a page in a web archive, captured at modified; else "" or NULL */
    const char *charset;  /* of that page, as the server named it; else "" or NULL */
    const struct mets_issue *issue; /* of METS that came with its pages: both, read; else NULL */
    const article *book;            /* of a chapter: what holds for its whole book; else NULL */
} entry_source;

/* What bids look at. */
typedef struct format_probe {
    const char *basename, *path;
    const char *head; /* the first bytes of the entry */
    size_t length;    /* at most FORMAT_HEAD_MAX; less only when the entry is shorter */
} format_probe;
enum { FORMAT_HEAD_MAX = 64 * 1024 };

/* --map field=path: "title=headline.main": where JSON keeps a field. */
typedef struct format_map {
    const char *field, *path;
} format_map;
/* What field may be: "id", "title", ... */
enum { FORMAT_MAP_FIELDS = 10 };
extern const char *const format_map_fields[FORMAT_MAP_FIELDS];

typedef struct format_options {
    const format_map *maps;
    size_t map_count;
} format_options;

typedef enum article_result {
    ARTICLE_FOUND,
    ARTICLE_END,     /* of the entry */
    ARTICLE_SKIPPED, /* nothing to index here (blank, binary, unknown format): err->message says why
                      */
    ARTICLE_FAILED   /* one article, or the rest of the entry, is lost: err->message says why and
                        where; go on calling next;   err->status NEWSDEX_E_NOMEM ends everything */
} article_result;

typedef struct article_reader article_reader;
newsdex_status article_reader_new(const format_options *options, article_reader **out,
                                  newsdex_error *err);
void article_reader_free(article_reader *reader);

/* Begins an entry: reads its head and picks the format. The source must stay until the next start.
 */
void article_reader_start(article_reader *reader, const entry_source *source);
/* The next article of the entry; article is cleared first. At least one result comes before
 * ARTICLE_END. err must not be NULL. */
article_result article_reader_next(article_reader *reader, article *out, newsdex_error *err);
/* The format picked for the present entry ("html"), "" when none. Static. */
const char *article_reader_format(const article_reader *reader);

/* ---- for the formats ----------------------------------------------------- */

typedef struct format_input format_input; /* peek and consume over an entry_source: input.h */

typedef struct format {
    const char *name;
    /* 0: not mine; 1-100: how sure. The highest bid wins, the first in the table on a tie. */
    int (*bid)(const format_probe *probe);
    /* state: what next needs, freed by close (which takes NULL). */
    newsdex_status (*open)(format_input *input, const format_options *options, void **state,
                           newsdex_error *err);
    article_result (*next)(void *state, format_input *input, article *out, newsdex_error *err);
    void (*close)(void *state);
} format;

/* All formats, NULL at the end. */
extern const format *const format_table[];

#endif

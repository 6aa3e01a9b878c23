/* Runs the article reader over bytes or a file of tests/data and writes down what it gives. */
#ifndef NDX_TESTS_ARTICLE_READING_H
#define NDX_TESTS_ARTICLE_READING_H

#include "indexer/article/format.h"

typedef struct reading {
    const char *bytes;
    size_t length, offset;
    size_t block;     /* bytes a read gives */
    size_t fail_at;   /* the read that reaches this offset fails; 0: none */
    int64_t modified; /* the entry's time; 0: unknown */
    const char *url;  /* of a page in a web archive; NULL: it is none */
} reading;

/*
 * All results of an entry called path, appended to out in a form to compare: "name: value" lines of
 * the fields that are not empty, the text last, or "skipped: reason", "failed: reason".
 */
void reading_describe(reading *r, const char *path, const format_options *options, ndx_buffer *out);

/* The same for a string, read as one block; out is initialised here and released by the caller. */
void reading_describe_string(const char *bytes, const char *path, ndx_buffer *out);

/* The first article of length bytes called path; fails the test when there is none. The caller
 * releases it. */
void reading_first(const char *bytes, size_t length, const char *path,
                   const format_options *options, article *out);

/* A whole file; the caller frees it. Fails the test when it cannot be read. */
char *reading_load(const char *path, size_t *length);

#endif

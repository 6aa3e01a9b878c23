/* A file of queries: one a line, or the topics of a TREC collection. */
#ifndef NEWSDEX_SEARCH_QUERY_FILE_H
#define NEWSDEX_SEARCH_QUERY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct query_file {
    const char *name;
    FILE *stream;
    bool topics; /* <top> <num> <title> */
    unsigned long line;
    /* The query that was read last. */
    const char *id, *text;
    /* Behind them. */
    char *buffer, *title;
    size_t length; /* of the line in buffer */
    char number[256];
    bool pushed_back; /* the line in buffer is still to be read */
} query_file;

/* "-" is standard input. False, and errno says why, when it can't be read. */
bool query_file_open(query_file *file, const char *name);
/* Sets id and text; line is that of the query. False at the end and when reading failed. */
bool query_file_next(query_file *file);
/* False when reading failed on the way. */
bool query_file_close(query_file *file);

#endif

/* A file that is in its place when it is whole, and not before. */
#ifndef NEWSDEX_SEARCH_NEW_FILE_H
#define NEWSDEX_SEARCH_NEW_FILE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct new_file {
    FILE *stream;
    char *path;  /* where it goes; NULL for standard output */
    char *draft; /* where it is until then; NULL when written in place, as a device is */
} new_file;

/* "-" is standard output. One at a time: that of an interrupted program is removed. False when it
 * can't be made, errno says why. */
bool new_file_open(new_file *file, const char *path);
/* Puts it in its place. False when anything failed, errno says why; then there is no new file. */
bool new_file_finish(new_file *file);
/* Leaves nothing behind. */
void new_file_abandon(new_file *file);

#endif

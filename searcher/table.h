/*
 * Rows of values for other programs: tab-separated, or comma-separated in the way of RFC 4180.
 * What is comma-separated gets opened in spreadsheets, and text of strangers mustn't run there: it
 * gets a ' in front where it begins as a formula does. Tab-separated text is as it was.
 */
#ifndef NEWSDEX_SEARCH_TABLE_H
#define NEWSDEX_SEARCH_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct table {
    FILE *stream;
    bool commas; /* and not tabs */
    bool begun;  /* the present row has a value */
} table;

/* Adds a value to the row; text is made safe, and one line. */
void table_text(table *t, const char *text);
void table_integer(table *t, uint64_t value);
/* Empty for NaN. */
void table_real(table *t, double value, int decimals);
void table_end_row(table *t);

#endif

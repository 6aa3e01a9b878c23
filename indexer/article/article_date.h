/* Dates as people and programs write them, with English month names; the time as printed, no zone
 * applied. */
#ifndef NDX_ARTICLE_ARTICLE_DATE_H
#define NDX_ARTICLE_ARTICLE_DATE_H

#include "indexer/article/article.h"

/*
 * The date that text, a field which should hold one, states: as article_date_find, also a month, a
 * year, "11/08/91" and "910514". Years 1600 to next year.
 */
bool article_date_parse(const char *text, size_t length, ndx_date *out);

/* The first whole date in running text: "2005-02-02", "Feb. 2, 2005", "2 February 2005",
 * "26-FEB-1987 15:01:01.79"... */
bool article_date_find(const char *text, size_t length, ndx_date *out);

/* The date in a file's name ("02Feb2005Kerry261.txt", "20050202") or path ("2005/02/02",
 * "2005/02"). */
bool article_date_in_name(const char *name, ndx_date *out);
bool article_date_in_path(const char *path, ndx_date *out);

/* An undated article gets the date of its entry's name or path, with the rule "name" or "path". */
void article_date_from_place(article *a, const char *basename, const char *path);

#endif

/*
 * Dates as people and programs write them, years 1600 to next year; the time as printed, no zone
 * applied. Every format's dates come from here.
 */
#ifndef NDX_ARTICLE_ARTICLE_DATE_H
#define NDX_ARTICLE_ARTICLE_DATE_H

#include "indexer/article/article.h"

/*
 * The date that text, a field which should hold one, states: as article_date_find, also a month, a
 * year, "11/08/91", "910514" and years of two digits.
 */
bool article_date_parse(const char *text, size_t length, ndx_date *out);

/* The first whole date in running text: "2005-02-02", "Feb. 2, 2005", "2 février 2005",
 * "26-FEB-1987 15:01:01.79", "2.2.2005"... */
bool article_date_find(const char *text, size_t length, ndx_date *out);

/* month and day 0 when unknown; false (and *out unknown) for what is no date or out of range. */
bool article_date_make(int year, int month, int day, ndx_date *out);
/* Seconds since 1970; 0 stands for no date. */
bool article_date_of_epoch(double seconds, ndx_date *out);

/* The date in a path: in a name ("02Feb2005Kerry261.txt", "20050202") or folders ("2005/02/02",
 * "2005/02"). */
bool article_date_in_path(const char *path, ndx_date *out);

/* An undated article gets the date of its entry's name or path, with the rule "name" or "path". */
void article_date_from_place(article *a, const char *basename, const char *path);

/* Nothing is published later than a day (time zones apart) after its file was written or captured,
 * if that time (NEWSDEX_DATE_NONE: unknown) can be true: the last second that counts. */
int64_t article_date_latest(int64_t modified);
/* Takes away a date after that. */
void article_date_refuse_later(article *a, int64_t latest);

#endif

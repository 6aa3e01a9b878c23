/*
 * Dates as articles print them: a civil time without a zone, and how much of
 * it is known. Proleptic Gregorian, years 1 to 9999.
 */
#ifndef NDX_BASE_DATE_H
#define NDX_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

typedef enum ndx_date_precision {
    NDX_DATE_UNKNOWN = 0,
    NDX_DATE_YEAR = 1,
    NDX_DATE_MONTH = 2,
    NDX_DATE_DAY = 3,
    NDX_DATE_MINUTE = 4
} ndx_date_precision;

typedef struct ndx_date {
    int64_t seconds; /* since 1970-01-01T00:00 of the printed time; NEWSDEX_DATE_NONE if unknown */
    ndx_date_precision precision;
} ndx_date;

#define NDX_DATE_NONE ((ndx_date){NEWSDEX_DATE_NONE, NDX_DATE_UNKNOWN})

/* month 1-12 and day 1-31 or 0 when unknown; false (and *out unknown) for a day that is none. */
bool ndx_date_from_civil(int year, int month, int day, ndx_date *out);
/* Adds a time of day to a date of day precision; false when out of range. 24:00 is refused. */
bool ndx_date_set_time(ndx_date *date, int hour, int minute, int second);

/* Any of the parts may be NULL. */
void ndx_date_to_civil(int64_t seconds, int *year, int *month, int *day, int *hour, int *minute);

/*
 * Reads an ISO 8601 date at the start of text: YYYY, YYYY-MM, YYYY-MM-DD, also YYYYMMDD,
 * then an optional time after "T", "t" or one space (hh:mm, hh:mm:ss, fractions; a zone is read
 * over, not applied). Returns the bytes used, 0 when there is no valid date.
 */
size_t ndx_date_parse_iso(const char *text, size_t length, ndx_date *out);

/* The last second of the year, month, day or minute that date names. */
int64_t ndx_date_last_second(ndx_date date);

/* "2025", "2025-09", "2025-09-25", "2025-09-25T14:30" or "". */
#define NDX_DATE_TEXT_SIZE 20
void ndx_date_format(ndx_date date, char out[NDX_DATE_TEXT_SIZE]);

#endif

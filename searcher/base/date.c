/* Civil date arithmetic after Howard Hinnant, "chrono-compatible low-level date algorithms". */
#include "searcher/base/date.h"

#include <stdio.h>
#include <string.h>

enum { DAY_SECONDS = 86400 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month];
}

static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = year / 400; /* year >= 0 here */
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

bool ndx_date_from_civil(int year, int month, int day, ndx_date *out)
{
    *out = NDX_DATE_NONE;
    if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0 || (day && !month) ||
        (day && day > days_in_month(year, month)))
        return false;
    out->precision = day ? NDX_DATE_DAY : month ? NDX_DATE_MONTH : NDX_DATE_YEAR;
    out->seconds = days_from_civil(year, month ? month : 1, day ? day : 1) * DAY_SECONDS;
    return true;
}

bool ndx_date_set_time(ndx_date *date, int hour, int minute, int second)
{
    if (date->precision != NDX_DATE_DAY || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60)
        return false;
    date->seconds += hour * 3600 + minute * 60 + (second > 59 ? 59 : second);
    date->precision = NDX_DATE_MINUTE;
    return true;
}

void ndx_date_to_civil(int64_t seconds, int *year, int *month, int *day, int *hour, int *minute)
{
    int64_t days = seconds / DAY_SECONDS;
    int64_t rest = seconds % DAY_SECONDS;
    if (rest < 0) {
        rest += DAY_SECONDS;
        days--;
    }
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int civil_month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    if (year)
        *year = (int)(year_of_era + era * 400 + (civil_month <= 2));
    if (month)
        *month = civil_month;
    if (day)
        *day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    if (hour)
        *hour = (int)(rest / 3600);
    if (minute)
        *minute = (int)(rest / 60 % 60);
}

/* Reads exactly count digits at text[*at]; -1 and *at unmoved when they are not there. */
static int read_digits(const char *text, size_t length, size_t *at, size_t count)
{
    int value = 0;
    if (count > length - *at)
        return -1;
    for (size_t i = 0; i < count; i++) {
        char c = text[*at + i];
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    *at += count;
    return value;
}

static bool is_digit_at(const char *text, size_t length, size_t at)
{
    return at < length && text[at] >= '0' && text[at] <= '9';
}

static size_t skip_zone(const char *text, size_t length, size_t at)
{
    if (at < length && (text[at] == 'Z' || text[at] == 'z'))
        return at + 1;
    if (at >= length || (text[at] != '+' && text[at] != '-'))
        return at;
    size_t next = at + 1;
    if (read_digits(text, length, &next, 2) < 0)
        return at;
    size_t minutes = next + (next < length && text[next] == ':');
    return read_digits(text, length, &minutes, 2) < 0 ? next : minutes;
}

/* The time of day at text[at], which stands at the "T"; returns the end, or at when there is none.
 */
static size_t parse_time(const char *text, size_t length, size_t at, ndx_date *date)
{
    if (at >= length || !strchr("Tt ", text[at]))
        return at;
    size_t next = at + 1;
    int hour = read_digits(text, length, &next, 2);
    bool colon = hour >= 0 && next < length && text[next] == ':';
    next += colon;
    int minute = hour < 0 ? -1 : read_digits(text, length, &next, 2);
    if (minute < 0 || (!colon && text[at] == ' '))
        return at;
    int second = 0;
    size_t after = next + (colon && next < length && text[next] == ':');
    if (after > next || !colon) {
        int read = read_digits(text, length, &after, 2);
        if (read >= 0) {
            second = read;
            next = after;
            if (next < length && (text[next] == '.' || text[next] == ','))
                for (next++; is_digit_at(text, length, next);)
                    next++;
        }
    }
    if (!ndx_date_set_time(date, hour, minute, second))
        return at;
    return skip_zone(text, length, next);
}

size_t ndx_date_parse_iso(const char *text, size_t length, ndx_date *out)
{
    size_t at = 0;
    int month = 0, day = 0;
    *out = NDX_DATE_NONE;
    int year = read_digits(text, length, &at, 4);
    if (year < 0)
        return 0;
    if (is_digit_at(text, length, at)) {
        if ((month = read_digits(text, length, &at, 2)) < 1 ||
            (day = read_digits(text, length, &at, 2)) < 1)
            return 0;
    } else if (at < length && text[at] == '-' && is_digit_at(text, length, at + 1)) {
        at++;
        if ((month = read_digits(text, length, &at, 2)) < 1)
            return 0;
        if (at < length && text[at] == '-' && is_digit_at(text, length, at + 1)) {
            at++;
            if ((day = read_digits(text, length, &at, 2)) < 1)
                return 0;
        }
    }
    if (is_digit_at(text, length, at) || !ndx_date_from_civil(year, month, day, out))
        return 0;
    return day ? parse_time(text, length, at, out) : at;
}

int64_t ndx_date_last_second(ndx_date date)
{
    int year, month;
    ndx_date_to_civil(date.seconds, &year, &month, NULL, NULL, NULL);
    switch (date.precision) {
    case NDX_DATE_YEAR:
        return date.seconds + (is_leap(year) ? 366 : 365) * (int64_t)DAY_SECONDS - 1;
    case NDX_DATE_MONTH:
        return date.seconds + days_in_month(year, month) * (int64_t)DAY_SECONDS - 1;
    case NDX_DATE_DAY:
        return date.seconds + DAY_SECONDS - 1;
    case NDX_DATE_MINUTE:
        return date.seconds - date.seconds % 60 +
               (date.seconds < 0 && date.seconds % 60 ? -60 : 0) + 59;
    case NDX_DATE_UNKNOWN:
        break;
    }
    return date.seconds;
}

void ndx_date_format(ndx_date date, char out[NDX_DATE_TEXT_SIZE])
{
    int year, month, day, hour, minute;
    out[0] = '\0';
    if (date.precision == NDX_DATE_UNKNOWN)
        return;
    ndx_date_to_civil(date.seconds, &year, &month, &day, &hour, &minute);
    if (year < 0 || year > 9999)
        return;
    int length = snprintf(out, NDX_DATE_TEXT_SIZE, "%04d", year);
    if (date.precision >= NDX_DATE_MONTH)
        length += snprintf(out + length, NDX_DATE_TEXT_SIZE - (size_t)length, "-%02d", month);
    if (date.precision >= NDX_DATE_DAY)
        length += snprintf(out + length, NDX_DATE_TEXT_SIZE - (size_t)length, "-%02d", day);
    if (date.precision >= NDX_DATE_MINUTE)
        snprintf(out + length, NDX_DATE_TEXT_SIZE - (size_t)length, "T%02d:%02d", hour, minute);
}

#include "indexer/article/article_date.h"

#include <math.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "indexer/article/month_name.h"

enum {
    YEAR_MIN = 1600,
    DAY = 24 * 60 * 60,        /* seconds */
    FILE_TIME_MIN = 725846400, /* 1993: before the web, so a tool's and no article's */
};
#define EPOCH_MAX 1e12

/* A place in a text; readers move it only when they succeed. */
typedef struct cursor {
    const char *text;
    size_t length, at;
} cursor;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)c >= 0x80;
}

/* The byte ahead, NUL at the end. */
static char ahead(const cursor *c, size_t distance)
{
    return c->at + distance < c->length ? c->text[c->at + distance] : '\0';
}

static size_t count_digits(const cursor *c)
{
    size_t count = 0;
    while (count < 20 && is_digit(ahead(c, count)))
        count++;
    return count;
}

static int take_digits(cursor *c, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (c->text[c->at++] - '0');
    return value;
}

static void skip(cursor *c, const char *bytes)
{
    while (ahead(c, 0) && strchr(bytes, ahead(c, 0)))
        c->at++;
}

static int next_year(void)
{
    int64_t now = (int64_t)time(NULL);
    int year;
    ndx_date_to_civil(now, &year, NULL, NULL, NULL, NULL);
    return year + 1;
}

bool article_date_make(int year, int month, int day, ndx_date *out)
{
    *out = NDX_DATE_NONE;
    return year >= YEAR_MIN && year <= next_year() && ndx_date_from_civil(year, month, day, out);
}

bool article_date_of_epoch(double seconds, ndx_date *out)
{
    int year;
    *out = NDX_DATE_NONE;
    if (seconds == 0 || !(seconds > -EPOCH_MAX && seconds < EPOCH_MAX))
        return false;
    const ndx_date date = {(int64_t)floor(seconds), NDX_DATE_MINUTE};
    ndx_date_to_civil(date.seconds, &year, NULL, NULL, NULL, NULL);
    if (year < YEAR_MIN || year > next_year())
        return false;
    *out = date;
    return true;
}

int64_t article_date_latest(int64_t modified)
{
    return modified < FILE_TIME_MIN ? INT64_MAX : modified + DAY;
}

static int full_year(int short_year)
{
    return short_year + (short_year < 50 ? 2000 : 1900);
}

/* "Feb", "Feb.", "Sept", "February": 1 to 12; 0 when it is none. */
static int take_month(cursor *c, bool english_only)
{
    size_t used;
    int month = month_name_read(c->text + c->at, c->length - c->at, english_only, &used);
    if (!month)
        return 0;
    c->at += used;
    if (ahead(c, 0) == '.')
        c->at++;
    return month;
}

/* One of the words (each at most with NULL behind the last) that comes next, in any case. */
static bool take_word(cursor *c, const char *const *words)
{
    for (; *words; words++) {
        if (((*words)[0] | 0x20) != (ahead(c, 0) | 0x20)) /* as for nearly all */
            continue;
        size_t size = strlen(*words);
        if (c->length - c->at >= size && strncasecmp(c->text + c->at, *words, size) == 0) {
            c->at += size;
            return true;
        }
    }
    return false;
}

/* ---- the time behind a date -------------------------------------------------- */

static bool take_two(cursor *c, int *value)
{
    size_t count = count_digits(c);
    if (count < 1 || count > 2)
        return false;
    *value = take_digits(c, count);
    return true;
}

/* "pm", "p.m." */
static void take_half_day(cursor *c, int *hour)
{
    cursor here = *c;
    skip(&here, " ");
    char half = ahead(&here, 0);
    bool dotted = ahead(&here, 1) == '.';
    char m = ahead(&here, dotted ? 2 : 1);
    if (!half || !strchr("aApP", half) || (m != 'm' && m != 'M') || *hour > 12 || *hour < 1)
        return;
    *hour = *hour % 12 + (half == 'p' || half == 'P' ? 12 : 0);
    *c = here;
}

static bool take_time(cursor *c, ndx_date *date)
{
    cursor here = *c;
    int hour, minute, second = 0;
    skip(&here, " ,T\t");
    if (ahead(&here, 0) == 'a' && ahead(&here, 1) == 't')
        here.at += 2;
    skip(&here, " ");
    if (here.at == c->at || !take_two(&here, &hour) || ahead(&here, 0) != ':')
        return false;
    here.at++;
    if (count_digits(&here) != 2 || !take_two(&here, &minute))
        return false;
    if (ahead(&here, 0) == ':') {
        here.at++;
        if (count_digits(&here) != 2 || !take_two(&here, &second))
            return false;
    }
    take_half_day(&here, &hour);
    if (!ndx_date_set_time(date, hour, minute, second))
        return false;
    *c = here;
    return true;
}

/* ---- the forms ---------------------------------------------------------------- */

static bool take_year(cursor *c, int *year)
{
    if (count_digits(c) != 4)
        return false;
    *year = take_digits(c, 4);
    return true;
}

/* "T1036", "T103600"; "T000000" stands for no time at all. */
static void take_basic_time(cursor *c, ndx_date *date)
{
    cursor here = *c;
    here.at++;
    size_t digits = count_digits(&here);
    if (ahead(c, 0) != 'T' || (digits != 4 && digits != 6))
        return;
    int hour = take_digits(&here, 2), minute = take_digits(&here, 2);
    if ((hour || minute) && ndx_date_set_time(date, hour, minute, 0))
        c->at = here.at;
}

/* 2005-02-02, also with / . _ ; 20050202, alone or with six digits of time. */
static bool take_numeric(cursor *c, ndx_date *out)
{
    cursor here = *c;
    size_t digits = count_digits(&here);
    int month, day;
    if (digits == 8 || digits == 12 || digits == 14) {
        int year = take_digits(&here, 4);
        month = take_digits(&here, 2);
        day = take_digits(&here, 2);
        if (!month || !day || !article_date_make(year, month, day, out))
            return false;
        *c = here;
        if (digits == 8) {
            take_basic_time(c, out);
            take_time(c, out);
            return true;
        }
        int hour = take_digits(&here, 2), minute = take_digits(&here, 2);
        if (ndx_date_set_time(out, hour, minute, 0))
            c->at += digits - 8;
        return true;
    }
    int year;
    if (!take_year(&here, &year))
        return false;
    char separator = ahead(&here, 0);
    if (!separator || !strchr("-/._", separator))
        return false;
    here.at++;
    if (!take_two(&here, &month) || ahead(&here, 0) != separator)
        return false;
    here.at++;
    if (!take_two(&here, &day) || !month || !day || !article_date_make(year, month, day, out))
        return false;
    take_time(&here, out);
    *c = here;
    return true;
}

/* "2nd of ", "1er ", "3. ", "2 de ", "26-" */
static bool take_day(cursor *c, int *day)
{
    static const char *const suffixes[] = {"st", "nd",       "rd",       "th", "er",
                                           ".",  "\xC2\xBA", "\xC2\xB0", NULL};
    static const char *const of[] = {"of ", "de ", "di ", "d'", NULL};
    if (!take_two(c, day) || !*day)
        return false;
    take_word(c, suffixes);
    skip(c, " -\t");
    take_word(c, of);
    return true;
}

/* 2 February 2005, 2nd of Feb. 2005, 3 de mayo de 2003, 26-FEB-1987, 02Feb2005. */
static bool take_day_first(cursor *c, ndx_date *out)
{
    static const char *const of[] = {"de ", "del ", NULL};
    cursor here = *c;
    int day, year;
    if (!take_day(&here, &day))
        return false;
    int month = take_month(&here, false);
    skip(&here, " -,\t");
    take_word(&here, of);
    if (!month || !take_year(&here, &year) || !article_date_make(year, month, day, out))
        return false;
    take_time(&here, out);
    *c = here;
    return true;
}

/* 02.02.2005, 2. 2. 2005: with points the day is first. */
static bool take_dotted(cursor *c, ndx_date *out)
{
    cursor here = *c;
    int day, month, year;
    if (!take_two(&here, &day) || ahead(&here, 0) != '.')
        return false;
    skip(&here, ". ");
    if (!take_two(&here, &month) || ahead(&here, 0) != '.')
        return false;
    skip(&here, ". ");
    if (!day || !month || !take_year(&here, &year) || !article_date_make(year, month, day, out))
        return false;
    take_time(&here, out);
    *c = here;
    return true;
}

/* 2005年2月2日, 2005년 2월 2일 */
static bool take_east_asian(cursor *c, ndx_date *out)
{
    static const char *const years[] = {"\xE5\xB9\xB4", "\xEB\x85\x84", NULL};
    static const char *const months[] = {"\xE6\x9C\x88", "\xEC\x9B\x94", NULL};
    static const char *const days[] = {"\xE6\x97\xA5", "\xEC\x9D\xBC", NULL};
    cursor here = *c;
    int year, month, day;
    if (!take_year(&here, &year) || !take_word(&here, years))
        return false;
    skip(&here, " ");
    if (!take_two(&here, &month) || !take_word(&here, months))
        return false;
    skip(&here, " ");
    if (!take_two(&here, &day) || !take_word(&here, days) || !month || !day ||
        !article_date_make(year, month, day, out))
        return false;
    *c = here;
    return true;
}

/* "15:04:05 PST " between the day and the year, as the Unix date command prints it. */
static void take_time_before_year(cursor *c, ndx_date *time_holder)
{
    ndx_date_from_civil(1970, 1, 1, time_holder);
    if (!take_time(c, time_holder))
        return;
    skip(c, " ");
    while (is_letter(ahead(c, 0)))
        c->at++;
}

/* February 2, 2005; Feb. 2 2005; Feb  2 15:04:05 PST 2005. */
static bool take_month_first(cursor *c, ndx_date *out)
{
    cursor here = *c;
    int day, year;
    ndx_date clock;
    int month = take_month(&here, true);
    if (!month)
        return false;
    skip(&here, " -\t");
    if (!take_two(&here, &day))
        return false;
    if (is_letter(ahead(&here, 0)) && is_letter(ahead(&here, 1)) && !is_letter(ahead(&here, 2)))
        here.at += 2;
    take_time_before_year(&here, &clock);
    skip(&here, " -,\t");
    if (!day || !take_year(&here, &year) || !article_date_make(year, month, day, out))
        return false;
    if (clock.precision == NDX_DATE_MINUTE) {
        out->seconds += clock.seconds;
        out->precision = NDX_DATE_MINUTE;
    } else {
        take_time(&here, out);
    }
    *c = here;
    return true;
}

/* Any form that names the day. */
static bool take_date(cursor *c, ndx_date *out)
{
    if (is_digit(ahead(c, 0)))
        return take_numeric(c, out) || take_day_first(c, out) || take_dotted(c, out) ||
               take_east_asian(c, out);
    return take_month_first(c, out);
}

/* Past the letters or digits that come next, or one other byte. */
static void skip_run(cursor *c)
{
    const char first = c->text[c->at++];
    if (is_letter(first))
        while (c->at < c->length && is_letter(c->text[c->at]))
            c->at++;
    else if (is_digit(first))
        while (c->at < c->length && is_digit(c->text[c->at]))
            c->at++;
}

/* Where a run begins: a digit behind an ASCII letter belongs to a code. */
static bool may_begin(const cursor *c)
{
    const char here = c->text[c->at], before = c->at ? c->text[c->at - 1] : ' ';
    if (is_digit(here))
        return !(is_letter(before) && (unsigned char)before < 0x80);
    return month_name_begins_english(c->text + c->at, c->length - c->at);
}

bool article_date_find(const char *text, size_t length, ndx_date *out)
{
    for (cursor c = {text, length, 0}; c.at < length; skip_run(&c))
        if (may_begin(&c) && take_date(&c, out))
            return true;
    *out = NDX_DATE_NONE;
    return false;
}

/* ---- fields -------------------------------------------------------------------- */

/* "February 2005", "févr. 2005". */
static bool take_month_and_year(cursor *c, ndx_date *out)
{
    int year, month = take_month(c, false);
    skip(c, " -,");
    return month && take_year(c, &year) && article_date_make(year, month, 0, out);
}

/* "11/08/91", "11/8/1991": the month first unless it can only be the day. */
static bool take_slashed(cursor *c, ndx_date *out)
{
    int first, second, year;
    if (!take_two(c, &first) || ahead(c, 0) != '/')
        return false;
    c->at++;
    if (!take_two(c, &second) || ahead(c, 0) != '/')
        return false;
    c->at++;
    size_t digits = count_digits(c);
    if (digits != 2 && digits != 4)
        return false;
    year = take_digits(c, digits);
    year = digits == 2 ? full_year(year) : year;
    bool made = first && second &&
                (first > 12 ? article_date_make(year, second, first, out)
                            : article_date_make(year, first, second, out));
    if (made)
        take_time(c, out);
    return made;
}

/* "910514" */
static bool take_six_digits(cursor *c, ndx_date *out)
{
    if (count_digits(c) != 6)
        return false;
    int year = full_year(take_digits(c, 2)), month = take_digits(c, 2), day = take_digits(c, 2);
    return month && day && article_date_make(year, month, day, out);
}

/* "26-FEB-87", "Thu, 26 Feb 87 10:11:12 GMT". */
static bool take_short(cursor *c, ndx_date *out)
{
    int day;
    while (is_letter(ahead(c, 0)))
        c->at++;
    skip(c, "., ");
    if (!take_day(c, &day))
        return false;
    int month = take_month(c, false);
    skip(c, " -,");
    if (!month || count_digits(c) != 2 ||
        !article_date_make(full_year(take_digits(c, 2)), month, day, out))
        return false;
    take_time(c, out);
    return true;
}

/* "2005-02", "2005". */
static bool take_year_or_month(cursor *c, ndx_date *out)
{
    ndx_date date;
    size_t used = ndx_date_parse_iso(c->text + c->at, c->length - c->at, &date);
    int year;
    if (!used || used < c->length - c->at)
        return false;
    ndx_date_to_civil(date.seconds, &year, NULL, NULL, NULL, NULL);
    *out = date;
    return year >= YEAR_MIN && year <= next_year();
}

bool article_date_parse(const char *text, size_t length, ndx_date *out)
{
    if (length > ARTICLE_FIELD_MAX)
        length = ARTICLE_FIELD_MAX;
    if (article_date_find(text, length, out))
        return true;
    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    cursor start = {text, length, 0};
    skip(&start, " \t\r\n");
    bool (*const forms[])(cursor *, ndx_date *) = {take_year_or_month, take_six_digits, take_short,
                                                   take_slashed, take_month_and_year};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        cursor c = start;
        if (forms[i](&c, out))
            return true;
    }
    *out = NDX_DATE_NONE;
    return false;
}

/* ---- names and paths ------------------------------------------------------------- */

static bool in_name(const char *name, ndx_date *out)
{
    cursor c = {name, strlen(name), 0};
    for (; c.at < c.length; c.at++) {
        char before = c.at ? c.text[c.at - 1] : '_';
        bool digit = is_digit(ahead(&c, 0)) && !is_digit(before);
        bool letter = is_letter(ahead(&c, 0)) && !is_letter(before);
        if ((digit || letter) && take_date(&c, out))
            return true;
    }
    *out = NDX_DATE_NONE;
    return false;
}

/* "/2005/02/" */
static bool take_month_folders(cursor *c, ndx_date *out)
{
    cursor here = *c;
    int year, month;
    if (!take_year(&here, &year) || ahead(&here, 0) != '/')
        return false;
    here.at++;
    return count_digits(&here) == 2 && take_two(&here, &month) && ahead(&here, 0) == '/' && month &&
           article_date_make(year, month, 0, out);
}

bool article_date_in_path(const char *path, ndx_date *out)
{
    if (in_name(path, out))
        return true;
    cursor c = {path, strlen(path), 0};
    for (; c.at < c.length; c.at++)
        if ((c.at == 0 || path[c.at - 1] == '/') && take_month_folders(&c, out))
            return true;
    *out = NDX_DATE_NONE;
    return false;
}

void article_date_from_place(article *a, const char *basename, const char *path)
{
    if (a->date.precision != NDX_DATE_UNKNOWN)
        return;
    if (in_name(basename, &a->date))
        a->date_rule = "name";
    else if (article_date_in_path(path, &a->date))
        a->date_rule = "path";
}

void article_date_refuse_later(article *a, int64_t latest)
{
    if (a->date.precision == NDX_DATE_UNKNOWN || a->date.seconds <= latest)
        return;
    a->date = NDX_DATE_NONE;
    a->date_rule = "";
}

#include "searcher/result/timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/index/schema.h"
#include "searcher/result/ranking.h"
#include "searcher/result/tally.h"

enum { DAY_SECONDS = 86400, LABEL_SIZE = NDX_DATE_TEXT_SIZE };

struct newsdex_timeline {
    newsdex_bucket *buckets;
    char (*labels)[LABEL_SIZE];
    size_t count;
    newsdex_bucket undated, imprecise;
};

/* ---- buckets are numbered -------------------------------------------------------------- */

static int64_t floor_divide(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0);
}

static int64_t bucket_number(newsdex_time_unit unit, int64_t seconds)
{
    int year, month;
    const int64_t day = floor_divide(seconds, DAY_SECONDS);
    ndx_date_to_civil(seconds, &year, &month, NULL, NULL, NULL);
    switch (unit) {
    case NEWSDEX_TIME_YEAR:
        return year;
    case NEWSDEX_TIME_MONTH:
        return (int64_t)year * 12 + month - 1;
    case NEWSDEX_TIME_WEEK:
        return floor_divide(day + 3, 7); /* 1970-01-01 was a Thursday */
    case NEWSDEX_TIME_DAY:
        break;
    }
    return day;
}

static int64_t bucket_start(newsdex_time_unit unit, int64_t number)
{
    ndx_date date = NDX_DATE_NONE;
    switch (unit) {
    case NEWSDEX_TIME_YEAR:
        ndx_date_from_civil((int)number, 1, 1, &date);
        return date.seconds;
    case NEWSDEX_TIME_MONTH:
        ndx_date_from_civil((int)(number / 12), (int)(number % 12) + 1, 1, &date);
        return date.seconds;
    case NEWSDEX_TIME_WEEK:
        return (number * 7 - 3) * DAY_SECONDS;
    case NEWSDEX_TIME_DAY:
        break;
    }
    return number * DAY_SECONDS;
}

/* A week belongs to the year that has its Thursday. */
static void name_week(int64_t monday, char out[LABEL_SIZE])
{
    const int64_t thursday = monday + 3 * DAY_SECONDS;
    int year;
    ndx_date january;
    ndx_date_to_civil(thursday, &year, NULL, NULL, NULL, NULL);
    ndx_date_from_civil(year, 1, 1, &january);
    const int week = (int)((thursday - january.seconds) / (7 * DAY_SECONDS)) + 1;
    snprintf(out, LABEL_SIZE, "%04d-W%02d", year, week);
}

static const ndx_date_precision needed[] = {
    [NEWSDEX_TIME_YEAR] = NDX_DATE_YEAR,
    [NEWSDEX_TIME_MONTH] = NDX_DATE_MONTH,
    [NEWSDEX_TIME_WEEK] = NDX_DATE_DAY,
    [NEWSDEX_TIME_DAY] = NDX_DATE_DAY,
};

static void name_bucket(newsdex_time_unit unit, int64_t start, char out[LABEL_SIZE])
{
    if (unit == NEWSDEX_TIME_WEEK)
        name_week(start, out);
    else
        ndx_date_format((ndx_date){start, needed[unit]}, out);
}

/* ---- counting --------------------------------------------------------------------------- */

enum { DATE, WORDS, PRECISION, SLOTS };

typedef struct total {
    uint64_t articles, words;
} total;

/* Articles by the number of their bucket, in native byte order. */
typedef struct count {
    newsdex_time_unit unit;
    ndx_tally tally;
    total undated, imprecise;
} count;

static void add_total(total *to, uint64_t words)
{
    to->articles++;
    to->words += words;
}

static newsdex_status visit(void *context, const xapc_value *values, newsdex_error *err)
{
    count *c = context;
    const uint64_t words = ndx_tally_words(&values[WORDS]);
    const ndx_date date = ndx_tally_date(&values[DATE], &values[PRECISION]);
    if (date.precision == NDX_DATE_UNKNOWN)
        add_total(&c->undated, words);
    else if (date.precision < needed[c->unit])
        add_total(&c->imprecise, words);
    else {
        const int64_t number = bucket_number(c->unit, date.seconds);
        ndx_tally_next(&c->tally);
        return ndx_tally_add(&c->tally, (const char *)&number, sizeof number, words, err);
    }
    return NEWSDEX_OK;
}

/* The matches of query under the filters; all articles for NULL. */
static newsdex_status count_matches(xapc_database *db, ndx_analyzer *analyzer,
                                    const newsdex_query *query,
                                    const newsdex_search_options *options, count *c,
                                    newsdex_error *err)
{
    static const uint32_t slots[SLOTS] = {
        [DATE] = NDX_SLOT_DATE,
        [WORDS] = NDX_SLOT_WORDS,
        [PRECISION] = NDX_SLOT_PRECISION,
    };
    return ndx_ranking_visit(db, analyzer, query, options, slots, SLOTS, visit, c, err);
}

/* ---- the result ------------------------------------------------------------------------- */

static int64_t number_of(const ndx_tally_entry *entry)
{
    int64_t number;
    memcpy(&number, entry->key, sizeof number);
    return number;
}

/* Lays out the buckets from the first to the last number of tally. */
static newsdex_status make_buckets(newsdex_timeline *timeline, newsdex_time_unit unit,
                                   const ndx_tally *tally, int64_t *first, newsdex_error *err)
{
    int64_t last = INT64_MIN;
    *first = INT64_MAX;
    for (size_t i = 0; i < tally->count; i++) {
        const int64_t number = number_of(&tally->entries[i]);
        *first = number < *first ? number : *first;
        last = number > last ? number : last;
    }
    const int64_t buckets = tally->count ? last - *first + 1 : 0;
    if (buckets > NEWSDEX_COUNT_MAX)
        return ndx_error_set(
            err, NEWSDEX_E_LIMIT,
            "a timeline of more than %d steps: take longer ones, or a shorter time",
            NEWSDEX_COUNT_MAX);
    timeline->buckets = calloc((size_t)buckets + 1, sizeof *timeline->buckets);
    timeline->labels = calloc((size_t)buckets + 1, sizeof *timeline->labels);
    if (!timeline->buckets || !timeline->labels)
        return ndx_error_nomem(err);
    timeline->count = (size_t)buckets;
    for (size_t i = 0; i < timeline->count; i++) {
        timeline->buckets[i].start = bucket_start(unit, *first + (int64_t)i);
        timeline->buckets[i].label = timeline->labels[i];
        name_bucket(unit, timeline->buckets[i].start, timeline->labels[i]);
    }
    return NEWSDEX_OK;
}

static newsdex_bucket beside(const char *label, total hits, total all)
{
    return (newsdex_bucket){
        .start = NEWSDEX_DATE_NONE,
        .label = label,
        .hits = hits.articles,
        .hit_words = hits.words,
        .articles = all.articles,
        .article_words = all.words,
    };
}

static newsdex_status fill_timeline(newsdex_timeline *timeline, const count *hits, const count *all,
                                    newsdex_error *err)
{
    int64_t first;
    newsdex_status status = make_buckets(timeline, all->unit, &all->tally, &first, err);
    if (status)
        return status;
    for (size_t i = 0; i < all->tally.count; i++) {
        const ndx_tally_entry *entry = &all->tally.entries[i];
        newsdex_bucket *bucket = &timeline->buckets[number_of(entry) - first];
        bucket->articles = entry->articles;
        bucket->article_words = entry->words;
    }
    for (size_t i = 0; i < hits->tally.count; i++) {
        const ndx_tally_entry *entry = &hits->tally.entries[i];
        newsdex_bucket *bucket = &timeline->buckets[number_of(entry) - first];
        bucket->hits = entry->articles;
        bucket->hit_words = entry->words;
    }
    timeline->undated = beside("undated", hits->undated, all->undated);
    timeline->imprecise = beside("imprecise", hits->imprecise, all->imprecise);
    return NEWSDEX_OK;
}

newsdex_status ndx_timeline_count(xapc_database *db, ndx_analyzer *analyzer,
                                  const newsdex_query *query, const newsdex_search_options *options,
                                  newsdex_time_unit unit, newsdex_timeline **out,
                                  newsdex_error *err)
{
    count hits = {.unit = unit}, all = {.unit = unit};
    *out = NULL;
    newsdex_timeline *timeline = calloc(1, sizeof *timeline);
    if (!timeline)
        return ndx_error_nomem(err);
    newsdex_status status = count_matches(db, analyzer, query, options, &hits, err);
    if (!status)
        status = count_matches(db, analyzer, NULL, options, &all, err);
    if (!status)
        status = fill_timeline(timeline, &hits, &all, err);
    ndx_tally_release(&hits.tally);
    ndx_tally_release(&all.tally);
    if (status)
        newsdex_timeline_free(timeline);
    else
        *out = timeline;
    return status;
}

size_t newsdex_timeline_size(const newsdex_timeline *timeline)
{
    return timeline ? timeline->count : 0;
}

const newsdex_bucket *newsdex_timeline_at(const newsdex_timeline *timeline, size_t i)
{
    return timeline && i < timeline->count ? &timeline->buckets[i] : NULL;
}

const newsdex_bucket *newsdex_timeline_undated(const newsdex_timeline *timeline)
{
    return timeline ? &timeline->undated : NULL;
}

const newsdex_bucket *newsdex_timeline_imprecise(const newsdex_timeline *timeline)
{
    return timeline ? &timeline->imprecise : NULL;
}

void newsdex_timeline_free(newsdex_timeline *timeline)
{
    if (!timeline)
        return;
    free(timeline->buckets);
    free(timeline->labels);
    free(timeline);
}

#include "searcher/chart.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { DAY_SECONDS = 86400 };

const char *const chart_unit_names[CHART_UNITS] = {
    [NEWSDEX_TIME_YEAR] = "year",
    [NEWSDEX_TIME_MONTH] = "month",
    [NEWSDEX_TIME_WEEK] = "week",
    [NEWSDEX_TIME_DAY] = "day",
};

/* ---- looking at it ------------------------------------------------------------------- */

const newsdex_bucket *chart_at(const chart *c, size_t series, size_t bucket)
{
    return newsdex_timeline_at(c->series[series].timeline, bucket);
}

static size_t bucket_count(const chart *c)
{
    return newsdex_timeline_size(c->series[0].timeline);
}

void chart_take_step(const chart *c, size_t bucket, chart_row out)
{
    for (size_t s = 0; s < c->count; s++)
        out[s] = chart_at(c, s, bucket);
}

void chart_take_beside(const chart *c, size_t which, chart_row out)
{
    for (size_t s = 0; s < c->count; s++)
        out[s] = which == 0 ? newsdex_timeline_imprecise(c->series[s].timeline)
                            : newsdex_timeline_undated(c->series[s].timeline);
}

bool chart_has_hits(const chart *c, const chart_row buckets)
{
    for (size_t s = 0; s < c->count; s++)
        if (buckets[s]->hits)
            return true;
    return false;
}

static bool has_hits_at(const chart *c, size_t bucket)
{
    chart_row buckets;
    chart_take_step(c, bucket, buckets);
    return chart_has_hits(c, buckets);
}

size_t chart_gap(const chart *c, size_t bucket, size_t end)
{
    size_t at = bucket;
    while (at < end && !has_hits_at(c, at))
        at++;
    return at - bucket;
}

size_t chart_void(const chart *c, size_t bucket, size_t end)
{
    size_t at = bucket;
    while (at < end && !chart_at(c, 0, at)->articles)
        at++;
    return at - bucket;
}

uint64_t chart_most_hits(const chart *c)
{
    uint64_t most = 0;
    for (size_t i = c->first; i < c->end; i++)
        for (size_t s = 0; s < c->count; s++)
            if (chart_at(c, s, i)->hits > most)
                most = chart_at(c, s, i)->hits;
    return most;
}

double bucket_percent(const newsdex_bucket *bucket)
{
    return bucket->articles ? 100.0 * (double)bucket->hits / (double)bucket->articles : NAN;
}

double bucket_per_million(const newsdex_bucket *bucket)
{
    return bucket->article_words ? 1e6 * (double)bucket->hits / (double)bucket->article_words : NAN;
}

void bucket_day(const newsdex_bucket *bucket, char out[BUCKET_DAY_SIZE])
{
    struct tm day;
    const time_t start = (time_t)bucket->start;
    *out = '\0';
    if (bucket->start != NEWSDEX_DATE_NONE && gmtime_r(&start, &day))
        snprintf(out, BUCKET_DAY_SIZE, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1,
                 day.tm_mday);
}

/* ---- choosing the unit ------------------------------------------------------------- */

/* The date of the first hit in that order, NEWSDEX_DATE_NONE when none has one. */
static newsdex_status find_end(newsdex *nd, const newsdex_query *query,
                               const newsdex_search_options *how, newsdex_sort sort, int64_t *date,
                               newsdex_error *err)
{
    newsdex_search_options one = *how;
    newsdex_results *results;
    one.offset = 0;
    one.limit = 1;
    one.sort = sort;
    one.snippet_bytes = 0;
    one.evidence = 0;
    one.stories = NEWSDEX_STORIES_APART;
    one.exact_total = 0;
    newsdex_status status = newsdex_search(nd, query, &one, &results, err);
    const newsdex_hit *hit = newsdex_results_at(results, 0);
    *date = hit ? hit->date : NEWSDEX_DATE_NONE;
    newsdex_results_free(results);
    return status;
}

/* Steps so long that they fit a screen or two. */
static newsdex_time_unit unit_for(int64_t seconds)
{
    const int64_t days = seconds / DAY_SECONDS;
    if (days <= 62)
        return NEWSDEX_TIME_DAY;
    if (days <= 366)
        return NEWSDEX_TIME_WEEK;
    return days <= 6 * 366 ? NEWSDEX_TIME_MONTH : NEWSDEX_TIME_YEAR;
}

static newsdex_status choose_unit(chart *c, newsdex *nd, const newsdex_search_options *how,
                                  newsdex_error *err)
{
    int64_t oldest = INT64_MAX, newest = INT64_MIN;
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < c->count; i++) {
        int64_t low = 0, high = 0;
        const newsdex_query *query = c->series[i].query;
        if ((status = find_end(nd, query, how, NEWSDEX_SORT_OLDEST, &low, err)) ||
            (status = find_end(nd, query, how, NEWSDEX_SORT_NEWEST, &high, err)) ||
            low == NEWSDEX_DATE_NONE || high == NEWSDEX_DATE_NONE)
            continue;
        oldest = low < oldest ? low : oldest;
        newest = high > newest ? high : newest;
    }
    c->unit = oldest <= newest ? unit_for(newest - oldest) : NEWSDEX_TIME_YEAR;
    return status;
}

/* ---- counting ------------------------------------------------------------------------ */

static newsdex_status count_totals(chart *c, newsdex *nd, const newsdex_search_options *how,
                                   newsdex_error *err)
{
    newsdex_search_options none = *how;
    none.limit = 0;
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < c->count; i++)
        status = newsdex_search(nd, c->series[i].query, &none, &c->series[i].results, err);
    return status;
}

static newsdex_status count_timelines(chart *c, newsdex *nd, const newsdex_search_options *how,
                                      newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < c->count; i++) {
        newsdex_timeline_free(c->series[i].timeline);
        status = newsdex_timeline_count(nd, c->series[i].query, how, c->unit,
                                        &c->series[i].timeline, err);
    }
    return status;
}

static bool is_mostly_imprecise(const chart *c)
{
    uint64_t all = 0, imprecise = 0;
    for (size_t i = 0; i < c->count; i++) {
        all += newsdex_results_stories(c->series[i].results, NULL);
        imprecise += newsdex_timeline_imprecise(c->series[i].timeline)->hits;
    }
    return imprecise > all / 2;
}

/* All timelines have the buckets of all articles, unless the index moved on in between. */
static bool is_aligned(const chart *c)
{
    const newsdex_bucket *first = chart_at(c, 0, 0);
    for (size_t i = 1; i < c->count; i++) {
        const newsdex_bucket *other = chart_at(c, i, 0);
        if (newsdex_timeline_size(c->series[i].timeline) != bucket_count(c) ||
            (first && first->start != other->start))
            return false;
    }
    return true;
}

static void find_range(chart *c)
{
    const size_t buckets = bucket_count(c);
    c->first = chart_gap(c, 0, buckets);
    c->end = c->first;
    for (size_t i = c->first; i < buckets; i++)
        if (has_hits_at(c, i))
            c->end = i + 1;
}

newsdex_status chart_count(chart *c, newsdex *nd, const newsdex_search_options *how,
                           newsdex_error *err)
{
    newsdex_status status = count_totals(c, nd, how, err);
    if (!status && !c->unit_chosen)
        status = choose_unit(c, nd, how, err);
    if (!status)
        status = count_timelines(c, nd, how, err);
    while (!status && !c->unit_chosen && c->unit != NEWSDEX_TIME_YEAR && is_mostly_imprecise(c)) {
        c->unit = c->unit == NEWSDEX_TIME_MONTH ? NEWSDEX_TIME_YEAR : NEWSDEX_TIME_MONTH;
        status = count_timelines(c, nd, how, err);
    }
    if (status)
        return status;
    if (!is_aligned(c)) {
        if (err)
            *err = (newsdex_error){NEWSDEX_E_CHANGED, UINT32_MAX, "the index moved on: try again"};
        return NEWSDEX_E_CHANGED;
    }
    find_range(c);
    return NEWSDEX_OK;
}

void chart_release(chart *c)
{
    for (size_t i = 0; i < c->count; i++) {
        newsdex_results_free(c->series[i].results);
        newsdex_timeline_free(c->series[i].timeline);
    }
}

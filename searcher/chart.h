/* Queries counted over time, side by side. */
#ifndef NEWSDEX_SEARCH_CHART_H
#define NEWSDEX_SEARCH_CHART_H

#include <stdbool.h>

#include "include/newsdex.h"

enum { CHART_SERIES_MAX = 8, CHART_STEPS_MAX = 4000 };

typedef struct chart_series {
    const char *text; /* as typed */
    const newsdex_query *query;
    newsdex_results *results;   /* no hits: the total and the remarks */
    newsdex_timeline *timeline; /* as many buckets as that of any other series */
} chart_series;

/* Put in text and query of each series, and unit unless it is to be chosen. */
typedef struct chart {
    chart_series series[CHART_SERIES_MAX];
    size_t count;
    bool unit_chosen; /* by the caller, else by how long the hits last */
    newsdex_time_unit unit;
    size_t first, end; /* the buckets from the first with a hit to behind the last */
} chart;

/* On failure what was counted so far is there; in any case release it. */
newsdex_status chart_count(chart *c, newsdex *nd, const newsdex_search_options *how,
                           newsdex_error *err);
void chart_release(chart *c);

/* "year", "month", "week", "day" */
enum { CHART_UNITS = NEWSDEX_TIME_DAY + 1 };
extern const char *const chart_unit_names[CHART_UNITS];

/* The same bucket of each series. */
typedef const newsdex_bucket *chart_row[CHART_SERIES_MAX];

void chart_take_step(const chart *c, size_t bucket, chart_row out);
/* Beside the timeline: 0 those whose date doesn't tell the step, 1 those without one. */
enum { CHART_BESIDE = 2 };
void chart_take_beside(const chart *c, size_t which, chart_row out);
bool chart_has_hits(const chart *c, const chart_row buckets);

const newsdex_bucket *chart_at(const chart *c, size_t series, size_t bucket);
/* How many buckets there are from that one on, but before end, in which no query has a hit; when
 * they are more than CHART_GAP_SHOWN, people are told so in one line. */
enum { CHART_GAP_SHOWN = 4 };
size_t chart_gap(const chart *c, size_t bucket, size_t end);
/* The same, in which there is no article at all. */
size_t chart_void(const chart *c, size_t bucket, size_t end);
uint64_t chart_most_hits(const chart *c);

/* Of all articles there, how many per cent are hits; NaN when there are none. */
double bucket_percent(const newsdex_bucket *bucket);
/* Hits per million words of all articles there; NaN when there are none. */
double bucket_per_million(const newsdex_bucket *bucket);
/* The day it starts with, as "2025-09-01"; "" beside the timeline. */
enum { BUCKET_DAY_SIZE = 32 };
void bucket_day(const newsdex_bucket *bucket, char out[BUCKET_DAY_SIZE]);

#endif

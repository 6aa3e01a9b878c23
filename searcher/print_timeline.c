#include "searcher/print_timeline.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "searcher/json_out.h"
#include "searcher/print_bar.h"
#include "searcher/print_machine.h"

enum {
    LABEL_COLUMNS = 10,
    CELL_COLUMNS = 17, /* "12345678    12.3" of a series among several */
    VOID_SHOWN = 100   /* so many steps without articles have lines in tables */
};

/* ---- for people ---------------------------------------------------------------------- */

static void print_real(FILE *stream, int columns, int decimals, double value)
{
    if (isnan(value))
        fprintf(stream, "%*s", columns, "-");
    else
        fprintf(stream, "%*.*f", columns, decimals, value);
}

static void print_heading(const terminal *term, const chart *c)
{
    terminal_style(term, TERMINAL_FAINT);
    fprintf(term->stream, "%-*s", LABEL_COLUMNS, chart_unit_names[c->unit]);
    if (c->count == 1)
        fputs("   found  % of all  per M words", term->stream);
    for (size_t i = 0; c->count > 1 && i < c->count; i++) {
        const char *text = c->series[i].text;
        const size_t length = terminal_fit(text, strlen(text), CELL_COLUMNS - 2);
        fprintf(term->stream, "%*s", CELL_COLUMNS - (int)terminal_columns(text, length), "");
        terminal_print_safe(term->stream, text, length);
    }
    terminal_style(term, TERMINAL_PLAIN);
    putc('\n', term->stream);
}

static void print_single(const terminal *term, const newsdex_bucket *bucket, uint64_t most)
{
    enum { BEFORE_BAR = 42, BAR_MAX = 60 };
    fprintf(term->stream, "%-*s%8" PRIu64, LABEL_COLUMNS, bucket->label, bucket->hits);
    print_real(term->stream, 10, 1, bucket_percent(bucket));
    print_real(term->stream, 13, 1, bucket_per_million(bucket));
    if (bucket->hits && most) {
        const unsigned room = term->width > BEFORE_BAR + 8 ? term->width - BEFORE_BAR - 2 : 8;
        fputs("  ", term->stream);
        print_bar(term, (double)bucket->hits / (double)most, room < BAR_MAX ? room : BAR_MAX);
    }
    putc('\n', term->stream);
}

static void print_cell(const terminal *term, const newsdex_bucket *bucket)
{
    const double percent = bucket_percent(bucket);
    fprintf(term->stream, "%*" PRIu64, CELL_COLUMNS - 8, bucket->hits);
    if (isnan(percent))
        fprintf(term->stream, "%8s", "-");
    else
        fprintf(term->stream, "%7.1f%%", percent);
}

static void print_row(const terminal *term, const chart *c, const chart_row buckets, uint64_t most)
{
    if (c->count == 1) {
        print_single(term, buckets[0], most);
        return;
    }
    fprintf(term->stream, "%-*s", LABEL_COLUMNS, buckets[0]->label);
    for (size_t i = 0; i < c->count; i++)
        print_cell(term, buckets[i]);
    putc('\n', term->stream);
}

void print_timeline(const terminal *term, const chart *c)
{
    chart_row buckets;
    const uint64_t most = chart_most_hits(c);
    print_heading(term, c);
    for (size_t i = c->first; i < c->end; i++) {
        const size_t gap = chart_gap(c, i, c->end);
        if (gap > CHART_GAP_SHOWN) {
            fprintf(term->stream, "... %zu %ss with none\n", gap, chart_unit_names[c->unit]);
            i += gap;
        }
        chart_take_step(c, i, buckets);
        print_row(term, c, buckets, most);
    }
    for (size_t i = 0; i < CHART_BESIDE; i++) {
        chart_take_beside(c, i, buckets);
        if (chart_has_hits(c, buckets))
            print_row(term, c, buckets, 0);
    }
}

/* ---- for programs --------------------------------------------------------------------- */

/* Prints a row; false to stop. */
typedef bool print_function(void *context, const chart *c, const chart_row buckets);

/* All steps from the first with a hit to the last, but long times without any article; then what is
 * beside the timeline. */
static bool each_row(const chart *c, print_function *print, void *context)
{
    chart_row buckets;
    for (size_t i = c->first; i < c->end; i++) {
        const size_t gap = chart_void(c, i, c->end);
        if (gap > VOID_SHOWN)
            i += gap;
        chart_take_step(c, i, buckets);
        if (!print(context, c, buckets))
            return false;
    }
    for (size_t i = 0; i < CHART_BESIDE; i++) {
        chart_take_beside(c, i, buckets);
        if (buckets[0]->articles && !print(context, c, buckets))
            return false;
    }
    return true;
}

static bool print_table_row(void *context, const chart *c, const chart_row buckets)
{
    table *t = context;
    char day[BUCKET_DAY_SIZE];
    bucket_day(buckets[0], day);
    table_text(t, buckets[0]->label);
    table_text(t, day);
    table_integer(t, buckets[0]->articles);
    table_integer(t, buckets[0]->article_words);
    for (size_t s = 0; s < c->count; s++) {
        table_integer(t, buckets[s]->hits);
        table_integer(t, buckets[s]->hit_words);
        table_real(t, bucket_percent(buckets[s]), 4);
        table_real(t, bucket_per_million(buckets[s]), 4);
    }
    table_end_row(t);
    return true;
}

/* The columns of a series; when there are several, each with its query before it. */
static void print_column_names(table *t, const char *query)
{
    static const char *const names[] = {"hits", "hit_words", "percent", "per_million"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[256];
        if (query)
            snprintf(name, sizeof name, "%.*s: %s", (int)terminal_fit(query, strlen(query), 50),
                     query, names[i]);
        table_text(t, query ? name : names[i]);
    }
}

void print_timeline_table(table *t, const chart *c)
{
    table_text(t, chart_unit_names[c->unit]);
    table_text(t, "start");
    table_text(t, "articles");
    table_text(t, "words");
    for (size_t s = 0; s < c->count; s++)
        print_column_names(t, c->count > 1 ? c->series[s].text : NULL);
    table_end_row(t);
    each_row(c, print_table_row, t);
}

static json_t *make_counts(const newsdex_bucket *bucket)
{
    jout out = {.object = json_object()};
    jout_integer(&out, "hits", (int64_t)bucket->hits);
    jout_integer(&out, "hit_words", (int64_t)bucket->hit_words);
    jout_real(&out, "percent", bucket_percent(bucket));
    jout_real(&out, "per_million", bucket_per_million(bucket));
    return jout_take(&out);
}

static bool print_json_row(void *context, const chart *c, const chart_row buckets)
{
    jout out;
    char day[BUCKET_DAY_SIZE];
    json_t *counts = json_array();
    bucket_day(buckets[0], day);
    for (size_t s = 0; s < c->count; s++)
        jout_append(&counts, make_counts(buckets[s]));
    jout_begin(&out, "timeline");
    jout_string(&out, "label", buckets[0]->label);
    jout_string(&out, "start", day);
    jout_integer(&out, "articles", (int64_t)buckets[0]->articles);
    jout_integer(&out, "words", (int64_t)buckets[0]->article_words);
    jout_value(&out, "series", counts);
    return jout_end(&out, context);
}

static json_t *make_series(const chart_series *of)
{
    jout out = {.object = json_object()};
    jout_string(&out, "query", of->text);
    jout_string(&out, "understood", newsdex_query_describe(of->query));
    jout_integer(&out, "total", (int64_t)newsdex_results_total(of->results, NULL));
    jout_integer(&out, "stories", (int64_t)newsdex_results_stories(of->results, NULL));
    jout_integer(&out, "imprecise", (int64_t)newsdex_timeline_imprecise(of->timeline)->hits);
    jout_integer(&out, "undated", (int64_t)newsdex_timeline_undated(of->timeline)->hits);
    return jout_take(&out);
}

bool print_timeline_json(FILE *stream, const chart *c, const summary *sum)
{
    jout out;
    const chart_series *first = &c->series[0];
    if (!each_row(c, print_json_row, stream))
        return false;
    json_t *all = json_array();
    for (size_t s = 0; s < c->count; s++)
        jout_append(&all, make_series(&c->series[s]));
    json_summary_begin(&out, first->text, first->query, first->results, sum);
    jout_string(&out, "unit", chart_unit_names[c->unit]);
    jout_value(&out, "series", all);
    return jout_end(&out, stream);
}

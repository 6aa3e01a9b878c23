#include "searcher/print_facet.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "searcher/json_out.h"
#include "searcher/print_bar.h"
#include "searcher/print_machine.h"

static double percent(uint64_t articles, uint64_t total)
{
    return total ? 100.0 * (double)articles / (double)total : NAN;
}

/* ---- for people ---------------------------------------------------------------------- */

enum { NAME_COLUMNS_MAX = 40, BAR_COLUMNS = 20 };

static const char no_value[] = "(none)";

static size_t name_columns(const breakdown *b)
{
    size_t widest = sizeof no_value - 1;
    for (size_t i = 0; i < b->count; i++) {
        const char *value = b->shown[i]->value;
        const size_t columns = terminal_columns(value, strlen(value));
        widest = columns > widest ? columns : widest;
    }
    return widest < NAME_COLUMNS_MAX ? widest : NAME_COLUMNS_MAX;
}

/* A name in a column of its own, cut if need be. */
static void print_name(FILE *stream, const char *name, size_t columns)
{
    const size_t length = strlen(name);
    const bool cut = terminal_fit(name, length, columns) < length;
    const size_t shown = terminal_fit(name, length, columns - cut);
    terminal_print_safe(stream, name, shown);
    fprintf(stream, "%s%*s", cut ? "…" : "", (int)(columns - terminal_columns(name, shown) - cut),
            "");
}

static void print_value(const terminal *term, const char *name, size_t columns, uint64_t articles,
                        uint64_t total)
{
    fputs("  ", term->stream);
    print_name(term->stream, name, columns);
    fprintf(term->stream, "%8" PRIu64 "%7.1f%%  ", articles, percent(articles, total));
    print_bar(term, (double)articles / (double)total, BAR_COLUMNS);
    putc('\n', term->stream);
}

void print_facet(const terminal *term, const breakdown *b, uint64_t total)
{
    const size_t columns = name_columns(b);
    const uint64_t missing = newsdex_facet_missing(b->facet)->articles;
    terminal_style(term, TERMINAL_TITLE);
    fputs(breakdown_names[b->field], term->stream);
    terminal_style(term, TERMINAL_PLAIN);
    putc('\n', term->stream);
    for (size_t i = 0; i < b->count; i++)
        print_value(term, b->shown[i]->value, columns, b->shown[i]->articles, total);
    if (b->more)
        fprintf(term->stream, "  and %zu more, %" PRIu64 " article%s\n", b->more, b->more_articles,
                b->more_articles == 1 ? "" : "s");
    if (missing)
        print_value(term, no_value, columns, missing, total);
}

/* ---- for programs --------------------------------------------------------------------- */

void print_facet_header(table *t)
{
    static const char *const names[] = {"field", "value", "articles", "words", "percent"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_text(t, names[i]);
    table_end_row(t);
}

static void print_table_row(table *t, const breakdown *b, const newsdex_facet_value *value,
                            uint64_t total)
{
    table_text(t, breakdown_names[b->field]);
    table_text(t, value->value);
    table_integer(t, value->articles);
    table_integer(t, value->words);
    table_real(t, percent(value->articles, total), 4);
    table_end_row(t);
}

void print_facet_rows(table *t, const breakdown *b, uint64_t total)
{
    const newsdex_facet_value *missing = newsdex_facet_missing(b->facet);
    for (size_t i = 0; i < b->count; i++)
        print_table_row(t, b, b->shown[i], total);
    if (missing->articles)
        print_table_row(t, b, missing, total);
}

bool print_facet_json(FILE *stream, const breakdown *b)
{
    for (size_t i = 0; i < b->count; i++) {
        jout out;
        jout_begin(&out, "facet");
        jout_string(&out, "field", breakdown_names[b->field]);
        jout_string(&out, "value", b->shown[i]->value);
        jout_integer(&out, "articles", (int64_t)b->shown[i]->articles);
        jout_integer(&out, "words", (int64_t)b->shown[i]->words);
        if (!jout_end(&out, stream))
            return false;
    }
    return true;
}

/* What the values printed leave open. */
static json_t *make_rest(const breakdown *b)
{
    jout out = {.object = json_object()};
    jout_string(&out, "field", breakdown_names[b->field]);
    jout_integer(&out, "values", (int64_t)newsdex_facet_distinct(b->facet));
    jout_integer(&out, "more", (int64_t)b->more);
    jout_integer(&out, "more_articles", (int64_t)b->more_articles);
    jout_integer(&out, "missing", (int64_t)newsdex_facet_missing(b->facet)->articles);
    return jout_take(&out);
}

bool print_facet_json_summary(FILE *stream, const char *text, const newsdex_query *query,
                              const newsdex_results *results, const breakdown *list, size_t count,
                              const summary *sum)
{
    jout out;
    json_t *rests = json_array();
    for (size_t i = 0; i < count; i++)
        jout_append(&rests, make_rest(&list[i]));
    json_summary_begin(&out, text, query, results, sum);
    jout_value(&out, "facets", rests);
    return jout_end(&out, stream);
}

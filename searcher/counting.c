#include "searcher/counting.h"

#include <errno.h>
#include <string.h>

#include "searcher/breakdown.h"
#include "searcher/new_file.h"
#include "searcher/print_facet.h"
#include "searcher/print_report.h"
#include "searcher/print_svg.h"
#include "searcher/print_timeline.h"

/* ---- over time ------------------------------------------------------------------ */

static void add_series(chart *c, const char *text, const newsdex_query *query)
{
    c->series[c->count].text = text;
    c->series[c->count++].query = query;
}

/* Counts what is asked for over time; *c is to be released. -1 or an exit code. */
static int make_chart(session *s, chart *c)
{
    const newsdex_search_options how = session_search_options(&s->opt);
    newsdex_error err;
    *c = (chart){.unit_chosen = s->opt.unit_chosen, .unit = s->opt.unit};
    add_series(c, s->opt.query, s->query);
    for (size_t i = 0; i < s->opt.compared.count; i++)
        add_series(c, s->opt.compared.values[i], s->compared[i]);
    double start = session_clock_ms();
    if (chart_count(c, s->nd, &how, &err))
        return session_fail(s, &err);
    s->sum.ms = session_clock_ms() - start;
    return -1;
}

static void print_total(session *s)
{
    if (s->sum.total == 0)
        session_say_nothing(s);
    else
        print_summary(&s->opt, &s->sum);
    print_suggestion(NULL, &s->sum);
}

/* All matches are counted, so all are shown. */
static void take_counted(session *s, const newsdex_results *results)
{
    session_take_total(s, results);
    s->sum.shown = s->sum.stories;
    session_suggest(s);
}

/* -1 or an exit code. */
static int check_steps(const chart *c)
{
    if (c->end - c->first <= CHART_STEPS_MAX)
        return -1;
    print_error(NULL, "too many steps for a chart: take longer ones, or a shorter time");
    return EXIT_USAGE;
}

static int draw_chart(const chart *c)
{
    int failed = check_steps(c);
    if (failed >= 0)
        return failed;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", stdout);
    print_svg(stdout, c);
    return -1;
}

static int print_chart(session *s, const chart *c)
{
    table t = {.stream = stdout, .commas = s->opt.format == FORMAT_CSV};
    if (s->opt.format == FORMAT_JSON)
        return print_timeline_json(stdout, c, &s->sum) ? -1 : session_fail_output();
    for (size_t i = 0; i < c->count; i++)
        session_print_notices(s, c->series[i].query, c->series[i].results);
    if (s->opt.format == FORMAT_SVG)
        return draw_chart(c);
    if (s->opt.format != FORMAT_TEXT)
        print_timeline_table(&t, c);
    else
        print_timeline(&s->out, c);
    if (c->count == 1)
        print_total(s);
    return -1;
}

int counting_timeline(session *s)
{
    chart c;
    uint64_t found = 0;
    int failed = make_chart(s, &c);
    for (size_t i = 0; failed < 0 && i < c.count; i++)
        found += newsdex_results_total(c.series[i].results, NULL);
    if (failed < 0) {
        take_counted(s, c.series[0].results);
        failed = print_chart(s, &c);
    }
    chart_release(&c);
    return failed >= 0 ? failed : found ? EXIT_HITS : EXIT_NO_HIT;
}

/* ---- by field --------------------------------------------------------------------- */

/* Counts what --facet names; list is empty, and to be released. -1 or an exit code. */
static int make_breakdowns(session *s, breakdown *list)
{
    const newsdex_search_options how = session_search_options(&s->opt);
    newsdex_error err;
    for (size_t i = 0; i < s->opt.facet_count; i++) {
        list[i].field = s->opt.facets[i].field;
        list[i].limit = s->opt.facets[i].limit;
        if (breakdown_count(&list[i], s->nd, s->query, &how, &err))
            return session_fail(s, &err);
    }
    return -1;
}

static void release_breakdowns(breakdown *list)
{
    for (size_t i = 0; i < BREAKDOWNS_MAX; i++)
        breakdown_release(&list[i]);
}

static int print_breakdowns(session *s, const newsdex_results *results, const breakdown *list)
{
    const size_t count = s->opt.facet_count;
    table t = {.stream = stdout, .commas = s->opt.format == FORMAT_CSV};
    if (s->opt.format == FORMAT_JSON) {
        for (size_t i = 0; i < count; i++)
            if (!print_facet_json(stdout, &list[i]))
                return session_fail_output();
        return print_facet_json_summary(stdout, s->opt.query, s->query, results, list, count,
                                        &s->sum)
                   ? -1
                   : session_fail_output();
    }
    session_print_notices(s, s->query, results);
    if (s->opt.format != FORMAT_TEXT)
        print_facet_header(&t);
    for (size_t i = 0; s->sum.total && i < count; i++) {
        if (s->opt.format != FORMAT_TEXT)
            print_facet_rows(&t, &list[i], s->sum.stories);
        else
            print_facet(&s->out, &list[i], s->sum.stories);
    }
    print_total(s);
    return -1;
}

int counting_facets(session *s)
{
    newsdex_search_options how = session_search_options(&s->opt);
    newsdex_results *results = NULL;
    newsdex_error err;
    breakdown list[BREAKDOWNS_MAX] = {0};
    double start = session_clock_ms();
    int failed = make_breakdowns(s, list);
    how.limit = 0;
    if (failed < 0 && newsdex_search(s->nd, s->query, &how, &results, &err))
        failed = session_fail(s, &err);
    if (failed < 0) {
        s->sum.ms = session_clock_ms() - start;
        take_counted(s, results);
        failed = print_breakdowns(s, results, list);
    }
    newsdex_results_free(results);
    release_breakdowns(list);
    return failed >= 0 ? failed : s->sum.total ? EXIT_HITS : EXIT_NO_HIT;
}

/* ---- a report ---------------------------------------------------------------------- */

/* The hits, one after the other. -1 or an exit code. */
static int write_hits(session *s, FILE *stream, const report *r)
{
    const newsdex_search_options how = session_search_options(&s->opt);
    const newsdex_hit *hit = NULL;
    newsdex_error err;
    newsdex_status status = newsdex_cursor_open(s->nd, s->query, &how, &s->cursor, &err);
    while (!status && !(status = newsdex_cursor_next(s->cursor, &hit, &err)) && hit) {
        print_report_hit(stream, r, hit);
        s->sum.shown++;
    }
    return status ? session_fail(s, &err) : -1;
}

static int write_report(session *s, const chart *c, const breakdown *list)
{
    report r = {.opt = &s->opt,
                .info = NEWSDEX_INFO_INIT,
                .chart = c,
                .facets = list,
                .facet_count = s->opt.facet_count};
    newsdex_error err;
    new_file file;
    if (newsdex_get_info(s->nd, &r.info, &err))
        return session_fail(s, &err);
    if (!new_file_open(&file, s->opt.report)) {
        print_error(s->opt.report, strerror(errno));
        return EXIT_USAGE;
    }
    print_report_begin(file.stream, &r);
    int failed = write_hits(s, file.stream, &r);
    if (failed >= 0) {
        new_file_abandon(&file);
        return failed;
    }
    print_report_end(file.stream);
    if (new_file_finish(&file))
        return -1;
    print_error(s->opt.report, strerror(errno));
    return EXIT_USAGE;
}

/* The facets of a report, unless --facet chooses others. */
static void choose_facets(options *opt)
{
    static const newsdex_facet_field usual[] = {NEWSDEX_FACET_SOURCE, NEWSDEX_FACET_SECTION,
                                                NEWSDEX_FACET_AUTHOR, NEWSDEX_FACET_LANGUAGE};
    if (opt->facet_count)
        return;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        opt->facets[opt->facet_count++] = (facet_choice){usual[i], OPTIONS_FACET_VALUES};
}

int counting_report(session *s)
{
    chart c;
    breakdown list[BREAKDOWNS_MAX] = {0};
    choose_facets(&s->opt);
    int failed = make_chart(s, &c);
    if (failed < 0)
        failed = check_steps(&c);
    if (failed < 0)
        failed = make_breakdowns(s, list);
    if (failed < 0) {
        session_take_total(s, c.series[0].results);
        s->sum.shown = 0;
        failed = write_report(s, &c, list);
    }
    if (failed < 0)
        print_total(s);
    chart_release(&c);
    release_breakdowns(list);
    return failed >= 0 ? failed : s->sum.total ? EXIT_HITS : EXIT_NO_HIT;
}

/*
 * newsdex-search: options -> query -> hits -> one of the printers.
 * Results go to stdout and nothing else does. Everything it knows of an index
 * it knows through newsdex.h.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "include/newsdex.h"
#include "searcher/breakdown.h"
#include "searcher/chart.h"
#include "searcher/new_file.h"
#include "searcher/options.h"
#include "searcher/print.h"
#include "searcher/print_cite.h"
#include "searcher/print_facet.h"
#include "searcher/print_kwic.h"
#include "searcher/print_machine.h"
#include "searcher/print_report.h"
#include "searcher/print_svg.h"
#include "searcher/print_timeline.h"
#include "searcher/query_file.h"
#include "searcher/template.h"

typedef struct session {
    options opt;
    terminal out;
    newsdex *nd;
    newsdex_query *query;
    newsdex_query *compared[CHART_SERIES_MAX];
    newsdex_cursor *cursor;
    summary sum;
    hit_layout layout;
    char place[300]; /* FILE:LINE of the query; "" when it was typed */
    bool gave_up;    /* the last search took too long */
    int64_t trec_score;
} session;

static int exit_code(newsdex_status status)
{
    switch (status) {
    case NEWSDEX_E_NOINDEX:
        return EXIT_NO_INDEX;
    case NEWSDEX_E_VERSION:
    case NEWSDEX_E_CORRUPT:
        return EXIT_UNREADABLE;
    case NEWSDEX_E_NOTFOUND:
        return EXIT_NO_HIT;
    default:
        return EXIT_USAGE;
    }
}

/* The index that the message begins with, NULL when it is none. */
static const char *index_at_fault(const options *opt, const char *message)
{
    for (size_t i = 0; i < opt->indexes.count; i++) {
        size_t length = strlen(opt->indexes.values[i]);
        if (!strncmp(message, opt->indexes.values[i], length) && message[length] == ':')
            return opt->indexes.values[i];
    }
    return NULL;
}

static int fail(session *s, const newsdex_error *err)
{
    char text[512];
    const char *index = index_at_fault(&s->opt, err->message);
    s->gave_up = err->status == NEWSDEX_E_CANCELLED;
    if (s->gave_up) {
        print_error(*s->place ? s->place : NULL, err->message);
        return EXIT_USAGE;
    }
    if (err->status == NEWSDEX_E_NOINDEX && index) {
        snprintf(text, sizeof text, "no index here; make one with: newsdex-index -i %s ARCHIVE",
                 index);
        print_error(index, text);
    } else if (err->status == NEWSDEX_E_CORRUPT && !index) {
        snprintf(text, sizeof text, "%s damaged (%s)",
                 s->opt.indexes.count == 1 ? "the index is" : "one of these indexes is",
                 err->message);
        print_error(s->opt.index_names, text);
    } else {
        print_error(NULL, err->message);
    }
    return exit_code(err->status);
}

static int fail_output(void)
{
    /* A stream that failed is reported once, at the end of main. */
    if (!ferror(stdout))
        print_error(NULL, "out of memory");
    return EXIT_USAGE;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- searching --------------------------------------------------------------- */

static newsdex_search_options search_options(const options *opt)
{
    newsdex_search_options how = NEWSDEX_SEARCH_OPTIONS_INIT;
    how.offset = opt->offset;
    how.sort = opt->sort;
    how.date_from = opt->date_from;
    how.date_to = opt->date_to;
    how.recency_half_life = opt->recency;
    how.time_limit_ms = opt->time_limit_ms;
    how.sources = opt->sources.values;
    how.source_count = opt->sources.count;
    how.sections = opt->sections.values;
    how.section_count = opt->sections.count;
    how.languages = opt->languages.values;
    how.language_count = opt->languages.count;
    how.limit = opt->action == ACTION_COUNT ? 0 : opt->limit;
    if (opt->grouped)
        how.stories = opt->action == ACTION_SEARCH ? NEWSDEX_STORIES_GROUP : NEWSDEX_STORIES_COUNT;
    how.copies = opt->dups ? UINT32_MAX : 0;
    if (opt->like_id)
        how.evidence = 0; /* no one asked for these words */
    if (opt->format != FORMAT_TEXT && opt->format != FORMAT_JSON)
        how.evidence = 0;
    if (how.evidence == 0 && opt->format != FORMAT_TEMPLATE)
        how.snippet_bytes = 0;
    return how;
}

static hit_layout layout_of(const session *s)
{
    uint64_t last = (uint64_t)s->opt.offset + s->opt.limit;
    newsdex_info info = NEWSDEX_INFO_INIT;
    newsdex_get_info(s->nd, &info, NULL);
    return (hit_layout){.last_rank = last < s->sum.total ? last : s->sum.total,
                        .several_indexes = info.indexes > 1};
}

/* All matches of a hit; nothing of an article that was deleted meanwhile. -1 or an exit code. */
static int print_in_context(session *s, const newsdex_hit *hit)
{
    const newsdex_article *article = NULL;
    const newsdex_matches *matches = NULL;
    newsdex_error err;
    newsdex_status status = newsdex_article_get(s->nd, hit->id, &article, &err);
    if (!status)
        status = newsdex_article_matches(s->nd, article, s->query, &matches, &err);
    if (!status)
        print_kwic(&s->out, article, matches, s->opt.kwic_columns);
    newsdex_matches_free(matches);
    newsdex_article_free(article);
    return status && status != NEWSDEX_E_NOTFOUND ? fail(s, &err) : -1;
}

static void print_item(const session *s, const newsdex_hit *hit)
{
    if (s->opt.format == FORMAT_IDS)
        terminal_print_safe(stdout, hit->id, strlen(hit->id));
    else
        template_print(stdout, s->opt.template, hit, s->opt.query_id);
    putchar(s->opt.nul ? '\0' : '\n');
}

/* -1 or an exit code. */
static int print_one(session *s, const newsdex_hit *hit)
{
    switch (s->opt.format) {
    case FORMAT_JSON:
        return print_json_hit(stdout, hit, s->opt.query_id, s->opt.grouped) ? -1 : fail_output();
    case FORMAT_TSV:
        print_tsv_hit(stdout, hit, s->opt.query_id);
        break;
    case FORMAT_CSV:
        print_csv_hit(stdout, hit, s->opt.query_id);
        break;
    case FORMAT_TREC:
        print_trec_hit(stdout, hit, &s->opt, &s->trec_score);
        break;
    case FORMAT_IDS:
    case FORMAT_TEMPLATE:
        print_item(s, hit);
        break;
    case FORMAT_KWIC:
        return print_in_context(s, hit);
    case FORMAT_CITE:
        print_citation(stdout, hit);
        break;
    case FORMAT_BIBTEX:
        print_bibtex(stdout, hit);
        break;
    case FORMAT_CSL:
        if (s->sum.shown > 0)
            putchar(',');
        return print_csl(stdout, hit) ? -1 : fail_output();
    default:
        if (s->sum.shown > 0)
            putchar('\n');
        print_hit(&s->out, hit, &s->layout);
    }
    return -1;
}

static const char *place_of(const session *s)
{
    return *s->place ? s->place : NULL;
}

static void print_notices(const session *s, const newsdex_query *query,
                          const newsdex_results *results)
{
    const char *place = place_of(s);
    for (size_t i = 0; i < newsdex_query_notice_count(query); i++)
        print_notice(place, newsdex_query_notice(query, i));
    for (size_t i = 0; i < newsdex_results_notice_count(results); i++)
        print_notice(place, newsdex_results_notice(results, i));
}

static void print_header(const session *s)
{
    if (s->opt.format == FORMAT_TSV)
        print_tsv_header(stdout, s->opt.query_file != NULL);
    if (s->opt.format == FORMAT_CSV)
        print_csv_header(stdout, s->opt.query_file != NULL);
    if (s->opt.format == FORMAT_CSL)
        puts("[");
}

/* Searching has worked, so a failure only means that nothing is suggested. */
static void find_suggestion(session *s)
{
    const newsdex_search_options how = search_options(&s->opt);
    if (!s->opt.like_id)
        newsdex_query_suggest(s->nd, s->opt.query, strlen(s->opt.query), &how, &s->sum.suggestion,
                              NULL);
}

static void take_total(session *s, const newsdex_results *results)
{
    int exact = 0;
    s->sum.total = newsdex_results_total(results, &exact);
    s->sum.exact = exact;
    s->sum.stories = newsdex_results_stories(results, &exact);
    s->sum.stories_exact = exact;
    s->sum.grouped = s->opt.grouped;
}

/* What is said and printed before the first hit. */
static void begin_output(session *s)
{
    take_total(s, newsdex_cursor_results(s->cursor));
    s->layout = layout_of(s);
    find_suggestion(s);
    if (s->opt.format != FORMAT_JSON)
        print_notices(s, s->query, newsdex_cursor_results(s->cursor));
    if (!s->opt.query_file)
        print_header(s);
}

/* Searches; the total and the remarks are known then. -1 or an exit code. */
static int begin_search(session *s)
{
    const newsdex_search_options how = search_options(&s->opt);
    newsdex_error err;
    double start = now_ms();
    if (newsdex_cursor_open(s->nd, s->query, &how, &s->cursor, &err))
        return fail(s, &err);
    s->sum.ms = now_ms() - start;
    begin_output(s);
    return -1;
}

/* -1 or an exit code. */
static int print_hits(session *s)
{
    const newsdex_hit *hit;
    newsdex_error err;
    while (!ferror(stdout)) {
        if (newsdex_cursor_next(s->cursor, &hit, &err))
            return fail(s, &err);
        if (!hit)
            break;
        int failed = print_one(s, hit);
        if (failed >= 0)
            return failed;
        s->sum.shown++;
    }
    return -1;
}

/* How many there would be without --since and --until. */
static uint64_t count_undated(session *s)
{
    newsdex_search_options all = search_options(&s->opt);
    all.date_from = NEWSDEX_DATE_MIN;
    all.date_to = NEWSDEX_DATE_MAX;
    all.limit = 0;
    newsdex_results *results = NULL;
    if (!s->opt.dated || newsdex_search(s->nd, s->query, &all, &results, NULL))
        return 0;
    uint64_t total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    return total;
}

static void say_nothing_found(session *s)
{
    newsdex_info info = NEWSDEX_INFO_INIT;
    newsdex_get_info(s->nd, &info, NULL);
    print_nothing(&s->opt, newsdex_query_describe(s->query), info.articles, count_undated(s));
}

static void print_count(const session *s)
{
    if (s->opt.query_id) {
        terminal_print_safe(stdout, s->opt.query_id, strlen(s->opt.query_id));
        putchar('\t');
    }
    printf("%" PRIu64 "\n", s->sum.stories);
}

static int end_output(session *s)
{
    bool found = s->opt.action == ACTION_COUNT ? s->sum.total > 0 : s->sum.shown > 0;
    if (s->opt.format == FORMAT_CSL)
        puts("]");
    if (s->opt.format == FORMAT_JSON) {
        if (!print_json_summary(stdout, s->opt.query, s->query, newsdex_cursor_results(s->cursor),
                                &s->sum, s->opt.query_id))
            return fail_output();
    } else if (s->opt.action == ACTION_COUNT) {
        print_count(s);
    } else if (s->opt.query_file) {
        /* Summed up at the end. */
    } else if (s->sum.total == 0) {
        say_nothing_found(s);
    } else {
        print_summary(&s->opt, &s->sum);
    }
    if (s->opt.format != FORMAT_JSON)
        print_suggestion(place_of(s), &s->sum);
    return found ? EXIT_HITS : EXIT_NO_HIT;
}

static int search(session *s)
{
    s->trec_score = INT64_MAX;
    int failed = begin_search(s);
    if (failed < 0)
        failed = print_hits(s);
    return failed >= 0 ? failed : end_output(s);
}

/* ---- counting ------------------------------------------------------------------- */

static void add_series(chart *c, const char *text, const newsdex_query *query)
{
    c->series[c->count].text = text;
    c->series[c->count++].query = query;
}

/* Counts what is asked for over time; *c is to be released. -1 or an exit code. */
static int make_chart(session *s, chart *c)
{
    const newsdex_search_options how = search_options(&s->opt);
    newsdex_error err;
    *c = (chart){.unit_chosen = s->opt.unit_chosen, .unit = s->opt.unit};
    add_series(c, s->opt.query, s->query);
    for (size_t i = 0; i < s->opt.compared.count; i++)
        add_series(c, s->opt.compared.values[i], s->compared[i]);
    double start = now_ms();
    if (chart_count(c, s->nd, &how, &err))
        return fail(s, &err);
    s->sum.ms = now_ms() - start;
    return -1;
}

static void print_total(session *s)
{
    if (s->sum.total == 0)
        say_nothing_found(s);
    else
        print_summary(&s->opt, &s->sum);
    print_suggestion(NULL, &s->sum);
}

/* All matches are counted, so all are shown. */
static void take_counted(session *s, const newsdex_results *results)
{
    take_total(s, results);
    s->sum.shown = s->sum.stories;
    find_suggestion(s);
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
        return print_timeline_json(stdout, c, &s->sum) ? -1 : fail_output();
    for (size_t i = 0; i < c->count; i++)
        print_notices(s, c->series[i].query, c->series[i].results);
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

static int count_over_time(session *s)
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

/* Counts what --facet names; list is empty, and to be released. -1 or an exit code. */
static int make_breakdowns(session *s, breakdown *list)
{
    const newsdex_search_options how = search_options(&s->opt);
    newsdex_error err;
    for (size_t i = 0; i < s->opt.facet_count; i++) {
        list[i].field = s->opt.facets[i].field;
        list[i].limit = s->opt.facets[i].limit;
        if (breakdown_count(&list[i], s->nd, s->query, &how, &err))
            return fail(s, &err);
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
                return fail_output();
        return print_facet_json_summary(stdout, s->opt.query, s->query, results, list, count,
                                        &s->sum)
                   ? -1
                   : fail_output();
    }
    print_notices(s, s->query, results);
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

static int count_facets(session *s)
{
    newsdex_search_options how = search_options(&s->opt);
    newsdex_results *results = NULL;
    newsdex_error err;
    breakdown list[BREAKDOWNS_MAX] = {0};
    double start = now_ms();
    int failed = make_breakdowns(s, list);
    how.limit = 0;
    if (failed < 0 && newsdex_search(s->nd, s->query, &how, &results, &err))
        failed = fail(s, &err);
    if (failed < 0) {
        s->sum.ms = now_ms() - start;
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
    const newsdex_search_options how = search_options(&s->opt);
    const newsdex_hit *hit = NULL;
    newsdex_error err;
    newsdex_status status = newsdex_cursor_open(s->nd, s->query, &how, &s->cursor, &err);
    while (!status && !(status = newsdex_cursor_next(s->cursor, &hit, &err)) && hit) {
        print_report_hit(stream, r, hit);
        s->sum.shown++;
    }
    return status ? fail(s, &err) : -1;
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
        return fail(s, &err);
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

static int make_report(session *s)
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
        take_total(s, c.series[0].results);
        s->sum.shown = 0;
        failed = write_report(s, &c, list);
    }
    if (failed < 0)
        print_total(s);
    chart_release(&c);
    release_breakdowns(list);
    return failed >= 0 ? failed : s->sum.total ? EXIT_HITS : EXIT_NO_HIT;
}

/* ---- the other actions ---------------------------------------------------------- */

static void print_forms(const newsdex_forms *forms)
{
    const char *part = NULL;
    for (size_t i = 0; i < newsdex_forms_count(forms); i++) {
        const newsdex_form *form = newsdex_forms_at(forms, i);
        print_form(form, part);
        part = form->part;
    }
    if (part)
        putchar('\n');
}

static int explain(session *s)
{
    newsdex_forms *forms = NULL;
    newsdex_error err;
    bool printed = true;
    if (newsdex_query_forms(s->nd, s->query, &forms, &err))
        return fail(s, &err);
    if (s->opt.format == FORMAT_JSON) {
        printed = print_json_query(stdout, s->opt.query, s->query, forms);
    } else {
        const char *understood = newsdex_query_describe(s->query);
        terminal_print_safe(stdout, understood, strlen(understood));
        putchar('\n');
        print_forms(forms);
        print_notices(s, s->query, NULL);
    }
    newsdex_forms_free(forms);
    return printed ? EXIT_HITS : fail_output();
}

/* -1 or an exit code. */
static int parse(session *s, const char *text, newsdex_query **out)
{
    newsdex_error err;
    if (!newsdex_query_parse(s->nd, text, strlen(text), out, &err))
        return -1;
    if (*s->place && (err.status == NEWSDEX_E_QUERY || err.status == NEWSDEX_E_LIMIT))
        print_error(s->place, err.message);
    else if (err.status == NEWSDEX_E_QUERY)
        print_query_error(text, &err);
    else
        return fail(s, &err);
    return EXIT_USAGE;
}

static int show(session *s)
{
    const newsdex_article *article = NULL;
    const newsdex_matches *matches = NULL;
    newsdex_error err;
    int failed = s->opt.query ? parse(s, s->opt.query, &s->query) : -1;
    if (failed >= 0)
        return failed;
    newsdex_status status = newsdex_article_get(s->nd, s->opt.show_id, &article, &err);
    if (status == NEWSDEX_E_NOTFOUND) {
        print_error(s->opt.show_id, "no article has this id");
        return EXIT_NO_HIT;
    }
    if (!status && s->query)
        status = newsdex_article_matches(s->nd, article, s->query, &matches, &err);
    bool printed = true;
    if (!status)
        printed = s->opt.format == FORMAT_JSON ? print_json_article(stdout, article, matches)
                                               : print_article(&s->out, article, matches);
    newsdex_matches_free(matches);
    newsdex_article_free(article);
    if (status)
        return fail(s, &err);
    return printed ? EXIT_HITS : fail_output();
}

static int make_like(session *s)
{
    newsdex_error err;
    newsdex_like_options how = NEWSDEX_LIKE_OPTIONS_INIT;
    how.before = s->opt.before_own;
    newsdex_status status = newsdex_query_like(s->nd, s->opt.like_id, &how, &s->query, &err);
    if (status == NEWSDEX_E_NOTFOUND || status == NEWSDEX_E_ARGUMENT) {
        print_error(s->opt.like_id, err.message);
        return exit_code(status);
    }
    if (status)
        return fail(s, &err);
    s->opt.query = strdup(newsdex_query_describe(s->query));
    return s->opt.query ? -1 : fail_output();
}

/* Parses, and with --expand adds words. -1 or an exit code. */
static int read_query(session *s, const char *text, newsdex_query **out)
{
    newsdex_error err;
    newsdex_query *expanded;
    int failed = parse(s, text, out);
    if (failed >= 0 || !s->opt.expand)
        return failed;
    const newsdex_search_options search = search_options(&s->opt);
    newsdex_expand_options how = NEWSDEX_EXPAND_OPTIONS_INIT;
    how.search = &search;
    if (newsdex_query_expand(s->nd, *out, &how, &expanded, &err))
        return fail(s, &err);
    newsdex_query_free(*out);
    *out = expanded;
    return -1;
}

/* The query that was typed, or that of --like; and those of --compare. -1 or an exit code. */
static int make_queries(session *s)
{
    int failed = s->opt.like_id ? make_like(s) : read_query(s, s->opt.query, &s->query);
    for (size_t i = 0; failed < 0 && i < s->opt.compared.count; i++)
        failed = read_query(s, s->opt.compared.values[i], &s->compared[i]);
    return failed;
}

/* ---- many queries ----------------------------------------------------------------- */

typedef struct query_counts {
    unsigned long queries, found, wrong;
    double ms;
} query_counts;

/* Lets go of the query before, takes the one that was read. -1 or an exit code. */
static int take_query(session *s, const query_file *file)
{
    newsdex_cursor_close(s->cursor);
    newsdex_query_free(s->query);
    newsdex_text_free(s->sum.suggestion);
    free(s->opt.query);
    s->cursor = NULL;
    s->query = NULL;
    s->sum = (summary){0};
    s->gave_up = false;
    s->opt.query_id = file->id;
    s->opt.query = strdup(file->text);
    snprintf(s->place, sizeof s->place, "%.250s:%lu", file->name, file->line);
    return s->opt.query ? -1 : fail_output();
}

/* A query that is wrong or takes too long is counted and passed over. -1 or an exit code. */
static int search_one_of_many(session *s, const query_file *file, query_counts *counts)
{
    int failed = take_query(s, file);
    if (failed >= 0)
        return failed;
    counts->queries++;
    newsdex_query *query = NULL;
    if (read_query(s, s->opt.query, &query) >= 0) {
        counts->wrong++;
        return -1;
    }
    s->query = query;
    int code = search(s);
    counts->ms += s->sum.ms;
    counts->found += code == EXIT_HITS;
    counts->wrong += s->gave_up;
    return code == EXIT_HITS || code == EXIT_NO_HIT || s->gave_up ? -1 : code;
}

static int search_file(session *s)
{
    query_file file;
    query_counts counts = {0};
    int failed = -1;
    if (!query_file_open(&file, s->opt.query_file)) {
        print_error(file.name, strerror(errno));
        failed = EXIT_USAGE;
    } else {
        print_header(s);
    }
    while (failed < 0 && !ferror(stdout) && query_file_next(&file))
        failed = search_one_of_many(s, &file, &counts);
    s->opt.query_id = NULL;
    if (!query_file_close(&file) && failed < 0) {
        print_error(s->opt.query_file, strerror(errno));
        failed = EXIT_USAGE;
    }
    if (failed >= 0)
        return failed;
    fflush(stdout);
    fprintf(stderr, "%lu quer%s, %lu with hits, %lu wrong (%.1f ms)\n", counts.queries,
            counts.queries == 1 ? "y" : "ies", counts.found, counts.wrong, counts.ms);
    return counts.wrong ? EXIT_USAGE : counts.found ? EXIT_HITS : EXIT_NO_HIT;
}

static int run(session *s)
{
    newsdex_error err;
    if (newsdex_open_many(s->opt.indexes.values, s->opt.indexes.count, &s->nd, &err))
        return fail(s, &err);
    if (s->opt.action == ACTION_SHOW)
        return show(s);
    if (s->opt.query_file)
        return search_file(s);
    int failed = make_queries(s);
    if (failed >= 0)
        return failed;
    switch (s->opt.action) {
    case ACTION_EXPLAIN:
        return explain(s);
    case ACTION_TIMELINE:
        return count_over_time(s);
    case ACTION_FACETS:
        return count_facets(s);
    case ACTION_REPORT:
        return make_report(s);
    default:
        return search(s);
    }
}

int main(int argc, char **argv)
{
    terminal_set_locale();
    session s = {0};
    int code = options_read(&s.opt, argc, argv);
    if (code < 0) {
        terminal_init(&s.out, stdout, s.opt.color);
        code = run(&s);
    }
    newsdex_cursor_close(s.cursor);
    newsdex_text_free(s.sum.suggestion);
    newsdex_query_free(s.query);
    for (size_t i = 0; i < CHART_SERIES_MAX; i++)
        newsdex_query_free(s.compared[i]);
    newsdex_close(s.nd);
    options_release(&s.opt);
    if (!terminal_finish(stdout)) {
        print_error("standard output", strerror(errno));
        return EXIT_USAGE;
    }
    return code;
}

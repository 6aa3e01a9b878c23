/*
 * newsdex-search: options -> query -> hits -> one of the printers.
 * Results go to stdout and nothing else does. Everything it knows of an index
 * it knows through newsdex.h.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "include/newsdex.h"
#include "searcher/counting.h"
#include "searcher/print_cite.h"
#include "searcher/print_kwic.h"
#include "searcher/print_machine.h"
#include "searcher/query_file.h"
#include "searcher/session.h"
#include "searcher/template.h"

/* ---- searching --------------------------------------------------------------- */

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
    return status && status != NEWSDEX_E_NOTFOUND ? session_fail(s, &err) : -1;
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
        return print_json_hit(stdout, hit, s->opt.query_id, s->opt.grouped) ? -1
                                                                            : session_fail_output();
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
        return print_csl(stdout, hit) ? -1 : session_fail_output();
    default:
        if (s->sum.shown > 0)
            putchar('\n');
        print_hit(&s->out, hit, &s->layout);
    }
    return -1;
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

/* What is said and printed before the first hit. */
static void begin_output(session *s)
{
    session_take_total(s, newsdex_cursor_results(s->cursor));
    s->layout = layout_of(s);
    session_suggest(s);
    if (s->opt.format != FORMAT_JSON)
        session_print_notices(s, s->query, newsdex_cursor_results(s->cursor));
    if (!s->opt.query_file)
        print_header(s);
}

/* Searches; the total and the remarks are known then. -1 or an exit code. */
static int begin_search(session *s)
{
    const newsdex_search_options how = session_search_options(&s->opt);
    newsdex_error err;
    double start = session_clock_ms();
    if (newsdex_cursor_open(s->nd, s->query, &how, &s->cursor, &err))
        return session_fail(s, &err);
    s->sum.ms = session_clock_ms() - start;
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
            return session_fail(s, &err);
        if (!hit)
            break;
        int failed = print_one(s, hit);
        if (failed >= 0)
            return failed;
        s->sum.shown++;
    }
    return -1;
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
            return session_fail_output();
    } else if (s->opt.action == ACTION_COUNT) {
        print_count(s);
    } else if (s->opt.query_file) {
        /* Summed up at the end. */
    } else if (s->sum.total == 0) {
        session_say_nothing(s);
    } else {
        print_summary(&s->opt, &s->sum);
    }
    if (s->opt.format != FORMAT_JSON)
        print_suggestion(session_place(s), &s->sum);
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
        return session_fail(s, &err);
    if (s->opt.format == FORMAT_JSON) {
        printed = print_json_query(stdout, s->opt.query, s->query, forms);
    } else {
        const char *understood = newsdex_query_describe(s->query);
        terminal_print_safe(stdout, understood, strlen(understood));
        putchar('\n');
        print_forms(forms);
        session_print_notices(s, s->query, NULL);
    }
    newsdex_forms_free(forms);
    return printed ? EXIT_HITS : session_fail_output();
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
        return session_fail(s, &err);
    return EXIT_USAGE;
}

static int print_no_such_id(const char *id)
{
    print_error(id, "no article has this id");
    return EXIT_NO_HIT;
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
    if (status == NEWSDEX_E_NOTFOUND)
        return print_no_such_id(s->opt.show_id);
    if (!status && s->query)
        status = newsdex_article_matches(s->nd, article, s->query, &matches, &err);
    bool printed = true;
    if (!status)
        printed = s->opt.format == FORMAT_JSON ? print_json_article(stdout, article, matches)
                                               : print_article(&s->out, article, matches);
    newsdex_matches_free(matches);
    newsdex_article_free(article);
    if (status)
        return session_fail(s, &err);
    return printed ? EXIT_HITS : session_fail_output();
}

static int make_like(session *s)
{
    newsdex_error err;
    newsdex_like_options how = NEWSDEX_LIKE_OPTIONS_INIT;
    how.before = s->opt.before_own;
    newsdex_status status = newsdex_query_like(s->nd, s->opt.like_id, &how, &s->query, &err);
    if (status == NEWSDEX_E_NOTFOUND)
        return print_no_such_id(s->opt.like_id);
    if (status == NEWSDEX_E_ARGUMENT) {
        print_error(s->opt.like_id, err.message);
        return session_exit_code(status);
    }
    if (status)
        return session_fail(s, &err);
    s->opt.query = strdup(newsdex_query_describe(s->query));
    return s->opt.query ? -1 : session_fail_output();
}

/* Parses, and with --expand adds words. -1 or an exit code. */
static int read_query(session *s, const char *text, newsdex_query **out)
{
    newsdex_error err;
    newsdex_query *expanded;
    int failed = parse(s, text, out);
    if (failed >= 0 || !s->opt.expand)
        return failed;
    const newsdex_search_options search = session_search_options(&s->opt);
    newsdex_expand_options how = NEWSDEX_EXPAND_OPTIONS_INIT;
    how.search = &search;
    if (newsdex_query_expand(s->nd, *out, &how, &expanded, &err))
        return session_fail(s, &err);
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
    return s->opt.query ? -1 : session_fail_output();
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
        return session_fail(s, &err);
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
        return counting_timeline(s);
    case ACTION_FACETS:
        return counting_facets(s);
    case ACTION_REPORT:
        return counting_report(s);
    default:
        return search(s);
    }
}

int main(int argc, char **argv)
{
    terminal_start();
    session s = {0};
    int code = options_read(&s.opt, argc, argv);
    if (code < 0) {
        terminal_init(&s.out, stdout, s.opt.color);
        s.out.links = s.opt.links == TERMINAL_COLOR_ALWAYS ||
                      (s.opt.links == TERMINAL_COLOR_AUTO && s.out.interactive);
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

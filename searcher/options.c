#include "searcher/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/chart.h"
#include "searcher/help.h"
#include "searcher/option_hint.h"
#include "searcher/template.h"

enum {
    OPT_OFFSET = 256,
    OPT_SORT,
    OPT_SINCE,
    OPT_UNTIL,
    OPT_COUNT,
    OPT_SHOW,
    OPT_EXPLAIN,
    OPT_JSON,
    OPT_TSV,
    OPT_TREC,
    OPT_QID,
    OPT_COLOR,
    OPT_LIKE,
    OPT_BEFORE,
    OPT_KWIC,
    OPT_IDS,
    OPT_CSV,
    OPT_FORMAT,
    OPT_CITE,
    OPT_EXPAND,
    OPT_SOURCE,
    OPT_SECTION,
    OPT_LANG,
    OPT_QUERIES,
    OPT_RECENCY,
    OPT_TIME,
    OPT_LINKS,
    OPT_TIMELINE,
    OPT_COMPARE,
    OPT_FACET,
    OPT_SVG,
    OPT_REPORT,
    OPT_GROUP,
    OPT_NO_GROUP,
    OPT_DUPS
};

static const char letters[] = ":i:n:0hV";
static const struct option long_options[] = {{"index", required_argument, NULL, 'i'},
                                             {"limit", required_argument, NULL, 'n'},
                                             {"offset", required_argument, NULL, OPT_OFFSET},
                                             {"sort", required_argument, NULL, OPT_SORT},
                                             {"since", required_argument, NULL, OPT_SINCE},
                                             {"until", required_argument, NULL, OPT_UNTIL},
                                             {"source", required_argument, NULL, OPT_SOURCE},
                                             {"section", required_argument, NULL, OPT_SECTION},
                                             {"lang", required_argument, NULL, OPT_LANG},
                                             {"count", no_argument, NULL, OPT_COUNT},
                                             {"show", required_argument, NULL, OPT_SHOW},
                                             {"explain-query", no_argument, NULL, OPT_EXPLAIN},
                                             {"json", no_argument, NULL, OPT_JSON},
                                             {"tsv", no_argument, NULL, OPT_TSV},
                                             {"trec", required_argument, NULL, OPT_TREC},
                                             {"qid", required_argument, NULL, OPT_QID},
                                             {"query-file", required_argument, NULL, OPT_QUERIES},
                                             {"recency", required_argument, NULL, OPT_RECENCY},
                                             {"time-limit", required_argument, NULL, OPT_TIME},
                                             {"color", required_argument, NULL, OPT_COLOR},
                                             {"links", optional_argument, NULL, OPT_LINKS},
                                             {"like", required_argument, NULL, OPT_LIKE},
                                             {"expand", no_argument, NULL, OPT_EXPAND},
                                             {"before", required_argument, NULL, OPT_BEFORE},
                                             {"kwic", required_argument, NULL, OPT_KWIC},
                                             {"ids", no_argument, NULL, OPT_IDS},
                                             {"null", no_argument, NULL, '0'},
                                             {"csv", no_argument, NULL, OPT_CSV},
                                             {"format", required_argument, NULL, OPT_FORMAT},
                                             {"cite", optional_argument, NULL, OPT_CITE},
                                             {"timeline", optional_argument, NULL, OPT_TIMELINE},
                                             {"compare", required_argument, NULL, OPT_COMPARE},
                                             {"facet", required_argument, NULL, OPT_FACET},
                                             {"svg", no_argument, NULL, OPT_SVG},
                                             {"report", required_argument, NULL, OPT_REPORT},
                                             {"group", no_argument, NULL, OPT_GROUP},
                                             {"no-group", no_argument, NULL, OPT_NO_GROUP},
                                             {"dups", no_argument, NULL, OPT_DUPS},
                                             {"help", optional_argument, NULL, 'h'},
                                             {"version", no_argument, NULL, 'V'},
                                             {0}};

/* ---- usage errors ---------------------------------------------------------- */

static int __attribute__((format(printf, 1, 2))) usage_error(const char *message, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, message);
    vsnprintf(line, sizeof line, message, arguments);
    va_end(arguments);
    fputs("newsdex-search: ", stderr);
    terminal_print_safe(stderr, line, strlen(line));
    fputs("\nTry: newsdex-search --help\n", stderr);
    return EXIT_USAGE;
}

static int refused_option(int refused, int code, const char *word)
{
    char line[512];
    option_hint_write(line, sizeof line, long_options, letters, refused, code, word,
                      "a query word that begins with a dash goes after --");
    return usage_error("%s", line);
}

/* The place of a value of so many bytes among the names, -1 with a message when it is none. */
static int choose(const char *option, const char *typed, size_t length, const char *const *names,
                  size_t count)
{
    char line[512];
    int chosen = option_hint_choose(line, sizeof line, option, typed, length, names, count);
    if (chosen < 0)
        usage_error("%s", line);
    return chosen;
}

/* ---- values ---------------------------------------------------------------- */

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool read_number(const char *text, uint32_t *out)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || value >= UINT32_MAX)
        return false;
    *out = (uint32_t)value;
    return true;
}

static int read_limit(options *opt, const char *text)
{
    if (strcmp(text, "all") == 0)
        opt->limit = UINT32_MAX;
    else if (!read_number(text, &opt->limit) || opt->limit == 0)
        return usage_error("-n \"%s\": give a number from 1, or \"all\"", text);
    return -1;
}

static int read_offset(options *opt, const char *text)
{
    return read_number(text, &opt->offset)
               ? -1
               : usage_error("--offset \"%s\": give a number of hits to skip", text);
}

static int read_sort(options *opt, const char *text)
{
    static const char *const names[] = {
        [NEWSDEX_SORT_RELEVANCE] = "relevance",
        [NEWSDEX_SORT_NEWEST] = "newest",
        [NEWSDEX_SORT_OLDEST] = "oldest",
    };
    int chosen = choose("sort", text, strlen(text), names, sizeof names / sizeof *names);
    opt->sort = chosen < 0 ? NEWSDEX_SORT_RELEVANCE : (newsdex_sort)chosen;
    return chosen < 0 ? EXIT_USAGE : -1;
}

static int read_date(options *opt, int code, const char *text)
{
    int64_t first, last;
    newsdex_error err;
    if (newsdex_date_parse(text, &first, &last, &err))
        return usage_error("--%s: %s", code == OPT_SINCE ? "since" : "until", err.message);
    if (code == OPT_SINCE)
        opt->date_from = first;
    else
        opt->date_to = last;
    opt->dated = true;
    return -1;
}

/* 30d, 2w, 6m or 2y: a year is 365.25 days, a month a twelfth of it. */
static int read_recency(options *opt, const char *text)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'d', 86400}, {'w', 7 * 86400}, {'m', 2629800}, {'y', 31557600}};
    char number[16];
    uint32_t count;
    size_t length = strlen(text);
    snprintf(number, sizeof number, "%.*s", length ? (int)length - 1 : 0, text);
    for (size_t i = 0; length && length < sizeof number && i < sizeof units / sizeof *units; i++) {
        if (text[length - 1] != units[i].letter || !read_number(number, &count) || !count)
            continue;
        opt->recency = count * units[i].seconds;
        return -1;
    }
    return usage_error("--recency \"%s\": give a half-life such as 30d, 2w, 6m or 2y", text);
}

/* 2s or 500ms. */
static int read_time_limit(options *opt, const char *text)
{
    char number[16];
    uint32_t count;
    size_t length = strspn(text, "0123456789");
    const char *unit = text + length;
    bool in_ms = strcmp(unit, "ms") == 0;
    snprintf(number, sizeof number, "%.*s", (int)length, text);
    if (length >= sizeof number || (!in_ms && strcmp(unit, "s") != 0) ||
        !read_number(number, &count) || !count)
        return usage_error("--time-limit \"%s\": give a time such as 2s or 500ms", text);
    opt->time_limit_ms = in_ms ? (int64_t)count : (int64_t)count * 1000;
    return -1;
}

static int add_value(option_values *list, const char *text)
{
    const char **values = realloc(list->values, (list->count + 1) * sizeof *values);
    if (!values)
        return usage_error("out of memory");
    values[list->count++] = text;
    list->values = values;
    return -1;
}

static int read_filter(option_values *filter, const char *option, const char *text)
{
    return is_blank(text) ? usage_error("--%s: give a value that articles have", option)
                          : add_value(filter, text);
}

/* A date that is left out itself, or "own". */
static int read_before(options *opt, const char *text)
{
    int64_t first, last;
    newsdex_error err;
    if (strcmp(text, "own") == 0) {
        opt->before_own = true;
        return -1;
    }
    if (newsdex_date_parse(text, &first, &last, &err))
        return usage_error("--before: %s", err.message);
    opt->date_to = first - 1;
    opt->dated = true;
    return -1;
}

static int read_format(options *opt, format wanted)
{
    if (opt->format != FORMAT_TEXT && opt->format != wanted)
        return usage_error("--json, --tsv, --csv, --trec, --ids, --format, --cite, --kwic and "
                           "--svg exclude each other");
    opt->format = wanted;
    return -1;
}

static int read_action(options *opt, action wanted)
{
    if (opt->action != ACTION_SEARCH && opt->action != wanted)
        return usage_error("--count, --show, --explain-query, --timeline, --facet and --report "
                           "exclude each other");
    opt->action = wanted;
    return -1;
}

static int read_timeline(options *opt, const char *unit)
{
    opt->over_time = true;
    if (!unit)
        return -1;
    int chosen = choose("timeline", unit, strlen(unit), chart_unit_names, CHART_UNITS);
    if (chosen < 0)
        return EXIT_USAGE;
    opt->unit = (newsdex_time_unit)chosen;
    opt->unit_chosen = true;
    return -1;
}

static int read_compare(options *opt, const char *text)
{
    if (is_blank(text))
        return usage_error("--compare: give a query");
    opt->over_time = true;
    return add_value(&opt->compared, text);
}

/* "FIELD" or "FIELD:N". */
static int read_facet(options *opt, const char *text)
{
    if (opt->facet_count == BREAKDOWNS_MAX)
        return usage_error("--facet: at most %d of them", BREAKDOWNS_MAX);
    const size_t length = strcspn(text, ":");
    int field = choose("facet", text, length, breakdown_names, BREAKDOWN_FIELDS);
    if (field < 0)
        return EXIT_USAGE;
    facet_choice *choice = &opt->facets[opt->facet_count];
    choice->field = (newsdex_facet_field)field;
    choice->limit = breakdown_is_of_time(choice->field) ? 0 : OPTIONS_FACET_VALUES;
    if (text[length] && (!read_number(text + length + 1, &choice->limit) || choice->limit == 0))
        return usage_error("--facet \"%s\": give a number from 1 after the colon", text);
    opt->facet_count++;
    return -1;
}

/* A column of a TREC run: something, and without white space. */
static int read_trec_word(const char **out, const char *option, const char *text)
{
    if (!*text || strpbrk(text, " \t\r\n"))
        return usage_error("--%s \"%s\": give one word", option, text);
    *out = text;
    return -1;
}

static int read_kwic(options *opt, const char *text)
{
    if (!read_number(text, &opt->kwic_columns) || opt->kwic_columns > KWIC_COLUMNS_MAX)
        return usage_error("--kwic \"%s\": give a number of columns up to %d", text,
                           KWIC_COLUMNS_MAX);
    return read_format(opt, FORMAT_KWIC);
}

static int read_template(options *opt, const char *text)
{
    char message[400];
    if (!template_check(text, message, sizeof message))
        return usage_error("--format: %s", message);
    opt->template = text;
    return read_format(opt, FORMAT_TEMPLATE);
}

static int read_cite(options *opt, const char *style)
{
    static const char *const names[] = {"bibtex", "csl-json"};
    static const format formats[] = {FORMAT_BIBTEX, FORMAT_CSL};
    if (!style)
        return read_format(opt, FORMAT_CITE);
    int chosen = choose("cite", style, strlen(style), names, sizeof names / sizeof *names);
    return chosen < 0 ? EXIT_USAGE : read_format(opt, formats[chosen]);
}

static int read_when(terminal_color *out, const char *option, const char *when)
{
    int chosen = choose(option, when, strlen(when), terminal_color_names, TERMINAL_COLORS);
    if (chosen >= 0)
        *out = (terminal_color)chosen;
    return chosen < 0 ? EXIT_USAGE : -1;
}

static int print_version(void)
{
    printf("newsdex-search %d.%d.%d (libnewsdex %s)\n", NEWSDEX_VERSION_MAJOR,
           NEWSDEX_VERSION_MINOR, NEWSDEX_VERSION_PATCH, newsdex_version_string());
    return EXIT_HITS;
}

static int print_help(const char *which)
{
    if (which && strcmp(which, "all") != 0)
        return usage_error("--help \"%s\": give nothing or \"all\"", which);
    help_print(which != NULL);
    return EXIT_HITS;
}

static int read_option(options *opt, int code)
{
    switch (code) {
    case 'i':
        return add_value(&opt->indexes, optarg);
    case 'n':
        return read_limit(opt, optarg);
    case OPT_OFFSET:
        return read_offset(opt, optarg);
    case OPT_SORT:
        return read_sort(opt, optarg);
    case OPT_SINCE:
    case OPT_UNTIL:
        return read_date(opt, code, optarg);
    case OPT_BEFORE:
        return read_before(opt, optarg);
    case OPT_SOURCE:
        return read_filter(&opt->sources, "source", optarg);
    case OPT_SECTION:
        return read_filter(&opt->sections, "section", optarg);
    case OPT_LANG:
        return read_filter(&opt->languages, "lang", optarg);
    case OPT_EXPAND:
        opt->expand = true;
        return -1;
    case OPT_LIKE:
        opt->like_id = optarg;
        return -1;
    case OPT_COUNT:
        return read_action(opt, ACTION_COUNT);
    case OPT_SHOW:
        opt->show_id = optarg;
        return read_action(opt, ACTION_SHOW);
    case OPT_TIMELINE:
        return read_timeline(opt, optarg);
    case OPT_COMPARE:
        return read_compare(opt, optarg);
    case OPT_FACET:
        return read_facet(opt, optarg);
    case OPT_EXPLAIN:
        return read_action(opt, ACTION_EXPLAIN);
    case OPT_GROUP:
        opt->grouped = true;
        return -1;
    case OPT_NO_GROUP:
        opt->ungrouped = true;
        return -1;
    case OPT_DUPS:
        opt->grouped = opt->dups = true;
        return -1;
    case OPT_JSON:
        return read_format(opt, FORMAT_JSON);
    case OPT_TSV:
        return read_format(opt, FORMAT_TSV);
    case OPT_CSV:
        return read_format(opt, FORMAT_CSV);
    case OPT_REPORT:
        opt->report = optarg;
        return *optarg ? -1 : usage_error("--report: give the name of a file");
    case OPT_SVG:
        return read_format(opt, FORMAT_SVG);
    case OPT_IDS:
        return read_format(opt, FORMAT_IDS);
    case OPT_KWIC:
        return read_kwic(opt, optarg);
    case OPT_FORMAT:
        return read_template(opt, optarg);
    case OPT_CITE:
        return read_cite(opt, optarg);
    case '0':
        opt->nul = true;
        return -1;
    case OPT_TREC:
        if (read_trec_word(&opt->trec_tag, "trec", optarg) >= 0)
            return EXIT_USAGE;
        return read_format(opt, FORMAT_TREC);
    case OPT_QID:
        return read_trec_word(&opt->query_id, "qid", optarg);
    case OPT_TIME:
        return read_time_limit(opt, optarg);
    case OPT_RECENCY:
        return read_recency(opt, optarg);
    case OPT_QUERIES:
        opt->query_file = optarg;
        return -1;
    case OPT_LINKS:
        return read_when(&opt->links, "links", optarg ? optarg : "auto");
    case OPT_COLOR:
        return read_when(&opt->color, "color", optarg);
    case 'h':
        return print_help(optarg);
    default:
        return print_version();
    }
}

/* ---- the whole line --------------------------------------------------------- */

/* The texts joined by what goes between them; NULL when out of memory. */
static char *join(const char *const *texts, size_t count, const char *between)
{
    size_t size = 1;
    for (size_t i = 0; i < count; i++)
        size += strlen(texts[i]) + strlen(between);
    char *joined = malloc(size), *end = joined;
    if (!joined)
        return NULL;
    *end = '\0';
    for (size_t i = 0; i < count; i++)
        end = stpcpy(stpcpy(end, i ? between : ""), texts[i]);
    return joined;
}

/* Whether it says which articles, or what to do with all, without a query. */
static bool is_enough(const options *opt)
{
    return opt->action == ACTION_TIMELINE || opt->action == ACTION_FACETS || opt->dated ||
           opt->sources.count || opt->sections.count || opt->languages.count ||
           opt->sort != NEWSDEX_SORT_RELEVANCE;
}

static int read_query(options *opt, char **words, size_t count)
{
    opt->query = join((const char *const *)words, count, " ");
    if (opt->query && is_blank(opt->query) && is_enough(opt)) {
        free(opt->query);
        opt->query = strdup("*");
    }
    if (!opt->query)
        return usage_error("out of memory");
    return is_blank(opt->query) ? usage_error("no query: say what to search for") : -1;
}

/* Without another query, the first of --compare is the main one. */
static int take_compared(options *opt)
{
    option_values *compared = &opt->compared;
    opt->query = strdup(compared->values[0]);
    compared->count--;
    memmove(compared->values, compared->values + 1, compared->count * sizeof *compared->values);
    return opt->query ? -1 : usage_error("out of memory");
}

/* A timeline and facets stand alone, or are parts of a report. */
static int choose_counts(options *opt)
{
    int done = -1;
    if (opt->report)
        return read_action(opt, ACTION_REPORT);
    if (opt->over_time)
        done = read_action(opt, ACTION_TIMELINE);
    if (done < 0 && opt->facet_count)
        done = read_action(opt, ACTION_FACETS);
    return done;
}

static bool is_printed_as(action done, format wanted)
{
    switch (wanted) {
    case FORMAT_TEXT:
    case FORMAT_JSON:
        return true;
    case FORMAT_TSV:
    case FORMAT_CSV:
        return done == ACTION_SEARCH || done == ACTION_TIMELINE || done == ACTION_FACETS;
    case FORMAT_SVG:
        return done == ACTION_TIMELINE;
    default:
        return done == ACTION_SEARCH;
    }
}

/* -i, else $NEWSDEX_INDEX. */
static int choose_indexes(options *opt)
{
    const char *usual = getenv("NEWSDEX_INDEX");
    if (!opt->indexes.count && usual && *usual && add_value(&opt->indexes, usual) >= 0)
        return EXIT_USAGE;
    if (!opt->indexes.count)
        return usage_error("which index? Use -i INDEX or set NEWSDEX_INDEX");
    for (size_t i = 0; i < opt->indexes.count; i++)
        if (!*opt->indexes.values[i])
            return usage_error("-i: give the folder of an index");
    opt->index_names = join(opt->indexes.values, opt->indexes.count, ", ");
    return opt->index_names ? -1 : usage_error("out of memory");
}

static int check_together(options *opt)
{
    if (opt->date_from > opt->date_to)
        return usage_error("--since is after --until");
    if (opt->like_id && (opt->expand || opt->action == ACTION_SHOW))
        return usage_error("--like excludes --show and --expand");
    if (opt->before_own && !opt->like_id)
        return usage_error("--before own: needs --like, whose date it is");
    if (opt->report && opt->format != FORMAT_TEXT)
        return usage_error("--report is a page of its own, and takes no other format");
    if (!is_printed_as(opt->action, opt->format))
        return usage_error("--trec, --ids, --format, --cite and --kwic only print hits, --tsv and "
                           "--csv also --timeline and --facet, --svg only --timeline");
    if (opt->compared.count >= CHART_SERIES_MAX)
        return usage_error("--compare: at most %d of them", CHART_SERIES_MAX - 1);
    if (opt->grouped && opt->ungrouped)
        return usage_error("--no-group excludes --group and --dups");
    if (opt->dups && (opt->action != ACTION_SEARCH ||
                      (opt->format != FORMAT_TEXT && opt->format != FORMAT_JSON)))
        return usage_error("--dups lists articles below hits, as text or with --json");
    if (opt->nul && opt->format != FORMAT_IDS && opt->format != FORMAT_TEMPLATE)
        return usage_error("-0 goes with --ids or --format");
    return -1;
}

/* Hits for people are stories; for programs they are articles, unless told otherwise. */
static void complete_grouping(options *opt)
{
    opt->grouped = opt->grouped ||
                   (opt->action == ACTION_SEARCH && opt->format == FORMAT_TEXT && !opt->ungrouped);
}

/* Many queries: what is printed must tell which one it is about. */
static int check_query_file(const options *opt, bool has_words)
{
    if (has_words || opt->like_id || opt->query_id || opt->compared.count)
        return usage_error("--query-file takes no query, --qid, --like or --compare");
    if (opt->action == ACTION_COUNT ||
        (opt->action == ACTION_SEARCH &&
         (opt->format == FORMAT_TREC || opt->format == FORMAT_TSV || opt->format == FORMAT_CSV ||
          opt->format == FORMAT_JSON || opt->format == FORMAT_TEMPLATE)))
        return -1;
    return usage_error("--query-file: choose --trec, --tsv, --csv, --json, --format or --count");
}

int options_read(options *opt, int argc, char **argv)
{
    *opt = (options){
        .limit = 10,
        .links = TERMINAL_COLOR_NEVER,
        .date_from = NEWSDEX_DATE_MIN,
        .date_to = NEWSDEX_DATE_MAX,
    };
    int code;
    while ((code = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        const char *word = argv[optind - 1];
        int done = code == '?' || code == ':' ? refused_option(code, optopt, word)
                                              : read_option(opt, code);
        if (done >= 0)
            return done;
    }
    int done = choose_indexes(opt);
    if (done < 0)
        done = choose_counts(opt);
    if (done < 0)
        done = check_together(opt);
    complete_grouping(opt);
    if (done >= 0)
        return done;
    if (opt->query_file)
        return check_query_file(opt, argv[optind] != NULL);
    if (opt->like_id)
        return argv[optind] ? usage_error("--like takes no query") : -1;
    if (opt->action == ACTION_SHOW && !argv[optind])
        return -1;
    if (opt->compared.count && !argv[optind])
        return take_compared(opt);
    return read_query(opt, argv + optind, (size_t)(argc - optind));
}

void options_release(options *opt)
{
    free(opt->query);
    free(opt->indexes.values);
    free(opt->index_names);
    free(opt->sources.values);
    free(opt->sections.values);
    free(opt->languages.values);
    free(opt->compared.values);
}

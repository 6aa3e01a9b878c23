#include "searcher/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/option_hint.h"

static const char help[] =
    "Usage: newsdex-search [-i INDEX] [OPTION]... QUERY...\n"
    "Ranked search in an index of news articles made by newsdex-index(1).\n"
    "\n"
    "  -i, --index INDEX    the index; default: $NEWSDEX_INDEX\n"
    "  -n, --limit N        show at most N hits, or \"all\"; default: 10\n"
    "      --offset N       skip the first N hits\n"
    "      --sort HOW       relevance (default), newest or oldest first\n"
    "      --since DATE, --until DATE, --before DATE\n"
    "                       2025, 2025-09, 2025-09-25[T14:30]; --before leaves it out\n"
    "      --like ID        articles like that one, instead of a query\n"
    "      --count          print only the number of articles found\n"
    "      --show ID        print the whole article with that id\n"
    "      --explain-query  print how the query is understood\n"
    "      --json, --tsv    a line per hit, for programs\n"
    "      --trec TAG       a TREC run of that name; --qid ID sets the topic\n"
    "      --color WHEN     auto (default), always or never\n"
    "  -h, --help  -V, --version\n"
    "\n"
    "A query is words; articles with more of them come first. Also: +must -not\n"
    "\"exact phrase\" suspen* cloud NEAR/5 contract a AND (b OR c) NOT d\n"
    "title:budget source:reuters date:2025-08..2025-09. Write -- before a query that\n"
    "begins with a dash.\n"
    "Exit: 0 found, 1 nothing found, 2 usage or query error, 3 no index, 5 unreadable\n";

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
    OPT_BEFORE
};

static const char letters[] = ":i:n:hV";
static const struct option long_options[] = {{"index", required_argument, NULL, 'i'},
                                             {"limit", required_argument, NULL, 'n'},
                                             {"offset", required_argument, NULL, OPT_OFFSET},
                                             {"sort", required_argument, NULL, OPT_SORT},
                                             {"since", required_argument, NULL, OPT_SINCE},
                                             {"until", required_argument, NULL, OPT_UNTIL},
                                             {"count", no_argument, NULL, OPT_COUNT},
                                             {"show", required_argument, NULL, OPT_SHOW},
                                             {"explain-query", no_argument, NULL, OPT_EXPLAIN},
                                             {"json", no_argument, NULL, OPT_JSON},
                                             {"tsv", no_argument, NULL, OPT_TSV},
                                             {"trec", required_argument, NULL, OPT_TREC},
                                             {"qid", required_argument, NULL, OPT_QID},
                                             {"color", required_argument, NULL, OPT_COLOR},
                                             {"like", required_argument, NULL, OPT_LIKE},
                                             {"before", required_argument, NULL, OPT_BEFORE},
                                             {"help", no_argument, NULL, 'h'},
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

/* ---- values ---------------------------------------------------------------- */

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
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) == 0) {
            opt->sort = (newsdex_sort)i;
            return -1;
        }
    }
    return usage_error("--sort \"%s\": give relevance, newest or oldest", text);
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
        return usage_error("--json, --tsv and --trec exclude each other");
    opt->format = wanted;
    return -1;
}

static int read_action(options *opt, action wanted)
{
    if (opt->action != ACTION_SEARCH && opt->action != wanted)
        return usage_error("--count, --show and --explain-query exclude each other");
    opt->action = wanted;
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

static int print_version(void)
{
    printf("newsdex-search %d.%d.%d (libnewsdex %s)\n", NEWSDEX_VERSION_MAJOR,
           NEWSDEX_VERSION_MINOR, NEWSDEX_VERSION_PATCH, newsdex_version_string());
    return EXIT_HITS;
}

static int print_help(void)
{
    fputs(help, stdout);
    return EXIT_HITS;
}

static int read_option(options *opt, int code)
{
    switch (code) {
    case 'i':
        opt->index = optarg;
        return -1;
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
    case OPT_LIKE:
        opt->like_id = optarg;
        return -1;
    case OPT_COUNT:
        return read_action(opt, ACTION_COUNT);
    case OPT_SHOW:
        opt->show_id = optarg;
        return read_action(opt, ACTION_SHOW);
    case OPT_EXPLAIN:
        return read_action(opt, ACTION_EXPLAIN);
    case OPT_JSON:
        return read_format(opt, FORMAT_JSON);
    case OPT_TSV:
        return read_format(opt, FORMAT_TSV);
    case OPT_TREC:
        if (read_trec_word(&opt->trec_tag, "trec", optarg) >= 0)
            return EXIT_USAGE;
        return read_format(opt, FORMAT_TREC);
    case OPT_QID:
        return read_trec_word(&opt->trec_qid, "qid", optarg);
    case OPT_COLOR:
        return terminal_color_parse(optarg, &opt->color)
                   ? -1
                   : usage_error("--color \"%s\": give auto, always or never", optarg);
    case 'h':
        return print_help();
    default:
        return print_version();
    }
}

/* ---- the whole line --------------------------------------------------------- */

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* The words joined by spaces; NULL when out of memory. */
static char *join_words(char *const *words)
{
    size_t size = 1;
    for (char *const *word = words; *word; word++)
        size += strlen(*word) + 1;
    char *joined = malloc(size), *end = joined;
    if (!joined)
        return NULL;
    for (char *const *word = words; *word; word++) {
        if (word != words)
            *end++ = ' ';
        end = stpcpy(end, *word);
    }
    *end = '\0';
    return joined;
}

static int read_query(options *opt, char *const *words)
{
    opt->query = join_words(words);
    if (opt->query && is_blank(opt->query) && (opt->dated || opt->sort != NEWSDEX_SORT_RELEVANCE)) {
        free(opt->query);
        opt->query = strdup("*");
    }
    if (!opt->query)
        return usage_error("out of memory");
    return is_blank(opt->query) ? usage_error("no query: say what to search for") : -1;
}

static int check_together(options *opt)
{
    if (!opt->index || !*opt->index)
        return usage_error("which index? Use -i INDEX or set NEWSDEX_INDEX");
    if (opt->date_from > opt->date_to)
        return usage_error("--since is after --until");
    if (opt->like_id && opt->action == ACTION_SHOW)
        return usage_error("--like and --show exclude each other");
    if (opt->before_own && !opt->like_id)
        return usage_error("--before own: needs --like, whose date it is");
    if (opt->action != ACTION_SEARCH && (opt->format == FORMAT_TSV || opt->format == FORMAT_TREC))
        return usage_error("--tsv and --trec only print hits");
    return -1;
}

int options_read(options *opt, int argc, char **argv)
{
    *opt = (options){
        .index = getenv("NEWSDEX_INDEX"),
        .limit = 10,
        .date_from = NEWSDEX_DATE_MIN,
        .date_to = NEWSDEX_DATE_MAX,
        .trec_qid = "0",
    };
    int code;
    while ((code = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        const char *word = argv[optind - 1];
        int done = code == '?' || code == ':' ? refused_option(code, optopt, word)
                                              : read_option(opt, code);
        if (done >= 0)
            return done;
    }
    int done = check_together(opt);
    if (done >= 0)
        return done;
    if (opt->action != ACTION_SHOW && !opt->like_id)
        return read_query(opt, argv + optind);
    return argv[optind] ? usage_error("%s takes no query", opt->like_id ? "--like" : "--show") : -1;
}

void options_release(options *opt)
{
    free(opt->query);
    opt->query = NULL;
}

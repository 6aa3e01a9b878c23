#include "indexer/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "indexer/article/formats.h"
#include "indexer/pipeline.h"
#include "searcher/option_hint.h"
#include "searcher/xapian-c/xapc.h"

static const char help[] =
    "Usage: newsdex-index -i INDEX [OPTION]... ARCHIVE...\n"
    "Indexes the news articles in archives, folders and files for newsdex-search(1).\n"
    "\n"
    "  -i, --index FOLDER       the index; made when there is none ($NEWSDEX_INDEX)\n"
    "      --language LANG      stem words of this language (english), or none\n"
    "  -j, --jobs N             worker threads (all processors); --memory SIZE (512M)\n"
    "      --prune              delete what a re-read archive holds no longer\n"
    "      --files-from FILE    more archives, one name a line; - for standard input\n"
    "      --map FIELD=PATH     where JSON keeps a field: --map title=headline.main\n"
    "      --archive-charset C  of entry names that aren't UTF-8: cp866\n"
    "      --publish-every SEC  make what was read searchable that often (25)\n"
    "      --lock-wait SECONDS  for another newsdex-index to finish (5)\n"
    "      --progress HOW       auto, plain, json, none; --segment-writer bulk|xapian\n"
    "      --max-entry-size, --max-total-size SIZE, --max-entries N, --max-depth N,\n"
    "      --max-ratio N        limits against archive bombs; see newsdex-index(1)\n"
    "      --probe, --dry-run   show the articles; count what would be read\n"
    "      --status, --ledger   what the index holds; what became of every entry\n"
    "      --verify, --optimize look for damage; make one segment of all\n"
    "      --delete             the articles whose ids are given, instead of ARCHIVE\n"
    "  -q, --quiet; -v, --verbose; --json; --color WHEN; -h, --help; -V, --version\n"
    "\n"
    "ARCHIVE: tar, zip, 7z, cpio, iso, rar, WARC and more, compressed or not, within\n"
    "each other; a folder; a file: text, HTML, JSON, mail, feeds, PDF...; - for stdin\n";

enum {
    OPTION_LANGUAGE = 256,
    OPTION_MEMORY,
    OPTION_PRUNE,
    OPTION_FILES_FROM,
    OPTION_MAP,
    OPTION_CHARSET,
    OPTION_PUBLISH_EVERY,
    OPTION_LOCK_WAIT,
    OPTION_SEGMENT_WRITER,
    OPTION_MAX_ENTRY_SIZE,
    OPTION_MAX_TOTAL_SIZE,
    OPTION_MAX_ENTRIES,
    OPTION_MAX_DEPTH,
    OPTION_MAX_RATIO,
    OPTION_PROGRESS,
    OPTION_JSON,
    OPTION_COLOR,
    /* In the order of enum action. */
    OPTION_PROBE,
    OPTION_DRY_RUN,
    OPTION_STATUS,
    OPTION_LEDGER,
    OPTION_VERIFY,
    OPTION_OPTIMIZE,
    OPTION_DELETE,
    OPTION_END
};

enum { DEFAULT_MEMORY = 512 << 20 };

static const char letters[] = ":i:j:qvhV";

static const struct option long_options[] = {
    {"index", required_argument, NULL, 'i'},
    {"jobs", required_argument, NULL, 'j'},
    {"language", required_argument, NULL, OPTION_LANGUAGE},
    {"memory", required_argument, NULL, OPTION_MEMORY},
    {"prune", no_argument, NULL, OPTION_PRUNE},
    {"files-from", required_argument, NULL, OPTION_FILES_FROM},
    {"map", required_argument, NULL, OPTION_MAP},
    {"archive-charset", required_argument, NULL, OPTION_CHARSET},
    {"publish-every", required_argument, NULL, OPTION_PUBLISH_EVERY},
    {"lock-wait", required_argument, NULL, OPTION_LOCK_WAIT},
    {"segment-writer", required_argument, NULL, OPTION_SEGMENT_WRITER},
    {"max-entry-size", required_argument, NULL, OPTION_MAX_ENTRY_SIZE},
    {"max-total-size", required_argument, NULL, OPTION_MAX_TOTAL_SIZE},
    {"max-entries", required_argument, NULL, OPTION_MAX_ENTRIES},
    {"max-depth", required_argument, NULL, OPTION_MAX_DEPTH},
    {"max-ratio", required_argument, NULL, OPTION_MAX_RATIO},
    {"progress", required_argument, NULL, OPTION_PROGRESS},
    {"probe", no_argument, NULL, OPTION_PROBE},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"status", no_argument, NULL, OPTION_STATUS},
    {"ledger", no_argument, NULL, OPTION_LEDGER},
    {"verify", no_argument, NULL, OPTION_VERIFY},
    {"optimize", no_argument, NULL, OPTION_OPTIMIZE},
    {"delete", no_argument, NULL, OPTION_DELETE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static int usage(const char *what, const char *which)
{
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, what, strlen(what));
    if (which) {
        fputs(": ", stderr);
        terminal_print_safe(stderr, which, strlen(which));
    }
    bool asks = !which && what[strlen(what) - 1] == '?'; /* "did you mean" */
    fputs(asks ? "\n" : "; see newsdex-index --help\n", stderr);
    return EXIT_USAGE;
}

/* "512", "10K", "3M", "64G", "16T": bytes. */
static bool read_size(const char *text, uint64_t *out)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (end == text || errno || text[0] == '-')
        return false;
    static const char units[] = "KMGT";
    unsigned shift = 0;
    const char *unit = *end ? strchr(units, *end & ~0x20) : NULL;
    if (unit) {
        shift = (unsigned)(unit - units + 1) * 10;
        end++;
    }
    if (*end == 'B' || *end == 'b')
        end++;
    if (*end || number > UINT64_MAX >> shift)
        return false;
    *out = number << shift;
    return true;
}

static bool read_number(const char *text, unsigned least, unsigned *out)
{
    uint64_t number;
    if (strspn(text, "0123456789") != strlen(text) || !read_size(text, &number) || number < least ||
        number > 1000000000)
        return false;
    *out = (unsigned)number;
    return true;
}

static void out_of_memory(void)
{
    fputs("newsdex-index: out of memory\n", stderr);
    exit(EXIT_BROKEN);
}

static void add_input(options *opt, const char *path)
{
    char **inputs = realloc(opt->inputs, (opt->input_count + 1) * sizeof *inputs);
    if (!inputs)
        out_of_memory();
    opt->inputs = inputs;
    if (!(inputs[opt->input_count++] = strdup(path)))
        out_of_memory();
}

static int add_inputs_from(options *opt, const char *path)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
    if (!file)
        return usage(path, strerror(errno));
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (line[0])
            add_input(opt, line);
    }
    free(line);
    if (file != stdin)
        fclose(file);
    return -1;
}

/* The place of a value of so many bytes among the names, -1 with a message when it is none. */
static int choose(const char *option, const char *typed, size_t length, const char *const *names,
                  size_t count)
{
    char line[512];
    int chosen = option_hint_choose(line, sizeof line, option, typed, length, names, count);
    if (chosen < 0)
        usage(line, NULL);
    return chosen;
}

static int add_map(options *opt, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return usage("--map takes FIELD=PATH", text);
    if (choose("map", text, (size_t)(equals - text), format_map_fields, FORMAT_MAP_FIELDS) < 0)
        return EXIT_USAGE;
    format_map *maps = realloc(opt->maps, (opt->map_count + 1) * sizeof *maps);
    if (!maps)
        out_of_memory();
    *equals = '\0';
    opt->maps = maps;
    maps[opt->map_count++] = (format_map){text, equals + 1};
    return -1;
}

static int print_version(void)
{
    printf("newsdex-index %s (Xapian %s, %s PDF)\n", newsdex_version_string(), xapc_version(),
           format_pdf_is_read() ? "with" : "without");
    return EXIT_DONE;
}

static const char *name_of(int option)
{
    for (const struct option *known = long_options; known->name; known++)
        if (known->val == option)
            return known->name;
    return "";
}

static int refuse_value(int option, const char *text, const char *wanted)
{
    char line[512];
    snprintf(line, sizeof line, "--%s=%.300s: give %s", name_of(option), text, wanted);
    return usage(line, NULL);
}

/* A number or size that goes into the options; -1 when it is one. */
static int read_limit(options *opt, int option, const char *text)
{
    uint64_t size = 0;
    unsigned number = 0;
    bool is_size = option == OPTION_MAX_ENTRY_SIZE || option == OPTION_MAX_TOTAL_SIZE ||
                   option == OPTION_MAX_ENTRIES || option == OPTION_MEMORY;
    unsigned least = option == OPTION_LOCK_WAIT || option == OPTION_PUBLISH_EVERY ? 0 : 1;
    if (is_size && !read_size(text, &size))
        return refuse_value(option, text, "a size such as 500M");
    if (!is_size && !read_number(text, least, &number))
        return refuse_value(option, text, least ? "a number from 1" : "a number");
    if (option == 'j' && number > PIPELINE_JOBS_MAX)
        return refuse_value(option, text, "at most 256");
    switch (option) {
    case 'j':
        opt->jobs = number;
        break;
    case OPTION_PUBLISH_EVERY:
        opt->publish_seconds = number;
        break;
    case OPTION_LOCK_WAIT:
        opt->lock_wait = number;
        break;
    case OPTION_MEMORY:
        opt->memory = size;
        break;
    case OPTION_MAX_ENTRY_SIZE:
        opt->archive.max_entry_bytes = size;
        break;
    case OPTION_MAX_TOTAL_SIZE:
        opt->archive.max_total_bytes = size;
        break;
    case OPTION_MAX_ENTRIES:
        opt->archive.max_entries = size;
        break;
    case OPTION_MAX_DEPTH:
        opt->archive.max_depth = number;
        break;
    default:
        opt->archive.max_ratio = number;
    }
    return -1;
}

static int set_action(options *opt, action wanted)
{
    if (opt->action != ACTION_INDEX && opt->action != wanted)
        return usage("--probe, --dry-run, --status, --ledger, --verify, --optimize and --delete "
                     "exclude each other",
                     NULL);
    opt->action = wanted;
    return -1;
}

static int read_progress(options *opt, const char *how)
{
    static const char *const names[] = {
        [PROGRESS_AUTO] = "auto",
        [PROGRESS_PLAIN] = "plain",
        [PROGRESS_JSON] = "json",
        [PROGRESS_NONE] = "none",
    };
    int chosen = choose("progress", how, strlen(how), names, sizeof names / sizeof *names);
    opt->progress = chosen < 0 ? PROGRESS_AUTO : (progress_kind)chosen;
    return chosen < 0 ? EXIT_USAGE : -1;
}

static int read_segment_writer(options *opt, const char *which)
{
    static const char *const names[] = {
        [SEGMENT_WRITER_BULK] = "bulk",
        [SEGMENT_WRITER_XAPIAN] = "xapian",
    };
    int chosen =
        choose("segment-writer", which, strlen(which), names, sizeof names / sizeof *names);
    opt->segment_writer = chosen < 0 ? SEGMENT_WRITER_BULK : (segment_writer_kind)chosen;
    return chosen < 0 ? EXIT_USAGE : -1;
}

static int read_color(options *opt, const char *when)
{
    int chosen = choose("color", when, strlen(when), terminal_color_names, TERMINAL_COLORS);
    opt->color = chosen < 0 ? TERMINAL_COLOR_AUTO : (terminal_color)chosen;
    return chosen < 0 ? EXIT_USAGE : -1;
}

static int read_option(options *opt, int option, char *argument)
{
    switch (option) {
    case 'i':
        opt->index = argument;
        return -1;
    case OPTION_LANGUAGE:
        opt->language = argument;
        return -1;
    case OPTION_FILES_FROM:
        return add_inputs_from(opt, argument);
    case OPTION_MAP:
        return add_map(opt, argument);
    case OPTION_CHARSET:
        opt->archive.charset = argument;
        return -1;
    case OPTION_PROBE:
    case OPTION_DRY_RUN:
    case OPTION_STATUS:
    case OPTION_LEDGER:
    case OPTION_VERIFY:
    case OPTION_OPTIMIZE:
    case OPTION_DELETE:
        return set_action(opt, (action)(ACTION_PROBE + (option - OPTION_PROBE)));
    case OPTION_PROGRESS:
        return read_progress(opt, argument);
    case OPTION_SEGMENT_WRITER:
        return read_segment_writer(opt, argument);
    case OPTION_PRUNE:
        opt->prune = true;
        return -1;
    case OPTION_JSON:
        opt->json = true;
        return -1;
    case OPTION_COLOR:
        return read_color(opt, argument);
    case 'q':
        opt->quiet = true;
        return -1;
    case 'v':
        opt->verbose = true;
        return -1;
    case 'h':
        fputs(help, stdout);
        return EXIT_DONE;
    case 'V':
        return print_version();
    default:
        return read_limit(opt, option, argument);
    }
}

/* ---- the whole line ------------------------------------------------------------------ */

/* The actions with which an option makes sense: a bit for each. */
static unsigned actions_of(int option)
{
    enum {
        INDEXING = 1 << ACTION_INDEX,
        READING = INDEXING | 1 << ACTION_PROBE | 1 << ACTION_DRY_RUN,
        LOOKING = 1 << ACTION_STATUS | 1 << ACTION_LEDGER | 1 << ACTION_VERIFY
    };
    switch (option) {
    case 'j':
    case OPTION_LANGUAGE:
    case OPTION_MEMORY:
    case OPTION_PRUNE:
    case OPTION_PUBLISH_EVERY:
    case OPTION_SEGMENT_WRITER:
        return INDEXING;
    case OPTION_FILES_FROM:
        return READING | 1 << ACTION_DELETE;
    case OPTION_MAP:
    case OPTION_CHARSET:
    case OPTION_MAX_ENTRY_SIZE:
    case OPTION_MAX_TOTAL_SIZE:
    case OPTION_MAX_ENTRIES:
    case OPTION_MAX_DEPTH:
    case OPTION_MAX_RATIO:
        return READING;
    case OPTION_LOCK_WAIT:
        return INDEXING | 1 << ACTION_OPTIMIZE | 1 << ACTION_DELETE;
    case OPTION_PROGRESS:
        return INDEXING | 1 << ACTION_DRY_RUN;
    case OPTION_JSON:
        return LOOKING | 1 << ACTION_PROBE | 1 << ACTION_DRY_RUN;
    default:
        return ~0U;
    }
}

/* given: a byte for each option, set when it was given. */
static int check_together(const options *opt, const bool given[OPTION_END])
{
    for (int option = 0; option < OPTION_END; option++) {
        if (!given[option] || actions_of(option) & 1U << opt->action)
            continue;
        char line[80];
        if (opt->action == ACTION_INDEX)
            snprintf(line, sizeof line, "--%s doesn't go with indexing", name_of(option));
        else
            snprintf(line, sizeof line, "--%s doesn't go with --%s", name_of(option),
                     name_of(OPTION_PROBE + (int)opt->action - ACTION_PROBE));
        return usage(line, NULL);
    }
    return -1;
}

/* So that nothing is made by a command that can read nothing; errno is that of the first input. */
static bool can_read_any(const options *opt)
{
    for (size_t i = opt->input_count; i-- > 0;)
        if (!strcmp(opt->inputs[i], "-") || !access(opt->inputs[i], R_OK))
            return true;
    return false;
}

static int check(const options *opt)
{
    bool reads = actions_of(OPTION_MAP) & 1U << opt->action;
    bool needs_index = opt->action != ACTION_PROBE && opt->action != ACTION_DRY_RUN;
    if (needs_index && !(opt->index && *opt->index))
        return usage("no index given; name its folder with -i or in $NEWSDEX_INDEX", NULL);
    if (reads && !opt->input_count)
        return usage("no archive given", NULL);
    if (reads && !can_read_any(opt))
        return usage(opt->inputs[0], strerror(errno));
    if (opt->action == ACTION_DELETE && !opt->input_count)
        return usage("--delete takes the ids of articles", NULL);
    if (!reads && opt->action != ACTION_DELETE && opt->input_count)
        return usage("no archive is read here", opt->inputs[0]);
    return -1;
}

static int refused_option(int refused, int code, const char *word)
{
    char line[512];
    option_hint_write(line, sizeof line, long_options, letters, refused, code, word, NULL);
    return usage(line, NULL);
}

int options_read(options *opt, int argc, char **argv)
{
    const char *index = getenv("NEWSDEX_INDEX");
    bool given[OPTION_END] = {false};
    *opt = (options){
        .index = index && index[0] ? index : NULL,
        .lock_wait = 5,
        .memory = DEFAULT_MEMORY,
        .publish_seconds = 25,
        .archive = ARC_OPTIONS_INIT,
    };
    for (int option; (option = getopt_long(argc, argv, letters, long_options, NULL)) != -1;) {
        if (option == '?' || option == ':')
            return refused_option(option, optopt, argv[optind - 1]);
        given[option] = true;
        int code = read_option(opt, option, optarg);
        if (code >= 0)
            return code;
    }
    for (int i = optind; i < argc; i++)
        add_input(opt, argv[i]);
    int code = check_together(opt, given);
    return code >= 0 ? code : check(opt);
}

void options_release(options *opt)
{
    for (size_t i = 0; i < opt->input_count; i++)
        free(opt->inputs[i]);
    free(opt->inputs);
    free(opt->maps);
    *opt = (options){0};
}

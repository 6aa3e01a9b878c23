/* The command line of newsdex-search, read and checked: what is left to do needs the index. */
#ifndef NEWSDEX_SEARCH_OPTIONS_H
#define NEWSDEX_SEARCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "searcher/breakdown.h"
#include "searcher/terminal.h"

/* Exit codes that both programs share are listed in newsdex-search(1). */
enum { EXIT_HITS = 0, EXIT_NO_HIT = 1, EXIT_USAGE = 2, EXIT_NO_INDEX = 3, EXIT_UNREADABLE = 5 };

typedef enum action {
    ACTION_SEARCH,
    ACTION_COUNT,
    ACTION_EXPLAIN,
    ACTION_SHOW,
    ACTION_TIMELINE,
    ACTION_FACETS,
    ACTION_REPORT
} action;

typedef enum format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_TSV,
    FORMAT_CSV,
    FORMAT_TREC,
    FORMAT_IDS,
    FORMAT_TEMPLATE,
    FORMAT_KWIC,
    FORMAT_CITE,
    FORMAT_BIBTEX,
    FORMAT_CSL,
    FORMAT_SVG
} format;

enum { KWIC_COLUMNS_MAX = 1000 };

/* What --facet asks for; so many values unless it says how many. */
enum { OPTIONS_FACET_VALUES = 10 };
typedef struct facet_choice {
    newsdex_facet_field field;
    uint32_t limit; /* 0: all values */
} facet_choice;

/* Of an option that may be repeated. */
typedef struct option_values {
    const char **values;
    size_t count;
} option_values;

typedef struct options {
    option_values indexes;
    char *index_names; /* for messages: joined by ", " */
    action action;
    format format;
    uint32_t limit, offset; /* limit UINT32_MAX: all */
    newsdex_sort sort;
    int64_t date_from, date_to;
    bool dated;            /* --since or --until was given */
    int64_t recency;       /* seconds; 0: none */
    int64_t time_limit_ms; /* 0: none */
    option_values sources, sections, languages;
    const char *report;     /* file of ACTION_REPORT */
    bool over_time;         /* --timeline or --compare was given */
    option_values compared; /* queries beside the main one, for a timeline */
    bool unit_chosen;       /* else by how long the hits last */
    newsdex_time_unit unit; /* of the timeline */
    facet_choice facets[BREAKDOWNS_MAX];
    size_t facet_count;
    bool grouped, ungrouped; /* --group or --dups; --no-group */
    bool dups;               /* list the articles of each story */
    const char *show_id, *trec_tag;
    const char *query_file; /* of the queries, instead of one on the line */
    const char *query_id;   /* NULL: none */
    const char *like_id;    /* NULL: the query is typed */
    bool expand;            /* add words of the best hits */
    bool before_own;        /* --before own */
    const char *template;   /* of FORMAT_TEMPLATE */
    bool nul;               /* ends what is printed for a hit, not a line end */
    uint32_t kwic_columns;
    terminal_color color;
    terminal_color links; /* never, unless --links */
    char *query; /* the words, joined; NULL for --like, --query-file, and --show without words */
} options;

/* Returns -1 when there is work to do, else the exit code: help was printed, or a usage error. */
int options_read(options *opt, int argc, char **argv);
void options_release(options *opt);

#endif

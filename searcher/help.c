#include "searcher/help.h"

#include <stdio.h>

static const char head[] = "Usage: newsdex-search [-i INDEX] [OPTION]... QUERY...\n"
                           "Ranked search in an index of news articles made by newsdex-index(1).\n"
                           "\n";

static const char common[] =
    "  -i, --index INDEX    the index; repeated: all as one; default: $NEWSDEX_INDEX\n"
    "  -n, --limit N        show at most N hits, or \"all\"; default: 10\n"
    "      --sort HOW       relevance (default), newest or oldest first\n"
    "      --since DATE     nothing older: 2025, 2025-09, 2025-09-25[T14:30]\n"
    "      --until DATE     nothing newer\n"
    "      --like ID        articles like that one, instead of a query\n"
    "      --count          print only the number of articles found\n"
    "      --show ID        print that article; words of a query after it stand out\n"
    "      --kwic N         each match with N columns of text before and after it\n"
    "      --json, --csv    a line per hit, for programs and spreadsheets\n"
    "      --cite           a citation per hit; =bibtex and =csl-json too\n"
    "  -h, --help           this; --help=all: every option\n";

static const char rest[] =
    "\n"
    "Which hits:\n"
    "      --offset N       skip the first N hits\n"
    "      --recency AGE    newer articles count more; half of that goes in 30d, 2y\n"
    "      --time-limit T   give up after that time: 2s, 500ms\n"
    "      --source NAME    only of that source; repeated: of any of them\n"
    "      --section NAME   likewise, of that section\n"
    "      --lang CODE      likewise, in that language: en, de, ...\n"
    "      --before DATE    nothing from that date on; \"own\": the date of --like\n"
    "      --expand         add words of the best hits to the query; says which\n"
    "      --dups           list the articles that are the same story as a hit\n"
    "      --no-group       a hit per article, not per story; --group: the reverse\n"
    "                       for --count, --facet, --timeline and formats for programs\n"
    "\n"
    "Counts:\n"
    "      --timeline[=UNIT]  over time: by year, month, week or day\n"
    "      --compare QUERY  a query more beside the first; repeated: more of them\n"
    "      --svg            draw it: a picture on standard output\n"
    "      --facet FIELD[:N]  by source, section, author, language, year or month;\n"
    "                       the N most frequent; may be repeated\n"
    "      --report FILE    all that and the hits as a page of HTML; \"-\": stdout\n"
    "\n"
    "What is printed:\n"
    "      --explain-query  print how the query is understood\n"
    "      --ids            only the ids, one a line\n"
    "      --format TEXT    that text per hit, {rank} {date} {title} ... filled in\n"
    "  -0, --null           a NUL after each, not a line end (--ids, --format)\n"
    "      --tsv            tab-separated values\n"
    "      --trec TAG       a TREC run of that name; --qid ID sets the topic\n"
    "      --query-file F   the queries of a file, one a line, or TREC topics\n"
    "      --color WHEN     auto (default), always or never\n"
    "      --links          in a terminal titles link to URLs; =always: anywhere\n"
    "  -V, --version        print the version\n";

static const char foot[] =
    "\n"
    "A query is words; articles with more of them come first. Also: +must -not\n"
    "\"exact phrase\" suspen* cloud NEAR/5 contract a AND (b OR c) NOT d\n"
    "title:budget source:reuters date:2025-08..2025-09. Write -- before a query that\n"
    "begins with a dash.\n"
    "Exit: 0 found, 1 nothing found, 2 usage or query error, 3 no index, 5 unreadable\n";

void help_print(bool all)
{
    fputs(head, stdout);
    fputs(common, stdout);
    if (all)
        fputs(rest, stdout);
    fputs(foot, stdout);
}

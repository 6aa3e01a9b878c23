#include "searcher/session.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- failures ---------------------------------------------------------------- */

int session_exit_code(newsdex_status status)
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

int session_fail(session *s, const newsdex_error *err)
{
    char text[512];
    const char *index = index_at_fault(&s->opt, err->message);
    s->gave_up = err->status == NEWSDEX_E_CANCELLED;
    if (s->gave_up) {
        print_error(session_place(s), err->message);
        return EXIT_USAGE;
    }
    if (err->status == NEWSDEX_E_NOINDEX && index) {
        print_no_index(index);
    } else if (err->status == NEWSDEX_E_CORRUPT && !index) {
        snprintf(text, sizeof text, "%s damaged (%s); index its archives again into a new folder",
                 s->opt.indexes.count == 1 ? "the index is" : "one of these indexes is",
                 err->message);
        print_error(s->opt.index_names, text);
    } else {
        print_error(NULL, err->message);
    }
    return session_exit_code(err->status);
}

int session_fail_output(void)
{
    /* A stream that failed is reported once, at the end of main. */
    if (!ferror(stdout))
        print_error(NULL, "out of memory");
    return EXIT_USAGE;
}

double session_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- searching ---------------------------------------------------------------- */

newsdex_search_options session_search_options(const options *opt)
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

const char *session_place(const session *s)
{
    return *s->place ? s->place : NULL;
}

void session_print_notices(const session *s, const newsdex_query *query,
                           const newsdex_results *results)
{
    const char *place = session_place(s);
    for (size_t i = 0; i < newsdex_query_notice_count(query); i++)
        print_notice(place, newsdex_query_notice(query, i));
    for (size_t i = 0; i < newsdex_results_notice_count(results); i++)
        print_notice(place, newsdex_results_notice(results, i));
}

/* Searching has worked, so a failure only means that nothing is suggested. */
void session_suggest(session *s)
{
    const newsdex_search_options how = session_search_options(&s->opt);
    if (!s->opt.like_id)
        newsdex_query_suggest(s->nd, s->opt.query, strlen(s->opt.query), &how, &s->sum.suggestion,
                              NULL);
}

void session_take_total(session *s, const newsdex_results *results)
{
    int exact = 0;
    s->sum.total = newsdex_results_total(results, &exact);
    s->sum.exact = exact;
    s->sum.stories = newsdex_results_stories(results, &exact);
    s->sum.stories_exact = exact;
    s->sum.grouped = s->opt.grouped;
    newsdex_info info = NEWSDEX_INFO_INIT;
    newsdex_get_info(s->nd, &info, NULL);
    memcpy(s->sum.revision, info.revision, sizeof info.revision);
}

/* How many there would be without --since and --until, and without the other filters. */
static uint64_t count_without_dates(session *s, bool filtered)
{
    newsdex_search_options all = session_search_options(&s->opt);
    all.date_from = NEWSDEX_DATE_MIN;
    all.date_to = NEWSDEX_DATE_MAX;
    all.limit = 0;
    if (!filtered)
        all.source_count = all.section_count = all.language_count = 0;
    newsdex_results *results = NULL;
    if (newsdex_search(s->nd, s->query, &all, &results, NULL))
        return 0;
    uint64_t total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    return total;
}

void session_say_nothing(session *s)
{
    const options *opt = &s->opt;
    const bool filtered = opt->sources.count || opt->sections.count || opt->languages.count;
    newsdex_info info = NEWSDEX_INFO_INIT;
    newsdex_get_info(s->nd, &info, NULL);
    print_nothing(opt, newsdex_query_describe(s->query), info.articles);
    const uint64_t undated = opt->dated ? count_without_dates(s, true) : 0;
    if (undated)
        print_without("--since and --until", undated);
    else if (filtered)
        print_without(opt->dated ? "dates and filters" : "--source, --section and --lang",
                      count_without_dates(s, false));
}

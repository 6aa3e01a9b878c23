/* One run of newsdex-search, and what all that it may do has in common. */
#ifndef NEWSDEX_SEARCH_SESSION_H
#define NEWSDEX_SEARCH_SESSION_H

#include "include/newsdex.h"
#include "searcher/chart.h"
#include "searcher/options.h"
#include "searcher/print.h"
#include "searcher/terminal.h"

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

/* Say what is wrong; the exit code. fail_output: memory ran out, or standard output failed. */
int session_fail(session *s, const newsdex_error *err);
int session_fail_output(void);
int session_exit_code(newsdex_status status);

double session_clock_ms(void);
/* As the command line has them. */
newsdex_search_options session_search_options(const options *opt);

/* FILE:LINE of the query, NULL when it was typed. */
const char *session_place(const session *s);
void session_print_notices(const session *s, const newsdex_query *query,
                           const newsdex_results *results);
/* Fill in sum: what was found, and what else could be asked. */
void session_take_total(session *s, const newsdex_results *results);
void session_suggest(session *s);
/* That nothing was found, and where. */
void session_say_nothing(session *s);

#endif

/* Results for people: hits, whole articles, and what is said beside them. */
#ifndef NEWSDEX_SEARCH_PRINT_H
#define NEWSDEX_SEARCH_PRINT_H

#include "include/newsdex.h"
#include "searcher/options.h"
#include "searcher/terminal.h"

/* What is alike for all hits. */
typedef struct hit_layout {
    uint64_t last_rank; /* tells how wide the column of ranks is */
    bool several_indexes;
} hit_layout;
void print_hit(const terminal *term, const newsdex_hit *hit, const hit_layout *layout);

/* A whole article, through a pager when it is longer than the terminal; matches may be NULL. False
 * when out of memory. */
bool print_article(const terminal *term, const newsdex_article *article,
                   const newsdex_matches *matches);

/* The rest goes to stderr. */

/* "newsdex-search: subject: message", the subject made safe; subject may be NULL. */
void print_error(const char *subject, const char *message);
/* The query with a mark under the place at fault, and what is wrong there. */
void print_query_error(const char *query, const newsdex_error *err);
/* place may be NULL. */
void print_notice(const char *place, const char *notice);

/* A search in numbers. */
typedef struct summary {
    uint64_t total, shown;
    uint64_t stories; /* among the total; at most so many if not stories_exact */
    bool exact, stories_exact, grouped;
    double ms;
    char *suggestion;                                   /* a better query; NULL or "": none */
    char revision[sizeof((newsdex_info *)0)->revision]; /* of what was searched */
} summary;
void print_summary(const options *opt, const summary *sum);
/* There is no index in that folder: how to make one. */
void print_no_index(const char *index);
/* "did you mean", when there is a suggestion; place may be NULL. */
void print_suggestion(const char *place, const summary *sum);
/* A word of the index that a part of the query stands for; part: the one before it, or NULL. */
void print_form(const newsdex_form *form, const char *part);
/* Nothing was found: what was searched. */
void print_nothing(const options *opt, const char *understood, uint64_t articles);
/* So many there would be without these options, if any. */
void print_without(const char *filters, uint64_t articles);

#endif

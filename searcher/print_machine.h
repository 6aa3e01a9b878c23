/* Results for programs: JSON, tab-separated values, TREC runs. Formats are stated in
 * newsdex-search(1). */
#ifndef NEWSDEX_SEARCH_PRINT_MACHINE_H
#define NEWSDEX_SEARCH_PRINT_MACHINE_H

#include <stdio.h>

#include "include/newsdex.h"
#include "searcher/json_out.h"
#include "searcher/options.h"
#include "searcher/print.h"

/* The JSON printers return false when memory ran out or the stream failed. query_id is NULL when
 * there is one query only; grouped: a hit is a story. */
bool print_json_hit(FILE *stream, const newsdex_hit *hit, const char *query_id, bool grouped);
/* matches may be NULL: no spans then. */
bool print_json_article(FILE *stream, const newsdex_article *article,
                        const newsdex_matches *matches);
bool print_json_query(FILE *stream, const char *text, const newsdex_query *query,
                      const newsdex_forms *forms);
/* results may be NULL: no notices of the search then. */
bool print_json_summary(FILE *stream, const char *text, const newsdex_query *query,
                        const newsdex_results *results, const summary *sum, const char *query_id);

/* The summary, to be added to and ended. */
void json_summary_begin(jout *out, const char *text, const newsdex_query *query,
                        const newsdex_results *results, const summary *sum);

void print_tsv_header(FILE *stream, bool with_query_id);
void print_tsv_hit(FILE *stream, const newsdex_hit *hit, const char *query_id);

/* RFC 4180. */
void print_csv_header(FILE *stream, bool with_query_id);
void print_csv_hit(FILE *stream, const newsdex_hit *hit, const char *query_id);

/* *last is the score printed before, in steps; INT64_MAX before the first hit. */
void print_trec_hit(FILE *stream, const newsdex_hit *hit, const options *opt, int64_t *last);

#endif

/* Breakdowns as text, as a table and as JSON. Formats are stated in newsdex-search(1). */
#ifndef NEWSDEX_SEARCH_PRINT_FACET_H
#define NEWSDEX_SEARCH_PRINT_FACET_H

#include "searcher/breakdown.h"
#include "searcher/print.h"
#include "searcher/table.h"
#include "searcher/terminal.h"

/* total: articles that match, of which shares are printed. */
void print_facet(const terminal *term, const breakdown *b, uint64_t total);
void print_facet_header(table *t);
void print_facet_rows(table *t, const breakdown *b, uint64_t total);

/* A line a value; false when memory ran out or the stream failed. */
bool print_facet_json(FILE *stream, const breakdown *b);
/* The summary; results may be NULL. */
bool print_facet_json_summary(FILE *stream, const char *text, const newsdex_query *query,
                              const newsdex_results *results, const breakdown *list, size_t count,
                              const summary *sum);

#endif

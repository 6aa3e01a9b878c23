/* A chart as text with bars, as a table and as JSON. Formats are stated in newsdex-search(1). */
#ifndef NEWSDEX_SEARCH_PRINT_TIMELINE_H
#define NEWSDEX_SEARCH_PRINT_TIMELINE_H

#include "searcher/chart.h"
#include "searcher/print.h"
#include "searcher/table.h"
#include "searcher/terminal.h"

/* One series with bars, several in columns. */
void print_timeline(const terminal *term, const chart *c);
void print_timeline_table(table *t, const chart *c);
/* A line a bucket, then the summary; false when memory ran out or the stream failed. */
bool print_timeline_json(FILE *stream, const chart *c, const summary *sum);

#endif

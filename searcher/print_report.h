/* A report on a search: one HTML page that stands by itself, for phones and desks, light and dark.
 */
#ifndef NEWSDEX_SEARCH_PRINT_REPORT_H
#define NEWSDEX_SEARCH_PRINT_REPORT_H

#include <stdio.h>

#include "searcher/breakdown.h"
#include "searcher/chart.h"
#include "searcher/options.h"

/* What it tells beside the hits. */
typedef struct report {
    const options *opt;
    newsdex_info info;
    const chart *chart; /* its first series is the query */
    const breakdown *facets;
    size_t facet_count;
} report;

/* All up to the hits, each hit, the end. There are no scripts, nothing is loaded, and all text is
 * escaped; only http and https become links. */
void print_report_begin(FILE *stream, const report *r);
void print_report_hit(FILE *stream, const report *r, const newsdex_hit *hit);
void print_report_end(FILE *stream);

#endif

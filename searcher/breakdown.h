/* The matches of a query by the values of one field. */
#ifndef NEWSDEX_SEARCH_BREAKDOWN_H
#define NEWSDEX_SEARCH_BREAKDOWN_H

#include <stdbool.h>

#include "include/newsdex.h"

enum { BREAKDOWNS_MAX = 16 };

/* field and limit are the caller's; the rest is counted. */
typedef struct breakdown {
    newsdex_facet_field field;
    uint32_t limit; /* most frequent values shown; 0: all */
    newsdex_facet *facet;
    const newsdex_facet_value **shown; /* most articles first; years and months in time order */
    size_t count;
    size_t more;            /* values not shown */
    uint64_t more_articles; /* counted once for each of these values that they have */
} breakdown;

/* Release it also on failure. */
newsdex_status breakdown_count(breakdown *b, newsdex *nd, const newsdex_query *query,
                               const newsdex_search_options *how, newsdex_error *err);
void breakdown_release(breakdown *b);

/* "source", "section", ...; the place in it is the newsdex_facet_field. */
enum { BREAKDOWN_FIELDS = NEWSDEX_FACET_MONTH + 1 };
extern const char *const breakdown_names[BREAKDOWN_FIELDS];
bool breakdown_is_of_time(newsdex_facet_field field);

#endif

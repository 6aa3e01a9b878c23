/* --timeline, --facet and --report: all that is found, counted. */
#ifndef NEWSDEX_SEARCH_COUNTING_H
#define NEWSDEX_SEARCH_COUNTING_H

#include "searcher/session.h"

/* The queries are made. Exit codes. */
int counting_timeline(session *s);
int counting_facets(session *s);
int counting_report(session *s);

#endif

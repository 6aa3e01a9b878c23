/* How much more an article counts for being new: the formula is in newsdex.h. */
#ifndef NDX_RESULT_RECENCY_H
#define NDX_RESULT_RECENCY_H

#include "include/newsdex.h"
#include "searcher/xapian-c/xapc.h"

typedef struct ndx_recency {
    int64_t now; /* what ages are counted from */
    double half_life;
} ndx_recency;

newsdex_status ndx_recency_init(ndx_recency *recency, xapc_database *db,
                                const newsdex_search_options *options, newsdex_error *err);

/* Of a value of NDX_SLOT_DATE; context is an ndx_recency. */
double ndx_recency_factor(const void *context, const char *value, size_t length);

#endif

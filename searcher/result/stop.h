/* When a search is to be given up. */
#ifndef NDX_RESULT_STOP_H
#define NDX_RESULT_STOP_H

#include "include/newsdex.h"
#include "searcher/xapian-c/xapc.h"

/* Within the library time_limit_ms is a moment of ndx_clock_ms, fixed when the call began. */
static inline xapc_stop ndx_stop_of(const newsdex_search_options *options)
{
    return (xapc_stop){options->cancel, options->time_limit_ms};
}

#endif

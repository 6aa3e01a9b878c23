#ifndef NDX_XAPIAN_C_QUERY_HH
#define NDX_XAPIAN_C_QUERY_HH

#include <xapian.h>

#include "searcher/xapian-c/xapc.h"

/* An empty Xapian::Query matches nothing. */
struct xapc_query {
    Xapian::Query query;
};

#endif

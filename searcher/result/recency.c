#include "searcher/result/recency.h"

#include <math.h>

#include "searcher/base/buffer.h"
#include "searcher/index/schema.h"

/* Not the clock: the same search finds the same tomorrow. */
static newsdex_status find_newest(xapc_database *db, int64_t *newest, newsdex_error *err)
{
    ndx_buffer high;
    uint32_t dated = 0;
    ndx_buffer_init(&high, 256);
    newsdex_status status = xapc_database_value_bounds(db, NDX_SLOT_DATE, &dated, NULL, &high, err);
    *newest = ndx_date_from_value(high.data, high.length);
    ndx_buffer_release(&high);
    return status;
}

newsdex_status ndx_recency_init(ndx_recency *recency, xapc_database *db,
                                const newsdex_search_options *options, newsdex_error *err)
{
    recency->half_life = (double)options->recency_half_life;
    recency->now = options->date_to;
    return options->date_to == NEWSDEX_DATE_MAX ? find_newest(db, &recency->now, err) : NEWSDEX_OK;
}

double ndx_recency_factor(const void *context, const char *value, size_t length)
{
    const ndx_recency *recency = context;
    int64_t date = ndx_date_from_value(value, length);
    if (date == NEWSDEX_DATE_NONE)
        return 1;
    double age = (double)recency->now - (double)date;
    return 1 + exp2(-(age > 0 ? age : 0) / recency->half_life);
}

#include "searcher/breakdown.h"

#include <stdlib.h>
#include <string.h>

const char *const breakdown_names[BREAKDOWN_FIELDS] = {
    [NEWSDEX_FACET_SOURCE] = "source", [NEWSDEX_FACET_SECTION] = "section",
    [NEWSDEX_FACET_AUTHOR] = "author", [NEWSDEX_FACET_LANGUAGE] = "language",
    [NEWSDEX_FACET_YEAR] = "year",     [NEWSDEX_FACET_MONTH] = "month",
};

bool breakdown_is_of_time(newsdex_facet_field field)
{
    return field == NEWSDEX_FACET_YEAR || field == NEWSDEX_FACET_MONTH;
}

static int by_value(const void *left, const void *right)
{
    const newsdex_facet_value *const *a = left, *const *b = right;
    return strcmp((*a)->value, (*b)->value);
}

newsdex_status breakdown_count(breakdown *b, newsdex *nd, const newsdex_query *query,
                               const newsdex_search_options *how, newsdex_error *err)
{
    newsdex_status status = newsdex_facet_count(nd, query, how, b->field, 0, &b->facet, err);
    if (status)
        return status;
    const size_t all = newsdex_facet_size(b->facet);
    b->count = b->limit && b->limit < all ? b->limit : all;
    b->shown = calloc(b->count + 1, sizeof *b->shown);
    if (!b->shown) {
        *err = (newsdex_error){NEWSDEX_E_NOMEM, UINT32_MAX, "out of memory"};
        return NEWSDEX_E_NOMEM;
    }
    b->more = all - b->count;
    for (size_t i = 0; i < all; i++) {
        const newsdex_facet_value *value = newsdex_facet_at(b->facet, i);
        if (i < b->count)
            b->shown[i] = value;
        else
            b->more_articles += value->articles;
    }
    if (breakdown_is_of_time(b->field))
        qsort(b->shown, b->count, sizeof *b->shown, by_value);
    return NEWSDEX_OK;
}

void breakdown_release(breakdown *b)
{
    newsdex_facet_free(b->facet);
    free(b->shown);
}

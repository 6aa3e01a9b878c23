#include "searcher/query/filter.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/index/schema.h"

enum { VALUE_MAX = 1 << 20 };

/* The values of one field, any of which pass. */
typedef struct value_list {
    const char *prefix; /* of the whole value's term */
    const char *const *values;
    size_t count;
} value_list;

enum { LISTS = 3 };
static void list_values(const newsdex_search_options *options, value_list lists[LISTS])
{
    lists[0] = (value_list){"XSOURCE:", options->sources, options->source_count};
    lists[1] = (value_list){"XSECTION:", options->sections, options->section_count};
    lists[2] = (value_list){"L", options->languages, options->language_count};
}

newsdex_status ndx_filter_check(const char *function, const newsdex_search_options *options,
                                newsdex_error *err)
{
    value_list lists[LISTS];
    list_values(options, lists);
    for (size_t i = 0; i < LISTS; i++) {
        if (lists[i].count > NEWSDEX_FILTER_MAX)
            return ndx_error_set(err, NEWSDEX_E_LIMIT, "%s: at most %d values of one filter",
                                 function, NEWSDEX_FILTER_MAX);
        for (size_t k = 0; k < lists[i].count; k++)
            if (!lists[i].values || !lists[i].values[k])
                return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s: a filter is NULL", function);
    }
    return NEWSDEX_OK;
}

static newsdex_status make_term(ndx_analyzer *analyzer, const char *prefix, const char *value,
                                xapc_query **out, newsdex_error *err)
{
    ndx_buffer term;
    ndx_buffer_init(&term, VALUE_MAX);
    newsdex_status status = ndx_buffer_append_text(&term, prefix, err);
    if (!status)
        status = ndx_analyzer_fold(analyzer, value, strlen(value), &term, err);
    if (!status)
        status = xapc_query_term(term.data, term.length, out, err);
    ndx_buffer_release(&term);
    return status;
}

static newsdex_status any_value(ndx_analyzer *analyzer, const value_list *list, xapc_query **out,
                                newsdex_error *err)
{
    xapc_query **terms = calloc(list->count, sizeof *terms);
    newsdex_status status = terms ? NEWSDEX_OK : ndx_error_nomem(err);
    size_t count = 0;
    for (; !status && count < list->count; count += !status)
        status = make_term(analyzer, list->prefix, list->values[count], &terms[count], err);
    if (!status)
        status = xapc_query_join(XAPC_OR, terms, count, 0, out, err);
    else
        for (size_t i = 0; i < count; i++)
            xapc_query_free(terms[i]);
    free(terms);
    return status;
}

static newsdex_status date_range(const newsdex_search_options *options, xapc_query **out,
                                 newsdex_error *err)
{
    char low[NDX_DATE_VALUE_LENGTH], high[NDX_DATE_VALUE_LENGTH];
    ndx_date_to_value(options->date_from, low);
    ndx_date_to_value(options->date_to, high);
    return xapc_query_value_range(NDX_SLOT_DATE, low, sizeof low, high, sizeof high, out, err);
}

/* Takes filter over; status is how making it went. */
static newsdex_status narrow(newsdex_status status, xapc_query **query, xapc_query *filter,
                             newsdex_error *err)
{
    xapc_query *parts[2] = {*query, filter};
    *query = NULL;
    if (!status)
        return xapc_query_join(XAPC_FILTER, parts, 2, 0, query, err);
    xapc_query_free(parts[0]);
    return status;
}

newsdex_status ndx_filter_apply(ndx_analyzer *analyzer, const newsdex_search_options *options,
                                xapc_query **query, newsdex_error *err)
{
    xapc_query *filter = NULL;
    value_list lists[LISTS];
    newsdex_status status = NEWSDEX_OK;
    list_values(options, lists);
    if (options->date_from != NEWSDEX_DATE_MIN || options->date_to != NEWSDEX_DATE_MAX) {
        status = date_range(options, &filter, err);
        status = narrow(status, query, filter, err);
    }
    for (size_t i = 0; !status && i < LISTS; i++) {
        if (!lists[i].count)
            continue;
        status = any_value(analyzer, &lists[i], &filter, err);
        status = narrow(status, query, filter, err);
    }
    return status;
}

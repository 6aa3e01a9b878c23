/* Any bytes as a query: an error at a place inside, or a description that describes itself. */
#include <stdlib.h>
#include <string.h>

#include "searcher/query/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ndx_analyzer *analyzer; /* costs more than a query does */
    newsdex_query *query, *again;
    newsdex_error err = {0};
    if (!analyzer && ndx_analyzer_new("english", &analyzer, NULL))
        return 0;
    newsdex_status status = ndx_query_parse(analyzer, (const char *)data, size, &query, &err);
    if (status == NEWSDEX_E_QUERY && (err.position > size || !*err.message))
        abort();
    if (!status) {
        const char *understood = newsdex_query_describe(query);
        status = ndx_query_parse(analyzer, understood, strlen(understood), &again, NULL);
        if (status == NEWSDEX_E_QUERY ||
            (!status && strcmp(understood, newsdex_query_describe(again)) != 0))
            abort();
        newsdex_query_free(again);
        newsdex_query_free(query);
    }
    return 0;
}

/* The words of an index that parts of a query stand for, as flood*, wor?d and word~ do. */
#ifndef NDX_QUERY_FORMS_H
#define NDX_QUERY_FORMS_H

#include "searcher/query/query.h"

/* Looked up once for each leaf that is asked for. Ready for use when all zero bytes. */
typedef struct ndx_forms {
    xapc_found_terms **of; /* by leaf */
    size_t count;
} ndx_forms;

void ndx_forms_release(ndx_forms *forms);

/* The terms of a leaf, which stay forms'; *out is NULL when it isn't of that kind. */
newsdex_status ndx_forms_find(ndx_forms *forms, const newsdex_query *query, size_t leaf,
                              xapc_database *db, const xapc_found_terms **out, newsdex_error *err);

/* As newsdex_query_forms. */
newsdex_status ndx_query_forms(const newsdex_query *query, xapc_database *db, newsdex_forms **out,
                               newsdex_error *err);

#endif

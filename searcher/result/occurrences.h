/* Where the parts of a query stand in a text. */
#ifndef NDX_RESULT_OCCURRENCES_H
#define NDX_RESULT_OCCURRENCES_H

#include "searcher/base/buffer.h"
#include "searcher/query/query.h"
#include "searcher/text/analyzer.h"

typedef struct ndx_occurrence {
    uint32_t leaf;
    uint32_t offset, length; /* bytes of the text: a whole word */
} ndx_occurrence;

/*
 * Appends an ndx_occurrence for each word that shows a leaf, by offset. Words of
 * phrases count only where the phrase is. Excluded leaves and stop words show nothing.
 */
newsdex_status ndx_occurrences_find(ndx_analyzer *analyzer, const newsdex_query *query,
                                    const char *text, size_t length, ndx_buffer *out,
                                    newsdex_error *err);

/*
 * Appends a newsdex_span for each occurrence (sorted by offset) within [start, end) of the text;
 * its offset is counted from start, shift added. Overlapping ones become one.
 */
newsdex_status ndx_occurrences_append_spans(const ndx_occurrence *found, size_t count, size_t start,
                                            size_t end, size_t shift, ndx_buffer *spans,
                                            newsdex_error *err);

#endif

/*
 * The passage of a text that best shows why it matched, with the words to
 * highlight. Plain text plus spans, never markup.
 */
#ifndef NDX_RESULT_SNIPPET_H
#define NDX_RESULT_SNIPPET_H

#include "searcher/base/buffer.h"
#include "searcher/query/query.h"
#include "searcher/text/analyzer.h"

/*
 * The passage is the one whose leaves weigh most; weights are those of the
 * leaves, NULL when all weigh alike. Whole sentences where they fit.
 *
 * Appends at most about bytes of text to snippet (line ends become spaces; "… " where it was
 * cut) and newsdex_span structs to spans: rising, apart, whole words. Texts are looked at up to 1
 * MiB.
 */
newsdex_status ndx_snippet_make(ndx_analyzer *analyzer, const newsdex_query *query,
                                const uint32_t *weights, const char *text, size_t length,
                                uint32_t bytes, ndx_buffer *snippet, ndx_buffer *spans,
                                newsdex_error *err);

#endif

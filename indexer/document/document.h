/*
 * Article to document: analyses the words and lays out terms, values and
 * record as one flat structure (xapc_document), ready for any segment
 * writer. Terms as searcher/index/schema.h says.
 */
#ifndef NDX_DOCUMENT_DOCUMENT_H
#define NDX_DOCUMENT_DOCUMENT_H

#include "indexer/article/article.h"
#include "indexer/document/identity.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

typedef struct document_builder document_builder; /* one thread at a time */

newsdex_status document_builder_new(const char *language, document_builder **out,
                                    newsdex_error *err);
void document_builder_free(document_builder *builder);

/* *out is the builder's, good until its next call. */
newsdex_status document_build(document_builder *builder, const article *a,
                              const article_identity *identity, const article_place *place,
                              const xapc_document **out, newsdex_error *err);

#endif

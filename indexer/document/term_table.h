/*
 * The terms of one document after the other, counted, with their positions. What is the same in
 * every document is kept from one to the next: a term's bytes and its hash.
 */
#ifndef NDX_DOCUMENT_TERM_TABLE_H
#define NDX_DOCUMENT_TERM_TABLE_H

#include <stdbool.h>

#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* Bytes of a prefix. */
enum { TERM_PREFIX_MAX = 16 };

typedef struct term_table term_table;

newsdex_status term_table_new(term_table **out, newsdex_error *err);
void term_table_free(term_table *table);

/* Begins a document. True: numbers that were found before mean nothing any more. */
bool term_table_start(term_table *table);
/* The number of the term prefix + word, the word not above NDX_WORD_MAX: never 0, and the same in
   later documents. */
newsdex_status term_table_find(term_table *table, const char *prefix, const char *word,
                               size_t length, uint32_t *number, newsdex_error *err);
/* Counts the term word once more, at that position, and the term stem, unless it is 0, weight times
   more. */
newsdex_status term_table_place(term_table *table, uint32_t word, uint32_t position, uint32_t stem,
                                uint32_t weight, newsdex_error *err);
/* A term with wdf 0 that the document gets once only, of any length; none when length is 0. */
newsdex_status term_table_add_boolean(term_table *table, const char *prefix, const char *text,
                                      size_t length, newsdex_error *err);
/* Ends the document: its terms as xapc_document wants them, the table's until the next start. */
newsdex_status term_table_finish(term_table *table, const xapc_term **terms, size_t *count,
                                 newsdex_error *err);

#endif

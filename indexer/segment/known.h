/*
 * The articles that this run has taken in and not published yet: hash of a
 * term (id or fingerprint) to what tells whether the article changed. 40 bytes a term.
 */
#ifndef NDX_SEGMENT_KNOWN_H
#define NDX_SEGMENT_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

/* See indexer/document/identity.h. */
typedef struct known_article {
    uint64_t content, container;
    int64_t captured; /* seconds since 1970; NEWSDEX_DATE_NONE, or 0 in an empty one: unknown */
} known_article;

typedef struct known_table {
    struct known_slot *slots;
    size_t size, count;
} known_table;

/* A table that is all zero bytes is ready for use. */
void known_table_release(known_table *table);
bool known_table_find(const known_table *table, uint64_t term_hash, known_article *out);
/* Adds, or replaces what stands under that hash. */
newsdex_status known_table_put(known_table *table, uint64_t term_hash, known_article article,
                               newsdex_error *err);

#endif

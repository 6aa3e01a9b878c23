/* A batch: articles on their way from the reader to a worker, copied into memory of its own. */
#ifndef NDX_BATCH_H
#define NDX_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/article/article.h"
#include "indexer/document/identity.h"
#include "searcher/base/arena.h"

typedef struct batch_item {
    article article;           /* its buffers point into the batch: never release or grow them */
    article_identity identity; /* likewise */
    article_place place;
    const char *address;
    bool replaces; /* an earlier version: counted as updated, not as indexed */
} batch_item;

typedef struct batch {
    uint64_t number; /* from 0, in the order of the input */
    ndx_arena arena;
    batch_item *items;
    size_t count, room;
    size_t text_bytes;
    struct batch *next; /* in a queue */
} batch;

/* A batch that is all zero bytes is empty and ready for use. */
void batch_release(batch *b);
void batch_clear(batch *b);
newsdex_status batch_add(batch *b, const article *a, const article_identity *identity,
                         const article_place *place, const char *address, bool replaces,
                         newsdex_error *err);

#endif

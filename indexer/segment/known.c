#include "indexer/segment/known.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

typedef struct known_slot {
    uint64_t hash;
    known_article article;
    bool taken;
} known_slot;

enum { FIRST_SIZE = 4096 };

void known_table_release(known_table *table)
{
    free(table->slots);
    *table = (known_table){0};
}

/* The slot of that hash, or the free one where it belongs. */
static known_slot *slot_of(known_slot *slots, size_t size, uint64_t hash)
{
    size_t at = hash & (size - 1);
    while (slots[at].taken && slots[at].hash != hash)
        at = (at + 1) & (size - 1);
    return &slots[at];
}

bool known_table_find(const known_table *table, uint64_t term_hash, known_article *out)
{
    if (!table->count)
        return false;
    const known_slot *slot = slot_of(table->slots, table->size, term_hash);
    *out = slot->article;
    return slot->taken;
}

static newsdex_status grow(known_table *table, newsdex_error *err)
{
    size_t size = table->size ? table->size * 2 : FIRST_SIZE;
    known_slot *slots = calloc(size, sizeof *slots);
    if (!slots)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < table->size; i++)
        if (table->slots[i].taken)
            *slot_of(slots, size, table->slots[i].hash) = table->slots[i];
    free(table->slots);
    table->slots = slots;
    table->size = size;
    return NEWSDEX_OK;
}

newsdex_status known_table_put(known_table *table, uint64_t term_hash, known_article article,
                               newsdex_error *err)
{
    if (table->count * 4 >= table->size * 3) {
        newsdex_status status = grow(table, err);
        if (status)
            return status;
    }
    known_slot *slot = slot_of(table->slots, table->size, term_hash);
    table->count += !slot->taken;
    *slot = (known_slot){term_hash, article, true};
    return NEWSDEX_OK;
}

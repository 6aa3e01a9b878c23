#include "searcher/result/tally.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/index/schema.h"

enum { FIRST_SLOTS = 256, DIGITS_MAX = 10 };

void ndx_tally_release(ndx_tally *tally)
{
    ndx_arena_release(&tally->arena);
    free(tally->entries);
    free(tally->slots);
    memset(tally, 0, sizeof *tally);
}

void ndx_tally_next(ndx_tally *tally)
{
    tally->article++;
}

/* The slot of that key, or the empty one where it belongs. slot_count is a power of two. */
static uint32_t *find_slot(const ndx_tally *tally, uint64_t hash, const char *key, size_t length)
{
    const size_t mask = tally->slot_count - 1;
    for (size_t at = (size_t)hash & mask;; at = (at + 1) & mask) {
        uint32_t *slot = &tally->slots[at];
        if (!*slot)
            return slot;
        const ndx_tally_entry *entry = &tally->entries[*slot - 1];
        if (entry->hash == hash && entry->length == length && !memcmp(entry->key, key, length))
            return slot;
    }
}

/* Half of the slots stay empty, so that probing stays short. */
static newsdex_status grow_slots(ndx_tally *tally, newsdex_error *err)
{
    size_t count = tally->slot_count ? tally->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return ndx_error_nomem(err);
    free(tally->slots);
    tally->slots = slots;
    tally->slot_count = count;
    for (size_t i = 0; i < tally->count; i++) {
        const ndx_tally_entry *entry = &tally->entries[i];
        *find_slot(tally, entry->hash, entry->key, entry->length) = (uint32_t)i + 1;
    }
    return NEWSDEX_OK;
}

static newsdex_status add_entry(ndx_tally *tally, uint64_t hash, const char *key, size_t length,
                                newsdex_error *err)
{
    if (tally->count == NEWSDEX_COUNT_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT,
                             "more than %d different values: narrow the query", NEWSDEX_COUNT_MAX);
    newsdex_status status = ndx_array_grow(&tally->entries, &tally->room, tally->count + 1,
                                           sizeof *tally->entries, err);
    if (status)
        return status;
    const char *copy = ndx_arena_copy(&tally->arena, key, length);
    if (!copy)
        return ndx_error_nomem(err);
    tally->entries[tally->count++] =
        (ndx_tally_entry){.key = copy, .length = (uint32_t)length, .hash = hash};
    return NEWSDEX_OK;
}

newsdex_status ndx_tally_add(ndx_tally *tally, const char *key, size_t length, uint64_t words,
                             newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    if (tally->count * 2 >= tally->slot_count && (status = grow_slots(tally, err)))
        return status;
    const uint64_t hash = ndx_hash(key, length);
    uint32_t *slot = find_slot(tally, hash, key, length);
    if (!*slot) {
        if ((status = add_entry(tally, hash, key, length, err)))
            return status;
        *slot = (uint32_t)tally->count;
    }
    ndx_tally_entry *entry = &tally->entries[*slot - 1];
    if (entry->last == tally->article)
        return NEWSDEX_OK;
    entry->last = tally->article;
    entry->articles++;
    entry->words += words;
    return NEWSDEX_OK;
}

uint64_t ndx_tally_words(const xapc_value *words)
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < words->length && i < DIGITS_MAX; i++) {
        if (words->data[i] < '0' || words->data[i] > '9')
            return 0;
        number = number * 10 + (uint64_t)(words->data[i] - '0');
    }
    return number;
}

ndx_date ndx_tally_date(const xapc_value *date, const xapc_value *precision)
{
    ndx_date known = {ndx_date_from_value(date->data, date->length), NDX_DATE_DAY};
    if (known.seconds == NEWSDEX_DATE_NONE)
        return NDX_DATE_NONE;
    if (precision->length)
        known.precision = *precision->data == '0' + NDX_DATE_YEAR ? NDX_DATE_YEAR : NDX_DATE_MONTH;
    return known;
}

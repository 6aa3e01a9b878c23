#include "indexer/segment/bulk_dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/array.h"
#include "searcher/base/error.h"

enum { FIRST_SLOTS = 1 << 14 };

void bulk_dictionary_release(bulk_dictionary *dictionary)
{
    free(dictionary->terms);
    free(dictionary->tallies);
    free(dictionary->slots);
    free(dictionary->bytes);
    *dictionary = (bulk_dictionary){0};
}

void bulk_dictionary_clear(bulk_dictionary *dictionary)
{
    if (dictionary->slot_count)
        memset(dictionary->slots, 0, dictionary->slot_count * sizeof *dictionary->slots);
    dictionary->count = dictionary->byte_count = 0;
}

static bulk_slot make_slot(uint64_t hash, size_t number)
{
    return (bulk_slot){(uint32_t)(hash >> 32), (uint32_t)number + 1};
}

/* Twice as many slots as there may be terms at least, so that probing stays short. */
static newsdex_status grow_slots(bulk_dictionary *dictionary, newsdex_error *err)
{
    size_t count = dictionary->slot_count ? dictionary->slot_count * 2 : FIRST_SLOTS;
    bulk_slot *slots = calloc(count, sizeof *slots);
    if (!slots)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < dictionary->count; i++) {
        size_t at = dictionary->terms[i].hash & (count - 1);
        while (slots[at].term)
            at = (at + 1) & (count - 1);
        slots[at] = make_slot(dictionary->terms[i].hash, i);
    }
    free(dictionary->slots);
    dictionary->slots = slots;
    dictionary->slot_count = count;
    return NEWSDEX_OK;
}

static newsdex_status add_term(bulk_dictionary *dictionary, const char *text, uint32_t length,
                               uint64_t hash, newsdex_error *err)
{
    newsdex_status status;
    if (dictionary->count == UINT32_MAX - 1)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "too many different words in one piece");
    if ((status = ndx_array_grow(&dictionary->terms, &dictionary->room, dictionary->count + 1,
                                 sizeof *dictionary->terms, err)) ||
        (status = ndx_array_grow(&dictionary->tallies, &dictionary->tally_room,
                                 dictionary->count + 1, sizeof *dictionary->tallies, err)) ||
        (status = ndx_array_grow(&dictionary->bytes, &dictionary->byte_room,
                                 dictionary->byte_count + length + BULK_TEXT_SLACK, 1, err)))
        return status;
    dictionary->tallies[dictionary->count] = (bulk_tally){0};
    memcpy(dictionary->bytes + dictionary->byte_count, text, length);
    dictionary->terms[dictionary->count++] =
        (bulk_term){.hash = hash, .text = dictionary->byte_count, .length = length};
    dictionary->byte_count += length;
    return NEWSDEX_OK;
}

newsdex_status bulk_dictionary_find(bulk_dictionary *dictionary, const char *text, uint32_t length,
                                    uint64_t hash, uint32_t *number, newsdex_error *err)
{
    newsdex_status status;
    if (dictionary->count * 2 >= dictionary->slot_count && (status = grow_slots(dictionary, err)))
        return status;
    const size_t mask = dictionary->slot_count - 1;
    size_t at = hash & mask;
    for (; dictionary->slots[at].term; at = (at + 1) & mask) {
        if (dictionary->slots[at].hash != (uint32_t)(hash >> 32))
            continue;
        const bulk_term *term = &dictionary->terms[dictionary->slots[at].term - 1];
        if (term->length == length && !memcmp(dictionary->bytes + term->text, text, length)) {
            *number = dictionary->slots[at].term - 1;
            return NEWSDEX_OK;
        }
    }
    if ((status = add_term(dictionary, text, length, hash, err)))
        return status;
    *number = (uint32_t)(dictionary->count - 1);
    dictionary->slots[at] = make_slot(hash, *number);
    return NEWSDEX_OK;
}

/* ---- sorting ------------------------------------------------------------------------ */

ndx_sort_item *bulk_dictionary_sort(const bulk_dictionary *dictionary)
{
    const size_t count = dictionary->count;
    ndx_sort_item *items = malloc((2 * count + 1) * sizeof *items);
    if (!items)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const bulk_term *term = &dictionary->terms[i];
        const char *text = (const char *)dictionary->bytes + term->text;
        items[i] =
            (ndx_sort_item){ndx_sort_key(text, term->length), text, term->length, (uint32_t)i};
    }
    ndx_string_sort(items, items + count, count);
    for (size_t i = 0; i < count; i++) /* sorting has moved them on */
        items[i].key = ndx_sort_key(items[i].text, items[i].length);
    return items;
}

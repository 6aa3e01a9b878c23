#include "indexer/document/term_table.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/arena.h"
#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"

/* Terms above which the table starts anew with the next document, to stay near the processor. */
enum { VOCABULARY_MAX = 1 << 17, FIRST_SLOTS = 1 << 12 };

/* What stays the same from document to document, and where the present one has it. */
typedef struct known_term {
    const char *text;
    uint32_t length;
    uint32_t document, index; /* its index in terms, if that is the present document */
    uint64_t hash;
} known_term;

/* Of a term of the present document. */
typedef struct placing {
    uint32_t last_position;
    uint32_t next; /* place in positions of the next one, while they are grouped by term */
} placing;

/* A word as it comes up in the document. The known terms are looked at when the document is
   complete, many at a time: one alone would mostly wait for memory. */
typedef struct occurrence {
    uint32_t word; /* number of the known term; later its index in terms */
    uint32_t stem; /* number of the known term; 0: none */
    uint32_t position, weight;
} occurrence;

enum { LOOK_AHEAD = 16 };

struct term_table {
    ndx_arena vocabulary_texts, texts; /* of the terms known, and of those of this document alone */
    known_term *known;
    size_t known_count, known_room;
    uint32_t *slots; /* hash table of numbers of known terms; 0 is free */
    size_t slot_count;
    uint32_t document;

    xapc_term *terms;
    placing *placings; /* one a term */
    size_t term_count, term_room, placing_room;
    occurrence *occurrences;
    size_t occurrence_count, occurrence_room;
    bool unordered; /* some term has positions that don't rise */
    uint32_t *positions;
    size_t position_room;
};

newsdex_status term_table_new(term_table **out, newsdex_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? NEWSDEX_OK : ndx_error_nomem(err);
}

static void forget(term_table *table)
{
    ndx_arena_release(&table->vocabulary_texts);
    free(table->known);
    free(table->slots);
    table->known = NULL;
    table->slots = NULL;
    table->known_count = table->known_room = table->slot_count = 0;
}

void term_table_free(term_table *table)
{
    if (!table)
        return;
    forget(table);
    ndx_arena_release(&table->texts);
    free(table->terms);
    free(table->occurrences);
    free(table->placings);
    free(table->positions);
    free(table);
}

bool term_table_start(term_table *table)
{
    ndx_arena_clear(&table->texts);
    table->term_count = table->occurrence_count = 0;
    table->unordered = false;
    bool is_new = ++table->document == 0 || table->known_count > VOCABULARY_MAX;
    if (is_new) {
        forget(table);
        table->document = 1;
    }
    return is_new;
}

/* ---- what is known ---------------------------------------------------------- */

static void enter_slot(uint32_t *slots, size_t slot_count, uint64_t hash, uint32_t number)
{
    size_t at = hash & (slot_count - 1);
    while (slots[at])
        at = (at + 1) & (slot_count - 1);
    slots[at] = number;
}

static newsdex_status grow_slots(term_table *table, newsdex_error *err)
{
    size_t slot_count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < table->known_count; i++)
        enter_slot(slots, slot_count, table->known[i].hash, (uint32_t)i + 1);
    free(table->slots);
    table->slots = slots;
    table->slot_count = slot_count;
    return NEWSDEX_OK;
}

static newsdex_status learn(term_table *table, const char *text, size_t length, uint64_t hash,
                            uint32_t *number, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    if (table->known_count * 2 >= table->slot_count)
        status = grow_slots(table, err);
    if (!status)
        status = ndx_array_grow(&table->known, &table->known_room, table->known_count + 1,
                                sizeof *table->known, err);
    if (status)
        return status;
    const char *copy = ndx_arena_copy(&table->vocabulary_texts, text, length);
    if (!copy)
        return ndx_error_nomem(err);
    table->known[table->known_count++] = (known_term){copy, (uint32_t)length, 0, 0, hash};
    *number = (uint32_t)table->known_count;
    enter_slot(table->slots, table->slot_count, hash, *number);
    return NEWSDEX_OK;
}

newsdex_status term_table_find(term_table *table, const char *prefix, const char *word,
                               size_t length, uint32_t *number, newsdex_error *err)
{
    char text[TERM_PREFIX_MAX + NDX_WORD_MAX];
    size_t prefix_length = strlen(prefix);
    memcpy(text, prefix, prefix_length);
    memcpy(text + prefix_length, word, length);
    length += prefix_length;
    uint64_t hash = ndx_hash(text, length);
    size_t last = table->slot_count - 1;
    for (size_t at = hash & last; table->slots && table->slots[at]; at = (at + 1) & last) {
        const known_term *known = &table->known[table->slots[at] - 1];
        if (known->hash == hash && known->length == length && !memcmp(known->text, text, length)) {
            *number = table->slots[at];
            return NEWSDEX_OK;
        }
    }
    return learn(table, text, length, hash, number, err);
}

/* ---- the present document ---------------------------------------------------- */

static newsdex_status make_room(term_table *table, size_t terms, newsdex_error *err)
{
    newsdex_status status =
        ndx_array_grow(&table->terms, &table->term_room, terms, sizeof *table->terms, err);
    return status ? status
                  : ndx_array_grow(&table->placings, &table->placing_room, terms,
                                   sizeof *table->placings, err);
}

/* There has to be room. */
static void add(term_table *table, const char *text, uint32_t length, uint32_t number,
                uint64_t hash)
{
    table->terms[table->term_count] = (xapc_term){text, length, 0, NULL, 0, number, hash};
    table->placings[table->term_count++] = (placing){0, 0};
}

/* The index of the known term in this document, where it is entered if it is new there. */
static uint32_t enter(term_table *table, uint32_t number)
{
    known_term *known = &table->known[number - 1];
    if (known->document != table->document) {
        known->document = table->document;
        known->index = (uint32_t)table->term_count;
        add(table, known->text, known->length, number, known->hash);
    }
    return known->index;
}

newsdex_status term_table_place(term_table *table, uint32_t word, uint32_t position, uint32_t stem,
                                uint32_t weight, newsdex_error *err)
{
    if (table->occurrence_count == table->occurrence_room) {
        newsdex_status status =
            ndx_array_grow(&table->occurrences, &table->occurrence_room,
                           table->occurrence_count + 1, sizeof *table->occurrences, err);
        if (status)
            return status;
    }
    table->occurrences[table->occurrence_count++] = (occurrence){word, stem, position, weight};
    return NEWSDEX_OK;
}

static void prefetch(const term_table *table, uint32_t number)
{
    __builtin_prefetch(&table->known[number ? number - 1 : 0], 1);
}

/* Enters all that came up into the terms. */
static newsdex_status enter_all(term_table *table, newsdex_error *err)
{
    size_t most = 2 * table->occurrence_count;
    most = most < table->known_count ? most : table->known_count;
    newsdex_status status = make_room(table, table->term_count + most, err);
    for (size_t i = 0; !status && i < table->occurrence_count; i++) {
        occurrence *found = &table->occurrences[i];
        if (table->occurrence_count - i > LOOK_AHEAD) {
            prefetch(table, found[LOOK_AHEAD].word);
            prefetch(table, found[LOOK_AHEAD].stem);
        }
        found->word = enter(table, found->word);
        xapc_term *word = &table->terms[found->word];
        uint32_t *last = &table->placings[found->word].last_position;
        table->unordered = table->unordered || found->position <= *last;
        *last = found->position;
        word->wdf++;
        word->position_count++;
        if (found->stem)
            table->terms[enter(table, found->stem)].wdf += found->weight;
    }
    return status;
}

newsdex_status term_table_add_boolean(term_table *table, const char *prefix, const char *text,
                                      size_t length, newsdex_error *err)
{
    if (!length)
        return NEWSDEX_OK;
    size_t prefix_length = strlen(prefix);
    char *term = ndx_arena_alloc(&table->texts, prefix_length + length);
    if (!term)
        return ndx_error_nomem(err);
    memcpy(term, prefix, prefix_length);
    memcpy(term + prefix_length, text, length);
    length += prefix_length;
    newsdex_status status = make_room(table, table->term_count + 1, err);
    if (!status)
        add(table, term, (uint32_t)length, 0, ndx_hash(term, length));
    return status;
}

/* ---- positions ------------------------------------------------------------------ */

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Makes the positions of a term rise without repeats: a compound stands at its first part's place.
 */
static uint32_t tidy_positions(uint32_t *positions, uint32_t count)
{
    qsort(positions, count, sizeof *positions, compare_numbers);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!kept || positions[i] != positions[kept - 1])
            positions[kept++] = positions[i];
    return kept;
}

/* Each term gets its part of the positions, in the order in which they came up. */
static void lay_out(term_table *table)
{
    uint32_t next = 0;
    for (size_t i = 0; i < table->term_count; i++) {
        table->placings[i].next = next;
        if (table->terms[i].position_count)
            table->terms[i].positions = table->positions + next;
        next += table->terms[i].position_count;
    }
    for (size_t i = 0; i < table->occurrence_count; i++) {
        const occurrence *found = &table->occurrences[i];
        table->positions[table->placings[found->word].next++] = found->position;
    }
}

newsdex_status term_table_finish(term_table *table, const xapc_term **terms, size_t *count,
                                 newsdex_error *err)
{
    newsdex_status status;
    if ((status = enter_all(table, err)) ||
        (status = ndx_array_grow(&table->positions, &table->position_room, table->occurrence_count,
                                 sizeof *table->positions, err)))
        return status;
    lay_out(table);
    for (size_t i = 0; table->unordered && i < table->term_count; i++) {
        xapc_term *term = &table->terms[i];
        if (term->position_count)
            term->position_count = tidy_positions(
                table->positions + (term->positions - table->positions), term->position_count);
    }
    *terms = table->terms;
    *count = table->term_count;
    return NEWSDEX_OK;
}

/*
 * The terms of a piece as small numbers, given in the order in which they come.
 * Open addressing; the bytes lie in one block; nothing is allocated singly.
 */
#ifndef NDX_SEGMENT_BULK_DICTIONARY_H
#define NDX_SEGMENT_BULK_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "searcher/base/string_sort.h"

enum { BULK_TEXT_SLACK = 16 };

typedef struct bulk_term {
    uint64_t hash;
    size_t text; /* offset in the bytes */
    uint32_t length;
} bulk_term;

/* Of a term; kept by the inverter, apart from the rest, as it is looked at for each posting. */
typedef struct bulk_tally {
    uint32_t documents; /* that have it */
    uint32_t attempt;   /* to add a document, the last one in which it came up */
} bulk_tally;

typedef struct bulk_slot {
    uint32_t hash; /* the upper half */
    uint32_t term; /* number + 1; 0: free */
} bulk_slot;

typedef struct bulk_dictionary {
    bulk_term *terms;    /* by number */
    bulk_tally *tallies; /* likewise */
    size_t count, room, tally_room;
    bulk_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    uint8_t *bytes;    /* with BULK_TEXT_SLACK readable ones behind the last */
    size_t byte_count, byte_room;
} bulk_dictionary;

/* A dictionary that is all zero bytes is empty and ready for use. */
void bulk_dictionary_release(bulk_dictionary *dictionary);
/* Empty; the memory is kept. */
void bulk_dictionary_clear(bulk_dictionary *dictionary);

/* The number of the term with that hash, which is made when there is none. */
newsdex_status bulk_dictionary_find(bulk_dictionary *dictionary, const char *text, uint32_t length,
                                    uint64_t hash, uint32_t *number, newsdex_error *err);

/* All terms in the order of their bytes, index being their number, with room for as many more; of
   malloc. NULL: out of memory. */
ndx_sort_item *bulk_dictionary_sort(const bulk_dictionary *dictionary);

#endif

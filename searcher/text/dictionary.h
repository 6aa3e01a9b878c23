/* Words of Thai, Lao, Khmer and Burmese, which are written without spaces: by ICU's dictionaries.
 */
#ifndef NDX_TEXT_DICTIONARY_H
#define NDX_TEXT_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/ubrk.h>

#include "include/newsdex.h"
#include "searcher/text/char_class.h"

/* A longer run is cut: time and memory stay bounded. */
enum { NDX_DICTIONARY_RUN = 2048 };

typedef struct ndx_dictionary {
    UBreakIterator *breaks;
    size_t start; /* of the run in the text */
    int32_t count, at;
    UChar units[NDX_DICTIONARY_RUN];
    uint16_t offsets[NDX_DICTIONARY_RUN + 1]; /* in bytes from start, of each unit and the end */
} ndx_dictionary;

/* Loads ICU's rules; NULL when out of memory or when ICU has none. */
ndx_dictionary *ndx_dictionary_new(void);
void ndx_dictionary_free(ndx_dictionary *dictionary);

/* Takes the run of such characters at start; *end is where it ends. False when out of memory. */
bool ndx_dictionary_start(ndx_dictionary *dictionary, const ndx_text *text, size_t start,
                          size_t *end);
/* The next word of the run; false at its end. */
bool ndx_dictionary_next(ndx_dictionary *dictionary, size_t *offset, size_t *length);

#endif

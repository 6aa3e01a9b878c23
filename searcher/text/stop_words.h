/* Function words that carry next to no meaning: folded, sorted by bytes. */
#ifndef NDX_TEXT_STOP_WORDS_H
#define NDX_TEXT_STOP_WORDS_H

#include <stddef.h>

typedef struct ndx_stop_words {
    const char *const *words;
    size_t count;
} ndx_stop_words;

/* Of the language with that name; none for most. */
ndx_stop_words ndx_stop_words_of(const char *language);

#endif

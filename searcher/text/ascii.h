/*
 * The short cut for plain ASCII words, which most texts mostly are: cuts many at a time. Then
 * they can be looked up together, while one alone would mostly wait for memory.
 */
#ifndef NDX_TEXT_ASCII_H
#define NDX_TEXT_ASCII_H

#include <stdbool.h>
#include <stddef.h>

#include "searcher/text/char_class.h"
#include "searcher/text/word_key.h"

enum { NDX_ASCII_WORDS = 32 };

typedef struct ndx_ascii_word {
    ndx_word_key key; /* in lower case */
    size_t start;     /* in the text */
} ndx_ascii_word;

/* A letter or digit. */
bool ndx_ascii_is_letter(char c);

/* The next words from start on, where one begins, up to one that is long, isn't of ASCII letters
   and digits alone, or may go on behind them; returns their number. */
size_t ndx_ascii_cut(const ndx_text *text, size_t start, ndx_ascii_word words[NDX_ASCII_WORDS]);

#endif

/* Names of months as newspapers print them, in English and the languages around it. */
#ifndef NDX_ARTICLE_MONTH_NAME_H
#define NDX_ARTICLE_MONTH_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The month that the word at the beginning of text names, 1 to 12, and the bytes of that word; 0
 * for none. English: "Feb", "Sept", "February"; else also "févr", "März", "febrero", "Maggio"...,
 * with and without accents.
 */
int month_name_read(const char *text, size_t length, bool english_only, size_t *used);

#define MONTH_NAME_LETTER(c) (UINT32_C(1) << ((c) - 'a'))

/* Do its first letters begin an English name? To pass over nearly all words of a text at once. */
static inline bool month_name_begins_english(const char *word, size_t length)
{
    static const uint32_t second_letters[26] = {
        ['a' - 'a'] = MONTH_NAME_LETTER('p') | MONTH_NAME_LETTER('u'),
        ['d' - 'a'] = MONTH_NAME_LETTER('e'),
        ['f' - 'a'] = MONTH_NAME_LETTER('e'),
        ['j' - 'a'] = MONTH_NAME_LETTER('a') | MONTH_NAME_LETTER('u'),
        ['m' - 'a'] = MONTH_NAME_LETTER('a'),
        ['n' - 'a'] = MONTH_NAME_LETTER('o'),
        ['o' - 'a'] = MONTH_NAME_LETTER('c'),
        ['s' - 'a'] = MONTH_NAME_LETTER('e'),
    };
    const unsigned first = length < 3 ? 26u : (unsigned)((word[0] | 0x20) - 'a');
    const unsigned second = length < 3 ? 26u : (unsigned)((word[1] | 0x20) - 'a');
    return first < 26 && second < 26 && second_letters[first] >> second & 1;
}

#endif

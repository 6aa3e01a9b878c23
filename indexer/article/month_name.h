/* Names of months as newspapers print them, in English and the languages around it. */
#ifndef NDX_ARTICLE_MONTH_NAME_H
#define NDX_ARTICLE_MONTH_NAME_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The month that the word at the beginning of text names, 1 to 12, and the bytes of that word; 0
 * for none. English: "Feb", "Sept", "February"; else also "févr", "März", "febrero", "Maggio"...,
 * with and without accents.
 */
int month_name_read(const char *text, size_t length, bool english_only, size_t *used);

#endif

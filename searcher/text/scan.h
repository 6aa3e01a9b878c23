/*
 * Finds the written words of scripts with spaces: where each begins and ends,
 * and what of it is folded. Pure functions of the text; every byte is looked
 * at a bounded number of times.
 */
#ifndef NDX_TEXT_SCAN_H
#define NDX_TEXT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "searcher/text/char_class.h"
#include "searcher/text/language.h"

typedef enum ndx_item_kind {
    NDX_ITEM_WORD,    /* well, don't, company's, 1,000.5, b2b */
    NDX_ITEM_SPLIT,   /* O'Brien: two words */
    NDX_ITEM_ACRONYM, /* U.S. */
    NDX_ITEM_SYMBOLS  /* AT&T, C++, C# */
} ndx_item_kind;

/* What stands between two hyphens. */
typedef struct ndx_item {
    ndx_item_kind kind;
    size_t start, end;        /* as written, without an elided article in front */
    size_t fold_end;          /* start..fold_end is folded: without 's and last dot */
    size_t first_end, second; /* of NDX_ITEM_SPLIT: end of the first, start of the second word */
    bool has_letter;
    bool has_point;  /* a number with a decimal point */
    bool drops_dots; /* the dots only group digits: 1.000.000 */
} ndx_item;

/* The item at start, where a letter or digit is. */
void ndx_scan_item(const ndx_text *text, const ndx_language *language, size_t start,
                   ndx_item *item);

/* Where the next item of the same hyphenated word starts; 0 if there is none. */
size_t ndx_scan_hyphen(const ndx_text *text, size_t end);

#endif

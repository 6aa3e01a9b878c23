/*
 * Folding: NFKC with case folded, then without accents. Text goes through in
 * blocks of bounded size; cut where ndx_fold_cut says, blocks give the same as
 * the whole.
 */
#ifndef NDX_TEXT_FOLD_H
#define NDX_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/unorm2.h>

#include "include/newsdex.h"

/*
 * Bytes of a block, and what they can become: no character grows more than
 * U+FDFA, 3 bytes to 18 UTF-16 units of 2 bytes in UTF-8 (other expansions are
 * of 2 bytes to at most 4 units); a unit is never more than 3 bytes.
 */
enum {
    NDX_FOLD_BLOCK = 256,
    NDX_FOLD_UNITS = NDX_FOLD_BLOCK / 3 * 18 + 18,
    NDX_FOLD_OUT = NDX_FOLD_UNITS * 3
};

/* Which marks are dropped after the last letter. */
typedef enum ndx_fold_marks {
    NDX_FOLD_KEEP_MARKS,
    NDX_FOLD_DROP_MARKS, /* Latin, Greek, Cyrillic */
    NDX_FOLD_DROP_POINTS /* Arabic and Hebrew: the vowels that are mostly not written */
} ndx_fold_marks;

typedef struct ndx_folder {
    const UNormalizer2 *nfkc_casefold, *nfc;
    ndx_fold_marks marks;
    char lower[NDX_FOLD_OUT], folded[NDX_FOLD_OUT];
    size_t lower_length, folded_length;
    UChar raw[NDX_FOLD_BLOCK], normal[NDX_FOLD_UNITS];
} ndx_folder;

typedef enum ndx_fold_keep {
    NDX_FOLD_WORD, /* keep letters, digits, marks and ' . & + # */
    NDX_FOLD_ALL   /* keep all; white space and controls become blanks */
} ndx_fold_keep;

newsdex_status ndx_folder_init(ndx_folder *folder, newsdex_error *err);

/* Begins a word or text. */
void ndx_fold_start(ndx_folder *folder);
/* How many bytes of the text to give to ndx_fold_block; all of them if they fit. */
size_t ndx_fold_cut(const ndx_folder *folder, const char *text, size_t length);
/*
 * The next block, at most NDX_FOLD_BLOCK bytes: lower is the text in lower case
 * with its accents, folded without. Invalid bytes are blanks.
 */
void ndx_fold_block(ndx_folder *folder, ndx_fold_keep keep, const char *text, size_t length);
/* The same for text that is lower already, such as a stem; sets only folded. */
void ndx_fold_lower(ndx_folder *folder, const char *text, size_t length);

#endif

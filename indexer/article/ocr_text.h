/* The text of a recognised page out of its words, lines and blocks. */
#ifndef NDX_ARTICLE_OCR_TEXT_H
#define NDX_ARTICLE_OCR_TEXT_H

#include <stdbool.h>

#include "searcher/base/buffer.h"

/* What lies between two words; the widest counts. */
typedef enum ocr_gap { OCR_NO_GAP, OCR_SPACE, OCR_LINE, OCR_BLOCK } ocr_gap;

typedef struct ocr_text {
    ndx_buffer *out;
    ocr_gap gap; /* before the next word */
    bool flows;  /* from block to block: a word broken at the end of one goes on in the next */
} ocr_text;

void ocr_text_gap(ocr_text *text, ocr_gap gap);
/*
 * Appends words; white space in them separates words, even line ends. A word broken at the end of
 * its line is joined: "surveil-" and "lance" become "surveil-lance", which the analyser finds as
 * surveillance too, as "New-" and "York" are New York; soft hyphens vanish.
 */
newsdex_status ocr_text_append(ocr_text *text, const char *words, size_t length,
                               newsdex_error *err);
/* The same, but line ends in it are such, and empty lines end blocks. */
newsdex_status ocr_text_append_lines(ocr_text *text, const char *lines, size_t length,
                                     newsdex_error *err);
/* Over the title, however it is cut into lines, where the text begins with it and goes on. */
const char *ocr_text_skip_title(const char *text, const char *title);

#endif

/* What ALTO says of a page: its words, and what lies between them. */
#ifndef NDX_ARTICLE_ALTO_H
#define NDX_ARTICLE_ALTO_H

#include "indexer/article/charset.h"
#include "indexer/article/id_table.h"
#include "indexer/article/input.h"
#include "indexer/article/ocr_text.h"
#include "indexer/article/xml_tree.h"

/* An element that begins, in the order of the page. */
typedef struct alto_item {
    enum alto_kind { ALTO_OTHER, ALTO_WORD, ALTO_HYPHEN, ALTO_LINE, ALTO_BLOCK } kind;
    enum alto_part { ALTO_WHOLE, ALTO_FIRST_PART, ALTO_SECOND_PART } part; /* of a broken word */
    const char *content;
    const char *word; /* the whole of a broken one, or "" */
} alto_item;

/* The item that an element of ALTO is; strings are the element's. */
alto_item alto_item_of(const xml_node *node);

/* Text of items one after the other. */
typedef struct alto_text {
    ocr_text text;
    bool broken; /* the first part of a broken word stands for the whole; the second is to come */
    bool whole;  /* so does the last word: its hyphen is none */
} alto_text;

newsdex_status alto_text_append(alto_text *t, const alto_item *item, newsdex_error *err);

/* ---- a page cut into articles ---- */

/* A page whose items are taken out of it; small, where ALTO is large. */
typedef struct alto_page {
    ndx_arena arena;
    ndx_buffer items; /* of what alto.c makes of them */
    id_table ids;     /* places in items */
    unsigned image;   /* number of the first page in the file, 0 without */
    bool worded;      /* has any words */
    charset_used charset;
} alto_page;

/*
 * Reads a file of ALTO, its pages as one, and takes its elements off *room, more than which it
 * doesn't read. When that fails it is read in part: what was read stays.
 */
newsdex_status alto_page_read(alto_page *page, const entry_memory *file, size_t *room,
                              newsdex_error *err);
void alto_page_release(alto_page *page);

/*
 * Appends what is not taken yet of the elements from the one called begin to the one called end
 * (hashes of IDs; end 0: begin alone; unknown: up to the end of its block), and takes it. Not
 * *found when begin is unknown.
 */
newsdex_status alto_page_take(alto_page *page, uint64_t begin, uint64_t end, alto_text *t,
                              bool *found, newsdex_error *err);
/* The same with all that is left. */
newsdex_status alto_page_take_rest(alto_page *page, alto_text *t, newsdex_error *err);

#endif

/* A page as its paragraphs, and the blocks they stand in. */
#ifndef NDX_ARTICLE_HTML_OUTLINE_H
#define NDX_ARTICLE_HTML_OUTLINE_H

#include "indexer/article/html.h"

/* Text that no block interrupts; br only ends its lines. Weights are bytes without white space. */
typedef struct html_paragraph {
    size_t start, length; /* in the outline's text */
    size_t plain, linked; /* weight beside and within links */
    int heading;          /* 1 to 6; 0: none */
    bool line;            /* a list item, a row: no empty line between two of them */
    bool dropped;         /* no part of the article */
    long value;           /* of this one and all before it, for html_text.c */
} html_paragraph;

typedef enum html_trait {
    HTML_INLINE = 1,  /* a part of a line of text */
    HTML_HEADING = 2, /* h1 to h6 */
    HTML_LINE = 4,    /* li, tr: a line, no paragraph of its own */
    HTML_CELL = 8,    /* td, th: a part of such a line */
    HTML_UNREAD = 16, /* script, style: what it holds is no text */
    HTML_APART = 32,  /* nav, aside: beside the article */
    HTML_WHOLE = 64,  /* body, main, article: not beside it, whatever the class says */
    HTML_LIST = 128,  /* ul, table, div: may be a list of links */
    HTML_HINTED = 256 /* beside the article by its class, id or role */
} html_trait;

/* An element that is no part of a line; in document order. */
typedef struct html_block {
    const xmlNode *node;
    unsigned traits;
    size_t first, end; /* its paragraphs: from first to before end */
    size_t next;       /* the first block behind those within it */
} html_block;

typedef struct html_outline {
    ndx_buffer text;
    html_paragraph *paragraphs;
    size_t paragraph_count, paragraph_room;
    html_block *blocks;
    size_t block_count, block_room;
} html_outline;

void html_outline_init(html_outline *outline);
void html_outline_release(html_outline *outline);
newsdex_status html_outline_read(html_outline *outline, const xmlDoc *doc, newsdex_error *err);

/* A paragraph's text; it does not end where the paragraph does. */
const char *html_outline_text(const html_outline *outline, const html_paragraph *paragraph);
/* Drops the paragraphs of a block. */
void html_outline_drop(html_outline *outline, const html_block *block);

#endif

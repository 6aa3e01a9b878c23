/* What is no part of an article within the block that holds it. */
#ifndef NDX_ARTICLE_HTML_WEED_H
#define NDX_ARTICLE_HTML_WEED_H

#include "indexer/article/html_outline.h"

/* Drops lists of links, "Read more", headings with nothing under them, and what repeats the title
 * of known. */
void html_weed(html_outline *outline, const html_block *block, const article *known);

/* Is it a heading that says what the title of known says, or its beginning? */
bool html_is_title(const html_outline *outline, const html_paragraph *paragraph,
                   const article *known);

#endif

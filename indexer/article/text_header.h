/* What a text file says about itself in its first lines: YAML front matter, or "Title: ...", "Date:
 * ..." lines. */
#ifndef NDX_ARTICLE_TEXT_HEADER_H
#define NDX_ARTICLE_TEXT_HEADER_H

#include "indexer/article/article.h"

/* Fills in what the header of text states; *used: the bytes it takes up, 0 when there is none. */
newsdex_status text_header_read(article *out, const char *text, size_t length, size_t *used,
                                newsdex_error *err);

#endif

/* What the formats of recognised pages have in common: an article a page, dated by its place. */
#ifndef NDX_ARTICLE_OCR_PAGE_H
#define NDX_ARTICLE_OCR_PAGE_H

#include "indexer/article/xml_format.h"

/* Is path one of a page as Chronicling America keeps them,
 * "sn83030214/1910/01/01/ed-1/seq-2/ocr.xml"? */
bool ocr_page_has_place(const char *path);
/* Fills out from such a path: id, URL, title, source, section and date; of other paths the date. */
newsdex_status ocr_page_fill_place(article *out, const entry_source *source, newsdex_error *err);

/* For format's function of this name, over xml_format. The first page needs no locator. */
article_result ocr_page_next(void *state, format_input *input, article *out, newsdex_error *err);

#endif

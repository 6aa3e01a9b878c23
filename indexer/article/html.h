/* The HTML reader for a whole page, and its parts: what a page says about itself, and where its
 * text is. */
#ifndef NDX_ARTICLE_HTML_H
#define NDX_ARTICLE_HTML_H

#include <libxml/tree.h>

#include "indexer/article/format.h"

/*
 * Fills out from the bytes of a page; source tells its URL, its charset and time where they are
 * known, nothing is read from it. A page's buffers serve many pages.
 */
typedef struct html_page html_page;
newsdex_status html_page_new(html_page **out, newsdex_error *err);
newsdex_status html_page_read(html_page *page, const char *bytes, size_t length,
                              const entry_source *source, article *out, newsdex_error *err);
/* Takes NULL. */
void html_page_free(html_page *page);

/* The next node of the tree below root in document order; leaves out what is below node when into
 * is false. */
xmlNode *html_next_node(const xmlNode *root, xmlNode *node, bool into);
/* Is node an element called name? */
bool html_is(const xmlNode *node, const char *name);
/* The value of an attribute, "" without; it belongs to the tree. */
const char *html_attribute(const xmlNode *node, const char *name);
/* Appends all text below node. */
newsdex_status html_append_content(ndx_buffer *out, const xmlNode *node, newsdex_error *err);

/*
 * Fills in the fields from meta elements, JSON-LD, title, time, URL... Dates later than a day after
 * source was written are not believed. body gets the text that JSON-LD states,
 * description what the page says of itself in a sentence.
 */
newsdex_status html_meta_read(article *out, xmlDoc *doc, const entry_source *source,
                              ndx_buffer *body, ndx_buffer *description, newsdex_error *err);

/* Appends the article's paragraphs, without menus and the like, and without lines that only repeat
 * the fields of known. */
newsdex_status html_text_read(ndx_buffer *out, xmlDoc *doc, const article *known,
                              newsdex_error *err);

#endif

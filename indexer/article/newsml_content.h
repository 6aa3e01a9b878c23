/* What NewsML 1.2 and G2 carry texts in: NITF, XHTML, other markup, or text that is markup escaped.
 */
#ifndef NDX_ARTICLE_NEWSML_CONTENT_H
#define NDX_ARTICLE_NEWSML_CONTENT_H

#include "indexer/article/article.h"
#include "indexer/article/xml_tree.h"

/* Appends the paragraphs of the element content; NITF also fills fields of out that are empty. */
newsdex_status newsml_append_content(article *out, ndx_buffer *text, const xml_node *content,
                                     newsdex_error *err);

#endif

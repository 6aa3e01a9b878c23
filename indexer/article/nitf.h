/* NITF, the markup of news texts: as files of its own and within NewsML. */
#ifndef NDX_ARTICLE_NITF_H
#define NDX_ARTICLE_NITF_H

#include "indexer/article/article.h"
#include "indexer/article/xml_tree.h"

/* Fills in the fields that are still empty from a nitf element; not the text. */
newsdex_status nitf_fill(article *out, const xml_node *nitf, newsdex_error *err);
/* Appends the paragraphs: lower headlines, dateline and body, else the abstract. */
newsdex_status nitf_append_text(ndx_buffer *out, const xml_node *nitf, newsdex_error *err);

#endif

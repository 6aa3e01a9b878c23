/* What the XML formats that make one article of a record have in common. */
#ifndef NDX_ARTICLE_XML_FORMAT_H
#define NDX_ARTICLE_XML_FORMAT_H

#include "indexer/article/format.h"
#include "indexer/article/xml_stream.h"

typedef struct xml_format xml_format;
/*
 * Fills out from a record. x->plain is empty scratch space. A reason in x->skip leaves the record
 * out.
 */
typedef newsdex_status (*xml_format_fill)(xml_format *x, article *out, const xml_node *record,
                                          newsdex_error *err);

struct xml_format {
    xml_stream *stream;
    xml_format_fill fill;
    ndx_buffer plain;
    const char *skip; /* static */
};

/* For format's functions of these names; open takes the names of the records and the filler. */
newsdex_status xml_format_open(const char *const *records, xml_format_fill fill, void **state,
                               newsdex_error *err);
/* A record that is the document's root gets no locator. */
article_result xml_format_next(void *state, format_input *input, article *out, newsdex_error *err);
void xml_format_close(void *state);

#endif

/* The parts of a wire message, IPTC 7901 or ANPA 1312, to an article. */
#ifndef NDX_ARTICLE_WIRE_H
#define NDX_ARTICLE_WIRE_H

#include "indexer/article/article.h"
#include "indexer/article/sgml.h"

typedef struct wire_message {
    sgml_span header, body, trailer; /* UTF-8, the controls around them cut off */
    article *out;                    /* gets the fields */
    ndx_buffer *text;                /* gets the paragraphs, appended */
} wire_message;

newsdex_status wire_read(wire_message *message, newsdex_error *err);

#endif

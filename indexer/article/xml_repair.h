/* Makes markup fit for libxml2, which would stop at, or drop words over, what news files hold. */
#ifndef NDX_ARTICLE_XML_REPAIR_H
#define NDX_ARTICLE_XML_REPAIR_H

#include <stdbool.h>

#include "searcher/base/buffer.h"

typedef struct xml_repair {
    enum {
        XML_REPAIR_TEXT,
        XML_REPAIR_TAG,
        XML_REPAIR_CDATA,
        XML_REPAIR_COMMENT,
        XML_REPAIR_DECLARATION
    } where;
    bool in_subset;  /* of a declaration: <!DOCTYPE a [ */
    unsigned equals; /* in this tag */
} xml_repair;

/*
 * Appends text, UTF-8, with its references as characters, bare "&" and "<" escaped, and without
 * comments and declarations (DOCTYPE, so that no entity is ever declared). A zeroed repair begins.
 * *used: the bytes read; unless last, a few at the end stay for the next call.
 */
newsdex_status xml_repair_append(xml_repair *repair, const char *text, size_t length, bool last,
                                 ndx_buffer *out, size_t *used, newsdex_error *err);

/* The bytes of text up to the end of a declaration, or all of them; repair knows which. */
size_t xml_repair_skip_declaration(xml_repair *repair, const char *text, size_t length);

#endif

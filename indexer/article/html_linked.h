/* What a page's JSON-LD says of its article. */
#ifndef NDX_ARTICLE_HTML_LINKED_H
#define NDX_ARTICLE_HTML_LINKED_H

#include "indexer/article/html.h"

typedef struct html_linked {
    article article; /* its text is articleBody alone */
    bool found;      /* an article; else only its date may be known, from the page's own object */
    ndx_buffer scratch, work;
} html_linked;

void html_linked_init(html_linked *linked);
void html_linked_release(html_linked *linked);
/* Takes the first article there is in the page's scripts; broken ones are left alone. */
newsdex_status html_linked_read(html_linked *linked, const xmlNode *script, newsdex_error *err);

#endif

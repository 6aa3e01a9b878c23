/* What classes, ids and roles say of an element. */
#ifndef NDX_ARTICLE_HTML_HINTS_H
#define NDX_ARTICLE_HTML_HINTS_H

#include "indexer/article/html.h"

/* Is it, by its attributes, a menu, an advertisement, comments, a byline... or not to be seen? */
bool html_is_hinted_away(const xmlNode *node);

/* Has its class one of the words? NULL is at their end; "post-byline" has "byline". */
bool html_has_class(const xmlNode *node, const char *const *words);

#endif

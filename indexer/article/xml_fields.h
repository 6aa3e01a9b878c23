/* Fields of an article out of an XML tree, by tables of paths (see xml_each). */
#ifndef NDX_ARTICLE_XML_FIELDS_H
#define NDX_ARTICLE_XML_FIELDS_H

#include "indexer/article/article.h"
#include "indexer/article/xml_tree.h"

/* Lists of paths, NULL at the end; a list may be NULL. */
typedef struct xml_field_paths {
    const char *const *id,
        *const *title, *const *author, *const *source, *const *section,
                                                           *const *language,
                                                               *const *url, *const *date,
                                                                                *const *keywords;
} xml_field_paths;

/*
 * Of the paths, the first that says something counts; for keywords, all do. A field that has a
 * value already keeps it. A url must be one, a date gets the rule "declared".
 */
newsdex_status xml_fill_fields(article *out, const xml_node *root, const xml_field_paths *paths,
                               newsdex_error *err);

#endif

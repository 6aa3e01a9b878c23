/* The markup of MediaWiki, taken off. */
#ifndef NDX_ARTICLE_WIKI_TEXT_H
#define NDX_ARTICLE_WIKI_TEXT_H

#include "indexer/article/article.h"

/*
 * Appends the words of a page as HTML: links and emphasis keep their words; templates, tables,
 * notes, pictures and comments are left out. Categories become keywords of out, a template "date"
 * its date. names: the words for files and categories in the wiki's language, each as "6:Datei\n"
 * or "14:Kategorie\n" in one string.
 */
newsdex_status wiki_append_html(ndx_buffer *html, article *out, const char *names, const char *text,
                                size_t length, newsdex_error *err);

#endif

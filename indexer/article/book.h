/* What a book says of itself, in the package document of an EPUB (OPF), version 2 or 3. */
#ifndef NDX_ARTICLE_BOOK_H
#define NDX_ARTICLE_BOOK_H

#include "indexer/article/article.h"

/*
 * Fills out with what holds for all chapters: the book's title, as their source, authors, language,
 * date of publication and keywords. Of bytes that aren't such a document it takes what it finds;
 * fails only when out of memory.
 */
newsdex_status book_read(const char *bytes, size_t length, article *out, newsdex_error *err);

/* Gives a chapter what it doesn't say itself. */
newsdex_status book_apply(const article *book, article *chapter, newsdex_error *err);

#endif

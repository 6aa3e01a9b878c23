/* What is no text: told by its first bytes. */
#ifndef NDX_ARTICLE_SNIFF_H
#define NDX_ARTICLE_SNIFF_H

#include "indexer/article/format.h"

/* "a program", "an image"...: static; NULL for text, and for PDF, which has a format. */
const char *sniff_binary(const format_probe *probe);

/* Does it begin with "%PDF-", or a file of that name within a little junk? */
bool sniff_is_pdf(const format_probe *probe);

/*
 * What text is when it is no article: a program's source (a "#!" line, or a name as programmers
 * give them), or the index of a web archive (CDX, CDXJ). Static; NULL for other text.
 */
const char *sniff_other_text(const format_probe *probe);

/* Does name end with "." and one of the extensions (NULL at the end), in any case? */
bool sniff_has_extension(const char *name, const char *const *extensions);

/* The bytes of white space at the start of the head. */
size_t sniff_skip_space(const format_probe *probe);

#endif

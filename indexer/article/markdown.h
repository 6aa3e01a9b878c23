/* Markdown in titles: headings and emphasis; see CommonMark. */
#ifndef NDX_ARTICLE_MARKDOWN_H
#define NDX_ARTICLE_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "searcher/base/buffer.h"

typedef struct markdown_heading {
    const char *text; /* without the marks around it */
    size_t length;    /* never 0 */
    size_t used;      /* bytes of its lines, underline included */
} markdown_heading;

/* The heading that text begins with: "# Title" or "Title" above "=====". */
bool markdown_find_heading(const char *text, size_t length, markdown_heading *out);
/* Appends a line without the marks of emphasis and code: "**Late** _news_". */
newsdex_status markdown_append_plain(ndx_buffer *out, const char *text, size_t length,
                                     newsdex_error *err);

#endif

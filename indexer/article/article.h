/*
 * One article, as a format reader found it: clean UTF-8 in capped buffers.
 * An article without title or date is still an article.
 */
#ifndef NDX_ARTICLE_ARTICLE_H
#define NDX_ARTICLE_ARTICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "indexer/article/charset.h"
#include "searcher/base/buffer.h"
#include "searcher/base/date.h"

enum {
    ARTICLE_FIELD_MAX = 4096, /* bytes of any field but text and keywords; longer ones are cut */
    ARTICLE_KEYWORDS_MAX = 16384, /* bytes */
};
#define ARTICLE_TEXT_MAX ((size_t)64 << 20) /* bytes; a longer article fails with that reason */

typedef struct article {
    ndx_buffer id;     /* the format's own, "" when it has none */
    ndx_buffer title;  /* one line */
    ndx_buffer text;   /* paragraphs separated by an empty line, without the title */
    ndx_buffer author; /* several are separated by "; " */
    ndx_buffer source; /* newspaper, agency, site */
    ndx_buffer section;
    ndx_buffer language; /* ISO 639-1 where possible */
    ndx_buffer url;
    ndx_buffer keywords; /* one a line */
    ndx_buffer locator;  /* place within the entry when it holds several: "17"; else "" */
    ndx_date date;
    ndx_date captured;     /* of a page in a web archive: when; else unknown */
    const char *date_rule; /* what gave the date: "declared", "meta", "name", "text"...; "" without
                              date. Static. */
    const char *format;    /* "html": the format's name. Static. */
    bool rendition;        /* other files hold the same page in other forms: the first one stays */
    charset_used charset;  /* the text was converted from */
} article;

void article_init(article *a);
void article_release(article *a);
void article_clear(article *a);

/*
 * Replaces a field by text made clean: invalid bytes become U+FFFD, controls vanish, runs of
 * white space become one space, none at the ends; cut at the field's cap. For all fields but text.
 */
newsdex_status article_set_field(ndx_buffer *field, const char *text, size_t length,
                                 newsdex_error *err);
/*
 * Replaces the text by text made clean: as above, but lines stay; \r\n and \r become \n; runs of
 * empty lines become one; no space at line ends, no empty lines at either end.
 */
newsdex_status article_set_text(article *a, const char *text, size_t length, newsdex_error *err);
/* The author made clean, without "By " before it or a comma behind. */
newsdex_status article_set_author(article *a, const char *text, size_t length, newsdex_error *err);
/* Adds a keyword made clean, unless it is empty or there already; one over the cap is left out. */
newsdex_status article_add_keyword(article *a, const char *text, size_t length, newsdex_error *err);
/* The place among the articles of an entry that holds several, from 1. */
newsdex_status article_set_locator(article *a, uint64_t number, newsdex_error *err);
/* "en-US", "EN", "English" -> "en"; anything else as it stands. */
newsdex_status article_set_language(article *a, const char *text, size_t length,
                                    newsdex_error *err);

#endif

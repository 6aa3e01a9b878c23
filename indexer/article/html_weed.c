#include "indexer/article/html_weed.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
    LINKS_FEW = 200,  /* bytes beside the links below which a block of links is a menu */
    LINKS_ALONE = 9,  /* times the text beside them: links that are a paragraph of their own */
    TITLE_MIN = 10,   /* bytes of letters in which a heading and a longer title agree */
    PHRASE_MAX = 100, /* bytes of a line about the page */
};

/* ---- the title ----------------------------------------------------------------------- */

/* The next letter or digit from *at on, in small letters; 0 at the end. */
static int next_letter(const char **at, const char *end)
{
    while (*at < end) {
        unsigned char c = (unsigned char)*(*at)++;
        if (c == 0xE2) /* dashes, quotation marks, dots */
            *at += end - *at < 2 ? end - *at : 2;
        else if (c >= 0x80 || isalnum(c))
            return tolower(c);
    }
    return 0;
}

bool html_is_title(const html_outline *outline, const html_paragraph *paragraph,
                   const article *known)
{
    const char *here = html_outline_text(outline, paragraph), *end = here + paragraph->length;
    const char *title = known->title.data, *title_end = title + known->title.length;
    size_t same = 0;
    int left, right;
    if (!paragraph->heading)
        return false;
    while ((left = next_letter(&here, end)) == (right = next_letter(&title, title_end)) && left)
        same++;
    return left == right ? same > 0 : !(left && right) && same >= TITLE_MIN;
}

/* ---- links --------------------------------------------------------------------------- */

static bool is_link_list(const html_outline *outline, const html_block *block)
{
    size_t plain = 0, linked = 0;
    for (size_t i = block->first; i < block->end; i++) {
        const html_paragraph *p = &outline->paragraphs[i];
        plain += p->dropped ? 0 : p->plain;
        linked += p->dropped ? 0 : p->linked;
    }
    return (block->traits & HTML_LIST) && plain < LINKS_FEW && linked * 2 > plain * 3;
}

/* "Read also...": a paragraph that is a link and nothing else. */
static bool is_link(const html_paragraph *p)
{
    return !p->line && !p->heading && p->linked > p->plain * LINKS_ALONE;
}

/* ---- phrases ------------------------------------------------------------------------- */

static bool has_word(const html_outline *outline, const html_paragraph *p)
{
    const char *text = html_outline_text(outline, p);
    for (size_t i = 0; i < p->length; i++)
        if (isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0xC3)
            return true;
    return false;
}

/* Lines about the page, as they begin ("*") or whole. */
static const char *const phrases[] = {
    "advert",
    "advertisement",
    "advertisement - *",
    "advertising",
    "all rights reserved*",
    "also read*",
    "article continues below*",
    "click here*",
    "close",
    "comment",
    "comments",
    "copyright*",
    "email",
    "filed under*",
    "follow us*",
    "image caption*",
    "image copyright*",
    "image:*",
    "leave a comment*",
    "leave a reply*",
    "like us on*",
    "listen:*",
    "loading*",
    "more:*",
    "most popular*",
    "most read*",
    "photo by*",
    "photo:*",
    "print",
    "read also*",
    "read more*",
    "read next*",
    "recommended*",
    "related",
    "related articles*",
    "related stories*",
    "related:*",
    "save",
    "see also*",
    "share",
    "share on*",
    "share this*",
    "sign up*",
    "story continues below*",
    "subscribe*",
    "tags",
    "tags:*",
    "topics",
    "tweet",
    "video:*",
    "watch:*",
    "you may also like*",
    "\xC2\xA9*",
    /* German, French, Spanish, Portuguese, Italian, Dutch */
    "anzeige",
    "lesen sie auch*",
    "mehr zum thema*",
    "publicit\xC3\xA9",
    "lire aussi*",
    "\xC3\xA0 lire aussi*",
    "publicidad",
    "lea tambi\xC3\xA9n*",
    "publicidade",
    "leia tamb\xC3\xA9m*",
    "leggi anche*",
    "lees ook*",
};

static bool is_phrase(const html_outline *outline, const html_paragraph *p)
{
    const char *text = html_outline_text(outline, p);
    size_t whole = p->length;
    while (whole && strchr(":.! ", text[whole - 1]))
        whole--;
    for (size_t i = 0; p->length <= PHRASE_MAX && i < sizeof phrases / sizeof *phrases; i++) {
        size_t length = strcspn(phrases[i], "*");
        bool fits = phrases[i][length] ? p->length >= length : whole == length;
        if (fits && strncasecmp(text, phrases[i], length) == 0)
            return true;
    }
    return false;
}

/* ---- all of it ----------------------------------------------------------------------- */

/* Headings at the end have nothing under them. */
static void drop_last_headings(html_outline *outline, const html_block *block)
{
    for (size_t i = block->end; i > block->first; i--) {
        html_paragraph *p = &outline->paragraphs[i - 1];
        if (!p->dropped && !p->heading)
            return;
        p->dropped = true;
    }
}

void html_weed(html_outline *outline, const html_block *block, const article *known)
{
    for (const html_block *b = block + 1; b < outline->blocks + block->next; b++)
        if (is_link_list(outline, b))
            html_outline_drop(outline, b);
    for (size_t i = block->first; i < block->end; i++) {
        html_paragraph *p = &outline->paragraphs[i];
        if (html_is_title(outline, p, known) || !has_word(outline, p) || is_link(p) ||
            is_phrase(outline, p))
            p->dropped = true;
    }
    drop_last_headings(outline, block);
}

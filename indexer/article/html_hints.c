#include "indexer/article/html_hints.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 24 }; /* bytes of a word in a class; longer ones are cut */

/* Words in names of what surrounds an article, sorted; "*" stands for any ending. No word may begin
 * with another one that has a "*". */
static const char *const words[] = {
    "ad",         "ads",         "adv",         "advert*",     "aside",     "author*",
    "banner*",    "bio",         "breadcrumb*", "byline*",     "caption*",  "carousel*",
    "comment",    "commentlist", "comments",    "consent*",    "cookie*",   "copyright",
    "credit",     "credits",     "date",        "disqus*",     "donat*",    "footer*",
    "gallery*",   "gdpr*",       "lightbox*",   "login*",      "masthead*", "menu*",
    "meta",       "modal*",      "nav*",        "newsletter*", "outbrain*", "pager*",
    "paginat*",   "popular*",    "popup*",      "promo*",      "rating*",   "recirc*",
    "recommend*", "related*",    "replies",     "reply",       "respond",   "share*",
    "sharing*",   "sidebar*",    "signin*",     "signup*",     "skip*",     "slideshow*",
    "social*",    "sponsor*",    "subscri*",    "taboola*",    "tag",       "tags",
    "teaser*",    "timestamp*",  "toolbar*",    "tooltip*",    "trending*", "video*",
    "vote*",
};

static int compare_word(const void *key, const void *member)
{
    const char *word = key, *hint = *(const char *const *)member;
    size_t length = strcspn(hint, "*");
    return hint[length] ? strncmp(word, hint, length) : strcmp(word, hint);
}

static bool is_hint(const char *word)
{
    return bsearch(word, words, sizeof words / sizeof *words, sizeof *words, compare_word);
}

/* The next word of a name, in small letters: "relatedLinks-box" has three. Returns its end; NULL
 * when there is none. */
static const char *next_word(const char *name, char word[WORD_MAX])
{
    size_t length = 0;
    while (*name && !isalnum((unsigned char)*name))
        name++;
    const char *start = name;
    while (isalnum((unsigned char)*name)) {
        bool hump =
            name > start && isupper((unsigned char)*name) && !isupper((unsigned char)name[-1]);
        if (hump)
            break;
        if (length < WORD_MAX - 1)
            word[length++] = (char)tolower((unsigned char)*name);
        name++;
    }
    word[length] = '\0';
    return name == start ? NULL : name;
}

/* "with-sidebar", "has-ads", "no-comments" tell of other elements. */
static bool is_remark(const char *word)
{
    static const char *const remarks[] = {"has", "with", "without", "no", "not", "is", "hide"};
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
        if (strcmp(word, remarks[i]) == 0)
            return true;
    return false;
}

static bool has_hint(const char *names)
{
    char word[WORD_MAX];
    bool remark = false;
    for (const char *at = names; (at = next_word(at, word)) != NULL;) {
        if (!remark && is_hint(word))
            return true;
        remark = is_remark(word);
    }
    return false;
}

static bool has_role(const char *role)
{
    static const char *const roles[] = {"navigation", "complementary", "banner", "contentinfo",
                                        "search",     "dialog",        "alert",  "menu"};
    for (size_t i = 0; *role && i < sizeof roles / sizeof *roles; i++)
        if (strcasecmp(role, roles[i]) == 0)
            return true;
    return false;
}

static bool is_hidden(const xmlNode *node)
{
    const char *style = strstr(html_attribute(node, "style"), "display");
    if (!style)
        return false;
    style += strlen("display");
    style += strspn(style, " \t:");
    return strncasecmp(style, "none", 4) == 0;
}

bool html_is_hinted_away(const xmlNode *node)
{
    return node->properties &&
           (has_hint(html_attribute(node, "class")) || has_hint(html_attribute(node, "id")) ||
            has_role(html_attribute(node, "role")) || is_hidden(node));
}

bool html_has_class(const xmlNode *node, const char *const *wanted)
{
    char word[WORD_MAX];
    for (const char *at = html_attribute(node, "class"); (at = next_word(at, word)) != NULL;)
        for (const char *const *w = wanted; *w; w++)
            if (strcmp(*w, word) == 0)
                return true;
    return false;
}

/* Where a page has its article: by markup that says so, else where the most text stands that is no
 * link. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/html.h"
#include "searcher/base/arena.h"
#include "searcher/base/error.h"

enum {
    ENOUGH = 200,    /* bytes of text that make a marked block worth believing */
    HINT_MAX = 24,   /* bytes of a word in a class */
    LINKS_FEW = 200, /* bytes beside the links below which a block of links is a menu */
};

/* What stands below an element; hangs at _private, which libxml2 leaves to programs. */
typedef struct block {
    size_t text;   /* bytes, without white space */
    size_t linked; /* of these, within links */
    bool dropped;
} block;

static bool is_one_of(const xmlNode *node, const char *const *names)
{
    for (; *names; names++)
        if (html_is(node, *names))
            return true;
    return false;
}

static bool is_dropped_element(const xmlNode *node)
{
    static const char *const names[] = {"script",   "style",  "noscript", "nav",    "header",
                                        "footer",   "aside",  "form",     "button", "figcaption",
                                        "svg",      "iframe", "head",     "select", "template",
                                        "textarea", "object", "embed",    "canvas", "audio",
                                        "video",    "input",  "menu",     "dialog", NULL};
    return is_one_of(node, names);
}

/* Words of classes and ids that stand for what surrounds an article. */
static bool is_hint(const char *word, size_t length)
{
    static const char *const words[] = {
        "nav",        "navbar",      "navigation",  "menu",
        "breadcrumb", "breadcrumbs", "cookie",      "cookies",
        "consent",    "gdpr",        "share",       "sharing",
        "social",     "related",     "recommended", "recommendations",
        "comments",   "comment",     "disqus",      "newsletter",
        "subscribe",  "promo",       "advert",      "advertisement",
        "ad",         "ads",         "sponsored",   "sidebar",
        "footer",     "masthead",    "popup",       "modal",
        "outbrain",   "taboola",     "toolbar",     "pagination",
        "skip",       "hidden",      NULL};
    for (const char *const *w = words; *w; w++)
        if (strlen(*w) == length && strncasecmp(*w, word, length) == 0)
            return true;
    return false;
}

static bool has_hint(const char *names)
{
    while (*names) {
        size_t length = strcspn(names, " \t\n-_");
        if (length && length < HINT_MAX && is_hint(names, length))
            return true;
        names += length + (names[length] != '\0');
    }
    return false;
}

static bool may_be_hinted_away(const xmlNode *node)
{
    static const char *const never[] = {"html", "body", "main", "article", "p", "a", "span", NULL};
    return !is_one_of(node, never) &&
           (has_hint(html_attribute(node, "class")) || has_hint(html_attribute(node, "id")));
}

/* ---- weighing ---------------------------------------------------------------------- */

static block *block_of(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE ? node->_private : NULL;
}

static size_t mass(const xmlNode *node)
{
    const block *b = block_of(node);
    return b && !b->dropped ? b->text - b->linked : 0;
}

static size_t count_bytes(const xmlNode *node)
{
    size_t count = 0;
    for (const char *c = (const char *)node->content; c && *c; c++)
        count += (unsigned char)*c > ' ';
    return count;
}

/* Adds what node holds to all above it; depth is limited by the parser. */
static void add_upwards(const xmlNode *node, size_t count)
{
    bool linked = false;
    for (const xmlNode *up = node->parent; up && block_of(up); up = up->parent) {
        linked = linked || html_is(up, "a");
        block_of(up)->text += count;
        block_of(up)->linked += linked ? count : 0;
    }
}

static newsdex_status weigh(xmlNode *root, ndx_arena *arena, newsdex_error *err)
{
    bool into = true;
    for (xmlNode *node = root; node; node = html_next_node(root, node, into)) {
        into = true;
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            add_upwards(node, count_bytes(node));
        } else if (node->type == XML_ELEMENT_NODE) {
            block *b = node->_private = ndx_arena_zeros(arena, 1, sizeof(block));
            if (!b)
                return ndx_error_nomem(err);
            b->dropped = is_dropped_element(node);
            into = !b->dropped;
        }
    }
    return NEWSDEX_OK;
}

/* Takes hinted blocks off, unless they hold most of the page: "content-with-sidebar". */
static void drop_hinted(xmlNode *root)
{
    size_t total = block_of(root)->text;
    bool into = true;
    for (xmlNode *node = root; node; node = html_next_node(root, node, into)) {
        block *b = block_of(node);
        into = !b || !b->dropped;
        if (!b || b->dropped || b->text * 2 > total || !may_be_hinted_away(node))
            continue;
        b->dropped = true;
        into = false;
        for (xmlNode *up = node->parent; up && block_of(up); up = up->parent) {
            block_of(up)->text -= b->text;
            block_of(up)->linked -= b->linked;
        }
    }
}

/* ---- choosing ----------------------------------------------------------------------- */

static bool is_paragraph(const xmlNode *node)
{
    static const char *const names[] = {"p",  "blockquote", "pre", "ul", "ol",
                                        "h2", "h3",         "h4",  "dl", NULL};
    return is_one_of(node, names);
}

static size_t paragraph_mass(const xmlNode *parent)
{
    size_t sum = 0;
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE)
            sum += count_bytes(child);
        else if (is_paragraph(child))
            sum += mass(child);
    }
    return sum;
}

/* The text in paragraphs right below, and half of that one level deeper. */
static size_t score(const xmlNode *node)
{
    size_t sum = paragraph_mass(node) * 2;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (mass(child) && !is_paragraph(child))
            sum += paragraph_mass(child);
    return sum;
}

static bool is_marked(const xmlNode *node)
{
    return strcasecmp(html_attribute(node, "itemprop"), "articleBody") == 0;
}

static bool is_main(const xmlNode *node)
{
    return html_is(node, "main") || strcasecmp(html_attribute(node, "role"), "main") == 0;
}

static bool is_article(const xmlNode *node)
{
    return html_is(node, "article");
}

/* The heaviest element of a kind; NULL when none has enough text. */
static xmlNode *heaviest(xmlNode *root, bool (*is_kind)(const xmlNode *))
{
    xmlNode *best = NULL;
    for (xmlNode *node = root; node;
         node = html_next_node(root, node, block_of(node) && !block_of(node)->dropped))
        if (block_of(node) && is_kind(node) && mass(node) >= ENOUGH &&
            (!best || mass(node) > mass(best)))
            best = node;
    return best;
}

static xmlNode *densest(xmlNode *root)
{
    xmlNode *best = root;
    size_t best_score = 0;
    bool into = true;
    for (xmlNode *node = root; node; node = html_next_node(root, node, into)) {
        into = block_of(node) && !block_of(node)->dropped;
        if (!into)
            continue;
        size_t points = score(node);
        if (points > best_score) {
            best = node;
            best_score = points;
        }
    }
    return best;
}

static xmlNode *choose(xmlNode *root)
{
    xmlNode *marked = heaviest(root, is_marked);
    if (marked)
        return marked;
    xmlNode *within = heaviest(root, is_article);
    if (!within)
        within = heaviest(root, is_main);
    xmlNode *best = densest(root);
    /* A page of teasers has articles too: the markup counts when it holds what is densest. */
    if (within && mass(within) * 2 >= mass(best))
        return within;
    return best;
}

/* ---- writing ------------------------------------------------------------------------- */

/* What separates a node from the text before it; behind it, only blocks do. */
static const char *break_before(const xmlNode *node)
{
    static const char *const lines[] = {"br", "tr", "li", "dt", "dd", NULL};
    static const char *const cells[] = {"td", "th", "option", NULL};
    static const char *const inlines[] = {
        "a",     "abbr", "acronym", "b",  "bdi",  "bdo",   "big",  "cite",   "code",
        "data",  "del",  "dfn",     "em", "font", "i",     "img",  "ins",    "kbd",
        "label", "mark", "q",       "s",  "samp", "small", "span", "strike", "strong",
        "sub",   "sup",  "time",    "tt", "u",    "var",   "wbr",  NULL};
    if (is_one_of(node, inlines))
        return "";
    return is_one_of(node, lines) ? "\n" : is_one_of(node, cells) ? " " : "\n\n";
}

static const char *break_behind(const xmlNode *node)
{
    const char *before = break_before(node);
    return strcmp(before, "\n\n") == 0 ? before : "";
}

/* A list or block that is little but links, in the midst of the article. */
static bool is_link_list(const xmlNode *node)
{
    static const char *const names[] = {"ul", "ol", "div", "section", "table", "dl", NULL};
    const block *b = block_of(node);
    return b->text && b->linked * 10 > b->text * 6 && b->text - b->linked < LINKS_FEW &&
           is_one_of(node, names);
}

static bool is_within_pre(const xmlNode *node)
{
    for (const xmlNode *up = node->parent; up; up = up->parent)
        if (html_is(up, "pre"))
            return true;
    return false;
}

/* Line ends of the source are spaces, but in pre. */
static newsdex_status write_text(ndx_buffer *out, const xmlNode *node, newsdex_error *err)
{
    const char *text = (const char *)node->content;
    size_t start = out->length;
    newsdex_status status = text ? ndx_buffer_append_text(out, text, err) : NEWSDEX_OK;
    if (!status && !is_within_pre(node))
        for (char *c = out->data + start; *c; c++)
            if (*c == '\n' || *c == '\r')
                *c = ' ';
    return status;
}

/* Does a heading say what the title says? */
static bool repeats_title(const xmlNode *node, const char *title, newsdex_error *err)
{
    ndx_buffer heading, clean;
    ndx_buffer_init(&heading, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&clean, ARTICLE_FIELD_MAX);
    bool same = (html_is(node, "h1") || html_is(node, "h2")) &&
                html_append_content(&heading, node, err) == NEWSDEX_OK &&
                article_set_field(&clean, heading.data, heading.length, err) == NEWSDEX_OK &&
                strcasecmp(clean.data, title) == 0;
    ndx_buffer_release(&heading);
    ndx_buffer_release(&clean);
    return same;
}

static newsdex_status write_block(ndx_buffer *out, const xmlNode *root, const char *title,
                                  newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    const xmlNode *node = root;
    while (!status) {
        bool into = true;
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            status = write_text(out, node, err);
        } else if (node->type == XML_ELEMENT_NODE) {
            into = block_of(node) && !block_of(node)->dropped &&
                   (node == root || !is_link_list(node)) && !repeats_title(node, title, err);
            status = ndx_buffer_append_text(out, break_before(node), err);
        }
        if (into && node->children) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next) {
            node = node->parent;
            if (!status)
                status = ndx_buffer_append_text(out, break_behind(node), err);
        }
        if (node == root)
            break;
        if (node->type == XML_ELEMENT_NODE && !status)
            status = ndx_buffer_append_text(out, break_behind(node), err);
        node = node->next;
    }
    return status;
}

newsdex_status html_text_read(ndx_buffer *out, xmlDoc *doc, const char *title, newsdex_error *err)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    ndx_arena arena;
    if (!root)
        return NEWSDEX_OK;
    ndx_arena_init(&arena);
    newsdex_status status = weigh(root, &arena, err);
    if (!status && block_of(root) && !block_of(root)->dropped) {
        drop_hinted(root);
        status = write_block(out, choose(root), title, err);
    }
    ndx_arena_release(&arena);
    return status;
}

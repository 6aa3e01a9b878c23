#include "indexer/article/html_outline.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/article/html_hints.h"
#include "searcher/base/array.h"

typedef struct element {
    const char *name;
    unsigned traits;
} element;

/* Those that are more than a paragraph, sorted by name. */
static const element elements[] = {
    {"a", HTML_INLINE},         {"abbr", HTML_INLINE},     {"acronym", HTML_INLINE},
    {"area", HTML_UNREAD},      {"article", HTML_WHOLE},   {"aside", HTML_APART},
    {"audio", HTML_UNREAD},     {"b", HTML_INLINE},        {"bdi", HTML_INLINE},
    {"bdo", HTML_INLINE},       {"big", HTML_INLINE},      {"body", HTML_WHOLE},
    {"br", HTML_INLINE},        {"button", HTML_APART},    {"canvas", HTML_UNREAD},
    {"cite", HTML_INLINE},      {"code", HTML_INLINE},     {"data", HTML_INLINE},
    {"dd", HTML_LINE},          {"del", HTML_INLINE},      {"dfn", HTML_INLINE},
    {"dialog", HTML_APART},     {"div", HTML_LIST},        {"dl", HTML_LIST},
    {"dt", HTML_LINE},          {"em", HTML_INLINE},       {"embed", HTML_UNREAD},
    {"figcaption", HTML_APART}, {"figure", HTML_APART},    {"font", HTML_INLINE},
    {"footer", HTML_APART},     {"form", HTML_APART},      {"h1", HTML_HEADING},
    {"h2", HTML_HEADING},       {"h3", HTML_HEADING},      {"h4", HTML_HEADING},
    {"h5", HTML_HEADING},       {"h6", HTML_HEADING},      {"head", HTML_UNREAD},
    {"header", HTML_APART},     {"html", HTML_WHOLE},      {"i", HTML_INLINE},
    {"iframe", HTML_UNREAD},    {"img", HTML_INLINE},      {"input", HTML_UNREAD},
    {"ins", HTML_INLINE},       {"kbd", HTML_INLINE},      {"label", HTML_INLINE},
    {"li", HTML_LINE},          {"main", HTML_WHOLE},      {"mark", HTML_INLINE},
    {"menu", HTML_APART},       {"nav", HTML_APART},       {"noscript", HTML_UNREAD},
    {"object", HTML_UNREAD},    {"ol", HTML_LIST},         {"option", HTML_CELL},
    {"q", HTML_INLINE},         {"s", HTML_INLINE},        {"samp", HTML_INLINE},
    {"script", HTML_UNREAD},    {"section", HTML_LIST},    {"select", HTML_UNREAD},
    {"small", HTML_INLINE},     {"span", HTML_INLINE},     {"strike", HTML_INLINE},
    {"strong", HTML_INLINE},    {"style", HTML_UNREAD},    {"sub", HTML_INLINE},
    {"sup", HTML_INLINE},       {"svg", HTML_UNREAD},      {"table", HTML_LIST},
    {"td", HTML_CELL},          {"template", HTML_UNREAD}, {"textarea", HTML_UNREAD},
    {"th", HTML_CELL},          {"time", HTML_INLINE},     {"tr", HTML_LINE},
    {"tt", HTML_INLINE},        {"u", HTML_INLINE},        {"ul", HTML_LIST},
    {"var", HTML_INLINE},       {"video", HTML_UNREAD},    {"wbr", HTML_INLINE},
};

static int compare_name(const void *key, const void *member)
{
    return strcmp(key, ((const element *)member)->name);
}

static unsigned traits_of(const xmlNode *node)
{
    const size_t count = sizeof elements / sizeof *elements;
    const element *found = bsearch(node->name, elements, count, sizeof *elements, compare_name);
    return found ? found->traits : 0;
}

void html_outline_init(html_outline *outline)
{
    *outline = (html_outline){0};
    ndx_buffer_init(&outline->text, ARTICLE_TEXT_MAX * 3);
}

void html_outline_release(html_outline *outline)
{
    ndx_buffer_release(&outline->text);
    free(outline->paragraphs);
    free(outline->blocks);
}

const char *html_outline_text(const html_outline *outline, const html_paragraph *paragraph)
{
    return outline->text.data + paragraph->start;
}

void html_outline_drop(html_outline *outline, const html_block *block)
{
    for (size_t i = block->first; i < block->end; i++)
        outline->paragraphs[i].dropped = true;
}

/* ---- reading ----------------------------------------------------------------------- */

typedef struct reading {
    html_outline *outline;
    html_paragraph now; /* what is being read */
    bool links, pre;    /* within these */
} reading;

static newsdex_status end_paragraph(reading *r, newsdex_error *err)
{
    html_outline *o = r->outline;
    newsdex_status status = NEWSDEX_OK;
    if (r->now.plain || r->now.linked) {
        status = ndx_array_grow(&o->paragraphs, &o->paragraph_room, o->paragraph_count + 1,
                                sizeof *o->paragraphs, err);
        r->now.length = o->text.length - r->now.start;
        if (!status)
            o->paragraphs[o->paragraph_count++] = r->now;
    }
    r->now = (html_paragraph){.start = o->text.length};
    return status;
}

static newsdex_status begin_block(html_outline *o, const xmlNode *node, unsigned traits,
                                  newsdex_error *err)
{
    newsdex_status status =
        ndx_array_grow(&o->blocks, &o->block_room, o->block_count + 1, sizeof *o->blocks, err);
    if (!status)
        o->blocks[o->block_count++] =
            (html_block){.node = node, .traits = traits, .first = o->paragraph_count};
    return status;
}

/* Line ends of the source are spaces, but in pre. */
static newsdex_status read_text(reading *r, const xmlNode *node, newsdex_error *err)
{
    static const char space[] = " \t\n\r\f\v";
    ndx_buffer *text = &r->outline->text;
    newsdex_status status = NEWSDEX_OK;
    const char *c = node->content ? (const char *)node->content : "";
    while (!status && *c) {
        size_t gap = strspn(c, space), length = strcspn(c + gap, space);
        bool bare = text->length == r->now.start || strchr(" \n", text->data[text->length - 1]);
        if (r->pre)
            status = ndx_buffer_append(text, c, gap, err);
        else if (gap && !bare)
            status = ndx_buffer_append_byte(text, ' ', err);
        if (!status)
            status = ndx_buffer_append(text, c + gap, length, err);
        *(r->links ? &r->now.linked : &r->now.plain) += length;
        c += gap + length;
    }
    return status;
}

static newsdex_status read_node(reading *r, const xmlNode *node, newsdex_error *err);

static newsdex_status read_children(reading *r, const xmlNode *node, newsdex_error *err)
{
    bool links = r->links, pre = r->pre;
    newsdex_status status = NEWSDEX_OK;
    r->links = links || html_is(node, "a");
    r->pre = pre || html_is(node, "pre");
    for (const xmlNode *child = node->children; !status && child; child = child->next)
        status = read_node(r, child, err);
    r->links = links;
    r->pre = pre;
    return status;
}

static newsdex_status read_block(reading *r, const xmlNode *node, unsigned traits,
                                 newsdex_error *err)
{
    html_outline *o = r->outline;
    size_t place = o->block_count;
    newsdex_status status = end_paragraph(r, err);
    if (!status)
        status = begin_block(o, node, traits, err);
    if (status)
        return status;
    r->now.line = (traits & HTML_LINE) != 0;
    r->now.heading = traits & HTML_HEADING ? node->name[1] - '0' : 0;
    status = read_children(r, node, err);
    if (!status)
        status = end_paragraph(r, err);
    o->blocks[place].end = o->paragraph_count;
    o->blocks[place].next = o->block_count;
    return status;
}

/* Cells of tables that lay out a page hold blocks; others are parts of a line. */
static bool holds_blocks(const xmlNode *cell)
{
    for (const xmlNode *child = cell->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && !(traits_of(child) & (HTML_INLINE | HTML_UNREAD)))
            return true;
    return false;
}

static newsdex_status read_element(reading *r, const xmlNode *node, unsigned traits,
                                   newsdex_error *err)
{
    if (!(traits & HTML_WHOLE) && !html_is(node, "a") && html_is_hinted_away(node))
        return read_block(r, node, traits | HTML_HINTED, err);
    if (traits & HTML_CELL && holds_blocks(node))
        return read_block(r, node, HTML_LIST, err);
    if (!(traits & (HTML_INLINE | HTML_CELL)))
        return read_block(r, node, traits, err);
    const char *separator = html_is(node, "br") ? "\n" : traits & HTML_CELL ? " " : "";
    newsdex_status status = ndx_buffer_append_text(&r->outline->text, separator, err);
    return status ? status : read_children(r, node, err);
}

/* Goes as deep as the parser lets elements nest. */
static newsdex_status read_node(reading *r, const xmlNode *node, newsdex_error *err)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        return read_text(r, node, err);
    unsigned traits = node->type == XML_ELEMENT_NODE ? traits_of(node) : HTML_UNREAD;
    return traits & HTML_UNREAD ? NEWSDEX_OK : read_element(r, node, traits, err);
}

newsdex_status html_outline_read(html_outline *outline, const xmlDoc *doc, newsdex_error *err)
{
    reading r = {.outline = outline};
    const xmlNode *root = xmlDocGetRootElement((xmlDoc *)doc);
    return root ? read_node(&r, root, err) : NEWSDEX_OK;
}

/* HTML pages: one article a page. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

#include "indexer/article/formats.h"
#include "indexer/article/html.h"
#include "indexer/article/input.h"
#include "indexer/article/libxml.h"
#include "indexer/article/sgml.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

enum {
    HTML_DEPTH_MAX = 400,   /* nested elements; a deeper page is read by its tags only */
    DECLARATION_MAX = 4096, /* bytes in which a page names its charset */
    TREE_MAX = 8 << 20,     /* bytes; a tree takes many times the page's size */
    ATTRIBUTES_MAX = 4000,  /* of one tag: libxml2 compares each with all others */
    BODY_ENOUGH = 200,      /* bytes that make JSON-LD's text worth believing */
    SAMPLE = 24,            /* bytes of it that the page should have */
};

/* Over XML declarations, doctypes and comments. */
static size_t skip_prolog(sgml_span head)
{
    size_t at = 0;
    for (;;) {
        while (at < head.length && head.text[at] && strchr(" \t\r\n\f", head.text[at]))
            at++;
        bool comment = head.length - at > 4 && memcmp(head.text + at, "<!--", 4) == 0;
        bool declaration = head.length - at > 5 && memcmp(head.text + at, "<?xml", 5) == 0;
        if (!comment && !declaration)
            return at;
        const char *end = comment ? "-->" : "?>";
        const char *found = memmem(head.text + at, head.length - at, end, strlen(end));
        if (!found)
            return at;
        at = (size_t)(found - head.text) + strlen(end);
    }
}

static int bid(const format_probe *probe)
{
    static const char *const extensions[] = {"html", "htm", "xhtml", "shtml", NULL};
    static const char *const first_tags[] = {"html", "head", "body", "title", "meta"};
    size_t at = skip_prolog((sgml_span){probe->head, probe->length});
    const char *head = probe->head + at;
    size_t length = probe->length - at;
    if (length > 15 && strncasecmp(head, "<!doctype html", 14) == 0)
        return 70;
    for (size_t i = 0; i < sizeof first_tags / sizeof *first_tags; i++)
        if (sgml_is_tag(head, length, first_tags[i]))
            return 70;
    if (!length || !sniff_has_extension(probe->basename, extensions))
        return 0;
    return *head == '<' ? 50 : 20;
}

struct html_page {
    ndx_buffer utf8, clean, text, description;
};

newsdex_status html_page_new(html_page **out, newsdex_error *err)
{
    html_page *h = malloc(sizeof *h);
    *out = h;
    if (!h)
        return ndx_error_nomem(err);
    ndx_buffer_init(&h->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&h->clean, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&h->text, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&h->description, ARTICLE_FIELD_MAX);
    return NEWSDEX_OK;
}

void html_page_free(html_page *h)
{
    if (!h)
        return;
    ndx_buffer_release(&h->utf8);
    ndx_buffer_release(&h->clean);
    ndx_buffer_release(&h->text);
    ndx_buffer_release(&h->description);
    free(h);
}

/* ---- the tree ------------------------------------------------------------------- */

xmlNode *html_next_node(const xmlNode *root, xmlNode *node, bool into)
{
    if (into && node->children)
        return node->children;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

bool html_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const char *html_attribute(const xmlNode *node, const char *name)
{
    const xmlAttr *attribute = node->type == XML_ELEMENT_NODE ? node->properties : NULL;
    for (; attribute; attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0 && attribute->children &&
            attribute->children->content)
            return (const char *)attribute->children->content;
    return "";
}

newsdex_status html_append_content(ndx_buffer *out, const xmlNode *root, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (xmlNode *node = (xmlNode *)root; !status && node; node = html_next_node(root, node, true))
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
            status = ndx_buffer_append_text(out, (const char *)node->content, err);
    return status;
}

/* How deep the parser is: libxml2 2.14 hides its own count. */
typedef struct depth_guard {
    startElementSAXFunc start; /* libxml2's own, which build the tree */
    endElementSAXFunc end;
    int depth;
} depth_guard;

/* Stops at hostile depth: libxml2 would search its stack of open elements again and again. */
static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
    htmlParserCtxt *parser = context;
    depth_guard *guard = parser->_private;
    if (guard->depth > HTML_DEPTH_MAX)
        xmlStopParser(parser);
    else
        guard->start(context, name, attributes);
    guard->depth++;
}

static void end_element(void *context, const xmlChar *name)
{
    htmlParserCtxt *parser = context;
    depth_guard *guard = parser->_private;
    guard->depth--;
    guard->end(context, name);
}

/* How many words of the tag at text could be attributes; *end: the bytes it takes up. */
static size_t count_attributes(const char *text, size_t *end)
{
    size_t words = 0;
    bool start = false;
    const char *c = text;
    for (; *c && *c != '>'; c++) {
        words += start && ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z'));
        start = strchr(" \n\t\"'/", *c) != NULL;
    }
    *end = (size_t)(c - text);
    return words;
}

/* No tag may have more words than ATTRIBUTES_MAX. */
static bool has_sane_tags(const ndx_buffer *page)
{
    const char *at = page->data;
    while ((at = strchr(at, '<')) != NULL) {
        bool script = strncasecmp(at, "<script", 7) == 0;
        size_t length = 1;
        if (isalpha((unsigned char)at[1]) && count_attributes(at, &length) > ATTRIBUTES_MAX)
            return false;
        at += length;
        if (script && !(at = strcasestr(at, "</script")))
            return true;
    }
    return true;
}

/* *out is NULL without failure when the page is too large or too deep for a tree. */
static newsdex_status parse(const ndx_buffer *page, xmlDoc **out, newsdex_error *err)
{
    *out = NULL;
    if (page->length > TREE_MAX || !has_sane_tags(page))
        return NEWSDEX_OK;
    htmlParserCtxt *parser = htmlNewParserCtxt();
    if (!parser)
        return ndx_error_nomem(err);
    depth_guard guard = {parser->sax->startElement, parser->sax->endElement, 0};
    parser->_private = &guard;
    parser->sax->startElement = start_element;
    parser->sax->endElement = end_element;
    *out = htmlCtxtReadMemory(parser, page->data, (int)page->length, NULL, "UTF-8",
                              HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                  HTML_PARSE_NONET | HTML_PARSE_COMPACT);
    bool nomem = parser->errNo == XML_ERR_NO_MEMORY;
    if (*out && xml_is_stopped(parser)) {
        xmlFreeDoc(*out);
        *out = NULL;
    }
    htmlFreeParserCtxt(parser);
    return nomem ? ndx_error_nomem(err) : NEWSDEX_OK;
}

/* ---- the article ------------------------------------------------------------------ */

/* charset=... of a meta element, or encoding=... of an XML declaration. */
static void declared_charset(sgml_span page, char name[CHARSET_NAME_SIZE])
{
    static const char *const marks[] = {"charset", "encoding"};
    size_t length = page.length < DECLARATION_MAX ? page.length : DECLARATION_MAX;
    name[0] = '\0';
    for (size_t at = 0; at < length; at++) {
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
            size_t size = strlen(marks[m]);
            if (length - at <= size || strncasecmp(page.text + at, marks[m], size) != 0)
                continue;
            const char *value = page.text + at + size;
            value += strspn(value, " ");
            if (*value != '=')
                continue;
            value += 1 + strspn(value + 1, " \"'");
            size_t end = strcspn(value, " \"';>/?");
            if (end && end < CHARSET_NAME_SIZE) {
                memcpy(name, value, end);
                name[end] = '\0';
                return;
            }
        }
    }
}

static newsdex_status strip_tags(html_page *h, article *out, newsdex_error *err)
{
    newsdex_status status =
        sgml_append_text(&h->text, (sgml_span){h->clean.data, h->clean.length}, err);
    return status ? status : article_set_text(out, h->text.data, h->text.length, err);
}

/* The page's text has paragraphs and no captions, so what JSON-LD calls the body counts only when
 * it is longer than a summary and the page has not got it: longer, or of other text. */
static bool is_more(const ndx_buffer *body, const ndx_buffer *text)
{
    char sample[SAMPLE + 1];
    if (body->length < BODY_ENOUGH || body->length * 2 < text->length)
        return false;
    if (body->length > text->length + text->length / 4)
        return true;
    const char *middle = body->data + ndx_utf8_cut(body->data, body->length, body->length / 2);
    size_t length = ndx_utf8_cut(middle, strcspn(middle, "\n"), SAMPLE);
    memcpy(sample, middle, length);
    sample[length] = '\0';
    return !strstr(text->data, sample);
}

static newsdex_status read_tree(html_page *h, const entry_source *source, article *out, xmlDoc *doc,
                                newsdex_error *err)
{
    ndx_buffer body;
    ndx_buffer_init(&body, ARTICLE_TEXT_MAX);
    newsdex_status status = html_meta_read(out, doc, source, &body, &h->description, err);
    if (!status)
        status = html_text_read(&h->text, doc, out, err);
    if (!status)
        status = article_set_text(out, h->text.data, h->text.length, err);
    if (!status && is_more(&body, &out->text))
        status = article_set_text(out, body.data, body.length, err);
    if (!status && !out->text.length)
        status = article_set_text(out, h->description.data, h->description.length, err);
    ndx_buffer_release(&body);
    return status;
}

newsdex_status html_page_read(html_page *h, const char *bytes, size_t length,
                              const entry_source *source, article *out, newsdex_error *err)
{
    char declared[CHARSET_NAME_SIZE];
    xmlDoc *doc = NULL;
    ndx_buffer_clear(&h->utf8);
    ndx_buffer_clear(&h->clean);
    ndx_buffer_clear(&h->text);
    ndx_buffer_clear(&h->description);
    declared_charset((sgml_span){bytes, length}, declared);
    newsdex_status status = charset_to_utf8(
        bytes, length, charset_declared(source->charset, declared), &h->utf8, &out->charset, err);
    for (char *c = memchr(h->utf8.data, '\r', h->utf8.length); c; c = strchr(c, '\r'))
        *c = '\n'; /* cleaning would drop it, and join the words beside it */
    if (!status)
        status = ndx_utf8_append_clean(&h->clean, h->utf8.data, h->utf8.length, err);
    if (!status)
        status = parse(&h->clean, &doc, err);
    if (!status)
        status = doc ? read_tree(h, source, out, doc, err) : strip_tags(h, out, err);
    xmlFreeDoc(doc); /* takes NULL */
    return status;
}

/* ---- a page that is an entry --------------------------------------------------------- */

typedef struct html_state {
    ndx_buffer raw;
    html_page *page;
    bool done;
} html_state;

static newsdex_status open_html(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    (void)input, (void)options;
    html_state *h = calloc(1, sizeof *h);
    *state = h;
    if (!h)
        return ndx_error_nomem(err);
    ndx_buffer_init(&h->raw, ARTICLE_TEXT_MAX);
    newsdex_status status = html_page_new(&h->page, err);
    if (status) {
        free(h);
        *state = NULL;
    }
    return status;
}

static void close_html(void *state)
{
    html_state *h = state;
    if (!h)
        return;
    ndx_buffer_release(&h->raw);
    html_page_free(h->page);
    free(h);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    html_state *h = state;
    if (h->done)
        return ARTICLE_END;
    h->done = true;
    newsdex_status status = format_input_read_all(input, &h->raw, err);
    if (!status)
        status = html_page_read(h->page, h->raw.data, h->raw.length, input->source, out, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

const format format_html = {"html", bid, open_html, next, close_html};

#include "indexer/article/xml_stream.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "indexer/article/libxml.h"
#include "indexer/article/sniff.h"
#include "indexer/article/xml_repair.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

enum {
    SLICE = 4096,        /* bytes parsed at a time; all that is lost when libxml2 gives up */
    DEPTH_MAX = 1000,    /* nested elements; also what unclosed ones may add up to */
    RESTARTS_MAX = 1000, /* then the rest of the entry is lost too */
    TEXT_NODE_MAX = 1 << 20,
    DECLARATION_MAX = 1024, /* bytes in which a document names its charset */
};

/* All documents are parsed within one element of ours: for libxml2 they never end, so that several
 * in one file, or rubbish behind the last, are no fault. */
static const char outer[] = "<newsdex>";

typedef struct record record;
struct record {
    record *next;
    ndx_arena arena;
    const xml_node *tree;
    size_t size; /* bytes of the tree */
};

struct xml_stream {
    const char *const *names;
    xmlParserCtxt *parser; /* NULL before the first use, and after the end */
    charset_decoder *decoder;
    charset_used charset;
    xml_repair repair;
    ndx_buffer decoded;  /* as the document has it, in UTF-8 */
    ndx_buffer clean;    /* not yet repaired */
    ndx_buffer repaired; /* to be parsed */
    unsigned restarts;
    bool ended;
    size_t depth;         /* of open elements, ours counted */
    bool mismatched;      /* tags were, so that depth means little */
    newsdex_error damage; /* to be told once the records before it are given */

    ndx_arena root_arena;
    const xml_node *root;

    record *open;     /* being built; NULL outside of records */
    xml_node *parent; /* in it, for what comes; NULL: the record is too large, nothing is kept */
    size_t levels;    /* of open elements within the record */
    ndx_buffer text;  /* not yet a node; at most TEXT_NODE_MAX */
    record *first, *last; /* whole ones, to be given */
    record *given;
    uint64_t count;
    bool nomem;
};

static void free_record(record *r)
{
    if (r)
        ndx_arena_release(&r->arena);
    free(r);
}

/* ---- building trees ------------------------------------------------------------ */

/* Counts what the tree takes up; an open record that gets too large keeps nothing. */
static bool has_room(xml_stream *s, size_t size)
{
    s->open->size += size + sizeof(xml_node);
    if (s->open->size <= XML_RECORD_MAX)
        return true;
    ndx_arena_release(&s->open->arena);
    s->open->tree = NULL;
    s->parent = NULL;
    return false;
}

static void flush_text(xml_stream *s)
{
    if (s->text.length && s->parent && has_room(s, s->text.length) &&
        !xml_add_text(&s->open->arena, s->parent, s->text.data, s->text.length))
        s->nomem = true;
    ndx_buffer_clear(&s->text);
}

static void finish_record(xml_stream *s)
{
    flush_text(s);
    if (s->last)
        s->last->next = s->open;
    else
        s->first = s->open;
    s->last = s->open;
    s->open = NULL;
    s->parent = NULL;
    s->levels = 0;
}

static size_t size_of_attributes(const xmlChar **attributes, int count)
{
    size_t size = 0;
    for (int i = 0; i < count; i++)
        size += (size_t)(attributes[i * 5 + 4] - attributes[i * 5 + 3]) + 64;
    return size;
}

/* libxml2 gives five pointers an attribute: local name, prefix, URI, start and end of the value. */
static bool copy_attributes(ndx_arena *arena, xml_node *node, const xmlChar **from, int count)
{
    xml_attribute *to = ndx_arena_zeros(arena, (size_t)count + 1, sizeof *to);
    if (!to)
        return false;
    for (int i = 0; i < count; i++, from += 5) {
        const char *name = (const char *)from[0];
        to[i].name = ndx_arena_copy(arena, name, strlen(name));
        to[i].value = ndx_arena_copy(arena, (const char *)from[3], (size_t)(from[4] - from[3]));
        if (!to[i].name || !to[i].value)
            return false;
    }
    node->attributes = to;
    node->attribute_count = (size_t)count;
    return true;
}

static xml_node *make_element(xml_stream *s, ndx_arena *arena, xml_node *parent,
                              const xmlChar *name, const xmlChar *space, const xmlChar **attributes,
                              int count)
{
    const char *uri = space ? (const char *)space : "";
    xml_node *node = xml_add_element(arena, parent, (const char *)name, uri);
    if (node && copy_attributes(arena, node, attributes, count))
        return node;
    s->nomem = true;
    return NULL;
}

static bool is_record_name(const xml_stream *s, const char *name)
{
    for (const char *const *n = s->names; *n; n++)
        if (strcmp(*n, name) == 0)
            return true;
    return false;
}

/* A record within itself was not closed. Otherwise records hold what they like. */
static bool begins_record(const xml_stream *s, const char *name)
{
    if (!s->open)
        return is_record_name(s, name);
    return s->mismatched && s->open->tree && strcmp(s->open->tree->name, name) == 0;
}

/* ---- what libxml2 calls ----------------------------------------------------------- */

static void start_record(xml_stream *s, const xmlChar *name, const xmlChar *uri,
                         const xmlChar **attributes, int count)
{
    if (s->open)
        finish_record(s);
    s->open = calloc(1, sizeof *s->open);
    s->nomem = !s->open;
    if (s->open)
        s->open->tree = s->parent =
            make_element(s, &s->open->arena, NULL, name, uri, attributes, count);
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                          int count, int defaulted, const xmlChar **attributes)
{
    (void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted;
    xml_stream *s = context;
    if (s->depth++ == 0 || s->nomem)
        return;
    if (s->depth > DEPTH_MAX) {
        xmlStopParser(s->parser);
        return;
    }
    if (!s->root)
        s->root = make_element(s, &s->root_arena, NULL, name, uri, attributes, count);
    if (begins_record(s, (const char *)name)) {
        start_record(s, name, uri, attributes, count);
        return;
    }
    if (!s->open)
        return;
    flush_text(s);
    s->levels++;
    size_t size = strlen((const char *)name) + size_of_attributes(attributes, count);
    if (s->parent && has_room(s, size))
        s->parent = make_element(s, &s->open->arena, s->parent, name, uri, attributes, count);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    xml_stream *s = context;
    if (s->depth)
        s->depth--;
    if (s->nomem || !s->open)
        return;
    if (s->levels == 0) {
        finish_record(s);
        return;
    }
    flush_text(s);
    s->levels--;
    if (s->parent)
        s->parent = s->parent->parent;
}

/* A CDATA section comes as one text of up to 10 MB. */
static void characters(void *context, const xmlChar *bytes, int length)
{
    xml_stream *s = context;
    const char *text = (const char *)bytes;
    size_t left = length > 0 ? (size_t)length : 0, taken;
    for (; left && s->parent && !s->nomem; text += taken, left -= taken) {
        taken = left > TEXT_NODE_MAX ? ndx_utf8_cut(text, left, TEXT_NODE_MAX) : left;
        if (s->text.length + taken > TEXT_NODE_MAX)
            flush_text(s);
        s->nomem = s->nomem || ndx_buffer_append(&s->text, text, taken, NULL) != NEWSDEX_OK;
    }
}

static void note_fault(void *context, xml_fault *fault)
{
    xml_stream *s = context;
    if (fault->code == XML_ERR_TAG_NAME_MISMATCH)
        s->mismatched = true;
}

/* ---- parsing ---------------------------------------------------------------------- */

static void parse(xml_stream *s, const char *text, size_t length, bool last)
{
    xmlParseChunk(s->parser, text, (int)length, last);
    s->nomem = s->nomem || s->parser->errNo == XML_ERR_NO_MEMORY;
}

static newsdex_status start_parser(xml_stream *s, newsdex_error *err)
{
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .ignorableWhitespace = characters,
        .cdataBlock = characters,
        .serror = note_fault,
    };
    s->depth = 0;
    s->mismatched = false;
    s->parser = xmlCreatePushParserCtxt(&handler, s, NULL, 0, NULL);
    if (!s->parser)
        return ndx_error_nomem(err);
    xmlCtxtUseOptions(s->parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOENT);
    parse(s, outer, strlen(outer), false);
    return NEWSDEX_OK;
}

static void stop_parser(xml_stream *s)
{
    if (s->parser)
        xmlFreeParserCtxt(s->parser);
    s->parser = NULL;
    if (s->open)
        finish_record(s);
}

/* Nested too deep, or libxml2 gave up; what follows begins afresh. */
static newsdex_status restart_parser(xml_stream *s, newsdex_error *err)
{
    const xmlError *last = xmlCtxtGetLastError(s->parser);
    const char *reason = s->parser->errNo == XML_ERR_USER_STOP ? "nested too deep"
                         : last                                ? last->message
                                                               : NULL;
    int length = reason ? (int)strcspn(reason, "\r\n") : 0;
    if (!s->damage.status)
        ndx_error_set(&s->damage, NEWSDEX_E_ARGUMENT, "damaged XML: %.*s", length, reason);
    stop_parser(s);
    if (s->restarts++ < RESTARTS_MAX)
        return start_parser(s, err);
    s->ended = true;
    return NEWSDEX_OK;
}

void xml_declared_charset(sgml_span text, char name[CHARSET_NAME_SIZE])
{
    const char *start = memmem(text.text, text.length, "<?xml", 5);
    const char *end = start ? memchr(start, '>', text.length - (size_t)(start - text.text)) : NULL;
    name[0] = '\0';
    if (!end)
        return;
    sgml_span value = sgml_attribute((sgml_span){start, (size_t)(end - start)}, "encoding");
    if (value.length < CHARSET_NAME_SIZE) {
        memcpy(name, value.text, value.length);
        name[value.length] = '\0';
    }
}

static bool is_ascii(sgml_span text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.text[i] >= 0x80)
            return false;
    return true;
}

/* By the head alone; where that is ASCII, what is declared holds for what follows. */
static void choose_charset(xml_stream *s, const format_input *input, sgml_span head)
{
    char by_page[CHARSET_NAME_SIZE];
    const size_t searched = head.length < DECLARATION_MAX ? head.length : DECLARATION_MAX;
    xml_declared_charset((sgml_span){head.text, searched}, by_page);
    const char *declared = charset_declared(input->source->charset, by_page);
    const char *label = charset_of_label(declared);
    bool whole = head.length < FORMAT_HEAD_MAX;
    if (!whole) /* its last character may be cut */
        head.length = ndx_utf8_cut(head.text, head.length, head.length - 1);
    if (input->charset)
        charset_use(&s->charset, "UTF-8");
    else if (!whole && label && is_ascii(head))
        charset_use(&s->charset, label);
    else
        charset_choose(head.text, head.length, declared, &s->charset);
}

static newsdex_status start(xml_stream *s, format_input *input, newsdex_error *err)
{
    sgml_span head;
    newsdex_status status =
        format_input_peek(input, FORMAT_HEAD_MAX, &head.text, &head.length, err);
    if (status)
        return status;
    choose_charset(s, input, head);
    status = charset_decoder_open(s->charset.name, &s->decoder, err);
    return status ? status : start_parser(s, err);
}

/* Appends the next slice of the entry to what waits to be repaired. */
static newsdex_status decode_slice(xml_stream *s, format_input *input, bool *last,
                                   newsdex_error *err)
{
    const char *data;
    size_t length;
    newsdex_status status = format_input_peek(input, 1, &data, &length, err);
    *last = length == 0;
    size_t slice = length < SLICE ? length : SLICE;
    ndx_buffer_clear(&s->decoded);
    if (!status)
        status = charset_decoder_feed(s->decoder, data, slice, *last, &s->decoded, err);
    /* Cleaning would drop controls, and join the words beside them. */
    for (size_t i = 0; i < s->decoded.length; i++)
        if ((unsigned char)s->decoded.data[i] < ' ' && s->decoded.data[i] != '\n')
            s->decoded.data[i] = ' ';
    if (!status)
        status = ndx_utf8_append_clean(&s->clean, s->decoded.data, s->decoded.length, err);
    if (!status)
        format_input_consume(input, slice);
    return status;
}

/* Behind the last slice. */
static newsdex_status finish(xml_stream *s, newsdex_error *err)
{
    if (s->depth > 1 && !s->mismatched && !s->damage.status)
        ndx_error_set(&s->damage, NEWSDEX_E_ARGUMENT,
                      "the XML breaks off: %zu element%s not closed", s->depth - 1,
                      s->depth == 2 ? " is" : "s are");
    parse(s, "", 0, true);
    stop_parser(s);
    s->ended = true;
    return s->nomem ? ndx_error_nomem(err) : NEWSDEX_OK;
}

static newsdex_status parse_slice(xml_stream *s, format_input *input, newsdex_error *err)
{
    bool last;
    size_t used;
    newsdex_status status = decode_slice(s, input, &last, err);
    ndx_buffer_clear(&s->repaired);
    if (!status)
        status = xml_repair_append(&s->repair, s->clean.data, s->clean.length, last, &s->repaired,
                                   &used, err);
    if (status)
        return status;
    memmove(s->clean.data, s->clean.data + used, s->clean.length - used);
    ndx_buffer_truncate(&s->clean, s->clean.length - used);
    parse(s, s->repaired.data, s->repaired.length, false);
    if (!s->nomem && xml_is_stopped(s->parser))
        status = restart_parser(s, err);
    if (s->nomem)
        return ndx_error_nomem(err);
    if (!status && last && !s->ended)
        status = finish(s, err);
    return status;
}

/* ---- the stream ------------------------------------------------------------------- */

newsdex_status xml_stream_open(const char *const *records, xml_stream **out, newsdex_error *err)
{
    xml_stream *s = calloc(1, sizeof *s);
    *out = s;
    if (!s)
        return ndx_error_nomem(err);
    s->names = records;
    /* A byte becomes three at most, "&" five. */
    ndx_buffer_init(&s->decoded, SLICE * 4);
    ndx_buffer_init(&s->clean, SLICE * 16);
    ndx_buffer_init(&s->repaired, SLICE * 80);
    ndx_buffer_init(&s->text, TEXT_NODE_MAX);
    return NEWSDEX_OK;
}

void xml_stream_close(xml_stream *s)
{
    if (!s)
        return;
    stop_parser(s);
    charset_decoder_close(s->decoder);
    free_record(s->given);
    while (s->first) {
        record *r = s->first;
        s->first = r->next;
        free_record(r);
    }
    ndx_arena_release(&s->root_arena);
    ndx_buffer_release(&s->decoded);
    ndx_buffer_release(&s->clean);
    ndx_buffer_release(&s->repaired);
    ndx_buffer_release(&s->text);
    free(s);
}

/* Half a record is not kept when the entry cannot be read on. */
static article_result fail(xml_stream *s)
{
    free_record(s->open);
    s->open = NULL;
    s->parent = NULL;
    stop_parser(s);
    s->ended = true;
    return ARTICLE_FAILED;
}

static article_result give(xml_stream *s, const xml_node **out, newsdex_error *err)
{
    s->given = s->first;
    s->first = s->given->next;
    if (!s->first)
        s->last = NULL;
    s->count++;
    *out = s->given->tree;
    if (*out)
        return ARTICLE_FOUND;
    ndx_error_set(err, NEWSDEX_E_LIMIT, "record %llu is larger than %zu bytes",
                  (unsigned long long)s->count, XML_RECORD_MAX);
    return ARTICLE_FAILED;
}

article_result xml_stream_next(xml_stream *s, format_input *input, charset_used *charset,
                               const xml_node **out, newsdex_error *err)
{
    free_record(s->given);
    s->given = NULL;
    *out = NULL;
    if (!s->decoder && !s->ended && start(s, input, err) != NEWSDEX_OK)
        return fail(s);
    while (!s->first && !s->ended)
        if (parse_slice(s, input, err) != NEWSDEX_OK)
            return fail(s);
    *charset = s->charset;
    if (s->first)
        return give(s, out, err);
    if (!s->damage.status)
        return ARTICLE_END;
    *err = s->damage;
    s->damage.status = NEWSDEX_OK;
    return ARTICLE_FAILED;
}

const xml_node *xml_stream_root(const xml_stream *s)
{
    return s->root;
}

uint64_t xml_stream_count(const xml_stream *s)
{
    return s->count;
}

/* ---- bids -------------------------------------------------------------------------- */

/* Over what begins at text, which is no start tag: a declaration, comment or instruction. */
static size_t skip_misc(const char *text, size_t length)
{
    xml_repair repair = {.where = XML_REPAIR_TEXT};
    const char *end = text[1] == '?' ? "?>" : "-->";
    if (text[1] == '!' && !(length > 3 && memcmp(text, "<!--", 4) == 0))
        return xml_repair_skip_declaration(&repair, text, length);
    const char *found = memmem(text, length, end, strlen(end));
    return found ? (size_t)(found - text) + strlen(end) : length;
}

sgml_span xml_root_tag(const format_probe *probe)
{
    const char *text = probe->head;
    size_t at = sniff_skip_space(probe), length = probe->length;
    while (length - at > 2 && text[at] == '<' && (text[at + 1] == '?' || text[at + 1] == '!')) {
        at += skip_misc(text + at, length - at);
        while (at < length && text[at] && strchr(" \t\r\n", text[at]))
            at++;
    }
    if (length - at < 2 || text[at] != '<')
        return (sgml_span){text, 0};
    const char *end = memchr(text + at, '>', length - at);
    return (sgml_span){text + at + 1, end ? (size_t)(end - text) - at - 1 : 0};
}

bool xml_root_is(const format_probe *probe, const char *name)
{
    sgml_span tag = xml_root_tag(probe);
    size_t end = 0;
    while (end < tag.length && tag.text[end] && !strchr(" \t\r\n/:", tag.text[end]))
        end++;
    if (end < tag.length && tag.text[end] == ':') {
        tag.text += end + 1;
        tag.length -= end + 1;
    }
    size_t size = strlen(name);
    return tag.length >= size && memcmp(tag.text, name, size) == 0 &&
           (tag.length == size || (tag.text[size] && strchr(" \t\r\n/", tag.text[size])));
}

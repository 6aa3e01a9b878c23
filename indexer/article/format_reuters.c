/* Reuters-21578: SGML by article, no root element, control characters as references. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/entity.h"
#include "indexer/article/formats.h"
#include "indexer/article/sgml.h"
#include "indexer/article/sniff.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

/* Real ones begin with these, some behind an XML declaration; a text that quotes the markup does
 * not. */
static int bid(const format_probe *probe)
{
    size_t at = sniff_skip_space(probe);
    sgml_span head = {probe->head + at, probe->length - at};
    if (head.length > 16 && strncasecmp(head.text, "<!DOCTYPE lewis", 15) == 0)
        return 95;
    return xml_root_is(probe, "REUTERS") || xml_root_is(probe, "LEWIS") ? 90 : 0;
}

enum { INDENT = 4 }; /* spaces that begin a paragraph */

typedef struct reuters {
    sgml_stream stream;
    ndx_buffer utf8;    /* one article, converted */
    ndx_buffer scratch; /* one field */
} reuters;

static newsdex_status open_reuters(format_input *input, const format_options *options, void **state,
                                   newsdex_error *err)
{
    (void)input, (void)options;
    reuters *r = malloc(sizeof *r);
    *state = r;
    if (!r)
        return ndx_error_nomem(err);
    sgml_stream_init(&r->stream, "REUTERS");
    ndx_buffer_init(&r->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&r->scratch, ARTICLE_TEXT_MAX * 3);
    return NEWSDEX_OK;
}

static void close_reuters(void *state)
{
    reuters *r = state;
    if (!r)
        return;
    sgml_stream_release(&r->stream);
    ndx_buffer_release(&r->utf8);
    ndx_buffer_release(&r->scratch);
    free(r);
}

static newsdex_status set_field(reuters *r, ndx_buffer *field, sgml_span content,
                                newsdex_error *err)
{
    ndx_buffer_clear(&r->scratch);
    newsdex_status status = sgml_append_text(&r->scratch, content, err);
    return status ? status : article_set_field(field, r->scratch.data, r->scratch.length, err);
}

/* "    By Janie Gabbett, Reuters" -> "Janie Gabbett" */
static newsdex_status set_author(reuters *r, article *out, sgml_span content, newsdex_error *err)
{
    newsdex_status status = set_field(r, &out->author, content, err);
    const char *name = out->author.data;
    size_t length = out->author.length;
    if (status)
        return status;
    if (length > 3 && strncasecmp(name, "by ", 3) == 0) {
        name += 3;
        length -= 3;
    }
    while (length && strchr(" -,", name[length - 1]))
        length--;
    if (length > 8 && strncasecmp(name + length - 8, " reuters", 8) == 0)
        length -= 8;
    while (length && strchr(" -,", name[length - 1]))
        length--;
    ndx_buffer_clear(&r->scratch);
    status = ndx_buffer_append(&r->scratch, name, length, err);
    return status ? status : article_set_field(&out->author, r->scratch.data, length, err);
}

/* The <D> entries of all category elements, one a line. */
static newsdex_status add_keywords(reuters *r, article *out, sgml_span head, newsdex_error *err)
{
    static const char *const lists[] = {"TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES"};
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < sizeof lists / sizeof *lists; i++) {
        sgml_span list, item;
        if (!sgml_find(head, lists[i], &list, NULL))
            continue;
        for (bool more = sgml_find(list, "D", &item, NULL); !status && more;
             more = sgml_find_next(list, "D", &item)) {
            ndx_buffer_clear(&r->scratch);
            status = entity_append(&r->scratch, item.text, item.length, err);
            if (!status)
                status = article_add_keyword(out, r->scratch.data, r->scratch.length, err);
        }
    }
    return status;
}

/* The length of text without a last line that only says "Reuter", "REUTER..." or the like. */
static size_t cut_signature(const char *text, size_t length)
{
    size_t end = length;
    while (end && ((unsigned char)text[end - 1] <= ' ' || strchr(".;*", text[end - 1])))
        end--;
    size_t start = end;
    while (start && text[start - 1] != '\n')
        start--;
    size_t word = start;
    while (word < end && strchr(" *-", text[word]))
        word++;
    size_t size = end - word;
    bool signature = (size == 6 || size == 7) && strncasecmp(text + word, "reuters", size) == 0;
    return signature ? start : length;
}

static newsdex_status set_text(reuters *r, article *out, sgml_span dateline, sgml_span body,
                               newsdex_error *err)
{
    ndx_buffer *plain = &r->scratch;
    ndx_buffer_clear(plain);
    newsdex_status status = sgml_append_text(plain, dateline, err);
    if (!status)
        status = sgml_append_text(plain, body, err);
    if (!status) {
        /* The converted article is no longer needed once its last field is plain text. */
        size_t length = cut_signature(plain->data, plain->length);
        ndx_buffer_clear(&r->utf8);
        status = sgml_append_indented(&r->utf8, plain->data, length, INDENT, err);
    }
    return status ? status : article_set_text(out, r->utf8.data, r->utf8.length, err);
}

/* The text of an article without BODY: what is left of TEXT behind TITLE, or all of it. */
static sgml_span text_behind_title(sgml_span text, const sgml_span *title)
{
    if (!title->length)
        return text;
    const char *after = title->text + title->length;
    const char *close = memchr(after, '>', (size_t)(text.text + text.length - after));
    after = close ? close + 1 : after;
    return (sgml_span){after, (size_t)(text.text + text.length - after)};
}

static newsdex_status fill(reuters *r, article *out, sgml_span doc, newsdex_error *err)
{
    sgml_span head = doc, tag = {doc.text, 0}, part, text = {doc.text, 0};
    if (sgml_find(doc, "TEXT", &text, NULL))
        head.length = (size_t)(text.text - doc.text);
    const char *close = memchr(doc.text, '>', doc.length);
    if (close)
        tag = (sgml_span){doc.text + 8, (size_t)(close - doc.text) - 8};
    sgml_span id = sgml_attribute(tag, "NEWID"), title = {doc.text, 0}, dateline = title, body;
    newsdex_status status = article_set_field(&out->id, id.text, id.length, err);
    if (!status && sgml_find(head, "DATE", &part, NULL) &&
        article_date_parse(part.text, part.length, &out->date))
        out->date_rule = "declared";
    if (!status)
        status = add_keywords(r, out, head, err);
    if (!status && sgml_find(text, "TITLE", &title, NULL))
        status = set_field(r, &out->title, title, err);
    if (!status && sgml_find(text, "AUTHOR", &part, NULL))
        status = set_author(r, out, part, err);
    if (!sgml_find(text, "DATELINE", &dateline, NULL))
        dateline.length = 0;
    if (!sgml_find(text, "BODY", &body, NULL))
        body = text_behind_title(text, &title);
    if (!status)
        status = article_set_field(&out->source, "Reuters", 7, err);
    if (!status)
        status = article_set_field(&out->language, "en", 2, err);
    return status ? status : set_text(r, out, dateline, body, err);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    reuters *r = state;
    sgml_span doc;
    article_result result = sgml_stream_next(&r->stream, input, &doc, err);
    if (result != ARTICLE_FOUND)
        return result;
    ndx_buffer_clear(&r->utf8);
    newsdex_status status =
        charset_to_utf8(doc.text, doc.length, NULL, &r->utf8, &out->charset, err);
    if (!status)
        status = fill(r, out, (sgml_span){r->utf8.data, r->utf8.length}, err);
    if (!status)
        status = article_set_locator(out, r->stream.count, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

const format format_reuters = {"reuters", bid, open_reuters, next, close_reuters};

#include "indexer/article/book.h"

#include <string.h>

#include "indexer/article/article_date.h"
#include "indexer/article/xml_fields.h"
#include "indexer/article/xml_stream.h"

static newsdex_status read_authors(article *out, const xml_node *metadata, newsdex_error *err)
{
    ndx_buffer name, names;
    ndx_buffer_init(&name, ARTICLE_FIELD_MAX);
    ndx_buffer_init(&names, 2 * ARTICLE_FIELD_MAX + 2); /* what is too long is cut */
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *node = xml_child(metadata, "creator");
         !status && node && names.length < ARTICLE_FIELD_MAX; node = xml_sibling(node, "creator")) {
        ndx_buffer_clear(&name);
        status = xml_set_field(&name, node, err);
        if (!status && names.length && name.length)
            status = ndx_buffer_append_text(&names, "; ", err);
        if (!status)
            status = ndx_buffer_append(&names, name.data, name.length, err);
    }
    if (!status)
        status = article_set_author(out, names.data, names.length, err);
    ndx_buffer_release(&name);
    ndx_buffer_release(&names);
    return status;
}

/* EPUB 2 has one for each event, and those of making the file say nothing of the book. */
static newsdex_status read_date(article *out, const xml_node *metadata, newsdex_error *err)
{
    ndx_buffer text;
    ndx_date date;
    ndx_buffer_init(&text, ARTICLE_FIELD_MAX);
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *node = xml_child(metadata, "date"); !status && node;
         node = xml_sibling(node, "date")) {
        const char *event = xml_attribute_of(node, "event");
        const bool published = strcmp(event, "publication") == 0;
        if (!published && (*event || out->date.precision != NDX_DATE_UNKNOWN))
            continue;
        ndx_buffer_clear(&text);
        status = xml_set_field(&text, node, err);
        if (!status && article_date_parse(text.data, text.length, &date)) {
            out->date = date;
            out->date_rule = "declared";
        }
    }
    ndx_buffer_release(&text);
    return status;
}

static newsdex_status fill(article *out, const xml_node *metadata, newsdex_error *err)
{
    static const char *const title[] = {"title", NULL}, *const language[] = {"language", NULL},
                             *const keywords[] = {"subject", NULL};
    static const xml_field_paths paths = {
        .source = title, .language = language, .keywords = keywords};
    newsdex_status status = read_authors(out, metadata, err);
    if (!status)
        status = read_date(out, metadata, err);
    return status ? status : xml_fill_fields(out, metadata, &paths, err);
}

newsdex_status book_read(const char *bytes, size_t length, article *out, newsdex_error *err)
{
    static const char *const records[] = {"metadata", NULL};
    entry_memory memory = {.data = bytes, .length = length};
    const entry_source source = entry_memory_source(&memory);
    format_input input;
    xml_stream *stream = NULL;
    const xml_node *metadata;
    charset_used charset;
    newsdex_error why;
    article_clear(out);
    format_input_init(&input);
    newsdex_status status = format_input_start(&input, &source, err);
    if (!status)
        status = xml_stream_open(records, &stream, err);
    if (!status && xml_stream_next(stream, &input, &charset, &metadata, &why) == ARTICLE_FOUND)
        status = fill(out, metadata, err);
    xml_stream_close(stream);
    format_input_release(&input);
    return status == NEWSDEX_E_NOMEM ? status : NEWSDEX_OK;
}

newsdex_status book_apply(const article *book, article *chapter, newsdex_error *err)
{
    const ndx_buffer *const from[] = {&book->source, &book->author, &book->language,
                                      &book->keywords};
    ndx_buffer *const to[] = {&chapter->source, &chapter->author, &chapter->language,
                              &chapter->keywords};
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < sizeof to / sizeof *to; i++)
        if (!to[i]->length)
            status = ndx_buffer_append(to[i], from[i]->data, from[i]->length, err);
    if (chapter->date.precision == NDX_DATE_UNKNOWN) {
        chapter->date = book->date;
        chapter->date_rule = book->date_rule;
    }
    return status;
}

/* Dumps of MediaWiki: the newest revision of each page that is an article. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/formats.h"
#include "indexer/article/wiki_text.h"
#include "indexer/article/xml_fields.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "mediawiki") ? 90 : 0;
}

enum {
    NAMES_MAX = 64 * 1024, /* bytes of all namespaces' names */
    NAMESPACE_MAX = 64     /* of one that is looked up */
};

typedef struct mediawiki {
    xml_stream *stream;
    article site;     /* what the dump says of the whole wiki; id: its short name */
    ndx_buffer names; /* of the namespaces: "6:File\n" */
    ndx_buffer raw, html, plain;
    uint64_t count;
} mediawiki;

static newsdex_status open_mediawiki(format_input *input, const format_options *options,
                                     void **state, newsdex_error *err)
{
    static const char *const records[] = {"siteinfo", "page", NULL};
    (void)input, (void)options;
    mediawiki *m = calloc(1, sizeof *m);
    *state = m;
    if (!m)
        return ndx_error_nomem(err);
    article_init(&m->site);
    ndx_buffer_init(&m->names, NAMES_MAX);
    ndx_buffer_init(&m->raw, XML_RECORD_MAX);
    ndx_buffer_init(&m->html, XML_RECORD_MAX);
    ndx_buffer_init(&m->plain, ARTICLE_TEXT_MAX * 3);
    return xml_stream_open(records, &m->stream, err);
}

static void close_mediawiki(void *state)
{
    mediawiki *m = state;
    if (!m)
        return;
    xml_stream_close(m->stream);
    article_release(&m->site);
    ndx_buffer_release(&m->names);
    ndx_buffer_release(&m->raw);
    ndx_buffer_release(&m->html);
    ndx_buffer_release(&m->plain);
    free(m);
}

/* ---- the wiki --------------------------------------------------------------------- */

static newsdex_status note_site(mediawiki *m, const xml_node *siteinfo, newsdex_error *err)
{
    static const char *const names[] = {"dbname", NULL}, *const sources[] = {"sitename", NULL},
                             *const bases[] = {"base", NULL};
    static const xml_field_paths paths = {.id = names, .source = sources, .url = bases};
    newsdex_status status = xml_fill_fields(&m->site, siteinfo, &paths, err);
    const xml_node *space = xml_find(siteinfo, "namespaces/namespace");
    for (; !status && space; space = xml_sibling(space, "namespace"))
        if (xml_has_text(space))
            status = ndx_buffer_append_format(&m->names, err, "%.16s:%.*s\n",
                                              xml_attribute_of(space, "key"),
                                              (int)space->children->length, space->children->text);
    return status == NEWSDEX_E_LIMIT ? NEWSDEX_OK : status;
}

/* ---- pages ------------------------------------------------------------------------ */

static bool says(const xml_node *node, const char *word)
{
    const xml_node *text = node ? node->children : NULL;
    return text && text->text && text->length == strlen(word) &&
           memcmp(text->text, word, text->length) == 0;
}

/* Old dumps tell the namespace in the title alone. */
static bool has_prefix(const mediawiki *m, const char *title)
{
    static const char *const english = ":Talk\n:User\n:User talk\n:Project\n:File\n:Image\n"
                                       ":MediaWiki\n:Template\n:Help\n:Category\n:Portal\n";
    char line[NAMESPACE_MAX + 3];
    size_t length = strcspn(title, ":");
    if (!title[length] || length > NAMESPACE_MAX)
        return false;
    snprintf(line, sizeof line, ":%.*s\n", (int)length, title);
    return strstr(m->names.data, line) || strstr(english, line);
}

static const char *reason_to_skip(const mediawiki *m, const article *out, const xml_node *page,
                                  const xml_node *revision)
{
    const xml_node *space = xml_child(page, "ns"), *model = xml_child(revision, "model");
    if (space ? !says(space, "0") : has_prefix(m, out->title.data))
        return "a page of the wiki beside its articles";
    if (xml_child(page, "redirect"))
        return "a redirect";
    return model && !says(model, "wikitext") ? "no wikitext" : NULL;
}

static const char *timestamp_of(const xml_node *revision)
{
    const xml_node *stamp = xml_child(revision, "timestamp");
    return xml_has_text(stamp) && stamp->children->text ? stamp->children->text : "";
}

/* They come in any order. */
static const xml_node *newest_revision(const xml_node *page)
{
    const xml_node *newest = xml_child(page, "revision"), *next = newest;
    while (next && (next = xml_sibling(next, "revision")) != NULL)
        if (strcmp(timestamp_of(next), timestamp_of(newest)) >= 0)
            newest = next;
    return newest;
}

/* The address is that of the wiki's first page, with this page's title for its own. */
static newsdex_status set_url(const mediawiki *m, article *out, newsdex_error *err)
{
    const char *base = m->site.url.data, *slash = strrchr(base, '/');
    if (!slash)
        return NEWSDEX_OK;
    newsdex_status status = ndx_buffer_append(&out->url, base, (size_t)(slash + 1 - base), err);
    for (const char *c = out->title.data; !status && *c; c++) {
        bool reserved = strchr("?%#&\"<>", *c) != NULL;
        status = reserved ? ndx_buffer_append_format(&out->url, err, "%%%02X", (unsigned)*c)
                          : ndx_buffer_append_byte(&out->url, *c == ' ' ? '_' : *c, err);
    }
    if (status == NEWSDEX_E_LIMIT)
        ndx_buffer_clear(&out->url);
    return status == NEWSDEX_E_LIMIT ? NEWSDEX_OK : status;
}

/* A page's number means something within its wiki alone. */
static newsdex_status set_id(const mediawiki *m, article *out, const xml_node *page,
                             newsdex_error *err)
{
    ndx_buffer number;
    ndx_buffer_init(&number, ARTICLE_FIELD_MAX);
    newsdex_status status = xml_set_field(&number, xml_child(page, "id"), err);
    if (!status && number.length && m->site.id.length)
        status =
            ndx_buffer_append_format(&out->id, err, "%.64s:%.64s", m->site.id.data, number.data);
    else if (!status && !out->url.length)
        status = article_set_field(&out->id, number.data, number.length, err);
    ndx_buffer_release(&number);
    return status;
}

/* When the page was last changed, if it doesn't tell its day itself. */
static newsdex_status fill_fields(const mediawiki *m, article *out, const xml_node *page,
                                  const xml_node *revision, newsdex_error *err)
{
    static const char *const dates[] = {"timestamp", NULL};
    static const xml_field_paths paths = {.date = dates};
    const char *lang = xml_attribute_of(xml_stream_root(m->stream), "lang");
    bool undated = out->date.precision == NDX_DATE_UNKNOWN;
    newsdex_status status = xml_fill_fields(out, revision, &paths, err);
    if (undated && *out->date_rule)
        out->date_rule = "revision";
    if (!status)
        status = set_url(m, out, err);
    if (!status)
        status = set_id(m, out, page, err);
    if (!status)
        status = ndx_buffer_append(&out->source, m->site.source.data, m->site.source.length, err);
    return status ? status : article_set_language(out, lang, strlen(lang), err);
}

static newsdex_status set_text(mediawiki *m, article *out, const xml_node *revision,
                               newsdex_error *err)
{
    const xml_node *text = xml_child(revision, "text");
    newsdex_status status = NEWSDEX_OK;
    ndx_buffer_clear(&m->raw);
    ndx_buffer_clear(&m->html);
    ndx_buffer_clear(&m->plain);
    for (const xml_node *c = text ? text->children : NULL; !status && c; c = c->next)
        status = ndx_buffer_append(&m->raw, c->text, c->text ? c->length : 0, err);
    if (!status)
        status = wiki_append_html(&m->html, out, m->names.data, m->raw.data, m->raw.length, err);
    if (!status)
        status = sgml_append_text(&m->plain, (sgml_span){m->html.data, m->html.length}, err);
    return status ? status : article_set_text(out, m->plain.data, m->plain.length, err);
}

/* *reason says why the page is no article. */
static newsdex_status fill(mediawiki *m, article *out, const xml_node *page, const char **reason,
                           newsdex_error *err)
{
    const xml_node *revision = newest_revision(page);
    newsdex_status status = xml_set_field(&out->title, xml_child(page, "title"), err);
    if (status || (*reason = reason_to_skip(m, out, page, revision)) != NULL)
        return status;
    status = set_text(m, out, revision, err);
    if (!status && strncasecmp(m->raw.data, "#REDIRECT", 9) == 0)
        *reason = "a redirect";
    else if (!status && !out->text.length)
        *reason = "no text";
    if (!status)
        status = fill_fields(m, out, page, revision, err);
    return status ? status : article_set_locator(out, m->count, err);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    mediawiki *m = state;
    const xml_node *record;
    article_result result;
    while ((result = xml_stream_next(m->stream, input, &out->charset, &record, err)) ==
               ARTICLE_FOUND &&
           xml_is(record, "siteinfo"))
        if (note_site(m, record, err))
            return ARTICLE_FAILED;
    if (result != ARTICLE_FOUND)
        return result;
    m->count++;
    const char *reason = NULL;
    if (fill(m, out, record, &reason, err))
        return ARTICLE_FAILED;
    if (!reason)
        return ARTICLE_FOUND;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s", reason);
    return ARTICLE_SKIPPED;
}

const format format_mediawiki = {"mediawiki", bid, open_mediawiki, next, close_mediawiki};

/* RSS of all versions, RDF and Atom: an article an item. WordPress exports are RSS with more said
 * of each item: only published posts and pages are articles. */
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/entity.h"
#include "indexer/article/formats.h"
#include "indexer/article/xml_fields.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

static bool is_feed(const format_probe *probe)
{
    static const char *const roots[] = {"rss", "RDF", "feed", NULL};
    const char *const *root = roots;
    while (*root && !xml_root_is(probe, *root))
        root++;
    if (!*root)
        return false;
    bool rdf = strcmp(*root, "RDF") == 0; /* holds other things as well */
    return !rdf || memmem(probe->head, probe->length, "<item", 5) ||
           memmem(probe->head, probe->length, "<rss:item", 9);
}

static bool is_export(const format_probe *probe)
{
    return memmem(probe->head, probe->length, "wordpress.org/export/", 21) != NULL;
}

static int bid_feed(const format_probe *probe)
{
    return is_feed(probe) ? 90 : 0;
}

static int bid_wxr(const format_probe *probe)
{
    return is_feed(probe) && is_export(probe) ? 95 : 0;
}

typedef struct feed {
    xml_stream *stream;
    ndx_buffer plain;
    article about; /* what the channel says, for its items */
    uint64_t count;
} feed;

static newsdex_status open_feed(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    /* The channel's own elements come as records too; textinput and image have titles as well. */
    static const char *const records[] = {"item",      "entry",     "title",  "language", "image",
                                          "textInput", "textinput", "author", NULL};
    (void)input, (void)options;
    feed *f = calloc(1, sizeof *f);
    *state = f;
    if (!f)
        return ndx_error_nomem(err);
    ndx_buffer_init(&f->plain, ARTICLE_TEXT_MAX * 3);
    article_init(&f->about);
    return xml_stream_open(records, &f->stream, err);
}

static void close_feed(void *state)
{
    feed *f = state;
    if (!f)
        return;
    xml_stream_close(f->stream);
    ndx_buffer_release(&f->plain);
    article_release(&f->about);
    free(f);
}

/* ---- text that may be markup ------------------------------------------------------- */

/* In base64 Atom 0.3 has bytes of a charset that nothing declares. */
static newsdex_status append_decoded(ndx_buffer *out, const xml_node *node, newsdex_error *err)
{
    ndx_buffer coded;
    ndx_buffer_init(&coded, XML_RECORD_MAX);
    newsdex_status status = xml_append_raw(&coded, node, err);
    gsize length = 0;
    charset_used used;
    if (!status && coded.length > 1)
        g_base64_decode_inplace(coded.data, &length);
    if (!status)
        status = charset_to_utf8(coded.data, length, NULL, out, &used, err);
    ndx_buffer_release(&coded);
    return status;
}

/* The characters of an element that holds no others. */
static newsdex_status append_content(ndx_buffer *out, const xml_node *node, newsdex_error *err)
{
    bool coded = strcasecmp(xml_attribute_of(node, "mode"), "base64") == 0;
    return coded ? append_decoded(out, node, err) : xml_append_raw(out, node, err);
}

/* Atom says whether text is escaped HTML, RSS never does. */
static newsdex_status append_markup(ndx_buffer *out, const xml_node *node, newsdex_error *err)
{
    if (xml_has_elements(node))
        return xml_append_text(out, node, NULL, err);
    const char *type = xml_attribute_of(node, "type");
    if (strcasecmp(type, "text") == 0 || strcasecmp(type, "text/plain") == 0)
        return append_content(out, node, err);
    ndx_buffer raw;
    ndx_buffer_init(&raw, XML_RECORD_MAX);
    newsdex_status status = append_content(&raw, node, err);
    bool html = sgml_has_html(raw.data, raw.length) || strstr(raw.data, "<!--");
    if (!status && html)
        status = sgml_append_text(out, (sgml_span){raw.data, raw.length}, err);
    else if (!status)
        status = entity_append(out, raw.data, raw.length, err);
    ndx_buffer_release(&raw);
    return status;
}

/* Is it of a vocabulary for sound, pictures and video, which use the names of RSS too? */
static bool is_of_media(const xml_node *node)
{
    return strstr(node->space, "/mrss") || strstr(node->space, "itunes.com");
}

/* The first child called name that says something in text or markup. */
static const xml_node *find_part(const xml_node *item, const char *name)
{
    const xml_node *part = xml_child(item, name);
    for (; part; part = xml_sibling(part, name)) {
        const char *type = xml_attribute_of(part, "type");
        bool readable = !*type || strncasecmp(type, "text", 4) == 0 || strcasestr(type, "html");
        if (readable && !is_of_media(part) && xml_has_text(part))
            break;
    }
    return part;
}

static newsdex_status set_title(feed *f, ndx_buffer *title, const xml_node *node,
                                newsdex_error *err)
{
    if (!node)
        return NEWSDEX_OK;
    ndx_buffer_clear(&f->plain);
    newsdex_status status = append_markup(&f->plain, node, err);
    return status ? status : article_set_field(title, f->plain.data, f->plain.length, err);
}

/* The whole text where it is given, else what stands for it. */
static newsdex_status set_text(feed *f, article *out, const xml_node *item, newsdex_error *err)
{
    static const char *const names[] = {"encoded",     "body",    "content",
                                        "description", "summary", NULL};
    const xml_node *text = NULL;
    for (const char *const *name = names; !text && *name; name++)
        text = find_part(item, *name);
    if (!text)
        return NEWSDEX_OK;
    ndx_buffer_clear(&f->plain);
    newsdex_status status = append_markup(&f->plain, text, err);
    return status ? status : article_set_text(out, f->plain.data, f->plain.length, err);
}

/* ---- fields ------------------------------------------------------------------------- */

/* Only a guid that is no permalink says that it is none. */
static newsdex_status set_url(article *out, const xml_node *item, newsdex_error *err)
{
    static const char *const links[] = {"origLink", "link",   "link[rel=alternate]@href",
                                        "id",       "@about", NULL};
    static const xml_field_paths paths = {.url = links};
    const xml_node *guid = xml_child(item, "guid");
    newsdex_status status = NEWSDEX_OK;
    /* In Atom a link without rel is the alternate one. */
    for (const xml_node *l = xml_child(item, "link"); !status && l; l = xml_sibling(l, "link")) {
        const char *href = xml_attribute_of(l, "href");
        if (!*xml_attribute_of(l, "rel") && strncasecmp(href, "http", 4) == 0 && !out->url.length)
            status = article_set_field(&out->url, href, strlen(href), err);
    }
    if (!status)
        status = xml_fill_fields(out, item, &paths, err);
    if (!status && !out->url.length && strncasecmp(out->id.data, "http", 4) == 0 &&
        strcasecmp(xml_attribute_of(guid, "isPermaLink"), "false") != 0)
        status = article_set_field(&out->url, out->id.data, out->id.length, err);
    return status;
}

/* RSS has "name", "address (name)" or an address. */
static newsdex_status tidy_author(article *out, newsdex_error *err)
{
    const char *open = strchr(out->author.data, '('), *close = strrchr(out->author.data, ')');
    if (!open || !close || close < open ||
        !memchr(out->author.data, '@', (size_t)(open - out->author.data)))
        return NEWSDEX_OK;
    ndx_buffer name;
    ndx_buffer_init(&name, ARTICLE_FIELD_MAX);
    newsdex_status status = ndx_buffer_append(&name, open + 1, (size_t)(close - open - 1), err);
    if (!status)
        status = article_set_author(out, name.data, name.length, err);
    ndx_buffer_release(&name);
    return status;
}

/* What the item leaves open, the channel has said. */
static newsdex_status inherit(const feed *f, article *out, newsdex_error *err)
{
    const xml_node *root = xml_stream_root(f->stream);
    const char *lang = xml_attribute_of(root, "lang");
    const ndx_buffer *language = &f->about.language;
    newsdex_status status = NEWSDEX_OK;
    if (!out->source.length)
        status = ndx_buffer_append(&out->source, f->about.title.data, f->about.title.length, err);
    if (!status && !out->author.length)
        status = ndx_buffer_append(&out->author, f->about.author.data, f->about.author.length, err);
    if (!status && !out->language.length)
        status = article_set_language(out, language->length ? language->data : lang,
                                      language->length ? language->length : strlen(lang), err);
    return status;
}

static newsdex_status fill_fields(article *out, const xml_node *item, newsdex_error *err)
{
    static const char *const ids[] = {"guid", "id", "@about", NULL};
    static const char *const authors[] = {"creator", "author/name", "author", NULL};
    static const char *const sources[] = {"source/title", "source", NULL};
    static const char *const sections[] = {"category[domain=category]", "section", NULL};
    static const char *const languages[] = {"language", "@lang", "content@lang", NULL};
    /* WordPress has the day at its place in post_date, and in pubDate the one in Greenwich. */
    static const char *const dates[] = {"post_date", "pubDate", "published", "issued",  "date",
                                        "created",   "updated", "modified",  "pubdate", NULL};
    static const char *const keywords[] = {"category", "category@term", "subject", NULL};
    static const xml_field_paths paths = {.id = ids,
                                          .author = authors,
                                          .source = sources,
                                          .section = sections,
                                          .language = languages,
                                          .date = dates,
                                          .keywords = keywords};
    newsdex_status status = xml_fill_fields(out, item, &paths, err);
    if (!status)
        status = tidy_author(out, err);
    return status ? status : set_url(out, item, err);
}

static bool says(const xml_node *node, const char *word)
{
    const xml_node *text = node ? node->children : NULL;
    return text && text->text && text->length == strlen(word) &&
           memcmp(text->text, word, text->length) == 0;
}

/* Why an item of a WordPress export is no article; NULL when it is one. */
static const char *reason_to_skip(const xml_node *item)
{
    const xml_node *type = xml_child(item, "post_type");
    if (!type)
        return NULL;
    if (!says(type, "post") && !says(type, "page"))
        return "neither a post nor a page of WordPress";
    return says(xml_child(item, "status"), "publish") ? NULL : "not published";
}

/* ---- items --------------------------------------------------------------------------- */

/* The channel's first title, language and author count. */
static newsdex_status note_channel(feed *f, const xml_node *record, newsdex_error *err)
{
    static const char *const names[] = {"name", NULL};
    static const xml_field_paths author = {.author = names};
    ndx_buffer *title = &f->about.title;
    if (xml_is(record, "title") && !title->length && !is_of_media(record))
        return set_title(f, title, record, err);
    if (xml_is(record, "author"))
        return xml_fill_fields(&f->about, record, &author, err);
    ndx_buffer *language = &f->about.language;
    if (!xml_is(record, "language") || language->length)
        return NEWSDEX_OK;
    newsdex_status status = xml_set_field(language, record, err);
    return status ? status : article_set_language(&f->about, language->data, language->length, err);
}

static newsdex_status fill(feed *f, article *out, const xml_node *item, newsdex_error *err)
{
    newsdex_status status = fill_fields(out, item, err);
    if (!status)
        status = set_title(f, &out->title, find_part(item, "title"), err);
    if (!status)
        status = set_text(f, out, item, err);
    if (!status)
        status = inherit(f, out, err);
    return status ? status : article_set_locator(out, f->count, err);
}

static article_result next_item(feed *f, format_input *input, article *out, const xml_node **item,
                                newsdex_error *err)
{
    for (;;) {
        article_result result = xml_stream_next(f->stream, input, &out->charset, item, err);
        if (result != ARTICLE_FOUND || xml_is(*item, "item") || xml_is(*item, "entry"))
            return result;
        if (note_channel(f, *item, err))
            return ARTICLE_FAILED;
    }
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    feed *f = state;
    const xml_node *item;
    article_result result = next_item(f, input, out, &item, err);
    if (result != ARTICLE_FOUND)
        return result;
    f->count++;
    const char *reason = reason_to_skip(item);
    if (!reason && fill(f, out, item, err))
        return ARTICLE_FAILED;
    if (!reason)
        return ARTICLE_FOUND;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s", reason);
    return ARTICLE_SKIPPED;
}

const format format_feed = {"feed", bid_feed, open_feed, next, close_feed};
const format format_wxr = {"wxr", bid_wxr, open_feed, next, close_feed};

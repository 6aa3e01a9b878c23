#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/html.h"
#include "indexer/article/json_fields.h"
#include "indexer/article/json_loose.h"
#include "indexer/article/sgml.h"

enum { JSON_MAX = 4 << 20, GRAPH_DEPTH = 3 };

typedef enum meta_field {
    META_TITLE,
    META_DATE,
    META_AUTHOR,
    META_SOURCE,
    META_SECTION,
    META_LANGUAGE,
    META_URL,
    META_DESCRIPTION,
    META_KEYWORDS,
    META_COUNT
} meta_field;

/* Names of meta elements; of one field, the first that is there counts. */
static const struct {
    const char *name;
    meta_field field;
} meta_names[] = {
    {"og:title", META_TITLE},
    {"twitter:title", META_TITLE},
    {"dc.title", META_TITLE},
    {"dcterms.title", META_TITLE},
    {"headline", META_TITLE},
    {"article:published_time", META_DATE},
    {"datePublished", META_DATE},
    {"og:published_time", META_DATE},
    {"dc.date.issued", META_DATE},
    {"dcterms.issued", META_DATE},
    {"dc.date", META_DATE},
    {"dcterms.date", META_DATE},
    {"dcterms.created", META_DATE},
    {"parsely-pub-date", META_DATE},
    {"sailthru.date", META_DATE},
    {"pubdate", META_DATE},
    {"publishdate", META_DATE},
    {"publish-date", META_DATE},
    {"publication_date", META_DATE},
    {"date", META_DATE},
    {"author", META_AUTHOR},
    {"dc.creator", META_AUTHOR},
    {"dcterms.creator", META_AUTHOR},
    {"byl", META_AUTHOR},
    {"parsely-author", META_AUTHOR},
    {"sailthru.author", META_AUTHOR},
    {"article:author", META_AUTHOR},
    {"og:site_name", META_SOURCE},
    {"application-name", META_SOURCE},
    {"dc.publisher", META_SOURCE},
    {"publisher", META_SOURCE},
    {"article:section", META_SECTION},
    {"articleSection", META_SECTION},
    {"section", META_SECTION},
    {"parsely-section", META_SECTION},
    {"content-language", META_LANGUAGE},
    {"dc.language", META_LANGUAGE},
    {"inLanguage", META_LANGUAGE},
    {"og:locale", META_LANGUAGE},
    {"og:url", META_URL},
    {"twitter:url", META_URL},
    {"og:description", META_DESCRIPTION},
    {"description", META_DESCRIPTION},
    {"dc.description", META_DESCRIPTION},
    {"article:tag", META_KEYWORDS},
    {"news_keywords", META_KEYWORDS},
    {"keywords", META_KEYWORDS},
};
enum { NAME_COUNT = sizeof meta_names / sizeof *meta_names };

typedef struct meta_state {
    article *out;
    article linked; /* what JSON-LD says */
    ndx_buffer *description;
    size_t ranks[META_COUNT]; /* of what a field has got; lower is better */
    ndx_buffer scratch, work;
    bool has_linked;
} meta_state;

static newsdex_status add_keywords(article *out, const char *text, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    while (!status && *text) {
        size_t length = strcspn(text, ",;");
        status = article_add_keyword(out, text, length, err);
        text += length + (text[length] != '\0');
    }
    return status;
}

static newsdex_status offer(meta_state *m, meta_field field, size_t rank, const char *text,
                            newsdex_error *err)
{
    article *a = m->out;
    ndx_date date;
    size_t length = strlen(text);
    bool wanted = rank < m->ranks[field] && text[strspn(text, " \t\r\n")] != '\0';
    if (field == META_KEYWORDS)
        return add_keywords(a, text, err);
    if (!wanted || (field == META_AUTHOR && strncasecmp(text, "http", 4) == 0) ||
        (field == META_DATE && !article_date_parse(text, length, &date)))
        return NEWSDEX_OK;
    m->ranks[field] = rank;
    switch (field) {
    case META_TITLE:
        return article_set_field(&a->title, text, length, err);
    case META_DATE:
        a->date = date;
        a->date_rule = rank < NAME_COUNT ? "meta" : "time";
        return NEWSDEX_OK;
    case META_AUTHOR:
        return article_set_field(&a->author, text, length, err);
    case META_SOURCE:
        return article_set_field(&a->source, text, length, err);
    case META_SECTION:
        return article_set_field(&a->section, text, length, err);
    case META_LANGUAGE:
        return article_set_language(a, text, length, err);
    case META_URL:
        return article_set_field(&a->url, text, length, err);
    case META_DESCRIPTION:
        return article_set_field(m->description, text, length, err);
    case META_KEYWORDS:
    case META_COUNT:
        break;
    }
    return NEWSDEX_OK;
}

/* A value for a name of the table, unless it has none. */
static newsdex_status offer_named(meta_state *m, const char *name, const char *text,
                                  newsdex_error *err)
{
    for (size_t i = 0; *name && i < NAME_COUNT; i++)
        if (strcasecmp(name, meta_names[i].name) == 0)
            return offer(m, meta_names[i].field, i, text, err);
    return NEWSDEX_OK;
}

static newsdex_status read_meta(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    static const char *const attributes[] = {"property", "name", "itemprop", "http-equiv"};
    const char *content = html_attribute(node, "content");
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && *content && i < sizeof attributes / sizeof *attributes; i++)
        status = offer_named(m, html_attribute(node, attributes[i]), content, err);
    return status;
}

static newsdex_status read_time(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    const char *datetime = html_attribute(node, "datetime");
    bool published = strcasecmp(html_attribute(node, "itemprop"), "datePublished") == 0 ||
                     xmlHasProp((xmlNode *)node, (const xmlChar *)"pubdate");
    size_t rank = published ? NAME_COUNT : NAME_COUNT + 1;
    if (*datetime)
        return offer(m, META_DATE, rank, datetime, err);
    ndx_buffer_clear(&m->scratch);
    newsdex_status status = html_append_content(&m->scratch, node, err);
    return status ? status : offer(m, META_DATE, rank, m->scratch.data, err);
}

/* ---- JSON-LD ------------------------------------------------------------------ */

static bool is_article_type(const json_t *type)
{
    const char *name = json_string_value(json_is_array(type) ? json_array_get(type, 0) : type);
    size_t length = name ? strlen(name) : 0;
    return (length >= 7 && strcmp(name + length - 7, "Article") == 0) ||
           (length >= 11 && strcmp(name + length - 11, "BlogPosting") == 0);
}

static const json_t *find_article(const json_t *value, int depth)
{
    if (json_is_object(value)) {
        if (is_article_type(json_object_get(value, "@type")))
            return value;
        value = json_object_get(value, "@graph");
    }
    const json_t *found = NULL;
    for (size_t i = 0; depth < GRAPH_DEPTH && !found && i < json_array_size(value); i++)
        found = find_article(json_array_get(value, i), depth + 1);
    return found;
}

/* The text is articleBody alone; it may be the source of a page, escaped once more. */
static newsdex_status read_body(meta_state *m, const json_t *found, newsdex_error *err)
{
    ndx_buffer *text = &m->linked.text;
    if (!json_string_length(json_object_get(found, "articleBody")))
        ndx_buffer_clear(text);
    if (!sgml_has_html(text->data, text->length))
        return NEWSDEX_OK;
    ndx_buffer_clear(&m->scratch);
    newsdex_status status =
        sgml_append_text(&m->scratch, (sgml_span){text->data, text->length}, err);
    return status ? status : article_set_text(&m->linked, m->scratch.data, m->scratch.length, err);
}

static newsdex_status read_linked(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    char charset[CHARSET_NAME_SIZE];
    json_t *value;
    newsdex_error ignored = {
        .status = NEWSDEX_OK}; /* broken JSON-LD is common, and no harm to the page */
    ndx_buffer_clear(&m->scratch);
    ndx_buffer_clear(&m->work);
    newsdex_status status = html_append_content(&m->scratch, node, &ignored);
    if (!status)
        status = json_loose_parse(m->scratch.data, m->scratch.length, &m->work, charset, &value,
                                  &ignored);
    if (status)
        return status == NEWSDEX_E_NOMEM ? status : NEWSDEX_OK;
    const json_t *found = m->has_linked ? NULL : find_article(value, 0);
    if (found) {
        m->has_linked = true;
        status = json_fields_fill(&m->linked, found, NULL, err);
        if (!status)
            status = read_body(m, found, err);
    }
    json_decref(value);
    return status;
}

static newsdex_status fill_empty(ndx_buffer *field, const ndx_buffer *from, newsdex_error *err)
{
    return field->length ? NEWSDEX_OK : ndx_buffer_append(field, from->data, from->length, err);
}

static newsdex_status take_linked(meta_state *m, ndx_buffer *body, newsdex_error *err)
{
    article *a = m->out, *from = &m->linked;
    ndx_buffer *pairs[][2] = {{&a->author, &from->author},
                              {&a->source, &from->source},
                              {&a->section, &from->section},
                              {&a->language, &from->language},
                              {&a->url, &from->url},
                              {&a->keywords, &from->keywords},
                              {body, &from->text}};
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < sizeof pairs / sizeof *pairs; i++)
        status = fill_empty(pairs[i][0], pairs[i][1], err);
    /* The page's own title element and time elements are weaker than what is said of the article.
     */
    if (!status && m->ranks[META_TITLE] >= NAME_COUNT && from->title.length)
        status = article_set_field(&a->title, from->title.data, from->title.length, err);
    if (m->ranks[META_DATE] >= NAME_COUNT && from->date.precision != NDX_DATE_UNKNOWN) {
        a->date = from->date;
        a->date_rule = "meta";
    }
    return status;
}

/* ---- the title ------------------------------------------------------------------ */

/* "Ferry back - The Daily" -> "Ferry back", when the page says that it is of The Daily. */
static void cut_site_name(article *a)
{
    size_t site = a->source.length, length = a->title.length;
    char *title = a->title.data;
    if (!site || length < site + 4 || strcasecmp(title + length - site, a->source.data) != 0)
        return;
    static const char *const separators[] = {
        " - ",        " | ",  " \xE2\x80\x93 ", " \xE2\x80\x94 ",
        " \xC2\xB7 ", " :: ", " \xC2\xAB ",     " \xC2\xBB "};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t size = strlen(separators[i]);
        if (length > site + size &&
            memcmp(title + length - site - size, separators[i], size) == 0) {
            ndx_buffer_truncate(&a->title, length - site - size);
            return;
        }
    }
}

static newsdex_status offer_content(meta_state *m, meta_field field, size_t rank,
                                    const xmlNode *node, newsdex_error *err)
{
    ndx_buffer_clear(&m->scratch);
    newsdex_status status = html_append_content(&m->scratch, node, err);
    return status ? status : offer(m, field, rank, m->scratch.data, err);
}

static newsdex_status read_node(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    if (html_is(node, "meta"))
        return read_meta(m, node, err);
    if (html_is(node, "time"))
        return read_time(m, node, err);
    if (html_is(node, "title"))
        return offer_content(m, META_TITLE, NAME_COUNT, node, err);
    if (html_is(node, "h1"))
        return offer_content(m, META_TITLE, NAME_COUNT + 1, node, err);
    if (html_is(node, "html"))
        return offer(m, META_LANGUAGE, NAME_COUNT, html_attribute(node, "lang"), err);
    if (html_is(node, "link") && strcasecmp(html_attribute(node, "rel"), "canonical") == 0)
        return offer(m, META_URL, 0, html_attribute(node, "href"), err);
    if (html_is(node, "script") &&
        strcasecmp(html_attribute(node, "type"), "application/ld+json") == 0)
        return read_linked(m, node, err);
    return NEWSDEX_OK;
}

newsdex_status html_meta_read(article *out, xmlDoc *doc, ndx_buffer *body, ndx_buffer *description,
                              newsdex_error *err)
{
    meta_state m = {.out = out, .description = description};
    newsdex_status status = NEWSDEX_OK;
    article_init(&m.linked);
    ndx_buffer_init(&m.scratch, JSON_MAX);
    ndx_buffer_init(&m.work, JSON_MAX);
    for (size_t i = 0; i < META_COUNT; i++)
        m.ranks[i] = SIZE_MAX;
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *node = (xmlNode *)root; !status && node; node = html_next_node(root, node, true))
        status = read_node(&m, node, err);
    if (!status && m.has_linked)
        status = take_linked(&m, body, err);
    if (!status)
        cut_site_name(out);
    ndx_buffer_release(&m.scratch);
    ndx_buffer_release(&m.work);
    article_release(&m.linked);
    return status;
}

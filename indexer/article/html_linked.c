#include "indexer/article/html_linked.h"

#include <string.h>

#include "indexer/article/json_fields.h"
#include "indexer/article/json_loose.h"
#include "indexer/article/sgml.h"

enum { JSON_MAX = 4 << 20, GRAPH_DEPTH = 4 };

void html_linked_init(html_linked *linked)
{
    article_init(&linked->article);
    linked->found = false;
    ndx_buffer_init(&linked->scratch, JSON_MAX);
    ndx_buffer_init(&linked->work, JSON_MAX);
}

void html_linked_release(html_linked *linked)
{
    article_release(&linked->article);
    ndx_buffer_release(&linked->scratch);
    ndx_buffer_release(&linked->work);
}

/* ---- finding ------------------------------------------------------------------------- */

/* "NewsArticle" ends with "Article". */
static bool ends_with(const char *name, const char *end)
{
    size_t length = name ? strlen(name) : 0, size = strlen(end);
    return length >= size && strcmp(name + length - size, end) == 0;
}

static bool has_type(const json_t *object, const char *end)
{
    const json_t *type = json_object_get(object, "@type");
    bool has = ends_with(json_string_value(type), end);
    for (size_t i = 0; !has && i < json_array_size(type); i++)
        has = ends_with(json_string_value(json_array_get(type, i)), end);
    return has;
}

/* The first object of a type: value itself, one of an array or of its graph, or the page's main
 * thing. */
static const json_t *find_type(const json_t *value, const char *end, int depth)
{
    static const char *const members[] = {"@graph", "mainEntity", "mainEntityOfPage"};
    if (has_type(value, end))
        return value;
    const json_t *found = NULL;
    for (size_t i = 0; depth < GRAPH_DEPTH && !found && i < json_array_size(value); i++)
        found = find_type(json_array_get(value, i), end, depth + 1);
    for (size_t i = 0; depth < GRAPH_DEPTH && !found && i < sizeof members / sizeof *members; i++) {
        const json_t *member = json_object_get(value, members[i]);
        found = member ? find_type(member, end, depth + 1) : NULL;
    }
    return found;
}

/* ---- reading ------------------------------------------------------------------------- */

/* The object or array in a script, without comments or CDATA marks around it. */
static sgml_span json_in(const char *script)
{
    const char *start = script + strcspn(script, "{[");
    size_t length = strlen(start);
    if (strncmp(start, "[CDATA[", 7) == 0) {
        start += 7 + strcspn(start + 7, "{[");
        const char *end = strstr(start, "]]>");
        length = end ? (size_t)(end - start) : strlen(start);
    }
    while (length && start[length - 1] != '}' && start[length - 1] != ']')
        length--;
    return (sgml_span){start, length};
}

/* Broken JSON-LD is common, and no harm to the page: *out is NULL then. */
static newsdex_status parse(html_linked *linked, const xmlNode *script, json_t **out)
{
    charset_used charset;
    newsdex_error ignored;
    *out = NULL;
    ndx_buffer_clear(&linked->scratch);
    ndx_buffer_clear(&linked->work);
    newsdex_status status = html_append_content(&linked->scratch, script, &ignored);
    sgml_span json = json_in(linked->scratch.data);
    if (!status && json.length)
        status = json_loose_parse(json.text, json.length, &linked->work, &charset, out, &ignored);
    return status == NEWSDEX_E_NOMEM ? status : NEWSDEX_OK;
}

/* articleBody may be the source of a page, escaped once more. */
static newsdex_status read_body(html_linked *linked, const json_t *object, newsdex_error *err)
{
    ndx_buffer *text = &linked->article.text;
    if (!json_string_length(json_object_get(object, "articleBody")))
        ndx_buffer_clear(text);
    if (!sgml_has_html(text->data, text->length))
        return NEWSDEX_OK;
    ndx_buffer_clear(&linked->scratch);
    newsdex_status status =
        sgml_append_text(&linked->scratch, (sgml_span){text->data, text->length}, err);
    return status ? status
                  : article_set_text(&linked->article, linked->scratch.data, linked->scratch.length,
                                     err);
}

static newsdex_status read_article(html_linked *linked, const json_t *object, newsdex_error *err)
{
    linked->found = true;
    article_clear(&linked->article);
    newsdex_status status = json_fields_fill(&linked->article, object, NULL, err);
    return status ? status : read_body(linked, object, err);
}

/* The page around the article knows its date. */
static newsdex_status read_page(html_linked *linked, const json_t *object, newsdex_error *err)
{
    article page;
    article_init(&page);
    newsdex_status status = json_fields_fill(&page, object, NULL, err);
    if (!status && json_object_get(object, "datePublished"))
        linked->article.date = page.date;
    article_release(&page);
    return status;
}

newsdex_status html_linked_read(html_linked *linked, const xmlNode *script, newsdex_error *err)
{
    json_t *value;
    newsdex_status status = linked->found ? NEWSDEX_OK : parse(linked, script, &value);
    if (status || linked->found || !value)
        return status;
    const json_t *found = find_type(value, "Article", 0);
    if (!found)
        found = find_type(value, "Posting", 0);
    if (found)
        status = read_article(linked, found, err);
    else if ((found = find_type(value, "Page", 0)) != NULL)
        status = read_page(linked, found, err);
    json_decref(value);
    return status;
}

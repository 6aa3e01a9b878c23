#include "indexer/article/xml_fields.h"

#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"

/* Gets the values at a path, made clean, one by one. */
typedef struct reader reader;
struct reader {
    /* False: no more are wanted. */
    bool (*take)(reader *r, const ndx_buffer *value);
    void *target;
    ndx_buffer value;
    newsdex_status status;
    newsdex_error *err;
};

static bool read_value(void *context, const xml_node *node, const char *attribute)
{
    reader *r = context;
    ndx_buffer_clear(&r->value);
    const char *text = xml_attribute_of(node, attribute);
    r->status = *attribute ? article_set_field(&r->value, text, strlen(text), r->err)
                           : xml_set_field(&r->value, node, r->err);
    return !r->status && (!r->value.length || r->take(r, &r->value));
}

static newsdex_status read_paths(const xml_node *root, const char *const *paths,
                                 bool (*take)(reader *, const ndx_buffer *), void *target,
                                 newsdex_error *err)
{
    reader r = {.take = take, .target = target, .err = err};
    ndx_buffer_init(&r.value, ARTICLE_FIELD_MAX);
    while (*paths && xml_each(root, *paths, read_value, &r))
        paths++;
    ndx_buffer_release(&r.value);
    return r.status;
}

static bool take_field(reader *r, const ndx_buffer *value)
{
    r->status = article_set_field(r->target, value->data, value->length, r->err);
    return false;
}

static bool take_url(reader *r, const ndx_buffer *value)
{
    return strncasecmp(value->data, "http", 4) != 0 || take_field(r, value);
}

static bool take_author(reader *r, const ndx_buffer *value)
{
    r->status = article_set_author(r->target, value->data, value->length, r->err);
    return false;
}

static bool take_language(reader *r, const ndx_buffer *value)
{
    r->status = article_set_language(r->target, value->data, value->length, r->err);
    return false;
}

static bool take_date(reader *r, const ndx_buffer *value)
{
    article *a = r->target;
    if (!article_date_parse(value->data, value->length, &a->date))
        return true;
    a->date_rule = "declared";
    return false;
}

static bool take_keyword(reader *r, const ndx_buffer *value)
{
    r->status = article_add_keyword(r->target, value->data, value->length, r->err);
    return !r->status;
}

newsdex_status xml_fill_fields(article *out, const xml_node *root, const xml_field_paths *paths,
                               newsdex_error *err)
{
    const struct {
        const char *const *paths;
        bool (*take)(reader *, const ndx_buffer *);
        void *target;
        bool filled;
    } fields[] = {
        {paths->id, take_field, &out->id, out->id.length > 0},
        {paths->title, take_field, &out->title, out->title.length > 0},
        {paths->author, take_author, out, out->author.length > 0},
        {paths->source, take_field, &out->source, out->source.length > 0},
        {paths->section, take_field, &out->section, out->section.length > 0},
        {paths->language, take_language, out, out->language.length > 0},
        {paths->url, take_url, &out->url, out->url.length > 0},
        {paths->date, take_date, out, out->date.precision != NDX_DATE_UNKNOWN},
        {paths->keywords, take_keyword, out, false},
    };
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < sizeof fields / sizeof *fields; i++)
        if (fields[i].paths && !fields[i].filled)
            status = read_paths(root, fields[i].paths, fields[i].take, fields[i].target, err);
    return status;
}

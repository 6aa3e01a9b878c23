#include "indexer/article/json_fields.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/entity.h"
#include "indexer/article/sgml.h"
#include "searcher/base/error.h"

enum { DEPTH_MAX = 8, LIST_DEPTH = 2, INNER_DEPTH = 3 };

typedef enum field {
    ID,
    TITLE,
    TEXT,
    DATE,
    AUTHOR,
    SOURCE,
    SECTION,
    LANGUAGE,
    URL,
    KEYWORDS,
    FIELD_COUNT
} field;
_Static_assert((int)FIELD_COUNT == (int)FORMAT_MAP_FIELDS, "each has its name");

const char *const format_map_fields[FORMAT_MAP_FIELDS] = {
    "id", "title", "text", "date", "author", "source", "section", "language", "url", "keywords"};

/* The usual names; of one field, the first that is there counts. */
static const struct {
    const char *name;
    field field;
} usual_names[] = {
    {"id", ID},
    {"_id", ID},
    {"guid", ID},
    {"uuid", ID},
    {"docno", ID},
    {"doc_id", ID},
    {"docid", ID},
    {"article_id", ID},
    {"uri", ID},
    {"title", TITLE},
    {"headline", TITLE},
    {"headlines", TITLE},
    {"name", TITLE},
    {"hed", TITLE},
    {"text", TEXT},
    {"body", TEXT},
    {"articleBody", TEXT},
    {"maintext", TEXT},
    {"body_text", TEXT},
    {"fulltext", TEXT},
    {"full_text", TEXT},
    {"content", TEXT},
    {"contents", TEXT},
    {"article", TEXT},
    {"content_html", TEXT},
    {"content_text", TEXT},
    {"body_html", TEXT},
    {"body_xhtml", TEXT},
    {"body_html5", TEXT},
    {"body_richhtml5", TEXT},
    {"bodies", TEXT},
    {"paragraphs", TEXT},
    {"lead_paragraph", TEXT},
    {"abstract", TEXT},
    {"summary", TEXT},
    {"description", TEXT},
    {"date", DATE},
    {"published", DATE},
    {"publish_date", DATE},
    {"published_date", DATE},
    {"pub_date", DATE},
    {"pubDate", DATE},
    {"datePublished", DATE},
    {"date_published", DATE},
    {"date_publish", DATE},
    {"publication_date", DATE},
    {"published_at", DATE},
    {"publishedAt", DATE},
    {"created", DATE},
    {"created_at", DATE},
    {"dateCreated", DATE},
    {"versioncreated", DATE},
    {"contentcreated", DATE},
    {"firstcreated", DATE},
    {"timestamp", DATE},
    {"author", AUTHOR},
    {"authors", AUTHOR},
    {"byline", AUTHOR},
    {"by", AUTHOR},
    {"creator", AUTHOR},
    {"source", SOURCE},
    {"publisher", SOURCE},
    {"publication", SOURCE},
    {"outlet", SOURCE},
    {"newspaper", SOURCE},
    {"site", SOURCE},
    {"source_domain", SOURCE},
    {"copyrightholder", SOURCE},
    {"section", SECTION},
    {"category", SECTION},
    {"desk", SECTION},
    {"news_desk", SECTION},
    {"section_name", SECTION},
    {"articleSection", SECTION},
    {"language", LANGUAGE},
    {"lang", LANGUAGE},
    {"inLanguage", LANGUAGE},
    {"url", URL},
    {"link", URL},
    {"canonical_url", URL},
    {"web_url", URL},
    {"article_url", URL},
    {"permalink", URL},
    {"mainEntityOfPage", URL},
    {"keywords", KEYWORDS},
    {"tags", KEYWORDS},
    {"subject", KEYWORDS},
    {"subjects", KEYWORDS},
};
enum { NAME_COUNT = sizeof usual_names / sizeof *usual_names };

/* ---- values as text ------------------------------------------------------------- */

/* Plain text, or HTML with its tags and references resolved. */
static newsdex_status append_string(ndx_buffer *out, const char *text, size_t length,
                                    newsdex_error *err)
{
    if (sgml_has_html(text, length))
        return sgml_append_text(out, (sgml_span){text, length}, err);
    return entity_append(out, text, length, err);
}

static newsdex_status append_number(ndx_buffer *out, const json_t *value, newsdex_error *err)
{
    if (json_is_integer(value))
        return ndx_buffer_append_format(out, err, "%" JSON_INTEGER_FORMAT,
                                        json_integer_value(value));
    return ndx_buffer_append_format(out, err, "%.15g", json_real_value(value));
}

/* The member of an object that stands for it: {"name": "Ana Lind", "id": 7}. */
static const json_t *main_member(const json_t *object)
{
    static const char *const names[] = {
        "main", "name",  "content", "text",   "original", "value", "fullname", "full_name",
        "$oid", "$date", "#text",   "@value", "rendered", "title", "url",      "@id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *member = json_object_get(object, names[i]);
        if (member && !json_is_null(member))
            return member;
    }
    return NULL;
}

/* Parts of a body that repeat the other fields or describe pictures, as some exports have them. */
static bool is_beside(const json_t *value)
{
    static const char *const types[] = {"title", "kicker",  "byline", "date", "author_info",
                                        "image", "gallery", "video",  "audio"};
    const char *type = json_string_value(json_object_get(value, "type"));
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (strcasecmp(type, types[i]) == 0)
            return true;
    return false;
}

/* How far a rendition of a text, as ninjs has them ({"contenttype": "text/html", "value": ...}), is
 * to be read: HTML has paragraphs, other markup what is no text. 0: it is none. */
static int rank_rendition(const json_t *rendition)
{
    const char *type = json_string_value(json_object_get(rendition, "contenttype"));
    if (!type)
        type = json_string_value(json_object_get(rendition, "contentType"));
    if (!json_is_string(json_object_get(rendition, "value")))
        return 0;
    return !type || strcmp(type, "text/plain") == 0 ? 2 : strstr(type, "html") ? 3 : 1;
}

/* The best of several renditions, of equals the longest; other values stand for themselves. */
static const json_t *one_rendition(const json_t *value)
{
    const json_t *best = NULL;
    int best_rank = 0;
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *rendition = json_array_get(value, i), *text;
        int rank = rank_rendition(rendition);
        if (!rank)
            return value;
        text = json_object_get(rendition, "value");
        bool longer = rank == best_rank && json_string_length(text) > json_string_length(best);
        if (rank > best_rank || longer) {
            best = text;
            best_rank = rank;
        }
    }
    return best ? best : value;
}

static newsdex_status append_value(ndx_buffer *out, const json_t *value, const char *separator,
                                   int depth, newsdex_error *err)
{
    if (json_is_string(value))
        return append_string(out, json_string_value(value), json_string_length(value), err);
    if (json_is_number(value))
        return append_number(out, value, err);
    if (depth == DEPTH_MAX)
        return NEWSDEX_OK;
    if (json_is_object(value) && !is_beside(value))
        return append_value(out, main_member(value), separator, depth + 1, err);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < json_array_size(value); i++) {
        size_t before = out->length;
        if (before)
            status = ndx_buffer_append_text(out, separator, err);
        size_t start = out->length;
        if (!status)
            status = append_value(out, json_array_get(value, i), separator, depth + 1, err);
        if (!status && out->length == start)
            ndx_buffer_truncate(out, before);
    }
    return status;
}

/* ---- fields ---------------------------------------------------------------------- */

static newsdex_status set_field(ndx_buffer *out, const json_t *value, const char *separator,
                                newsdex_error *err)
{
    ndx_buffer plain;
    ndx_buffer_init(&plain, ARTICLE_TEXT_MAX);
    newsdex_status status = append_value(&plain, value, separator, 0, err);
    if (!status && plain.length)
        status = article_set_field(out, plain.data, plain.length, err);
    ndx_buffer_release(&plain);
    return status;
}

static newsdex_status set_text(article *out, const json_t *value, newsdex_error *err)
{
    ndx_buffer plain;
    ndx_buffer_init(&plain, ARTICLE_TEXT_MAX * 3);
    newsdex_status status = append_value(&plain, value, "\n\n", 0, err);
    if (!status && plain.length)
        status = article_set_text(out, plain.data, plain.length, err);
    ndx_buffer_release(&plain);
    return status;
}

static newsdex_status set_author(article *out, const json_t *value, newsdex_error *err)
{
    newsdex_status status = set_field(&out->author, value, "; ", err);
    return status ? status : article_set_author(out, out->author.data, out->author.length, err);
}

static newsdex_status set_language(article *out, const json_t *value, newsdex_error *err)
{
    ndx_buffer name;
    ndx_buffer_init(&name, ARTICLE_FIELD_MAX);
    newsdex_status status = set_field(&name, value, " ", err);
    if (!status && name.length)
        status = article_set_language(out, name.data, name.length, err);
    ndx_buffer_release(&name);
    return status;
}

/* A string of several, or an array. */
static newsdex_status add_keywords(article *out, const json_t *value, newsdex_error *err)
{
    ndx_buffer all;
    ndx_buffer_init(&all, ARTICLE_TEXT_MAX);
    bool list = json_is_array(value);
    newsdex_status status = append_value(&all, value, "\n", 0, err);
    for (const char *at = all.data; !status && *at;) {
        size_t length = strcspn(at, list ? "\n" : ",;\n");
        status = article_add_keyword(out, at, length, err);
        at += length + (at[length] != '\0');
    }
    ndx_buffer_release(&all);
    return status;
}

/* Seconds or milliseconds since 1970; 20050202 and 2005 are taken for what they look like. */
static bool date_of_number(double number, ndx_date *out)
{
    char text[32];
    if (number >= 16000101 && number <= 99991231 && number == (double)(int64_t)number) {
        int length = snprintf(text, sizeof text, "%.0f", number);
        if (article_date_parse(text, (size_t)length, out))
            return true;
    }
    if (number >= 1600 && number <= 2200)
        return article_date_parse(text, (size_t)snprintf(text, sizeof text, "%.0f", number), out);
    if (number >= 1e11 || number <= -1e11)
        number /= 1000;
    return article_date_of_epoch(number, out);
}

static bool is_all_digits(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return text[length] == '\0' && (length == 10 || length == 13);
}

static void set_date(article *out, const json_t *value)
{
    for (int depth = 0; depth < DEPTH_MAX && (json_is_object(value) || json_is_array(value));
         depth++)
        value = json_is_array(value) ? json_array_get(value, 0) : main_member(value);
    bool found = false;
    ndx_date date;
    if (json_is_number(value)) {
        found = date_of_number(json_number_value(value), &date);
    } else if (json_is_string(value)) {
        const char *text = json_string_value(value);
        int64_t number = 0;
        for (const char *c = text; is_all_digits(text) && *c; c++)
            number = number * 10 + (*c - '0');
        found = is_all_digits(text) ? date_of_number((double)number, &date)
                                    : article_date_parse(text, json_string_length(value), &date);
    }
    if (found) {
        out->date = date;
        out->date_rule = "declared";
    }
}

static newsdex_status set(article *out, field which, const json_t *value, newsdex_error *err)
{
    switch (which) {
    case ID:
        return set_field(&out->id, value, " ", err);
    case TITLE:
        return set_field(&out->title, one_rendition(value), " ", err);
    case TEXT:
        return set_text(out, one_rendition(value), err);
    case DATE:
        set_date(out, value);
        return NEWSDEX_OK;
    case AUTHOR:
        return set_author(out, value, err);
    case SOURCE:
        return set_field(&out->source, value, "; ", err);
    case SECTION:
        return set_field(&out->section, value, "; ", err);
    case LANGUAGE:
        return set_language(out, value, err);
    case URL:
        return set_field(&out->url, value, " ", err);
    case KEYWORDS:
        return add_keywords(out, value, err);
    case FIELD_COUNT:
        break;
    }
    return NEWSDEX_OK;
}

/* ---- choosing members ---------------------------------------------------------------- */

static bool says_something(const json_t *value)
{
    if (json_is_string(value))
        return json_string_length(value) > 0;
    if (json_is_array(value))
        return json_array_size(value) > 0;
    return json_is_number(value) || (json_is_object(value) && main_member(value));
}

static size_t find_usual(const char *key)
{
    int first = tolower((unsigned char)key[0]);
    for (size_t i = 0; i < NAME_COUNT; i++)
        if (tolower((unsigned char)usual_names[i].name[0]) == first &&
            strcasecmp(usual_names[i].name, key) == 0)
            return i;
    return NAME_COUNT;
}

/* An object inside that may hold the article itself: an Elasticsearch hit has it in "_source". */
static bool is_inner(const char *name, const json_t *value)
{
    static const char *const names[] = {"_source",    "article", "doc",  "document",
                                        "attributes", "fields",  "data", "item"};
    for (size_t i = 0; json_is_object(value) && i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static const json_t *inner_object(const json_t *object)
{
    for (void *at = json_object_iter((json_t *)object); at;
         at = json_object_iter_next((json_t *)object, at))
        if (is_inner(json_object_iter_key(at), json_object_iter_value(at)))
            return json_object_iter_value(at);
    return NULL;
}

static void choose_usual(const json_t *object, const json_t *chosen[FIELD_COUNT])
{
    size_t best[FIELD_COUNT];
    for (size_t i = 0; i < FIELD_COUNT; i++)
        best[i] = NAME_COUNT;
    /* jansson's iterators want a pointer they could write through. */
    for (void *at = json_object_iter((json_t *)object); at;
         at = json_object_iter_next((json_t *)object, at)) {
        const json_t *value = json_object_iter_value(at);
        size_t name = find_usual(json_object_iter_key(at));
        if (name == NAME_COUNT || !says_something(value) ||
            is_inner(json_object_iter_key(at), value))
            continue;
        field which = usual_names[name].field;
        if (name < best[which]) {
            best[which] = name;
            chosen[which] = value;
        }
    }
}

/* "headline.main", "paragraphs[0].text", or a member whose name is all of path. */
static const json_t *follow(const json_t *value, const char *path)
{
    while (*path && value) {
        const json_t *whole = json_object_get(value, path);
        if (whole)
            return whole;
        if (*path == '[') {
            size_t index = 0;
            for (path++; *path >= '0' && *path <= '9' && index < 1000000; path++)
                index = index * 10 + (size_t)(*path - '0');
            value = json_array_get(value, index);
            path += *path == ']';
        } else {
            size_t length = strcspn(path, ".[");
            char key[256];
            if (length >= sizeof key)
                return NULL;
            memcpy(key, path, length);
            key[length] = '\0';
            value = json_object_get(value, key);
            path += length;
        }
        path += *path == '.';
    }
    return value;
}

static void choose_mapped(const json_t *object, const format_options *options,
                          const json_t *chosen[FIELD_COUNT])
{
    for (size_t m = 0; options && m < options->map_count; m++) {
        const json_t *value = follow(object, options->maps[m].path);
        for (size_t i = 0; i < FIELD_COUNT && says_something(value); i++)
            if (strcmp(options->maps[m].field, format_map_fields[i]) == 0)
                chosen[i] = value;
    }
}

/* The "kicker" among the parts of a body, in the Washington Post's collection. */
static const json_t *kicker_of(const json_t *object)
{
    const json_t *parts = json_object_get(object, "contents");
    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *part = json_array_get(parts, i);
        const char *type = json_string_value(json_object_get(part, "type"));
        if (type && strcmp(type, "kicker") == 0)
            return json_object_get(part, "content");
    }
    return NULL;
}

newsdex_status json_fields_fill(article *out, const json_t *object, const format_options *options,
                                newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (int depth = 0; !status && object && depth < INNER_DEPTH; depth++) {
        const json_t *chosen[FIELD_COUNT] = {NULL};
        choose_usual(object, chosen);
        if (!chosen[SECTION])
            chosen[SECTION] = kicker_of(object);
        choose_mapped(object, options, chosen);
        for (size_t i = 0; !status && i < FIELD_COUNT; i++)
            if (chosen[i])
                status = set(out, (field)i, chosen[i], err);
        if (out->title.length || out->text.length)
            break;
        object = inner_object(object);
    }
    return status;
}

const char *json_fields_media(const json_t *object)
{
    static const char *const types[] = {"picture", "photo", "graphic",  "video",
                                        "audio",   "event", "planning", "composite"};
    const char *type = json_string_value(json_object_get(object, "type"));
    bool ninjs = json_object_get(object, "uri") || json_object_get(object, "guid");
    for (size_t i = 0; ninjs && type && i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return types[i];
    return NULL;
}

/* ---- lists ------------------------------------------------------------------------------ */

static bool is_list_name(const char *name)
{
    static const char *const names[] = {"articles", "items",   "docs",  "documents", "results",
                                        "entries",  "stories", "posts", "hits"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

static const json_t *find_list(const json_t *object, bool named_only, int depth)
{
    const json_t *best = NULL;
    for (void *at = json_object_iter((json_t *)object); at;
         at = json_object_iter_next((json_t *)object, at)) {
        const json_t *value = json_object_iter_value(at);
        if (json_is_object(value) && depth < LIST_DEPTH)
            value = find_list(value, named_only, depth + 1);
        else if (named_only && !is_list_name(json_object_iter_key(at)))
            continue;
        if (json_is_object(json_array_get(value, 0)) &&
            json_array_size(value) > json_array_size(best))
            best = value;
    }
    return best;
}

const json_t *json_fields_list(const json_t *object, bool named_only)
{
    return find_list(object, named_only, 1);
}

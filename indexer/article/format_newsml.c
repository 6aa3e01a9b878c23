/* NewsML 1: a news item is a tree of components. Those with a headline of their own, or else each
 * language, make an article. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/formats.h"
#include "indexer/article/newsml_content.h"
#include "indexer/article/xml_fields.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "NewsML") ? 90 : 0;
}

enum {
    HEADED = 1,       /* a component with a headline */
    TAKEN = 2,        /* whose article was given */
    ARTICLES_MAX = 50 /* of a news item, which has as many as languages */
};

typedef struct newsml {
    xml_stream *stream;
    ndx_buffer plain;
    const xml_node *item;    /* whose articles are being given; NULL: none */
    const xml_node *content; /* the first of the article given last; the item itself at its start */
    const xml_node *parent;  /* of the content looked at last */
    xml_node *component;     /* the article's that it belongs to */
    bool beside;             /* it is no part of the text */
    size_t given;            /* articles of the item */
    uint64_t count;          /* of the entry */
    charset_used charset;
} newsml;

static newsdex_status open_newsml(format_input *input, const format_options *options, void **state,
                                  newsdex_error *err)
{
    static const char *const records[] = {"NewsItem", NULL};
    (void)input, (void)options;
    newsml *n = calloc(1, sizeof *n);
    *state = n;
    if (!n)
        return ndx_error_nomem(err);
    ndx_buffer_init(&n->plain, ARTICLE_TEXT_MAX * 3);
    return xml_stream_open(records, &n->stream, err);
}

static void close_newsml(void *state)
{
    newsml *n = state;
    if (!n)
        return;
    xml_stream_close(n->stream);
    ndx_buffer_release(&n->plain);
    free(n);
}

/* ---- which content is text, and of which article --------------------------------- */

static const char *formal_name(const xml_node *node)
{
    return xml_attribute_of(node, "FormalName");
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcasecmp(name, *names) == 0)
            return true;
    return false;
}

static const char *role_of(const xml_node *component)
{
    return formal_name(xml_child(component, "Role"));
}

/* Parts of an article that repeat others or belong to pictures. */
static bool is_beside(const xml_node *component)
{
    static const char *const roles[] = {"StyleSheet", "HeadLine",   "Title",   "Abstract",
                                        "TweetText",  "Caption",    "Picture", "Graphic",
                                        "Thumbnail",  "Photograph", NULL};
    return is_one_of(role_of(component), roles);
}

static bool is_component(const xml_node *node)
{
    return xml_is(node, "NewsComponent");
}

static bool has_headline(const xml_node *component)
{
    return xml_has_text(xml_find(component, "NewsLines/HeadLine")) ||
           xml_has_text(xml_find(component, "NewsLines/Headline"));
}

/* Does it tell the language of an article, not of a part of one? */
static bool speaks(const xml_node *component)
{
    bool part = *role_of(component) && xml_child(component, "ContentItem");
    return !part && (*xml_attribute_of(component, "lang") ||
                     xml_find(component, "DescriptiveMetadata/Language"));
}

/* The component that is the article of what component holds: the nearest with a headline, or else
 * that tells its language, or else the uppermost. Each is asked once, however many it holds. */
static const xml_node *article_of(xml_node *component)
{
    if (component->owner)
        return component->owner;
    xml_node *parent = component->parent;
    const xml_node *above = is_component(parent) ? article_of(parent) : NULL;
    bool headed = has_headline(component);
    if (headed || !above || (!(above->mark & HEADED) && speaks(component))) {
        component->owner = component;
        component->mark |= headed ? HEADED : 0;
    } else {
        component->owner = above;
    }
    return component->owner;
}

static bool is_text(const xml_node *content)
{
    static const char *const others[] = {"text/css", "text/javascript", "application/json", NULL};
    const char *media = formal_name(xml_child(content, "MediaType"));
    return xml_has_text(xml_child(content, "DataContent")) &&
           (!*media || strcasecmp(media, "Text") == 0 || strcasecmp(media, "ComplexData") == 0) &&
           !is_one_of(formal_name(xml_child(content, "MimeType")), others);
}

/* The next content below root that is text; tells where it belongs. */
static const xml_node *next_text(newsml *n, const xml_node *root, const xml_node *content)
{
    while ((content = xml_below_next(root, content, "ContentItem")) != NULL) {
        if (content->parent != n->parent) { /* asked once for many of the same */
            n->parent = content->parent;
            n->component = (xml_node *)article_of(content->parent);
            n->beside = is_beside(content->parent);
        }
        if (!n->beside && is_text(content))
            break;
    }
    return content;
}

/* ---- fields ------------------------------------------------------------------------- */

/* From the component up to the item, what is nearer counts. */
static newsdex_status fill_upwards(article *out, const xml_node *component, newsdex_error *err)
{
    static const char *const titles[] = {"NewsLines/HeadLine", "NewsLines/Headline", NULL};
    static const char *const authors[] = {"NewsLines/ByLine", NULL};
    static const char *const sources[] = {"AdministrativeMetadata/Provider/Party@FormalName",
                                          "AdministrativeMetadata/Source/Party@FormalName",
                                          "AdministrativeMetadata/Creator/Party@FormalName", NULL};
    static const char *const sections[] = {
        "AdministrativeMetadata/Property[FormalName=Department]@Value",
        "DescriptiveMetadata/Property[FormalName=Department]@Value", NULL};
    static const char *const languages[] = {"DescriptiveMetadata/Language@FormalName",
                                            "ContentItem@lang", "@lang", NULL};
    static const char *const keywords[] = {"NewsLines/KeywordLine", "NewsLines/SlugLine",
                                           "DescriptiveMetadata/Property[FormalName=Keyword]@Value",
                                           NULL};
    static const xml_field_paths paths = {.title = titles,
                                          .author = authors,
                                          .source = sources,
                                          .section = sections,
                                          .language = languages,
                                          .keywords = keywords};
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *c = component; !status && c; c = c->parent)
        status = xml_fill_fields(out, c, &paths, err);
    return status;
}

/* Some give all their items one public identifier. */
static newsdex_status fill_id(const newsml *n, article *out, newsdex_error *err)
{
    const xml_node *identifier = xml_find(n->item, "Identification/NewsIdentifier");
    newsdex_status status = xml_set_field(&out->id, xml_child(identifier, "NewsItemId"), err);
    ndx_buffer all;
    ndx_buffer_init(&all, ARTICLE_FIELD_MAX);
    if (!status)
        status = xml_set_field(&all, xml_child(identifier, "PublicIdentifier"), err);
    if (!status && strstr(all.data, out->id.data))
        status = article_set_field(&out->id, all.data, all.length, err);
    if (!status && out->id.length && n->given > 1)
        status = ndx_buffer_append_format(&out->id, err, "#%zu", n->given);
    ndx_buffer_release(&all);
    return status;
}

static newsdex_status fill_identity(const newsml *n, article *out, newsdex_error *err)
{
    static const char *const dates[] = {"NewsManagement/ThisRevisionCreated",
                                        "NewsManagement/FirstCreated",
                                        "Identification/NewsIdentifier/DateId", NULL};
    static const char *const sources[] = {"Identification/NewsIdentifier/ProviderId", NULL};
    static const xml_field_paths paths = {.date = dates, .source = sources};
    newsdex_status status = fill_id(n, out, err);
    return status ? status : xml_fill_fields(out, n->item, &paths, err);
}

/* Where no line is called the headline, a part may be. */
static newsdex_status fill_title(article *out, const xml_node *component, newsdex_error *err)
{
    static const char *const roles[] = {"Title", "HeadLine", NULL};
    newsdex_status status = NEWSDEX_OK;
    const xml_node *parent = NULL;
    for (const xml_node *c = component; !status && !out->title.length && c;
         c = xml_below_next(component, c, "ContentItem")) {
        if (c->parent != parent && is_one_of(role_of(c->parent), roles))
            status = xml_set_field(&out->title, xml_child(c, "DataContent"), err);
        parent = c->parent;
    }
    return status;
}

static newsdex_status append_dateline(ndx_buffer *text, const xml_node *component,
                                      newsdex_error *err)
{
    const xml_node *line = xml_find(component, "NewsLines/DateLine");
    newsdex_status status = line ? xml_append_text(text, line, NULL, err) : NEWSDEX_OK;
    return status ? status : ndx_buffer_append(text, "\n\n", 2, err);
}

static newsdex_status fill(newsml *n, article *out, newsdex_error *err)
{
    const xml_node *component = n->component, *equivalents = NULL;
    newsdex_status status = fill_upwards(out, component, err);
    if (!status)
        status = fill_identity(n, out, err);
    if (!status)
        status = fill_title(out, component, err);
    ndx_buffer_clear(&n->plain);
    if (!status && !xml_below(n->content, "dateline"))
        status = append_dateline(&n->plain, component, err);
    for (const xml_node *c = n->content; !status && c; c = next_text(n, component, c)) {
        if (n->component != component || c->parent == equivalents)
            continue;
        if (strcasecmp(xml_attribute_of(c->parent, "EquivalentsList"), "yes") == 0)
            equivalents = c->parent; /* the first of them is enough */
        status = newsml_append_content(out, &n->plain, xml_child(c, "DataContent"), err);
    }
    if (!status)
        status = article_set_text(out, n->plain.data, n->plain.length, err);
    if (!status)
        status = article_set_locator(out, n->count, err);
    return status;
}

/* ---- articles ------------------------------------------------------------------------ */

/* Moves to the first text of the item's next article. */
static bool find_article(newsml *n)
{
    do
        n->content = next_text(n, n->item, n->content);
    while (n->content && (n->component->mark & TAKEN));
    if (n->content)
        n->component->mark |= TAKEN;
    return n->content != NULL;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    newsml *n = state;
    if (!n->item) {
        article_result result = xml_stream_next(n->stream, input, &n->charset, &n->item, err);
        if (result != ARTICLE_FOUND)
            return result;
        n->content = n->item;
        n->parent = NULL;
        n->given = 0;
    }
    out->charset = n->charset;
    if (n->given < ARTICLES_MAX && find_article(n)) {
        n->given++;
        n->count++;
        return fill(n, out, err) ? ARTICLE_FAILED : ARTICLE_FOUND;
    }
    bool more = n->given == ARTICLES_MAX && find_article(n);
    n->item = NULL;
    if (more) {
        ndx_error_set(err, NEWSDEX_E_LIMIT, "more than %d articles in a news item", ARTICLES_MAX);
        return ARTICLE_FAILED;
    }
    if (n->given)
        return next(state, input, out, err);
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "a news item without text");
    return ARTICLE_SKIPPED;
}

const format format_newsml = {"newsml", bid, open_newsml, next, close_newsml};

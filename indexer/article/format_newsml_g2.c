/* NewsML-G2: news items, alone or several in a message. Packages, planning, concepts and pictures
 * hold no text. */
#include <string.h>
#include <strings.h>

#include "indexer/article/formats.h"
#include "indexer/article/newsml_content.h"
#include "indexer/article/xml_fields.h"
#include "indexer/article/xml_format.h"

static const struct {
    const char *record, *reason; /* NULL: a news item */
} kinds[] = {
    {"newsItem", NULL},
    {"packageItem", "a package, which holds no text"},
    {"planningItem", "a planning item, which holds no text"},
    {"conceptItem", "a concept item, which holds no text"},
    {"knowledgeItem", "a knowledge item, which holds no text"},
    {"catalogItem", "a catalogue, which holds no text"},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static int bid(const format_probe *probe)
{
    if (xml_root_is(probe, "newsMessage"))
        return 90;
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (xml_root_is(probe, kinds[i].record))
            return 90;
    return 0;
}

/* "nprov:AFP" -> "AFP", unless a name is there. */
static newsdex_status fill_source(article *out, const xml_node *item, newsdex_error *err)
{
    static const char *const names[] = {"itemMeta/provider/name", "itemMeta/provider@literal",
                                        NULL};
    static const char *const others[] = {
        "rightsInfo/copyrightHolder/name", "rightsInfo/copyrightHolder@literal",
        "contentMeta/creditline", "contentMeta/infoSource/name", NULL};
    static const xml_field_paths first = {.source = names}, last = {.source = others};
    newsdex_status status = xml_fill_fields(out, item, &first, err);
    const char *code = xml_attribute_of(xml_find(item, "itemMeta/provider"), "qcode");
    const char *colon = strchr(code, ':');
    if (!status && !out->source.length && colon)
        status = article_set_field(&out->source, colon + 1, strlen(colon + 1), err);
    return status ? status : xml_fill_fields(out, item, &last, err);
}

static newsdex_status fill_fields(article *out, const xml_node *item, newsdex_error *err)
{
    static const char *const ids[] = {"@guid", NULL};
    static const char *const titles[] = {"contentMeta/headline",
                                         "contentSet/inlineXML/html/body/header/h1",
                                         "contentSet/inlineXML/html/head/title", NULL};
    static const char *const authors[] = {
        "contentMeta/by", "contentSet/inlineXML/html/body/header/p[class=byline]", NULL};
    static const char *const sections[] = {"contentMeta/subject[type=dpatype:category]/name",
                                           "contentMeta/subject[type=dpatype:dpasubject]/name",
                                           "itemMeta/service/name", NULL};
    static const char *const languages[] = {"contentMeta/language@tag", "@lang", NULL};
    static const char *const urls[] = {"itemMeta/link[rel=irel:hasCanonical]@href", "@guid", NULL};
    static const char *const dates[] = {"itemMeta/versionCreated", "contentMeta/contentModified",
                                        "contentMeta/contentCreated", "itemMeta/firstCreated",
                                        NULL};
    static const char *const keywords[] = {"contentMeta/keyword", "contentMeta/subject/name",
                                           "contentMeta/slugline", NULL};
    static const xml_field_paths paths = {.id = ids,
                                          .title = titles,
                                          .author = authors,
                                          .section = sections,
                                          .language = languages,
                                          .url = urls,
                                          .date = dates,
                                          .keywords = keywords};
    newsdex_status status = xml_fill_fields(out, item, &paths, err);
    return status ? status : fill_source(out, item, err);
}

/* The parts of a content set are renditions of one content: markup goes before text, then the
 * longest counts. */
static const xml_node *choose_content(const xml_node *item)
{
    const xml_node *set = xml_child(item, "contentSet"), *best = NULL;
    size_t most = 0;
    for (const xml_node *part = set ? set->children : NULL; part; part = part->next) {
        if (xml_is(part, "inlineXML") && xml_has_text(part))
            return part;
        if (xml_is(part, "inlineData") && xml_has_text(part) && part->children->length > most) {
            best = part;
            most = part->children->length;
        }
    }
    return best;
}

static newsdex_status fill(xml_format *x, article *out, const xml_node *item, newsdex_error *err)
{
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (xml_is(item, kinds[i].record))
            x->skip = kinds[i].reason;
    const xml_node *content = choose_content(item);
    const char *kind = strchr(xml_attribute_of(xml_find(item, "itemMeta/itemClass"), "qcode"), ':');
    if (!x->skip && !content && kind && strcmp(kind, ":text") != 0)
        x->skip = "a picture, video or the like, which holds no text";
    if (!x->skip && !content)
        x->skip = "no text inside, only references to it";
    if (x->skip)
        return NEWSDEX_OK;
    newsdex_status status = fill_fields(out, item, err);
    if (!status)
        status = newsml_append_content(out, &x->plain, content, err);
    return status ? status : article_set_text(out, x->plain.data, x->plain.length, err);
}

static newsdex_status open_g2(format_input *input, const format_options *options, void **state,
                              newsdex_error *err)
{
    static const char *const records[] = {"newsItem",    "packageItem",   "planningItem",
                                          "conceptItem", "knowledgeItem", "catalogItem",
                                          NULL};
    (void)input, (void)options;
    return xml_format_open(records, fill, state, err);
}

const format format_newsml_g2 = {"newsml-g2", bid, open_g2, xml_format_next, xml_format_close};

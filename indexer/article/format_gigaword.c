/* The Gigaword corpora: <DOC id="AFP_ENG_20030101.0001" type="story">, all else in few elements. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/formats.h"
#include "indexer/article/sgml.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"

/* The inside of the start tag of a DOC. */
static sgml_span tag_of(sgml_span doc)
{
    const char *end = memchr(doc.text, '>', doc.length);
    size_t length = end ? (size_t)(end - doc.text) : doc.length;
    return (sgml_span){doc.text + 4, length < 4 ? 0 : length - 4};
}

static int bid(const format_probe *probe)
{
    size_t at = sniff_skip_space(probe);
    sgml_span head = {probe->head + at, probe->length - at};
    bool doc = sgml_is_tag(head.text, head.length, "DOC");
    return doc && sgml_attribute(tag_of(head), "id").length ? 85 : 0;
}

typedef struct gigaword {
    sgml_stream stream;
    ndx_buffer utf8, plain;
} gigaword;

static newsdex_status open_gigaword(format_input *input, const format_options *options,
                                    void **state, newsdex_error *err)
{
    (void)input, (void)options;
    gigaword *g = malloc(sizeof *g);
    *state = g;
    if (!g)
        return ndx_error_nomem(err);
    sgml_stream_init(&g->stream, "DOC");
    ndx_buffer_init(&g->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&g->plain, ARTICLE_TEXT_MAX * 3);
    return NEWSDEX_OK;
}

static void close_gigaword(void *state)
{
    gigaword *g = state;
    if (!g)
        return;
    sgml_stream_release(&g->stream);
    ndx_buffer_release(&g->utf8);
    ndx_buffer_release(&g->plain);
    free(g);
}

/* What the parts of an id stand for; the part itself when that is not known. */
static const char *name_of(const char *const names[][2], size_t count, const char *part,
                           size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i][0]) == length && strncasecmp(names[i][0], part, length) == 0)
            return names[i][1];
    return NULL;
}

static newsdex_status set_named(ndx_buffer *field, const char *name, const char *part,
                                size_t length, newsdex_error *err)
{
    return name ? article_set_field(field, name, strlen(name), err)
                : article_set_field(field, part, length, err);
}

/* "AFP_ENG_20030101.0001" */
static newsdex_status read_id(article *out, newsdex_error *err)
{
    static const char *const sources[][2] = {{"AFP", "Agence France-Presse"},
                                             {"APW", "Associated Press"},
                                             {"CNA", "Central News Agency of Taiwan"},
                                             {"LTW", "Los Angeles Times/Washington Post"},
                                             {"NYT", "New York Times"},
                                             {"WPB", "Washington Post/Bloomberg"},
                                             {"XIN", "Xinhua"},
                                             {"XIE", "Xinhua"}};
    static const char *const languages[][2] = {{"ENG", "en"}, {"FRE", "fr"}, {"FRA", "fr"},
                                               {"SPA", "es"}, {"ARB", "ar"}, {"CMN", "zh"},
                                               {"GER", "de"}, {"POR", "pt"}};
    const char *source = out->id.data;
    size_t source_length = strcspn(source, "_");
    const char *language = source + source_length + (source[source_length] == '_');
    size_t language_length = strcspn(language, "_");
    const char *date = language + language_length + (language[language_length] == '_');
    if (strspn(date, "0123456789") == 8 && article_date_parse(date, 8, &out->date))
        out->date_rule = "id";
    newsdex_status status = set_named(
        &out->source, name_of(sources, sizeof sources / sizeof *sources, source, source_length),
        source, source_length, err);
    const char *code =
        name_of(languages, sizeof languages / sizeof *languages, language, language_length);
    return status || !code ? status : article_set_language(out, code, strlen(code), err);
}

static newsdex_status append_part(gigaword *g, sgml_span doc, const char *name, newsdex_error *err)
{
    sgml_span part;
    if (!sgml_find(doc, name, &part, NULL))
        return NEWSDEX_OK;
    newsdex_status status = sgml_append_text(&g->plain, part, err);
    return status ? status : ndx_buffer_append(&g->plain, "\n\n", 2, err);
}

static newsdex_status fill(gigaword *g, article *out, sgml_span doc, newsdex_error *err)
{
    sgml_span tag = tag_of(doc), id = sgml_attribute(tag, "id"), type = sgml_attribute(tag, "type");
    newsdex_status status = article_set_field(&out->id, id.text, id.length, err);
    if (!status)
        status = read_id(out, err);
    if (!status)
        status = article_add_keyword(out, type.text, type.length, err);
    ndx_buffer_clear(&g->plain);
    if (!status)
        status = append_part(g, doc, "HEADLINE", err);
    if (!status)
        status = article_set_field(&out->title, g->plain.data, g->plain.length, err);
    ndx_buffer_clear(&g->plain);
    if (!status)
        status = append_part(g, doc, "DATELINE", err);
    if (!status)
        status = append_part(g, doc, "TEXT", err);
    return status ? status : article_set_text(out, g->plain.data, g->plain.length, err);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    gigaword *g = state;
    sgml_span doc;
    article_result result = sgml_stream_next(&g->stream, input, &doc, err);
    if (result != ARTICLE_FOUND)
        return result;
    ndx_buffer_clear(&g->utf8);
    newsdex_status status =
        charset_to_utf8(doc.text, doc.length, NULL, &g->utf8, &out->charset, err);
    if (!status)
        status = fill(g, out, (sgml_span){g->utf8.data, g->utf8.length}, err);
    if (!status)
        status = article_set_locator(out, g->stream.count, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

const format format_gigaword = {"gigaword", bid, open_gigaword, next, close_gigaword};

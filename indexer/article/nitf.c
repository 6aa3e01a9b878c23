#include "indexer/article/nitf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/xml_fields.h"

/* ---- fields ------------------------------------------------------------------- */

/* As the New York Times has it: a number in each of three meta elements. */
static void fill_date_of_parts(article *out, const xml_node *nitf)
{
    static const char *const names[] = {"head/meta[name=publication_year]",
                                        "head/meta[name=publication_month]",
                                        "head/meta[name=publication_day_of_month]"};
    int parts[3];
    for (size_t i = 0; i < 3; i++) {
        const char *value = xml_attribute_of(xml_find(nitf, names[i]), "content");
        size_t digits = strspn(value, "0123456789");
        parts[i] = digits && digits <= 4 && !value[digits] ? atoi(value) : 0;
    }
    if (out->date.precision == NDX_DATE_UNKNOWN &&
        article_date_make(parts[0], parts[1], parts[1] ? parts[2] : 0, &out->date))
        out->date_rule = "declared";
}

/* "By <person>Ana Lind</person><byttl>AP Writer</byttl>": the name is what stands outside of byttl.
 */
static newsdex_status fill_author(article *out, const xml_node *nitf, newsdex_error *err)
{
    static const char *const left_out[] = {"byttl", "location", NULL};
    const xml_node *byline = xml_find(nitf, "body/body.head/byline");
    if (out->author.length || !byline)
        return NEWSDEX_OK;
    ndx_buffer plain;
    ndx_buffer_init(&plain, ARTICLE_TEXT_MAX);
    newsdex_status status = xml_append_text(&plain, byline, left_out, err);
    if (!status)
        status = article_set_author(out, plain.data, plain.length, err);
    if (!status && strcasecmp(out->author.data, "by") == 0)
        ndx_buffer_clear(&out->author);
    ndx_buffer_release(&plain);
    return status;
}

static const char *const ids[] = {"head/docdata/doc-id@id-string", NULL};
static const char *const titles[] = {"body/body.head/hedline/hl1", "head/title",
                                     "body/body.head/hedline/hl2", "body/body.head/hedline", NULL};
static const char *const sources[] = {"head/pubdata@name",
                                      "head/docdata/pubdata@name",
                                      "body/body.head/distributor",
                                      "head/docdata/doc.copyright@holder",
                                      "body/body.head/rights/rights.owner",
                                      "head/docdata/doc-id@regsrc",
                                      NULL};
static const char *const sections[] = {"head/pubdata@position.section",
                                       "head/docdata/pubdata@position.section",
                                       "head/meta[name=online_sections]@content",
                                       "head/meta[name=dsk]@content",
                                       "head/meta[name=print_section]@content",
                                       "head/tobject@tobject.type",
                                       NULL};
static const char *const subjects[] = {"head/tobject/tobject.subject@tobject.subject.type",
                                       "head/docdata/fixture@fix-id",
                                       "head/docdata/doc-scope@scope", NULL};
static const char *const languages[] = {"@lang", "@baselang", "body@lang", "body/body.content@lang",
                                        NULL};
static const char *const urls[] = {"head/pubdata@ex-ref", "head/docdata/pubdata@ex-ref", NULL};
/* Not change.date, which is the date of the DTD. */
static const char *const dates[] = {"head/docdata/date.issue@norm",
                                    "head/pubdata@date.publication",
                                    "head/docdata/pubdata@date.publication",
                                    "head/docdata/date.release@norm",
                                    "body/body.head/dateline/story.date@norm",
                                    "body/body.head/dateline/story.date",
                                    NULL};
static const char *const keywords[] = {"head/docdata/key-list/keyword@key",
                                       "head/docdata/key-list/keyword",
                                       "head/docdata/identified-content/classifier",
                                       "head/docdata/identified-content/person",
                                       "head/docdata/identified-content/org",
                                       "head/docdata/identified-content/location",
                                       "head/docdata/series@series.name",
                                       "head/tobject/tobject.subject@tobject.subject.type",
                                       "head/tobject/tobject.subject@tobject.subject.matter",
                                       "head/tobject/tobject.subject@tobject.subject.detail",
                                       NULL};

newsdex_status nitf_fill(article *out, const xml_node *nitf, newsdex_error *err)
{
    static const xml_field_paths paths = {.id = ids,
                                          .title = titles,
                                          .source = sources,
                                          .section = sections,
                                          .language = languages,
                                          .url = urls,
                                          .date = dates,
                                          .keywords = keywords};
    static const xml_field_paths by_subject = {.section = subjects};
    newsdex_status status = xml_fill_fields(out, nitf, &paths, err);
    if (!status)
        status = fill_author(out, nitf, err);
    if (!status && strcasecmp(out->section.data, "news") == 0) /* says nothing */
        ndx_buffer_clear(&out->section);
    if (!status)
        status = xml_fill_fields(out, nitf, &by_subject, err);
    fill_date_of_parts(out, nitf);
    return status;
}

/* ---- the text ------------------------------------------------------------------- */

static newsdex_status append_paragraph(ndx_buffer *out, const xml_node *node,
                                       const char *const *skipped, newsdex_error *err)
{
    newsdex_status status = node ? xml_append_text(out, node, skipped, err) : NEWSDEX_OK;
    return status ? status : ndx_buffer_append(out, "\n\n", 2, err);
}

/* All headlines but the first, which is the title. */
static newsdex_status append_headlines(ndx_buffer *out, const xml_node *nitf, newsdex_error *err)
{
    static const char *const levels[] = {"hl1", "hl2", "hl3", NULL};
    const xml_node *hedline = xml_find(nitf, "body/body.head/hedline");
    const xml_node *title = xml_child(hedline, "hl1");
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *line = hedline ? hedline->children : NULL; !status && line;
         line = line->next)
        if (line != title && xml_is_one_of(line, levels))
            status = append_paragraph(out, line, NULL, err);
    return status;
}

newsdex_status nitf_append_text(ndx_buffer *out, const xml_node *nitf, newsdex_error *err)
{
    static const char *const stamps[] = {"story.date", NULL};
    static const char *const beside[] = {"media", "ed-msg", NULL};
    const xml_node *content = xml_find(nitf, "body/body.content");
    /* The New York Times repeats its first paragraphs in a block of their own. */
    const xml_node *whole = xml_find(content, "block[class=full_text]");
    newsdex_status status = append_headlines(out, nitf, err);
    if (!status)
        status = append_paragraph(out, xml_find(nitf, "body/body.head/dateline"), stamps, err);
    if (!status && !xml_has_text(content))
        return append_paragraph(out, xml_find(nitf, "body/body.head/abstract"), NULL, err);
    return status ? status : append_paragraph(out, whole ? whole : content, beside, err);
}

/* The newsitem of Reuters Corpus Volume 1 (and 2, in other languages): an article a file. */
#include <string.h>

#include "indexer/article/formats.h"
#include "indexer/article/xml_fields.h"
#include "indexer/article/xml_format.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "newsitem") ? 90 : 0;
}

static newsdex_status append_part(ndx_buffer *out, const xml_node *part, newsdex_error *err)
{
    newsdex_status status = part ? xml_append_text(out, part, NULL, err) : NEWSDEX_OK;
    return status ? status : ndx_buffer_append(out, "\n\n", 2, err);
}

static newsdex_status fill(xml_format *x, article *out, const xml_node *item, newsdex_error *err)
{
    static const char *const ids[] = {"@itemid", NULL};
    static const char *const titles[] = {"headline", "title", NULL};
    static const char *const authors[] = {"byline", NULL};
    static const char *const dates[] = {"@date", "metadata/dc[element=dc.date.published]@value",
                                        "metadata/dc[element=dc.date.created]@value", NULL};
    static const char *const sources[] = {"metadata/dc[element=dc.source]@value",
                                          "metadata/dc[element=dc.publisher]@value", NULL};
    static const char *const languages[] = {"@lang", NULL};
    static const char *const keywords[] = {"metadata/codes/code@code", NULL};
    static const xml_field_paths paths = {.id = ids,
                                          .title = titles,
                                          .author = authors,
                                          .source = sources,
                                          .language = languages,
                                          .date = dates,
                                          .keywords = keywords};
    newsdex_status status = xml_fill_fields(out, item, &paths, err);
    if (!status)
        status = append_part(&x->plain, xml_child(item, "dateline"), err);
    if (!status)
        status = append_part(&x->plain, xml_child(item, "text"), err);
    return status ? status : article_set_text(out, x->plain.data, x->plain.length, err);
}

static newsdex_status open_rcv1(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    static const char *const records[] = {"newsitem", NULL};
    (void)input, (void)options;
    return xml_format_open(records, fill, state, err);
}

const format format_rcv1 = {"rcv1", bid, open_rcv1, xml_format_next, xml_format_close};

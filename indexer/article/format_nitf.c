/* NITF, the markup of news agencies and of the New York Times corpus: usually an article a file. */
#include "indexer/article/formats.h"
#include "indexer/article/nitf.h"
#include "indexer/article/xml_format.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "nitf") ? 90 : 0;
}

static newsdex_status fill(xml_format *x, article *out, const xml_node *nitf, newsdex_error *err)
{
    newsdex_status status = nitf_fill(out, nitf, err);
    if (!status)
        status = nitf_append_text(&x->plain, nitf, err);
    return status ? status : article_set_text(out, x->plain.data, x->plain.length, err);
}

static newsdex_status open_nitf(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    static const char *const records[] = {"nitf", NULL};
    (void)input, (void)options;
    return xml_format_open(records, fill, state, err);
}

const format format_nitf = {"nitf", bid, open_nitf, xml_format_next, xml_format_close};

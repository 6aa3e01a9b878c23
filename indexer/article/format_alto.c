/* ALTO of all versions: the words of recognised pages, an article a page. */
#include <string.h>

#include "indexer/article/alto.h"
#include "indexer/article/formats.h"
#include "indexer/article/ocr_page.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "alto") ? 90 : 0;
}

static newsdex_status set_language(article *out, const xml_node *page, newsdex_error *err)
{
    static const char *const names[] = {"LANG", "language"};
    const xml_node *block = xml_below(page, "TextBlock");
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && !out->language.length && i < 2; i++) {
        const char *language = xml_attribute_of(block, names[i]);
        status = article_set_language(out, language, strlen(language), err);
    }
    return status;
}

static newsdex_status fill(xml_format *x, article *out, const xml_node *page, newsdex_error *err)
{
    alto_text t = {.text = {.out = &x->plain}};
    newsdex_status status = set_language(out, page, err);
    for (const xml_node *node = page; !status && node; node = xml_walk(page, node, true)) {
        const alto_item item = alto_item_of(node);
        status = alto_text_append(&t, &item, err);
    }
    if (!status)
        status = article_set_text(out, x->plain.data, x->plain.length, err);
    if (!out->text.length)
        x->skip = "a page without recognised text";
    return status;
}

static newsdex_status open_alto(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    static const char *const records[] = {"Page", NULL};
    (void)input, (void)options;
    return xml_format_open(records, fill, state, err);
}

const format format_alto = {"alto", bid, open_alto, ocr_page_next, xml_format_close};

/* ALTO of all versions: the words of recognised pages, an article a page. */
#include <string.h>

#include "indexer/article/formats.h"
#include "indexer/article/ocr_page.h"
#include "indexer/article/ocr_text.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "alto") ? 90 : 0;
}

typedef struct alto_text {
    ocr_text text;
    bool broken; /* the first part of a broken word stands for the whole; the second is to come */
    bool whole;  /* so does the last word: its hyphen is none */
} alto_text;

static newsdex_status append_word(alto_text *t, const xml_node *string, newsdex_error *err)
{
    const char *part = xml_attribute_of(string, "SUBS_TYPE");
    const char *content = xml_attribute_of(string, "CONTENT");
    const char *word = xml_attribute_of(string, "SUBS_CONTENT");
    bool second = t->broken && strcmp(part, "HypPart2") == 0;
    t->whole = strcmp(part, "HypPart1") == 0 && *word;
    t->broken = t->whole || (t->broken && !second);
    if (second)
        return NEWSDEX_OK;
    ocr_text_gap(&t->text, OCR_SPACE);
    if (t->whole)
        content = word;
    return ocr_text_append(&t->text, content, strlen(content), err);
}

/* Some repeat in it what the word ends in. */
static newsdex_status append_hyphen(alto_text *t, const xml_node *hyp, newsdex_error *err)
{
    const char *content = xml_attribute_of(hyp, "CONTENT");
    const ndx_buffer *out = t->text.out;
    if (!*content)
        content = "-";
    size_t length = strlen(content);
    bool there =
        out->length >= length && memcmp(out->data + out->length - length, content, length) == 0;
    return t->whole || there ? NEWSDEX_OK : ocr_text_append(&t->text, content, length, err);
}

static newsdex_status append_node(alto_text *t, const xml_node *node, newsdex_error *err)
{
    if (xml_is(node, "String"))
        return append_word(t, node, err);
    if (xml_is(node, "HYP"))
        return append_hyphen(t, node, err);
    if (xml_is(node, "TextLine"))
        ocr_text_gap(&t->text, OCR_LINE);
    else if (xml_is(node, "TextBlock"))
        ocr_text_gap(&t->text, OCR_BLOCK);
    return NEWSDEX_OK;
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
    for (const xml_node *node = page; !status && node; node = xml_walk(page, node, true))
        status = append_node(&t, node, err);
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

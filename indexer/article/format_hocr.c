/* hOCR: recognised pages as HTML, an article a page. */
#include <string.h>

#include "indexer/article/formats.h"
#include "indexer/article/ocr_page.h"
#include "indexer/article/ocr_text.h"
#include "indexer/article/sgml.h"

static bool has_word(const format_probe *probe, const char *word)
{
    return memmem(probe->head, probe->length, word, strlen(word)) != NULL;
}

static int bid(const format_probe *probe)
{
    static const char *const marks[] = {"\"ocr_page\"", "'ocr_page'", "\"ocr-system\"",
                                        "'ocr-system'"};
    if (!xml_root_is(probe, "html"))
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (has_word(probe, marks[i]))
            return 90;
    return 0;
}

/* What an element begins, by its class. */
static ocr_gap gap_of(const xml_node *node)
{
    static const char *const lines[] = {"ocr_line", "ocrx_line", "ocr_header", "ocr_caption",
                                        "ocr_textfloat"};
    static const char *const blocks[] = {"ocr_par", "ocr_carea", "ocrx_block", "ocr_page"};
    const char *class = xml_attribute_of(node, "class");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strcmp(class, lines[i]) == 0)
            return OCR_LINE;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(class, blocks[i]) == 0)
            return OCR_BLOCK;
    return xml_is(node, "p") ? OCR_BLOCK : xml_is(node, "br") ? OCR_LINE : OCR_NO_GAP;
}

static newsdex_status fill(xml_format *x, article *out, const xml_node *page, newsdex_error *err)
{
    ocr_text text = {.out = &x->plain};
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *node = page; !status && node; node = xml_walk(page, node, true)) {
        ocr_text_gap(&text, gap_of(node));
        if (node->text)
            status = ocr_text_append(&text, node->text, node->length, err);
        const char *language = xml_attribute_of(node, "lang");
        if (!status && !out->language.length)
            status = article_set_language(out, language, strlen(language), err);
    }
    if (!status)
        status = article_set_text(out, x->plain.data, x->plain.length, err);
    if (!out->text.length)
        x->skip = "a page without recognised text";
    return status;
}

static newsdex_status open_hocr(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    static const char *const records[] = {"div", NULL};
    (void)input, (void)options;
    return xml_format_open(records, fill, state, err);
}

const format format_hocr = {"hocr", bid, open_hocr, ocr_page_next, xml_format_close};

/* PAGE XML: the text regions of a recognised or transcribed page, which is one article. */
#include <string.h>

#include "indexer/article/formats.h"
#include "indexer/article/ocr_page.h"
#include "indexer/article/ocr_text.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "PcGts") ? 90 : 0;
}

/* The transcription of a region, line or word itself; NULL without. */
static const xml_node *transcription(const xml_node *node)
{
    const xml_node *text = xml_find(node, "TextEquiv/Unicode");
    if (!xml_has_text(text))
        text = xml_find(node, "TextEquiv/PlainText");
    return xml_has_text(text) ? text : NULL;
}

static newsdex_status append_transcription(ocr_text *text, const xml_node *from, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *node = from; !status && node; node = xml_walk(from, node, true))
        if (node->text)
            status = ocr_text_append_lines(text, node->text, node->length, err);
    return status;
}

static newsdex_status append_line(ocr_text *text, const xml_node *line, newsdex_error *err)
{
    const xml_node *whole = transcription(line);
    ocr_text_gap(text, OCR_LINE);
    newsdex_status status = append_transcription(text, whole, err);
    const xml_node *word = whole ? NULL : xml_child(line, "Word");
    for (; !status && word; word = xml_sibling(word, "Word")) {
        ocr_text_gap(text, OCR_SPACE);
        status = append_transcription(text, transcription(word), err);
    }
    return status;
}

/* Is the text of a region that of its lines or of regions within it? */
static bool has_parts(const xml_node *region)
{
    for (const xml_node *part = region->children; part; part = part->next)
        if (xml_is(part, "TextRegion") ||
            (xml_is(part, "TextLine") && (transcription(part) || xml_child(part, "Word"))))
            return true;
    return false;
}

/* Printers' aids, which are no text of the page. */
static bool is_beside(const xml_node *region)
{
    static const char *const types[] = {"page-number", "catch-word", "signature-mark"};
    const char *type = xml_attribute_of(region, "type");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

/* All regions below root in the order of the document, but the one that is the title. */
static newsdex_status append_regions(ocr_text *text, const xml_node *root, const xml_node *title,
                                     newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    bool into;
    for (const xml_node *node = root; !status && node; node = xml_walk(root, node, into)) {
        bool region = xml_is(node, "TextRegion");
        into = !xml_is(node, "TextLine") && !(region && (node == title || is_beside(node)));
        if (region && into) {
            ocr_text_gap(text, OCR_BLOCK);
            if (!has_parts(node))
                status = append_transcription(text, transcription(node), err);
        } else if (xml_is(node, "TextLine")) {
            status = append_line(text, node, err);
        }
    }
    return status;
}

static const xml_node *find_heading(const xml_node *root)
{
    const xml_node *region = xml_below(root, "TextRegion");
    while (region && strcmp(xml_attribute_of(region, "type"), "heading") != 0)
        region = xml_below_next(root, region, "TextRegion");
    return region;
}

static newsdex_status set_title(xml_format *x, article *out, const xml_node *heading,
                                newsdex_error *err)
{
    ocr_text text = {.out = &x->plain};
    newsdex_status status = heading ? append_regions(&text, heading, NULL, err) : NEWSDEX_OK;
    if (!status)
        status = article_set_field(&out->title, x->plain.data, x->plain.length, err);
    ndx_buffer_clear(&x->plain);
    return status;
}

static newsdex_status fill(xml_format *x, article *out, const xml_node *root, newsdex_error *err)
{
    const char *language = xml_attribute_of(xml_child(root, "Page"), "primaryLanguage");
    const xml_node *heading = find_heading(root);
    ocr_text text = {.out = &x->plain};
    newsdex_status status = article_set_language(out, language, strlen(language), err);
    if (!status)
        status = set_title(x, out, heading, err);
    if (!status)
        status = append_regions(&text, root, heading, err);
    if (!status)
        status = article_set_text(out, x->plain.data, x->plain.length, err);
    if (!out->text.length && !out->title.length)
        x->skip = "a page without recognised text";
    return status;
}

static newsdex_status open_page(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    static const char *const records[] = {"PcGts", NULL};
    (void)input, (void)options;
    return xml_format_open(records, fill, state, err);
}

const format format_page = {"page", bid, open_page, ocr_page_next, xml_format_close};

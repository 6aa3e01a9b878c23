/* XML of a vocabulary that no other format knows: its text without the tags, so that nothing is
 * lost. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/formats.h"
#include "indexer/article/sgml.h"
#include "indexer/article/sniff.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

/* With a declaration, or by its name: parts of documents have none. */
static int bid(const format_probe *probe)
{
    static const char *const extensions[] = {"xml", NULL};
    size_t at = sniff_skip_space(probe);
    bool declared = probe->length - at > 5 && memcmp(probe->head + at, "<?xml", 5) == 0;
    bool named = sniff_has_extension(probe->basename, extensions) && xml_root_tag(probe).length;
    return declared || named ? 10 : 0;
}

typedef struct xml_state {
    ndx_buffer raw, utf8, plain;
    bool done;
} xml_state;

static newsdex_status open_xml(format_input *input, const format_options *options, void **state,
                               newsdex_error *err)
{
    (void)input, (void)options;
    xml_state *x = calloc(1, sizeof *x);
    *state = x;
    if (!x)
        return ndx_error_nomem(err);
    ndx_buffer_init(&x->raw, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&x->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&x->plain, ARTICLE_TEXT_MAX * 3);
    return NEWSDEX_OK;
}

static void close_xml(void *state)
{
    xml_state *x = state;
    if (!x)
        return;
    ndx_buffer_release(&x->raw);
    ndx_buffer_release(&x->utf8);
    ndx_buffer_release(&x->plain);
    free(x);
}

static newsdex_status fill(xml_state *x, const char *server, article *out, newsdex_error *err)
{
    static const char *const titles[] = {"title", "headline", "hl1"};
    char declared[CHARSET_NAME_SIZE];
    xml_declared_charset((sgml_span){x->raw.data, x->raw.length}, declared);
    newsdex_status status =
        charset_to_utf8(x->raw.data, x->raw.length, charset_declared(server, declared), &x->utf8,
                        &out->charset, err);
    sgml_span all = {x->utf8.data, x->utf8.length}, title;
    for (size_t i = 0; !status && !out->title.length && i < sizeof titles / sizeof *titles; i++) {
        if (!sgml_find(all, titles[i], &title, NULL))
            continue;
        ndx_buffer_clear(&x->plain);
        status = sgml_append_text(&x->plain, title, err);
        if (!status)
            status = article_set_field(&out->title, x->plain.data, x->plain.length, err);
    }
    ndx_buffer_clear(&x->plain);
    if (!status)
        status = sgml_append_text(&x->plain, all, err);
    return status ? status : article_set_text(out, x->plain.data, x->plain.length, err);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    xml_state *x = state;
    if (x->done)
        return ARTICLE_END;
    x->done = true;
    newsdex_status status = format_input_read_all(input, &x->raw, err);
    if (!status)
        status = fill(x, input->source->charset, out, err);
    if (status)
        return ARTICLE_FAILED;
    if (!out->text.length) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "no text between the tags");
        return ARTICLE_SKIPPED;
    }
    return ARTICLE_FOUND;
}

const format format_xml = {"xml", bid, open_xml, next, close_xml};

/* The ocr.txt of a page of Chronicling America: all its metadata is in the path. */
#include <stdlib.h>
#include <strings.h>

#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/ocr_page.h"
#include "indexer/article/ocr_text.h"
#include "searcher/base/error.h"

static int bid(const format_probe *probe)
{
    return strcasecmp(probe->basename, "ocr.txt") == 0 && ocr_page_has_place(probe->path) ? 80 : 0;
}

typedef struct ocr_txt_state {
    ndx_buffer raw, utf8, plain;
    bool done;
} ocr_txt_state;

static newsdex_status open_ocr_txt(format_input *input, const format_options *options, void **state,
                                   newsdex_error *err)
{
    (void)input, (void)options;
    ocr_txt_state *o = calloc(1, sizeof *o);
    *state = o;
    if (!o)
        return ndx_error_nomem(err);
    ndx_buffer_init(&o->raw, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&o->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&o->plain, ARTICLE_TEXT_MAX * 3);
    return NEWSDEX_OK;
}

static void close_ocr_txt(void *state)
{
    ocr_txt_state *o = state;
    if (!o)
        return;
    ndx_buffer_release(&o->raw);
    ndx_buffer_release(&o->utf8);
    ndx_buffer_release(&o->plain);
    free(o);
}

static newsdex_status fill(ocr_txt_state *o, format_input *input, article *out, newsdex_error *err)
{
    ocr_text text = {.out = &o->plain};
    newsdex_status status = charset_to_utf8(o->raw.data, o->raw.length, input->source->charset,
                                            &o->utf8, &out->charset, err);
    if (!status)
        status = ocr_text_append_lines(&text, o->utf8.data, o->utf8.length, err);
    if (!status)
        status = article_set_text(out, o->plain.data, o->plain.length, err);
    return status ? status : ocr_page_fill_place(out, input->source, err);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    ocr_txt_state *o = state;
    if (o->done)
        return ARTICLE_END;
    o->done = true;
    if (format_input_read_all(input, &o->raw, err) || fill(o, input, out, err))
        return ARTICLE_FAILED;
    if (out->text.length)
        return ARTICLE_FOUND;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "a page without recognised text");
    return ARTICLE_SKIPPED;
}

const format format_ocr_txt = {"ocr-txt", bid, open_ocr_txt, next, close_ocr_txt};

/* METS, which describes files beside it and holds no text: each page is an article of its own. */
#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "mets") ? 90 : 0;
}

static newsdex_status open_mets(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    (void)input, (void)options, (void)err;
    *state = NULL;
    return NEWSDEX_OK;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    const char *data;
    size_t length;
    (void)state, (void)out;
    if (format_input_peek(input, 1, &data, &length, err))
        return ARTICLE_FAILED;
    format_input_end(input);
    if (!length)
        return ARTICLE_END;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                  "METS, which holds no text: the pages it lists are articles of their own");
    return ARTICLE_SKIPPED;
}

static void close_mets(void *state)
{
    (void)state;
}

const format format_mets = {"mets", bid, open_mets, next, close_mets};

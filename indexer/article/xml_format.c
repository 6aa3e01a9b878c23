#include "indexer/article/xml_format.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

newsdex_status xml_format_open(const char *const *records, xml_format_fill fill, void **state,
                               newsdex_error *err)
{
    xml_format *x = calloc(1, sizeof *x);
    *state = x;
    if (!x)
        return ndx_error_nomem(err);
    x->fill = fill;
    ndx_buffer_init(&x->plain, ARTICLE_TEXT_MAX * 3);
    return xml_stream_open(records, &x->stream, err);
}

void xml_format_close(void *state)
{
    xml_format *x = state;
    if (!x)
        return;
    xml_stream_close(x->stream);
    ndx_buffer_release(&x->plain);
    free(x);
}

/* The place of a record among several: a document whose root it is may be one of several too. */
static newsdex_status set_locator(const xml_format *x, article *out, const xml_node *record,
                                  newsdex_error *err)
{
    uint64_t count = xml_stream_count(x->stream);
    const xml_node *root = xml_stream_root(x->stream);
    if (count == 1 && root && strcmp(root->name, record->name) == 0)
        return NEWSDEX_OK;
    return article_set_locator(out, count, err);
}

article_result xml_format_next(void *state, format_input *input, article *out, newsdex_error *err)
{
    xml_format *x = state;
    const xml_node *record;
    article_result result = xml_stream_next(x->stream, input, &out->charset, &record, err);
    if (result != ARTICLE_FOUND)
        return result;
    x->skip = NULL;
    ndx_buffer_clear(&x->plain);
    newsdex_status status = x->fill(x, out, record, err);
    if (!status)
        status = set_locator(x, out, record, err);
    if (status)
        return ARTICLE_FAILED;
    if (x->skip) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s", x->skip);
        return ARTICLE_SKIPPED;
    }
    return ARTICLE_FOUND;
}

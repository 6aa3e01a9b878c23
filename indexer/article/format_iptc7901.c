/*
 * The wire formats of teleprinter days, IPTC 7901 and ANPA 1312: SOH, header lines, STX, headlines
 * and text, ETX, the time of sending, EOT. A file may hold several messages.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/formats.h"
#include "indexer/article/sniff.h"
#include "indexer/article/wire.h"
#include "searcher/base/error.h"

#define SOH "\x01"
enum { STX = 2, ETX = 3, EOT = 4, HEADER_MAX = 600, LEAD_IN_MAX = 32 };

/* SOH behind nothing but padding, and STX soon after. */
static int bid(const format_probe *probe)
{
    size_t ahead = probe->length < LEAD_IN_MAX ? probe->length : LEAD_IN_MAX, at = 0;
    while (at < ahead && ((unsigned char)probe->head[at] <= ' ' || probe->head[at] == 0x7F) &&
           probe->head[at] != SOH[0])
        at++;
    if (at == ahead || probe->head[at] != SOH[0])
        return 0;
    size_t left = probe->length - at;
    return memchr(probe->head + at, STX, left < HEADER_MAX ? left : HEADER_MAX) ? 90 : 0;
}

typedef struct iptc7901 {
    ndx_buffer raw, utf8, text;
    uint64_t count;
    bool begun;
} iptc7901;

static newsdex_status open_iptc7901(format_input *input, const format_options *options,
                                    void **state, newsdex_error *err)
{
    (void)input, (void)options;
    iptc7901 *w = calloc(1, sizeof *w);
    *state = w;
    if (!w)
        return ndx_error_nomem(err);
    ndx_buffer_init(&w->raw, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&w->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&w->text, ARTICLE_TEXT_MAX * 4);
    return NEWSDEX_OK;
}

static void close_iptc7901(void *state)
{
    iptc7901 *w = state;
    if (!w)
        return;
    ndx_buffer_release(&w->raw);
    ndx_buffer_release(&w->utf8);
    ndx_buffer_release(&w->text);
    free(w);
}

/* Cuts off the part of rest before the control c; all of it when there is none. */
static sgml_span cut(sgml_span *rest, char c)
{
    const char *end = memchr(rest->text, c, rest->length);
    size_t length = end ? (size_t)(end - rest->text) : rest->length;
    sgml_span part = {rest->text, length};
    size_t used = length + (end ? 1 : 0);
    *rest = (sgml_span){rest->text + used, rest->length - used};
    return part;
}

static newsdex_status fill(iptc7901 *w, article *out, newsdex_error *err)
{
    sgml_span rest = {w->utf8.data, w->utf8.length};
    wire_message message = {.out = out, .text = &w->text};
    ndx_buffer_clear(&w->text);
    message.header = cut(&rest, STX);
    message.body = cut(&rest, ETX);
    message.trailer = cut(&rest, EOT);
    newsdex_status status = wire_read(&message, err);
    if (!status)
        status = article_set_text(out, w->text.data, w->text.length, err);
    if (!status && w->count > 1)
        status = article_set_locator(out, w->count, err);
    return status;
}

/* The next message in raw, without SOH; *more is false at the end of the entry. */
static newsdex_status read_message(iptc7901 *w, format_input *input, bool *more, newsdex_error *err)
{
    bool found = false;
    newsdex_status status = NEWSDEX_OK;
    if (!w->begun) { /* what stands before the first */
        status = format_input_read_until(input, SOH, &w->raw, &found, err);
        w->begun = true;
    }
    ndx_buffer_clear(&w->raw);
    if (!status)
        status = format_input_read_until(input, SOH, &w->raw, &found, err);
    *more = w->raw.length > 0;
    if (found && w->raw.length)
        ndx_buffer_truncate(&w->raw, w->raw.length - 1);
    return status;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    iptc7901 *w = state;
    bool more;
    newsdex_status status = read_message(w, input, &more, err);
    if (!status && !more)
        return ARTICLE_END;
    w->count++;
    ndx_buffer_clear(&w->utf8);
    if (!status)
        status = charset_to_utf8(w->raw.data, w->raw.length, NULL, &w->utf8, &out->charset, err);
    if (!status)
        status = fill(w, out, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

const format format_iptc7901 = {"iptc7901", bid, open_iptc7901, next, close_iptc7901};

#include "indexer/archive/arc_http.h"

#include <string.h>

#include "indexer/archive/arc_decode.h"

enum { TRIED = 4096 }; /* bytes that show whether they are packed */

static newsdex_status take_line(arc_window *window, uint64_t *left, arc_span *line,
                                newsdex_error *err)
{
    size_t whole = 0;
    newsdex_status status = arc_window_line(window, *left, &line->text, &line->length, &whole, err);
    if (!status) {
        arc_window_take(window, whole); /* which leaves the line where it is */
        *left -= whole;
    }
    return status;
}

static void set_field(arc_http *http, arc_span line)
{
    arc_span value;
    if (arc_field_is(line, "Content-Type", &value))
        http->media = arc_field_media(value);
    else if (arc_field_is(line, "Transfer-Encoding", &value))
        http->chunked = http->chunked || arc_span_begins(value, "chunked");
    else if (arc_field_is(line, "Content-Encoding", &value) && value.length < sizeof http->encoding)
        memcpy(http->encoding, value.text, value.length);
}

/* The number behind "HTTP/1.1 "; 0 when the line is none of a status. */
static uint64_t parse_status(arc_span line)
{
    uint64_t status;
    const char *space = memchr(line.text, ' ', line.length);
    if (!arc_span_begins(line, "HTTP/") || !space)
        return 0;
    size_t before = (size_t)(space - line.text);
    arc_span rest = arc_span_trim((arc_span){space, line.length - before});
    return rest.length >= 3 && arc_field_number((arc_span){rest.text, 3}, &status) ? status : 0;
}

static newsdex_status read_header(arc_http *http, arc_window *window, uint64_t *left,
                                  newsdex_error *err)
{
    arc_span line;
    newsdex_status status = take_line(window, left, &line, err);
    if (status)
        return status;
    *http = (arc_http){.found = true, .status = parse_status(line)};
    while (*left && !(status = take_line(window, left, &line, err)) && line.length)
        set_field(http, line);
    return status;
}

static newsdex_status is_header(arc_window *window, uint64_t left, bool *out, newsdex_error *err)
{
    static const char mark[] = "HTTP/";
    arc_span start;
    newsdex_status status =
        arc_window_show(window, sizeof mark - 1, &start.text, &start.length, err);
    *out = !status && left >= sizeof mark - 1 && arc_span_begins(start, mark);
    return status;
}

newsdex_status arc_http_read(arc_http *http, arc_window *window, uint64_t *left, newsdex_error *err)
{
    bool another;
    *http = (arc_http){0};
    newsdex_status status = is_header(window, *left, &another, err);
    /* Before the answer proper there may be others, such as 100. */
    while (!status && another && http->status < 200) {
        status = read_header(http, window, left, err);
        if (!status)
            status = is_header(window, *left, &another, err);
        another = another && http->status >= 100;
    }
    return status;
}

/* ARC_PLAIN: not packed, or with a signature. */
static arc_kind find_packing(const char *encoding, const char *data, size_t length)
{
    arc_span name = {encoding, strlen(encoding)};
    if (length > TRIED)
        length = TRIED;
    if (arc_span_is(name, "br"))
        return arc_unbrotli_fits(data, length) ? ARC_BROTLI : ARC_PLAIN;
    if (!arc_span_is(name, "deflate"))
        return ARC_PLAIN;
    return arc_inflater_fits(ARC_ZLIB, data, length)      ? ARC_ZLIB
           : arc_inflater_fits(ARC_DEFLATE, data, length) ? ARC_DEFLATE
                                                          : ARC_PLAIN;
}

newsdex_status arc_http_unpack(const arc_http *http, arc_source *body, arc_budget *budget,
                               arc_source **out, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    *out = body;
    if (http->chunked)
        status = arc_chunked_new(body, out, err);
    if (!status && http->encoding[0])
        status = arc_source_peek(*out, TRIED, err);
    if (status) {
        arc_source_free(*out); /* takes NULL */
        *out = NULL;
        return status;
    }
    arc_kind kind = find_packing(http->encoding, (*out)->next, (*out)->left);
    return kind == ARC_PLAIN ? NEWSDEX_OK : arc_decoder_new(kind, *out, budget, out, err);
}

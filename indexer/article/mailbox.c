#include "indexer/article/mailbox.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article.h"
#include "indexer/article/article_date.h"
#include "indexer/article/input.h"

enum {
    LINE_LOOK_MAX = 256, /* bytes of a line that tell what it is */
    LENGTH_DIGITS = 15
};

/* ---- beginnings ---------------------------------------------------------------------- */

static size_t line_length(const char *text, size_t length)
{
    const char *end = memchr(text, '\n', length);
    return end ? (size_t)(end - text) : length;
}

size_t mailbox_header_name(const char *line, size_t length)
{
    size_t size = 0;
    while (size < length && line[size] > ' ' && line[size] < 0x7F && line[size] != ':')
        size++;
    return size < length && line[size] == ':' ? size : 0;
}

/*
 * "From jane@host Thu Feb  3 10:20:30 2005": a date and a time behind the sender. Some programs
 * leave them out; then only "-" or an address is a sender.
 */
static bool is_from_line(const char *line, size_t length, ndx_date *date)
{
    *date = NDX_DATE_NONE;
    if (length < 6 || memcmp(line, "From ", 5) != 0)
        return false;
    const char *end = line + line_length(line, length), *sender = line + 5, *rest = sender;
    while (rest < end && (unsigned char)*rest > ' ')
        rest++;
    const char *word = rest;
    while (word < end && (unsigned char)*word <= ' ')
        word++;
    if (word == end)
        return *sender == '-' || memchr(sender, '@', (size_t)(rest - sender));
    return article_date_find(word, (size_t)(end - word), date) &&
           date->precision == NDX_DATE_MINUTE;
}

/* Above a header; a quoted one above that is one too. */
static bool begins_mbox(const char *text, size_t length)
{
    ndx_date date;
    if (!is_from_line(text, length, &date))
        return false;
    size_t line = line_length(text, length) + 1;
    bool quoted = line + 6 < length && memcmp(text + line, ">From ", 6) == 0;
    return quoted || (line < length && mailbox_header_name(text + line, length - line) > 0);
}

/* The number that text begins with; 0 when it is none. */
static uint64_t parse_length(const char *text, size_t length)
{
    uint64_t number = 0;
    size_t at = 0;
    while (at < length && text[at] == ' ')
        at++;
    for (size_t digits = 0; at < length && text[at] >= '0' && text[at] <= '9'; at++)
        if (digits++ < LENGTH_DIGITS)
            number = number * 10 + (uint64_t)(text[at] - '0');
    return number;
}

static const char batch_mark[] = "#! rnews ";

static bool begins_batch(const char *text, size_t length)
{
    size_t size = sizeof batch_mark - 1;
    return length > size && memcmp(text, batch_mark, size) == 0 && text[size] >= '0' &&
           text[size] <= '9';
}

static bool begins(mailbox_kind kind, const char *text, size_t length)
{
    return kind == MAILBOX_RNEWS ? begins_batch(text, length) : begins_mbox(text, length);
}

mailbox_kind mailbox_kind_of(const char *text, size_t length)
{
    return begins_batch(text, length)  ? MAILBOX_RNEWS
           : begins_mbox(text, length) ? MAILBOX_MBOX
                                       : MAILBOX_NONE;
}

/* ---- lengths ------------------------------------------------------------------------- */

static bool is_blank(const ndx_buffer *line)
{
    return line->data[0] == '\n' || strcmp(line->data, "\r\n") == 0;
}

/* What the line that has been read says of the length. */
static void note_header(mailbox *box)
{
    static const char name[] = "Content-Length:";
    const ndx_buffer *line = &box->line;
    if (is_blank(line))
        box->within_body = true;
    else if (strncasecmp(line->data, name, sizeof name - 1) == 0)
        box->declared = parse_length(line->data + sizeof name - 1, line->length - sizeof name + 1);
}

/* Takes the line off the length; true if that ends with it. */
static bool count_line(mailbox *box)
{
    if (!box->within_body) {
        note_header(box);
        return false;
    }
    bool ends = box->declared && box->declared == box->line.length;
    box->declared -= box->line.length < box->declared ? box->line.length : box->declared;
    box->trusted = box->trusted && box->declared;
    return ends;
}

/*
 * Does the message go on behind what looks like the next one's beginning? Looked at once a message,
 * and only if its end is near enough to be seen.
 */
static newsdex_status goes_on(mailbox *box, format_input *input, bool *out, newsdex_error *err)
{
    const char *data;
    size_t length, end = (size_t)box->declared;
    *out = box->trusted;
    if (box->trusted || !box->within_body || !box->declared ||
        box->declared > FORMAT_HEAD_MAX - LINE_LOOK_MAX)
        return NEWSDEX_OK;
    newsdex_status status = format_input_peek(input, end + LINE_LOOK_MAX, &data, &length, err);
    if (status)
        return status;
    /* In a mailbox an empty line may stand between. */
    size_t gap = end;
    while (gap < length && gap < end + 2 && (data[gap] == '\r' || data[gap] == '\n'))
        gap++;
    bool right =
        end <= length &&
        (gap == length || (data[gap - 1] == '\n' && begins(box->kind, data + gap, length - gap)));
    box->trusted = right;
    if (!right)
        box->declared = 0;
    *out = right;
    return NEWSDEX_OK;
}

/* ---- messages -------------------------------------------------------------------------- */

void mailbox_init(mailbox *box)
{
    *box = (mailbox){.delivered = NDX_DATE_NONE};
    ndx_buffer_init(&box->message, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&box->line, ARTICLE_TEXT_MAX);
}

void mailbox_release(mailbox *box)
{
    ndx_buffer_release(&box->message);
    ndx_buffer_release(&box->line);
}

/* mbox quotes lines that look like beginnings: ">From " stands for "From ". */
static newsdex_status append_line(mailbox *box, newsdex_error *err)
{
    const char *line = box->line.data;
    size_t quotes = box->kind == MAILBOX_MBOX ? strspn(line, ">") : 0;
    bool quoted = quotes && strncmp(line + quotes, "From ", 5) == 0;
    return ndx_buffer_append(&box->message, line + quoted, box->line.length - quoted, err);
}

/* The line above the message. */
static newsdex_status read_beginning(mailbox *box, format_input *input, newsdex_error *err)
{
    bool found, batch = box->kind == MAILBOX_RNEWS;
    size_t mark = sizeof batch_mark - 1;
    ndx_buffer_clear(&box->message);
    ndx_buffer_clear(&box->line);
    newsdex_status status = format_input_read_until(input, "\n", &box->line, &found, err);
    if (status)
        return status;
    const ndx_buffer *line = &box->line;
    is_from_line(line->data, line->length, &box->delivered);
    box->trusted = false;
    box->within_body = batch; /* of the message the length counts all, of mail the body */
    box->declared =
        batch && line->length > mark ? parse_length(line->data + mark, line->length - mark) : 0;
    return NEWSDEX_OK;
}

/* Whether another message, or nothing, lies ahead. */
static newsdex_status is_over(mailbox *box, format_input *input, bool may_begin, bool *out,
                              newsdex_error *err)
{
    const char *data;
    size_t length;
    bool on = false;
    newsdex_status status = format_input_peek(input, 2 * LINE_LOOK_MAX, &data, &length, err);
    *out = !status && (!length || (may_begin && begins(box->kind, data, length)));
    if (*out && length)
        status = goes_on(box, input, &on, err);
    *out = *out && !on;
    return status;
}

newsdex_status mailbox_read(mailbox *box, format_input *input, newsdex_error *err)
{
    bool found, over = false, may_begin = box->kind == MAILBOX_RNEWS;
    newsdex_status kept = NEWSDEX_OK, status = read_beginning(box, input, err);
    while (!status && !(status = is_over(box, input, may_begin, &over, err)) && !over) {
        ndx_buffer_clear(&box->line);
        status = format_input_read_until(input, "\n", &box->line, &found, err);
        if (status == NEWSDEX_E_LIMIT)
            kept = status;
        bool ends = count_line(box);
        may_begin = ends || box->kind == MAILBOX_RNEWS || is_blank(&box->line);
        if (!kept)
            kept = append_line(box, err);
        status = kept == NEWSDEX_E_NOMEM ? kept : status == NEWSDEX_E_LIMIT ? NEWSDEX_OK : status;
    }
    return status ? status : kept;
}

/* Mail and Usenet: single messages (.eml, Maildir, news spool) and mailboxes (mbox). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/mail_message.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"

enum { LINE_LOOK_MAX = 256 }; /* bytes of a line that tell what it is */

/* ---- what is a header, what a separator ------------------------------------------------ */

static size_t line_length(const char *text, size_t length)
{
    const char *end = memchr(text, '\n', length);
    return end ? (size_t)(end - text) : length;
}

/* The bytes of a header's name, "Message-ID"; 0 when the line has none. */
static size_t header_name(const char *line, size_t length)
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
static bool is_separator(const char *line, size_t length, ndx_date *date)
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

/* A separator stands above a header; a quoted one above that is one too. */
static bool begins_message(const char *text, size_t length, ndx_date *date)
{
    if (!is_separator(text, length, date))
        return false;
    size_t line = line_length(text, length) + 1;
    bool quoted = line + 6 < length && memcmp(text + line, ">From ", 6) == 0;
    return quoted || (line < length && header_name(text + line, length - line) > 0);
}

static bool is_one_of(const char *name, size_t length, const char *const *names)
{
    while (*names && !(strlen(*names) == length && strncasecmp(*names, name, length) == 0))
        names++;
    return *names != NULL;
}

/* Headers that only programs write count double: people begin texts with "From:" and "Date:". */
static int count_headers(const char *text, size_t length)
{
    static const char *const machine[] = {
        "message-id",   "received",     "return-path", "path",       "newsgroups", "in-reply-to",
        "delivered-to", "mime-version", "x-mailer",    "references", NULL};
    static const char *const human[] = {"from", "to",           "cc", "subject",
                                        "date", "content-type", NULL};
    int count = 0;
    while (length) {
        size_t line = line_length(text, length), name = header_name(text, line);
        bool folded = *text == ' ' || *text == '\t';
        if (!name && !folded && memcmp(text, ">From ", length < 6 ? length : 6) != 0)
            break;
        count += is_one_of(text, name, machine) ? 4 : is_one_of(text, name, human);
        line += line < length;
        text += line;
        length -= line;
    }
    return count;
}

/* "1354585346.M12P34.host:2,S" in a folder "cur" or "new", or "message.eml". */
static bool is_named_mail(const format_probe *probe)
{
    static const char *const extensions[] = {"eml", "emlx", "mbox", "mbx", NULL};
    return sniff_has_extension(probe->basename, extensions) || strstr(probe->basename, ":2,");
}

static int bid(const format_probe *probe)
{
    ndx_date date;
    size_t at = sniff_skip_space(probe);
    const char *head = probe->head + at;
    size_t length = probe->length - at;
    if (begins_message(head, length, &date))
        return 85;
    int headers = count_headers(head, length);
    return headers >= 5 || (headers && is_named_mail(probe)) ? 80 : 0;
}

/* ---- messages one by one ------------------------------------------------------------------ */

typedef struct mail {
    ndx_buffer message, line;
    bool mailbox;       /* of several messages; else one */
    ndx_date delivered; /* as the separator above the message says */
    uint64_t count;
} mail;

static newsdex_status open_mail(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    (void)options;
    mail *m = calloc(1, sizeof *m);
    *state = m;
    if (!m)
        return ndx_error_nomem(err);
    ndx_buffer_init(&m->message, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&m->line, ARTICLE_TEXT_MAX);
    const char *data;
    size_t length;
    newsdex_status status;
    while ((status = format_input_peek(input, FORMAT_HEAD_MAX, &data, &length, err)) ==
               NEWSDEX_OK &&
           length && strchr(" \t\r\n\f", *data) && *data)
        format_input_consume(input, 1);
    m->mailbox = !status && begins_message(data, length, &m->delivered);
    return status;
}

static void close_mail(void *state)
{
    mail *m = state;
    if (!m)
        return;
    ndx_buffer_release(&m->message);
    ndx_buffer_release(&m->line);
    free(m);
}

/* Mailboxes quote lines that look like separators: ">From " stands for "From ". */
static newsdex_status append_line(mail *m, newsdex_error *err)
{
    const char *line = m->line.data;
    size_t quotes = strspn(line, ">");
    bool quoted = quotes && strncmp(line + quotes, "From ", 5) == 0;
    return ndx_buffer_append(&m->message, line + quoted, m->line.length - quoted, err);
}

static bool is_blank(const ndx_buffer *line)
{
    return line->data[0] == '\n' || strcmp(line->data, "\r\n") == 0;
}

/*
 * The message up to the next separator, which stays ahead; the one before it is passed over.
 * NEWSDEX_E_LIMIT when it is too long.
 */
static newsdex_status read_message(mail *m, format_input *input, newsdex_error *err)
{
    bool found, blank = false;
    newsdex_status kept = NEWSDEX_OK;
    newsdex_status status = format_input_read_until(input, "\n", &m->line, &found, err);
    ndx_date date;
    if (!status)
        is_separator(m->line.data, m->line.length, &m->delivered);
    while (!status) {
        const char *data;
        size_t length;
        status = format_input_peek(input, 2 * LINE_LOOK_MAX, &data, &length, err);
        if (status || !length || (blank && begins_message(data, length, &date)))
            break;
        ndx_buffer_clear(&m->line);
        status = format_input_read_until(input, "\n", &m->line, &found, err);
        if (status == NEWSDEX_E_LIMIT)
            kept = status;
        if (!kept)
            kept = append_line(m, err);
        status = kept == NEWSDEX_E_NOMEM ? kept : status == NEWSDEX_E_LIMIT ? NEWSDEX_OK : status;
        blank = is_blank(&m->line);
    }
    return status ? status : kept;
}

static newsdex_status fill(mail *m, article *out, newsdex_error *err)
{
    newsdex_status status = mail_message_read(out, m->message.data, m->message.length, err);
    if (!m->mailbox)
        return status;
    if (out->date.precision == NDX_DATE_UNKNOWN && m->delivered.precision != NDX_DATE_UNKNOWN) {
        out->date = m->delivered;
        out->date_rule = "delivery";
    }
    return status
               ? status
               : ndx_buffer_append_format(&out->locator, err, "%llu", (unsigned long long)m->count);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    mail *m = state;
    const char *data;
    size_t length;
    ndx_buffer_clear(&m->message);
    ndx_buffer_clear(&m->line);
    newsdex_status status = format_input_peek(input, 1, &data, &length, err);
    if (!status && !length)
        return ARTICLE_END;
    m->count++;
    if (!status)
        status = m->mailbox ? read_message(m, input, err)
                            : format_input_read_all(input, &m->message, err);
    if (status == NEWSDEX_E_LIMIT)
        ndx_error_set(err, status, "message %llu is longer than %zu bytes",
                      (unsigned long long)m->count, ARTICLE_TEXT_MAX);
    if (!status)
        status = fill(m, out, err);
    if (status)
        return ARTICLE_FAILED;
    if (out->title.length || out->text.length)
        return ARTICLE_FOUND;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "no subject and no text");
    return ARTICLE_SKIPPED;
}

const format format_mail = {"mail", bid, open_mail, next, close_mail};

/* Mail and Usenet: single messages (.eml, Maildir, news spool), mailboxes and batches. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/mail_message.h"
#include "indexer/article/mailbox.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"

/* ---- is it mail ------------------------------------------------------------------------ */

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
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length, name = mailbox_header_name(text, line);
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
    size_t at = sniff_skip_space(probe);
    const char *head = probe->head + at;
    size_t length = probe->length - at;
    if (mailbox_kind_of(head, length))
        return 85;
    int headers = count_headers(head, length);
    return headers >= 5 || (headers && is_named_mail(probe)) ? 80 : 0;
}

/* ---- messages one by one ------------------------------------------------------------------ */

typedef struct mail {
    mailbox box; /* of no kind: a message alone */
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
    mailbox_init(&m->box);
    const char *data;
    size_t length;
    newsdex_status status;
    while ((status = format_input_peek(input, FORMAT_HEAD_MAX, &data, &length, err)) ==
               NEWSDEX_OK &&
           length && strchr(" \t\r\n\f", *data) && *data)
        format_input_consume(input, 1);
    if (!status)
        m->box.kind = mailbox_kind_of(data, length);
    return status;
}

static void close_mail(void *state)
{
    mail *m = state;
    if (!m)
        return;
    mailbox_release(&m->box);
    free(m);
}

static newsdex_status read_message(mail *m, format_input *input, newsdex_error *err)
{
    newsdex_status status = m->box.kind ? mailbox_read(&m->box, input, err)
                                        : format_input_read_all(input, &m->box.message, err);
    return status == NEWSDEX_E_LIMIT
               ? ndx_error_set(err, status, "message %llu is longer than %zu bytes",
                               (unsigned long long)m->count, ARTICLE_TEXT_MAX)
               : status;
}

static newsdex_status fill(mail *m, article *out, newsdex_error *err)
{
    const mailbox *box = &m->box;
    newsdex_status status = mail_message_read(out, box->message.data, box->message.length, err);
    if (!box->kind)
        return status;
    if (out->date.precision == NDX_DATE_UNKNOWN && box->delivered.precision != NDX_DATE_UNKNOWN) {
        out->date = box->delivered;
        out->date_rule = "delivery";
    }
    return status ? status : article_set_locator(out, m->count, err);
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    mail *m = state;
    const char *data;
    size_t length;
    newsdex_status status = format_input_peek(input, 1, &data, &length, err);
    if (!status && !length)
        return ARTICLE_END;
    m->count++;
    if (!status)
        status = read_message(m, input, err);
    if (!status)
        status = fill(m, out, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

const format format_mail = {"mail", bid, open_mail, next, close_mail};

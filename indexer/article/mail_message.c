#include "indexer/article/mail_message.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/charset.h"
#include "indexer/article/mail_plain.h"
#include "indexer/article/sgml.h"
#include "searcher/base/error.h"

enum {
    PARTS_DEPTH_MAX = 32,
    COLONS_MAX = 1000, /* of a field: to GMime each opens a group within the one before */
};

/* GMime cannot begin again after its end, so it begins once for all and never ends. */
static void begin_gmime(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, g_mime_init);
}

/* ---- headers ------------------------------------------------------------------------ */

static const char *header_of(GMimeMessage *message, const char *name)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    return value ? value : "";
}

static newsdex_status set_author(article *out, GMimeMessage *message, newsdex_error *err)
{
    InternetAddressList *list = g_mime_message_get_from(message);
    InternetAddress *first = list ? internet_address_list_get_address(list, 0) : NULL;
    const char *name = first ? internet_address_get_name(first) : NULL;
    if (first && (!name || !*name) && INTERNET_ADDRESS_IS_MAILBOX(first))
        name = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
    return name ? article_set_author(out, name, strlen(name), err) : NEWSDEX_OK;
}

/* "Harbour News <news.list.example>": the name, or else the id. */
static newsdex_status set_list(article *out, GMimeMessage *message, newsdex_error *err)
{
    const char *list = header_of(message, "List-Id");
    size_t name = strcspn(list, "<");
    newsdex_status status = article_set_field(&out->source, list, name, err);
    size_t id = strcspn(list + name, ">");
    if (!status && !out->source.length && id > 1)
        status = article_set_field(&out->source, list + name + 1, id - 1, err);
    return status;
}

/* The items of a list are keywords; the first one is the source, if that is wanted and not known.
 */
static newsdex_status set_keywords(article *out, const char *list, const char *separators,
                                   bool is_source, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    while (!status && *list) {
        size_t length = strcspn(list, separators);
        status = article_add_keyword(out, list, length, err);
        if (!status && is_source && !out->source.length)
            status = article_set_field(&out->source, list, length, err);
        list += length + (list[length] != '\0');
    }
    return status;
}

/* The time as its writer's clock had it: what GMime makes of it has lost the day. */
static void set_date(article *out, GMimeMessage *message)
{
    static const char *const names[] = {"Date", "NNTP-Posting-Date", "Delivery-Date", NULL};
    for (const char *const *name = names; *name && !*out->date_rule; name++) {
        const char *value = header_of(message, *name);
        if (article_date_parse(value, strlen(value), &out->date))
            out->date_rule = "declared";
    }
}

static newsdex_status fill_fields(article *out, GMimeMessage *message, newsdex_error *err)
{
    const char *subject = g_mime_message_get_subject(message);
    const char *id = g_mime_message_get_message_id(message);
    const char *language = header_of(message, "Content-Language");
    newsdex_status status = NEWSDEX_OK;
    if (subject)
        status = article_set_field(&out->title, subject, strlen(subject), err);
    if (!status && id)
        status = article_set_field(&out->id, id, strlen(id), err);
    if (!status)
        status = set_author(out, message, err);
    if (!status)
        status = set_keywords(out, header_of(message, "Newsgroups"), ",", true, err);
    if (!status && !out->source.length)
        status = set_list(out, message, err);
    if (!status)
        status = set_keywords(out, header_of(message, "Keywords"), ",;", false, err);
    if (!status)
        status = article_set_language(out, language, strcspn(language, ",;"), err);
    set_date(out, message);
    return status;
}

/* ---- the text ------------------------------------------------------------------------ */

/* Charsets of seven bits look like ASCII; only their name tells what they are. */
static newsdex_status append_decoded(ndx_buffer *out, const char *bytes, size_t length,
                                     const char *charset, article *a, newsdex_error *err)
{
    bool seven_bits =
        charset && (strncasecmp(charset, "iso-2022", 8) == 0 ||
                    strncasecmp(charset, "hz-gb", 5) == 0 || strcasecmp(charset, "utf-7") == 0);
    charset_decoder *decoder = NULL;
    if (!seven_bits || charset_decoder_open(charset, &decoder, NULL) != NEWSDEX_OK)
        return charset_to_utf8(bytes, length, charset, out, &a->charset, err);
    charset_use(&a->charset, charset);
    newsdex_status status = charset_decoder_feed(decoder, bytes, length, true, out, err);
    charset_decoder_close(decoder);
    return status;
}

static newsdex_status append_content(ndx_buffer *text, ndx_buffer *decoded, bool html,
                                     newsdex_error *err)
{
    sgml_span all = {decoded->data, decoded->length}, body;
    newsdex_status status =
        html ? sgml_append_text(text, sgml_find(all, "body", &body, NULL) ? body : all, err)
             : mail_append_plain(text, decoded->data, decoded->length, err);
    return status ? status : ndx_buffer_append(text, "\n\n", 2, err);
}

/* A part is decoded from base64 or quoted-printable, then from its charset. */
static newsdex_status append_part(ndx_buffer *text, GMimePart *part, article *a, newsdex_error *err)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char *charset = g_mime_content_type_get_parameter(type, "charset");
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (!content)
        return NEWSDEX_OK;
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), TRUE);
    g_mime_data_wrapper_write_to_stream(content, stream);
    ndx_buffer decoded;
    ndx_buffer_init(&decoded, ARTICLE_TEXT_MAX * 3);
    newsdex_status status = append_decoded(&decoded, bytes->len ? (const char *)bytes->data : "",
                                           bytes->len, charset, a, err);
    if (!status)
        status =
            append_content(text, &decoded, g_mime_content_type_is_type(type, "text", "html"), err);
    ndx_buffer_release(&decoded);
    g_object_unref(stream);
    return status;
}

static bool is_attached(GMimeObject *part)
{
    const char *disposition = g_mime_object_get_disposition(part);
    return disposition && strcasecmp(disposition, "attachment") == 0;
}

static bool is_readable(GMimeObject *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(part);
    return !is_attached(part) && GMIME_IS_PART(part) &&
           (g_mime_content_type_is_type(type, "text", "plain") ||
            g_mime_content_type_is_type(type, "text", "html"));
}

static newsdex_status append_object(ndx_buffer *text, GMimeObject *object, article *a,
                                    unsigned depth, newsdex_error *err);

/* A message within another, of a digest or handed on: its subject and its text. */
static newsdex_status append_message(ndx_buffer *text, GMimeMessage *message, article *a,
                                     unsigned depth, newsdex_error *err)
{
    const char *subject = message ? g_mime_message_get_subject(message) : NULL;
    newsdex_status status = NEWSDEX_OK;
    if (subject)
        status = ndx_buffer_append_text(text, subject, err);
    if (!status && subject)
        status = ndx_buffer_append(text, "\n\n", 2, err);
    return status || !message
               ? status
               : append_object(text, g_mime_message_get_mime_part(message), a, depth, err);
}

/* Of alternatives the first that says something: plain text is put first. */
static newsdex_status append_multipart(ndx_buffer *text, GMimeMultipart *parts, article *a,
                                       unsigned depth, newsdex_error *err)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(parts));
    bool choose = g_mime_content_type_is_type(type, "multipart", "alternative");
    size_t before = text->length;
    newsdex_status status = NEWSDEX_OK;
    int count = g_mime_multipart_get_count(parts);
    for (int i = 0; !status && i < count && !(choose && text->length > before); i++)
        status = append_object(text, g_mime_multipart_get_part(parts, i), a, depth, err);
    return status;
}

static newsdex_status append_object(ndx_buffer *text, GMimeObject *object, article *a,
                                    unsigned depth, newsdex_error *err)
{
    if (!object || depth == PARTS_DEPTH_MAX)
        return NEWSDEX_OK;
    if (GMIME_IS_MULTIPART(object))
        return append_multipart(text, GMIME_MULTIPART(object), a, depth + 1, err);
    if (GMIME_IS_MESSAGE_PART(object) && !is_attached(object))
        return append_message(text, g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), a,
                              depth + 1, err);
    return is_readable(object) ? append_part(text, GMIME_PART(object), a, err) : NEWSDEX_OK;
}

static newsdex_status fill_text(article *out, GMimeMessage *message, newsdex_error *err)
{
    ndx_buffer text;
    ndx_buffer_init(&text, ARTICLE_TEXT_MAX * 3);
    newsdex_status status =
        append_object(&text, g_mime_message_get_mime_part(message), out, 0, err);
    if (!status)
        status = article_set_text(out, text.data, text.length, err);
    ndx_buffer_release(&text);
    return status;
}

/* An address "g:g:g:..." would cost GMime the stack: too many colons of a line with what is folded
 * below it become spaces, for any part may be a message that has addresses. */
static void flatten_groups(char *text, size_t length)
{
    size_t colons = 0;
    for (char *line = text, *end = text + length, *next; line < end; line = next) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        next = stop ? stop + 1 : end;
        if (*line != ' ' && *line != '\t')
            colons = 0;
        for (char *c = line; (c = memchr(c, ':', (size_t)(next - c))) != NULL; c++)
            if (++colons > COLONS_MAX)
                *c = ' ';
    }
}

newsdex_status mail_message_read(article *out, char *bytes, size_t length, newsdex_error *err)
{
    static const char *charsets[] = {"utf-8", "windows-1252", NULL};
    begin_gmime();
    flatten_groups(bytes, length);
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    newsdex_status status = NEWSDEX_OK;
    if (message) {
        status = fill_fields(out, message, err);
        if (!status)
            status = fill_text(out, message, err);
        g_object_unref(message);
    } else {
        status = ndx_error_set(err, NEWSDEX_E_ARGUMENT, "no message of mail or news");
    }
    g_object_unref(parser);
    g_object_unref(stream);
    g_mime_parser_options_free(options);
    return status;
}

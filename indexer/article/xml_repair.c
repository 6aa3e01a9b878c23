#include "indexer/article/xml_repair.h"

#include <string.h>

#include "indexer/article/entity.h"

enum {
    LOOK_AHEAD = 16,  /* bytes that tell what "<" or "&" begins */
    EQUALS_MAX = 1000 /* of one tag: libxml2 compares each attribute with all others */
};

static const char cdata_start[] = "<![CDATA[", cdata_end[] = "]]>";
static const char comment_start[] = "<!--", comment_end[] = "-->";

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool begins_name(char c)
{
    return is_letter(c) || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static bool begins(const char *text, size_t length, const char *with)
{
    return length >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

/* Each of these reads some bytes of text, at least one but no more than limit when it only copies,
 * and returns how many. */

/* Up to and with the end mark, if it is there. */
static size_t find_end(xml_repair *repair, const char *text, size_t length, size_t limit,
                       const char *mark)
{
    const char *end = memmem(text, length, mark, strlen(mark));
    if (end)
        repair->where = XML_REPAIR_TEXT;
    return end ? (size_t)(end - text) + strlen(mark) : limit;
}

static size_t pass_cdata(xml_repair *repair, const char *text, size_t length, size_t limit,
                         ndx_buffer *out, newsdex_status *status, newsdex_error *err)
{
    size_t size = find_end(repair, text, length, limit, cdata_end);
    *status = ndx_buffer_append(out, text, size, err);
    return size;
}

size_t xml_repair_skip_declaration(xml_repair *repair, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '[')
            repair->in_subset = true;
        else if (text[i] == ']')
            repair->in_subset = false;
        else if (text[i] == '>' && !repair->in_subset) {
            repair->where = XML_REPAIR_TEXT;
            return i + 1;
        }
    }
    return length;
}

/* Numbers throughout: libxml2 drops references by name once a document had a fault. */
static size_t pass_reference(const char *text, size_t length, ndx_buffer *out,
                             newsdex_status *status, newsdex_error *err)
{
    char bytes[4];
    size_t size, used = entity_decode(text, length, bytes, &size);
    if (!used)
        *status = ndx_buffer_append_text(out, "&#38;", err);
    else if (size == 1 && strchr("&<>\"'", bytes[0]))
        *status = ndx_buffer_append_format(out, err, "&#%d;", bytes[0]);
    else
        *status = ndx_buffer_append(out, bytes, size, err);
    return used ? used : 1;
}

static size_t pass_less_than(xml_repair *repair, const char *text, size_t length, ndx_buffer *out,
                             newsdex_status *status, newsdex_error *err)
{
    const char *copy = "<";
    size_t used = 1;
    char next = length > 1 ? text[1] : ' ';
    repair->where = XML_REPAIR_TEXT;
    if (begins(text, length, cdata_start)) {
        repair->where = XML_REPAIR_CDATA;
        copy = cdata_start;
        used = strlen(cdata_start);
    } else if (begins(text, length, comment_start)) {
        repair->where = XML_REPAIR_COMMENT;
        copy = "";
        used = strlen(comment_start);
    } else if (next == '!' && length > 2 && is_letter(text[2])) {
        repair->where = XML_REPAIR_DECLARATION;
        repair->in_subset = false;
        copy = "";
    } else if (begins_name(next) || (next == '/' && length > 2 && begins_name(text[2]))) {
        repair->where = XML_REPAIR_TAG;
        repair->equals = 0;
    } else if (next != '?') {
        copy = "&#60;";
    }
    *status = ndx_buffer_append_text(out, copy, err);
    return used;
}

static size_t count_plain(const char *text, size_t limit, bool in_tag)
{
    size_t i = 0;
    while (i < limit && text[i] != '<' && text[i] != '&' &&
           !(in_tag && (text[i] == '>' || text[i] == '=')))
        i++;
    return i;
}

static size_t pass_markup(xml_repair *repair, const char *text, size_t length, size_t limit,
                          ndx_buffer *out, newsdex_status *status, newsdex_error *err)
{
    size_t plain = count_plain(text, limit, repair->where == XML_REPAIR_TAG);
    if (plain) {
        *status = ndx_buffer_append(out, text, plain, err);
        return plain;
    }
    if (text[0] == '&')
        return pass_reference(text, length, out, status, err);
    if (text[0] == '<')
        return pass_less_than(repair, text, length, out, status, err);
    if (text[0] == '>')
        repair->where = XML_REPAIR_TEXT;
    if (text[0] == '>' || ++repair->equals <= EQUALS_MAX)
        *status = ndx_buffer_append_byte(out, text[0], err);
    return 1;
}

newsdex_status xml_repair_append(xml_repair *repair, const char *text, size_t length, bool last,
                                 ndx_buffer *out, size_t *used, newsdex_error *err)
{
    size_t ahead = last ? 0 : LOOK_AHEAD;
    size_t limit = length > ahead ? length - ahead : 0, at = 0;
    newsdex_status status = NEWSDEX_OK;
    while (!status && at < limit) {
        if (repair->where == XML_REPAIR_CDATA)
            at += pass_cdata(repair, text + at, length - at, limit - at, out, &status, err);
        else if (repair->where == XML_REPAIR_COMMENT) /* is left out, whatever it quotes */
            at += find_end(repair, text + at, length - at, limit - at, comment_end);
        else if (repair->where == XML_REPAIR_DECLARATION)
            at += xml_repair_skip_declaration(repair, text + at, limit - at);
        else
            at += pass_markup(repair, text + at, length - at, limit - at, out, &status, err);
    }
    *used = at;
    return status;
}

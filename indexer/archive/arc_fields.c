#include "indexer/archive/arc_fields.h"

#include <string.h>
#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

arc_span arc_span_trim(arc_span span)
{
    while (span.length && is_space(span.text[span.length - 1]))
        span.length--;
    while (span.length && is_space(*span.text)) {
        span.text++;
        span.length--;
    }
    return span;
}

bool arc_span_begins(arc_span span, const char *prefix)
{
    size_t length = strlen(prefix);
    return span.length >= length && strncasecmp(span.text, prefix, length) == 0;
}

bool arc_span_is(arc_span span, const char *text)
{
    return span.length == strlen(text) && arc_span_begins(span, text);
}

bool arc_field_is(arc_span line, const char *name, arc_span *value)
{
    size_t length = strlen(name);
    if (!arc_span_begins(line, name))
        return false;
    arc_span rest = arc_span_trim((arc_span){line.text + length, line.length - length});
    if (!rest.length || *rest.text != ':')
        return false;
    *value = arc_span_trim((arc_span){rest.text + 1, rest.length - 1});
    return true;
}

bool arc_field_number(arc_span value, uint64_t *out)
{
    *out = 0;
    if (!value.length || value.length > 18)
        return false;
    for (size_t i = 0; i < value.length; i++) {
        if (value.text[i] < '0' || value.text[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(value.text[i] - '0');
    }
    return true;
}

/* Copies up to the first byte that cannot be in a name of a type or charset; too long ones are
 * none.
 */
static void copy_name(arc_span from, char *out, size_t size)
{
    size_t length = 0;
    while (length < from.length && from.text[length] > ' ' && from.text[length] < 0x7F &&
           !strchr(";,\"'<>", from.text[length]))
        length++;
    if (length >= size)
        length = 0;
    for (size_t i = 0; i < length; i++) {
        char c = from.text[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    out[length] = '\0';
}

arc_media arc_field_media(arc_span value)
{
    arc_media media = {"", ""};
    copy_name(arc_span_trim(value), media.type, sizeof media.type);
    for (; value.length; value.text++, value.length--) {
        arc_span charset;
        if (*value.text != ';' && !is_space(*value.text) && *value.text != ',')
            continue;
        charset = arc_span_trim((arc_span){value.text + 1, value.length - 1});
        if (!arc_span_begins(charset, "charset="))
            continue;
        charset.text += strlen("charset=");
        charset.length -= strlen("charset=");
        while (charset.length && strchr("\"' ", *charset.text) && *charset.text) {
            charset.text++;
            charset.length--;
        }
        copy_name(charset, media.charset, sizeof media.charset);
        break;
    }
    return media;
}

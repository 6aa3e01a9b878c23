#include "indexer/article/sgml.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/entity.h"
#include "searcher/base/error.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool ends_name(const char *text, size_t length, size_t at)
{
    return at >= length || text[at] == '>' || text[at] == '/' || is_space(text[at]);
}

/* name begins text, in any case; most texts differ in the first letter already. */
static bool begins_with(const char *text, const char *name, size_t size)
{
    return ((text[0] ^ name[0]) & ~0x20) == 0 && strncasecmp(text, name, size) == 0;
}

bool sgml_is_tag(const char *text, size_t length, const char *name)
{
    size_t size = strlen(name);
    return length > size && text[0] == '<' && begins_with(text + 1, name, size) &&
           ends_name(text, length, size + 1);
}

static bool is_end_tag(const char *text, size_t length, const char *name)
{
    return length > 2 && text[1] == '/' && begins_with(text + 2, name, strlen(name)) &&
           length >= 2 + strlen(name) && ends_name(text, length, 2 + strlen(name));
}

bool sgml_find(sgml_span text, const char *name, sgml_span *content, sgml_span *tag)
{
    const char *end = text.text + text.length, *at = text.text;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL &&
           !sgml_is_tag(at, (size_t)(end - at), name))
        at++;
    if (!at)
        return false;
    const char *inside = at + 1 + strlen(name);
    const char *close = memchr(inside, '>', (size_t)(end - inside));
    if (!close)
        return false;
    if (tag)
        *tag = (sgml_span){inside, (size_t)(close - inside)};
    content->text = ++close;
    while ((close = memchr(close, '<', (size_t)(end - close))) != NULL &&
           !is_end_tag(close, (size_t)(end - close), name))
        close++;
    content->length = (size_t)((close ? close : end) - content->text);
    return true;
}

bool sgml_find_next(sgml_span text, const char *name, sgml_span *content)
{
    const char *after = content->text + content->length;
    sgml_span rest = {after, (size_t)(text.text + text.length - after)};
    return sgml_find(rest, name, content, NULL);
}

sgml_span sgml_attribute(sgml_span tag, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i + size < tag.length; i++) {
        bool starts = i == 0 || is_space(tag.text[i - 1]);
        if (!starts || tag.text[i + size] != '=' || strncasecmp(tag.text + i, name, size) != 0)
            continue;
        size_t start = i + size + 1;
        char quote = start < tag.length ? tag.text[start] : '\0';
        bool quoted = quote == '"' || quote == '\'';
        size_t end = start += quoted;
        while (end < tag.length && (quoted ? tag.text[end] != quote : !is_space(tag.text[end])))
            end++;
        return (sgml_span){tag.text + start, end - start};
    }
    return (sgml_span){tag.text, 0};
}

/* ---- text without tags ------------------------------------------------------ */

static bool is_in(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

/* HTML's tags within a sentence, and those around paragraphs. */
static const char *const inline_tags[] = {
    "a",   "abbr", "acronym", "b",    "bdi",    "bdo",    "cite", "code", "data",
    "del", "dfn",  "em",      "font", "i",      "ins",    "kbd",  "mark", "q",
    "s",   "samp", "small",   "span", "strike", "strong", "sub",  "sup",  "tt",
    "u",   "var",  "wbr",     "img",  "time",   "label",  NULL};
static const char *const block_tags[] = {
    "p",     "div",     "li",     "ul",     "ol",         "dl",     "dd",         "dt",
    "h1",    "h2",      "h3",     "h4",     "h5",         "h6",     "section",    "hr",
    "table", "article", "header", "footer", "blockquote", "figure", "figcaption", "aside",
    "main",  "pre",     "body",   "title",  NULL};

bool sgml_is_block(const char *name)
{
    return is_in(name, block_tags);
}

/* What stands in a tag's place in the text. */
static const char *tag_break(const char *name)
{
    if (is_in(name, inline_tags) || strcmp(name, "f") == 0) /* FBIS marks phrases with F */
        return "";
    if (sgml_is_block(name))
        return "\n\n";
    return strcmp(name, "br") == 0 || strcmp(name, "tr") == 0 ? "\n" : " ";
}

typedef struct tag_token {
    char name[12]; /* lower case; "" for a comment or declaration; a longer name is cut */
    bool end;
    size_t length; /* of the whole tag */
} tag_token;

static size_t length_to(const char *text, size_t length, const char *end)
{
    const char *found = memmem(text, length, end, strlen(end));
    return found ? (size_t)(found - text) + strlen(end) : length;
}

/* Over the content of a script or style element. */
static size_t skip_raw(const char *text, size_t length, const char *name)
{
    const char *at = text, *end = text + length;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        if (is_end_tag(at, (size_t)(end - at), name))
            return (size_t)(at - text) + length_to(at, (size_t)(end - at), ">");
        at++;
    }
    return length;
}

/* Reads the tag at text, which begins with "<"; false when that is only a "less than". */
static bool read_tag(const char *text, size_t length, tag_token *token)
{
    *token = (tag_token){.end = length > 1 && text[1] == '/'};
    if (length > 1 && (text[1] == '!' || text[1] == '?')) {
        bool comment = length > 3 && memcmp(text, "<!--", 4) == 0;
        bool data = length > 8 && memcmp(text, "<![CDATA[", 9) == 0;
        token->length = data ? 9 : length_to(text, length, comment ? "-->" : ">");
        return true;
    }
    size_t at = 1u + token->end, size = 0;
    if (at >= length || !is_name_byte(text[at]) || (text[at] >= '0' && text[at] <= '9'))
        return false;
    for (; at < length && is_name_byte(text[at]); at++)
        if (size + 1 < sizeof token->name)
            token->name[size++] =
                (char)(text[at] >= 'A' && text[at] <= 'Z' ? text[at] | 0x20 : text[at]);
    /* Stopping at the next "<" keeps "a<b" in the text, and hostile input linear. */
    while (at < length && text[at] != '>' && text[at] != '<')
        at++;
    if (at == length || text[at] == '<')
        return false;
    token->length = at + 1;
    return true;
}

/* The bytes of the whole element where a tag begins script or style, else of the tag. */
static size_t length_of(const tag_token *tag, const char *text, size_t length)
{
    bool raw = !tag->end && (strcmp(tag->name, "script") == 0 || strcmp(tag->name, "style") == 0);
    return tag->length + (raw ? skip_raw(text + tag->length, length - tag->length, tag->name) : 0);
}

newsdex_status sgml_append_text(ndx_buffer *out, sgml_span content, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    const char *text = content.text;
    size_t length = content.length, start = 0, from = 0;
    const char *at;
    while (!status && (at = memchr(text + from, '<', length - from)) != NULL) {
        size_t position = (size_t)(at - text);
        tag_token token;
        if (!read_tag(at, length - position, &token)) {
            from = position + 1;
            continue;
        }
        status = entity_append(out, text + start, position - start, err);
        if (!status && *token.name)
            status = ndx_buffer_append_text(out, tag_break(token.name), err);
        start = from = position + length_of(&token, at, length - position);
    }
    return status ? status : entity_append(out, text + start, length - start, err);
}

bool sgml_has_html(const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        tag_token token;
        /* Comments and the like tell nothing, and are long to read. */
        bool tag = end - at > 1 && at[1] != '!' && at[1] != '?';
        if (tag && read_tag(at, (size_t)(end - at), &token) &&
            (is_in(token.name, inline_tags) || sgml_is_block(token.name) ||
             strcmp(token.name, "br") == 0))
            return true;
        at++;
    }
    return false;
}

newsdex_status sgml_append_indented(ndx_buffer *out, const char *text, size_t length, size_t indent,
                                    newsdex_error *err)
{
    static const char spaces[] = "\n                ";
    newsdex_status status = NEWSDEX_OK;
    size_t start = 0;
    const char *at;
    while (!status && (at = memmem(text + start, length - start, spaces, indent + 1)) != NULL) {
        size_t end = (size_t)(at - text) + indent + 1;
        bool paragraph = end < length && text[end] != ' ';
        status = ndx_buffer_append(out, text + start, end - start, err);
        if (!status && paragraph)
            status = ndx_buffer_append(out, "\n\n", 2, err);
        start = end;
    }
    return status ? status : ndx_buffer_append(out, text + start, length - start, err);
}

/* ---- element by element ------------------------------------------------------ */

void sgml_stream_init(sgml_stream *stream, const char *name)
{
    *stream = (sgml_stream){.name = name};
    snprintf(stream->start, sizeof stream->start, "<%s", name);
    snprintf(stream->end, sizeof stream->end, "</%s>", name);
    ndx_buffer_init(&stream->piece, ARTICLE_TEXT_MAX);
}

void sgml_stream_release(sgml_stream *stream)
{
    ndx_buffer_release(&stream->piece);
}

/* The offset of the first start tag at or behind from; the length of the piece when there is none.
 */
static size_t find_start(const sgml_stream *stream, size_t from)
{
    const char *text = stream->piece.data, *end = text + stream->piece.length, *at = text + from;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        if (sgml_is_tag(at, (size_t)(end - at), stream->name))
            return (size_t)(at - text);
        at++;
    }
    return stream->piece.length;
}

article_result sgml_stream_next(sgml_stream *stream, format_input *input, sgml_span *element,
                                newsdex_error *err)
{
    size_t start;
    while ((start = find_start(stream, stream->offset)) == stream->piece.length) {
        ndx_buffer_clear(&stream->piece);
        stream->offset = 0;
        bool found;
        newsdex_status status =
            format_input_read_until(input, stream->end, &stream->piece, &found, err);
        if (status == NEWSDEX_E_LIMIT) {
            ndx_error_set(err, status, "article %llu is longer than %zu bytes",
                          (unsigned long long)++stream->count, ARTICLE_TEXT_MAX);
        }
        if (status) {
            ndx_buffer_clear(&stream->piece);
            return ARTICLE_FAILED;
        }
        if (!stream->piece.length)
            return ARTICLE_END;
    }
    /* The next one's start tag ends an element that is not closed. */
    size_t end = find_start(stream, start + 1);
    stream->offset = end;
    size_t closing = strlen(stream->end);
    const char *text = stream->piece.data;
    if (end == stream->piece.length && end - start > closing &&
        strncasecmp(text + end - closing, stream->end, closing) == 0)
        end -= closing;
    *element = (sgml_span){text + start, end - start};
    stream->count++;
    return ARTICLE_FOUND;
}

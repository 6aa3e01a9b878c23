/* JSON: an object, an array of any size, JSON Lines, or values one after the other; never all of it
 * in memory. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/json_fields.h"
#include "indexer/article/json_loose.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"

static const char *const line_extensions[] = {"jsonl", "ndjson", "jsonlines", NULL};

static int bid(const format_probe *probe)
{
    static const char *const extensions[] = {"json", "jsonl", "ndjson", "jsonlines", NULL};
    size_t at = sniff_skip_space(probe);
    char first = at < probe->length ? probe->head[at] : '\0';
    if (first != '{' && first != '[')
        return 0;
    if (sniff_has_extension(probe->basename, extensions))
        return 90;
    format_probe rest = {"", "", probe->head + at + 1, probe->length - at - 1};
    size_t next = sniff_skip_space(&rest);
    char second = next < rest.length ? rest.head[next] : '\0';
    return second && strchr(first == '{' ? "\"}" : "{]", second) ? 60 : 0;
}

typedef enum json_mode { START, LINES, VALUES, ARRAY } json_mode;

typedef struct json_state {
    const format_options *options;
    json_mode mode;
    uint64_t count;     /* lines, values or elements read */
    ndx_buffer raw;     /* one of them */
    ndx_buffer utf8;    /* the same, repaired */
    json_t *root;       /* of the list that is being given out */
    const json_t *list; /* within root; NULL: none */
    size_t index;
} json_state;

static newsdex_status open_json(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    (void)input;
    json_state *j = calloc(1, sizeof *j);
    *state = j;
    if (!j)
        return ndx_error_nomem(err);
    j->options = options;
    ndx_buffer_init(&j->raw, ARTICLE_TEXT_MAX * 2);
    ndx_buffer_init(&j->utf8, ARTICLE_TEXT_MAX * 6);
    return NEWSDEX_OK;
}

static void close_json(void *state)
{
    json_state *j = state;
    if (!j)
        return;
    json_decref(j->root);
    ndx_buffer_release(&j->raw);
    ndx_buffer_release(&j->utf8);
    free(j);
}

/* ---- the extent of a value --------------------------------------------------------- */

typedef struct extent {
    size_t depth;
    bool in_string, escaped, complete;
} extent;

/* Follows a value that begins with a bracket; returns how many of the bytes belong to it. */
static size_t measure(extent *e, const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = data[i];
        if (e->escaped) {
            e->escaped = false;
        } else if (e->in_string) {
            e->escaped = c == '\\';
            e->in_string = c != '"';
        } else if (c == '"') {
            e->in_string = true;
        } else if (c == '{' || c == '[') {
            e->depth++;
        } else if ((c == '}' || c == ']') && --e->depth == 0) {
            e->complete = true;
            return i + 1;
        }
    }
    return length;
}

/* Lines stand for themselves when the first holds a whole object and the next begins another. */
static bool is_lines(const char *head, size_t length, const char *basename)
{
    if (sniff_has_extension(basename, line_extensions))
        return true;
    extent e = {.depth = 0};
    size_t end = measure(&e, head, length);
    if (!e.complete || memchr(head, '\n', end))
        return false;
    while (end < length && strchr(" \t\r", head[end]))
        end++;
    return end + 1 < length && head[end] == '\n' && head[end + 1] == '{';
}

/* ---- parsing ------------------------------------------------------------------------- */

/* The value in raw; NULL with err's message on failure. */
static json_t *parse(json_state *j, article *out, newsdex_error *err)
{
    json_t *value;
    ndx_buffer_clear(&j->utf8);
    json_loose_parse(j->raw.data, j->raw.length, &j->utf8, &out->charset, &value, err);
    return value;
}

/* ---- articles --------------------------------------------------------------------------- */

static const char *unit(const json_state *j)
{
    return j->mode == LINES ? "line" : j->mode == ARRAY ? "element" : "value";
}

/* Puts the place before the reason. */
static article_result fail(const json_state *j, article_result result, newsdex_error *err)
{
    newsdex_error reason = *err;
    if (j->list)
        ndx_error_set(err, reason.status, "element %zu: %s", j->index, reason.message);
    else
        ndx_error_set(err, reason.status, "%s %llu: %s", unit(j), (unsigned long long)j->count,
                      reason.message);
    return result;
}

static article_result skip(const json_state *j, const char *reason, newsdex_error *err)
{
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s", reason);
    return fail(j, ARTICLE_SKIPPED, err);
}

/* Whether what was found is an article; media: what a ninjs object is instead, or NULL. */
static article_result judge(const json_state *j, const article *out, const char *media,
                            newsdex_error *err)
{
    if (out->text.length || (out->title.length && !media))
        return ARTICLE_FOUND;
    if (!media)
        return skip(j, "no title and no text", err);
    char reason[64];
    snprintf(reason, sizeof reason, "type %s, without text", media);
    return skip(j, reason, err);
}

static article_result next_of_list(json_state *j, article *out, newsdex_error *err)
{
    const json_t *object = json_array_get(j->list, j->index++);
    newsdex_status status = json_fields_fill(out, object, j->options, err);
    if (!status)
        status = article_set_locator(out, j->index, err);
    if (status)
        return fail(j, ARTICLE_FAILED, err);
    return judge(j, out, json_fields_media(object), err);
}

static void end_list(json_state *j)
{
    json_decref(j->root);
    j->root = NULL;
    j->list = NULL;
}

/* The next byte that is no white space, nor a comma if those are let pass; NUL at the end. */
static newsdex_status skip_to_value(format_input *input, bool commas, char *first,
                                    newsdex_error *err)
{
    for (;;) {
        const char *data;
        size_t length, at = 0;
        newsdex_status status = format_input_peek(input, 1, &data, &length, err);
        *first = '\0';
        if (status || !length)
            return status;
        while (at < length && data[at] && strchr(commas ? " \t\r\n," : " \t\r\n", data[at]))
            at++;
        format_input_consume(input, at);
        if (at < length) {
            *first = data[at] ? data[at] : ' ';
            return NEWSDEX_OK;
        }
    }
}

/* The value in raw as an article; only tells whether it is the only one of the entry. */
static article_result make_article(json_state *j, article *out, bool only, newsdex_error *err)
{
    json_t *value = parse(j, out, err);
    if (!value)
        return fail(j, ARTICLE_FAILED, err);
    newsdex_status status = NEWSDEX_OK;
    bool object = json_is_object(value);
    const char *media = json_fields_media(value);
    if (object)
        status = json_fields_fill(out, value, j->options, err);
    if (!status && object && !media && !out->text.length && j->mode != ARRAY) {
        j->list = json_fields_list(value, out->title.length > 0);
        if (j->list) {
            const charset_used charset = out->charset;
            const char *name = out->format;
            article_clear(out);
            out->format = name;
            out->charset = charset;
            j->root = value;
            j->index = 0;
            return next_of_list(j, out, err);
        }
    }
    json_decref(value);
    if (!status && !only)
        status = article_set_locator(out, j->count, err);
    if (status)
        return fail(j, ARTICLE_FAILED, err);
    if (!object)
        return skip(j, "not an object", err);
    return judge(j, out, media, err);
}

/* ---- reading ------------------------------------------------------------------------------ */

/* Reads a value that begins with a bracket into raw; NEWSDEX_E_LIMIT when it is too large, with the
 * place behind it. */
static newsdex_status read_bracketed(json_state *j, format_input *input, newsdex_error *err)
{
    extent e = {.depth = 0};
    newsdex_status kept = NEWSDEX_OK;
    ndx_buffer_clear(&j->raw);
    while (!e.complete) {
        const char *data;
        size_t length;
        newsdex_status status = format_input_peek(input, 1, &data, &length, err);
        if (status)
            return status;
        if (!length)
            return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "it is cut off");
        size_t taken = measure(&e, data, length);
        if (!kept)
            kept = ndx_buffer_append(&j->raw, data, taken, err);
        format_input_consume(input, taken);
    }
    return kept;
}

/* Reads over what is neither object nor array: up to a bracket, a comma or a line end. */
static newsdex_status read_scalar(json_state *j, format_input *input, newsdex_error *err)
{
    bool in_string = false, escaped = false;
    ndx_buffer_clear(&j->raw);
    for (;;) {
        const char *data;
        size_t length, at = 0;
        newsdex_status status = format_input_peek(input, 1, &data, &length, err);
        if (status || !length)
            return status;
        for (; at < length; at++) {
            if (!in_string && data[at] && strchr(",{}[]\n", data[at]))
                break;
            in_string = in_string != (data[at] == '"' && !escaped);
            escaped = in_string && !escaped && data[at] == '\\';
        }
        format_input_consume(input, at);
        if (at < length)
            return NEWSDEX_OK;
    }
}

static article_result next_line(json_state *j, format_input *input, article *out,
                                newsdex_error *err)
{
    for (;;) {
        bool found;
        char first;
        ndx_buffer_clear(&j->raw);
        newsdex_status status = format_input_read_until(input, "\n", &j->raw, &found, err);
        if (!status && !j->raw.length && !found)
            return ARTICLE_END;
        j->count++;
        if (status)
            return fail(j, ARTICLE_FAILED, err);
        if (strspn(j->raw.data, " \t\r\n") == j->raw.length)
            continue;
        bool only =
            j->count == 1 && skip_to_value(input, false, &first, err) == NEWSDEX_OK && !first;
        return make_article(j, out, only, err);
    }
}

/* Moves to the next value, into an array or out of it on the way; *first is NUL at the end. */
static newsdex_status find_value(json_state *j, format_input *input, char *first,
                                 newsdex_error *err)
{
    for (;;) {
        newsdex_status status = skip_to_value(input, j->mode == ARRAY, first, err);
        if (!status && j->mode == ARRAY && *first == ']')
            j->mode = VALUES;
        else if (!status && j->mode == VALUES && *first == '[')
            j->mode = ARRAY;
        else
            return status;
        format_input_consume(input, 1);
    }
}

/* An element of an array, or one of several values. */
static article_result next_value(json_state *j, format_input *input, article *out,
                                 newsdex_error *err)
{
    char first;
    newsdex_status status = find_value(j, input, &first, err);
    if (status)
        return ARTICLE_FAILED;
    if (!first)
        return ARTICLE_END;
    j->count++;
    if (first != '{' && first != '[') {
        status = read_scalar(j, input, err);
        /* Stray closing brackets stop read_scalar at once. */
        if (!status && strchr("}],", first))
            format_input_consume(input, 1);
        if (j->count == 1)
            format_input_end(input); /* an array of numbers, not of articles */
        return status ? ARTICLE_FAILED : skip(j, "not an object", err);
    }
    status = read_bracketed(j, input, err);
    if (status)
        return fail(j, ARTICLE_FAILED, err);
    bool only = j->mode == VALUES && j->count == 1 &&
                skip_to_value(input, false, &first, err) == NEWSDEX_OK && !first;
    return make_article(j, out, only, err);
}

static newsdex_status start(json_state *j, format_input *input, newsdex_error *err)
{
    const char *head;
    size_t length;
    char first;
    newsdex_status status = skip_to_value(input, false, &first, err);
    if (!status)
        status = format_input_peek(input, FORMAT_HEAD_MAX, &head, &length, err);
    if (status)
        return status;
    j->mode = first == '{' && is_lines(head, length, input->source->basename) ? LINES : VALUES;
    return NEWSDEX_OK;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    json_state *j = state;
    if (j->mode == START && start(j, input, err) != NEWSDEX_OK)
        return ARTICLE_FAILED;
    if (j->list && j->index < json_array_size(j->list))
        return next_of_list(j, out, err);
    end_list(j);
    return j->mode == LINES ? next_line(j, input, out, err) : next_value(j, input, out, err);
}

const format format_json = {"json", bid, open_json, next, close_json};

/* CSV and TSV with a line of column names: an article a row. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/json_fields.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"

enum { COLUMNS_MAX = 1024 }; /* what is further right is passed over */

/* The separator that the first line has most of, the earlier of equals; NUL when it has none. */
static char find_separator(const char *head, size_t length)
{
    static const char separators[] = "\t;,|";
    size_t counts[sizeof separators] = {0}, best = sizeof separators - 1;
    for (size_t i = 0; i < length && head[i] != '\n'; i++) {
        const char *found = head[i] ? strchr(separators, head[i]) : NULL;
        if (found)
            counts[found - separators]++;
    }
    for (size_t i = sizeof separators - 1; i-- > 0;)
        if (counts[i] && counts[i] >= counts[best])
            best = i;
    return separators[best];
}

/* By the name as well: prose has commas. */
static int bid(const format_probe *probe)
{
    static const char *const extensions[] = {"csv", "tsv", NULL};
    bool named = sniff_has_extension(probe->basename, extensions);
    return named && find_separator(probe->head, probe->length) ? 60 : 0;
}

typedef struct csv_state {
    const format_options *options;
    char separator; /* NUL before the first row is read */
    json_t *names;  /* of the columns */
    uint64_t count; /* rows read, the names not counted */
    ndx_buffer raw, utf8, cell;
} csv_state;

static newsdex_status open_csv(format_input *input, const format_options *options, void **state,
                               newsdex_error *err)
{
    (void)input;
    csv_state *c = calloc(1, sizeof *c);
    *state = c;
    if (!c)
        return ndx_error_nomem(err);
    c->options = options;
    ndx_buffer_init(&c->raw, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&c->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&c->cell, ARTICLE_TEXT_MAX * 3);
    c->names = json_array();
    return c->names ? NEWSDEX_OK : ndx_error_nomem(err);
}

static void close_csv(void *state)
{
    csv_state *c = state;
    if (!c)
        return;
    json_decref(c->names);
    ndx_buffer_release(&c->raw);
    ndx_buffer_release(&c->utf8);
    ndx_buffer_release(&c->cell);
    free(c);
}

/* ---- rows ------------------------------------------------------------------- */

/* A mark opens a quoted cell only at its start, and inside of one stands for itself when doubled.
 */
typedef enum cell_state { CELL_START, CELL_BARE, CELL_QUOTED, CELL_QUOTE_SEEN } cell_state;

static cell_state step(cell_state state, char c, char separator)
{
    if (state == CELL_QUOTED)
        return c == '"' ? CELL_QUOTE_SEEN : CELL_QUOTED;
    if (c == '"' && state != CELL_BARE)
        return CELL_QUOTED;
    return c == separator ? CELL_START : CELL_BARE;
}

/* Reads a row with its line end into raw; length 0 at the end. Over the cap: NEWSDEX_E_LIMIT, with
 * the place behind it. */
static newsdex_status read_row(csv_state *c, format_input *input, newsdex_error *err)
{
    cell_state state = CELL_START;
    newsdex_status kept = NEWSDEX_OK;
    ndx_buffer_clear(&c->raw);
    for (bool whole = false; !whole;) {
        const char *data;
        size_t length, taken = 0;
        newsdex_status status = format_input_peek(input, 1, &data, &length, err);
        if (status)
            return status;
        if (!length && state == CELL_QUOTED)
            return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "a quotation mark is not closed");
        if (!length)
            return kept;
        while (taken < length && !whole) {
            char byte = data[taken++];
            whole = byte == '\n' && state != CELL_QUOTED;
            state = step(state, byte, c->separator);
        }
        if (!kept)
            kept = ndx_buffer_append(&c->raw, data, taken, err);
        format_input_consume(input, taken);
    }
    return kept;
}

/* The cell at text into c->cell, without quotation marks; returns its bytes. */
static size_t read_cell(csv_state *c, const char *text, size_t length, newsdex_status *status,
                        newsdex_error *err)
{
    cell_state state = CELL_START;
    size_t at = 0;
    ndx_buffer_clear(&c->cell);
    for (; !*status && at < length; at++) {
        cell_state next = step(state, text[at], c->separator);
        if (next == CELL_START)
            break;
        bool mark = text[at] == '"' && (next == CELL_QUOTE_SEEN || state == CELL_START);
        if (!mark)
            *status = ndx_buffer_append_byte(&c->cell, text[at], err);
        state = next;
    }
    return at;
}

/* The cells of raw: the names of the columns while those are not known, else members of object. */
static newsdex_status read_cells(csv_state *c, article *out, const char *declared, json_t *object,
                                 newsdex_error *err)
{
    ndx_buffer_clear(&c->utf8);
    newsdex_status status =
        charset_to_utf8(c->raw.data, c->raw.length, declared, &c->utf8, &out->charset, err);
    size_t length = c->utf8.length;
    while (length && strchr("\r\n", c->utf8.data[length - 1]))
        length--;
    size_t column = 0;
    for (size_t at = 0; !status && at < length && column < COLUMNS_MAX; column++) {
        at += read_cell(c, c->utf8.data + at, length - at, &status, err) + 1;
        json_t *value = json_stringn_nocheck(c->cell.data, c->cell.length);
        const char *name = json_string_value(json_array_get(c->names, column));
        if (!value)
            return ndx_error_nomem(err);
        if (!object && json_array_append_new(c->names, value))
            return ndx_error_nomem(err);
        if (object && !name)
            json_decref(value);
        else if (object && json_object_set_new_nocheck(object, name, value))
            return ndx_error_nomem(err);
    }
    return status;
}

/* ---- articles --------------------------------------------------------------- */

/* Would a full row be an article? */
static newsdex_status check_names(csv_state *c, article *out, bool *known, newsdex_error *err)
{
    json_t *row = json_object(), *value = json_string("x");
    newsdex_status status = row && value ? NEWSDEX_OK : ndx_error_nomem(err);
    for (size_t i = 0; !status && i < json_array_size(c->names); i++)
        if (json_object_set_nocheck(row, json_string_value(json_array_get(c->names, i)), value))
            status = ndx_error_nomem(err);
    if (!status)
        status = json_fields_fill(out, row, c->options, err);
    *known = out->title.length || out->text.length;
    json_decref(row);
    json_decref(value);
    const char *name = out->format;
    article_clear(out);
    out->format = name;
    return status;
}

static article_result start(csv_state *c, format_input *input, article *out, newsdex_error *err)
{
    const char *head;
    size_t length;
    bool known = false;
    if (format_input_peek(input, FORMAT_HEAD_MAX, &head, &length, err))
        return ARTICLE_FAILED;
    c->separator = find_separator(head, length);
    if (read_row(c, input, err) || read_cells(c, out, input->source->charset, NULL, err) ||
        check_names(c, out, &known, err)) {
        format_input_end(input);
        return ARTICLE_FAILED;
    }
    if (known)
        return ARTICLE_FOUND;
    format_input_end(input);
    ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                  "no column is known as a title or text: name one with --map");
    return ARTICLE_SKIPPED;
}

static newsdex_status fill(csv_state *c, article *out, const char *declared, newsdex_error *err)
{
    json_t *row = json_object();
    newsdex_status status = row ? NEWSDEX_OK : ndx_error_nomem(err);
    if (!status)
        status = read_cells(c, out, declared, row, err);
    if (!status)
        status = json_fields_fill(out, row, c->options, err);
    json_decref(row);
    if (!status)
        status = article_set_locator(out, c->count, err);
    return status;
}

/* Puts the place before the reason. */
static article_result refuse(const csv_state *c, article_result result, newsdex_error *err)
{
    newsdex_error reason = *err;
    ndx_error_set(err, reason.status, "row %llu: %s", (unsigned long long)c->count, reason.message);
    return result;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    csv_state *c = state;
    article_result started = c->separator ? ARTICLE_FOUND : start(c, input, out, err);
    if (started != ARTICLE_FOUND)
        return started;
    do {
        newsdex_status status = read_row(c, input, err);
        c->count += c->raw.length > 0;
        if (status)
            return refuse(c, ARTICLE_FAILED, err);
        if (!c->raw.length)
            return ARTICLE_END;
    } while (strspn(c->raw.data, "\r\n") == c->raw.length);
    if (fill(c, out, input->source->charset, err))
        return refuse(c, ARTICLE_FAILED, err);
    if (out->title.length || out->text.length)
        return ARTICLE_FOUND;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "no title and no text");
    return refuse(c, ARTICLE_SKIPPED, err);
}

const format format_csv = {"csv", bid, open_csv, next, close_csv};

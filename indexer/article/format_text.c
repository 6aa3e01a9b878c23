/* Plain text: anything that no other format takes and that is no binary. One article an entry. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/markdown.h"
#include "indexer/article/sniff.h"
#include "indexer/article/text_header.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

enum {
    HEADLINE_MAX = 200,  /* bytes; a longer first line is no headline */
    CUT_TITLE_MAX = 120, /* bytes of text that stand for a title */
    GAP = 8,             /* spaces in a row: a layout's border, not part of a sentence */
    GAP_TITLE_MIN = 24,
    DATE_LOOK_MAX = 600, /* bytes at the start of the text in which a date is looked for */
};

typedef struct text_state {
    ndx_buffer raw, utf8;
    const char *other; /* what it is instead of an article, or NULL */
    bool done;
} text_state;

static int bid(const format_probe *probe)
{
    (void)probe; /* binary data has been refused by then */
    return 1;
}

static newsdex_status open_text(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    (void)options;
    text_state *t = calloc(1, sizeof *t);
    *state = t;
    if (!t)
        return ndx_error_nomem(err);
    ndx_buffer_init(&t->raw, ARTICLE_TEXT_MAX);
    ndx_buffer_init(&t->utf8, ARTICLE_TEXT_MAX * 3);
    format_probe probe = {.basename = input->source->basename, .path = input->source->path};
    newsdex_status status =
        format_input_peek(input, FORMAT_HEAD_MAX, &probe.head, &probe.length, err);
    t->other = status ? NULL : sniff_other_text(&probe);
    return NEWSDEX_OK; /* a read error shows again in next */
}

static void close_text(void *state)
{
    text_state *t = state;
    if (!t)
        return;
    ndx_buffer_release(&t->raw);
    ndx_buffer_release(&t->utf8);
    free(t);
}

/* ---- the title ------------------------------------------------------------- */

static size_t line_length(const char *text, size_t length)
{
    const char *end = memchr(text, '\n', length);
    return end ? (size_t)(end - text) : length;
}

/* A headline stands above an empty line, or above a line that is plainly the beginning of something
 * else. */
static bool is_headline(const char *text, size_t length, size_t line)
{
    if (line > HEADLINE_MAX || line + 1 >= length || strchr(",;:-", text[line - 1]))
        return false;
    const char *next = text + line + 1;
    if (*next == '\n')
        return true;
    size_t next_line = line_length(next, length - line - 1);
    bool capital = !(*next >= 'a' && *next <= 'z');
    return capital && text[line - 1] != '.' && next_line > line + line / 2;
}

/* How much of the first line stands for a title. */
static size_t cut_title(const char *text, size_t length)
{
    size_t line = line_length(text, length);
    if (line <= CUT_TITLE_MAX)
        return line;
    size_t cut = ndx_utf8_cut(text, line, CUT_TITLE_MAX);
    for (size_t i = cut; i > CUT_TITLE_MAX / 2; i--)
        if (text[i] == ' ')
            return i;
    return cut;
}

/* Where a long gap in a layout of spaces ends what looks like a title; 0 when there is none. */
static size_t find_gap(const char *text, size_t length)
{
    size_t words = 0, spaces = 0;
    for (size_t i = 0; i < length && words < HEADLINE_MAX; i++) {
        if (text[i] == '\n')
            return 0;
        if (text[i] == ' ') {
            spaces++;
        } else {
            if (spaces >= GAP && words >= GAP_TITLE_MIN)
                return i;
            spaces = 0;
            words++;
        }
    }
    return 0;
}

/* The lines that take up so many bytes at the start of the text are its title. */
static void drop_lines(article *out, size_t used)
{
    const char *text = out->text.data;
    size_t rest = used + strspn(text + used, "\n");
    memmove(out->text.data, text + rest, out->text.length - rest);
    ndx_buffer_truncate(&out->text, out->text.length - rest);
}

static newsdex_status set_heading(article *out, const markdown_heading *heading, newsdex_error *err)
{
    ndx_buffer plain;
    ndx_buffer_init(&plain, ARTICLE_TEXT_MAX);
    newsdex_status status = markdown_append_plain(&plain, heading->text, heading->length, err);
    if (!status)
        status = article_set_field(&out->title, plain.data, plain.length, err);
    ndx_buffer_release(&plain);
    drop_lines(out, heading->used);
    return status;
}

/* raw: the text before white space was tidied. The text keeps all its words unless the title is a
 * line of its own. */
static newsdex_status set_title_line(article *out, const char *raw, size_t raw_length,
                                     newsdex_error *err)
{
    const char *text = out->text.data;
    size_t length = out->text.length;
    size_t line = line_length(text, length);
    if (is_headline(text, length, line)) {
        newsdex_status status = article_set_field(&out->title, text, line, err);
        drop_lines(out, line);
        return status;
    }
    size_t indent = 0;
    while (indent < raw_length && (unsigned char)raw[indent] <= ' ')
        indent++;
    size_t gap = find_gap(raw + indent, raw_length - indent);
    if (gap)
        return article_set_field(&out->title, raw + indent, gap, err);
    size_t cut = cut_title(text, length);
    newsdex_status status = article_set_field(&out->title, text, cut, err);
    if (!status && cut < line)
        status = ndx_buffer_append_text(&out->title, "\xE2\x80\xA6", err);
    return status;
}

/* raw: as above. */
static newsdex_status set_title(article *out, const char *raw, size_t raw_length,
                                newsdex_error *err)
{
    markdown_heading heading;
    return markdown_find_heading(out->text.data, out->text.length, &heading)
               ? set_heading(out, &heading, err)
               : set_title_line(out, raw, raw_length, err);
}

/* ---- the article ------------------------------------------------------------ */

static void find_date(article *out, const entry_source *source)
{
    article_date_from_place(out, source->basename, source->path);
    if (out->date.precision != NDX_DATE_UNKNOWN)
        return;
    size_t length = out->text.length < DATE_LOOK_MAX ? out->text.length : DATE_LOOK_MAX;
    if (article_date_find(out->title.data, out->title.length, &out->date) ||
        article_date_find(out->text.data, length, &out->date))
        out->date_rule = "text";
}

static newsdex_status fill(text_state *t, format_input *input, article *out, newsdex_error *err)
{
    newsdex_status status = charset_to_utf8(t->raw.data, t->raw.length, input->source->charset,
                                            &t->utf8, &out->charset, err);
    size_t header = 0;
    if (!status)
        status = text_header_read(out, t->utf8.data, t->utf8.length, &header, err);
    const char *body = t->utf8.data + header;
    size_t length = t->utf8.length - header;
    if (!status)
        status = article_set_text(out, body, length, err);
    if (!status && !out->title.length && out->text.length)
        status = set_title(out, body, length, err);
    if (!status)
        find_date(out, input->source);
    return status;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    text_state *t = state;
    if (t->done)
        return ARTICLE_END;
    t->done = true;
    if (t->other) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s, not an article", t->other);
        return ARTICLE_SKIPPED;
    }
    newsdex_status status = format_input_read_all(input, &t->raw, err);
    if (!status)
        status = fill(t, input, out, err);
    if (status)
        return ARTICLE_FAILED;
    if (!out->title.length && !out->text.length) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "blank");
        return ARTICLE_SKIPPED;
    }
    return ARTICLE_FOUND;
}

const format format_text = {"text", bid, open_text, next, close_text};

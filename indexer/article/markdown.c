#include "indexer/article/markdown.h"

#include <string.h>

enum { LEVEL_MAX = 6, UNDERLINE_MIN = 3 };

static size_t line_length(const char *text, size_t length)
{
    const char *end = memchr(text, '\n', length);
    return end ? (size_t)(end - text) : length;
}

static size_t run_length(const char *text, size_t length, char c)
{
    size_t run = 0;
    while (run < length && text[run] == c)
        run++;
    return run;
}

static void trim(markdown_heading *h)
{
    while (h->length && h->text[h->length - 1] == ' ')
        h->length--;
    while (h->length && *h->text == ' ') {
        h->text++;
        h->length--;
    }
}

/* "## Title" or "## Title ##" */
static bool cut_marks(markdown_heading *h)
{
    size_t level = run_length(h->text, h->length, '#'), end = h->length;
    if (level == 0 || level > LEVEL_MAX || level == h->length || h->text[level] != ' ')
        return false;
    while (h->text[end - 1] == '#')
        end--;
    if (h->text[end - 1] == ' ')
        h->length = end;
    h->text += level;
    h->length = h->length > level ? h->length - level : 0;
    trim(h);
    return h->length > 0;
}

static bool is_underline(const char *line, size_t length)
{
    return length >= UNDERLINE_MIN &&
           (run_length(line, length, '=') == length || run_length(line, length, '-') == length);
}

bool markdown_find_heading(const char *text, size_t length, markdown_heading *out)
{
    size_t line = line_length(text, length);
    *out = (markdown_heading){text, line, line};
    if (cut_marks(out))
        return true;
    size_t next = line + 1;
    size_t below = next < length ? line_length(text + next, length - next) : 0;
    out->used = next + below;
    return line && below && is_underline(text + next, below);
}

static bool is_word(const char *text, size_t length, size_t at)
{
    unsigned char c = at < length ? (unsigned char)text[at] : ' ';
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Within a word it belongs to it, between spaces it stands for itself. */
static bool is_mark(const char *text, size_t length, size_t start, size_t end)
{
    bool inside = start && is_word(text, length, start - 1) && is_word(text, length, end);
    bool alone = (!start || text[start - 1] == ' ') && (end >= length || text[end] == ' ');
    return !inside && !alone;
}

newsdex_status markdown_append_plain(ndx_buffer *out, const char *text, size_t length,
                                     newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t at = 0, end; !status && at < length; at = end) {
        bool may_mark = text[at] && strchr("*_`", text[at]);
        end = at + (may_mark ? run_length(text + at, length - at, text[at]) : 1);
        if (!may_mark || !is_mark(text, length, at, end))
            status = ndx_buffer_append(out, text + at, end - at, err);
    }
    return status;
}

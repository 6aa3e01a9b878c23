#include "indexer/article/wiki_text.h"

#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"

enum {
    NESTED_MAX = 64, /* templates, links and tables in each other; deeper ones are no markup */
    NAME_MAX_BYTES = 64
};

typedef enum mark_kind { TEMPLATE, LINK, TABLE } mark_kind;

/* Where markup that is still open began in the output. */
typedef struct mark {
    mark_kind kind;
    size_t start;
} mark;

/* Elements whose content is no text of the article. */
static const char *const dropped[] = {
    "ref",   "gallery",         "math",   "timeline", "references", "score",         "graph",
    "style", "syntaxhighlight", "source", "maps",     "mapframe",   "templatestyles"};
enum { DROPPED_COUNT = sizeof dropped / sizeof *dropped };

typedef struct wiki {
    const char *text;
    size_t length, at;
    ndx_buffer *html;
    article *out;
    const char *names;
    mark open[NESTED_MAX];
    size_t open_count;
    bool external;                /* in the words of an external link */
    bool unclosed[DROPPED_COUNT]; /* no end tag of it is ahead: keeps hostile input linear */
} wiki;

static bool looking_at(const wiki *w, const char *bytes)
{
    size_t size = strlen(bytes);
    return w->length - w->at >= size && memcmp(w->text + w->at, bytes, size) == 0;
}

static bool at_line_start(const wiki *w)
{
    return w->at == 0 || w->text[w->at - 1] == '\n';
}

/* ---- links ---------------------------------------------------------------------- */

/* Is the prefix of a link one of the wiki's words for a namespace? */
static bool is_namespace(const wiki *w, const char *prefix, size_t length, const char *number,
                         const char *const *english)
{
    for (; *english; english++)
        if (strlen(*english) == length && strncasecmp(*english, prefix, length) == 0)
            return true;
    char line[NAME_MAX_BYTES];
    size_t size = strlen(number);
    if (size + length + 2 >= sizeof line)
        return false;
    memcpy(line, number, size);
    memcpy(line + size, prefix, length);
    memcpy(line + size + length, "\n", 2);
    return strstr(w->names, line) != NULL;
}

/* [[fr:Nom]]: the page in another language. */
static bool is_interwiki(const char *prefix, size_t length)
{
    return length >= 2 && length <= 3 && strspn(prefix, "abcdefghijklmnopqrstuvwxyz") >= length;
}

static newsdex_status add_category(wiki *w, const char *name, size_t length, newsdex_error *err)
{
    const char *bar = memchr(name, '|', length);
    return article_add_keyword(w->out, name, bar ? (size_t)(bar - name) : length, err);
}

/* A link is in the output from start on, without its end: keeps its words. */
static newsdex_status close_link(wiki *w, size_t start, newsdex_error *err)
{
    static const char *const files[] = {"file", "image", "media", NULL};
    static const char *const categories[] = {"category", NULL};
    ndx_buffer *html = w->html;
    const char *inside = html->data + start + 2;
    size_t length = html->length - start - 2, prefix = strcspn(inside, ":|");
    bool prefixed = prefix > 0 && prefix < length && inside[prefix] == ':';
    const char *bar = memchr(inside, '|', length);
    newsdex_status status = NEWSDEX_OK;
    bool drop = false;
    if (prefixed && is_namespace(w, inside, prefix, "14:", categories)) {
        status = add_category(w, inside + prefix + 1, length - prefix - 1, err);
        drop = true;
    } else if (prefixed) {
        drop =
            is_namespace(w, inside, prefix, "6:", files) || (!bar && is_interwiki(inside, prefix));
    }
    size_t cut = (bar ? (size_t)(bar + 1 - inside) : 0) + (!bar && *inside == ':');
    size_t kept = drop ? 0 : length - cut;
    memmove(html->data + start, inside + cut, kept);
    ndx_buffer_truncate(html, start + kept);
    return status;
}

/* [http://host/ words] */
static bool skip_external_link(wiki *w)
{
    static const char *const schemes[] = {"[http://", "[https://", "[//", "[mailto:", NULL};
    const char *const *scheme = schemes;
    while (*scheme && !looking_at(w, *scheme))
        scheme++;
    if (!*scheme)
        return false;
    while (w->at < w->length && !strchr(" \t]\n", w->text[w->at]))
        w->at++;
    w->external = true;
    return true;
}

/* ---- templates and tables --------------------------------------------------------- */

/* {{date|May 1, 2010}} of Wikinews. */
static void note_date(wiki *w, size_t start)
{
    const char *inside = w->html->data + start + 2;
    size_t length = w->html->length - start - 2;
    if (w->out->date.precision == NDX_DATE_UNKNOWN && length > 5 &&
        strncasecmp(inside, "date|", 5) == 0 &&
        article_date_parse(inside + 5, length - 5, &w->out->date))
        w->out->date_rule = "declared";
}

static newsdex_status open_mark(wiki *w, mark_kind kind, newsdex_error *err)
{
    if (w->open_count < NESTED_MAX)
        w->open[w->open_count++] = (mark){kind, w->html->length};
    w->at += 2;
    return ndx_buffer_append(w->html, w->text + w->at - 2, 2, err);
}

/* Closes the innermost mark of a kind; what is open within it never was markup. */
static newsdex_status close_mark(wiki *w, mark_kind kind, newsdex_error *err)
{
    size_t i = w->open_count;
    while (i > 0 && w->open[i - 1].kind != kind)
        i--;
    w->at += 2;
    if (i == 0)
        return NEWSDEX_OK;
    w->open_count = i - 1;
    size_t start = w->open[i - 1].start;
    if (kind == LINK)
        return close_link(w, start, err);
    if (kind == TEMPLATE)
        note_date(w, start);
    ndx_buffer_truncate(w->html, start);
    return NEWSDEX_OK;
}

/* ---- elements ---------------------------------------------------------------------- */

static bool is_tag(const wiki *w, size_t at, const char *start, const char *name)
{
    size_t size = strlen(start), length = strlen(name);
    return w->length - at > size + length && memcmp(w->text + at, start, size) == 0 &&
           strncasecmp(w->text + at + size, name, length) == 0 &&
           strchr(" \t\n/>", w->text[at + size + length]);
}

/* The offset of the next end tag, the length of the text when there is none. */
static size_t find_end_tag(const wiki *w, size_t at, const char *name)
{
    for (; at < w->length; at++) {
        const char *found = memchr(w->text + at, '<', w->length - at);
        if (!found)
            return w->length;
        at = (size_t)(found - w->text);
        if (is_tag(w, at, "</", name))
            return at;
    }
    return w->length;
}

static size_t behind(const wiki *w, size_t at, const char *end)
{
    const char *found = memmem(w->text + at, w->length - at, end, strlen(end));
    return found ? (size_t)(found - w->text) + strlen(end) : w->length;
}

/* Passes over a comment or an element that is no text; false when it is another one. */
static bool skip_element(wiki *w)
{
    if (looking_at(w, "<!--")) {
        w->at = behind(w, w->at, "-->");
        return true;
    }
    size_t i = 0;
    while (i < DROPPED_COUNT && !is_tag(w, w->at, "<", dropped[i]))
        i++;
    if (i == DROPPED_COUNT)
        return false;
    w->at = behind(w, w->at, ">");
    if (w->text[w->at - 1] != '>' || w->text[w->at - 2] == '/' || w->unclosed[i])
        return true;
    size_t end = find_end_tag(w, w->at, dropped[i]);
    w->unclosed[i] = end == w->length;
    if (!w->unclosed[i])
        w->at = behind(w, end, ">");
    return true;
}

/* ---- lines and words ------------------------------------------------------------------ */

static size_t count_run(const wiki *w, char c)
{
    size_t end = w->at;
    while (end < w->length && w->text[end] == c)
        end++;
    return end - w->at;
}

/* "== Heading ==", "* item", ":: answer", "----". */
static newsdex_status begin_line(wiki *w, newsdex_error *err)
{
    size_t signs = count_run(w, '=');
    if (signs || count_run(w, '-') >= 4) {
        w->at += signs ? signs : count_run(w, '-');
        return ndx_buffer_append(w->html, "\n\n", 2, err);
    }
    while (w->at < w->length && strchr("*#:;", w->text[w->at]) && w->text[w->at])
        w->at++;
    return NEWSDEX_OK;
}

/* The signs behind a heading. */
static bool ends_heading(const wiki *w, size_t signs)
{
    size_t end = w->at + signs;
    while (end < w->length && (w->text[end] == ' ' || w->text[end] == '\t'))
        end++;
    return signs >= 1 && (end == w->length || w->text[end] == '\n');
}

/* __NOTOC__ */
static size_t magic_word(const wiki *w)
{
    size_t end = w->at + 2;
    while (end < w->length && w->text[end] >= 'A' && w->text[end] <= 'Z')
        end++;
    bool closed = end > w->at + 2 && w->length - end >= 2 && memcmp(w->text + end, "__", 2) == 0;
    return closed ? end + 2 - w->at : 0;
}

/* A sign that begins no other markup; runs of some stand for emphasis, headings or magic words. */
static newsdex_status take_sign(wiki *w, newsdex_error *err)
{
    char c = w->text[w->at];
    size_t run = c && strchr("'=_", c) ? count_run(w, c) : 1;
    size_t magic = c == '_' && run == 2 ? magic_word(w) : 0;
    bool heading = c == '=' && ends_heading(w, run);
    bool emphasis = c == '\'' && run >= 2, closing = c == ']' && w->external;
    w->external = w->external && !closing && c != '\n';
    w->at += magic ? magic : run;
    if (heading)
        return ndx_buffer_append(w->html, "\n\n", 2, err);
    return emphasis || magic || closing
               ? NEWSDEX_OK
               : ndx_buffer_append(w->html, w->text + w->at - run, run, err);
}

static newsdex_status take_plain(wiki *w, newsdex_error *err)
{
    size_t size = 0;
    while (w->at + size < w->length && !strchr("{}[]<'=_|\n", w->text[w->at + size]))
        size++;
    w->at += size;
    return ndx_buffer_append(w->html, w->text + w->at - size, size, err);
}

static newsdex_status step(wiki *w, newsdex_error *err)
{
    if (looking_at(w, "{{"))
        return open_mark(w, TEMPLATE, err);
    if (looking_at(w, "[["))
        return open_mark(w, LINK, err);
    if (at_line_start(w) && looking_at(w, "{|"))
        return open_mark(w, TABLE, err);
    if (looking_at(w, "}}"))
        return close_mark(w, TEMPLATE, err);
    if (looking_at(w, "]]"))
        return close_mark(w, LINK, err);
    if (at_line_start(w) && looking_at(w, "|}") && !looking_at(w, "|}}"))
        return close_mark(w, TABLE, err);
    if ((w->text[w->at] == '[' && skip_external_link(w)) ||
        (w->text[w->at] == '<' && skip_element(w)))
        return NEWSDEX_OK;
    size_t before = w->at;
    newsdex_status status = at_line_start(w) ? begin_line(w, err) : NEWSDEX_OK;
    if (!status && w->at == before)
        status = take_plain(w, err);
    return status || w->at > before ? status : take_sign(w, err);
}

newsdex_status wiki_append_html(ndx_buffer *html, article *out, const char *names, const char *text,
                                size_t length, newsdex_error *err)
{
    wiki w = {.text = text, .length = length, .html = html, .out = out, .names = names};
    newsdex_status status = NEWSDEX_OK;
    while (!status && w.at < w.length)
        status = step(&w, err);
    return status;
}

#include "searcher/print_kwic.h"

#include <stdint.h>
#include <string.h>

enum { DATE_COLUMNS = 10 };

typedef struct line {
    const terminal *term;
    size_t room; /* columns left */
} line;

static void put_spaces(line *l, size_t count)
{
    for (; count > 0 && l->room > 0; count--, l->room--)
        putc(' ', l->term->stream);
}

static void put_text(line *l, const char *style, const char *text, size_t length)
{
    size_t fitting = terminal_fit(text, length, l->room);
    terminal_style(l->term, style);
    terminal_print_safe(l->term->stream, text, fitting);
    terminal_style(l->term, TERMINAL_PLAIN);
    l->room -= terminal_columns(text, fitting);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Where the context before offset begins: at a word, if there is one. */
static size_t context_start(const char *text, size_t offset, unsigned columns)
{
    size_t start = terminal_fit_before(text, offset, columns);
    if (start == 0 || is_space(text[start - 1]))
        return start;
    for (size_t at = start; at < offset; at++)
        if (is_space(text[at]))
            return at + 1;
    return start;
}

/* The length of the context after offset, which ends with a word, if one ends there. */
static size_t context_length(const char *text, size_t length, unsigned columns)
{
    size_t end = terminal_fit(text, length, columns);
    if (end == length || is_space(text[end]))
        return end;
    for (size_t at = end; at > 0; at--)
        if (is_space(text[at - 1]))
            return at - 1;
    return end;
}

/* Where and how long a match is: words with nothing but white space between them are one. */
static size_t read_match(const char *text, const newsdex_span *spans, size_t count, size_t *used)
{
    size_t end = (size_t)spans[0].offset + spans[0].length;
    for (*used = 1; *used < count; (*used)++) {
        size_t gap = end;
        while (gap < spans[*used].offset && is_space(text[gap]))
            gap++;
        if (gap < spans[*used].offset)
            break;
        end = (size_t)spans[*used].offset + spans[*used].length;
    }
    return end - spans[0].offset;
}

static void print_line(const terminal *term, const newsdex_article *article, const char *text,
                       size_t length, newsdex_span match, unsigned columns)
{
    line l = {term, term->interactive ? term->width : SIZE_MAX};
    size_t start = context_start(text, match.offset, columns);
    size_t end = (size_t)match.offset + match.length;
    size_t date = strnlen(article->date_text, DATE_COLUMNS); /* without the time of day */
    put_text(&l, TERMINAL_FAINT, article->date_text, date);
    put_spaces(&l, DATE_COLUMNS - date + 2);
    put_spaces(&l, columns - terminal_columns(text + start, match.offset - start));
    put_text(&l, NULL, text + start, match.offset - start);
    put_text(&l, TERMINAL_MATCH, text + match.offset, match.length);
    size_t after = context_length(text + end, length - end, columns);
    put_text(&l, NULL, text + end, after);
    put_spaces(&l, columns - terminal_columns(text + end, after) + 2);
    put_text(&l, TERMINAL_FAINT, article->id, strlen(article->id));
    putc('\n', term->stream);
}

static void print_lines(const terminal *term, const newsdex_article *article, const char *text,
                        size_t length, const newsdex_span *spans, size_t count, unsigned columns)
{
    size_t used;
    for (size_t i = 0; i < count; i += used) {
        size_t match_length = read_match(text, spans + i, count - i, &used);
        print_line(term, article, text, length,
                   (newsdex_span){spans[i].offset, (uint32_t)match_length}, columns);
    }
}

void print_kwic(const terminal *term, const newsdex_article *article,
                const newsdex_matches *matches, unsigned columns)
{
    print_lines(term, article, article->title, strlen(article->title), matches->title_spans,
                matches->title_count, columns);
    print_lines(term, article, article->text, article->text_length, matches->text_spans,
                matches->text_count, columns);
}

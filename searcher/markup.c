#include "searcher/markup.h"

#include <string.h>

#include "searcher/terminal.h"

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void markup_text(FILE *stream, const char *text, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        const char *escaped = reference(text[i]);
        if (!escaped)
            continue;
        terminal_print_safe(stream, text + start, i - start);
        fputs(escaped, stream);
        start = i + 1;
    }
    terminal_print_safe(stream, text + start, length - start);
}

void markup_string(FILE *stream, const char *text)
{
    markup_text(stream, text, strlen(text));
}

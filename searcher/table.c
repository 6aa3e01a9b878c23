#include "searcher/table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "searcher/terminal.h"

static void begin_value(table *t)
{
    if (t->begun)
        putc(t->commas ? ',' : '\t', t->stream);
    t->begun = true;
}

static void print_quoted(FILE *stream, const char *text)
{
    putc('"', stream);
    while (*text) {
        size_t length = strcspn(text, "\"");
        terminal_print_safe(stream, text, length);
        text += length;
        if (*text) {
            fputs("\"\"", stream);
            text++;
        }
    }
    putc('"', stream);
}

void table_text(table *t, const char *text)
{
    begin_value(t);
    if (t->commas && strpbrk(text, ",\"\r\n"))
        print_quoted(t->stream, text);
    else
        terminal_print_safe(t->stream, text, strlen(text));
}

void table_integer(table *t, uint64_t value)
{
    begin_value(t);
    fprintf(t->stream, "%" PRIu64, value);
}

void table_real(table *t, double value, int decimals)
{
    begin_value(t);
    if (!isnan(value))
        fprintf(t->stream, "%.*f", decimals, value);
}

void table_end_row(table *t)
{
    fputs(t->commas ? "\r\n" : "\n", t->stream);
    t->begun = false;
}

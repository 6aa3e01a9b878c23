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

/* Whether a spreadsheet would run it, as Excel does in East Asia for the wide forms, too. */
static bool is_formula(const char *text)
{
    static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strncmp(text, signs[i], strlen(signs[i])))
            return true;
    return false;
}

static void print_quotes_doubled(FILE *stream, const char *text)
{
    for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
        terminal_print_safe(stream, text, (size_t)(quote - text));
        fputs("\"\"", stream);
    }
    terminal_print_safe(stream, text, strlen(text));
}

void table_text(table *t, const char *text)
{
    begin_value(t);
    if (!t->commas) {
        terminal_print_safe(t->stream, text, strlen(text));
        return;
    }
    const char *quote = strpbrk(text, ",\"\r\n") ? "\"" : "";
    fprintf(t->stream, "%s%s", quote, is_formula(text) ? "'" : "");
    print_quotes_doubled(t->stream, text);
    fputs(quote, t->stream);
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

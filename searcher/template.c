#include "searcher/template.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "searcher/terminal.h"

static const struct {
    const char *name;
    size_t offset; /* of a string in newsdex_hit */
} strings[] = {
    {"id", offsetof(newsdex_hit, id)},
    {"title", offsetof(newsdex_hit, title)},
    {"date", offsetof(newsdex_hit, date_text)},
    {"author", offsetof(newsdex_hit, author)},
    {"source", offsetof(newsdex_hit, source)},
    {"section", offsetof(newsdex_hit, section)},
    {"language", offsetof(newsdex_hit, language)},
    {"url", offsetof(newsdex_hit, url)},
    {"address", offsetof(newsdex_hit, address)},
    {"snippet", offsetof(newsdex_hit, snippet)},
    {"index", offsetof(newsdex_hit, index)},
};
enum { STRINGS = sizeof strings / sizeof *strings };

static bool is_name(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(text, name, length) == 0;
}

/* Prints the value of a field, unless hit is NULL; false when there is no such field. */
static bool print_field(FILE *stream, const char *name, size_t length, const newsdex_hit *hit,
                        const char *query_id)
{
    if (is_name(name, length, "query_id")) {
        if (query_id)
            terminal_print_safe(stream, query_id, strlen(query_id));
        return true;
    }
    if (is_name(name, length, "rank"))
        return !hit || fprintf(stream, "%" PRIu64, hit->rank) != 0;
    if (is_name(name, length, "score"))
        return !hit || fprintf(stream, "%.4f", hit->score) != 0;
    for (size_t i = 0; i < STRINGS; i++) {
        if (!is_name(name, length, strings[i].name))
            continue;
        if (hit) {
            const char *text;
            memcpy(&text, (const char *)hit + strings[i].offset, sizeof text);
            terminal_print_safe(stream, text, strlen(text));
        }
        return true;
    }
    return false;
}

/* The byte that a backslash and c stand for, -1 when they mean nothing. */
static int escaped(char c)
{
    static const char names[] = "tn0\\", bytes[] = "\t\n\0\\";
    const char *at = c ? strchr(names, c) : NULL;
    return at ? bytes[at - names] : -1;
}

/*
 * Prints the template, or with hit NULL nothing; returns where it goes wrong, or its end. One
 * function for checking and printing, so that they agree.
 */
static const char *walk(FILE *stream, const char *template, const newsdex_hit *hit,
                        const char *query_id)
{
    const char *at = template;
    while (*at) {
        int byte = *at;
        size_t used = 1;
        if (*at == '\\') {
            if ((byte = escaped(at[1])) < 0)
                return at;
            used = 2;
        } else if (at[0] == '{' && at[1] == '{') {
            used = 2;
        } else if (*at == '{') {
            size_t length = strcspn(at + 1, "}");
            if (!at[1 + length] || !print_field(stream, at + 1, length, hit, query_id))
                return at;
            at += length + 2;
            continue;
        }
        if (hit)
            putc(byte, stream);
        at += used;
    }
    return at;
}

bool template_check(const char *template, char *message, size_t size)
{
    const char *fault = walk(NULL, template, NULL, NULL);
    if (!*fault)
        return true;
    if (*fault == '\\') {
        snprintf(message, size, "%.2s means nothing; there are \\t \\n \\0 and \\\\", fault);
        return false;
    }
    int length = (int)strcspn(fault, "}") + 1;
    int end = snprintf(message, size,
                       "%.*s is no field (for \"{\" write \"{{\"); fields: query_id rank score",
                       length < 60 ? length : 60, fault);
    for (size_t i = 0; i < STRINGS && end > 0 && (size_t)end < size; i++)
        end += snprintf(message + end, size - (size_t)end, " %s", strings[i].name);
    return false;
}

void template_print(FILE *stream, const char *template, const newsdex_hit *hit,
                    const char *query_id)
{
    walk(stream, template, hit, query_id);
}

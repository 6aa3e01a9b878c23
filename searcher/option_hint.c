#include "searcher/option_hint.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* How many letters must be changed, added or left out to make one of the other. */
static size_t edit_distance(const char *typed, size_t length, const char *known)
{
    enum { MAX_NAME = 32 };
    size_t row[MAX_NAME + 1], known_length = strlen(known);
    if (length > MAX_NAME || known_length > MAX_NAME)
        return MAX_NAME;
    for (size_t k = 0; k <= known_length; k++)
        row[k] = k;
    for (size_t t = 1; t <= length; t++) {
        size_t diagonal = row[0];
        row[0] = t;
        for (size_t k = 1; k <= known_length; k++) {
            size_t above = row[k];
            row[k] = min3(above + 1, row[k - 1] + 1, diagonal + (typed[t - 1] != known[k - 1]));
            diagonal = above;
        }
    }
    return row[known_length];
}

/* The name that was probably meant, NULL when none is near; a name that begins so is. */
static const char *nearest_name(const char *const *names, size_t count, const char *typed,
                                size_t length)
{
    const char *nearest = NULL;
    size_t least = length / 2 + 1;
    for (size_t i = 0; i < count; i++) {
        bool begins_so = length && strncmp(names[i], typed, length) == 0;
        size_t distance = begins_so ? 0 : edit_distance(typed, length, names[i]);
        if (distance < least) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

static const char *nearest_option(const struct option *known, const char *typed, size_t length)
{
    enum { MAX_OPTIONS = 64 };
    const char *names[MAX_OPTIONS];
    size_t count = 0;
    for (; known[count].name && count < MAX_OPTIONS; count++)
        names[count] = known[count].name;
    return nearest_name(names, count, typed, length);
}

static size_t count_abbreviated(const struct option *known, const char *typed, size_t length)
{
    size_t count = 0;
    for (const struct option *option = known; option->name; option++)
        count += strncmp(option->name, typed, length) == 0;
    return count;
}

static void write_unknown(char *out, size_t size, const struct option *known, const char *word,
                          size_t length, const char *advice)
{
    const char *nearest = nearest_option(known, word + 2, length);
    if (nearest && advice)
        snprintf(out, size, "unknown option %s; did you mean --%s? (%s)", word, nearest, advice);
    else if (nearest)
        snprintf(out, size, "unknown option %s; did you mean --%s?", word, nearest);
    else
        snprintf(out, size, "unknown option %s%s%s", word, advice ? "; " : "",
                 advice ? advice : "");
}

void option_hint_write(char *out, size_t size, const struct option *known, const char *letters,
                       int refused, int code, const char *word, const char *advice)
{
    bool is_long = strncmp(word, "--", 2) == 0;
    if (refused == ':' && is_long) {
        snprintf(out, size, "%s needs a value", word);
        return;
    }
    if (refused == ':') {
        snprintf(out, size, "-%c needs a value", code);
        return;
    }
    bool unknown_letter = code != 0 && code < 256 && !strchr(letters, code);
    if (unknown_letter || !is_long) {
        snprintf(out, size, "unknown option -%c%s%s", code, advice ? "; " : "",
                 advice ? advice : "");
        return;
    }
    size_t length = strcspn(word + 2, "=");
    if (code != 0)
        snprintf(out, size, "%.*s takes no value", (int)length + 2, word);
    else if (count_abbreviated(known, word + 2, length) > 1)
        snprintf(out, size, "%s could be several options", word);
    else
        write_unknown(out, size, known, word, length, advice);
}

/* ---- names as values ------------------------------------------------------------ */

static void __attribute__((format(printf, 3, 4)))
append(char *out, size_t size, const char *format, ...)
{
    size_t used = strlen(out);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + used, size - used, format, arguments);
    va_end(arguments);
}

int option_hint_choose(char *out, size_t size, const char *option, const char *typed, size_t length,
                       const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && !strncmp(names[i], typed, length))
            return (int)i;
    snprintf(out, size, "--%s=%.*s: give ", option, (int)length, typed);
    for (size_t i = 0; i < count; i++)
        append(out, size, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", names[i]);
    const char *nearest = nearest_name(names, count, typed, length);
    if (nearest)
        append(out, size, "; did you mean %s?", nearest);
    return -1;
}

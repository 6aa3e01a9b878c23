#include "searcher/json_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/terminal.h"

void jout_begin(jout *out, const char *type)
{
    *out = (jout){.object = json_object()};
    jout_string(out, "type", type);
}

void jout_value(jout *out, const char *key, json_t *value)
{
    if (json_object_set_new(out->object, key, value) != 0) /* refuses NULLs, too */
        out->failed = true;
}

static json_t *make_repaired_string(const char *text, size_t length)
{
    char *clean = NULL;
    size_t clean_length = 0;
    FILE *stream = open_memstream(&clean, &clean_length);
    if (!stream)
        return NULL;
    terminal_print_text(stream, text, length);
    json_t *value = fclose(stream) == 0 ? json_stringn(clean, clean_length) : NULL;
    free(clean);
    return value;
}

json_t *jout_make_string(const char *text, size_t length)
{
    json_t *value = json_stringn(text, length);
    return value ? value : make_repaired_string(text, length);
}

void jout_text(jout *out, const char *key, const char *text, size_t length)
{
    jout_value(out, key, jout_make_string(text, length));
}

void jout_string(jout *out, const char *key, const char *text)
{
    jout_text(out, key, text, strlen(text));
}

void jout_integer(jout *out, const char *key, int64_t value)
{
    jout_value(out, key, json_integer(value));
}

void jout_real(jout *out, const char *key, double value)
{
    jout_value(out, key, isfinite(value) ? json_real(value) : json_null());
}

void jout_boolean(jout *out, const char *key, bool value)
{
    jout_value(out, key, json_boolean(value));
}

void jout_append(json_t **array, json_t *item)
{
    if (json_array_append_new(*array, item) != 0) { /* refuses NULLs, too */
        json_decref(*array);
        *array = NULL;
    }
}

json_t *jout_take(jout *out)
{
    json_t *object = out->object;
    if (out->failed) {
        json_decref(object);
        object = NULL;
    }
    *out = (jout){0};
    return object;
}

bool jout_end(jout *out, FILE *stream)
{
    const size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(9);
    bool printed =
        !out->failed && json_dumpf(out->object, stream, flags) == 0 && putc('\n', stream) != EOF;
    json_decref(out->object);
    *out = (jout){0};
    return printed;
}

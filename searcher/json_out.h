/*
 * Prints JSON objects, one a line: what --json of both programs is made of.
 * Whatever fails on the way is told at the end, so that callers needn't check.
 */
#ifndef NEWSDEX_JSON_OUT_H
#define NEWSDEX_JSON_OUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct jout {
    json_t *object;
    bool failed;
} jout;

/* Starts {"type":type; always followed by jout_end. Keys are printed in the order they are added.
 */
void jout_begin(jout *out, const char *type);
/* Bytes that aren't UTF-8 come out as U+FFFD. */
void jout_text(jout *out, const char *key, const char *text, size_t length);
void jout_string(jout *out, const char *key, const char *text);
void jout_integer(jout *out, const char *key, int64_t value);
/* A value that is no number (NaN, infinite) comes out as null. */
void jout_real(jout *out, const char *key, double value);
void jout_boolean(jout *out, const char *key, bool value);
/* Takes value over; NULL counts as out of memory. */
void jout_value(jout *out, const char *key, json_t *value);
/* A JSON string for use inside arrays, made as by jout_text; NULL when out of memory. */
json_t *jout_make_string(const char *text, size_t length);
/* Adds to an array and takes item over; *array becomes NULL when memory runs out. */
void jout_append(json_t **array, json_t *item);
/* The object, for use inside another; NULL when memory ran out. */
json_t *jout_take(jout *out);
/* Prints the line and frees the object. False when memory ran out or the stream failed. */
bool jout_end(jout *out, FILE *stream);

#endif

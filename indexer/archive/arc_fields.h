/* Lines "Name: value", as WARC and HTTP headers have them. */
#ifndef NDX_ARCHIVE_ARC_FIELDS_H
#define NDX_ARCHIVE_ARC_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Not NUL-terminated. */
typedef struct arc_span {
    const char *text;
    size_t length;
} arc_span;

/* A media type in lower case without parameters, and the charset among these; "" when not said. */
typedef struct arc_media {
    char type[96];
    char charset[32];
} arc_media;

arc_span arc_span_trim(arc_span span);
/* In any case. */
bool arc_span_begins(arc_span span, const char *prefix);
bool arc_span_is(arc_span span, const char *text);

/* Whether line is the field of that name, in any case; *value is trimmed. */
bool arc_field_is(arc_span line, const char *name, arc_span *value);
bool arc_field_number(arc_span value, uint64_t *out);
/* "text/html; charset=utf-8" */
arc_media arc_field_media(arc_span value);

#endif

/* What differs between languages: names and apostrophes. */
#ifndef NDX_TEXT_LANGUAGE_H
#define NDX_TEXT_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "include/newsdex.h"

typedef struct ndx_language {
    const char *name;        /* libstemmer's, or "none" */
    const char *code;        /* ISO 639-1, or "" */
    const char *other_codes; /* further ones that name it, in blanks: " nb nn " */
    const char *elisions;    /* words that lose their end before an apostrophe: " l d " */
    bool suffix_apostrophe;  /* an apostrophe begins an ending (Turkish) */
} ndx_language;

/* By name or code, in any case. NEWSDEX_E_ARGUMENT lists the codes there are. */
newsdex_status ndx_language_find(const char *name, const ndx_language **out, newsdex_error *err);

/* The prefix is an elided word ("jusqu"), in any case. */
bool ndx_language_elides(const ndx_language *language, const char *prefix, size_t length);

/* The prefix is an elided word in some language. */
bool ndx_language_elides_elsewhere(const char *prefix, size_t length);

#endif

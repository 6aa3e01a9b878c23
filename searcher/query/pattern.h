/* What stands for words of an index or a text: a stem, a form, a beginning, wor?d, word~. */
#ifndef NDX_QUERY_PATTERN_H
#define NDX_QUERY_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "searcher/base/edit_distance.h"

/* A word of an article stands for a pattern when ... */
typedef enum ndx_pattern_kind {
    NDX_PATTERN_STEM,     /* its stem is text */
    NDX_PATTERN_WORD,     /* its folded form is text */
    NDX_PATTERN_PREFIX,   /* its folded form begins with text */
    NDX_PATTERN_WILDCARD, /* ... is text, where ? is any letter and * any number of letters */
    NDX_PATTERN_FUZZY     /* ... is at most so many edits away from text */
} ndx_pattern_kind;

typedef struct ndx_pattern {
    ndx_pattern_kind kind;
    uint32_t length;
    const char *text;
    const ndx_letters *letters; /* of text, for NDX_PATTERN_FUZZY */
    uint32_t edits;
} ndx_pattern;

#define NDX_PATTERN_FAR UINT32_MAX

/* How far a folded word, or its stem for NDX_PATTERN_STEM, is from a pattern: edits for
   NDX_PATTERN_FUZZY, else 0; NDX_PATTERN_FAR when it doesn't stand for it. */
uint32_t ndx_pattern_distance(const ndx_pattern *pattern, const char *word, size_t length);

/* The bytes all words begin with that stand for it. */
uint32_t ndx_pattern_prefix(const ndx_pattern *pattern);

#endif

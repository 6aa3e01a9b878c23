/*
 * Query text to tokens: words, quoted text, brackets, operators, signs, field
 * names. Knows where a written word ends, not what it means.
 */
#ifndef NDX_QUERY_LEXER_H
#define NDX_QUERY_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "searcher/index/schema.h"

typedef enum ndx_query_token_kind {
    NDX_QUERY_END,
    NDX_QUERY_WORD,     /* one written word, punctuation and all */
    NDX_QUERY_QUOTED,   /* text is what stands between the quotes */
    NDX_QUERY_UNCLOSED, /* a quote without its partner */
    NDX_QUERY_OPEN,     /* ( */
    NDX_QUERY_CLOSE,    /* ) */
    NDX_QUERY_PLUS,     /* + and - before a word, quote or bracket */
    NDX_QUERY_MINUS,
    NDX_QUERY_AND,
    NDX_QUERY_OR,
    NDX_QUERY_NOT,
    NDX_QUERY_NEAR,         /* distance is set */
    NDX_QUERY_FIELD,        /* field is set; text is the name */
    NDX_QUERY_UNKNOWN_FIELD /* text is the name */
} ndx_query_token_kind;

enum { NDX_QUERY_NEAR_DEFAULT = 10 };

typedef struct ndx_query_token {
    ndx_query_token_kind kind;
    ndx_query_token_kind before; /* the token before it */
    bool glued;                  /* nothing between the two */
    size_t offset;               /* of its first byte in the query */
    const char *text;
    size_t text_offset; /* of text in the query: behind the quote of quoted text */
    size_t length;
    const ndx_field *field;
    uint32_t distance; /* n of NEAR/n and "phrase"~n; UINT32_MAX when too large to hold */
    size_t tilde;      /* of quoted text: the byte offset of the ~ behind it, 0 without */
} ndx_query_token;

typedef struct ndx_query_lexer {
    const char *text;
    size_t length, at;
    ndx_query_token_kind previous;
    const ndx_field *previous_field;
} ndx_query_lexer;

/* text must be valid UTF-8. */
void ndx_query_lexer_init(ndx_query_lexer *lexer, const char *text, size_t length);
/* NDX_QUERY_END for ever at the end. */
void ndx_query_lexer_next(ndx_query_lexer *lexer, ndx_query_token *token);

/* The length of the white space or control character at text[0..length), 0 when there is none. */
size_t ndx_query_space(const char *text, size_t length);

#endif

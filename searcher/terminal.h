/*
 * What both programs need to know of a terminal: is there one, how wide, in
 * colour; and printing text that comes from strangers so that it can't drive it.
 */
#ifndef NEWSDEX_TERMINAL_H
#define NEWSDEX_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "include/newsdex.h"

/*
 * Call once, first in main. Makes the C library count columns of UTF-8, whatever the user's locale;
 * and keeps the numbers of standard streams that are closed, so that no file gets what is printed.
 */
void terminal_start(void);

typedef enum terminal_color {
    TERMINAL_COLOR_AUTO, /* on a terminal, unless NO_COLOR is set or TERM is dumb */
    TERMINAL_COLOR_ALWAYS,
    TERMINAL_COLOR_NEVER
} terminal_color;

/* "auto", "always", "never". */
enum { TERMINAL_COLORS = TERMINAL_COLOR_NEVER + 1 };
extern const char *const terminal_color_names[TERMINAL_COLORS];

typedef struct terminal {
    FILE *stream;
    bool interactive; /* a person is looking */
    bool color;
    bool links;             /* text may be a link (OSC 8) */
    unsigned width, height; /* 80 x 24 when unknown */
} terminal;

void terminal_init(terminal *term, FILE *stream, terminal_color color);

/* Styles; nothing is printed without colour. */
#define TERMINAL_PLAIN "\033[0m"
#define TERMINAL_TITLE "\033[1m"
#define TERMINAL_MATCH "\033[1;31m"
#define TERMINAL_FAINT "\033[36m"
#define TERMINAL_WARNING "\033[33m"
void terminal_style(const terminal *term, const char *style);

/* What is printed between is a link to uri, if links are wanted and uri isn't "". Bytes that don't
   belong into a URI are encoded. */
void terminal_begin_link(const terminal *term, const char *uri);
void terminal_end_link(const terminal *term, const char *uri);

/*
 * Prints text on one line: line ends and tabs as spaces; other control
 * characters, bidirectional overrides and bytes that aren't UTF-8 as U+FFFD.
 */
void terminal_print_safe(FILE *stream, const char *text, size_t length);
/* Prints text as a word for the shell, in quotes if need be, for commands to be pasted. */
void terminal_print_word(FILE *stream, const char *text);
/* As terminal_print_safe, but keeps line ends and tabs. */
void terminal_print_text(FILE *stream, const char *text, size_t length);

/* Columns that terminal_print_safe takes. */
size_t terminal_columns(const char *text, size_t length);

/* The bytes of text that columns have room for. */
size_t terminal_fit(const char *text, size_t length, size_t columns);
/* Where the text that ends at end must begin to fit into columns. */
size_t terminal_fit_before(const char *text, size_t end, size_t columns);

/*
 * Prints text wrapped to width columns and a line end. The first line goes on
 * at column indent, where the cursor is; the others are indented as far. Runs
 * of white space count as one space; the bytes in spans are shown in style.
 */
typedef struct terminal_block {
    unsigned indent, width;
    const char *base;  /* style of all of it, or NULL */
    const char *style; /* of the spans */
    const newsdex_span *spans;
    size_t span_count;
    size_t offset; /* of the text within that which spans are about */
} terminal_block;
void terminal_print_wrapped(const terminal *term, const char *text, size_t length,
                            const terminal_block *block);

/* Prints text on one line, cut to width around the byte at position, and below it a "^". */
void terminal_print_caret(FILE *stream, const char *text, size_t length, size_t position,
                          unsigned width);

/* Flushes; true when all that was ever printed to stream has arrived, or nobody reads it any more.
 */
bool terminal_finish(FILE *stream);

#endif

/* Text from articles and users as it may stand in HTML and XML, in elements and in attributes. */
#ifndef NEWSDEX_SEARCH_MARKUP_H
#define NEWSDEX_SEARCH_MARKUP_H

#include <stddef.h>
#include <stdio.h>

/* Made safe as by terminal_print_safe, and no markup: & < > " and ' as references. */
void markup_text(FILE *stream, const char *text, size_t length);
void markup_string(FILE *stream, const char *text);

#endif

/* Horizontal bars, to an eighth of a column. */
#ifndef NEWSDEX_SEARCH_PRINT_BAR_H
#define NEWSDEX_SEARCH_PRINT_BAR_H

#include "searcher/terminal.h"

/* part of columns, 0 to 1; more than nothing is always seen. */
void print_bar(const terminal *term, double part, unsigned columns);

#endif

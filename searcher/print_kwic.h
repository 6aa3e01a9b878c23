/* Keyword in context: a line a match, the matches below each other. */
#ifndef NEWSDEX_SEARCH_PRINT_KWIC_H
#define NEWSDEX_SEARCH_PRINT_KWIC_H

#include "include/newsdex.h"
#include "searcher/terminal.h"

/* Date, columns of text before the match, the match, as many after it, id. On a terminal lines are
 * cut to its width. */
void print_kwic(const terminal *term, const newsdex_article *article,
                const newsdex_matches *matches, unsigned columns);

#endif

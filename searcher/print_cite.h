/* Citations of hits: for a footnote, for BibTeX, and as CSL-JSON for Zotero, pandoc and others. */
#ifndef NEWSDEX_SEARCH_PRINT_CITE_H
#define NEWSDEX_SEARCH_PRINT_CITE_H

#include <stdbool.h>
#include <stdio.h>

#include "include/newsdex.h"

/* Outlet, date, title, URL, archive address, on one line; what is unknown is left out. */
void print_citation(FILE *stream, const newsdex_hit *hit);

/* An @article whose key is the id, other bytes than letters, digits and "-._:/" as +hexadecimal. */
void print_bibtex(FILE *stream, const newsdex_hit *hit);

/* An item of a JSON array that the caller opens and closes; false when memory ran out or the stream
 * failed. */
bool print_csl(FILE *stream, const newsdex_hit *hit);

#endif

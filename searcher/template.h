/* --format: a line of the user's own for each hit, such as "{rank}\t{date}\t{title}". */
#ifndef NEWSDEX_SEARCH_TEMPLATE_H
#define NEWSDEX_SEARCH_TEMPLATE_H

#include <stdbool.h>
#include <stdio.h>

#include "include/newsdex.h"

/* False, and what is wrong in message, when the template has an unknown field or escape. */
bool template_check(const char *template, char *message, size_t size);

/* The template must have passed the check. Values are made safe, and one line each. query_id may be
 * NULL. */
void template_print(FILE *stream, const char *template, const newsdex_hit *hit,
                    const char *query_id);

#endif

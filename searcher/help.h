/* What --help prints. */
#ifndef NEWSDEX_SEARCH_HELP_H
#define NEWSDEX_SEARCH_HELP_H

#include <stdbool.h>

/* A screen of 24 lines, or with all every option. */
void help_print(bool all);

#endif

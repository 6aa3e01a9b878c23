/* What is wrong with an option or its value, in words. Both programs use it. */
#ifndef NEWSDEX_OPTION_HINT_H
#define NEWSDEX_OPTION_HINT_H

#include <getopt.h>
#include <stddef.h>

/*
 * Of an option that getopt_long refused. refused: what getopt_long returned, '?' or, with an option
 * string that begins with ":", ':'. code: its optopt. word: the argument at fault. advice (may be
 * NULL) goes with an option that doesn't exist. Values of long options that have no
 * letter are above 255.
 */
void option_hint_write(char *out, size_t size, const struct option *known, const char *letters,
                       int refused, int code, const char *word, const char *advice);

/*
 * The place among the names of the value typed, length bytes; -1 when it is none of them, and then
 * out says which there are and which was probably meant.
 */
int option_hint_choose(char *out, size_t size, const char *option, const char *typed, size_t length,
                       const char *const *names, size_t count);

#endif

/* What is wrong with an option that getopt_long refused, in words. Both programs use it. */
#ifndef NEWSDEX_OPTION_HINT_H
#define NEWSDEX_OPTION_HINT_H

#include <getopt.h>
#include <stddef.h>

/*
 * refused: what getopt_long returned, '?' or, with an option string that begins
 * with ":", ':'. code: its optopt. word: the argument at fault. advice (may be
 * NULL) goes with an option that doesn't exist. Values of long options that have no
 * letter are above 255.
 */
void option_hint_write(char *out, size_t size, const struct option *known, const char *letters,
                       int refused, int code, const char *word, const char *advice);

#endif

/* Leaving a test early: what cmocka 1.1 prints for its own skip() counts as a failure with prove.
 */
#ifndef NDX_TESTS_SKIPPING_H
#define NDX_TESTS_SKIPPING_H

#include <stdlib.h>

#define SKIP(reason)                                                                               \
    do {                                                                                           \
        print_message("# skipped: " reason "\n");                                                  \
        return;                                                                                    \
    } while (0)

/* As make check-valgrind says; valgrind allocates itself, and ends a program for want of memory. */
#define UNDER_VALGRIND (getenv("NEWSDEX_VALGRIND") != NULL)

#endif

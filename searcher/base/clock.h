/* A clock that only goes forward. */
#ifndef NDX_BASE_CLOCK_H
#define NDX_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment; never 0. */
int64_t ndx_clock_ms(void);

#endif

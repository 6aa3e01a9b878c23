/* --dry-run: reads the archives as an index run does, writes nothing, and counts what is there. */
#ifndef NDX_DRY_RUN_H
#define NDX_DRY_RUN_H

#include <signal.h>

#include "indexer/options.h"

/* The exit code. stop set: ends early, with the counts so far. */
int dry_run(const options *opt, const volatile sig_atomic_t *stop);

#endif

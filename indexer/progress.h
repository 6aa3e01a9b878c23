/*
 * What the person at the terminal sees of a run, all on standard error: a line
 * for each thing lost or passed over (as many as are of use), one line of
 * progress on a terminal, and the summary.
 */
#ifndef NDX_PROGRESS_H
#define NDX_PROGRESS_H

#include <time.h>

#include "indexer/options.h"
#include "indexer/pipeline.h"
#include "searcher/terminal.h"

typedef struct progress {
    terminal terminal;
    const options *options;
    uint64_t told[LEDGER_OUTCOMES]; /* lines printed */
    struct timespec start, last;
    bool line_shown; /* the progress line stands on the terminal */
} progress;

void progress_init(progress *p, const options *opt);
pipeline_listener progress_listener(progress *p);
void progress_finish(progress *p, const pipeline_summary *summary);

#endif

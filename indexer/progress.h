/*
 * What the person or program at the other end sees of a run, all on standard
 * error: a line for each thing lost or passed over (as many as are of use), the
 * progress (--progress), and the summary.
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
    struct timespec start, last;    /* last: of the progress shown */
    bool started;                   /* some was shown */
    bool line_shown;                /* the progress line stands on the terminal */
} progress;

void progress_init(progress *p, const options *opt);
pipeline_listener progress_listener(progress *p);
/* The summary of an index run. */
void progress_finish(progress *p, const pipeline_summary *summary);
/* Takes the progress line away, so that other things can be printed. */
void progress_clear(progress *p);

#endif

/* --probe, --status and --ledger: looks at archives and indexes, changes nothing. Exit codes out.
 */
#ifndef NDX_INSPECT_H
#define NDX_INSPECT_H

#include "indexer/options.h"

int inspect_probe(const options *opt);
int inspect_status(const options *opt);
int inspect_ledger(const options *opt);

/* Prints "newsdex-index: message", with what to do next, and gives the exit code for that status.
 */
int inspect_report(const options *opt, const newsdex_error *error);

#endif

/* --optimize and --delete: changes to an index that read no archive. Exit codes out. */
#ifndef NDX_MAINTAIN_H
#define NDX_MAINTAIN_H

#include "indexer/options.h"

int maintain_optimize(const options *opt);
int maintain_delete(const options *opt);

#endif

/* --verify: looks for damage in an index, changes nothing. The exit code out. */
#ifndef NDX_VERIFY_H
#define NDX_VERIFY_H

#include "indexer/options.h"

int verify(const options *opt);

#endif

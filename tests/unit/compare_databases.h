/* Two databases, compared as a whole through the shim. */
#ifndef NDX_TESTS_UNIT_COMPARE_DATABASES_H
#define NDX_TESTS_UNIT_COMPARE_DATABASES_H

#include "searcher/xapian-c/xapc.h"

/*
 * Fails the test unless both hold the same: documents with lengths, terms with wdf and positions,
 * seen from the terms and from the documents, records, metadata, and the values and bounds of
 * those slots.
 */
void assert_same_databases(xapc_database *a, xapc_database *b, const uint32_t *slots,
                           size_t slot_count);

/* So many queries of words drawn from a, of all kinds: the same documents, in order, and weights.
 */
void assert_same_searches(xapc_database *a, xapc_database *b, unsigned count);

#endif

/* Runs to a glass database. */
#ifndef NDX_SEGMENT_BULK_JOIN_H
#define NDX_SEGMENT_BULK_JOIN_H

#include "indexer/segment/segment_writer.h"

/* As segment_join; the pieces are runs. */
newsdex_status bulk_join(const char *const *pieces, size_t count, const segment_metadata *metadata,
                         size_t metadata_count, uint64_t memory, const char *destination,
                         newsdex_error *err);

#endif

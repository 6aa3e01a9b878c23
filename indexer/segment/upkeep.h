/* Changes to an index that read no archive. Both take the lock; searches go on undisturbed. */
#ifndef NDX_SEGMENT_UPKEEP_H
#define NDX_SEGMENT_UPKEEP_H

#include "indexer/segment/index_folder.h"

/* Makes one segment of all, compacted, published like any other. */
typedef struct upkeep_sizes {
    size_t segments_before;
    uint64_t bytes_before, bytes_after;
} upkeep_sizes;
newsdex_status upkeep_optimize(const char *path, unsigned lock_wait, upkeep_sizes *out,
                               newsdex_error *err);

/* Deletes articles by id; found[i] tells whether there was one. */
newsdex_status upkeep_delete(const char *path, unsigned lock_wait, const char *const *ids,
                             size_t count, bool *found, newsdex_error *err);

#endif

/*
 * Pruning: deletes from the index what an archive held when it was read before
 * and holds no longer.
 */
#ifndef NDX_SEGMENT_PRUNE_H
#define NDX_SEGMENT_PRUNE_H

#include "indexer/segment/index_folder.h"
#include "indexer/segment/known.h"

/*
 * Deletes the articles of the archive at that canonical path whose id_hash
 * (index_writer_id_hash) is not in seen; *deleted counts them.
 */
newsdex_status prune_archive(const index_folder *folder, const char *archive_path,
                             const known_table *seen, uint64_t *deleted, newsdex_error *err);

#endif

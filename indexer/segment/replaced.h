/*
 * Replaced articles: a new version is published first, beside the old one, with
 * the list of ids in the new segment's metadata; then all but the newest
 * version of each are deleted, and the list is cleared. So a reader never sees neither,
 * and after a crash the list tells what is left to do; doing it twice does no harm.
 */
#ifndef NDX_SEGMENT_REPLACED_H
#define NDX_SEGMENT_REPLACED_H

#include "indexer/segment/index_folder.h"

/* Ids, one a line. */
#define REPLACED_KEY "newsdex.replaced"

/* Deletes what the lists of all segments name, and clears them. */
newsdex_status replaced_finish(const index_folder *folder, newsdex_error *err);

/* Deletes the articles with these ids, for good; found[i] tells whether there was one. Each segment
 * changes by one commit. */
newsdex_status replaced_delete(const index_folder *folder, const char *const *ids, size_t count,
                               bool *found, newsdex_error *err);

#endif

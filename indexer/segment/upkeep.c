#include "indexer/segment/upkeep.h"

#include <stdlib.h>

#include "indexer/segment/ledger.h"
#include "indexer/segment/replaced.h"
#include "searcher/base/error.h"
#include "searcher/xapian-c/xapc.h"

/* Compacts all live segments into a new database at destination. */
static newsdex_status compact_all(const index_folder *folder, const char *destination,
                                  newsdex_error *err)
{
    path_list sources = {0};
    newsdex_status status = index_folder_add_paths(folder, 0, &sources, err);
    if (!status &&
        !(status = xapc_compact(path_list_paths(&sources), sources.count, destination, err)))
        status = ledger_prune(destination, err);
    path_list_release(&sources);
    return status;
}

static newsdex_status optimize(index_folder *folder, upkeep_sizes *out, newsdex_error *err)
{
    ndx_buffer destination;
    ndx_buffer_init(&destination, FOLDER_PATH_MAX);
    out->segments_before = folder->segment_count;
    newsdex_status status;
    if (!(status = replaced_finish(folder, err)) &&
        !(status = index_folder_bytes(folder, &out->bytes_before, err)) &&
        !(status = index_folder_work_path(folder, "optimized", &destination, err)) &&
        !(status = compact_all(folder, destination.data, err)) &&
        !(status = index_folder_publish(folder, (const char *const[]){destination.data}, 1,
                                        folder->segment_count, err)))
        status = index_folder_bytes(folder, &out->bytes_after, err);
    ndx_buffer_release(&destination);
    return status;
}

newsdex_status upkeep_optimize(const char *path, unsigned lock_wait, upkeep_sizes *out,
                               newsdex_error *err)
{
    *out = (upkeep_sizes){0};
    index_folder folder;
    newsdex_status status = index_folder_open(&folder, path, lock_wait, NULL, err);
    if (status)
        return status;
    if (folder.segment_count)
        status = optimize(&folder, out, err);
    index_folder_close(&folder);
    return status;
}

newsdex_status upkeep_delete(const char *path, unsigned lock_wait, const char *const *ids,
                             size_t count, bool *found, newsdex_error *err)
{
    index_folder folder;
    newsdex_status status = index_folder_open(&folder, path, lock_wait, NULL, err);
    if (status)
        return status;
    status = replaced_delete(&folder, ids, count, found, err);
    index_folder_close(&folder);
    return status;
}

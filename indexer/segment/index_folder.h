/*
 * The index as a folder:
 *
 *   XAPIANDB           Xapian's own stub file: a line "auto segment-000001" a live segment,
 *                      oldest first. Replacing it by rename is the commit.
 *   segment-000001/    glass databases
 *   newsdex.lock       held by the one indexer at work; names its process
 *   work/              segments being made; swept away at the next start
 *
 * Opening takes the lock and sweeps what a crash left: work/ and segments that
 * the stub doesn't name.
 */
#ifndef NDX_SEGMENT_INDEX_FOLDER_H
#define NDX_SEGMENT_INDEX_FOLDER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "indexer/segment/path_list.h"
#include "searcher/base/buffer.h"

enum { SEGMENT_NAME_SIZE = 32, FOLDER_PATH_MAX = 4096 };

typedef struct index_folder {
    char *path;
    int lock;                            /* descriptor of newsdex.lock */
    bool locked;                         /* and it is ours */
    char (*segments)[SEGMENT_NAME_SIZE]; /* live ones, oldest first */
    size_t segment_count;
    uint32_t next_number;
} index_folder;

/*
 * Makes the folder when there is none. Waits up to lock_wait seconds for another indexer:
 * NEWSDEX_E_LOCKED. NEWSDEX_E_ARGUMENT when the folder holds other things than an index.
 * stop (may be NULL): a signal handler that sets it ends the wait.
 */
newsdex_status index_folder_open(index_folder *folder, const char *path, unsigned lock_wait,
                                 const volatile sig_atomic_t *stop, newsdex_error *err);
/*
 * The same for those who only look: takes no lock, changes nothing. NEWSDEX_E_NOINDEX when there is
 * no stub. What it lists may be replaced at any time.
 */
newsdex_status index_folder_read(index_folder *folder, const char *path, newsdex_error *err);
void index_folder_close(index_folder *folder);

/* Whether an indexer is at work; a look that waits for nothing. */
bool index_folder_is_busy(const index_folder *folder);

/*
 * Of the live segments as they are now. Whoever looks on may take for damage what an indexer
 * changes: afterwards the version is another one, or other segments are listed.
 */
uint64_t index_folder_version(const index_folder *folder);
bool index_folder_has_changed(const index_folder *folder, uint64_t version);

/* What lies in the folder beside the live segments. */
typedef enum index_folder_item {
    INDEX_FOLDER_LEFTOVER, /* of an indexer at work, or of an interrupted one */
    INDEX_FOLDER_FOREIGN
} index_folder_item;
newsdex_status index_folder_list(const index_folder *folder,
                                 void (*see)(void *context, index_folder_item item,
                                             const char *name),
                                 void *context, newsdex_error *err);

/* Appends the path of a file or folder of that name in the index or in its work folder. */
newsdex_status index_folder_path(const index_folder *folder, const char *name, ndx_buffer *out,
                                 newsdex_error *err);
newsdex_status index_folder_work_path(const index_folder *folder, const char *name, ndx_buffer *out,
                                      newsdex_error *err);

/* Appends the paths of the live segments from the first one on. */
newsdex_status index_folder_add_paths(const index_folder *folder, size_t first, path_list *out,
                                      newsdex_error *err);

/*
 * The commit: fsyncs the finished databases at work_paths, as nobody does before, moves them in as
 * the newest segments, in place of the last replaced live ones (0: besides them all), and publishes
 * the new list. The replaced are removed.
 */
newsdex_status index_folder_publish(index_folder *folder, const char *const *work_paths,
                                    size_t count, size_t replaced, newsdex_error *err);

/* Bytes of the files in a segment, for choosing what to merge and for --status. */
newsdex_status index_folder_segment_bytes(const index_folder *folder, size_t segment,
                                          uint64_t *bytes, newsdex_error *err);

/* Of all live segments. */
newsdex_status index_folder_bytes(const index_folder *folder, uint64_t *bytes, newsdex_error *err);

/* Removes a file or a whole folder; no matter if it isn't there. */
newsdex_status folder_remove_tree(const char *path, newsdex_error *err);

#endif

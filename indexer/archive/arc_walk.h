/*
 * The files below a folder, in the order of the bytes of their paths. Symbolic
 * links are named, not followed. Holds the names of one folder a level of
 * depth, and no file open.
 */
#ifndef NDX_ARCHIVE_ARC_WALK_H
#define NDX_ARCHIVE_ARC_WALK_H

#include <stdbool.h>

#include "include/newsdex.h"

typedef struct arc_walk arc_walk;

typedef enum arc_walk_kind {
    ARC_WALK_FILE,
    ARC_WALK_LINK,
    ARC_WALK_OTHER,  /* device, socket, pipe */
    ARC_WALK_FAILED, /* a folder that cannot be listed; the error says why */
    ARC_WALK_END
} arc_walk_kind;

newsdex_status arc_walk_new(const char *folder, arc_walk **out, newsdex_error *err);
void arc_walk_free(arc_walk *walk);

/* *path is the walk's, good until its next call. Fails only when out of memory. */
newsdex_status arc_walk_next(arc_walk *walk, arc_walk_kind *kind, const char **path,
                             newsdex_error *err);

#endif

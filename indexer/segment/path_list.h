/* Paths of databases or of pieces, in memory of their own. */
#ifndef NDX_SEGMENT_PATH_LIST_H
#define NDX_SEGMENT_PATH_LIST_H

#include <stddef.h>

#include "include/newsdex.h"

/* One that is all zero bytes is empty. */
typedef struct path_list {
    char **paths;
    size_t count;
} path_list;

newsdex_status path_list_add(path_list *list, const char *path, newsdex_error *err);
/* As the functions that take paths want them. */
const char *const *path_list_paths(const path_list *list);
/* Leaves it empty. */
void path_list_release(path_list *list);

#endif

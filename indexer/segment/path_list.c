#include "indexer/segment/path_list.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

newsdex_status path_list_add(path_list *list, const char *path, newsdex_error *err)
{
    char **paths = realloc(list->paths, (list->count + 1) * sizeof *paths);
    char *copy = strdup(path);
    if (paths)
        list->paths = paths;
    if (!paths || !copy) {
        free(copy);
        return ndx_error_nomem(err);
    }
    list->paths[list->count++] = copy;
    return NEWSDEX_OK;
}

const char *const *path_list_paths(const path_list *list)
{
    return (const char *const *)list->paths;
}

void path_list_release(path_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (path_list){0};
}

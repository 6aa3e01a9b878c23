#include "searcher/base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

enum { FIRST_ROOM = 1024 };

newsdex_status ndx_array_grow(void *array, size_t *room, size_t wanted, size_t size,
                              newsdex_error *err)
{
    if (wanted <= *room)
        return NEWSDEX_OK;
    size_t larger = *room ? *room * 2 : FIRST_ROOM;
    if (larger < wanted)
        larger = wanted;
    void *old;
    memcpy(&old, array, sizeof old);
    void *moved = larger > SIZE_MAX / size ? NULL : realloc(old, larger * size);
    if (!moved)
        return ndx_error_nomem(err);
    memcpy(array, &moved, sizeof moved);
    *room = larger;
    return NEWSDEX_OK;
}

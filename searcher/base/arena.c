#include "searcher/base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_STEP = 1 << 20, ALIGNMENT = _Alignof(max_align_t) };

struct ndx_arena_block {
    ndx_arena_block *older;
    size_t used, size;
    max_align_t data[];
};

void ndx_arena_init(ndx_arena *arena)
{
    arena->blocks = NULL;
}

static void free_down_to(ndx_arena *arena, ndx_arena_block *last)
{
    while (arena->blocks != last) {
        ndx_arena_block *block = arena->blocks;
        arena->blocks = block->older;
        free(block);
    }
}

void ndx_arena_release(ndx_arena *arena)
{
    free_down_to(arena, NULL);
}

void ndx_arena_clear(ndx_arena *arena)
{
    if (!arena->blocks)
        return;
    ndx_arena_block *first = arena->blocks;
    while (first->older)
        first = first->older;
    free_down_to(arena, first);
    first->used = 0;
}

void *ndx_arena_alloc(ndx_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    ndx_arena_block *block = arena->blocks;
    if (!block || size > block->size - block->used) {
        size_t wanted = block ? block->size * 2 : FIRST_BLOCK;
        if (wanted > LARGEST_STEP)
            wanted = LARGEST_STEP;
        if (wanted < size)
            wanted = size;
        block = malloc(sizeof *block + wanted);
        if (!block)
            return NULL;
        *block = (ndx_arena_block){arena->blocks, 0, wanted};
        arena->blocks = block;
    }
    void *result = (char *)block->data + block->used;
    block->used += size;
    return result;
}

void *ndx_arena_zeros(ndx_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *result = ndx_arena_alloc(arena, count * size);
    return result ? memset(result, 0, count * size) : NULL;
}

char *ndx_arena_copy(ndx_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = ndx_arena_alloc(arena, length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

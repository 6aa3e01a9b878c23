/*
 * An arena: memory for many small things that end together. Nothing in it is
 * freed singly; clear keeps the first block for the next use.
 */
#ifndef NDX_BASE_ARENA_H
#define NDX_BASE_ARENA_H

#include <stddef.h>

typedef struct ndx_arena_block ndx_arena_block;
typedef struct ndx_arena {
    ndx_arena_block *blocks; /* newest first */
} ndx_arena;

/* An arena that is all zero bytes is ready for use. */
void ndx_arena_init(ndx_arena *arena);
void ndx_arena_release(ndx_arena *arena);
void ndx_arena_clear(ndx_arena *arena);

/* size bytes, not set to anything, aligned for any type; NULL when out of memory. */
void *ndx_arena_alloc(ndx_arena *arena, size_t size);
/* count * size bytes of zero; NULL when that overflows or memory is out. */
void *ndx_arena_zeros(ndx_arena *arena, size_t count, size_t size);
/* A copy with a NUL behind it; NULL when out of memory. */
char *ndx_arena_copy(ndx_arena *arena, const char *text, size_t length);

#endif

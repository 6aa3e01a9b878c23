/*
 * One table of a glass database (format of 2016-03-14: Xapian 1.4.0 and later), built
 * bottom up from entries that come in the order of their keys.
 */
#ifndef NDX_SEGMENT_GLASS_TABLE_H
#define NDX_SEGMENT_GLASS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

enum { GLASS_KEY_MAX = 255, GLASS_BLOCK_SIZE = 8192 };
/* The size of an item, of which a long tag takes several: four fill a block. */
enum { GLASS_ITEM_MAX = 2043 };
/* Tags longer than this may be deflated, in tables other than postlist and position. */
enum { GLASS_DEFLATED_ABOVE = 18 };

/* What the version file tells of a table. One that is all zero bytes has no file. */
typedef struct glass_root {
    bool exists;
    uint32_t block, level; /* of the root */
    uint32_t blocks;       /* in the file */
    uint64_t entries;
} glass_root;

typedef struct glass_table glass_table;

/* Makes the file at path when the first entry comes. */
newsdex_status glass_table_new(const char *path, glass_table **out, newsdex_error *err);
/*
 * Keys rise, by memcmp and shorter first. is_deflated: the tag is a raw deflate stream, which
 * readers inflate. NEWSDEX_E_LIMIT: the key or the tag is too long for the format.
 */
newsdex_status glass_table_add(glass_table *table, const void *key, size_t key_length,
                               const void *tag, size_t tag_length, bool is_deflated,
                               newsdex_error *err);
/* Writes what is left. Not fsynced. */
newsdex_status glass_table_finish(glass_table *table, glass_root *out, newsdex_error *err);
/* Without finish the file is left as it is: of no use. NULL is fine. */
void glass_table_free(glass_table *table);

#endif

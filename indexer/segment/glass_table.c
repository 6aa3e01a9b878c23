#include "indexer/segment/glass_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "searcher/base/error.h"

/*
 * A block: a header (revision 4 bytes, level 1, largest gap 2, whole free space 2, end of the
 * directory 2), a directory of item offsets in the order of the keys, a gap, and the items,
 * which fill the block from its end down.
 */
enum { HEADER_SIZE = 11, OFFSET_SIZE = 2, REVISION = 1, LEVELS = 10 };

/*
 * A leaf item: its size - 3 and flags (2 bytes), the length of the key (1), the key, the number
 * of the component unless it is the first (2), bytes of the tag. A branch item: block (4), length
 * of the key (1), key, component (2).
 */
enum {
    LEAF_HEADER = 3,
    COMPONENT_SIZE = 2,
    BRANCH_HEADER = 7,
    COMPONENTS_MAX = UINT16_MAX,
    IS_DEFLATED = 0x8000,
    IS_LAST = 0x4000,
    IS_FIRST = 0x2000
};
_Static_assert(GLASS_ITEM_MAX == (GLASS_BLOCK_SIZE - HEADER_SIZE) / 4 - OFFSET_SIZE, "four fit");

/* A tag is not cut for less than this at the end of a block. */
enum { PIECE_MIN = 32 };

enum { OUTPUT_SIZE = 1 << 20, BEGIN_SIZE = 8 << 20 };

/* The start of a block as the block above names it: all before it sorts lower. */
typedef struct divider {
    uint8_t key[GLASS_KEY_MAX];
    uint8_t length;
    uint16_t component;
} divider;

typedef struct block {
    divider start;
    unsigned directory_end, items_start; /* offsets; 0: the block is not in use */
    uint8_t bytes[GLASS_BLOCK_SIZE];
} block;

struct glass_table {
    int file; /* -1: not made yet */
    unsigned top;
    uint32_t block_count;
    uint64_t entries;
    uint8_t last_key[GLASS_KEY_MAX];
    size_t last_key_length;
    block levels[LEVELS]; /* the open block of each; 0 are the leaves */
    size_t output_length;
    uint64_t begun; /* bytes that the system was told to write */
    uint8_t output[OUTPUT_SIZE];
    char path[];
};

static void put16(uint8_t *out, unsigned value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
}

static void put32(uint8_t *out, uint32_t value)
{
    put16(out, value >> 16);
    put16(out + 2, value & 0xffff);
}

/* ---- the file -------------------------------------------------------------------------- */

/* Has the system begin to write, so that publishing, which makes sure, has less to wait for. */
static void begin_writing(glass_table *table)
{
    const uint64_t size = (uint64_t)table->block_count * GLASS_BLOCK_SIZE;
    if (size - table->begun < BEGIN_SIZE)
        return;
#ifdef SYNC_FILE_RANGE_WRITE /* Linux */
    sync_file_range(table->file, (off_t)table->begun, 0, SYNC_FILE_RANGE_WRITE);
#endif
    table->begun = size;
}

static newsdex_status flush_output(glass_table *table, newsdex_error *err)
{
    const uint8_t *at = table->output;
    while (table->output_length) {
        ssize_t written = write(table->file, at, table->output_length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return ndx_error_errno(err, table->path);
        at += written;
        table->output_length -= (size_t)written;
    }
    begin_writing(table);
    return NEWSDEX_OK;
}

/* Completes a block of that level and gives it the next number. */
static newsdex_status write_block(glass_table *table, unsigned level, uint32_t *number,
                                  newsdex_error *err)
{
    if (table->block_count == UINT32_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "%.200s: more blocks than a table may have",
                             table->path);
    if (table->output_length == OUTPUT_SIZE) {
        newsdex_status status = flush_output(table, err);
        if (status)
            return status;
    }
    block *from = &table->levels[level];
    unsigned gap = from->items_start - from->directory_end;
    put32(from->bytes, REVISION);
    from->bytes[4] = (uint8_t)level;
    put16(from->bytes + 5, gap);
    put16(from->bytes + 7, gap);
    put16(from->bytes + 9, from->directory_end);
    memset(from->bytes + from->directory_end, 0, gap);
    memcpy(table->output + table->output_length, from->bytes, GLASS_BLOCK_SIZE);
    table->output_length += GLASS_BLOCK_SIZE;
    *number = table->block_count++;
    return NEWSDEX_OK;
}

/* ---- blocks ---------------------------------------------------------------------------- */

static void start_block(block *b, const divider *start)
{
    b->start = *start;
    b->directory_end = HEADER_SIZE;
    b->items_start = GLASS_BLOCK_SIZE;
}

static size_t room_for_item(const block *b)
{
    size_t gap = b->items_start - b->directory_end;
    return gap > OFFSET_SIZE ? gap - OFFSET_SIZE : 0;
}

/* Where an item of that size goes, which must fit. */
static uint8_t *add_item(block *b, size_t size)
{
    b->items_start -= (unsigned)size;
    put16(b->bytes + b->directory_end, b->items_start);
    b->directory_end += OFFSET_SIZE;
    return b->bytes + b->items_start;
}

static void add_child(block *b, const divider *start, uint32_t child)
{
    /* The first one's key is never looked at: what comes here is not before it. */
    bool is_first = b->directory_end == HEADER_SIZE;
    uint8_t length = is_first ? 0 : start->length;
    uint8_t *item = add_item(b, BRANCH_HEADER + (size_t)length);
    put32(item, child);
    item[4] = length;
    memcpy(item + 5, start->key, length);
    put16(item + 5 + length, is_first ? 0 : start->component);
}

/* Tells the level above of a complete block; where that is full, completes it too, and so on. */
static newsdex_status link_block(glass_table *table, unsigned level, uint32_t number,
                                 newsdex_error *err)
{
    divider start = table->levels[level].start;
    while (++level < LEVELS) {
        block *above = &table->levels[level];
        if (level > table->top) {
            table->top = level;
            start_block(above, &start);
        }
        if (room_for_item(above) >= BRANCH_HEADER + (size_t)start.length) {
            add_child(above, &start, number);
            return NEWSDEX_OK;
        }
        uint32_t full;
        newsdex_status status = write_block(table, level, &full, err);
        if (status)
            return status;
        divider full_start = above->start;
        start_block(above, &start);
        add_child(above, &start, number);
        start = full_start;
        number = full;
    }
    return ndx_error_set(err, NEWSDEX_E_LIMIT, "%.200s: more levels than a table may have",
                         table->path);
}

/* ---- leaves ---------------------------------------------------------------------------- */

/* The part of a key that tells it from the one before, as the start of a leaf. */
static void divide(const glass_table *table, const uint8_t *key, size_t length, unsigned component,
                   divider *out)
{
    size_t same = 0;
    size_t most = length < table->last_key_length ? length : table->last_key_length;
    while (same < most && key[same] == table->last_key[same])
        same++;
    bool within_tag = component > 1; /* then the key is that before, too */
    out->length = (uint8_t)(within_tag ? length : same + 1);
    out->component = (uint16_t)component;
    memcpy(out->key, key, out->length);
}

static newsdex_status next_leaf(glass_table *table, const uint8_t *key, size_t key_length,
                                unsigned component, newsdex_error *err)
{
    uint32_t number;
    newsdex_status status = write_block(table, 0, &number, err);
    if (!status)
        status = link_block(table, 0, number, err);
    if (status)
        return status;
    divider start;
    divide(table, key, key_length, component, &start);
    start_block(&table->levels[0], &start);
    return NEWSDEX_OK;
}

/* The first leaf begins with an item that is nothing, from which cursors start. */
static newsdex_status start_table(glass_table *table, newsdex_error *err)
{
    table->file = open(table->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (table->file < 0)
        return ndx_error_errno(err, table->path);
    const divider start = {.length = 0};
    start_block(&table->levels[0], &start);
    uint8_t *item = add_item(&table->levels[0], LEAF_HEADER);
    put16(item, IS_FIRST | IS_LAST);
    item[2] = 0;
    return NEWSDEX_OK;
}

static newsdex_status check_entry(const glass_table *table, const void *key, size_t key_length,
                                  size_t tag_length, newsdex_error *err)
{
    if (key_length > GLASS_KEY_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "%.200s: a key of %zu bytes, at most %d fit",
                             table->path, key_length, GLASS_KEY_MAX);
    size_t most =
        (size_t)(COMPONENTS_MAX - 1) * (GLASS_ITEM_MAX - LEAF_HEADER - COMPONENT_SIZE - key_length);
    if (tag_length > most)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "%.200s: an entry of %zu bytes, at most %zu fit",
                             table->path, tag_length, most);
    size_t common = key_length < table->last_key_length ? key_length : table->last_key_length;
    int order = memcmp(table->last_key, key, common);
    if (order > 0 || (order == 0 && key_length <= table->last_key_length))
        return ndx_error_set(err, NEWSDEX_E_INTERNAL, "%.200s: a key out of order", table->path);
    return NEWSDEX_OK;
}

/*
 * How much of a tag goes into the next item of a leaf: what is left of it, as much as an item may
 * have, or what the leaf has room for. False: too little to be worth an item.
 */
static bool fit_piece(size_t room, size_t header, size_t left, size_t *piece)
{
    size_t most = GLASS_ITEM_MAX - header;
    most = left < most ? left : most;
    if (room >= header + most)
        *piece = most;
    else
        *piece = room > header ? room - header : 0;
    return *piece == most || *piece >= PIECE_MIN;
}

static void add_piece(block *leaf, const void *key, size_t key_length, unsigned component,
                      unsigned flags, const void *data, size_t length)
{
    size_t extra = component > 1 ? COMPONENT_SIZE : 0;
    size_t size = LEAF_HEADER + key_length + extra + length;
    uint8_t *item = add_item(leaf, size);
    put16(item, (unsigned)(size - LEAF_HEADER) | flags);
    item[2] = (uint8_t)key_length;
    memcpy(item + LEAF_HEADER, key, key_length);
    if (extra)
        put16(item + LEAF_HEADER + key_length, component);
    if (length)
        memcpy(item + LEAF_HEADER + key_length + extra, data, length);
}

newsdex_status glass_table_add(glass_table *table, const void *key, size_t key_length,
                               const void *tag, size_t tag_length, bool is_deflated,
                               newsdex_error *err)
{
    newsdex_status status = check_entry(table, key, key_length, tag_length, err);
    if (!status && table->file < 0)
        status = start_table(table, err);
    const uint8_t *rest = tag;
    size_t left = tag_length, header = LEAF_HEADER + key_length, piece;
    unsigned flags = is_deflated ? IS_FIRST | IS_DEFLATED : IS_FIRST;
    for (unsigned component = 1; !status; component++) {
        block *leaf = &table->levels[0];
        if (!fit_piece(room_for_item(leaf), header, left, &piece)) {
            if ((status = next_leaf(table, key, key_length, component, err)))
                break;
            fit_piece(room_for_item(leaf), header, left, &piece);
        }
        if (piece == left)
            flags |= IS_LAST;
        add_piece(leaf, key, key_length, component, flags, rest, piece);
        if (piece == left)
            break;
        rest += piece;
        left -= piece;
        flags &= ~(unsigned)IS_FIRST;
        header = LEAF_HEADER + key_length + COMPONENT_SIZE;
    }
    if (status)
        return status;
    memcpy(table->last_key, key, key_length);
    table->last_key_length = key_length;
    table->entries++;
    return NEWSDEX_OK;
}

/* ---- a table's life -------------------------------------------------------------------- */

newsdex_status glass_table_new(const char *path, glass_table **out, newsdex_error *err)
{
    size_t path_size = strlen(path) + 1;
    *out = calloc(1, sizeof **out + path_size);
    if (!*out)
        return ndx_error_nomem(err);
    (*out)->file = -1;
    memcpy((*out)->path, path, path_size);
    return NEWSDEX_OK;
}

/* Completes what is open from the leaves up; the block of the top level is the root. */
static newsdex_status write_open_blocks(glass_table *table, uint32_t *root, newsdex_error *err)
{
    newsdex_status status = write_block(table, 0, root, err);
    for (unsigned level = 0; !status && level < table->top; level++)
        if (!(status = link_block(table, level, *root, err)))
            status = write_block(table, level + 1, root, err);
    return status;
}

newsdex_status glass_table_finish(glass_table *table, glass_root *out, newsdex_error *err)
{
    *out = (glass_root){.exists = false};
    if (table->file < 0)
        return NEWSDEX_OK;
    uint32_t root = 0;
    newsdex_status status = write_open_blocks(table, &root, err);
    if (!status)
        status = flush_output(table, err);
    *out = (glass_root){true, root, table->top, table->block_count, table->entries};
    return status;
}

void glass_table_free(glass_table *table)
{
    if (!table)
        return;
    if (table->file >= 0)
        close(table->file);
    free(table);
}

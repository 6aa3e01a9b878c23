#include "indexer/segment/glass_version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "indexer/segment/glass_pack.h"
#include "indexer/segment/index_folder.h"
#include "searcher/base/error.h"

enum { UUID_SIZE = 16, REVISION = 1, BLOCK_SIZE_UNIT = 2048 };
/* What Xapian reads of the file; a table's part takes less than 50 bytes. */
enum { VERSION_MAX = 256 };

/* Ends in the number of the format, the day it was made: year - 2014 in 7 bits, month 4, day 5. */
static const uint8_t magic[] = {0x0f, 0x0d, 'X', 'a', 'p', 'i', 'a',  'n',
                                ' ',  'G',  'l', 'a', 's', 's', 0x04, 0x6e};

typedef struct table_kind {
    const char *name;
    unsigned deflated_above; /* longer tags than this Xapian deflates when it writes; 0: none */
    bool is_required;        /* Xapian takes a folder without this file for damaged */
} table_kind;

static const table_kind kinds[GLASS_TABLES] = {
    [GLASS_POSTLIST] = {"postlist.glass", 0, true},
    [GLASS_DOCDATA] = {"docdata.glass", GLASS_DEFLATED_ABOVE, false},
    [GLASS_TERMLIST] = {"termlist.glass", GLASS_DEFLATED_ABOVE, true},
    [GLASS_POSITION] = {"position.glass", 0, false},
    [GLASS_SPELLING] = {"spelling.glass", GLASS_DEFLATED_ABOVE, false},
    [GLASS_SYNONYM] = {"synonym.glass", GLASS_DEFLATED_ABOVE, false},
};

const char *glass_table_name(glass_table_kind kind)
{
    return kinds[kind].name;
}

bool glass_version_is_known(const void *start, size_t length)
{
    return length >= sizeof magic && !memcmp(start, magic, sizeof magic);
}

/* ---- its content ----------------------------------------------------------------------- */

/* Free blocks: none up to the end of the file. Not to be left out: a writer would begin at block 0.
 */
static newsdex_status append_free_list(ndx_buffer *out, const glass_root *root, newsdex_error *err)
{
    uint8_t list[6 * GLASS_UINT_MAX];
    uint8_t *end = glass_pack_uint(list, REVISION);
    end = glass_pack_uint(end, root->blocks);
    for (int i = 0; i < 4; i++)
        end = glass_pack_uint(end, 0);
    return glass_pack_string(out, list, (size_t)(end - list), err);
}

static newsdex_status append_root(ndx_buffer *out, glass_table_kind kind, const glass_root *root,
                                  newsdex_error *err)
{
    enum { IS_ROOT_FAKE = 1, IS_SEQUENTIAL = 2, LEVEL_UNIT = 4 };
    uint8_t numbers[5 * GLASS_UINT_MAX];
    uint8_t *end = glass_pack_uint(numbers, root->block);
    end = glass_pack_uint(end, root->level * LEVEL_UNIT + IS_SEQUENTIAL +
                                   (root->exists ? 0 : IS_ROOT_FAKE));
    end = glass_pack_uint(end, root->entries);
    end = glass_pack_uint(end, GLASS_BLOCK_SIZE / BLOCK_SIZE_UNIT);
    end = glass_pack_uint(end, kinds[kind].deflated_above);
    newsdex_status status = ndx_buffer_append(out, numbers, (size_t)(end - numbers), err);
    if (status)
        return status;
    return root->exists ? append_free_list(out, root, err) : glass_pack_string(out, "", 0, err);
}

static newsdex_status append_statistics(ndx_buffer *out, const glass_statistics *statistics,
                                        newsdex_error *err)
{
    const uint64_t numbers[] = {
        statistics->documents,
        statistics->last_docid - statistics->documents,
        statistics->length_low,
        statistics->wdf_high,
        statistics->length_high - statistics->wdf_high,
        0, /* oldest changeset */
        statistics->total_length,
        0, /* highest frequency of a spelling */
    };
    uint8_t packed[sizeof numbers / sizeof *numbers * GLASS_UINT_MAX];
    uint8_t *end = packed;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        end = glass_pack_uint(end, numbers[i]);
    return ndx_buffer_append(out, packed, (size_t)(end - packed), err);
}

/* A number of its own, by which Xapian tells copies of a database from others. */
static newsdex_status append_uuid(ndx_buffer *out, newsdex_error *err)
{
    uint8_t uuid[UUID_SIZE];
    if (getrandom(uuid, sizeof uuid, 0) != (ssize_t)sizeof uuid)
        return ndx_error_errno(err, "random bytes");
    uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40); /* RFC 4122, version 4: random */
    uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
    return ndx_buffer_append(out, uuid, sizeof uuid, err);
}

static newsdex_status append_version(ndx_buffer *out, const glass_root roots[GLASS_TABLES],
                                     const glass_statistics *statistics, newsdex_error *err)
{
    uint8_t revision[GLASS_UINT_MAX];
    size_t revision_length = (size_t)(glass_pack_uint(revision, REVISION) - revision);
    newsdex_status status = ndx_buffer_append(out, magic, sizeof magic, err);
    if (!status)
        status = append_uuid(out, err);
    if (!status)
        status = ndx_buffer_append(out, revision, revision_length, err);
    for (int kind = 0; !status && kind < GLASS_TABLES; kind++)
        status = append_root(out, (glass_table_kind)kind, &roots[kind], err);
    return status ? status : append_statistics(out, statistics, err);
}

/* ---- its file -------------------------------------------------------------------------- */

static newsdex_status write_file(const char *path, const void *data, size_t length,
                                 newsdex_error *err)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return ndx_error_errno(err, path);
    newsdex_status status = NEWSDEX_OK;
    errno = ENOSPC; /* a short write of so few bytes gives no other reason */
    if (length && write(file, data, length) != (ssize_t)length)
        status = ndx_error_errno(err, path);
    close(file);
    return status;
}

/* A table without entries is an empty file. */
static newsdex_status make_required(const char *folder, const glass_root roots[GLASS_TABLES],
                                    newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    for (int kind = 0; !status && kind < GLASS_TABLES; kind++) {
        if (roots[kind].exists || !kinds[kind].is_required)
            continue;
        ndx_buffer_clear(&path);
        if (!(status = ndx_buffer_append_format(&path, err, "%s/%s", folder, kinds[kind].name)))
            status = write_file(path.data, "", 0, err);
    }
    ndx_buffer_release(&path);
    return status;
}

/* The name under which it makes a database of the folder comes last. */
static newsdex_status put_in_place(const char *folder, const ndx_buffer *content,
                                   newsdex_error *err)
{
    ndx_buffer draft, path;
    ndx_buffer_init(&draft, FOLDER_PATH_MAX);
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = ndx_buffer_append_format(&draft, err, "%s/iamglass.tmp", folder);
    if (!status)
        status = ndx_buffer_append_format(&path, err, "%s/iamglass", folder);
    if (!status)
        status = write_file(draft.data, content->data, content->length, err);
    if (!status && rename(draft.data, path.data))
        status = ndx_error_errno(err, path.data);
    ndx_buffer_release(&draft);
    ndx_buffer_release(&path);
    return status;
}

newsdex_status glass_version_write(const char *folder, const glass_root roots[GLASS_TABLES],
                                   const glass_statistics *statistics, newsdex_error *err)
{
    ndx_buffer content;
    ndx_buffer_init(&content, VERSION_MAX);
    newsdex_status status = append_version(&content, roots, statistics, err);
    if (!status)
        status = make_required(folder, roots, err);
    if (!status)
        status = put_in_place(folder, &content, err);
    ndx_buffer_release(&content);
    return status;
}

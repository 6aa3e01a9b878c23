#include "indexer/segment/merger.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/segment/index_folder.h"
#include "indexer/segment/tiers.h"
#include "searcher/base/error.h"
#include "searcher/xapian-c/xapc.h"

/*
 * An open database costs four descriptors, a run of the bulk writer one, and a process usually has
 * 1024; so there is one merge at a time. What many databases are merged into is merged by the
 * rule for segments, as these may become segments.
 */
enum { DATABASES_MERGED = 128, RUNS_MERGED = 256 };

/* Over a sequence of batches. Tier 0 are pieces of a segment_writer, all others are databases. */
struct merger_piece {
    uint64_t first, last;
    unsigned tier;
};

newsdex_status merger_init(merger *m, const char *folder, segment_writer_kind kind,
                           const segment_metadata *metadata, uint64_t memory, newsdex_error *err)
{
    *m = (merger){.folder = folder, .kind = kind, .metadata = metadata, .memory = memory};
    return pthread_mutex_init(&m->mutex, NULL) ? ndx_error_nomem(err) : NEWSDEX_OK;
}

void merger_release(merger *m)
{
    pthread_mutex_destroy(&m->mutex);
    free(m->pieces);
}

static newsdex_status piece_path(const merger *m, uint64_t first, unsigned tier, ndx_buffer *out,
                                 newsdex_error *err)
{
    return ndx_buffer_append_format(out, err, "%s/batch-%llu-%u", m->folder,
                                    (unsigned long long)first, tier);
}

newsdex_status merger_batch_path(const merger *m, uint64_t batch, ndx_buffer *out,
                                 newsdex_error *err)
{
    return piece_path(m, batch, 0, out, err);
}

static newsdex_status insert_piece(merger *m, merger_piece piece, newsdex_error *err)
{
    if (m->count == m->room) {
        size_t room = m->room ? m->room * 2 : 64;
        merger_piece *pieces = realloc(m->pieces, room * sizeof *pieces);
        if (!pieces)
            return ndx_error_nomem(err);
        m->pieces = pieces;
        m->room = room;
    }
    size_t at = m->count++;
    for (; at > 0 && m->pieces[at - 1].first > piece.first; at--)
        m->pieces[at] = m->pieces[at - 1];
    m->pieces[at] = piece;
    return NEWSDEX_OK;
}

/* How many pieces of that tier are merged into one of the next. */
static size_t fan_in(const merger *m, unsigned tier)
{
    if (tier)
        return TIER_FAN_IN;
    return m->kind == SEGMENT_WRITER_BULK ? RUNS_MERGED : DATABASES_MERGED;
}

/* The batches of a piece of that tier. */
static uint64_t batches_of(const merger *m, unsigned tier)
{
    uint64_t batches = 1;
    for (unsigned i = 0; i < tier; i++)
        batches *= fan_in(m, i);
    return batches;
}

/* The start of neighbouring pieces that together make one of the next tier, whatever order they
 * came in; m->count when there are none. */
static size_t find_ripe(const merger *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const merger_piece *piece = &m->pieces[i];
        uint64_t batches = batches_of(m, piece->tier + 1);
        size_t last = i + fan_in(m, piece->tier) - 1;
        if ((piece->first - m->first) % batches == 0 && last < m->count &&
            m->pieces[last].tier == piece->tier &&
            m->pieces[last].last - piece->first + 1 == batches)
            return i;
    }
    return m->count;
}

/* ---- joining -------------------------------------------------------------------------- */

static newsdex_status add_piece_paths(path_list *list, const merger *m, const merger_piece *pieces,
                                      size_t count, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < count; i++) {
        ndx_buffer path;
        ndx_buffer_init(&path, FOLDER_PATH_MAX);
        if (!(status = piece_path(m, pieces[i].first, pieces[i].tier, &path, err)))
            status = path_list_add(list, path.data, err);
        ndx_buffer_release(&path);
    }
    return status;
}

/* The databases or pieces at those paths, but for the first kept ones. */
static newsdex_status remove_joined(const path_list *list, size_t kept, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = kept; !status && i < list->count; i++)
        status = folder_remove_tree(list->paths[i], err);
    return status;
}

/* What joins pieces of that tier. */
static segment_writer_kind kind_of(const merger *m, unsigned tier)
{
    return tier ? SEGMENT_WRITER_XAPIAN : m->kind;
}

/* Pieces of one tier, which go away, into a database. */
static newsdex_status join_pieces(const merger *m, const merger_piece *pieces, size_t count,
                                  const segment_metadata *metadata, size_t metadata_count,
                                  const char *destination, newsdex_error *err)
{
    path_list list = {0};
    const segment_writer_kind kind = kind_of(m, count ? pieces->tier : 0);
    newsdex_status status = add_piece_paths(&list, m, pieces, count, err);
    if (!status && !(status = segment_join(kind, path_list_paths(&list), list.count, metadata,
                                           metadata_count, m->memory, destination, err)))
        status = remove_joined(&list, 0, err);
    path_list_release(&list);
    return status;
}

/* Makes one piece of the next tier. */
static newsdex_status merge_pieces(const merger *m, const merger_piece *pieces, size_t count,
                                   const merger_piece *merged, newsdex_error *err)
{
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = piece_path(m, merged->first, merged->tier, &path, err);
    if (!status)
        status = join_pieces(m, pieces, count, m->metadata, 1, path.data, err);
    ndx_buffer_release(&path);
    return status;
}

/* Merges ripe pieces; called with the mutex held, which is let go of for the work itself. */
static newsdex_status merge_ripe(merger *m, size_t start, newsdex_error *err)
{
    const size_t count = fan_in(m, m->pieces[start].tier);
    merger_piece *run = calloc(count, sizeof *run);
    if (!run)
        return ndx_error_nomem(err);
    memcpy(run, m->pieces + start, count * sizeof *run);
    const merger_piece merged = {run[0].first, run[count - 1].last, run[0].tier + 1};
    m->merging = true;
    pthread_mutex_unlock(&m->mutex);
    newsdex_status status = merge_pieces(m, run, count, &merged, err);
    free(run);
    pthread_mutex_lock(&m->mutex);
    m->merging = false;
    if (status)
        return status;
    start = 0; /* others may have moved the pieces meanwhile */
    while (m->pieces[start].first != merged.first)
        start++;
    m->pieces[start] = merged;
    m->count -= count - 1;
    memmove(m->pieces + start + 1, m->pieces + start + count,
            (m->count - start - 1) * sizeof *m->pieces);
    return NEWSDEX_OK;
}

newsdex_status merger_batch_done(merger *m, uint64_t batch, newsdex_error *err)
{
    pthread_mutex_lock(&m->mutex);
    newsdex_status status = insert_piece(m, (merger_piece){batch, batch, 0}, err);
    /* Who merges goes on with what has become ripe meanwhile. */
    for (size_t start; !status && !m->merging && (start = find_ripe(m)) < m->count;)
        status = merge_ripe(m, start, err);
    pthread_mutex_unlock(&m->mutex);
    return status;
}

/* Pieces of tier 0 come last: others had all their neighbours. */
static size_t count_databases(const merger *m)
{
    size_t databases = 0;
    while (databases < m->count && m->pieces[databases].tier)
        databases++;
    return databases;
}

/* The last pieces, as databases: runs are made one of at path. */
static newsdex_status add_last_pieces(path_list *list, const merger *m, size_t databases,
                                      const char *path, newsdex_error *err)
{
    const merger_piece *pieces = m->pieces + databases;
    const size_t count = m->count - databases;
    if (m->kind == SEGMENT_WRITER_XAPIAN || !count)
        return add_piece_paths(list, m, pieces, count, err);
    newsdex_status status = join_pieces(m, pieces, count, NULL, 0, path, err);
    return status ? status : path_list_add(list, path, err);
}

/* The databases before, those of the batches, and the last pieces, all at once. */
static newsdex_status join_all(const merger *m, const char *const *before, size_t before_count,
                               size_t databases, const segment_metadata *metadata,
                               size_t metadata_count, const char *destination, newsdex_error *err)
{
    path_list list = {0};
    ndx_buffer last;
    ndx_buffer_init(&last, FOLDER_PATH_MAX);
    newsdex_status status = ndx_buffer_append_format(&last, err, "%s.last", destination);
    for (size_t i = 0; !status && i < before_count; i++)
        status = path_list_add(&list, before[i], err);
    if (!status && !(status = add_piece_paths(&list, m, m->pieces, databases, err)) &&
        !(status = add_last_pieces(&list, m, databases, last.data, err)) &&
        !(status = segment_join(SEGMENT_WRITER_XAPIAN, path_list_paths(&list), list.count, metadata,
                                metadata_count, m->memory, destination, err)))
        status = remove_joined(&list, before_count, err);
    ndx_buffer_release(&last);
    path_list_release(&list);
    return status;
}

newsdex_status merger_take_databases(merger *m, path_list *out, newsdex_error *err)
{
    size_t taken = count_databases(m);
    if (taken && taken == m->count)
        taken--;
    newsdex_status status = add_piece_paths(out, m, m->pieces, taken, err);
    if (status || !taken)
        return status;
    m->count -= taken;
    memmove(m->pieces, m->pieces + taken, m->count * sizeof *m->pieces);
    return NEWSDEX_OK;
}

newsdex_status merger_finish(merger *m, const char *const *before, size_t before_count,
                             const segment_metadata *metadata, size_t metadata_count,
                             const char *destination, newsdex_error *err)
{
    size_t databases = count_databases(m);
    newsdex_status status =
        before_count || databases
            ? join_all(m, before, before_count, databases, metadata, metadata_count, destination,
                       err)
            : join_pieces(m, m->pieces, m->count, metadata, metadata_count, destination, err);
    if (m->count)
        m->first = m->pieces[m->count - 1].last + 1;
    m->count = 0;
    return status;
}

#include "indexer/segment/merger.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/segment/index_folder.h"
#include "searcher/base/error.h"
#include "searcher/xapian-c/xapc.h"

/* Wide tiers: a document is copied once per tier, and an open database costs a few descriptors. */
enum { FAN_IN = 32 };

/* A database over a run of batches. */
struct merger_piece {
    uint64_t first, last;
    unsigned tier;
    bool merging;
};

newsdex_status merger_init(merger *m, const char *folder, newsdex_error *err)
{
    *m = (merger){.folder = folder};
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

/* The start of FAN_IN neighbouring pieces of one tier that nobody merges; m->count when there are
 * none. */
static size_t find_ripe(const merger *m)
{
    size_t start = 0;
    for (size_t i = 0; i < m->count; i++) {
        const merger_piece *piece = &m->pieces[i];
        bool follows = i > start && piece->tier == m->pieces[start].tier &&
                       piece->first == m->pieces[i - 1].last + 1;
        if (piece->merging)
            start = i + 1;
        else if (!follows)
            start = i;
        if (!piece->merging && i - start + 1 == FAN_IN)
            return start;
    }
    return m->count;
}

/* Compacts pieces into destination, with other databases before them, and removes the pieces'. */
static newsdex_status join(const merger *m, const char *const *before, size_t before_count,
                           const merger_piece *pieces, size_t count, const char *destination,
                           newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    ndx_buffer *paths = calloc(count + 1, sizeof *paths);
    const char **sources = calloc(before_count + count + 1, sizeof *sources);
    if (!paths || !sources)
        status = ndx_error_nomem(err);
    for (size_t i = 0; !status && i < before_count; i++)
        sources[i] = before[i];
    for (size_t i = 0; !status && i < count; i++) {
        ndx_buffer_init(&paths[i], FOLDER_PATH_MAX);
        status = piece_path(m, pieces[i].first, pieces[i].tier, &paths[i], err);
        sources[before_count + i] = paths[i].data;
    }
    if (!status)
        status = xapc_compact(sources, before_count + count, destination, err);
    for (size_t i = 0; paths && i < count; i++) {
        if (!status)
            status = folder_remove_tree(paths[i].data, err);
        ndx_buffer_release(&paths[i]);
    }
    free(paths);
    free(sources);
    return status;
}

/* Merges one ripe run; called with the mutex held, which is let go of for the work itself. */
static newsdex_status merge_ripe(merger *m, size_t start, newsdex_error *err)
{
    merger_piece run[FAN_IN];
    for (size_t i = 0; i < FAN_IN; i++) {
        m->pieces[start + i].merging = true;
        run[i] = m->pieces[start + i];
    }
    pthread_mutex_unlock(&m->mutex);
    merger_piece merged = {run[0].first, run[FAN_IN - 1].last, run[0].tier + 1, false};
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = piece_path(m, merged.first, merged.tier, &path, err);
    if (!status)
        status = join(m, NULL, 0, run, FAN_IN, path.data, err);
    ndx_buffer_release(&path);
    pthread_mutex_lock(&m->mutex);
    if (status)
        return status;
    start = 0; /* others may have moved the pieces meanwhile */
    while (m->pieces[start].first != merged.first)
        start++;
    m->pieces[start] = merged;
    m->count -= FAN_IN - 1;
    memmove(m->pieces + start + 1, m->pieces + start + FAN_IN,
            (m->count - start - 1) * sizeof *m->pieces);
    return NEWSDEX_OK;
}

newsdex_status merger_batch_done(merger *m, uint64_t batch, newsdex_error *err)
{
    pthread_mutex_lock(&m->mutex);
    newsdex_status status = insert_piece(m, (merger_piece){batch, batch, 0, false}, err);
    for (size_t start; !status && (start = find_ripe(m)) < m->count;)
        status = merge_ripe(m, start, err);
    pthread_mutex_unlock(&m->mutex);
    return status;
}

newsdex_status merger_finish(merger *m, const char *const *before, size_t before_count,
                             const char *destination, newsdex_error *err)
{
    newsdex_status status = join(m, before, before_count, m->pieces, m->count, destination, err);
    m->count = 0;
    return status;
}

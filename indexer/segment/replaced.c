#include "indexer/segment/replaced.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/xapian-c/xapc.h"

enum { LIST_MAX = 128 << 20, TERM_MAX = 1 << 16 };

/* A live segment while replaced articles are looked for. */
typedef struct segment_view {
    ndx_buffer path;
    xapc_database *db;
    ndx_buffer doomed; /* docids to delete, uint32_t each */
    bool has_list;
} segment_view;

static newsdex_status open_view(const index_folder *folder, size_t segment, segment_view *view,
                                ndx_buffer *list, newsdex_error *err)
{
    ndx_buffer_init(&view->path, FOLDER_PATH_MAX);
    ndx_buffer_init(&view->doomed, LIST_MAX);
    newsdex_status status;
    size_t before = list->length;
    if ((status = index_folder_path(folder, folder->segments[segment], &view->path, err)) ||
        (status = xapc_database_open(view->path.data, &view->db, err)) ||
        (status = xapc_database_metadata(view->db, REPLACED_KEY, list, err)))
        return status;
    view->has_list = list->length > before;
    return NEWSDEX_OK;
}

/* Dooms every document of the view with that id but the last, and that one too unless keep_last. */
static newsdex_status doom(segment_view *view, const char *term, size_t length, bool keep_last,
                           bool *found, newsdex_error *err)
{
    xapc_postings *postings;
    uint32_t docid, last = 0;
    newsdex_status status = xapc_postings_open(view->db, term, length, &postings, err);
    while (!status && !(status = xapc_postings_next(postings, &docid, NULL, NULL, err)) && docid) {
        if (last)
            status = ndx_buffer_append(&view->doomed, &last, sizeof last, err);
        last = docid;
    }
    xapc_postings_close(postings);
    if (!status && last && !keep_last)
        status = ndx_buffer_append(&view->doomed, &last, sizeof last, err);
    *found = last != 0;
    return status;
}

/* Dooms all with that id; keep_newest: but the newest. */
static newsdex_status doom_all(segment_view *views, size_t count, const char *id, size_t length,
                               bool keep_newest, bool *found, newsdex_error *err)
{
    ndx_buffer term;
    ndx_buffer_init(&term, TERM_MAX);
    newsdex_status status = ndx_buffer_append_byte(&term, 'Q', err);
    if (!status)
        status = ndx_buffer_append(&term, id, length, err);
    *found = false;
    for (size_t i = count; !status && i-- > 0;) {
        bool here;
        status = doom(&views[i], term.data, term.length, keep_newest && !*found, &here, err);
        *found = *found || here;
    }
    ndx_buffer_release(&term);
    return status;
}

static int compare_docids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Deletes the doomed; an id may stand in the list twice, so a document may be doomed twice. */
static newsdex_status execute(const segment_view *view, newsdex_error *err)
{
    size_t count = view->doomed.length / sizeof(uint32_t);
    if (!count && !view->has_list)
        return NEWSDEX_OK;
    uint32_t *docids = (uint32_t *)(void *)view->doomed.data;
    if (count)
        qsort(docids, count, sizeof *docids, compare_docids);
    xapc_writer *writer;
    newsdex_status status = xapc_writer_open(view->path.data, XAPC_WRITER_UPDATE, &writer, err);
    for (size_t i = 0; !status && i < count; i++)
        if (i == 0 || docids[i] != docids[i - 1])
            status = xapc_writer_delete(writer, docids[i], err);
    if (!status && view->has_list)
        status = xapc_writer_set_metadata(writer, REPLACED_KEY, NULL, 0, err);
    if (!status)
        status = xapc_writer_commit(writer, err);
    xapc_writer_close(writer);
    return status;
}

/* The live segments, opened; count of them are to be closed, on failure too. */
static newsdex_status open_views(const index_folder *folder, segment_view **views, size_t *count,
                                 ndx_buffer *list, newsdex_error *err)
{
    *count = 0;
    *views = calloc(folder->segment_count + 1, sizeof **views);
    if (!*views)
        return ndx_error_nomem(err);
    newsdex_status status = NEWSDEX_OK;
    for (; !status && *count < folder->segment_count; ++*count)
        status = open_view(folder, *count, &(*views)[*count], list, err);
    return status;
}

static void close_views(segment_view *views, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xapc_database_close(views[i].db);
        ndx_buffer_release(&views[i].path);
        ndx_buffer_release(&views[i].doomed);
    }
    free(views);
}

newsdex_status replaced_finish(const index_folder *folder, newsdex_error *err)
{
    segment_view *views;
    size_t count;
    ndx_buffer list;
    ndx_buffer_init(&list, LIST_MAX);
    newsdex_status status = open_views(folder, &views, &count, &list, err);
    for (const char *id = list.data; !status && *id;) {
        size_t length = strcspn(id, "\n");
        bool found;
        status = doom_all(views, count, id, length, true, &found, err);
        id += length + (id[length] == '\n');
    }
    /* The older versions go first; the list in the newest segment is cleared when all is done. */
    for (size_t i = 0; !status && i < count; i++)
        status = execute(&views[i], err);
    close_views(views, count);
    ndx_buffer_release(&list);
    return status;
}

newsdex_status replaced_delete(const index_folder *folder, const char *const *ids, size_t count,
                               bool *found, newsdex_error *err)
{
    newsdex_status status = replaced_finish(folder, err);
    if (status)
        return status;
    segment_view *views;
    size_t view_count;
    ndx_buffer list; /* empty by now */
    ndx_buffer_init(&list, LIST_MAX);
    status = open_views(folder, &views, &view_count, &list, err);
    for (size_t i = 0; !status && i < count; i++)
        status = doom_all(views, view_count, ids[i], strlen(ids[i]), false, &found[i], err);
    for (size_t i = 0; !status && i < view_count; i++)
        status = execute(&views[i], err);
    close_views(views, view_count);
    ndx_buffer_release(&list);
    return status;
}

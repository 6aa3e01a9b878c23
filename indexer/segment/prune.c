#include "indexer/segment/prune.h"

#include "indexer/segment/index_writer.h"
#include "searcher/index/record.h"
#include "searcher/index/schema.h"
#include "searcher/xapian-c/xapc.h"

#include <string.h>

enum { RECORD_MAX = 1 << 30, DOOMED_MAX = 1 << 30 };

static newsdex_status was_seen(xapc_database *db, uint32_t docid, const known_table *seen,
                               ndx_buffer *bytes, bool *found, newsdex_error *err)
{
    ndx_buffer_clear(bytes);
    newsdex_status status = xapc_database_record(db, docid, bytes, err);
    if (status)
        return status;
    ndx_record record;
    known_article unused;
    ndx_record_read(bytes->data, bytes->length, &record);
    ndx_bytes id = record.values[NDX_RECORD_ID];
    *found = known_table_find(seen, index_writer_id_hash(id.data, id.length), &unused);
    return NEWSDEX_OK;
}

/* Appends the docids of the archive's articles that were not seen. */
static newsdex_status doom_unseen(xapc_database *db, const char *term, const known_table *seen,
                                  ndx_buffer *doomed, newsdex_error *err)
{
    ndx_buffer bytes;
    ndx_buffer_init(&bytes, RECORD_MAX);
    xapc_postings *postings;
    uint32_t docid;
    newsdex_status status = xapc_postings_open(db, term, strlen(term), &postings, err);
    while (!status && !(status = xapc_postings_next(postings, &docid, NULL, NULL, err)) && docid) {
        bool found;
        if (!(status = was_seen(db, docid, seen, &bytes, &found, err)) && !found)
            status = ndx_buffer_append(doomed, &docid, sizeof docid, err);
    }
    xapc_postings_close(postings);
    ndx_buffer_release(&bytes);
    return status;
}

static newsdex_status delete_all(const char *segment, const ndx_buffer *doomed, newsdex_error *err)
{
    if (!doomed->length)
        return NEWSDEX_OK;
    xapc_writer *writer;
    newsdex_status status = xapc_writer_open(segment, XAPC_WRITER_UPDATE, &writer, err);
    for (size_t at = 0; !status && at < doomed->length; at += sizeof(uint32_t)) {
        uint32_t docid;
        memcpy(&docid, doomed->data + at, sizeof docid);
        status = xapc_writer_delete(writer, docid, err);
    }
    if (!status)
        status = xapc_writer_commit(writer, err);
    xapc_writer_close(writer);
    return status;
}

static newsdex_status prune_segment(const char *segment, const char *term, const known_table *seen,
                                    uint64_t *deleted, newsdex_error *err)
{
    ndx_buffer doomed;
    ndx_buffer_init(&doomed, DOOMED_MAX);
    xapc_database *db;
    newsdex_status status = xapc_database_open(segment, &db, err);
    if (!status)
        status = doom_unseen(db, term, seen, &doomed, err);
    xapc_database_close(db);
    if (!status && !(status = delete_all(segment, &doomed, err)))
        *deleted += doomed.length / sizeof(uint32_t);
    ndx_buffer_release(&doomed);
    return status;
}

newsdex_status prune_archive(const index_folder *folder, const char *archive_path,
                             const known_table *seen, uint64_t *deleted, newsdex_error *err)
{
    char term[NDX_ARCHIVE_TERM_SIZE];
    ndx_archive_term(archive_path, term);
    *deleted = 0;
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < folder->segment_count; i++) {
        ndx_buffer_clear(&path);
        if (!(status = index_folder_path(folder, folder->segments[i], &path, err)))
            status = prune_segment(path.data, term, seen, deleted, err);
    }
    ndx_buffer_release(&path);
    return status;
}

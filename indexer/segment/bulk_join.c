#include "indexer/segment/bulk_join.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "indexer/segment/bulk_tables.h"
#include "indexer/segment/index_folder.h"
#include "searcher/base/buffer.h"
#include "searcher/base/error.h"

enum { THREADS = 3 };

typedef struct join {
    const bulk_parts *parts;
    const char *destination;
    glass_root roots[GLASS_TABLES];
} join;

/* ---- the tables, each pair in a thread of its own ----------------------------------------- */

typedef struct job {
    join *join;
    pthread_t thread;
    bool started;
    newsdex_status (*write)(join *j, newsdex_error *err);
    newsdex_status status;
    newsdex_error error;
} job;

static newsdex_status open_table(const join *j, glass_table_kind kind, glass_table **out,
                                 newsdex_error *err)
{
    ndx_buffer path;
    *out = NULL;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status =
        ndx_buffer_append_format(&path, err, "%s/%s", j->destination, glass_table_name(kind));
    if (!status)
        status = glass_table_new(path.data, out, err);
    ndx_buffer_release(&path);
    return status;
}

static newsdex_status write_postlist(join *j, newsdex_error *err)
{
    glass_table *table;
    newsdex_status status = open_table(j, GLASS_POSTLIST, &table, err);
    if (!status && !(status = bulk_write_postlist(j->parts, table, err)))
        status = glass_table_finish(table, &j->roots[GLASS_POSTLIST], err);
    glass_table_free(table);
    return status;
}

static newsdex_status write_positions(join *j, newsdex_error *err)
{
    glass_table *table;
    newsdex_status status = open_table(j, GLASS_POSITION, &table, err);
    if (!status && !(status = bulk_write_positions(j->parts, table, err)))
        status = glass_table_finish(table, &j->roots[GLASS_POSITION], err);
    glass_table_free(table);
    return status;
}

static newsdex_status write_documents(join *j, newsdex_error *err)
{
    glass_table *termlist, *docdata = NULL;
    newsdex_status status = open_table(j, GLASS_TERMLIST, &termlist, err);
    if (!status && !(status = open_table(j, GLASS_DOCDATA, &docdata, err)) &&
        !(status = bulk_write_documents(j->parts, termlist, docdata, err)) &&
        !(status = glass_table_finish(termlist, &j->roots[GLASS_TERMLIST], err)))
        status = glass_table_finish(docdata, &j->roots[GLASS_DOCDATA], err);
    glass_table_free(termlist);
    glass_table_free(docdata);
    return status;
}

static void *run_job(void *argument)
{
    job *work = argument;
    work->status = work->write(work->join, &work->error);
    return NULL;
}

static newsdex_status write_tables(join *j, newsdex_error *err)
{
    job jobs[THREADS] = {
        {.join = j, .write = write_documents},
        {.join = j, .write = write_positions},
        {.join = j, .write = write_postlist},
    };
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < THREADS; i++)
        jobs[i].started = !pthread_create(&jobs[i].thread, NULL, run_job, &jobs[i]);
    for (size_t i = 0; i < THREADS; i++) {
        if (jobs[i].started)
            pthread_join(jobs[i].thread, NULL);
        else
            run_job(&jobs[i]);
        if (!status && (status = jobs[i].status) && err)
            *err = jobs[i].error;
    }
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static newsdex_status open_runs(bulk_run *runs, const char *const *pieces, size_t count,
                                glass_statistics *sum, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < count; i++) {
        if ((status = bulk_run_open(&runs[i], pieces[i], sum->documents, err)))
            return status;
        const glass_statistics *part = &runs[i].summary.statistics;
        sum->documents += part->documents;
        sum->last_docid = sum->documents;
        sum->total_length += part->total_length;
        if (part->length_low && (!sum->length_low || part->length_low < sum->length_low))
            sum->length_low = part->length_low;
        if (part->length_high > sum->length_high)
            sum->length_high = part->length_high;
        if (part->wdf_high > sum->wdf_high)
            sum->wdf_high = part->wdf_high;
    }
    return status;
}

newsdex_status bulk_join(const char *const *pieces, size_t count, const segment_metadata *metadata,
                         size_t metadata_count, uint64_t memory, const char *destination,
                         newsdex_error *err)
{
    bulk_run *runs = calloc(count + 1, sizeof *runs);
    if (!runs)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < count; i++)
        runs[i].file = -1;
    glass_statistics statistics = {0};
    newsdex_status status = open_runs(runs, pieces, count, &statistics, err);
    const bulk_parts parts = {
        runs, count, metadata, metadata_count, statistics.documents, (size_t)(memory / THREADS)};
    join j = {.parts = &parts, .destination = destination};
    if (!status && mkdir(destination, 0777))
        status = ndx_error_errno(err, destination);
    if (!status && !(status = write_tables(&j, err)))
        status = glass_version_write(destination, j.roots, &statistics, err);
    for (size_t i = 0; i < count; i++)
        bulk_run_close(&runs[i]);
    free(runs);
    return status;
}

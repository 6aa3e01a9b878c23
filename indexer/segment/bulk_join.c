#include "indexer/segment/bulk_join.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "indexer/segment/bulk_tables.h"
#include "indexer/segment/index_folder.h"
#include "searcher/base/buffer.h"
#include "searcher/base/error.h"

/* Each table in a thread of its own, those that take longest first. */
static const struct {
    glass_table_kind kind;
    newsdex_status (*write)(const bulk_parts *parts, glass_table *table, newsdex_error *err);
} tables[] = {
    {GLASS_POSITION, bulk_write_positions},
    {GLASS_POSTLIST, bulk_write_postlist},
    {GLASS_TERMLIST, bulk_write_term_lists},
    {GLASS_DOCDATA, bulk_write_records},
};
enum { TABLES = sizeof tables / sizeof *tables };

typedef struct join {
    const bulk_parts *parts;
    const char *destination;
    glass_root roots[GLASS_TABLES];
} join;

/* ---- the tables ------------------------------------------------------------------------- */

typedef struct job {
    join *join;
    size_t table; /* in tables */
    pthread_t thread;
    bool started;
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

static void *run_job(void *argument)
{
    job *work = argument;
    join *j = work->join;
    const glass_table_kind kind = tables[work->table].kind;
    newsdex_error *err = &work->error;
    glass_table *table;
    newsdex_status status = open_table(j, kind, &table, err);
    if (!status && !(status = tables[work->table].write(j->parts, table, err)))
        status = glass_table_finish(table, &j->roots[kind], err);
    glass_table_free(table);
    work->status = status;
    return NULL;
}

static newsdex_status write_tables(join *j, newsdex_error *err)
{
    job jobs[TABLES];
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < TABLES; i++) {
        jobs[i] = (job){.join = j, .table = i};
        jobs[i].started = !pthread_create(&jobs[i].thread, NULL, run_job, &jobs[i]);
    }
    for (size_t i = 0; i < TABLES; i++) {
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
        runs, count, metadata, metadata_count, statistics.documents, (size_t)(memory / TABLES)};
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

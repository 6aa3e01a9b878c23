#include "indexer/workers.h"

#include <pthread.h>
#include <stdlib.h>

#include "indexer/document/document.h"
#include "indexer/segment/index_folder.h"
#include "indexer/segment/segment_writer.h"
#include "searcher/base/error.h"

struct workers {
    index_writer *writer;
    worker_failure *failure;
    void *context;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    batch *ready, *ready_last; /* to be built, oldest first */
    batch *empty;
    size_t busy; /* handed in and not yet built */
    uint64_t next_number;
    bool stopping;
    newsdex_error error; /* of the first worker that gave up */
    batch *batches;
    size_t batch_count;
    pthread_t *threads;
    size_t thread_count;
};

/* What a worker builds with, from batch to batch. */
typedef struct tools {
    document_builder *documents;
    segment_writer *segment;
} tools;

static newsdex_status make_tools(const workers *w, tools *t, newsdex_error *err)
{
    *t = (tools){0};
    newsdex_status status =
        document_builder_new(index_writer_language(w->writer), &t->documents, err);
    return status ? status : segment_writer_new(index_writer_kind(w->writer), &t->segment, err);
}

static newsdex_status build_items(const batch *b, const tools *t, workers *w, newsdex_error *err)
{
    for (size_t i = 0; i < b->count; i++) {
        const batch_item *item = &b->items[i];
        const xapc_document *document;
        newsdex_status status = document_build(t->documents, &item->article, &item->identity,
                                               &item->place, &document, err);
        if (!status)
            status = segment_writer_add(t->segment, document, err);
        /* Lost is this article; a system that is out of memory or disk is another matter. */
        if (status == NEWSDEX_E_LIMIT || status == NEWSDEX_E_ARGUMENT)
            w->failure(w->context, item, err);
        else if (status)
            return status;
    }
    return NEWSDEX_OK;
}

static newsdex_status build(workers *w, const batch *b, const tools *t, newsdex_error *err)
{
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = index_writer_batch_path(w->writer, b->number, &path, err);
    if (!status && !(status = segment_writer_start(t->segment, path.data, err)) &&
        !(status = build_items(b, t, w, err)))
        status = segment_writer_finish(t->segment, err);
    ndx_buffer_release(&path);
    return status ? status : index_writer_batch_done(w->writer, b->number, err);
}

/* Waits for a batch; NULL when it is time to stop. Called with the mutex held. */
static batch *next_ready(workers *w)
{
    while (!w->ready && !w->stopping)
        pthread_cond_wait(&w->changed, &w->mutex);
    batch *b = w->ready;
    if (b)
        w->ready = b->next;
    return b;
}

static void *work(void *argument)
{
    workers *w = argument;
    newsdex_error error;
    tools t;
    newsdex_status status = make_tools(w, &t, &error);
    pthread_mutex_lock(&w->mutex);
    for (batch *b; (b = next_ready(w));) {
        /* After a failure batches are only passed back, so that nobody waits for ever. */
        bool failed = status || w->error.status;
        pthread_mutex_unlock(&w->mutex);
        if (!failed)
            status = build(w, b, &t, &error);
        batch_clear(b);
        pthread_mutex_lock(&w->mutex);
        if (status && !w->error.status)
            w->error = error;
        b->next = w->empty;
        w->empty = b;
        w->busy--;
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->mutex);
    document_builder_free(t.documents);
    segment_writer_free(t.segment);
    return NULL;
}

newsdex_status workers_start(unsigned jobs, index_writer *writer, worker_failure *failure,
                             void *context, workers **out, newsdex_error *err)
{
    *out = NULL;
    workers *w = calloc(1, sizeof *w);
    if (!w)
        return ndx_error_nomem(err);
    w->writer = writer;
    w->failure = failure;
    w->context = context;
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->changed, NULL);
    /* One being built per worker, one waiting, one being filled. */
    w->batch_count = jobs + 2;
    w->batches = calloc(w->batch_count, sizeof *w->batches);
    w->threads = calloc(jobs, sizeof *w->threads);
    if (!w->batches || !w->threads) {
        workers_stop(w);
        return ndx_error_nomem(err);
    }
    for (size_t i = 0; i < w->batch_count; i++) {
        w->batches[i].next = w->empty;
        w->empty = &w->batches[i];
    }
    while (w->thread_count < jobs) {
        if (pthread_create(&w->threads[w->thread_count], NULL, work, w)) {
            workers_stop(w);
            return ndx_error_set(err, NEWSDEX_E_NOMEM, "cannot start %u threads; give fewer --jobs",
                                 jobs);
        }
        w->thread_count++;
    }
    *out = w;
    return NEWSDEX_OK;
}

static newsdex_status failure_of(const workers *w, newsdex_error *err)
{
    if (w->error.status && err)
        *err = w->error;
    return w->error.status;
}

newsdex_status workers_take(workers *w, batch **out, newsdex_error *err)
{
    pthread_mutex_lock(&w->mutex);
    while (!w->empty)
        pthread_cond_wait(&w->changed, &w->mutex);
    *out = w->empty;
    w->empty = w->empty->next;
    newsdex_status status = failure_of(w, err);
    pthread_mutex_unlock(&w->mutex);
    return status;
}

void workers_hand_in(workers *w, batch *b)
{
    pthread_mutex_lock(&w->mutex);
    b->number = w->next_number++;
    b->next = NULL;
    if (w->ready)
        w->ready_last->next = b;
    else
        w->ready = b;
    w->ready_last = b;
    w->busy++;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->mutex);
}

newsdex_status workers_drain(workers *w, newsdex_error *err)
{
    pthread_mutex_lock(&w->mutex);
    while (w->busy)
        pthread_cond_wait(&w->changed, &w->mutex);
    newsdex_status status = failure_of(w, err);
    pthread_mutex_unlock(&w->mutex);
    return status;
}

void workers_stop(workers *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->mutex);
    w->stopping = true;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->mutex);
    for (size_t i = 0; i < w->thread_count; i++)
        pthread_join(w->threads[i], NULL);
    for (size_t i = 0; w->batches && i < w->batch_count; i++)
        batch_release(&w->batches[i]);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->mutex);
    free(w->batches);
    free(w->threads);
    free(w);
}

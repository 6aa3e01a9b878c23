/*
 * Workers: threads that turn batches into pieces of segments, by document builder
 * and segment writer. One thread hands batches in and takes empty ones out;
 * both wait when all are busy, which bounds the memory.
 */
#ifndef NDX_WORKERS_H
#define NDX_WORKERS_H

#include "indexer/batch.h"
#include "indexer/segment/index_writer.h"

typedef struct workers workers;

/* Told of an article that could not be made a document; called by the worker's thread. */
typedef void worker_failure(void *context, const batch_item *item, const newsdex_error *why);

newsdex_status workers_start(unsigned jobs, index_writer *writer, worker_failure *failure,
                             void *context, workers **out, newsdex_error *err);
/* An empty batch to fill. Not NEWSDEX_OK when a worker had to give up: it is the end of the run. */
newsdex_status workers_take(workers *w, batch **out, newsdex_error *err);
/* Hands a batch in; its number is given here. */
void workers_hand_in(workers *w, batch *b);
/* Waits until all that was handed in is built. */
newsdex_status workers_drain(workers *w, newsdex_error *err);
void workers_stop(workers *w);

#endif

/* Documents to a run (bulk_run.h). One writer makes any number of runs, and keeps its memory. */
#ifndef NDX_SEGMENT_BULK_WRITER_H
#define NDX_SEGMENT_BULK_WRITER_H

#include "include/newsdex.h"
#include "searcher/xapian-c/xapc.h"

typedef struct bulk_writer bulk_writer;

newsdex_status bulk_writer_new(bulk_writer **out, newsdex_error *err);
/* A run that was not finished is of no use. NULL is fine. */
void bulk_writer_free(bulk_writer *writer);

/* Begins a run: a file at path. */
newsdex_status bulk_writer_start(bulk_writer *writer, const char *path, newsdex_error *err);
/* NEWSDEX_E_LIMIT, NEWSDEX_E_ARGUMENT: this document can't be taken; the run goes on without. */
newsdex_status bulk_writer_add(bulk_writer *writer, const xapc_document *document,
                               newsdex_error *err);
/* Not fsynced. */
newsdex_status bulk_writer_finish(bulk_writer *writer, newsdex_error *err);

#endif

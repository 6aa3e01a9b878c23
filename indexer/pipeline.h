/*
 * The whole way of an index run: archives -> entries -> articles -> batches ->
 * workers -> published segments. The order of the input alone decides ids,
 * duplicates and the order of documents, whatever the number of workers.
 */
#ifndef NDX_PIPELINE_H
#define NDX_PIPELINE_H

#include <signal.h>
#include <stdbool.h>

#include "indexer/archive/arc_reader.h"
#include "indexer/article/format.h"
#include "indexer/segment/ledger.h"
#include "indexer/segment/segment_writer.h"

enum { PIPELINE_JOBS_MAX = 256 };

typedef struct pipeline_options {
    const char *index;        /* folder */
    const char *language;     /* of the stemmer; NULL: the index's own, English for a new one */
    unsigned lock_wait;       /* seconds */
    unsigned jobs;            /* worker threads at most; 0: one a processor */
    unsigned publish_seconds; /* what was read is searchable after so many; 0: every 64 articles */
    uint64_t memory;          /* bytes that the whole process should keep to */
    bool prune;               /* delete what an archive holds no longer */
    segment_writer_kind segment_writer;
    arc_options archive;
    format_options format;
    const char *const *inputs;
    size_t input_count;
    const volatile sig_atomic_t *stop; /* set: publish what is done, and end */
} pipeline_options;

typedef struct pipeline_summary {
    uint64_t counts[LEDGER_OUTCOMES];
    uint64_t undated, untitled, text_bytes;
    uint64_t guessed;   /* read in a charset that nothing declared */
    uint64_t published; /* articles searchable by now, earlier ones too */
    uint64_t resumed;   /* read by an interrupted run, and not again by this one */
    uint64_t files;     /* that an interrupted run had read, and that this one has not opened */
    uint64_t pruned;
    bool interrupted;
} pipeline_summary;

/* What the person at the terminal is told. Called from any thread, one at a time. */
typedef struct pipeline_listener {
    void *context;
    /* Something to know of the whole run. */
    void (*notice)(void *context, const char *text);
    /* Something was passed over or lost. */
    void (*event)(void *context, ledger_outcome outcome, const char *address, const char *reason);
    /* The run goes on inside that archive, after so many entries and what came of them; so many
       files on disk were not opened, in this archive and before it. */
    void (*resumed)(void *context, const char *archive, uint64_t entries, uint64_t results,
                    uint64_t files);
    /* Now and then: packed bytes read and to be read (0: unknown), and the counts so far. */
    void (*progress)(void *context, uint64_t done, uint64_t total, const pipeline_summary *so_far);
} pipeline_listener;

newsdex_status pipeline_run(const pipeline_options *options, const pipeline_listener *listener,
                            pipeline_summary *summary, newsdex_error *err);

#endif

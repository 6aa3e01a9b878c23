/* The command line of newsdex-index, read and checked. */
#ifndef NDX_OPTIONS_H
#define NDX_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "indexer/archive/arc_reader.h"
#include "indexer/article/format.h"
#include "indexer/segment/segment_writer.h"
#include "searcher/terminal.h"

/* Exit codes that both programs share are listed in newsdex-index(1). */
enum {
    EXIT_DONE = 0,
    EXIT_BROKEN = 1, /* disk full, out of memory */
    EXIT_USAGE = 2,
    EXIT_NO_INDEX = 3,
    EXIT_LOCKED = 4,
    EXIT_UNREADABLE = 5,
    EXIT_SOME_FAILED = 6,
    EXIT_INTERRUPTED = 130
};

/* In the order of their options in options.c. */
typedef enum action {
    ACTION_INDEX,
    ACTION_PROBE,
    ACTION_DRY_RUN,
    ACTION_STATUS,
    ACTION_LEDGER,
    ACTION_VERIFY,
    ACTION_OPTIMIZE,
    ACTION_DELETE
} action;

typedef enum progress_kind {
    PROGRESS_AUTO, /* one line on a terminal, else nothing */
    PROGRESS_PLAIN,
    PROGRESS_JSON,
    PROGRESS_NONE
} progress_kind;

typedef struct options {
    const char *index;
    action action;
    bool json, quiet, verbose;
    progress_kind progress;
    terminal_color color;
    const char *language;
    unsigned jobs, lock_wait, publish_seconds;
    uint64_t memory; /* bytes */
    bool prune;
    segment_writer_kind segment_writer;
    arc_options archive;
    format_map *maps;
    size_t map_count;
    char **inputs; /* archives; ids of ACTION_DELETE */
    size_t input_count;
} options;

/* Returns -1 when there is work to do, else the exit code: help was printed, or a usage error. */
int options_read(options *opt, int argc, char **argv);
void options_release(options *opt);

#endif

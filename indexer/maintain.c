#include "indexer/maintain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/inspect.h"
#include "indexer/segment/upkeep.h"
#include "searcher/base/error.h"

/* Nothing is made where there is no index, and none is touched that we can't read. */
static newsdex_status check_index(const options *opt, newsdex_error *err)
{
    newsdex *nd;
    newsdex_status status = newsdex_open(opt->index, &nd, err);
    newsdex_close(nd);
    return status;
}

static void print_index(const options *opt)
{
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, opt->index, strlen(opt->index));
    fputs(": ", stderr);
}

int maintain_optimize(const options *opt)
{
    newsdex_error error;
    upkeep_sizes sizes;
    newsdex_status status = check_index(opt, &error);
    if (!status)
        status = upkeep_optimize(opt->index, opt->lock_wait, &sizes, &error);
    if (status)
        return inspect_report(opt, &error);
    if (!opt->quiet) {
        print_index(opt);
        fprintf(stderr, "%zu segment%s made one, %.1f MB before, %.1f MB now\n",
                sizes.segments_before, sizes.segments_before == 1 ? "" : "s",
                (double)sizes.bytes_before / 1e6, (double)sizes.bytes_after / 1e6);
    }
    return EXIT_DONE;
}

static size_t tell_missing(const options *opt, const bool *found)
{
    size_t missing = 0;
    for (size_t i = 0; i < opt->input_count; i++) {
        if (found[i])
            continue;
        missing++;
        print_index(opt);
        fputs("no article has the id ", stderr);
        terminal_print_safe(stderr, opt->inputs[i], strlen(opt->inputs[i]));
        fputc('\n', stderr);
    }
    return missing;
}

int maintain_delete(const options *opt)
{
    newsdex_error error;
    bool *found = calloc(opt->input_count, sizeof *found);
    newsdex_status status = found ? check_index(opt, &error) : ndx_error_nomem(&error);
    if (!status)
        status = upkeep_delete(opt->index, opt->lock_wait, (const char *const *)opt->inputs,
                               opt->input_count, found, &error);
    size_t missing = status ? 0 : tell_missing(opt, found);
    free(found);
    if (status)
        return inspect_report(opt, &error);
    if (!opt->quiet) {
        print_index(opt);
        fprintf(stderr, "%zu of %zu deleted%s\n", opt->input_count - missing, opt->input_count,
                missing < opt->input_count ? "; indexing their archives again adds them again"
                                           : "");
    }
    return missing ? EXIT_SOME_FAILED : EXIT_DONE;
}

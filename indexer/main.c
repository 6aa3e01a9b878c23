/* newsdex-index: news archives to a searchable index. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "indexer/dry_run.h"
#include "indexer/inspect.h"
#include "indexer/maintain.h"
#include "indexer/options.h"
#include "indexer/pipeline.h"
#include "indexer/progress.h"
#include "indexer/verify.h"
#include "searcher/text/analyzer.h"

static volatile sig_atomic_t stop;

/* The first interrupt asks for an orderly end, the next one ends at once. */
static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    int kept = errno;
    stop = 1;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    errno = kept;
}

static void catch_signals(void)
{
    const struct sigaction ask = {.sa_handler = ask_to_stop};
    sigaction(SIGINT, &ask, NULL);
    sigaction(SIGTERM, &ask, NULL);
}

/* The canonical name of the language, checked before anything is made. */
static newsdex_status check_language(options *opt, ndx_analyzer **analyzer, newsdex_error *err)
{
    *analyzer = NULL;
    if (!opt->language)
        return NEWSDEX_OK;
    newsdex_status status = ndx_analyzer_new(opt->language, analyzer, err);
    if (!status)
        opt->language = ndx_analyzer_language(*analyzer);
    return status;
}

static int run(options *opt)
{
    newsdex_error error;
    ndx_analyzer *analyzer;
    pipeline_summary summary = {0};
    progress shown;
    progress_init(&shown, opt);
    newsdex_status status = check_language(opt, &analyzer, &error);
    if (!status) {
        const pipeline_options how = {
            .index = opt->index,
            .language = opt->language,
            .lock_wait = opt->lock_wait,
            .jobs = opt->jobs,
            .publish_seconds = opt->publish_seconds,
            .memory = opt->memory,
            .prune = opt->prune,
            .segment_writer = opt->segment_writer,
            .archive = opt->archive,
            .format = {opt->maps, opt->map_count},
            .inputs = (const char *const *)opt->inputs,
            .input_count = opt->input_count,
            .stop = &stop,
        };
        const pipeline_listener listener = progress_listener(&shown);
        status = pipeline_run(&how, &listener, &summary, &error);
        if (!status)
            progress_finish(&shown, &summary);
    }
    ndx_analyzer_free(analyzer);
    if (status) {
        int code = inspect_report(opt, &error);
        return status == NEWSDEX_E_LOCKED && stop ? EXIT_INTERRUPTED : code;
    }
    if (summary.interrupted)
        return EXIT_INTERRUPTED;
    return summary.counts[LEDGER_FAILED] ? EXIT_SOME_FAILED : EXIT_DONE;
}

static int act(options *opt)
{
    switch (opt->action) {
    case ACTION_PROBE:
        return inspect_probe(opt);
    case ACTION_DRY_RUN:
        catch_signals();
        return dry_run(opt, &stop);
    case ACTION_STATUS:
        return inspect_status(opt);
    case ACTION_LEDGER:
        return inspect_ledger(opt);
    case ACTION_VERIFY:
        return verify(opt);
    case ACTION_OPTIMIZE:
        return maintain_optimize(opt);
    case ACTION_DELETE:
        return maintain_delete(opt);
    default:
        catch_signals();
        return run(opt);
    }
}

int main(int argc, char **argv)
{
    options opt;
    terminal_start();
    /* A reader that has gone shows as a failed write. */
    signal(SIGPIPE, SIG_IGN);
    int code = options_read(&opt, argc, argv);
    if (code < 0)
        code = act(&opt);
    options_release(&opt);
    if (!terminal_finish(stdout)) {
        fprintf(stderr, "newsdex-index: standard output: %s\n", strerror(errno));
        return EXIT_BROKEN;
    }
    return code;
}

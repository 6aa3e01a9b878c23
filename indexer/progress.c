#include "indexer/progress.h"

#include <stdio.h>
#include <string.h>

#include "searcher/json_out.h"

/* More lines than this of one kind help nobody: the ledger has them all. */
enum { LINES_OF_A_KIND = 20 };

static const double megabyte = 1e6;

/* Seconds between two signs of progress. */
static const double terminal_pace = 0.2, line_pace = 5;

void progress_init(progress *p, const options *opt)
{
    *p = (progress){.options = opt};
    terminal_init(&p->terminal, stderr, opt->color);
    clock_gettime(CLOCK_MONOTONIC, &p->start);
    p->last = p->start;
}

static double seconds_between(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

void progress_clear(progress *p)
{
    if (p->line_shown)
        fputs("\r\033[K", stderr);
    p->line_shown = false;
}

/* The command that lists all that was lost or passed over. */
static void print_ledger_command(const options *opt)
{
    fputs("newsdex-index -i ", stderr);
    terminal_print_word(stderr, opt->index);
    fputs(" --ledger", stderr);
}

/* ---- what is lost or passed over ---------------------------------------------------- */

static void tell_event_json(ledger_outcome outcome, const char *address, const char *reason)
{
    jout out;
    jout_begin(&out, "entry");
    jout_string(&out, "outcome", ledger_outcome_name(outcome));
    jout_string(&out, "address", address);
    jout_string(&out, "reason", reason);
    jout_end(&out, stderr);
}

static void tell_more(progress *p, ledger_outcome outcome)
{
    progress_clear(p);
    fprintf(stderr, "newsdex-index: more entries %s; listed by: ", ledger_outcome_name(outcome));
    if (p->options->action == ACTION_INDEX)
        print_ledger_command(p->options);
    else
        fputs("the same command with --verbose", stderr);
    fputc('\n', stderr);
}

static void tell_event(void *context, ledger_outcome outcome, const char *address,
                       const char *reason)
{
    progress *p = context;
    bool json = p->options->progress == PROGRESS_JSON;
    if (p->options->quiet && outcome != LEDGER_FAILED)
        return;
    uint64_t told = ++p->told[outcome];
    if (told > LINES_OF_A_KIND && !p->options->verbose) {
        if (told == LINES_OF_A_KIND + 1 && !json)
            tell_more(p, outcome);
        return;
    }
    progress_clear(p);
    if (json) {
        tell_event_json(outcome, address, reason);
        return;
    }
    terminal_style(&p->terminal, outcome == LEDGER_FAILED ? TERMINAL_WARNING : TERMINAL_PLAIN);
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, address, strlen(address));
    fputs(outcome == LEDGER_FAILED ? ": " : ": skipped: ", stderr);
    terminal_print_safe(stderr, reason, strlen(reason));
    terminal_style(&p->terminal, TERMINAL_PLAIN);
    fputc('\n', stderr);
}

static void tell_notice(void *context, const char *text)
{
    progress *p = context;
    progress_clear(p);
    if (p->options->progress == PROGRESS_JSON) {
        jout out;
        jout_begin(&out, "notice");
        jout_string(&out, "text", text);
        jout_end(&out, stderr);
    } else {
        fputs("newsdex-index: ", stderr);
        terminal_print_safe(stderr, text, strlen(text));
        fputc('\n', stderr);
    }
}

static void tell_files(uint64_t files)
{
    if (files)
        fprintf(stderr,
                "newsdex-index: %llu file%s complete already and unchanged, not read again; the "
                "same command once more reads all\n",
                (unsigned long long)files, files == 1 ? " was" : "s were");
}

static void tell_resumed(void *context, const char *archive, uint64_t entries, uint64_t results,
                         uint64_t files)
{
    progress *p = context;
    progress_clear(p);
    if (p->options->progress == PROGRESS_JSON) {
        jout out;
        jout_begin(&out, "resumed");
        jout_string(&out, "archive", archive);
        jout_integer(&out, "entries", (int64_t)entries);
        jout_integer(&out, "read", (int64_t)results);
        jout_integer(&out, "files", (int64_t)files);
        jout_end(&out, stderr);
    } else if (!p->options->quiet) {
        tell_files(files);
        fputs("newsdex-index: ", stderr);
        terminal_print_safe(stderr, archive, strlen(archive));
        fprintf(stderr, ": going on where an interrupted run stopped, %llu read\n",
                (unsigned long long)results);
    }
}

/* ---- progress ----------------------------------------------------------------------- */

static uint64_t count_articles(const pipeline_summary *s)
{
    return s->counts[LEDGER_INDEXED] + s->counts[LEDGER_UPDATED] + s->counts[LEDGER_DUPLICATE];
}

static void print_count(uint64_t count, const char *what)
{
    if (count)
        fprintf(stderr, ", %llu %s", (unsigned long long)count, what);
}

static void print_words(uint64_t done, uint64_t total, const pipeline_summary *s, double elapsed)
{
    double articles = (double)count_articles(s);
    fprintf(stderr, "%.0f articles", articles);
    if (elapsed > 0)
        fprintf(stderr, ", %.0f/s, %.1f MB/s of text", articles / elapsed,
                (double)s->text_bytes / megabyte / elapsed);
    print_count(s->published, "published");
    print_count(s->counts[LEDGER_FAILED], "failed");
    fprintf(stderr, "; %.1f MB of archive", (double)done / megabyte);
    if (!total || done > total)
        return;
    fprintf(stderr, " of %.1f", (double)total / megabyte);
    if (elapsed > 3 && done) {
        long left = (long)(elapsed * (double)(total - done) / (double)done);
        fprintf(stderr, ", %ld:%02ld left", left / 60, left % 60);
    }
}

static void print_progress_json(uint64_t done, uint64_t total, const pipeline_summary *s,
                                double elapsed)
{
    jout out;
    jout_begin(&out, "progress");
    jout_integer(&out, "version", 1);
    jout_integer(&out, "done", (int64_t)done);
    jout_integer(&out, "total", (int64_t)total);
    jout_integer(&out, "articles", (int64_t)count_articles(s));
    jout_integer(&out, "failed", (int64_t)s->counts[LEDGER_FAILED]);
    jout_integer(&out, "charset_guessed", (int64_t)s->guessed);
    jout_integer(&out, "text_bytes", (int64_t)s->text_bytes);
    jout_integer(&out, "published", (int64_t)s->published);
    jout_real(&out, "seconds", elapsed);
    jout_end(&out, stderr);
}

static void show_progress(void *context, uint64_t done, uint64_t total,
                          const pipeline_summary *so_far)
{
    progress *p = context;
    progress_kind kind = p->options->progress;
    bool in_place = kind == PROGRESS_AUTO && p->terminal.interactive && !p->options->quiet;
    if (!in_place && kind != PROGRESS_PLAIN && kind != PROGRESS_JSON)
        return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (p->started && seconds_between(p->last, now) < (in_place ? terminal_pace : line_pace))
        return;
    p->last = now;
    p->started = true;
    double elapsed = seconds_between(p->start, now);
    if (kind == PROGRESS_JSON) {
        print_progress_json(done, total, so_far, elapsed);
        return;
    }
    fputs(in_place ? "\r\033[K" : "newsdex-index: ", stderr);
    print_words(done, total, so_far, elapsed);
    if (!in_place)
        fputc('\n', stderr);
    fflush(stderr);
    p->line_shown = in_place;
}

pipeline_listener progress_listener(progress *p)
{
    return (pipeline_listener){p, tell_notice, tell_event, tell_resumed, show_progress};
}

/* ---- the summary --------------------------------------------------------------------- */

static void print_summary_json(const progress *p, const pipeline_summary *s, double elapsed)
{
    jout out;
    jout_begin(&out, "summary");
    jout_integer(&out, "version", 1);
    jout_string(&out, "index", p->options->index);
    for (int i = 0; i < LEDGER_OUTCOMES; i++)
        jout_integer(&out, ledger_outcome_name((ledger_outcome)i), (int64_t)s->counts[i]);
    jout_integer(&out, "resumed", (int64_t)s->resumed);
    jout_integer(&out, "resumed_files", (int64_t)s->files);
    jout_integer(&out, "undated", (int64_t)s->undated);
    jout_integer(&out, "untitled", (int64_t)s->untitled);
    jout_integer(&out, "charset_guessed", (int64_t)s->guessed);
    jout_integer(&out, "text_bytes", (int64_t)s->text_bytes);
    jout_boolean(&out, "interrupted", s->interrupted);
    jout_real(&out, "seconds", elapsed);
    jout_end(&out, stderr);
}

static void tell_failed(const options *opt)
{
    fputs("newsdex-index: some entries failed; listed by: ", stderr);
    print_ledger_command(opt);
    fputc('\n', stderr);
}

void progress_finish(progress *p, const pipeline_summary *s)
{
    struct timespec now;
    progress_clear(p);
    clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed = seconds_between(p->start, now);
    if (p->options->progress == PROGRESS_JSON) {
        print_summary_json(p, s, elapsed);
        return;
    }
    if (p->options->quiet)
        return;
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, p->options->index, strlen(p->options->index));
    fprintf(stderr, ": %llu added, %llu changed", (unsigned long long)s->counts[LEDGER_INDEXED],
            (unsigned long long)s->counts[LEDGER_UPDATED]);
    print_count(s->resumed, "read before");
    print_count(s->pruned, "pruned");
    print_count(s->counts[LEDGER_DUPLICATE], "already there");
    print_count(s->counts[LEDGER_SKIPPED], "skipped");
    print_count(s->counts[LEDGER_FAILED], "failed");
    fprintf(stderr, " in %.1f s", elapsed);
    if (s->text_bytes && elapsed > 0)
        fprintf(stderr, " (%.1f MB of text, %.1f MB/s)", (double)s->text_bytes / megabyte,
                (double)s->text_bytes / megabyte / elapsed);
    print_count(s->undated, "without date");
    print_count(s->untitled, "without title");
    print_count(s->guessed, "of a guessed charset");
    fputc('\n', stderr);
    if (s->interrupted)
        fputs("newsdex-index: interrupted; what was read is searchable, the same command goes "
              "on with the rest\n",
              stderr);
    else if (s->counts[LEDGER_FAILED])
        tell_failed(p->options);
}

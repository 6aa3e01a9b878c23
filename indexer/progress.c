#include "indexer/progress.h"

#include <stdio.h>
#include <string.h>

/* More lines than this of one kind help nobody: the ledger has them all. */
enum { LINES_OF_A_KIND = 20 };

static const double megabyte = 1e6;

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

static void clear_line(progress *p)
{
    if (p->line_shown)
        fputs("\r\033[K", stderr);
    p->line_shown = false;
}

static void tell_event(void *context, ledger_outcome outcome, const char *address,
                       const char *reason)
{
    progress *p = context;
    if (p->options->quiet && outcome != LEDGER_FAILED)
        return;
    uint64_t told = ++p->told[outcome];
    if (told > LINES_OF_A_KIND && !p->options->verbose) {
        if (told == LINES_OF_A_KIND + 1) {
            clear_line(p);
            fprintf(stderr, "newsdex-index: more entries %s; newsdex-index --ledger lists them\n",
                    ledger_outcome_name(outcome));
        }
        return;
    }
    clear_line(p);
    terminal_style(&p->terminal, outcome == LEDGER_FAILED ? TERMINAL_WARNING : TERMINAL_PLAIN);
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, address, strlen(address));
    fputs(outcome == LEDGER_FAILED ? ": " : ": skipped: ", stderr);
    terminal_print_safe(stderr, reason, strlen(reason));
    terminal_style(&p->terminal, TERMINAL_PLAIN);
    fputc('\n', stderr);
}

static uint64_t count_articles(const pipeline_summary *s)
{
    return s->counts[LEDGER_INDEXED] + s->counts[LEDGER_UPDATED] + s->counts[LEDGER_DUPLICATE];
}

static void show_line(void *context, uint64_t done, uint64_t total, const pipeline_summary *so_far)
{
    progress *p = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!p->terminal.interactive || p->options->quiet || seconds_between(p->last, now) < 0.2)
        return;
    p->last = now;
    double elapsed = seconds_between(p->start, now);
    double articles = (double)count_articles(so_far);
    fprintf(stderr, "\r\033[K%.0f articles, %.0f/s, %.1f MB of archive", articles,
            articles / elapsed, (double)done / megabyte);
    if (total && done <= total) {
        fprintf(stderr, " of %.1f", (double)total / megabyte);
        double left = done ? elapsed * (double)(total - done) / (double)done : 0;
        if (elapsed > 3 && done)
            fprintf(stderr, ", %.0f:%02.0f left", (left - (double)((long)left % 60)) / 60,
                    (double)((long)left % 60));
    }
    if (so_far->counts[LEDGER_FAILED])
        fprintf(stderr, ", %llu failed", (unsigned long long)so_far->counts[LEDGER_FAILED]);
    fflush(stderr);
    p->line_shown = true;
}

pipeline_listener progress_listener(progress *p)
{
    return (pipeline_listener){p, tell_event, show_line};
}

static void print_count(uint64_t count, const char *what)
{
    if (count)
        fprintf(stderr, ", %llu %s", (unsigned long long)count, what);
}

void progress_finish(progress *p, const pipeline_summary *s)
{
    struct timespec now;
    clear_line(p);
    if (p->options->quiet)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed = seconds_between(p->start, now);
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, p->options->index, strlen(p->options->index));
    fprintf(stderr, ": %llu added, %llu changed", (unsigned long long)s->counts[LEDGER_INDEXED],
            (unsigned long long)s->counts[LEDGER_UPDATED]);
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
    fputc('\n', stderr);
    if (s->interrupted)
        fputs("newsdex-index: interrupted; what was read is searchable, the same command goes "
              "on with the rest\n",
              stderr);
    else if (s->counts[LEDGER_FAILED])
        fputs("newsdex-index: some entries failed; newsdex-index --ledger lists them\n", stderr);
}

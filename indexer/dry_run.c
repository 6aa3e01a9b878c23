#include "indexer/dry_run.h"

#include <stdio.h>
#include <string.h>

#include "indexer/inspect.h"
#include "indexer/issue_reader.h"
#include "indexer/pipeline.h"
#include "indexer/progress.h"
#include "searcher/base/error.h"
#include "searcher/json_out.h"

/* How often each of a few names came up; a name that comes after the table is full is "other". */
enum { TALLY_NAMES = 48, TALLY_NAME_SIZE = 32 };
typedef struct tally {
    char names[TALLY_NAMES][TALLY_NAME_SIZE];
    uint64_t counts[TALLY_NAMES];
    size_t count;
} tally;

/* What was lost or passed over first, for --json. */
enum { LOSSES_SHOWN = 100 };

typedef struct dry_run_state {
    const options *options;
    const volatile sig_atomic_t *stop;
    arc_reader *archives;
    issue_reader *reader; /* of archives */
    article_reader *formats;
    article article;
    pipeline_listener listener;
    pipeline_summary summary;
    uint64_t entries;
    tally kinds, charsets, date_rules;
    json_t *losses;
    uint64_t events; /* since the last look at the clock */
} dry_run_state;

static void tally_add(tally *t, const char *name)
{
    size_t at = 0;
    while (at < t->count && strncmp(t->names[at], name, TALLY_NAME_SIZE - 1))
        at++;
    if (at == t->count && t->count < TALLY_NAMES) {
        snprintf(t->names[at], TALLY_NAME_SIZE, "%s", t->count < TALLY_NAMES - 1 ? name : "other");
        t->count++;
    }
    t->counts[at < t->count ? at : t->count - 1]++;
}

static void note_loss(dry_run_state *run, ledger_outcome outcome, const char *address,
                      const char *reason)
{
    run->summary.counts[outcome]++;
    if (json_array_size(run->losses) < LOSSES_SHOWN) {
        json_t *loss = json_object();
        json_object_set_new(loss, "outcome", json_string(ledger_outcome_name(outcome)));
        json_object_set_new(loss, "address", jout_make_string(address, strlen(address)));
        json_object_set_new(loss, "reason", jout_make_string(reason, strlen(reason)));
        json_array_append_new(run->losses, loss);
    }
    run->listener.event(run->listener.context, outcome, address, reason);
}

static void note_article(dry_run_state *run)
{
    const article *a = &run->article;
    run->summary.counts[LEDGER_INDEXED]++;
    run->summary.text_bytes += a->text.length;
    run->summary.undated += a->date.precision == NDX_DATE_UNKNOWN;
    run->summary.untitled += !a->title.length;
    run->summary.guessed += a->charset.guessed;
    tally_add(&run->kinds, a->format);
    tally_add(&run->charsets, a->charset.name);
    if (a->date.precision != NDX_DATE_UNKNOWN)
        tally_add(&run->date_rules, a->date_rule);
}

static void tick(dry_run_state *run)
{
    if (++run->events % 64)
        return;
    uint64_t done, total;
    arc_reader_progress(run->archives, &done, &total);
    run->listener.progress(run->listener.context, done, total, &run->summary);
}

static newsdex_status read_entry(dry_run_state *run, const arc_entry *entry, newsdex_error *err)
{
    const entry_source source = issue_reader_source(run->reader);
    run->entries++;
    article_reader_start(run->formats, &source);
    while (!*run->stop) {
        newsdex_error why;
        article_result result = article_reader_next(run->formats, &run->article, &why);
        if (result == ARTICLE_END)
            break;
        if (result == ARTICLE_FOUND)
            note_article(run);
        else if (why.status == NEWSDEX_E_NOMEM)
            return ndx_error_nomem(err);
        else
            note_loss(run, result == ARTICLE_SKIPPED ? LEDGER_SKIPPED : LEDGER_FAILED,
                      entry->address, why.message);
        tick(run);
    }
    return NEWSDEX_OK;
}

static bool may_wait(void *context)
{
    const dry_run_state *run = context;
    return !*run->stop;
}

static newsdex_status read_all(dry_run_state *run, newsdex_error *err)
{
    const options *opt = run->options;
    const format_options how = {opt->maps, opt->map_count};
    arc_options archive = opt->archive;
    archive.idle = may_wait;
    archive.context = run;
    newsdex_status status;
    if ((status = arc_reader_new(&archive, &run->archives, err)) ||
        (status = issue_reader_new(run->archives, &run->reader, err)) ||
        (status = article_reader_new(&how, &run->formats, err)))
        return status;
    for (size_t i = 0; !status && i < opt->input_count; i++)
        status = arc_reader_add(run->archives, opt->inputs[i], err);
    while (!status && !*run->stop) {
        arc_event event;
        arc_entry entry;
        if ((status = issue_reader_next(run->reader, &event, &entry, err)) || event == ARC_END)
            break;
        if (event == ARC_ENTRY)
            status = read_entry(run, &entry, err);
        else
            note_loss(run, event == ARC_SKIPPED ? LEDGER_SKIPPED : LEDGER_FAILED, entry.address,
                      entry.reason);
        tick(run);
    }
    run->summary.interrupted = *run->stop != 0;
    return status;
}

/* ---- the totals -------------------------------------------------------------------- */

static void add_tally(jout *out, const char *key, const tally *t)
{
    json_t *object = json_object();
    for (size_t i = 0; i < t->count; i++)
        json_object_set_new(object, t->names[i], json_integer((json_int_t)t->counts[i]));
    jout_value(out, key, object);
}

static bool print_json(const dry_run_state *run)
{
    const pipeline_summary *s = &run->summary;
    jout out;
    jout_begin(&out, "dry-run");
    jout_integer(&out, "version", 1);
    jout_integer(&out, "entries", (int64_t)run->entries);
    jout_integer(&out, "articles", (int64_t)s->counts[LEDGER_INDEXED]);
    jout_integer(&out, "skipped", (int64_t)s->counts[LEDGER_SKIPPED]);
    jout_integer(&out, "failed", (int64_t)s->counts[LEDGER_FAILED]);
    jout_integer(&out, "undated", (int64_t)s->undated);
    jout_integer(&out, "untitled", (int64_t)s->untitled);
    jout_integer(&out, "charset_guessed", (int64_t)s->guessed);
    jout_integer(&out, "text_bytes", (int64_t)s->text_bytes);
    add_tally(&out, "formats", &run->kinds);
    add_tally(&out, "charsets", &run->charsets);
    add_tally(&out, "date_rules", &run->date_rules);
    jout_value(&out, "losses", json_incref(run->losses));
    jout_boolean(&out, "interrupted", s->interrupted);
    return jout_end(&out, stdout);
}

static void print_tally(const char *label, const tally *t)
{
    if (!t->count)
        return;
    printf("  %-10s", label);
    for (size_t i = 0; i < t->count; i++) {
        fputs(i ? ", " : "", stdout);
        terminal_print_safe(stdout, t->names[i], strlen(t->names[i]));
        printf(" %llu", (unsigned long long)t->counts[i]);
    }
    putchar('\n');
}

static void print_text(const dry_run_state *run)
{
    const pipeline_summary *s = &run->summary;
    printf("%llu articles (%.1f MB of text) in %llu entries, %llu skipped, %llu failed%s\n",
           (unsigned long long)s->counts[LEDGER_INDEXED], (double)s->text_bytes / 1e6,
           (unsigned long long)run->entries, (unsigned long long)s->counts[LEDGER_SKIPPED],
           (unsigned long long)s->counts[LEDGER_FAILED], s->interrupted ? "; interrupted" : "");
    print_tally("formats", &run->kinds);
    print_tally("charsets", &run->charsets);
    print_tally("dates", &run->date_rules);
    if (s->undated)
        printf("  %llu without date\n", (unsigned long long)s->undated);
    if (s->untitled)
        printf("  %llu without title\n", (unsigned long long)s->untitled);
    if (s->guessed)
        printf("  %llu of a guessed charset\n", (unsigned long long)s->guessed);
}

int dry_run(const options *opt, const volatile sig_atomic_t *stop)
{
    newsdex_error error;
    progress shown;
    progress_init(&shown, opt);
    dry_run_state run = {.options = opt,
                         .stop = stop,
                         .listener = progress_listener(&shown),
                         .losses = json_array()};
    article_init(&run.article);
    newsdex_status status = read_all(&run, &error);
    progress_clear(&shown);
    bool printed = true;
    if (!status && opt->json)
        printed = print_json(&run);
    else if (!status)
        print_text(&run);
    article_release(&run.article);
    article_reader_free(run.formats);
    issue_reader_free(run.reader);
    arc_reader_free(run.archives);
    json_decref(run.losses);
    if (status)
        return inspect_report(opt, &error);
    if (!printed)
        return EXIT_BROKEN;
    if (run.summary.interrupted)
        return EXIT_INTERRUPTED;
    return run.summary.counts[LEDGER_FAILED] ? EXIT_SOME_FAILED : EXIT_DONE;
}

#include "indexer/pipeline.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "indexer/document/identity.h"
#include "indexer/issue_reader.h"
#include "indexer/resume.h"
#include "indexer/segment/index_writer.h"
#include "indexer/workers.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"

/* Small batches: Xapian's writer slows down as its buffers leave the cache, ours gains next to
 * nothing by larger ones, and the last ones leave some workers idle. */
enum {
    BATCH_ARTICLES = 500,
    BATCH_BYTES = 4 << 20,
    XAPIAN_BATCH_ARTICLES = 100,
    XAPIAN_BATCH_BYTES = 128 << 10,
    LEAST_BATCH_BYTES = 64 << 10
};

/* Articles a publish, when publishing all the time. */
enum { LEAST_PUBLISHED = 64 };

/*
 * What memory goes to (tests/long/memory.sh measures the whole): 65 MB for the process, 17 to 22
 * MB for each worker's words, and for a byte of a batch's text 8 of ours, 14 of Xapian's writer
 * with news, 42 and 83 with words that never come again. A batch that waits takes itself.
 */
enum {
    BULK_BYTES_PER_BYTE = 40,
    XAPIAN_BYTES_PER_BYTE = 60,
    WORKER_BYTES = 18 << 20,
    LEAST_WORKER_BYTES = 32 << 20, /* with a batch that is worth the while */
    MERGE_SHARE = 16,
    ADDRESS_MAX = 16384
};

typedef struct pipeline {
    const pipeline_options *options;
    const pipeline_listener *listener;
    pipeline_summary *summary;
    index_writer *writer;
    workers *workers;
    batch *filling;
    arc_reader *archives;
    issue_reader *entries; /* of archives */
    article_reader *formats;
    article article;
    article_identity identity;
    ledger ledger;
    pthread_mutex_t ledger_mutex; /* workers report their failures, too */
    char *input;                  /* the present one, as the archive reader names it ... */
    char *archive;                /* ... as people see it, a folder with "/" ... */
    char *archive_path;           /* ... and its canonical path */
    resume resume;                /* in it */
    arc_trail passed;             /* files not opened; none once we are past what was published */
    ndx_buffer earlier_text;
    ledger_view earlier;    /* the page of the interrupted run over it */
    uint64_t archive_start; /* bytes of all inputs read before the present one */
    known_table seen;       /* ids of all articles read, for pruning */
    size_t batch_articles;  /* at which a batch is full ... */
    size_t batch_bytes;     /* ... or at so much text */
    newsdex_error failure;  /* while the reader waited for a stream */
    time_t last_publish;
} pipeline;

/* ---- what became of it ------------------------------------------------------------ */

static void count_charset(ledger_page *page, const charset_used *charset)
{
    ledger_charset one = {.articles = 1, .guessed = charset->guessed};
    if (strcmp(charset->name, "UTF-8") == 0)
        return;
    strcpy(one.name, charset->name);
    ledger_charsets_add(&page->charsets, &one);
}

/*
 * A result of the present event, in the ledger; returns its page, NULL when out of
 * memory. Called with the mutex held.
 */
static ledger_page *write_outcome(pipeline *p, ledger_outcome outcome, const char *address,
                                  const char *reason, const article *indexed)
{
    ledger_page *page = ledger_open_page(&p->ledger, p->archive);
    uint64_t done, total;
    arc_reader_progress(p->archives, &done, &total);
    if (!page || ledger_page_add(page, outcome, address, reason, done - p->archive_start, NULL))
        return NULL;
    p->resume.here.results++;
    page->position = p->resume.here;
    if (indexed) {
        page->undated += indexed->date.precision == NDX_DATE_UNKNOWN;
        page->untitled += !indexed->title.length;
        page->text_bytes += indexed->text.length;
        count_charset(page, &indexed->charset);
    }
    return page;
}

/* Of what is no article: passed over or lost. */
static newsdex_status record_outcome(pipeline *p, ledger_outcome outcome, const char *address,
                                     const char *reason, newsdex_error *err)
{
    if (resume_pass_result(&p->resume))
        return NEWSDEX_OK;
    pthread_mutex_lock(&p->ledger_mutex);
    ledger_page *page = write_outcome(p, outcome, address, reason, NULL);
    p->summary->counts[outcome]++;
    p->listener->event(p->listener->context, outcome, address, reason);
    pthread_mutex_unlock(&p->ledger_mutex);
    return page ? NEWSDEX_OK : ndx_error_nomem(err);
}

/* A worker could not make a document of it: it was counted as taken in, and is not. */
static void record_failure(void *context, const batch_item *item, const newsdex_error *why)
{
    pipeline *p = context;
    pthread_mutex_lock(&p->ledger_mutex);
    ledger_page *page = ledger_open_page(&p->ledger, item->place.archive);
    const ledger_outcome counted = item->replaces ? LEDGER_UPDATED : LEDGER_INDEXED;
    if (page) {
        page->counts[counted]--;
        ledger_page_add(page, LEDGER_FAILED, item->address, why->message, LEDGER_NO_OFFSET, NULL);
    }
    p->summary->counts[counted]--;
    p->summary->counts[LEDGER_FAILED]++;
    p->listener->event(p->listener->context, LEDGER_FAILED, item->address, why->message);
    pthread_mutex_unlock(&p->ledger_mutex);
}

/* ---- which article is it ------------------------------------------------------------- */

/* Of two captures of a page the newer stays, whatever the order they are read in. */
static bool is_older(const article *a, const known_article *known)
{
    return a->captured.precision != NDX_DATE_UNKNOWN && a->captured.seconds < known->captured;
}

/*
 * Decides whether the article is new, changed or known. A number that another
 * container has used for something else gets a longer id; each other id that
 * comes with a new content replaces the old one.
 */
static newsdex_status decide(pipeline *p, const article_place *place, ledger_outcome *outcome,
                             newsdex_error *err)
{
    article_identity *identity = &p->identity;
    known_article known;
    bool found;
    newsdex_status status = article_identity_make(identity, &p->article, place, err);
    for (int attempt = 0; !status; attempt++) {
        status = index_writer_find(p->writer, identity->id.data, identity->id.length, &known,
                                   &found, err);
        if (status || !found || known.content == identity->content)
            break;
        if (!identity->numbered || known.container == identity->container || attempt == 2)
            break;
        status = article_identity_qualify(identity, &p->article, place, attempt, err);
    }
    if (status)
        return status;
    bool other_form = p->article.rendition && known.container != identity->container;
    *outcome = !found                                             ? LEDGER_INDEXED
               : known.content == identity->content || other_form ? LEDGER_DUPLICATE
               : is_older(&p->article, &known)                    ? LEDGER_SKIPPED
                                                                  : LEDGER_UPDATED;
    if (*outcome == LEDGER_INDEXED && identity->fingerprint[0]) {
        status = index_writer_find_fingerprint(p->writer, identity->fingerprint, &found, err);
        if (!status && found)
            *outcome = LEDGER_DUPLICATE;
    }
    return status;
}

/* ---- batches --------------------------------------------------------------------------- */

static newsdex_status hand_in(pipeline *p, newsdex_error *err)
{
    if (!p->filling || !p->filling->count)
        return NEWSDEX_OK;
    workers_hand_in(p->workers, p->filling);
    p->filling = NULL;
    return workers_take(p->workers, &p->filling, err);
}

static newsdex_status publish(pipeline *p, newsdex_error *err)
{
    newsdex_status status = hand_in(p, err);
    uint64_t waiting;
    if (!status && !(status = workers_drain(p->workers, err)) &&
        !(status = index_writer_publish(p->writer, &p->ledger, NULL, err)))
        status = index_writer_count(p->writer, &p->summary->published, &waiting, err);
    p->last_publish = time(NULL);
    return status;
}

/*
 * Deletes what the archives read hold no longer. Only those that were read
 * whole: what a damaged one didn't give may still be in it.
 */
static newsdex_status prune(pipeline *p, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < p->ledger.count; i++) {
        const ledger_page *page = &p->ledger.pages[i];
        uint64_t deleted = 0;
        if (page->complete && page->path && !page->counts[LEDGER_FAILED])
            status = index_writer_prune(p->writer, page->path, &p->seen, &deleted, err);
        p->summary->pruned += deleted;
    }
    return status;
}

static const char *reason_of(ledger_outcome outcome)
{
    return outcome == LEDGER_UPDATED     ? "replaces an earlier version"
           : outcome == LEDGER_DUPLICATE ? "already in the index"
           : outcome == LEDGER_SKIPPED   ? "an older capture than the one in the index"
                                         : "";
}

/*
 * The ledger says what became of an archive, over the runs it took to read it;
 * the summary what this run did.
 */
static newsdex_status record_article(pipeline *p, ledger_outcome outcome, const char *address,
                                     newsdex_error *err)
{
    bool taken = outcome == LEDGER_INDEXED || outcome == LEDGER_UPDATED;
    pthread_mutex_lock(&p->ledger_mutex);
    ledger_page *page =
        write_outcome(p, outcome, address, reason_of(outcome), taken ? &p->article : NULL);
    pipeline_summary *summary = p->summary;
    summary->counts[outcome]++;
    if (taken) {
        summary->undated += p->article.date.precision == NDX_DATE_UNKNOWN;
        summary->untitled += !p->article.title.length;
        summary->text_bytes += p->article.text.length;
        summary->guessed += p->article.charset.guessed;
    }
    pthread_mutex_unlock(&p->ledger_mutex);
    return page ? NEWSDEX_OK : ndx_error_nomem(err);
}

static newsdex_status enter_article(pipeline *p, ledger_outcome outcome, const article_place *place,
                                    const char *address, newsdex_error *err)
{
    const article_identity *identity = &p->identity;
    const known_article known = {identity->content, identity->container,
                                 p->article.captured.seconds};
    newsdex_status status;
    if ((status = batch_add(p->filling, &p->article, identity, place, address,
                            outcome == LEDGER_UPDATED, err)) ||
        (status =
             index_writer_remember(p->writer, identity->id.data, identity->id.length,
                                   identity->fingerprint, known, outcome == LEDGER_UPDATED, err)))
        return status;
    bool full = p->filling->count >= p->batch_articles || p->filling->text_bytes >= p->batch_bytes;
    return full ? hand_in(p, err) : NEWSDEX_OK;
}

static newsdex_status take_article(pipeline *p, const arc_entry *entry, newsdex_error *err)
{
    if (resume_pass_result(&p->resume))
        return NEWSDEX_OK;
    const article_place place = {p->archive, p->archive_path, entry->name};
    ledger_outcome outcome;
    newsdex_status status = decide(p, &place, &outcome, err);
    if (!status && p->options->prune)
        status = known_table_put(&p->seen,
                                 index_writer_id_hash(p->identity.id.data, p->identity.id.length),
                                 (known_article){0}, err);
    if (status)
        return status;
    char address[ADDRESS_MAX];
    snprintf(address, sizeof address, "%s%s%s", entry->address,
             p->article.locator.length ? "#" : "", p->article.locator.data);
    if ((status = record_article(p, outcome, address, err)) ||
        (outcome != LEDGER_INDEXED && outcome != LEDGER_UPDATED))
        return status;
    return enter_article(p, outcome, &place, address, err);
}

/* ---- reading ----------------------------------------------------------------------------- */

static newsdex_status idle_failure(const pipeline *p, newsdex_error *err)
{
    if (p->failure.status && err)
        *err = p->failure;
    return p->failure.status;
}

/* The clock is looked at: for the progress line, and to publish. */
static newsdex_status tick(pipeline *p, newsdex_error *err)
{
    if (idle_failure(p, err))
        return p->failure.status;
    uint64_t done, total;
    arc_reader_progress(p->archives, &done, &total);
    pthread_mutex_lock(&p->ledger_mutex);
    p->listener->progress(p->listener->context, done, total, p->summary);
    pthread_mutex_unlock(&p->ledger_mutex);
    uint64_t published, waiting;
    newsdex_status status = index_writer_count(p->writer, &published, &waiting, err);
    if (status)
        return status;
    /* Half a ledger page alone would change the index for nothing. */
    if (!waiting)
        p->last_publish = time(NULL);
    /* Articles not published yet are remembered, at about 200 bytes each. */
    bool due = waiting > p->options->memory / 8 / 200;
    if (p->options->publish_seconds)
        due = due || time(NULL) - p->last_publish >= (time_t)p->options->publish_seconds;
    else
        due = due || waiting >= LEAST_PUBLISHED;
    return due && waiting ? publish(p, err) : NEWSDEX_OK;
}

/* Nothing comes in for the moment: what has come is published in time all the same. */
static bool idle(void *context)
{
    pipeline *p = context;
    return !*p->options->stop && !tick(p, &p->failure);
}

/* The archive that was read until now has come to its end. */
static void complete_archive(pipeline *p)
{
    pthread_mutex_lock(&p->ledger_mutex);
    ledger_page *page = p->archive ? ledger_open_page(&p->ledger, p->archive) : NULL;
    if (page)
        page->complete = true;
    if (page && !page->path)
        page->path = strdup(p->archive_path);
    pthread_mutex_unlock(&p->ledger_mutex);
}

/* Another way of reading may give other articles. */
static uint64_t hash_options(const pipeline_options *options)
{
    const arc_options *archive = &options->archive;
    const uint64_t numbers[] = {NEWSDEX_VERSION_NUMBER,   archive->max_entry_bytes,
                                archive->max_total_bytes, archive->max_entries,
                                archive->max_depth,       archive->max_ratio};
    const char *charset = archive->charset ? archive->charset : "";
    uint64_t hash = ndx_hash(numbers, sizeof numbers);
    hash = ndx_hash_more(hash, charset, strlen(charset));
    for (size_t i = 0; i < options->format.map_count; i++) {
        const format_map *map = &options->format.maps[i];
        hash = ndx_hash_more(hash, map->field, strlen(map->field));
        hash = ndx_hash_more(hash, map->path, strlen(map->path));
    }
    return hash;
}

static uint64_t hash_way(const pipeline *p)
{
    return ndx_hash_more(hash_options(p->options), p->archive_path, strlen(p->archive_path));
}

/*
 * Finds out whether the last run over the archive was interrupted, and where. What this run
 * has added may have undone what that run did later on: then it must be done again, by reading.
 * Pruning has to see all ids; a stream can't be read again when it turns out to be another.
 */
static newsdex_status begin_resume(pipeline *p, const arc_entry *entry, newsdex_error *err)
{
    const uint64_t *counts = p->summary->counts;
    bool found = false;
    newsdex_status status = NEWSDEX_OK;
    if (entry->stamp && !p->options->prune && !counts[LEDGER_INDEXED] && !counts[LEDGER_UPDATED])
        status = index_writer_find_page(p->writer, p->archive, &p->earlier_text, &p->earlier,
                                        &found, err);
    const ledger_position *stopped = &p->earlier.position;
    bool expected = !p->passed.count || p->passed.hash == stopped->files_hash;
    bool interrupted = found && !p->earlier.complete && expected;
    resume_begin(&p->resume, hash_way(p), interrupted ? stopped : NULL);
    return status;
}

/* The place where the interrupted run stopped is reached: its page goes on. */
static newsdex_status go_on(pipeline *p, newsdex_error *err)
{
    const uint64_t results = ledger_view_read_count(&p->earlier);
    pthread_mutex_lock(&p->ledger_mutex);
    ledger_page *page = ledger_open_page(&p->ledger, p->archive);
    newsdex_status status =
        page ? ledger_page_continue(page, &p->earlier, err) : ndx_error_nomem(err);
    p->resume.here.unpacked = p->earlier.position.unpacked;
    arc_reader_set_unpacked(p->archives, p->earlier.position.unpacked);
    p->summary->resumed += results;
    p->summary->files += p->passed.count;
    p->listener->resumed(p->listener->context, p->archive, p->earlier.position.events - 1, results,
                         p->passed.count);
    p->passed.count = 0;
    pthread_mutex_unlock(&p->ledger_mutex);
    return status;
}

static void forget_archive(pipeline *p)
{
    free(p->input);
    free(p->archive);
    free(p->archive_path);
    p->input = p->archive = p->archive_path = NULL;
}

/*
 * The archive isn't what the interrupted run has read. What that had read of it may have replaced
 * articles of the files that were passed over: then these have to be read as well.
 */
static void start_again(pipeline *p)
{
    uint64_t total;
    if (p->passed.count) {
        p->passed.count = 0;
        forget_archive(p);
        p->resume = (resume){0};
        issue_reader_rewind(p->entries, NULL);
        return;
    }
    resume_begin(&p->resume, hash_way(p), NULL);
    issue_reader_rewind(p->entries, p->input);
    arc_reader_progress(p->archives, &p->archive_start, &total);
}

static newsdex_status enter_archive(pipeline *p, const char *input, const char *name, size_t length,
                                    newsdex_error *err)
{
    forget_archive(p);
    p->input = strdup(input);
    p->archive = strndup(name, length);
    p->archive_path = realpath(input, NULL);
    if (!p->archive_path)
        p->archive_path = strdup(input); /* standard input */
    return p->input && p->archive && p->archive_path ? NEWSDEX_OK : ndx_error_nomem(err);
}

/* The archive that the entry comes from begins. */
static newsdex_status begin_archive(pipeline *p, const arc_entry *entry, newsdex_error *err)
{
    complete_archive(p);
    uint64_t total;
    arc_reader_progress(p->archives, &p->archive_start, &total);
    size_t length = strlen(entry->address) - strlen(entry->name);
    if (length && entry->name[0] && entry->address[length - 1] == '!')
        length--;
    newsdex_status status = enter_archive(p, entry->archive, entry->address, length, err);
    return status ? status : begin_resume(p, entry, err);
}

/*
 * Was the last run interrupted, and are the files that it had read to their end the first ones of
 * this run, unchanged? Then all that comes of them is published, and they need not be opened; in
 * a folder we are at once behind those in it.
 */
static newsdex_status pass_files(pipeline *p, newsdex_error *err)
{
    const ledger_view *earlier = &p->earlier;
    const ledger_position *goal = &earlier->position;
    const char *input = NULL;
    bool found = false;
    newsdex_status status = NEWSDEX_OK;
    if (!p->options->prune)
        status =
            index_writer_find_interrupted(p->writer, &p->earlier_text, &p->earlier, &found, err);
    if (status || !found || !goal->files)
        return status;
    const arc_trail trail = {goal->files, goal->files_hash, goal->file_bytes};
    if ((status = arc_reader_pass(p->archives, &trail, &input, err)) || !input)
        return status;
    p->passed = trail;
    if (!goal->file_events)
        return NEWSDEX_OK;
    resume_begin_behind_files(&p->resume, goal);
    return enter_archive(p, input, earlier->archive, earlier->archive_length, err);
}

static newsdex_status read_articles(pipeline *p, const arc_entry *entry, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    const entry_source source = issue_reader_source(p->entries);
    article_reader_start(p->formats, &source);
    while (!status && !*p->options->stop) {
        newsdex_error why;
        article_result result = article_reader_next(p->formats, &p->article, &why);
        if (result == ARTICLE_END)
            break;
        if (result == ARTICLE_FOUND) {
            status = take_article(p, entry, err);
        } else if (why.status == NEWSDEX_E_NOMEM) {
            return ndx_error_nomem(err);
        } else {
            status = record_outcome(p, result == ARTICLE_SKIPPED ? LEDGER_SKIPPED : LEDGER_FAILED,
                                    entry->address, why.message, err);
        }
        if (!status)
            status = tick(p, err);
    }
    return status;
}

/* What issues are put together from is complete only when they are. */
static void note_files(pipeline *p, const arc_trail *before)
{
    if (issue_reader_is_clear(p->entries))
        resume_note_files(&p->resume, before,
                          before->bytes > p->archive_start ? before->bytes - p->archive_start : 0);
}

static newsdex_status take_event(pipeline *p, arc_event event, const arc_entry *entry,
                                 newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    p->resume.here.unpacked = arc_reader_unpacked(p->archives);
    note_files(p, &entry->before);
    resume_step step = resume_advance(&p->resume, event, entry);
    if (step == RESUME_READ && p->passed.count)
        step = RESUME_CHANGED;
    switch (step) {
    case RESUME_PASS:
        return NEWSDEX_OK;
    case RESUME_CHANGED:
        start_again(p);
        return NEWSDEX_OK;
    case RESUME_ARRIVE:
        status = go_on(p, err);
        break;
    case RESUME_READ:
        break;
    }
    if (status)
        return status;
    if (event == ARC_ENTRY)
        return read_articles(p, entry, err);
    return record_outcome(p, event == ARC_SKIPPED ? LEDGER_SKIPPED : LEDGER_FAILED, entry->address,
                          entry->reason, err);
}

static newsdex_status read_all(pipeline *p, newsdex_error *err)
{
    arc_event event = ARC_ENTRY;
    arc_entry entry;
    newsdex_status status = NEWSDEX_OK;
    while (!status && !*p->options->stop) {
        if ((status = issue_reader_next(p->entries, &event, &entry, err)))
            break;
        bool end = event == ARC_END;
        bool same = !end && p->input && !strcmp(p->input, entry.archive);
        if (!same && (resume_is_passing(&p->resume) || (end && p->passed.count))) {
            start_again(p);
            continue;
        }
        if (end)
            break;
        if (!same)
            status = begin_archive(p, &entry, err);
        if (!status && !(status = take_event(p, event, &entry, err)))
            status = tick(p, err);
    }
    p->summary->interrupted = *p->options->stop != 0;
    if (!status)
        status = idle_failure(p, err);
    if (!status && !p->summary->interrupted)
        complete_archive(p);
    return status;
}

static unsigned count_processors(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > PIPELINE_JOBS_MAX ? PIPELINE_JOBS_MAX : (unsigned)count;
}

/* As many as asked for, or one a processor, as far as the memory given has room for them. */
static unsigned choose_jobs(const pipeline *p)
{
    const unsigned asked = p->options->jobs, wanted = asked ? asked : count_processors();
    const uint64_t most = p->options->memory / LEAST_WORKER_BYTES;
    const unsigned jobs = wanted <= most ? wanted : most ? (unsigned)most : 1;
    if (jobs < asked) {
        char notice[128];
        snprintf(notice, sizeof notice, "%u jobs need --memory %uM; going on with %u", asked,
                 asked * (LEAST_WORKER_BYTES >> 20), jobs);
        p->listener->notice(p->listener->context, notice);
    }
    return jobs;
}

/* Batches so small that what all workers make of them fits into the memory given. */
static void choose_batch_size(pipeline *p, unsigned jobs)
{
    const uint64_t memory = p->options->memory;
    bool by_xapian = index_writer_kind(p->writer) == SEGMENT_WRITER_XAPIAN;
    uint64_t words = (uint64_t)jobs * WORKER_BYTES;
    uint64_t room = memory > words + memory / 4 ? memory - words : memory / 4;
    unsigned bytes_per_byte = by_xapian ? XAPIAN_BYTES_PER_BYTE : BULK_BYTES_PER_BYTE;
    uint64_t bytes = room / ((uint64_t)jobs * bytes_per_byte + 2);
    p->batch_articles = by_xapian ? XAPIAN_BATCH_ARTICLES : BATCH_ARTICLES;
    const size_t most = by_xapian ? XAPIAN_BATCH_BYTES : BATCH_BYTES;
    p->batch_bytes = bytes < LEAST_BATCH_BYTES ? LEAST_BATCH_BYTES
                     : bytes > most            ? most
                                               : (size_t)bytes;
}

static newsdex_status open_all(pipeline *p, newsdex_error *err)
{
    const pipeline_options *options = p->options;
    arc_options archive = options->archive;
    archive.idle = idle;
    archive.context = p;
    archive.way = hash_options(options);
    newsdex_status status;
    if ((status = arc_reader_new(&archive, &p->archives, err)) ||
        (status = issue_reader_new(p->archives, &p->entries, err)) ||
        (status = article_reader_new(&options->format, &p->formats, err)))
        return status;
    for (size_t i = 0; i < options->input_count; i++)
        if ((status = arc_reader_add(p->archives, options->inputs[i], err)))
            return status;
    const index_writer_options writing = {options->language, options->lock_wait, options->stop,
                                          options->segment_writer, options->memory / MERGE_SHARE};
    if ((status = index_writer_open(options->index, &writing, &p->writer, err)))
        return status;
    if (index_writer_notice(p->writer)[0])
        p->listener->notice(p->listener->context, index_writer_notice(p->writer));
    const unsigned jobs = choose_jobs(p);
    choose_batch_size(p, jobs);
    if ((status = workers_start(jobs, p->writer, record_failure, p, &p->workers, err)))
        return status;
    if ((status = workers_take(p->workers, &p->filling, err)))
        return status;
    return pass_files(p, err);
}

newsdex_status pipeline_run(const pipeline_options *options, const pipeline_listener *listener,
                            pipeline_summary *summary, newsdex_error *err)
{
    *summary = (pipeline_summary){0};
    pipeline p = {.options = options, .listener = listener, .summary = summary};
    pthread_mutex_init(&p.ledger_mutex, NULL);
    article_init(&p.article);
    article_identity_init(&p.identity);
    ndx_buffer_init(&p.earlier_text, LEDGER_PAGE_MAX);
    p.last_publish = time(NULL);
    newsdex_status status = open_all(&p, err);
    if (!status && !(status = read_all(&p, err)) && !(status = publish(&p, err)) && options->prune)
        status = prune(&p, err);
    workers_stop(p.workers);
    index_writer_close(p.writer);
    article_reader_free(p.formats);
    issue_reader_free(p.entries);
    arc_reader_free(p.archives);
    article_release(&p.article);
    article_identity_release(&p.identity);
    ledger_release(&p.ledger);
    known_table_release(&p.seen);
    ndx_buffer_release(&p.earlier_text);
    forget_archive(&p);
    pthread_mutex_destroy(&p.ledger_mutex);
    return status;
}

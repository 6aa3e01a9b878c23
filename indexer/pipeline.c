#include "indexer/pipeline.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "indexer/document/identity.h"
#include "indexer/segment/index_writer.h"
#include "indexer/workers.h"
#include "searcher/base/error.h"

/* Xapian's writer slows down as its buffers leave the cache: small batches are three times faster.
 */
enum { BATCH_ARTICLES = 1000, BATCH_BYTES = 4 << 20, ADDRESS_MAX = 16384 };

typedef struct pipeline {
    const pipeline_options *options;
    const pipeline_listener *listener;
    pipeline_summary *summary;
    index_writer *writer;
    workers *workers;
    batch *filling;
    arc_reader *archives;
    article_reader *formats;
    article article;
    article_identity identity;
    ledger ledger;
    pthread_mutex_t ledger_mutex; /* workers report their failures, too */
    char *input;                  /* the present one, as the archive reader names it ... */
    char *archive;                /* ... as people see it, a folder with "/" ... */
    char *archive_path;           /* ... and its canonical path */
    time_t last_publish;
    uint64_t events; /* since the last look at the clock */
} pipeline;

static newsdex_status read_entry(void *context, const char **data, size_t *length,
                                 newsdex_error *err)
{
    return arc_reader_read(context, data, length, err);
}

entry_source pipeline_entry_source(arc_reader *reader, const arc_entry *entry)
{
    return (entry_source){read_entry,
                          reader,
                          entry->address,
                          entry->basename,
                          entry->name[0] ? entry->name : entry->archive,
                          entry->modified};
}

/* ---- what became of it ------------------------------------------------------------ */

static newsdex_status record_outcome(pipeline *p, ledger_outcome outcome, const char *address,
                                     const char *reason, const article *indexed, newsdex_error *err)
{
    pthread_mutex_lock(&p->ledger_mutex);
    ledger_page *page = ledger_open_page(&p->ledger, p->archive);
    newsdex_status status =
        page ? ledger_page_add(page, outcome, address, reason, err) : ndx_error_nomem(err);
    p->summary->counts[outcome]++;
    if (!status && indexed) {
        bool undated = indexed->date.precision == NDX_DATE_UNKNOWN;
        page->undated += undated;
        p->summary->undated += undated;
        page->untitled += !indexed->title.length;
        p->summary->untitled += !indexed->title.length;
        page->text_bytes += indexed->text.length;
        p->summary->text_bytes += indexed->text.length;
    }
    if (outcome == LEDGER_SKIPPED || outcome == LEDGER_FAILED)
        p->listener->event(p->listener->context, outcome, address, reason);
    pthread_mutex_unlock(&p->ledger_mutex);
    return status;
}

/* A worker could not make a document of it: it was counted as indexed, and is not. */
static void record_failure(void *context, const batch_item *item, const newsdex_error *why)
{
    pipeline *p = context;
    pthread_mutex_lock(&p->ledger_mutex);
    ledger_page *page = ledger_open_page(&p->ledger, item->place.archive);
    if (page) {
        page->counts[LEDGER_INDEXED]--;
        ledger_page_add(page, LEDGER_FAILED, item->address, why->message, NULL);
    }
    p->summary->counts[LEDGER_INDEXED]--;
    p->summary->counts[LEDGER_FAILED]++;
    p->listener->event(p->listener->context, LEDGER_FAILED, item->address, why->message);
    pthread_mutex_unlock(&p->ledger_mutex);
}

/* ---- which article is it ------------------------------------------------------------- */

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
    *outcome = !found                               ? LEDGER_INDEXED
               : known.content == identity->content ? LEDGER_DUPLICATE
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
    if (!status && !(status = workers_drain(p->workers, err)))
        status = index_writer_publish(p->writer, &p->ledger, NULL, err);
    p->last_publish = time(NULL);
    return status;
}

static const char *reason_of(ledger_outcome outcome)
{
    return outcome == LEDGER_UPDATED     ? "replaces an earlier version"
           : outcome == LEDGER_DUPLICATE ? "already in the index"
                                         : "";
}

static newsdex_status take_article(pipeline *p, const arc_entry *entry, newsdex_error *err)
{
    const article_place place = {p->archive, p->archive_path, entry->name};
    ledger_outcome outcome;
    newsdex_status status = decide(p, &place, &outcome, err);
    if (status)
        return status;
    char address[ADDRESS_MAX];
    snprintf(address, sizeof address, "%s%s%s", entry->address,
             p->article.locator.length ? "#" : "", p->article.locator.data);
    bool taken = outcome == LEDGER_INDEXED || outcome == LEDGER_UPDATED;
    if ((status = record_outcome(p, outcome, address, reason_of(outcome),
                                 taken ? &p->article : NULL, err)) ||
        !taken)
        return status;
    const known_article known = {p->identity.content, p->identity.container};
    if ((status = batch_add(p->filling, &p->article, &p->identity, &place, address, err)) ||
        (status =
             index_writer_remember(p->writer, p->identity.id.data, p->identity.id.length,
                                   p->identity.fingerprint, known, outcome == LEDGER_UPDATED, err)))
        return status;
    bool full = p->filling->count >= BATCH_ARTICLES || p->filling->text_bytes >= BATCH_BYTES;
    return full ? hand_in(p, err) : NEWSDEX_OK;
}

/* ---- reading ----------------------------------------------------------------------------- */

/* The clock is looked at now and then: for the progress line, and to publish. */
static newsdex_status tick(pipeline *p, newsdex_error *err)
{
    if (++p->events % 64)
        return NEWSDEX_OK;
    uint64_t done, total;
    arc_reader_progress(p->archives, &done, &total);
    pthread_mutex_lock(&p->ledger_mutex);
    p->listener->progress(p->listener->context, done, total, p->summary);
    pthread_mutex_unlock(&p->ledger_mutex);
    bool due = time(NULL) - p->last_publish >= (time_t)p->options->publish_seconds;
    return due ? publish(p, err) : NEWSDEX_OK;
}

/* Notes the names of the input that the entry comes from. */
static newsdex_status note_archive(pipeline *p, const arc_entry *entry, newsdex_error *err)
{
    if (p->input && !strcmp(p->input, entry->archive))
        return NEWSDEX_OK;
    free(p->input);
    free(p->archive);
    free(p->archive_path);
    p->input = strdup(entry->archive);
    p->archive_path = realpath(entry->archive, NULL);
    if (!p->archive_path)
        p->archive_path = strdup(entry->archive); /* standard input */
    size_t length = strlen(entry->address) - strlen(entry->name);
    if (length && entry->name[0] && entry->address[length - 1] == '!')
        length--;
    p->archive = strndup(entry->address, length);
    return p->input && p->archive && p->archive_path ? NEWSDEX_OK : ndx_error_nomem(err);
}

static newsdex_status read_articles(pipeline *p, const arc_entry *entry, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    const entry_source source = pipeline_entry_source(p->archives, entry);
    uint64_t outcomes = 0;
    article_reader_start(p->formats, &source);
    while (!status && !*p->options->stop) {
        newsdex_error why;
        article_result result = article_reader_next(p->formats, &p->article, &why);
        if (result == ARTICLE_END)
            break;
        outcomes++;
        if (result == ARTICLE_FOUND) {
            status = take_article(p, entry, err);
        } else if (why.status == NEWSDEX_E_NOMEM) {
            return ndx_error_nomem(err);
        } else {
            status = record_outcome(p, result == ARTICLE_SKIPPED ? LEDGER_SKIPPED : LEDGER_FAILED,
                                    entry->address, why.message, NULL, err);
        }
        if (!status)
            status = tick(p, err);
    }
    if (!status && !outcomes && !*p->options->stop)
        status = record_outcome(p, LEDGER_SKIPPED, entry->address, "holds no article", NULL, err);
    return status;
}

static newsdex_status read_all(pipeline *p, newsdex_error *err)
{
    arc_event event = ARC_ENTRY;
    arc_entry entry;
    newsdex_status status = NEWSDEX_OK;
    while (!status && !*p->options->stop) {
        if ((status = arc_reader_next(p->archives, &event, &entry, err)) || event == ARC_END)
            break;
        if ((status = note_archive(p, &entry, err)))
            break;
        if (event == ARC_ENTRY)
            status = read_articles(p, &entry, err);
        else
            status = record_outcome(p, event == ARC_SKIPPED ? LEDGER_SKIPPED : LEDGER_FAILED,
                                    entry.address, entry.reason, NULL, err);
        if (!status)
            status = tick(p, err);
    }
    p->summary->interrupted = *p->options->stop != 0;
    return status;
}

static newsdex_status open_all(pipeline *p, newsdex_error *err)
{
    const pipeline_options *options = p->options;
    newsdex_status status;
    if ((status = arc_reader_new(&options->archive, &p->archives, err)) ||
        (status = article_reader_new(&options->format, &p->formats, err)))
        return status;
    for (size_t i = 0; i < options->input_count; i++)
        if ((status = arc_reader_add(p->archives, options->inputs[i], err)))
            return status;
    if ((status = index_writer_open(options->index, options->language, options->lock_wait,
                                    &p->writer, err)) ||
        (status = workers_start(options->jobs, p->writer, record_failure, p, &p->workers, err)))
        return status;
    return workers_take(p->workers, &p->filling, err);
}

newsdex_status pipeline_run(const pipeline_options *options, const pipeline_listener *listener,
                            pipeline_summary *summary, newsdex_error *err)
{
    *summary = (pipeline_summary){0};
    pipeline p = {.options = options, .listener = listener, .summary = summary};
    pthread_mutex_init(&p.ledger_mutex, NULL);
    article_init(&p.article);
    article_identity_init(&p.identity);
    p.last_publish = time(NULL);
    newsdex_status status = open_all(&p, err);
    if (!status && !(status = read_all(&p, err)))
        status = publish(&p, err);
    workers_stop(p.workers);
    index_writer_close(p.writer);
    article_reader_free(p.formats);
    arc_reader_free(p.archives);
    article_release(&p.article);
    article_identity_release(&p.identity);
    ledger_release(&p.ledger);
    free(p.input);
    free(p.archive);
    free(p.archive_path);
    pthread_mutex_destroy(&p.ledger_mutex);
    return status;
}

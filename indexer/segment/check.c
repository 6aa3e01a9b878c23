#include "indexer/segment/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "indexer/segment/index_folder.h"
#include "indexer/segment/ledger.h"
#include "indexer/segment/replaced.h"
#include "searcher/base/error.h"
#include "searcher/index/record.h"
#include "searcher/index/schema.h"
#include "searcher/xapian-c/xapc.h"

/* Articles of a segment that are looked at word by word; faults told of one place. */
enum { SAMPLE = 200, FAULTS_TOLD = 10, ATTEMPTS = 5 };
enum { RECORD_MAX = 1 << 30, PAGE_MAX = 128 << 20, REPORT_MAX = 16 << 20, SMALL_MAX = 1 << 16 };

/* What is known so far; comes back from a child as it is. */
typedef struct knowledge {
    ndx_stamp stamp; /* of the first segment */
    bool stamped;    /* it is known */
    bool replacing;  /* replaced articles wait for their deletion */
    bool nomem;
    size_t faults;
    uint64_t articles, sampled;
    size_t finding_count;
} knowledge;

typedef struct checker {
    index_folder folder;
    xapc_database *whole; /* all segments as one */
    bool busy;            /* an indexer is at work */
    char place[CHECK_PLACE_SIZE];
    size_t told; /* faults of this place */
    knowledge known;
    check_finding *findings; /* known.finding_count of them */
} checker;

static void enter(checker *c, const char *place)
{
    snprintf(c->place, sizeof c->place, "%s", place);
    c->told = 0;
}

static void __attribute__((format(printf, 3, 4)))
note(checker *c, check_kind kind, const char *format, ...)
{
    if (kind == CHECK_FAULT) {
        c->known.faults++;
        if (++c->told > FAULTS_TOLD)
            return;
    }
    check_finding *findings = realloc(c->findings, (c->known.finding_count + 1) * sizeof *findings);
    if (!findings) {
        c->known.nomem = true;
        return;
    }
    c->findings = findings;
    check_finding *finding = &findings[c->known.finding_count++];
    *finding = (check_finding){.kind = kind};
    memcpy(finding->place, c->place, sizeof finding->place);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
}

/* A failure to read is a finding; true when there was none. */
static bool went_well(checker *c, newsdex_status status, const char *what,
                      const newsdex_error *error)
{
    if (status == NEWSDEX_E_NOMEM)
        c->known.nomem = true;
    else if (status)
        note(c, CHECK_FAULT, "%s: %s", what, error->message);
    return !status;
}

/* ---- articles ------------------------------------------------------------------------ */

/* Whether the postings of a term have the document, and with that frequency. */
static newsdex_status has_posting(xapc_database *db, const char *term, size_t length,
                                  uint32_t docid, const uint32_t *wdf, bool *has,
                                  newsdex_error *err)
{
    xapc_postings *postings;
    uint32_t found_wdf = 0;
    *has = false;
    newsdex_status status = xapc_postings_open(db, term, length, &postings, err);
    if (!status)
        status = xapc_postings_skip_to(postings, docid, has, &found_wdf, err);
    xapc_postings_close(postings);
    if (wdf && *wdf != found_wdf)
        *has = false;
    return status;
}

static newsdex_status check_id(checker *c, xapc_database *db, uint32_t docid, const char *id,
                               size_t length, newsdex_error *err)
{
    ndx_buffer term;
    ndx_buffer_init(&term, RECORD_MAX);
    bool has = true;
    uint32_t articles = 1;
    newsdex_status status = ndx_buffer_append_byte(&term, 'Q', err);
    if (!status)
        status = ndx_buffer_append(&term, id, length, err);
    if (!status)
        status = has_posting(db, term.data, term.length, docid, NULL, &has, err);
    if (!status && c->whole)
        status = xapc_database_term_frequency(c->whole, term.data, term.length, &articles, err);
    ndx_buffer_release(&term);
    if (!status && !has)
        note(c, CHECK_FAULT, "article %u is not found by its id %.100s", docid, id);
    if (!status && articles > 1 && !c->known.replacing && !c->busy)
        note(c, CHECK_FAULT, "%u articles have the id %.*s", articles,
             length < 100 ? (int)length : 100, id);
    return status;
}

static newsdex_status check_record(checker *c, xapc_database *db, uint32_t docid,
                                   newsdex_error *err)
{
    ndx_buffer text;
    ndx_buffer_init(&text, RECORD_MAX);
    newsdex_status status = xapc_database_record(db, docid, &text, err);
    if (!status) {
        ndx_record record;
        ndx_record_read(text.data, text.length, &record);
        const char *id = record.values[NDX_RECORD_ID].data;
        size_t length = record.values[NDX_RECORD_ID].length;
        if (!length)
            note(c, CHECK_FAULT, "the record of article %u makes no sense", docid);
        else
            status = check_id(c, db, docid, id, length, err);
    }
    ndx_buffer_release(&text);
    return status;
}

/* Each term of the article must lead back to it. */
static newsdex_status check_terms(checker *c, xapc_database *db, uint32_t docid, newsdex_error *err)
{
    xapc_terms *terms;
    newsdex_status status = xapc_terms_open_document(db, docid, &terms, err);
    while (!status) {
        const char *term;
        size_t length;
        uint32_t wdf;
        bool has;
        if ((status = xapc_terms_next(terms, &term, &length, &wdf, err)) || !term ||
            (status = has_posting(db, term, length, docid, &wdf, &has, err)))
            break;
        if (!has) {
            note(c, CHECK_FAULT, "article %u is not found by its term %.100s", docid, term);
            break;
        }
    }
    xapc_terms_close(terms);
    return status;
}

static void check_article(checker *c, xapc_database *db, uint32_t docid)
{
    newsdex_error error;
    char what[32];
    snprintf(what, sizeof what, "article %u", docid);
    c->known.sampled++;
    if (went_well(c, check_record(c, db, docid, &error), what, &error))
        went_well(c, check_terms(c, db, docid, &error), what, &error);
}

static void check_articles(checker *c, xapc_database *db)
{
    newsdex_error error;
    uint32_t count = 0, seen = 0;
    xapc_postings *postings = NULL;
    if (!went_well(c, xapc_database_count(db, &count, &error), "counting", &error))
        return;
    c->known.articles += count;
    uint32_t step = count / SAMPLE + 1;
    newsdex_status status = xapc_postings_open(db, "", 0, &postings, &error);
    while (!status && !c->known.nomem) {
        uint32_t docid;
        if ((status = xapc_postings_next(postings, &docid, NULL, NULL, &error)) || !docid)
            break;
        if (seen++ % step == 0)
            check_article(c, db, docid);
    }
    xapc_postings_close(postings);
    if (went_well(c, status, "list of articles", &error) && !c->known.nomem && seen != count)
        note(c, CHECK_FAULT, "%u articles counted, %u found", count, seen);
}

/* ---- stamp and ledger ------------------------------------------------------------------ */

static void check_stamp(checker *c, xapc_database *db)
{
    newsdex_error error;
    ndx_buffer text;
    ndx_stamp stamp;
    ndx_buffer_init(&text, SMALL_MAX);
    newsdex_status status = xapc_database_metadata(db, NDX_STAMP_KEY, &text, &error);
    if (!status)
        status = ndx_stamp_read(text.data, text.length, c->place, &stamp, &error);
    ndx_buffer_release(&text);
    if (!went_well(c, status, "stamp", &error))
        return;
    if (!c->known.stamped)
        c->known.stamp = stamp;
    else if (strcmp(stamp.language, c->known.stamp.language))
        note(c, CHECK_FAULT, "stemmed as %s, the segments before as %s", stamp.language,
             c->known.stamp.language);
    c->known.stamped = true;
}

static void count_lines(const ledger_view *view, uint64_t counts[LEDGER_OUTCOMES])
{
    memset(counts, 0, LEDGER_OUTCOMES * sizeof *counts);
    const char *end = view->lines + view->lines_length;
    for (const char *line = view->lines; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((stop ? stop : end) - line);
        for (int i = 0; i < LEDGER_OUTCOMES; i++) {
            const char *name = ledger_outcome_name((ledger_outcome)i);
            size_t name_length = strlen(name);
            counts[i] += length > name_length && line[name_length] == '\t' &&
                         !memcmp(line, name, name_length);
        }
        line += length + 1;
    }
}

/* What was passed over or lost is listed, as far as there was room for it. */
static void check_page(checker *c, const ledger_view *view)
{
    uint64_t listed[LEDGER_OUTCOMES];
    count_lines(view, listed);
    if (!view->archive_length)
        note(c, CHECK_FAULT, "ledger: a page without archive");
    for (int i = LEDGER_SKIPPED; i < LEDGER_OUTCOMES; i++) {
        bool cut = listed[i] >= LEDGER_LINES_MAX || view->lines_length > PAGE_MAX / 8;
        if (listed[i] > view->counts[i] || (listed[i] < view->counts[i] && !cut))
            note(c, CHECK_FAULT, "ledger: %.*s: %llu %s, %llu listed",
                 view->archive_length < 200 ? (int)view->archive_length : 200, view->archive,
                 (unsigned long long)view->counts[i], ledger_outcome_name((ledger_outcome)i),
                 (unsigned long long)listed[i]);
    }
}

/* The newest pages; *taken: articles they tell of. */
static void check_ledger(checker *c, xapc_database *db, uint64_t *taken)
{
    newsdex_error error;
    ledger_cursor cursor;
    ledger_view view;
    bool found = true;
    newsdex_status status = NEWSDEX_OK;
    ledger_cursor_open(&cursor, db);
    while (!status && !(status = ledger_cursor_next(&cursor, &view, &found, &error)) && found) {
        check_page(c, &view);
        *taken += view.counts[LEDGER_INDEXED] + view.counts[LEDGER_UPDATED] +
                  view.counts[LEDGER_DUPLICATE];
    }
    ledger_cursor_close(&cursor);
    went_well(c, status, "ledger", &error);
}

static void check_replaced(checker *c, xapc_database *db)
{
    newsdex_error error;
    ndx_buffer list;
    ndx_buffer_init(&list, PAGE_MAX);
    newsdex_status status = xapc_database_metadata(db, REPLACED_KEY, &list, &error);
    if (went_well(c, status, "list of replaced articles", &error) && list.length) {
        c->known.replacing = true;
        if (!c->busy)
            note(c, CHECK_NOTE,
                 "an interrupted run left earlier versions of articles that it "
                 "replaced; the next newsdex-index run deletes them");
    }
    ndx_buffer_release(&list);
}

/* ---- segments and folder --------------------------------------------------------------- */

/* The last complaint in Xapian's report, and the table it is about. */
static void copy_complaint(const char *report, char *out, size_t size)
{
    char table[32] = "", complaint[160] = "";
    for (const char *line = report; *line;) {
        size_t length = strcspn(line, "\n");
        if (length && length < sizeof table && line[length - 1] == ':')
            snprintf(table, sizeof table, "%.*s ", (int)length, line);
        else if (length && !memmem(line, length, "blocksize=", 10) &&
                 !memmem(line, length, "checked", 7))
            snprintf(complaint, sizeof complaint, "%.*s",
                     length < sizeof complaint ? (int)length : (int)sizeof complaint - 1, line);
        line += length + (line[length] == '\n');
    }
    snprintf(out, size, "%s%s%s", complaint[0] ? ": " : "", complaint[0] ? table : "", complaint);
}

/* Xapian opens the tables for writing, though it only reads them. */
static bool can_check_tables(checker *c, const char *path)
{
    char table[FOLDER_PATH_MAX];
    snprintf(table, sizeof table, "%s/postlist.glass", path);
    if (!access(table, W_OK) || (errno != EACCES && errno != EROFS && errno != EPERM))
        return true;
    note(c, CHECK_NOTE, "left out Xapian's check, which has to be allowed to write: %s",
         strerror(errno));
    return false;
}

/* Xapian's check reads every block; where it finds faults, nothing else is worth looking at. */
static bool check_tables(checker *c, const char *path)
{
    if (!can_check_tables(c, path))
        return true;
    newsdex_error error;
    ndx_buffer report;
    size_t faults = 0;
    ndx_buffer_init(&report, REPORT_MAX);
    newsdex_status status = xapc_check(path, &faults, &report, &error);
    char complaint[200];
    copy_complaint(report.data, complaint, sizeof complaint);
    ndx_buffer_release(&report);
    if (status == NEWSDEX_E_NOINDEX) {
        note(c, CHECK_FAULT, "is not there");
        return false;
    }
    if (!went_well(c, status, "check", &error))
        return false;
    if (faults)
        note(c, CHECK_FAULT, "Xapian's check finds %zu fault%s%s", faults, faults == 1 ? "" : "s",
             complaint);
    return !faults;
}

/* ---- in children -------------------------------------------------------------------- */

/* Opens a segment; NULL when that is a finding. */
static xapc_database *open_segment(checker *c, size_t segment, bool check)
{
    newsdex_error error;
    ndx_buffer path;
    xapc_database *db = NULL;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status =
        index_folder_path(&c->folder, c->folder.segments[segment], &path, &error);
    if (!status && (!check || check_tables(c, path.data)))
        status = xapc_database_open(path.data, &db, &error);
    went_well(c, status, "opening", &error);
    ndx_buffer_release(&path);
    return db;
}

static void work_on_tables(checker *c, size_t segment)
{
    xapc_database *db = open_segment(c, segment, true);
    if (db) {
        check_stamp(c, db);
        check_replaced(c, db);
    }
    xapc_database_close(db);
}

static void work_on_articles(checker *c, size_t segment)
{
    newsdex_error error;
    if (!went_well(c, xapc_database_open(c->folder.path, &c->whole, &error), "opening", &error))
        return;
    xapc_database *db = open_segment(c, segment, false);
    if (db)
        check_articles(c, db);
    xapc_database_close(db);
    xapc_database_close(c->whole);
    c->whole = NULL;
}

static void work_on_ledger(checker *c, size_t unused)
{
    (void)unused;
    newsdex_error error;
    uint64_t taken = 0;
    if (!went_well(c, xapc_database_open(c->folder.path, &c->whole, &error), "opening", &error))
        return;
    check_ledger(c, c->whole, &taken);
    if (c->known.articles && !taken)
        note(c, CHECK_FAULT, "ledger: tells of no article, there are %llu",
             (unsigned long long)c->known.articles);
    xapc_database_close(c->whole);
    c->whole = NULL;
}

static bool write_all(int fd, const void *data, size_t length)
{
    for (const char *at = data; length;) {
        ssize_t written = write(fd, at, length);
        if (written < 0)
            return false;
        at += written;
        length -= (size_t)written;
    }
    return true;
}

static bool read_all(int fd, void *data, size_t length)
{
    for (char *at = data; length;) {
        ssize_t got = read(fd, at, length);
        if (got <= 0)
            return false;
        at += got;
        length -= (size_t)got;
    }
    return true;
}

/* Takes over what a child has found. */
static bool receive(checker *c, int fd)
{
    knowledge known;
    if (!read_all(fd, &known, sizeof known) || known.finding_count < c->known.finding_count)
        return false;
    check_finding *findings = realloc(c->findings, (known.finding_count + 1) * sizeof *findings);
    if (!findings)
        return false;
    c->findings = findings;
    size_t before = c->known.finding_count;
    if (!read_all(fd, findings + before, (known.finding_count - before) * sizeof *findings))
        return false;
    c->known = known;
    return true;
}

/* Damaged tables can crash Xapian: all that reads them is done in a child process. */
static void in_child(checker *c, const char *place, void (*work)(checker *c, size_t segment),
                     size_t segment)
{
    enter(c, place);
    int ends[2];
    pid_t child = pipe2(ends, O_CLOEXEC) ? -1 : fork();
    if (child < 0) {
        work(c, segment);
        return;
    }
    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        size_t before = c->known.finding_count;
        work(c, segment);
        bool sent = write_all(ends[1], &c->known, sizeof c->known) &&
                    write_all(ends[1], c->findings + before,
                              (c->known.finding_count - before) * sizeof *c->findings);
        _exit(!sent);
    }
    close(ends[1]);
    bool received = receive(c, ends[0]);
    close(ends[0]);
    int how;
    while (waitpid(child, &how, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(how))
        note(c, CHECK_FAULT, "the tables make no sense: reading them ends in a crash (%s)",
             strsignal(WTERMSIG(how)));
    else if (!received)
        c->known.nomem = true;
}

/* ---- all of it ------------------------------------------------------------------------ */

static void see_item(void *context, index_folder_item item, const char *name)
{
    checker *c = context;
    enter(c, name);
    if (item == INDEX_FOLDER_FOREIGN)
        note(c, CHECK_NOTE, "is no part of an index");
    else if (!c->busy)
        note(c, CHECK_NOTE,
             "left by an interrupted run; the next newsdex-index run goes on and removes it");
}

static void check_all(checker *c)
{
    newsdex_error error;
    const index_folder *folder = &c->folder;
    enter(c, "XAPIANDB");
    if (!folder->segment_count)
        note(c, CHECK_FAULT, "names no segment");
    for (size_t i = 0; i < folder->segment_count; i++)
        in_child(c, folder->segments[i], work_on_tables, i);
    enter(c, "");
    went_well(c, index_folder_list(folder, see_item, c, &error), "folder", &error);
    /* Articles are looked at where the tables under them are whole. */
    if (c->known.faults)
        return;
    for (size_t i = 0; i < folder->segment_count; i++)
        in_child(c, folder->segments[i], work_on_articles, i);
    in_child(c, "", work_on_ledger, 0);
}

void check_result_release(check_result *result)
{
    free(result->findings);
    *result = (check_result){0};
}

/* What an indexer at work makes of a look. */
typedef struct check_doubts {
    bool again;     /* what was found may be its changes, or what it has not finished */
    bool unsettled; /* so much was changed meanwhile that nothing can be said of faults */
} check_doubts;

/* busy: runs come and go, what they have not finished is not told. */
static newsdex_status check_once(const char *path, bool busy, check_result *out,
                                 check_doubts *doubts, newsdex_error *err)
{
    checker c = {.findings = NULL};
    newsdex_status status = index_folder_read(&c.folder, path, err);
    if (status)
        return status;
    const uint64_t version = index_folder_version(&c.folder);
    c.busy = busy || index_folder_is_busy(&c.folder);
    check_all(&c);
    const bool came = !c.busy && (index_folder_is_busy(&c.folder) ||
                                  index_folder_has_changed(&c.folder, version));
    doubts->again = (came && c.known.finding_count) || (c.busy && c.known.faults);
    doubts->unsettled = c.known.faults && index_folder_has_changed(&c.folder, version);
    enter(&c, "");
    if (doubts->again)
        note(&c, CHECK_NOTE, "newsdex-index was at work meanwhile; check again when it is done");
    *out = (check_result){
        .findings = c.findings,
        .finding_count = c.known.finding_count,
        .faults = c.known.faults,
        .segments = c.folder.segment_count,
        .articles = c.known.articles,
        .sampled = c.known.sampled,
    };
    index_folder_close(&c.folder);
    return c.known.nomem ? ndx_error_nomem(err) : NEWSDEX_OK;
}

newsdex_status check_index(const char *path, check_result *out, newsdex_error *err)
{
    const struct timespec pause = {0, 100 * 1000 * 1000};
    check_doubts doubts;
    *out = (check_result){0};
    newsdex_status status = check_once(path, false, out, &doubts, err);
    for (int attempt = 1; !status && doubts.again && attempt < ATTEMPTS; attempt++) {
        nanosleep(&pause, NULL);
        check_result_release(out);
        status = check_once(path, attempt + 1 == ATTEMPTS, out, &doubts, err);
    }
    if (!status && doubts.unsettled)
        status = ndx_error_set(err, NEWSDEX_E_LOCKED,
                               "%.120s: another newsdex-index is writing to it, and its changes "
                               "can't be told from damage; check again when it is done",
                               path);
    return status;
}

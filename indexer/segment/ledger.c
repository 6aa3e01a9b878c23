#include "indexer/segment/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/hash.h"

/* ARCHIVE_LENGTH: of a key, what is the same for all pages of an archive. */
enum {
    HASH_DIGITS = 16,
    ARCHIVE_LENGTH = sizeof LEDGER_KEY_PREFIX - 1 + HASH_DIGITS,
    KEY_MAX = 256,
    REPEATS = 20
};
/* Well below what one value can hold (glass: about 130 MB at 8 KB blocks). */
static const size_t page_max = (size_t)64 << 20;

static const char *const outcome_names[LEDGER_OUTCOMES] = {"indexed", "updated", "duplicate",
                                                           "skipped", "failed"};

const char *ledger_outcome_name(ledger_outcome outcome)
{
    return outcome_names[outcome];
}

void ledger_release(ledger *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->pages[i].archive);
        free(l->pages[i].path);
        ndx_buffer_release(&l->pages[i].lines);
    }
    free(l->pages);
    *l = (ledger){0};
}

ledger_page *ledger_open_page(ledger *l, const char *archive)
{
    /* Entries of one archive follow each other, so the last page is nearly always the one. */
    uint64_t hash = ndx_hash(archive, strlen(archive));
    for (size_t i = l->count; i-- > 0;)
        if (l->pages[i].archive_hash == hash && !strcmp(l->pages[i].archive, archive))
            return &l->pages[i];
    ledger_page *pages = realloc(l->pages, (l->count + 1) * sizeof *pages);
    if (!pages)
        return NULL;
    l->pages = pages;
    ledger_page *page = &pages[l->count];
    *page = (ledger_page){.archive = strdup(archive), .archive_hash = hash};
    if (!page->archive)
        return NULL;
    ndx_buffer_init(&page->lines, page_max);
    l->count++;
    return page;
}

newsdex_status ledger_page_add(ledger_page *page, ledger_outcome outcome, const char *address,
                               const char *reason, uint64_t offset, newsdex_error *err)
{
    page->counts[outcome]++;
    if (outcome == LEDGER_INDEXED || page->listed[outcome] >= LEDGER_LINES_MAX ||
        page->lines.length > page_max / 2)
        return NEWSDEX_OK;
    page->listed[outcome]++;
    char place[24] = "";
    if (offset != LEDGER_NO_OFFSET)
        snprintf(place, sizeof place, "%llu", (unsigned long long)offset);
    return ndx_buffer_append_format(&page->lines, err, "%s\t%s\t%s\t%s\n", outcome_names[outcome],
                                    address, reason, place);
}

void ledger_charsets_add(ledger_charsets *charsets, const ledger_charset *more)
{
    size_t i = 0;
    while (i < charsets->count && strcmp(charsets->items[i].name, more->name))
        i++;
    if (i == LEDGER_CHARSETS_MAX)
        i--;
    ledger_charset *item = &charsets->items[i];
    if (i == charsets->count) {
        bool last = ++charsets->count == LEDGER_CHARSETS_MAX;
        *item = (ledger_charset){.articles = 0};
        strcpy(item->name, last ? LEDGER_CHARSETS_OTHER : more->name);
    }
    item->articles += more->articles;
    item->guessed += more->guessed;
}

ledger_charset ledger_charsets_total(const ledger_charsets *charsets)
{
    ledger_charset total = {.articles = 0};
    for (size_t i = 0; i < charsets->count; i++) {
        total.articles += charsets->items[i].articles;
        total.guessed += charsets->items[i].guessed;
    }
    return total;
}

newsdex_status ledger_page_key(const ledger_page *page, uint32_t run, ndx_buffer *out,
                               newsdex_error *err)
{
    char hex[HASH_DIGITS + 1];
    ndx_hash_to_hex(page->archive_hash, hex);
    return ndx_buffer_append_format(out, err, LEDGER_KEY_PREFIX "%s.%010u", hex, run);
}

newsdex_status ledger_page_continue(ledger_page *page, const ledger_view *view, newsdex_error *err)
{
    page->position = view->position;
    memcpy(page->counts, view->counts, sizeof page->counts);
    page->undated = view->undated;
    page->untitled = view->untitled;
    page->text_bytes = view->text_bytes;
    page->charsets = view->charsets;
    for (int i = 0; i < LEDGER_OUTCOMES; i++)
        page->listed[i] = view->counts[i] < LEDGER_LINES_MAX ? view->counts[i] : LEDGER_LINES_MAX;
    ndx_buffer_clear(&page->lines);
    return ndx_buffer_append(&page->lines, view->lines, view->lines_length, err);
}

static newsdex_status write_position(const ledger_position *position, ndx_buffer *out,
                                     newsdex_error *err)
{
    newsdex_status status = ndx_buffer_append_format(
        out, err, "origin=%llu\nevents=%llu\nhash=%llu\nresults=%llu\nunpacked=%llu\n",
        (unsigned long long)position->origin, (unsigned long long)position->events,
        (unsigned long long)position->hash, (unsigned long long)position->results,
        (unsigned long long)position->unpacked);
    if (status || !position->files)
        return status;
    return ndx_buffer_append_format(
        out, err,
        "files=%llu\nfiles-hash=%llu\nfile-events=%llu\nfile-hash=%llu\nfile-bytes=%llu\n",
        (unsigned long long)position->files, (unsigned long long)position->files_hash,
        (unsigned long long)position->file_events, (unsigned long long)position->file_hash,
        (unsigned long long)position->file_bytes);
}

/* "charset=7 5 windows-1252": articles, of them guessed, and the name, which may hold spaces. */
static newsdex_status write_charsets(const ledger_charsets *charsets, ndx_buffer *out,
                                     newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < charsets->count; i++)
        status = ndx_buffer_append_format(
            out, err, "charset=%llu %llu %s\n", (unsigned long long)charsets->items[i].articles,
            (unsigned long long)charsets->items[i].guessed, charsets->items[i].name);
    return status;
}

static void read_charset(const char *value, size_t length, ledger_charsets *charsets)
{
    ledger_charset item = {.articles = 0};
    char *end;
    item.articles = strtoull(value, &end, 10); /* which stops at the line's end at the latest */
    item.guessed = strtoull(end, &end, 10);
    size_t used = (size_t)(end - value) + 1;
    if (used >= length || length - used >= sizeof item.name)
        return;
    memcpy(item.name, value + used, length - used);
    ledger_charsets_add(charsets, &item);
}

newsdex_status ledger_page_write(const ledger_page *page, ndx_buffer *out, newsdex_error *err)
{
    newsdex_status status = ndx_buffer_append_format(out, err, "archive=%s\ncomplete=%d\n",
                                                     page->archive, page->complete);
    for (int i = 0; !status && i < LEDGER_OUTCOMES; i++)
        status = ndx_buffer_append_format(out, err, "%s=%llu\n", outcome_names[i],
                                          (unsigned long long)page->counts[i]);
    if (!status && !page->complete && page->position.events)
        status = write_position(&page->position, out, err);
    if (!status)
        status = ndx_buffer_append_format(
            out, err, "undated=%llu\nuntitled=%llu\ntext=%llu\n", (unsigned long long)page->undated,
            (unsigned long long)page->untitled, (unsigned long long)page->text_bytes);
    if (!status)
        status = write_charsets(&page->charsets, out, err);
    if (!status)
        status = ndx_buffer_append_byte(out, '\n', err);
    return status ? status : ndx_buffer_append(out, page->lines.data, page->lines.length, err);
}

static void read_name(const char *line, size_t length, ledger_view *out)
{
    const char *equals = memchr(line, '=', length);
    if (!equals)
        return;
    size_t name = (size_t)(equals - line);
    const char *value = equals + 1;
    if (name == 7 && !memcmp(line, "archive", 7)) {
        out->archive = value;
        out->archive_length = length - name - 1;
        return;
    }
    if (name == 7 && !memcmp(line, "charset", 7)) {
        read_charset(value, length - name - 1, &out->charsets);
        return;
    }
    /* The line ends in '\n', where strtoull stops. */
    uint64_t number = strtoull(value, NULL, 10);
    if (name == 8 && !memcmp(line, "complete", 8))
        out->complete = number != 0;
    for (int i = 0; i < LEDGER_OUTCOMES; i++)
        if (strlen(outcome_names[i]) == name && !memcmp(line, outcome_names[i], name))
            out->counts[i] = number;
    ledger_position *position = &out->position;
    const struct {
        const char *name;
        uint64_t *number;
    } others[] = {
        {"undated", &out->undated},
        {"untitled", &out->untitled},
        {"text", &out->text_bytes},
        {"origin", &position->origin},
        {"events", &position->events},
        {"hash", &position->hash},
        {"results", &position->results},
        {"unpacked", &position->unpacked},
        {"files", &position->files},
        {"files-hash", &position->files_hash},
        {"file-events", &position->file_events},
        {"file-hash", &position->file_hash},
        {"file-bytes", &position->file_bytes},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strlen(others[i].name) == name && !memcmp(line, others[i].name, name))
            *others[i].number = number;
}

void ledger_view_read(const char *text, size_t length, ledger_view *out)
{
    *out = (ledger_view){.archive = "", .lines = ""};
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (!stop)
            return;
        if (stop == text) {
            out->lines = stop + 1;
            out->lines_length = (size_t)(end - stop) - 1;
            return;
        }
        read_name(text, (size_t)(stop - text), out);
        text = stop + 1;
    }
}

uint64_t ledger_view_read_count(const ledger_view *view)
{
    uint64_t sum = 0;
    for (int i = 0; i < LEDGER_OUTCOMES; i++)
        sum += view->counts[i];
    return sum;
}

newsdex_status ledger_find_newest(xapc_database *db, const char *archive, ndx_buffer *text,
                                  ledger_view *out, bool *found, newsdex_error *err)
{
    char hex[HASH_DIGITS + 1], prefix[64];
    xapc_terms *keys;
    ndx_buffer newest;
    ndx_buffer_init(&newest, KEY_MAX);
    ndx_hash_to_hex(ndx_hash(archive, strlen(archive)), hex);
    snprintf(prefix, sizeof prefix, LEDGER_KEY_PREFIX "%s.", hex);
    newsdex_status status = xapc_terms_open_metadata(db, prefix, &keys, err);
    const char *key = "";
    size_t length;
    while (!status && !(status = xapc_terms_next(keys, &key, &length, NULL, err)) && key) {
        ndx_buffer_clear(&newest);
        status = ndx_buffer_append(&newest, key, length, err);
    }
    xapc_terms_close(keys);
    ndx_buffer_clear(text);
    *found = newest.length > 0;
    if (!status && *found && !(status = xapc_database_metadata(db, newest.data, text, err)))
        ledger_view_read(text->data, text->length, out);
    ndx_buffer_release(&newest);
    return status;
}

/* Lists the keys of the pages of the last run that has published anything, each with a NUL. */
static newsdex_status find_last_run(xapc_database *db, ndx_buffer *keys, newsdex_error *err)
{
    xapc_terms *terms;
    unsigned long last = 0;
    newsdex_status status = xapc_terms_open_metadata(db, LEDGER_KEY_PREFIX, &terms, err);
    const char *key = "";
    size_t length;
    while (!status && !(status = xapc_terms_next(terms, &key, &length, NULL, err)) && key) {
        unsigned long run =
            length > ARCHIVE_LENGTH ? strtoul(key + ARCHIVE_LENGTH + 1, NULL, 10) : 0;
        if (run > last)
            ndx_buffer_clear(keys);
        if (run < last)
            continue;
        last = run;
        status = ndx_buffer_append(keys, key, length + 1, err);
    }
    xapc_terms_close(terms);
    return status;
}

newsdex_status ledger_find_interrupted(xapc_database *db, ndx_buffer *text, ledger_view *out,
                                       bool *found, newsdex_error *err)
{
    ndx_buffer keys;
    ndx_buffer_init(&keys, page_max);
    *found = false;
    newsdex_status status = find_last_run(db, &keys, err);
    for (size_t at = 0; !status && !*found && at < keys.length; at += strlen(keys.data + at) + 1) {
        ndx_buffer_clear(text);
        if ((status = xapc_database_metadata(db, keys.data + at, text, err)))
            break;
        ledger_view_read(text->data, text->length, out);
        *found = !out->complete;
    }
    ndx_buffer_release(&keys);
    return status;
}

void ledger_cursor_open(ledger_cursor *cursor, xapc_database *db)
{
    *cursor = (ledger_cursor){.db = db};
    ndx_buffer_init(&cursor->key, KEY_MAX);
    ndx_buffer_init(&cursor->given, KEY_MAX);
    ndx_buffer_init(&cursor->text, LEDGER_PAGE_MAX);
}

void ledger_cursor_close(ledger_cursor *cursor)
{
    xapc_terms_close(cursor->keys);
    ndx_buffer_release(&cursor->key);
    ndx_buffer_release(&cursor->given);
    ndx_buffer_release(&cursor->text);
}

/* Whether the key is of an archive up to the one that was given last. */
static bool is_behind(const ledger_cursor *cursor, const char *key, size_t length)
{
    return length >= ARCHIVE_LENGTH && cursor->given.length >= ARCHIVE_LENGTH &&
           memcmp(key, cursor->given.data, ARCHIVE_LENGTH) <= 0;
}

/* Keys come sorted by archive, then run: the last one before the archive changes is the newest. */
static newsdex_status read_newest(ledger_cursor *cursor, ledger_view *out, bool *found,
                                  newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    ndx_buffer newest;
    ndx_buffer_init(&newest, KEY_MAX);
    for (;;) {
        const char *key = cursor->key.data;
        size_t length = cursor->key.length;
        if (!cursor->pending && (status = xapc_terms_next(cursor->keys, &key, &length, NULL, err)))
            break;
        if (key && is_behind(cursor, key, length)) {
            cursor->pending = false;
            continue;
        }
        bool same =
            key && (!newest.length || (length > ARCHIVE_LENGTH && newest.length > ARCHIVE_LENGTH &&
                                       !memcmp(key, newest.data, ARCHIVE_LENGTH)));
        if (!same) {
            cursor->pending = key != NULL;
            ndx_buffer_clear(&cursor->key);
            if (key)
                status = ndx_buffer_append(&cursor->key, key, length, err);
            break;
        }
        cursor->pending = false;
        ndx_buffer_clear(&newest);
        if ((status = ndx_buffer_append(&newest, key, length, err)))
            break;
    }
    *found = newest.length > 0;
    ndx_buffer_clear(&cursor->text);
    if (!status && *found &&
        !(status = xapc_database_metadata(cursor->db, newest.data, &cursor->text, err))) {
        ledger_view_read(cursor->text.data, cursor->text.length, out);
        ndx_buffer_clear(&cursor->given);
        status = ndx_buffer_append(&cursor->given, newest.data, newest.length, err);
    }
    ndx_buffer_release(&newest);
    return status;
}

/* Stands before the first key of the newest commit. */
static newsdex_status start(ledger_cursor *cursor, newsdex_error *err)
{
    xapc_terms_close(cursor->keys);
    cursor->keys = NULL;
    cursor->pending = false;
    newsdex_status status = xapc_database_reopen(cursor->db, NULL, err);
    return status ? status
                  : xapc_terms_open_metadata(cursor->db, LEDGER_KEY_PREFIX, &cursor->keys, err);
}

newsdex_status ledger_cursor_next(ledger_cursor *cursor, ledger_view *out, bool *found,
                                  newsdex_error *err)
{
    newsdex_status status = NEWSDEX_E_CHANGED;
    for (int i = 0; i < REPEATS && status == NEWSDEX_E_CHANGED; i++) {
        status = i || !cursor->keys ? start(cursor, err) : NEWSDEX_OK;
        if (!status)
            status = read_newest(cursor, out, found, err);
    }
    return status;
}

/* Lists the keys of superseded pages, each with a NUL. */
static newsdex_status find_superseded(const char *path, ndx_buffer *keys, newsdex_error *err)
{
    xapc_database *db = NULL;
    xapc_terms *terms = NULL;
    ndx_buffer before;
    ndx_buffer_init(&before, KEY_MAX);
    newsdex_status status = xapc_database_open(path, &db, err);
    if (!status)
        status = xapc_terms_open_metadata(db, LEDGER_KEY_PREFIX, &terms, err);
    while (!status) {
        const char *key;
        size_t length;
        if ((status = xapc_terms_next(terms, &key, &length, NULL, err)) || !key)
            break;
        if (before.length > ARCHIVE_LENGTH && length > ARCHIVE_LENGTH &&
            !memcmp(before.data, key, ARCHIVE_LENGTH) &&
            (status = ndx_buffer_append(keys, before.data, before.length + 1, err)))
            break;
        ndx_buffer_clear(&before);
        status = ndx_buffer_append(&before, key, length, err);
    }
    xapc_terms_close(terms);
    xapc_database_close(db);
    ndx_buffer_release(&before);
    return status;
}

newsdex_status ledger_prune(const char *path, newsdex_error *err)
{
    ndx_buffer keys;
    ndx_buffer_init(&keys, page_max);
    xapc_writer *writer = NULL;
    newsdex_status status = find_superseded(path, &keys, err);
    if (!status && keys.length &&
        !(status = xapc_writer_open(path, XAPC_WRITER_UPDATE, &writer, err))) {
        for (size_t at = 0; !status && at < keys.length; at += strlen(keys.data + at) + 1)
            status = xapc_writer_set_metadata(writer, keys.data + at, NULL, 0, err);
        if (!status)
            status = xapc_writer_commit(writer, err);
        xapc_writer_close(writer);
    }
    ndx_buffer_release(&keys);
    return status;
}

#include "indexer/issue_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/book.h"
#include "indexer/article/input.h"
#include "indexer/article/mets.h"
#include "indexer/article/ocr_page.h"
#include "indexer/article/sniff.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

enum {
    PAGES_MAX = 4096,
    HELD_BYTES = 512,    /* of a held entry beside its bytes and its strings */
    METS_MAX = 16 << 20, /* bytes; what it is read into is a few times as large */
    PACKAGE_MAX = 4 << 20,
    METS_ABOVE = 2,     /* folders that METS may be above its pages */
    ROOT_WITHIN = 4096, /* bytes of the head of a file, at least */
    HEAD_KEPT = 1 << 20 /* bytes of memory, from entry to entry */
};

/* An entry that was read and is kept. */
typedef struct held {
    arc_entry entry; /* its strings are in strings */
    ndx_buffer strings;
    ndx_buffer bytes;
    entry_memory data; /* bytes, and what ended them */
    bool in_issue;     /* a page that the METS names */
} held;

/* The present entry when it comes through: what was read of it already. The rest is in archives. */
typedef struct passing {
    ndx_buffer head;
    newsdex_error failure; /* behind head */
    bool begun;            /* head is still to be given */
} passing;

struct issue_reader {
    arc_reader *archives;
    held **pages;
    size_t page_count, page_room;
    held *mets;
    mets_issue *issue; /* in mets */
    size_t found;      /* its pages among those held */
    size_t bytes;      /* held in all */
    ndx_buffer scope;  /* the folder from which all that is held comes, or may come */
    ndx_buffer passed; /* a folder of which nothing is held, as it is too much; or "" */
    ndx_buffer book;   /* the present one whose package has come; or "" */
    article of_book;   /* what that says */

    bool giving;   /* what is held, before anything else comes */
    size_t given;  /* how far that has come: pages, then METS */
    held *present; /* NULL: passing is */
    passing through;

    bool waiting; /* the last event of archives is still to be looked at */
    arc_event event;
    arc_entry entry;
};

newsdex_status issue_reader_new(arc_reader *archives, issue_reader **out, newsdex_error *err)
{
    issue_reader *reader = calloc(1, sizeof *reader);
    *out = reader;
    if (!reader)
        return ndx_error_nomem(err);
    reader->archives = archives;
    ndx_buffer_init(&reader->scope, ISSUE_BYTES_MAX);
    ndx_buffer_init(&reader->passed, ISSUE_BYTES_MAX);
    ndx_buffer_init(&reader->book, ISSUE_BYTES_MAX);
    article_init(&reader->of_book);
    ndx_buffer_init(&reader->through.head, 2 * ISSUE_BYTES_MAX);
    return NEWSDEX_OK;
}

/* ---- what is held ------------------------------------------------------------------ */

static void held_free(held *h)
{
    if (!h)
        return;
    ndx_buffer_release(&h->strings);
    ndx_buffer_release(&h->bytes);
    free(h);
}

static void drop_held(issue_reader *reader)
{
    for (size_t i = 0; i < reader->page_count; i++)
        held_free(reader->pages[i]);
    held_free(reader->mets);
    mets_free(reader->issue);
    reader->page_count = reader->found = reader->bytes = reader->given = 0;
    reader->mets = reader->present = NULL;
    reader->issue = NULL;
    reader->giving = false;
}

void issue_reader_free(issue_reader *reader)
{
    if (!reader)
        return;
    drop_held(reader);
    free(reader->pages);
    ndx_buffer_release(&reader->scope);
    ndx_buffer_release(&reader->passed);
    ndx_buffer_release(&reader->book);
    article_release(&reader->of_book);
    ndx_buffer_release(&reader->through.head);
    free(reader);
}

void issue_reader_rewind(issue_reader *reader, const char *archive)
{
    drop_held(reader);
    ndx_buffer_clear(&reader->passed);
    ndx_buffer_clear(&reader->book);
    reader->waiting = false;
    arc_reader_rewind(reader->archives, archive);
}

static bool holds_any(const issue_reader *reader)
{
    return reader->page_count || reader->mets;
}

bool issue_reader_is_clear(const issue_reader *reader)
{
    return !reader->present && !holds_any(reader) && !reader->passed.length;
}

static newsdex_status copy_strings(held *h, const arc_entry *entry, newsdex_error *err)
{
    const char *const from[] = {entry->archive, entry->name, entry->address, entry->basename};
    const char **const to[] = {&h->entry.archive, &h->entry.name, &h->entry.address,
                               &h->entry.basename};
    size_t starts[4];
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < 4; i++) {
        starts[i] = h->strings.length;
        status = ndx_buffer_append(&h->strings, from[i], strlen(from[i]) + 1, err);
    }
    for (size_t i = 0; !status && i < 4; i++)
        *to[i] = h->strings.data + starts[i];
    return status;
}

/* Keeps the present entry, which head holds all of. */
static newsdex_status hold(issue_reader *reader, held **out, newsdex_error *err)
{
    held *h = calloc(1, sizeof *h);
    *out = h;
    if (!h)
        return ndx_error_nomem(err);
    ndx_buffer_init(&h->strings, ISSUE_BYTES_MAX);
    h->entry = reader->entry;
    h->bytes = reader->through.head;
    ndx_buffer_init(&reader->through.head, 2 * ISSUE_BYTES_MAX);
    h->data = (entry_memory){h->bytes.data, h->bytes.length, reader->through.failure};
    newsdex_status status = copy_strings(h, &reader->entry, err);
    reader->bytes += HELD_BYTES + h->strings.length + h->bytes.length;
    return status;
}

static newsdex_status hold_page(issue_reader *reader, mets_file *file, newsdex_error *err)
{
    if (reader->page_count == reader->page_room) {
        size_t room = reader->page_room ? 2 * reader->page_room : 16;
        held **pages = realloc(reader->pages, room * sizeof *pages);
        if (!pages)
            return ndx_error_nomem(err);
        reader->pages = pages;
        reader->page_room = room;
    }
    held *page;
    newsdex_status status = hold(reader, &page, err);
    if (page)
        reader->pages[reader->page_count++] = page;
    if (!status && file) {
        file->data = &page->data;
        page->in_issue = true;
        reader->found++;
    }
    return status;
}

/* ---- folders ----------------------------------------------------------------------- */

/* The length of the folder that path is in, with the "/" or "!" at its end. */
static size_t measure_folder(const char *path, size_t length)
{
    while (length && path[length - 1] != '/' && path[length - 1] != '!')
        length--;
    return length;
}

/* The same of the folder some levels above, as far as it is within the archive. */
static size_t measure_above(const arc_entry *entry, int levels)
{
    size_t archive = strlen(entry->address) - strlen(entry->name);
    size_t length = measure_folder(entry->address, strlen(entry->address));
    for (; levels && length > archive && entry->address[length - 1] == '/'; levels--)
        length = measure_folder(entry->address, length - 1);
    return length > archive ? length : archive;
}

static newsdex_status set_folder(ndx_buffer *folder, const char *path, size_t length,
                                 newsdex_error *err)
{
    ndx_buffer_clear(folder);
    return ndx_buffer_append(folder, path, length, err);
}

static bool is_below(const ndx_buffer *folder, const char *path)
{
    return strncmp(path, folder->data, folder->length) == 0;
}

/* Is the folder that a is in the one of b, or above it? */
static bool is_in_or_above(const arc_entry *a, const arc_entry *b)
{
    size_t length = measure_folder(a->address, strlen(a->address));
    return strncmp(a->address, b->address, length) == 0;
}

static bool is_beside(const arc_entry *a, const arc_entry *b)
{
    return is_in_or_above(a, b) && is_in_or_above(b, a);
}

static bool comes_from_elsewhere(const issue_reader *reader)
{
    const held *any = reader->page_count ? reader->pages[0] : reader->mets;
    return reader->event == ARC_END || strcmp(reader->entry.archive, any->entry.archive) != 0 ||
           !is_below(&reader->scope, reader->entry.address);
}

/* ---- what the present entry is ----------------------------------------------------- */

/* Appends to head, up to wanted bytes in all or a block more; why it ends early is in failure. */
static newsdex_status read_head(issue_reader *reader, size_t wanted, bool *ended,
                                newsdex_error *err)
{
    passing *through = &reader->through;
    newsdex_error *failure = &through->failure;
    *ended = failure->status != NEWSDEX_OK;
    while (!*ended && through->head.length < wanted) {
        const char *data;
        size_t length;
        *ended = arc_reader_read(reader->archives, &data, &length, failure) || !length;
        if (!*ended)
            *ended = ndx_buffer_append(&through->head, data, length, failure) != NEWSDEX_OK;
    }
    return failure->status == NEWSDEX_E_NOMEM ? ndx_error_nomem(err) : NEWSDEX_OK;
}

typedef enum entry_kind { OTHER, PAGE, METS } entry_kind;

/* A cheap look first: most entries are neither. */
static bool may_be_held(const issue_reader *reader)
{
    const arc_entry *entry = &reader->entry;
    size_t length = strlen(entry->basename);
    return reader->event == ARC_ENTRY && length > 4 &&
           strcasecmp(entry->basename + length - 4, ".xml") == 0 && entry->name[0] &&
           !entry->url[0] && !reader->passed.length && !ocr_page_has_place(entry->name);
}

static newsdex_status tell_kind(issue_reader *reader, entry_kind *kind, newsdex_error *err)
{
    bool ended;
    *kind = OTHER;
    if (!may_be_held(reader))
        return NEWSDEX_OK;
    reader->through.begun = true;
    newsdex_status status = read_head(reader, ROOT_WITHIN, &ended, err);
    const ndx_buffer *head = &reader->through.head;
    const format_probe probe = {reader->entry.basename, reader->entry.name, head->data,
                                head->length};
    *kind = xml_root_is(&probe, "alto") ? PAGE : xml_root_is(&probe, "mets") ? METS : OTHER;
    return status;
}

/* Reads all of the present entry; not *whole when there is no room for it. */
static newsdex_status read_whole(issue_reader *reader, size_t most, bool *whole, newsdex_error *err)
{
    const arc_entry *entry = &reader->entry;
    const size_t beside =
        HELD_BYTES + strlen(entry->archive) + 2 * strlen(entry->address) + strlen(entry->basename);
    const size_t room =
        reader->bytes + beside < ISSUE_BYTES_MAX ? ISSUE_BYTES_MAX - reader->bytes - beside : 0;
    const ndx_buffer *head = &reader->through.head;
    newsdex_status status = NEWSDEX_OK;
    *whole = false;
    if (reader->page_count == PAGES_MAX && reader->event == ARC_ENTRY)
        return NEWSDEX_OK;
    if (most > room)
        most = room;
    while (!status && !*whole && head->length <= most)
        status = read_head(reader, head->length + 1, whole, err);
    *whole = *whole && head->length <= most;
    return status;
}

/* ---- what becomes of it ------------------------------------------------------------ */

/* The issue is too large: its METS and its pages come singly, and so do those that follow. */
static newsdex_status give_up(issue_reader *reader, newsdex_error *err)
{
    const char *address = reader->entry.address;
    for (size_t i = 0; i < reader->page_count; i++)
        reader->pages[i]->in_issue = false;
    mets_free(reader->issue);
    reader->issue = NULL;
    reader->found = 0;
    reader->giving = holds_any(reader);
    return set_folder(&reader->passed, address, measure_folder(address, strlen(address)), err);
}

static newsdex_status look_at_page(issue_reader *reader, bool *passes, newsdex_error *err)
{
    const arc_entry *entry = &reader->entry;
    mets_file *file = reader->issue ? mets_find_page(reader->issue, entry->basename) : NULL;
    bool whole;
    *passes = reader->issue && !file;
    if (*passes)
        return NEWSDEX_OK;
    reader->giving =
        !reader->issue && reader->page_count && !is_beside(entry, &reader->pages[0]->entry);
    if (reader->giving)
        return NEWSDEX_OK;
    newsdex_status status = read_whole(reader, SIZE_MAX, &whole, err);
    if (status || !whole)
        return status ? status : give_up(reader, err);
    if (!holds_any(reader))
        status = set_folder(&reader->scope, entry->address, measure_above(entry, METS_ABOVE), err);
    if (!status)
        status = hold_page(reader, file, err);
    reader->giving = reader->issue && reader->found == reader->issue->page_count;
    reader->waiting = false;
    return status;
}

/* METS that cuts into articles; *issue NULL: it doesn't, or can't be relied on. */
static newsdex_status read_issue(issue_reader *reader, mets_issue **issue, newsdex_error *err)
{
    bool whole;
    size_t articles = 0;
    newsdex_error why;
    const ndx_buffer *head = &reader->through.head;
    *issue = NULL;
    newsdex_status status = read_whole(reader, METS_MAX, &whole, err);
    if (status || !whole || reader->through.failure.status || !strcasestr(head->data, "article"))
        return status;
    if (mets_read(head->data, head->length, issue, &why))
        return why.status == NEWSDEX_E_NOMEM ? ndx_error_nomem(err) : NEWSDEX_OK;
    mets_articles(*issue, &articles);
    if (!articles) {
        mets_free(*issue);
        *issue = NULL;
    }
    return NEWSDEX_OK;
}

static void find_pages(issue_reader *reader)
{
    for (size_t i = 0; i < reader->page_count; i++) {
        held *page = reader->pages[i];
        mets_file *file = mets_find_page(reader->issue, page->entry.basename);
        page->in_issue = file != NULL;
        reader->found += page->in_issue;
        if (file)
            file->data = &page->data;
    }
}

static newsdex_status look_at_mets(issue_reader *reader, bool *passes, newsdex_error *err)
{
    const char *address = reader->entry.address;
    mets_issue *issue;
    newsdex_status status = read_issue(reader, &issue, err);
    *passes = !status && !issue;
    if (!issue)
        return status;
    /* Another issue's pages don't come any more, or pages that are held are another's. */
    reader->giving = reader->issue || (reader->page_count &&
                                       !is_in_or_above(&reader->entry, &reader->pages[0]->entry));
    if (reader->giving) {
        mets_free(issue);
        return NEWSDEX_OK;
    }
    reader->issue = issue;
    status = set_folder(&reader->scope, address, measure_folder(address, strlen(address)), err);
    if (!status)
        status = hold(reader, &reader->mets, err);
    find_pages(reader);
    reader->giving = reader->found == issue->page_count;
    reader->waiting = false;
    return status;
}

/* ---- books ------------------------------------------------------------------------- */

static bool holds_chapters(const issue_reader *reader)
{
    return reader->page_count && reader->pages[0]->entry.book;
}

/* Damage to it is told in its place: the archive reader tells it once. */
static newsdex_status read_package(issue_reader *reader, newsdex_error *err)
{
    const ndx_buffer *head = &reader->through.head;
    const newsdex_error *failure = &reader->through.failure;
    bool whole;
    article_clear(&reader->of_book);
    newsdex_status status = read_whole(reader, PACKAGE_MAX, &whole, err);
    if (!status && failure->status) {
        reader->event = failure->status == NEWSDEX_E_LIMIT ? ARC_SKIPPED : ARC_FAILED;
        reader->entry.reason = failure->message;
    } else if (!status && whole) {
        status = book_read(head->data, head->length, &reader->of_book, err);
    }
    return status ? status
                  : set_folder(&reader->book, reader->entry.address, reader->entry.book, err);
}

static newsdex_status look_at_chapter(issue_reader *reader, bool *passes, newsdex_error *err)
{
    const arc_entry *entry = &reader->entry;
    bool whole;
    *passes = reader->book.length || reader->passed.length;
    reader->giving = !*passes && holds_any(reader) && !holds_chapters(reader);
    if (*passes || reader->giving)
        return NEWSDEX_OK;
    reader->through.begun = true;
    newsdex_status status = read_whole(reader, SIZE_MAX, &whole, err);
    if (status || !whole)
        return status ? status : give_up(reader, err);
    if (!holds_any(reader))
        status = set_folder(&reader->scope, entry->address, entry->book, err);
    reader->waiting = false;
    return status ? status : hold_page(reader, NULL, err);
}

static newsdex_status look_at_part(issue_reader *reader, bool *passes, newsdex_error *err)
{
    static const char *const package[] = {"opf", NULL};
    if (reader->event == ARC_ENTRY)
        return look_at_chapter(reader, passes, err);
    *passes = true;
    if (reader->book.length || !sniff_has_extension(reader->entry.basename, package))
        return NEWSDEX_OK;
    newsdex_status status = read_package(reader, err);
    reader->giving = holds_chapters(reader);
    *passes = !reader->giving;
    return status;
}

/* ---- all kinds --------------------------------------------------------------------- */

/* Passes the last event, holds it, or lets what is held go first. */
static newsdex_status look(issue_reader *reader, bool *passes, newsdex_error *err)
{
    entry_kind kind;
    *passes = false;
    if (reader->event == ARC_END || !is_below(&reader->passed, reader->entry.address))
        ndx_buffer_clear(&reader->passed);
    if (reader->event == ARC_END || !is_below(&reader->book, reader->entry.address))
        ndx_buffer_clear(&reader->book);
    reader->giving = holds_any(reader) && comes_from_elsewhere(reader);
    if (reader->giving)
        return NEWSDEX_OK;
    if (reader->entry.book)
        return look_at_part(reader, passes, err);
    newsdex_status status = tell_kind(reader, &kind, err);
    if (!status && kind == PAGE)
        return look_at_page(reader, passes, err);
    if (!status && kind == METS)
        return look_at_mets(reader, passes, err);
    *passes = true;
    return status;
}

/* ---- next -------------------------------------------------------------------------- */

static newsdex_status fetch(issue_reader *reader, newsdex_error *err)
{
    passing *through = &reader->through;
    if (through->head.room > HEAD_KEPT)
        ndx_buffer_release(&through->head);
    ndx_buffer_clear(&through->head);
    through->failure.status = NEWSDEX_OK;
    through->begun = false;
    reader->waiting = true;
    return arc_reader_next(reader->archives, &reader->event, &reader->entry, err);
}

/* The next of what is held: pages that are in no issue, then METS with those that are. */
static bool give_held(issue_reader *reader)
{
    while (reader->given < reader->page_count) {
        reader->present = reader->pages[reader->given++];
        if (!reader->present->in_issue)
            return true;
    }
    reader->present = reader->given++ == reader->page_count ? reader->mets : NULL;
    if (reader->present)
        return true;
    drop_held(reader);
    return false;
}

newsdex_status issue_reader_next(issue_reader *reader, arc_event *event, arc_entry *entry,
                                 newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    bool passes = false;
    reader->present = NULL;
    while (!status && !passes) {
        if (reader->giving && give_held(reader)) {
            *event = ARC_ENTRY;
            *entry = reader->present->entry;
            return NEWSDEX_OK;
        }
        if (!reader->waiting)
            status = fetch(reader, err);
        if (!status)
            status = look(reader, &passes, err);
    }
    reader->waiting = false;
    *event = status ? ARC_END : reader->event;
    *entry = reader->entry;
    return status;
}

static newsdex_status read_through(void *context, const char **data, size_t *length,
                                   newsdex_error *err)
{
    issue_reader *reader = context;
    passing *through = &reader->through;
    newsdex_status status = through->failure.status;
    *data = through->head.data;
    *length = through->begun ? through->head.length : 0;
    through->begun = false;
    if (*length)
        return NEWSDEX_OK;
    if (!status)
        return arc_reader_read(reader->archives, data, length, err);
    if (err)
        *err = through->failure;
    through->failure.status = NEWSDEX_OK;
    return status;
}

entry_source issue_reader_source(issue_reader *reader)
{
    held *h = reader->present;
    const arc_entry *entry = h ? &h->entry : &reader->entry;
    entry_source source = {.read = read_through, .context = reader};
    if (h)
        source = entry_memory_source(&h->data);
    source.address = entry->address;
    source.basename = entry->basename;
    source.path = entry->url[0] ? entry->url : entry->name[0] ? entry->name : entry->archive;
    source.modified = entry->modified;
    source.url = entry->url;
    source.charset = entry->charset;
    source.issue = h && h == reader->mets && reader->found ? reader->issue : NULL;
    source.book = entry->book && reader->book.length ? &reader->of_book : NULL;
    return source;
}

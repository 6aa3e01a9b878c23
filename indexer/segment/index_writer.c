#include "indexer/segment/index_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/document/identity.h"
#include "indexer/segment/glass_guard.h"
#include "indexer/segment/index_folder.h"
#include "indexer/segment/merger.h"
#include "indexer/segment/prune.h"
#include "indexer/segment/replaced.h"
#include "indexer/segment/tiers.h"
#include "searcher/base/arena.h"
#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/index/record.h"
#include "searcher/index/schema.h"

struct index_writer {
    index_folder folder;
    ndx_stamp stamp;
    ndx_buffer stamp_text;
    segment_metadata stamp_metadata; /* in it */
    xapc_database *published;        /* NULL while the index is empty */
    known_table known;               /* taken in by this run */
    ndx_buffer replaced;             /* ids that this run replaces, one a line */
    ndx_buffer work;                 /* path of the work folder */
    merger pieces;
    bool merging; /* pieces is initialised */
    uint64_t documents;
    char notice[sizeof(newsdex_error) + 128];
};

#define FINGERPRINT_PREFIX "XCONTENT"
enum { RECORD_MAX = 1 << 30, REPLACED_MAX = 64 << 20 };

static newsdex_status open_published(index_writer *writer, newsdex_error *err)
{
    xapc_database_close(writer->published);
    writer->published = NULL;
    if (!writer->folder.segment_count)
        return NEWSDEX_OK;
    return xapc_database_open(writer->folder.path, &writer->published, err);
}

/* Opens a live segment; without it the index is damaged. */
static newsdex_status open_segment(index_writer *writer, const char *name, const char *path,
                                   xapc_database **out, newsdex_error *err)
{
    newsdex_status status = xapc_database_open(path, out, err);
    return status != NEWSDEX_E_NOINDEX
               ? status
               : ndx_error_set(err, NEWSDEX_E_CORRUPT, "%.120s: its segment %s is not there",
                               writer->folder.path, name);
}

static newsdex_status check_stamp(index_writer *writer, const char *language, newsdex_error *err)
{
    ndx_buffer text;
    ndx_buffer_init(&text, 1 << 16);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < writer->folder.segment_count; i++) {
        ndx_buffer path;
        xapc_database *segment = NULL;
        ndx_buffer_init(&path, FOLDER_PATH_MAX);
        ndx_buffer_clear(&text);
        if (!(status =
                  index_folder_path(&writer->folder, writer->folder.segments[i], &path, err)) &&
            !(status =
                  open_segment(writer, writer->folder.segments[i], path.data, &segment, err)) &&
            !(status = xapc_database_metadata(segment, NDX_STAMP_KEY, &text, err)))
            status = ndx_stamp_read(text.data, text.length, path.data, &writer->stamp, err);
        xapc_database_close(segment);
        ndx_buffer_release(&path);
    }
    ndx_buffer_release(&text);
    if (!status && language && strcmp(language, writer->stamp.language))
        status = ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                               "%.100s: was made with --language %s; make another index for %s",
                               writer->folder.path, writer->stamp.language, language);
    return status;
}

static newsdex_status prove_bulk(index_writer *writer, newsdex_error *err)
{
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = index_folder_work_path(&writer->folder, "guard", &path, err);
    if (!status)
        status = glass_guard(path.data, err);
    ndx_buffer_release(&path);
    return status;
}

/*
 * The bulk writer has to fit the Xapian that is linked. The proof takes a tenth of a second, most
 * of it spent in fsync, so the stamp says with which version it was given; the same need not be
 * asked again.
 */
static segment_writer_kind choose_kind(index_writer *writer, segment_writer_kind wanted)
{
    ndx_stamp *stamp = &writer->stamp;
    newsdex_error why;
    if (wanted == SEGMENT_WRITER_BULK && !strcmp(stamp->proved, xapc_version()))
        return SEGMENT_WRITER_BULK;
    stamp->proved[0] = '\0';
    if (wanted != SEGMENT_WRITER_BULK)
        return wanted;
    if (prove_bulk(writer, &why)) {
        snprintf(writer->notice, sizeof writer->notice,
                 "the bulk writer does not fit Xapian %s (%s); using --segment-writer=xapian, "
                 "slower",
                 xapc_version(), why.message);
        return SEGMENT_WRITER_XAPIAN;
    }
    snprintf(stamp->proved, sizeof stamp->proved, "%s", xapc_version());
    return SEGMENT_WRITER_BULK;
}

/* In every segment. */
static newsdex_status write_stamp(index_writer *writer, newsdex_error *err)
{
    newsdex_status status = ndx_stamp_write(&writer->stamp, &writer->stamp_text, err);
    writer->stamp_metadata =
        (segment_metadata){NDX_STAMP_KEY, writer->stamp_text.data, writer->stamp_text.length};
    return status;
}

static newsdex_status start_merging(index_writer *writer, const index_writer_options *options,
                                    newsdex_error *err)
{
    const segment_writer_kind kind = choose_kind(writer, options->kind);
    newsdex_status status;
    if (!(status = index_folder_work_path(&writer->folder, "", &writer->work, err)) &&
        !(status = write_stamp(writer, err)) &&
        !(status = merger_init(&writer->pieces, writer->work.data, kind, &writer->stamp_metadata,
                               options->memory, err)))
        writer->merging = true;
    return status;
}

newsdex_status index_writer_open(const char *path, const index_writer_options *options,
                                 index_writer **out, newsdex_error *err)
{
    *out = NULL;
    index_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return ndx_error_nomem(err);
    ndx_buffer_init(&writer->stamp_text, 1 << 16);
    ndx_buffer_init(&writer->replaced, REPLACED_MAX);
    ndx_buffer_init(&writer->work, FOLDER_PATH_MAX);
    newsdex_status status =
        index_folder_open(&writer->folder, path, options->lock_wait, options->stop, err);
    if (!status && writer->folder.segment_count)
        status = check_stamp(writer, options->language, err);
    else
        ndx_stamp_init(&writer->stamp, options->language ? options->language : "english");
    if (!status && !(status = start_merging(writer, options, err)) &&
        !(status = replaced_finish(&writer->folder, err)))
        status = open_published(writer, err);
    if (status) {
        index_writer_close(writer);
        return status;
    }
    *out = writer;
    return NEWSDEX_OK;
}

void index_writer_close(index_writer *writer)
{
    if (!writer)
        return;
    xapc_database_close(writer->published);
    if (writer->merging)
        merger_release(&writer->pieces);
    known_table_release(&writer->known);
    ndx_buffer_release(&writer->stamp_text);
    ndx_buffer_release(&writer->replaced);
    ndx_buffer_release(&writer->work);
    index_folder_close(&writer->folder);
    free(writer);
}

const char *index_writer_language(const index_writer *writer)
{
    return writer->stamp.language;
}

segment_writer_kind index_writer_kind(const index_writer *writer)
{
    return writer->pieces.kind;
}

const char *index_writer_notice(const index_writer *writer)
{
    return writer->notice;
}

/* ---- what is known ------------------------------------------------------------ */

static uint64_t term_hash(const char *prefix, const char *text, size_t length)
{
    return ndx_hash_more(ndx_hash(prefix, strlen(prefix)), text, length);
}

uint64_t index_writer_id_hash(const char *id, size_t length)
{
    return term_hash("Q", id, length);
}

static uint64_t fingerprint_hash(const char *fingerprint)
{
    return term_hash(FINGERPRINT_PREFIX, fingerprint, strlen(fingerprint));
}

static newsdex_status find_published(index_writer *writer, const char *id, size_t length,
                                     uint32_t *docid, newsdex_error *err)
{
    *docid = 0;
    if (!writer->published)
        return NEWSDEX_OK;
    ndx_buffer term;
    ndx_buffer_init(&term, 4 * ARTICLE_FIELD_MAX);
    newsdex_status status = ndx_buffer_append_byte(&term, 'Q', err);
    if (!status && !(status = ndx_buffer_append(&term, id, length, err)))
        status = xapc_database_find_last(writer->published, term.data, term.length, docid, err);
    ndx_buffer_release(&term);
    return status;
}

/* What the index tells of a document. */
static newsdex_status read_known(index_writer *writer, uint32_t docid, known_article *out,
                                 newsdex_error *err)
{
    ndx_buffer bytes;
    ndx_buffer_init(&bytes, RECORD_MAX);
    newsdex_status status =
        xapc_database_value(writer->published, docid, NDX_SLOT_CONTENT, &bytes, err);
    out->content = strtoull(bytes.data, NULL, 16);
    ndx_buffer_clear(&bytes);
    if (!status && !(status = xapc_database_record(writer->published, docid, &bytes, err))) {
        ndx_record record;
        ndx_record_read(bytes.data, bytes.length, &record);
        ndx_bytes archive = record.values[NDX_RECORD_ARCHIVE];
        ndx_bytes entry = record.values[NDX_RECORD_ENTRY];
        out->container = article_container(archive.data, archive.length, entry.data, entry.length);
        ndx_bytes captured = record.values[NDX_RECORD_CAPTURED];
        ndx_date date = NDX_DATE_NONE;
        ndx_date_parse_iso(captured.data, captured.length, &date);
        out->captured = date.seconds;
    }
    ndx_buffer_release(&bytes);
    return status;
}

newsdex_status index_writer_find(index_writer *writer, const char *id, size_t length,
                                 known_article *out, bool *found, newsdex_error *err)
{
    *out = (known_article){0};
    *found = known_table_find(&writer->known, index_writer_id_hash(id, length), out);
    if (*found)
        return NEWSDEX_OK;
    uint32_t docid;
    newsdex_status status = find_published(writer, id, length, &docid, err);
    if (!status && docid)
        status = read_known(writer, docid, out, err);
    *found = !status && docid;
    return status;
}

/* Whether a published article is going to be replaced by one that was taken in. */
static newsdex_status is_replaced(index_writer *writer, uint32_t docid, bool *replaced,
                                  newsdex_error *err)
{
    ndx_buffer bytes;
    ndx_buffer_init(&bytes, RECORD_MAX);
    newsdex_status status = xapc_database_record(writer->published, docid, &bytes, err);
    if (!status) {
        ndx_record record;
        known_article unused;
        ndx_record_read(bytes.data, bytes.length, &record);
        ndx_bytes id = record.values[NDX_RECORD_ID];
        *replaced =
            known_table_find(&writer->known, index_writer_id_hash(id.data, id.length), &unused);
    }
    ndx_buffer_release(&bytes);
    return status;
}

newsdex_status index_writer_find_fingerprint(index_writer *writer, const char *fingerprint,
                                             bool *found, newsdex_error *err)
{
    known_article unused;
    *found = known_table_find(&writer->known, fingerprint_hash(fingerprint), &unused);
    if (*found || !writer->published)
        return NEWSDEX_OK;
    char term[64];
    snprintf(term, sizeof term, FINGERPRINT_PREFIX "%s", fingerprint);
    xapc_postings *postings;
    uint32_t docid;
    newsdex_status status =
        xapc_postings_open(writer->published, term, strlen(term), &postings, err);
    while (!status && !*found &&
           !(status = xapc_postings_next(postings, &docid, NULL, NULL, err)) && docid) {
        bool replaced = false;
        status = is_replaced(writer, docid, &replaced, err);
        *found = !status && !replaced;
    }
    xapc_postings_close(postings);
    return status;
}

newsdex_status index_writer_remember(index_writer *writer, const char *id, size_t length,
                                     const char *fingerprint, known_article taken, bool replaces,
                                     newsdex_error *err)
{
    newsdex_status status =
        known_table_put(&writer->known, index_writer_id_hash(id, length), taken, err);
    if (!status && fingerprint[0])
        status = known_table_put(&writer->known, fingerprint_hash(fingerprint), taken, err);
    if (!status && replaces && !(status = ndx_buffer_append(&writer->replaced, id, length, err)))
        status = ndx_buffer_append_byte(&writer->replaced, '\n', err);
    writer->documents++;
    return status;
}

/* ---- building ---------------------------------------------------------------------- */

newsdex_status index_writer_batch_path(index_writer *writer, uint64_t batch, ndx_buffer *out,
                                       newsdex_error *err)
{
    return merger_batch_path(&writer->pieces, batch, out, err);
}

newsdex_status index_writer_batch_done(index_writer *writer, uint64_t batch, newsdex_error *err)
{
    return merger_batch_done(&writer->pieces, batch, err);
}

newsdex_status index_writer_find_page(index_writer *writer, const char *archive, ndx_buffer *text,
                                      ledger_view *out, bool *found, newsdex_error *err)
{
    *found = false;
    if (!writer->published)
        return NEWSDEX_OK;
    return ledger_find_newest(writer->published, archive, text, out, found, err);
}

newsdex_status index_writer_find_interrupted(index_writer *writer, ndx_buffer *text,
                                             ledger_view *out, bool *found, newsdex_error *err)
{
    *found = false;
    if (!writer->published)
        return NEWSDEX_OK;
    return ledger_find_interrupted(writer->published, text, out, found, err);
}

/* Whether the newest page of that archive in the index says the same. */
static newsdex_status page_is_known(index_writer *writer, const ledger_page *page,
                                    const ndx_buffer *text, bool *known, newsdex_error *err)
{
    ndx_buffer before;
    ledger_view view, now;
    ndx_buffer_init(&before, LEDGER_PAGE_MAX);
    newsdex_status status =
        index_writer_find_page(writer, page->archive, &before, &view, known, err);
    if (!status && *known) {
        ledger_view_read(text->data, text->length, &now);
        /* Indexed then, found to be there already now: no news. */
        *known = view.counts[LEDGER_SKIPPED] == now.counts[LEDGER_SKIPPED] &&
                 view.counts[LEDGER_FAILED] == now.counts[LEDGER_FAILED] &&
                 view.complete == now.complete &&
                 ledger_view_read_count(&view) == ledger_view_read_count(&now);
    }
    ndx_buffer_release(&before);
    return status;
}

/* ---- metadata of the new segment ------------------------------------------------- */

/* Keys and values in memory of their own. */
typedef struct metadata_list {
    segment_metadata *items;
    size_t count, room;
    ndx_arena arena;
} metadata_list;

static void release_metadata(metadata_list *list)
{
    free(list->items);
    ndx_arena_release(&list->arena);
}

static newsdex_status add_metadata(metadata_list *list, const char *key, const ndx_buffer *value,
                                   newsdex_error *err)
{
    newsdex_status status =
        ndx_array_grow(&list->items, &list->room, list->count + 1, sizeof *list->items, err);
    if (status || !value->length)
        return status;
    const segment_metadata item = {ndx_arena_copy(&list->arena, key, strlen(key)),
                                   ndx_arena_copy(&list->arena, value->data, value->length),
                                   value->length};
    if (!item.key || !item.value)
        return ndx_error_nomem(err);
    list->items[list->count++] = item;
    return NEWSDEX_OK;
}

/* Adds the pages that bring news; *news counts them. */
static newsdex_status add_ledger(index_writer *writer, metadata_list *metadata, const ledger *l,
                                 size_t *news, newsdex_error *err)
{
    *news = 0;
    ndx_buffer key, text;
    ndx_buffer_init(&key, 256);
    ndx_buffer_init(&text, LEDGER_PAGE_MAX);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < l->count; i++) {
        const ledger_page *page = &l->pages[i];
        bool added = page->counts[LEDGER_INDEXED] || page->counts[LEDGER_UPDATED];
        bool known = false;
        ndx_buffer_clear(&key);
        ndx_buffer_clear(&text);
        if ((status = ledger_page_key(page, writer->folder.next_number, &key, err)) ||
            (status = ledger_page_write(page, &text, err)) ||
            (!added && (status = page_is_known(writer, page, &text, &known, err))) || known)
            continue;
        if (!(status = add_metadata(metadata, key.data, &text, err)))
            ++*news;
    }
    ndx_buffer_release(&key);
    ndx_buffer_release(&text);
    return status;
}

static int compare_metadata(const void *a, const void *b)
{
    const segment_metadata *x = a, *y = b;
    return strcmp(x->key, y->key);
}

/* *news counts the ledger's pages that say something new. */
static newsdex_status collect_metadata(index_writer *writer, metadata_list *metadata,
                                       const ledger *l, size_t *news, newsdex_error *err)
{
    newsdex_status status;
    if (!(status = add_metadata(metadata, NDX_STAMP_KEY, &writer->stamp_text, err)) &&
        !(status = add_ledger(writer, metadata, l, news, err)))
        status = add_metadata(metadata, REPLACED_KEY, &writer->replaced, err);
    if (!status)
        qsort(metadata->items, metadata->count, sizeof *metadata->items, compare_metadata);
    return status;
}

/* ---- publishing ------------------------------------------------------------------ */

/* How many of the newest live segments to take into the merge. */
static newsdex_status choose_replaced(const index_writer *writer, uint64_t new_documents,
                                      size_t *replaced, newsdex_error *err)
{
    const index_folder *folder = &writer->folder;
    uint64_t *sizes = calloc(folder->segment_count + 1, sizeof *sizes);
    newsdex_status status = sizes ? NEWSDEX_OK : ndx_error_nomem(err);
    for (size_t i = 0; !status && i < folder->segment_count; i++)
        status = index_folder_segment_bytes(folder, i, &sizes[i], err);
    /* 6 KB of index an article is the rule of thumb for news with positions and text. */
    if (!status)
        *replaced = tiers_choose(sizes, folder->segment_count, new_documents * 6144);
    free(sizes);
    return status;
}

/* All that is new into one segment, with the newest live ones; or, when none of these is to be
 * copied, what has been merged already stays as it is. */
static newsdex_status make_segments(index_writer *writer, const metadata_list *metadata,
                                    size_t replaced, path_list *made, newsdex_error *err)
{
    index_folder *folder = &writer->folder;
    path_list sources = {0};
    ndx_buffer last;
    ndx_buffer_init(&last, FOLDER_PATH_MAX);
    newsdex_status status =
        index_folder_add_paths(folder, folder->segment_count - replaced, &sources, err);
    if (!status && !replaced)
        status = merger_take_databases(&writer->pieces, made, err);
    if (!status && !(status = index_folder_work_path(folder, "published", &last, err)) &&
        !(status = merger_finish(&writer->pieces, path_list_paths(&sources), replaced,
                                 metadata->items, metadata->count, last.data, err)) &&
        !(status = ledger_prune(last.data, err)))
        status = path_list_add(made, last.data, err);
    ndx_buffer_release(&last);
    path_list_release(&sources);
    return status;
}

static newsdex_status merge_and_publish(index_writer *writer, const metadata_list *metadata,
                                        newsdex_error *err)
{
    size_t replaced = 0;
    path_list made = {0};
    newsdex_status status = choose_replaced(writer, writer->documents, &replaced, err);
    if (!status && !(status = make_segments(writer, metadata, replaced, &made, err)))
        status = index_folder_publish(&writer->folder, path_list_paths(&made), made.count, replaced,
                                      err);
    path_list_release(&made);
    return status;
}

newsdex_status index_writer_publish(index_writer *writer, const ledger *l, bool *published,
                                    newsdex_error *err)
{
    bool unused;
    published = published ? published : &unused;
    *published = false;
    metadata_list metadata = {0};
    size_t news = 0;
    newsdex_status status;
    if (!(status = collect_metadata(writer, &metadata, l, &news, err)) &&
        (writer->documents || news || !writer->folder.segment_count) &&
        !(status = merge_and_publish(writer, &metadata, err))) {
        *published = true;
        if (!(status = replaced_finish(&writer->folder, err)))
            status = open_published(writer, err);
        known_table_release(&writer->known);
        ndx_buffer_clear(&writer->replaced);
        writer->documents = 0;
    }
    release_metadata(&metadata);
    return status;
}

newsdex_status index_writer_prune(index_writer *writer, const char *archive_path,
                                  const known_table *seen, uint64_t *deleted, newsdex_error *err)
{
    newsdex_status status = prune_archive(&writer->folder, archive_path, seen, deleted, err);
    return status ? status : open_published(writer, err);
}

newsdex_status index_writer_count(index_writer *writer, uint64_t *published, uint64_t *waiting,
                                  newsdex_error *err)
{
    uint32_t documents = 0;
    newsdex_status status =
        writer->published ? xapc_database_count(writer->published, &documents, err) : NEWSDEX_OK;
    *published = documents;
    *waiting = writer->documents;
    return status;
}

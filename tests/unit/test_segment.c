/* Segments: what is known, merging in order, publishing, replacing, the ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/segment/index_folder.h"
#include "indexer/segment/index_writer.h"
#include "indexer/segment/known.h"
#include "indexer/segment/merger.h"
#include "indexer/segment/replaced.h"
#include "searcher/index/schema.h"
#include "searcher/xapian-c/xapc.h"

static char scratch[64];

static int make_scratch(void **state)
{
    (void)state;
    strcpy(scratch, "/tmp/newsdex-segment.XXXXXX");
    return mkdtemp(scratch) ? 0 : -1;
}

static int remove_scratch(void **state)
{
    (void)state;
    return folder_remove_tree(scratch, NULL);
}

static const char *in_scratch(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", scratch, name);
    return path;
}

/* A database at path with one document of that id. */
static void build_one(const char *path, const char *id, const char *record, const char *list)
{
    char term[64];
    snprintf(term, sizeof term, "Q%s", id);
    const xapc_term terms[] = {{term, (uint32_t)strlen(term), 0, NULL, 0, 0, 0}};
    const xapc_document document = {terms, 1, NULL, 0, record, strlen(record), 0};
    ndx_stamp stamp;
    ndx_buffer text;
    xapc_writer *writer;
    ndx_buffer_init(&text, 1000);
    ndx_stamp_init(&stamp, "english");
    ndx_stamp_write(&stamp, &text, NULL);
    assert_int_equal(xapc_writer_open(path, XAPC_WRITER_THROWAWAY, &writer, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_writer_add(writer, &document, NULL, NULL), NEWSDEX_OK);
    xapc_writer_set_metadata(writer, NDX_STAMP_KEY, text.data, text.length, NULL);
    if (list)
        xapc_writer_set_metadata(writer, REPLACED_KEY, list, strlen(list), NULL);
    assert_int_equal(xapc_writer_commit(writer, NULL), NEWSDEX_OK);
    xapc_writer_close(writer);
    ndx_buffer_release(&text);
}

/* ---- known articles ----------------------------------------------------------------- */

static void known_table_when_many_then_all_found_and_replaced(void **state)
{
    (void)state;
    known_table table = {0};
    known_article found;
    assert_false(known_table_find(&table, 0, &found));
    for (uint64_t i = 0; i < 50000; i++)
        assert_int_equal(known_table_put(&table, i * 4096, (known_article){i, 1, 0}, NULL), 0);
    known_table_put(&table, 4096, (known_article){77, 1, 0}, NULL);
    assert_int_equal(table.count, 50000);
    for (uint64_t i = 0; i < 50000; i++) {
        assert_true(known_table_find(&table, i * 4096, &found));
        assert_int_equal(found.content, i == 1 ? 77 : i);
    }
    assert_false(known_table_find(&table, 4095, &found));
    known_table_release(&table);
}

/* ---- merging ------------------------------------------------------------------------- */

/* The piece of a batch: one document with its number as record. */
static void build_piece(segment_writer *writer, const char *path, unsigned batch)
{
    char name[16];
    snprintf(name, sizeof name, "%03u", batch);
    const xapc_term term = {.text = name, .length = 3};
    const xapc_document document = {
        .terms = &term, .term_count = 1, .record = name, .record_length = 3};
    assert_int_equal(segment_writer_start(writer, path, NULL), NEWSDEX_OK);
    assert_int_equal(segment_writer_add(writer, &document, NULL), NEWSDEX_OK);
    assert_int_equal(segment_writer_finish(writer, NULL), NEWSDEX_OK);
}

/* Batches in a shuffled order. */
static void build_batches(merger *m, unsigned first, unsigned count)
{
    segment_writer *writer;
    assert_int_equal(segment_writer_new(m->kind, &writer, NULL), NEWSDEX_OK);
    for (unsigned i = 0; i < count; i++) {
        unsigned batch = first + i * 37 % count;
        ndx_buffer path;
        ndx_buffer_init(&path, 200);
        merger_batch_path(m, batch, &path, NULL);
        build_piece(writer, path.data, batch);
        assert_int_equal(merger_batch_done(m, batch, NULL), NEWSDEX_OK);
        ndx_buffer_release(&path);
    }
    segment_writer_free(writer);
}

static const segment_metadata metadata = {"key", "value", 5};

/* All batches end up behind the database before. */
static void merge_batches(merger *m, unsigned first, unsigned count, const char *before,
                          const char *joined)
{
    build_batches(m, first, count);
    assert_int_equal(merger_finish(m, &before, before != NULL, &metadata, 1, joined, NULL),
                     NEWSDEX_OK);
}

static uint32_t count_documents(const char *path)
{
    xapc_database *db;
    uint32_t documents = 0;
    assert_int_equal(xapc_database_open(path, &db, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_database_count(db, &documents, NULL), NEWSDEX_OK);
    xapc_database_close(db);
    return documents;
}

static void check_merged(const char *joined, unsigned first, unsigned last)
{
    xapc_database *db;
    ndx_buffer text;
    char name[16];
    ndx_buffer_init(&text, 100);
    assert_int_equal(xapc_database_open(joined, &db, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_database_metadata(db, "key", &text, NULL), NEWSDEX_OK);
    assert_string_equal(text.data, "value");
    for (unsigned i = first; i <= last; i++) {
        ndx_buffer_clear(&text);
        assert_int_equal(xapc_database_record(db, i - first + 1, &text, NULL), NEWSDEX_OK);
        snprintf(name, sizeof name, "%03u", i);
        assert_string_equal(text.data, name);
    }
    assert_int_equal(xapc_database_record(db, last - first + 2, &text, NULL), NEWSDEX_E_NOTFOUND);
    xapc_database_close(db);
    ndx_buffer_release(&text);
}

static void merger_when_batches_end_in_any_order_then_documents_in_theirs(void **state)
{
    (void)state;
    const struct {
        segment_writer_kind kind;
        unsigned first_part, second_part; /* more batches than two tiers merge, and some more */
    } cases[] = {{SEGMENT_WRITER_XAPIAN, 99, 3}, {SEGMENT_WRITER_BULK, 523, 3}};
    for (size_t i = 0; i < 2; i++) {
        char one[128], both[128];
        unsigned count = cases[i].first_part, more = cases[i].second_part;
        merger m;
        snprintf(one, sizeof one, "%s/one%zu", scratch, i);
        snprintf(both, sizeof both, "%s/both%zu", scratch, i);
        assert_int_equal(merger_init(&m, scratch, cases[i].kind, &metadata, 0, NULL), NEWSDEX_OK);
        merge_batches(&m, 0, count, NULL, one);
        check_merged(one, 0, count - 1);
        merge_batches(&m, count, more, one, both);
        check_merged(both, 0, count + more - 1);
        merger_release(&m);
    }
}

/* Runs of count batches from batch 0 on: how many databases are taken, each of which and the rest
   hold what comes after the ones before. */
static void check_taken(const char *name, segment_writer_kind kind, unsigned count, size_t taken)
{
    char joined[128];
    unsigned first = 0;
    merger m;
    path_list list = {0};
    snprintf(joined, sizeof joined, "%s/%s", scratch, name);
    assert_int_equal(merger_init(&m, scratch, kind, &metadata, 0, NULL), NEWSDEX_OK);
    build_batches(&m, 0, count);
    assert_int_equal(merger_take_databases(&m, &list, NULL), NEWSDEX_OK);
    assert_int_equal(list.count, taken);
    assert_int_equal(merger_finish(&m, NULL, 0, &metadata, 1, joined, NULL), NEWSDEX_OK);
    assert_int_equal(path_list_add(&list, joined, NULL), NEWSDEX_OK);
    for (size_t i = 0; i < list.count; i++) {
        unsigned documents = count_documents(list.paths[i]);
        assert_true(documents > 0);
        check_merged(list.paths[i], first, first + documents - 1);
        assert_int_equal(folder_remove_tree(list.paths[i], NULL), NEWSDEX_OK);
        first += documents;
    }
    assert_int_equal(first, count);
    path_list_release(&list);
    merger_release(&m);
}

static void merger_when_databases_are_taken_then_in_order_and_the_rest_follows(void **state)
{
    (void)state;
    check_taken("few", SEGMENT_WRITER_XAPIAN, 127, 0);
    check_taken("full", SEGMENT_WRITER_XAPIAN, 128, 0); /* something has to take the ledger */
    check_taken("more", SEGMENT_WRITER_XAPIAN, 2 * 128 + 1, 2);
    check_taken("tiers", SEGMENT_WRITER_XAPIAN, 5 * 128 + 2, 2);
    check_taken("runs", SEGMENT_WRITER_BULK, 2 * 256 + 3, 2);
}

/* ---- publishing ------------------------------------------------------------------------ */

static void publish_one(index_folder *folder, const char *id, const char *record, const char *list,
                        size_t replaced)
{
    ndx_buffer path;
    ndx_buffer_init(&path, 200);
    index_folder_work_path(folder, "new", &path, NULL);
    build_one(path.data, id, record, list);
    const char *const paths[] = {path.data};
    assert_int_equal(index_folder_publish(folder, paths, 1, replaced, NULL), NEWSDEX_OK);
    ndx_buffer_release(&path);
}

static void folder_when_published_then_readers_see_all_segments(void **state)
{
    (void)state;
    index_folder folder;
    char path[128];
    strcpy(path, in_scratch("index"));
    assert_int_equal(index_folder_open(&folder, path, 0, NULL, NULL), NEWSDEX_OK);
    publish_one(&folder, "a", "a", NULL, 0);
    publish_one(&folder, "b", "b", NULL, 0);
    assert_int_equal(folder.segment_count, 2);
    assert_int_equal(count_documents(path), 2);
    publish_one(&folder, "c", "c", NULL, 2); /* in place of both */
    assert_int_equal(folder.segment_count, 1);
    assert_int_equal(count_documents(path), 1);
    newsdex_error error;
    index_folder second;
    assert_int_equal(index_folder_open(&second, path, 0, NULL, &error), NEWSDEX_E_LOCKED);
    assert_non_null(strstr(error.message, "--lock-wait"));
    /* The refusal must not have swept the work of the first. */
    assert_int_equal(access(in_scratch("index/work"), F_OK), 0);
    index_folder_close(&folder);
    mkdir(in_scratch("index/segment-000099"), 0777);
    assert_int_equal(index_folder_open(&second, path, 0, NULL, NULL), NEWSDEX_OK);
    assert_int_not_equal(access(in_scratch("index/segment-000099"), F_OK), 0);
    assert_int_equal(second.segment_count, 1);
    index_folder_close(&second);
}

static void replaced_when_interrupted_then_finished_at_the_next_start(void **state)
{
    (void)state;
    index_folder folder;
    char path[128];
    strcpy(path, in_scratch("index"));
    assert_int_equal(index_folder_open(&folder, path, 0, NULL, NULL), NEWSDEX_OK);
    publish_one(&folder, "a", "old", NULL, 0);
    publish_one(&folder, "b", "other", NULL, 0);
    publish_one(&folder, "a", "new", "a\na\n", 0);
    index_folder_close(&folder); /* as if killed between publishing and deleting */
    assert_int_equal(count_documents(path), 3);
    for (int round = 0; round < 2; round++) {
        index_writer *writer;
        const index_writer_options options = {NULL, 0, NULL, SEGMENT_WRITER_BULK, 0};
        assert_int_equal(index_writer_open(path, &options, &writer, NULL), NEWSDEX_OK);
        index_writer_close(writer);
        assert_int_equal(count_documents(path), 2);
    }
    xapc_database *db;
    uint32_t docid;
    ndx_buffer record;
    ndx_buffer_init(&record, 100);
    xapc_database_open(path, &db, NULL);
    xapc_database_find_last(db, "Qa", 2, &docid, NULL);
    xapc_database_record(db, docid, &record, NULL);
    assert_string_equal(record.data, "new");
    ndx_buffer_release(&record);
    xapc_database_close(db);
}

/* ---- the ledger -------------------------------------------------------------------------- */

static void ledger_when_written_then_read_back(void **state)
{
    (void)state;
    ledger l = {0};
    ledger_page *page = ledger_open_page(&l, "a.tar");
    ledger_page_add(page, LEDGER_INDEXED, "a.tar!x", "", 7, NULL);
    ledger_page_add(page, LEDGER_INDEXED, "a.tar!y", "", 8, NULL);
    ledger_page_add(page, LEDGER_SKIPPED, "a.tar!z", "blank", 9, NULL);
    page->text_bytes = 1234;
    const ledger_charset twice = {"UTF-8 twice", 2, 0}, guessed = {"windows-1252", 1, 1};
    ledger_charsets_add(&page->charsets, &guessed);
    ledger_charsets_add(&page->charsets, &twice);
    ledger_charsets_add(&page->charsets, &guessed);
    page->complete = true;
    assert_ptr_equal(ledger_open_page(&l, "a.tar"), page);
    assert_int_equal(ledger_open_page(&l, "b.tar")->counts[LEDGER_INDEXED], 0);
    ndx_buffer text;
    ledger_view view;
    ndx_buffer_init(&text, 10000);
    ledger_page_write(&l.pages[0], &text, NULL);
    ledger_view_read(text.data, text.length, &view);
    assert_int_equal(view.archive_length, 5);
    assert_int_equal(view.counts[LEDGER_INDEXED], 2);
    assert_int_equal(view.counts[LEDGER_SKIPPED], 1);
    assert_int_equal(ledger_view_read_count(&view), 3);
    assert_int_equal(view.text_bytes, 1234);
    assert_int_equal(view.charsets.count, 2);
    assert_string_equal(view.charsets.items[0].name, "windows-1252");
    assert_int_equal(view.charsets.items[0].guessed, 2);
    assert_string_equal(view.charsets.items[1].name, "UTF-8 twice");
    assert_int_equal(ledger_charsets_total(&view.charsets).articles, 4);
    assert_true(view.complete);
    assert_string_equal(view.lines, "skipped\ta.tar!z\tblank\t9\n");
    ledger_view_read("nonsense", 8, &view);
    assert_int_equal(ledger_view_read_count(&view), 0);
    ndx_buffer_release(&text);
    ledger_release(&l);
}

static void ledger_when_charsets_are_many_then_the_last_ones_count_together(void **state)
{
    (void)state;
    ledger_charsets charsets = {.count = 0};
    for (int i = 0; i < LEDGER_CHARSETS_MAX + 5; i++) {
        ledger_charset one = {.articles = 1};
        snprintf(one.name, sizeof one.name, "x-%d", i);
        ledger_charsets_add(&charsets, &one);
    }
    assert_int_equal(charsets.count, LEDGER_CHARSETS_MAX);
    assert_string_equal(charsets.items[LEDGER_CHARSETS_MAX - 1].name, LEDGER_CHARSETS_OTHER);
    assert_int_equal(charsets.items[LEDGER_CHARSETS_MAX - 1].articles, 6);
    assert_int_equal(ledger_charsets_total(&charsets).articles, LEDGER_CHARSETS_MAX + 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_table_when_many_then_all_found_and_replaced),
        cmocka_unit_test_setup_teardown(
            merger_when_databases_are_taken_then_in_order_and_the_rest_follows, make_scratch,
            remove_scratch),
        cmocka_unit_test_setup_teardown(
            merger_when_batches_end_in_any_order_then_documents_in_theirs, make_scratch,
            remove_scratch),
        cmocka_unit_test_setup_teardown(folder_when_published_then_readers_see_all_segments,
                                        make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(replaced_when_interrupted_then_finished_at_the_next_start,
                                        make_scratch, remove_scratch),
        cmocka_unit_test(ledger_when_written_then_read_back),
        cmocka_unit_test(ledger_when_charsets_are_many_then_the_last_ones_count_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

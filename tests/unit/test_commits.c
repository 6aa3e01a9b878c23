/*
 * Readers of a segment to which somebody commits all the time. Xapian keeps the blocks of the last
 * commit only, so one that takes two commits' time to read anything finds it gone; never an error.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "indexer/segment/ledger.h"
#include "searcher/base/error.h"
#include "searcher/index/schema.h"
#include "tests/unit/xapc_fixture.h"

enum { COMMITS = 500, PAGES = 8, PAGE_LENGTH = 30000, DOCUMENTS = 200 };

/* Xapian 1.4 itself loses a cursor when a commit comes while it opens a list of metadata keys. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libxapian.so";
}

static atomic_bool over;

typedef struct reader {
    const char *path;
    uint64_t rounds;
    newsdex_error failure; /* status NEWSDEX_OK: none */
} reader;

static void set_page(xapc_writer *writer, int number, unsigned commit)
{
    char name[32], head[64];
    ndx_buffer page, key;
    ledger_page identity = {.archive_hash = (uint64_t)number};
    ndx_buffer_init(&page, LEDGER_PAGE_MAX);
    ndx_buffer_init(&key, 256);
    snprintf(name, sizeof name, "archive%d.tar", number);
    OK(ledger_page_key(&identity, 1, &key, &err));
    int length =
        snprintf(head, sizeof head, "archive=%s\ncomplete=1\nindexed=%u\n\n", name, commit);
    OK(ndx_buffer_append(&page, head, (size_t)length, &err));
    while (page.length < PAGE_LENGTH) {
        char line[64];
        length = snprintf(line, sizeof line, "failed\t%s!%zu\tcut short\t%u\n", name,
                          page.length * 7919 % PAGE_LENGTH, commit);
        OK(ndx_buffer_append(&page, line, (size_t)length, &err));
    }
    OK(xapc_writer_set_metadata(writer, key.data, page.data, page.length, &err));
    ndx_buffer_release(&page);
    ndx_buffer_release(&key);
}

static void set_stamp(xapc_writer *writer)
{
    ndx_stamp stamp;
    ndx_buffer text;
    ndx_buffer_init(&text, 1 << 16);
    ndx_stamp_init(&stamp, "english");
    OK(ndx_stamp_write(&stamp, &text, &err));
    OK(xapc_writer_set_metadata(writer, NDX_STAMP_KEY, text.data, text.length, &err));
    ndx_buffer_release(&text);
}

/* An index of one segment. Its folder's path is good until the next call of at(). */
static void make_index(void)
{
    assert_int_equal(mkdir(at("index"), 0700), 0);
    write_file(at("index/XAPIANDB"), "auto segment\n");
    xapc_writer *writer = open_writer(at("index/segment"), XAPC_WRITER_THROWAWAY);
    set_stamp(writer);
    for (int i = 0; i < PAGES; i++)
        set_page(writer, i, 0);
    for (int i = 0; i < DOCUMENTS; i++)
        add_text(writer, "cloud over the town", "a");
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
}

/* What an update does: documents go, metadata changes. */
static void commit_again(xapc_writer *writer, unsigned commit)
{
    set_stamp(writer);
    for (int i = 0; i < PAGES; i++)
        set_page(writer, i, commit);
    OK(xapc_writer_delete(writer, commit, &err));
    add_text(writer, "storm over the sea", "b");
    OK(xapc_writer_commit(writer, &err));
}

static void *open_and_follow(void *argument)
{
    reader *self = argument;
    while (!self->failure.status && !atomic_load(&over)) {
        newsdex *nd = NULL;
        newsdex_status status = newsdex_open(self->path, &nd, &self->failure);
        for (int i = 0; !status && i < 20; i++)
            status = newsdex_refresh(nd, NULL, &self->failure);
        newsdex_close(nd);
        self->failure.status = status;
        self->rounds++;
    }
    return NULL;
}

static void *walk_ledger(void *argument)
{
    reader *self = argument;
    while (!self->failure.status && !atomic_load(&over)) {
        xapc_database *db = NULL;
        ledger_cursor cursor = {0};
        ledger_view view;
        bool found = true;
        int pages = 0;
        newsdex_status status = xapc_database_open(self->path, &db, &self->failure);
        ledger_cursor_open(&cursor, db);
        while (!status && !(status = ledger_cursor_next(&cursor, &view, &found, &self->failure)) &&
               found)
            pages++;
        if (!status && pages != PAGES)
            status = ndx_error_set(&self->failure, NEWSDEX_E_CORRUPT, "%d pages", pages);
        ledger_cursor_close(&cursor);
        xapc_database_close(db);
        self->failure.status = status;
        self->rounds++;
    }
    return NULL;
}

static void readers_while_a_segment_is_committed_to_never_fail(void **state)
{
    (void)state;
    enum { READERS = 2 };
    char path[512];
    make_index();
    snprintf(path, sizeof path, "%s", at("index"));
    reader readers[READERS] = {{.path = path}, {.path = path}};
    pthread_t threads[READERS];
    xapc_writer *writer = open_writer(at("index/segment"), XAPC_WRITER_TRY);
    assert_int_equal(pthread_create(&threads[0], NULL, open_and_follow, &readers[0]), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, walk_ledger, &readers[1]), 0);
    for (unsigned commit = 1; commit <= COMMITS; commit++)
        commit_again(writer, commit);
    atomic_store(&over, true);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    xapc_writer_close(writer);
    for (int i = 0; i < READERS; i++) {
        if (readers[i].failure.status)
            fail_msg("reader %d, round %llu: %s", i, (unsigned long long)readers[i].rounds,
                     readers[i].failure.message);
        assert_true(readers[i].rounds > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(readers_while_a_segment_is_committed_to_never_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

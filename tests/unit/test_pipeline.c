/* Runs that commit as often as they can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/pipeline.h"
#include "tests/unit/arctest.h"

enum { ARTICLES = 200 };

static void ignore_event(void *context, ledger_outcome outcome, const char *address,
                         const char *reason)
{
    (void)context, (void)outcome, (void)address, (void)reason;
}

static void ignore_notice(void *context, const char *text)
{
    (void)context, (void)text;
}

static void ignore_resumed(void *context, const char *archive, uint64_t entries, uint64_t results,
                           uint64_t files)
{
    (void)context, (void)archive, (void)entries, (void)results, (void)files;
}

static void ignore_progress(void *context, uint64_t done, uint64_t total,
                            const pipeline_summary *so_far)
{
    (void)context, (void)done, (void)total, (void)so_far;
}

static void write_articles(const char *path, unsigned count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (unsigned i = 0; i < count; i++)
        fprintf(file, "{\"id\":\"n%u\",\"text\":\"A tale of the town.\"}\n", i);
    assert_int_equal(fclose(file), 0);
}

/* Publishes at each look at the clock. */
static pipeline_summary run(const char *index, const char *archive)
{
    static const volatile sig_atomic_t stop = 0;
    const pipeline_options options = {
        .index = index,
        .jobs = 2,
        .memory = 64 << 20,
        .publish_seconds = 0,
        .archive = ARC_OPTIONS_INIT,
        .inputs = &archive,
        .input_count = 1,
        .stop = &stop,
    };
    const pipeline_listener listener = {NULL, ignore_notice, ignore_event, ignore_resumed,
                                        ignore_progress};
    pipeline_summary summary;
    newsdex_error err;
    assert_int_equal(pipeline_run(&options, &listener, &summary, &err), NEWSDEX_OK);
    return summary;
}

static void rerun_when_nothing_is_new_then_index_stays(void **state)
{
    (void)state;
    write_articles("news.jsonl", ARTICLES);
    assert_int_equal(run("news.idx", "news.jsonl").counts[LEDGER_INDEXED], ARTICLES);
    size_t before_length, after_length;
    char *before = arctest_read_file("news.idx/XAPIANDB", &before_length);

    assert_int_equal(run("news.idx", "news.jsonl").counts[LEDGER_DUPLICATE], ARTICLES);
    char *after = arctest_read_file("news.idx/XAPIANDB", &after_length);
    assert_int_equal(after_length, before_length);
    assert_memory_equal(after, before, before_length);
    free(before);
    free(after);
}

static void rerun_when_the_end_is_new_then_only_that_is_added(void **state)
{
    (void)state;
    write_articles("longer.jsonl", ARTICLES);
    run("longer.idx", "longer.jsonl");
    write_articles("longer.jsonl", 2 * ARTICLES);
    const pipeline_summary summary = run("longer.idx", "longer.jsonl");
    assert_int_equal(summary.counts[LEDGER_DUPLICATE], ARTICLES);
    assert_int_equal(summary.counts[LEDGER_INDEXED], ARTICLES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rerun_when_nothing_is_new_then_index_stays),
        cmocka_unit_test(rerun_when_the_end_is_new_then_only_that_is_added),
    };
    return cmocka_run_group_tests(tests, arctest_set_up, arctest_tear_down);
}

/* Runs that are stopped or killed, and what the next run does about it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "indexer/pipeline.h"
#include "indexer/segment/index_folder.h"
#include "tests/unit/arctest.h"

enum { ARTICLES = 300, LATE = 150, MEMBER_SIZE = 32 };

/* ---- running ------------------------------------------------------------------------- */

/* When a run is to end before its time. */
typedef struct ending {
    uint64_t results; /* once it has read so many; 0: at its first look at the clock */
    bool early, kill;
    volatile sig_atomic_t stop;
    uint64_t entries; /* passed over */
} ending;

static void ignore_notice(void *context, const char *text)
{
    (void)context, (void)text;
}

static void ignore_event(void *context, ledger_outcome outcome, const char *address,
                         const char *reason)
{
    (void)context, (void)outcome, (void)address, (void)reason;
}

static void note_resumed(void *context, const char *archive, uint64_t entries, uint64_t results)
{
    (void)archive, (void)results;
    ((ending *)context)->entries += entries;
}

static uint64_t read_count(const pipeline_summary *summary)
{
    uint64_t sum = 0;
    for (int i = 0; i < LEDGER_OUTCOMES; i++)
        sum += summary->counts[i];
    return sum;
}

static void look(void *context, uint64_t done, uint64_t total, const pipeline_summary *so_far)
{
    (void)done, (void)total;
    ending *end = context;
    if (!end->early || read_count(so_far) < end->results)
        return;
    if (end->kill)
        _exit(9);
    end->stop = 1;
}

/* Publishes every 64 articles. */
static pipeline_options options_of(const char *const *inputs, size_t count)
{
    return (pipeline_options){.index = "news.idx",
                              .jobs = 2,
                              .memory = 64 << 20,
                              .archive = ARC_OPTIONS_INIT,
                              .inputs = inputs,
                              .input_count = count};
}

static pipeline_summary run_with(pipeline_options options, ending *end)
{
    const pipeline_listener listener = {end, ignore_notice, ignore_event, note_resumed, look};
    pipeline_summary summary;
    newsdex_error err;
    options.stop = &end->stop;
    assert_int_equal(pipeline_run(&options, &listener, &summary, &err), NEWSDEX_OK);
    return summary;
}

static void stop_at(pipeline_options options, uint64_t results)
{
    ending end = {.early = true, .results = results};
    assert_true(run_with(options, &end).interrupted);
}

static void kill_at(pipeline_options options, uint64_t results)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        ending end = {.early = true, .results = results, .kill = true};
        run_with(options, &end);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 9);
}

static pipeline_summary run(pipeline_options options)
{
    ending end = {0};
    return run_with(options, &end);
}

/* The newest page of that archive. */
static char *read_page(const char *archive)
{
    xapc_database *db;
    ndx_buffer text;
    ledger_view view;
    bool found;
    ndx_buffer_init(&text, LEDGER_PAGE_MAX);
    assert_int_equal(xapc_database_open("news.idx", &db, NULL), NEWSDEX_OK);
    assert_int_equal(ledger_find_newest(db, archive, &text, &view, &found, NULL), NEWSDEX_OK);
    assert_true(found);
    xapc_database_close(db);
    char *page = strdup(text.data);
    ndx_buffer_release(&text);
    return page;
}

static void remove_index(void)
{
    assert_int_equal(folder_remove_tree("news.idx", NULL), NEWSDEX_OK);
}

/* The run to the end says of the archive what one says that was never interrupted. */
static void expect_same_page(pipeline_options options, const char *archive)
{
    char *resumed = read_page(archive);
    remove_index();
    run(options);
    char *whole = read_page(archive);
    assert_string_equal(resumed, whole);
    assert_true(!strstr(archive, ".tar") || strstr(whole, " windows-1252\n"));
    free(resumed);
    free(whole);
}

/* ---- what is read ----------------------------------------------------------------------- */

/* Texts, with a blank one now and then, and some in a charset that has to be guessed. */
static void write_text(char out[MEMBER_SIZE], unsigned number, const char *word)
{
    snprintf(out, MEMBER_SIZE, "A %s tale, number %04u%s\n", number % 40 == 7 ? "" : word, number,
             number % 5 == 3 ? " \xe9" : "");
    if (number % 40 == 7)
        memset(out, '\n', 20);
}

static void write_tar(const char *path, unsigned count, const char *word)
{
    char(*texts)[MEMBER_SIZE] = calloc(count, MEMBER_SIZE);
    char(*names)[MEMBER_SIZE] = calloc(count, MEMBER_SIZE);
    member *members = calloc(count, sizeof *members);
    for (unsigned i = 0; i < count; i++) {
        snprintf(names[i], MEMBER_SIZE, "news/%04u.txt", i);
        write_text(texts[i], i, word);
        members[i] = (member){.name = names[i], .bytes = texts[i]};
    }
    assert_true(arctest_pack(path, "ustar", NULL, NULL, members, count));
    free(texts);
    free(names);
    free(members);
}

static void write_folder(const char *path, unsigned count)
{
    assert_int_equal(mkdir(path, 0777), 0);
    for (unsigned i = 0; i < count; i++) {
        char name[64], text[MEMBER_SIZE];
        snprintf(name, sizeof name, "%s/%04u.txt", path, i);
        write_text(text, i, "short");
        arctest_write(name, text, strlen(text));
    }
}

static void write_lines(const char *path, unsigned count, const char *word)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (unsigned i = 0; i < count; i++)
        fprintf(file, "{\"id\":\"n%u\",\"text\":\"%s\"}\n", i, i % 40 == 7 ? "" : word);
    assert_int_equal(fclose(file), 0);
}

/* Writes other bytes over the first place of from, so that neither size nor time tell. */
static void alter(const char *path, const char *from, const char *to)
{
    struct stat info;
    size_t length;
    char *bytes = arctest_read_file(path, &length);
    char *place = memmem(bytes, length, from, strlen(from));
    assert_non_null(place);
    memcpy(place, to, strlen(to));
    assert_int_equal(stat(path, &info), 0);
    arctest_write(path, bytes, length);
    const struct timespec times[] = {info.st_atim, info.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    free(bytes);
}

/* ---- going on --------------------------------------------------------------------------- */

static void stopped_when_run_again_then_goes_on_inside_the_archive(void **state)
{
    (void)state;
    const char *input = "stopped.tar";
    const pipeline_options options = options_of(&input, 1);
    write_tar(input, ARTICLES, "short");
    stop_at(options, LATE);
    ending end = {0};
    pipeline_summary summary = run_with(options, &end);
    assert_int_equal(summary.resumed, LATE);
    assert_int_equal(end.entries, LATE - 1); /* the last is looked into again */
    assert_int_equal(read_count(&summary), ARTICLES - LATE);
    assert_int_equal(summary.counts[LEDGER_DUPLICATE], 0);
    expect_same_page(options, input);
}

static void killed_when_run_again_then_goes_on_after_what_was_published(void **state)
{
    (void)state;
    const char *input = "killed.tar";
    const pipeline_options options = options_of(&input, 1);
    write_tar(input, ARTICLES, "short");
    kill_at(options, LATE);
    pipeline_summary summary = run(options);
    assert_in_range(summary.resumed, LATE - 64, LATE - 1);
    assert_int_equal(read_count(&summary), ARTICLES - summary.resumed);
    assert_int_equal(summary.counts[LEDGER_DUPLICATE], 0);
    expect_same_page(options, input);
}

static void interrupted_again_and_again_then_ends_the_same(void **state)
{
    (void)state;
    const char *input = "often.tar";
    const pipeline_options options = options_of(&input, 1);
    write_tar(input, ARTICLES, "short");
    stop_at(options, 1);
    kill_at(options, LATE);
    stop_at(options, 0); /* before it has arrived */
    stop_at(options, LATE / 2);
    assert_int_equal(run(options).counts[LEDGER_DUPLICATE], 0);
    expect_same_page(options, input);
}

static void passed_entries_are_not_parsed(void **state)
{
    (void)state;
    const char *input = "parsed.tar";
    const pipeline_options options = options_of(&input, 1);
    write_tar(input, ARTICLES, "short");
    stop_at(options, LATE);
    alter(input, "short tale, number 0003", "other");
    alter(input, "short tale, number 0290", "other");
    assert_int_equal(run(options).counts[LEDGER_UPDATED], 0);
    assert_int_equal(run(options).counts[LEDGER_UPDATED], 1); /* what there was to see */
}

static void stopped_when_within_an_entry_then_goes_on_there(void **state)
{
    (void)state;
    const char *input = "lines.jsonl";
    const pipeline_options options = options_of(&input, 1);
    write_lines(input, ARTICLES, "A tale");
    stop_at(options, LATE);
    kill_at(options, LATE / 2);
    alter(input, "A tale", "A task"); /* published: not looked at any more */
    ending end = {0};
    pipeline_summary summary = run_with(options, &end);
    assert_in_range(summary.resumed, LATE, LATE + LATE / 2 - 1);
    assert_int_equal(end.entries, 0);
    assert_int_equal(read_count(&summary), ARTICLES - summary.resumed);
    assert_int_equal(summary.counts[LEDGER_DUPLICATE] + summary.counts[LEDGER_UPDATED], 0);
    alter(input, "A task", "A tale");
    expect_same_page(options, input);
}

static void folder_when_stopped_then_goes_on(void **state)
{
    (void)state;
    const char *input = "folder";
    const pipeline_options options = options_of(&input, 1);
    write_folder(input, ARTICLES);
    stop_at(options, LATE);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, LATE);
    assert_int_equal(read_count(&summary), ARTICLES - LATE);
    expect_same_page(options, "folder/");
}

static void several_when_the_first_was_complete_then_only_the_second_goes_on(void **state)
{
    (void)state;
    const char *inputs[] = {"first.tar", "second.jsonl", "third.jsonl"};
    const pipeline_options options = options_of(inputs, 3);
    write_tar(inputs[0], ARTICLES, "short");
    write_lines(inputs[1], ARTICLES, "A tale");
    write_lines(inputs[2], ARTICLES, "A later tale");
    stop_at(options, ARTICLES + LATE);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, LATE);
    assert_int_equal(read_count(&summary), 3 * ARTICLES - LATE);
    expect_same_page(options, inputs[1]);
}

/* Texts so large that looking at their beginning doesn't read them. */
static void write_large_tar(const char *path, unsigned count, size_t size)
{
    char *text = calloc(1, size + 1);
    member members[9];
    for (size_t i = 0; i < size; i++)
        text[i] = "tale "[i % 5];
    for (unsigned i = 0; i < count; i++) {
        static const char *const names[] = {"1.txt", "2.txt", "3.txt", "4.txt", "5.txt",
                                            "6.txt", "7.txt", "8.txt", "9.txt"};
        members[i] = (member){.name = names[i], .bytes = text};
    }
    assert_true(arctest_pack(path, "ustar", NULL, NULL, members, count));
    free(text);
}

static void limit_when_reached_after_going_on_then_all_counts(void **state)
{
    (void)state;
    enum { COUNT = 9, STOPPED = 4, WITHIN = 6, SIZE = 1 << 20 };
    const char *input = "limited.tar";
    pipeline_options options = options_of(&input, 1);
    options.archive.max_total_bytes = WITHIN * SIZE + SIZE / 2;
    write_large_tar(input, COUNT, SIZE);
    stop_at(options, STOPPED);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, STOPPED);
    assert_int_equal(summary.counts[LEDGER_INDEXED] + summary.counts[LEDGER_DUPLICATE],
                     WITHIN - STOPPED);
    assert_int_equal(summary.counts[LEDGER_FAILED], 1);
}

/* ---- starting again ----------------------------------------------------------------------- */

static void changed_archive_is_read_again(void **state)
{
    (void)state;
    const char *input = "changed.tar";
    const pipeline_options options = options_of(&input, 1);
    write_tar(input, ARTICLES, "short");
    stop_at(options, LATE);
    write_tar(input, ARTICLES, "longer");
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, 0);
    assert_int_equal(read_count(&summary), ARTICLES);
    assert_true(summary.counts[LEDGER_UPDATED] > LATE / 2);
}

static void folder_when_a_file_has_changed_then_read_again(void **state)
{
    (void)state;
    const char *input = "changing";
    const pipeline_options options = options_of(&input, 1);
    write_folder(input, ARTICLES);
    stop_at(options, LATE);
    arctest_write("changing/0009.txt", "Quite another tale", 18);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, 0);
    assert_int_equal(read_count(&summary), ARTICLES);
    assert_int_equal(summary.counts[LEDGER_UPDATED], 1);
}

static void folder_when_it_ends_too_early_then_read_again(void **state)
{
    (void)state;
    const char *inputs[] = {"shrinking", "after.jsonl"};
    write_lines(inputs[1], ARTICLES, "A tale");
    for (size_t count = 1; count <= 2; count++) {
        const pipeline_options options = options_of(inputs, count);
        write_folder(inputs[0], ARTICLES);
        stop_at(options, LATE);
        for (unsigned i = LATE / 2; i < ARTICLES; i++) {
            char name[64];
            snprintf(name, sizeof name, "shrinking/%04u.txt", i);
            assert_int_equal(unlink(name), 0);
        }
        pipeline_summary summary = run(options);
        assert_int_equal(summary.resumed, 0);
        assert_int_equal(read_count(&summary), LATE / 2 + (count - 1) * ARTICLES);
        assert_int_equal(folder_remove_tree(inputs[0], NULL), NEWSDEX_OK);
        remove_index();
    }
}

/* What the first archive changes back, the second has to change once more. */
static void several_when_the_first_changes_something_then_all_is_read(void **state)
{
    (void)state;
    const char *inputs[] = {"old.jsonl", "new.jsonl"};
    const pipeline_options options = options_of(inputs, 2);
    write_lines(inputs[0], ARTICLES, "A tale");
    write_lines(inputs[1], ARTICLES, "A better tale");
    stop_at(options, ARTICLES + LATE);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, 0);
    assert_int_equal(run(options_of(&inputs[1], 1)).counts[LEDGER_UPDATED], 0);
}

static void read_in_another_way_then_from_the_start(void **state)
{
    (void)state;
    const char *input = "way.jsonl";
    const format_map map = {"title", "id"};
    pipeline_options options = options_of(&input, 1);
    write_lines(input, ARTICLES, "A tale");
    stop_at(options, LATE);
    options.format = (format_options){&map, 1};
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, 0);
    assert_int_equal(summary.untitled, 0);
    assert_int_equal(read_count(&summary), ARTICLES);
}

static void pruning_reads_all_and_deletes_nothing(void **state)
{
    (void)state;
    const char *input = "pruned.tar";
    pipeline_options options = options_of(&input, 1);
    write_tar(input, ARTICLES, "short");
    stop_at(options, LATE);
    options.prune = true;
    pipeline_summary summary = run(options);
    assert_int_equal(summary.resumed, 0);
    assert_int_equal(summary.pruned, 0);
    assert_int_equal(read_count(&summary), ARTICLES);
}

static int begin(void **state)
{
    (void)state;
    remove_index();
    return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(stopped_when_run_again_then_goes_on_inside_the_archive),
        TEST(killed_when_run_again_then_goes_on_after_what_was_published),
        TEST(interrupted_again_and_again_then_ends_the_same),
        TEST(passed_entries_are_not_parsed),
        TEST(stopped_when_within_an_entry_then_goes_on_there),
        TEST(folder_when_stopped_then_goes_on),
        TEST(several_when_the_first_was_complete_then_only_the_second_goes_on),
        TEST(limit_when_reached_after_going_on_then_all_counts),
        TEST(changed_archive_is_read_again),
        TEST(folder_when_a_file_has_changed_then_read_again),
        TEST(folder_when_it_ends_too_early_then_read_again),
        TEST(several_when_the_first_changes_something_then_all_is_read),
        TEST(read_in_another_way_then_from_the_start),
        TEST(pruning_reads_all_and_deletes_nothing),
    };
    return cmocka_run_group_tests(tests, arctest_set_up, arctest_tear_down);
}

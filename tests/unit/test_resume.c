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
#include "indexer/segment/upkeep.h"
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

static void note_resumed(void *context, const char *archive, uint64_t entries, uint64_t results,
                         uint64_t files)
{
    (void)archive, (void)results, (void)files;
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

/* Publishes every 64 articles. Files count as settled, new as they are. */
static pipeline_options options_of(const char *const *inputs, size_t count)
{
    pipeline_options options = {.index = "news.idx",
                                .jobs = 2,
                                .memory = 64 << 20,
                                .archive = ARC_OPTIONS_INIT,
                                .inputs = inputs,
                                .input_count = count};
    options.archive.settled_seconds = 0;
    return options;
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

/* All articles by their ids, then the ledger if it is to be there. */
static char *read_index(bool with_ledger)
{
    xapc_database *db;
    xapc_terms *ids;
    xapc_postings *postings;
    ledger_cursor cursor;
    ledger_view view;
    ndx_buffer text;
    const char *id;
    size_t length;
    uint32_t docid;
    bool found;
    ndx_buffer_init(&text, 64 << 20);
    assert_int_equal(xapc_database_open("news.idx", &db, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_terms_open_all(db, "Q", 1, &ids, NULL), NEWSDEX_OK);
    while (!xapc_terms_next(ids, &id, &length, NULL, NULL) && id) {
        assert_int_equal(xapc_postings_open(db, id, length, &postings, NULL), NEWSDEX_OK);
        while (!xapc_postings_next(postings, &docid, NULL, NULL, NULL) && docid)
            assert_int_equal(xapc_database_record(db, docid, &text, NULL), NEWSDEX_OK);
        xapc_postings_close(postings);
    }
    xapc_terms_close(ids);
    ledger_cursor_open(&cursor, db);
    while (with_ledger && !ledger_cursor_next(&cursor, &view, &found, NULL) && found)
        assert_int_equal(ndx_buffer_append(&text, cursor.text.data, cursor.text.length, NULL),
                         NEWSDEX_OK);
    ledger_cursor_close(&cursor);
    xapc_database_close(db);
    char *copy = strdup(text.data);
    ndx_buffer_release(&text);
    return copy;
}

/* Texts too long to be printed when they differ. */
static void expect_same(const char *now, const char *expected)
{
    size_t same = 0;
    while (now[same] && now[same] == expected[same])
        same++;
    if (now[same] != expected[same])
        fail_msg("%.80s | not | %.80s", now + same, expected + same);
}

/* The runs to the end have made what one makes that was never interrupted. */
static void expect_same_index(pipeline_options options)
{
    char *resumed = read_index(true);
    remove_index();
    run(options);
    char *whole = read_index(true);
    expect_same(resumed, whole);
    free(resumed);
    free(whole);
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

static void
several_when_the_first_was_complete_then_the_second_goes_on_and_the_first_stays_closed(void **state)
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
    assert_int_equal(summary.files, 1);
    assert_int_equal(read_count(&summary), 2 * ARTICLES - LATE);
    expect_same_index(options);
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

/* ---- files that were complete --------------------------------------------------------------- */

/* The first archive lies in the way of the second: the same ids, other texts. */
static const char *const three[] = {"one.jsonl", "two.jsonl", "three.tar"};

/* Published only at the end, for the sake of time. */
static pipeline_options seldom(pipeline_options options)
{
    options.publish_seconds = 3600;
    return options;
}

static pipeline_options write_three(void)
{
    write_lines(three[0], ARTICLES, "A tale");
    write_lines(three[1], ARTICLES, "A better tale");
    write_tar(three[2], ARTICLES, "short");
    return seldom(options_of(three, 3));
}

static void complete_files_when_interrupted_again_then_still_not_opened(void **state)
{
    (void)state;
    const pipeline_options options = write_three();
    pipeline_options often = options;
    often.publish_seconds = 0;
    stop_at(options, ARTICLES + LATE);
    stop_at(options, 0); /* before what it passes over has ended */
    kill_at(often, ARTICLES - LATE + LATE / 2);
    stop_at(options, ARTICLES / 10);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 2);
    assert_in_range(read_count(&summary), ARTICLES / 2, ARTICLES - 1);
    assert_int_equal(summary.counts[LEDGER_DUPLICATE] + summary.counts[LEDGER_UPDATED], 0);
    expect_same_index(options);
}

static void complete_files_when_the_run_was_complete_then_read(void **state)
{
    (void)state;
    const pipeline_options options = write_three();
    stop_at(options, ARTICLES + LATE);
    run(options);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 0);
    assert_int_equal(read_count(&summary), 3 * ARTICLES);
}

static void complete_files_when_one_has_changed_then_all_are_read(void **state)
{
    (void)state;
    const pipeline_options options = write_three();
    stop_at(options, 2 * ARTICLES + LATE);
    alter(three[0], "A tale", "A task");
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 0);
    assert_int_equal(read_count(&summary), 3 * ARTICLES);
}

static void complete_files_when_just_changed_then_read(void **state)
{
    (void)state;
    pipeline_options options = write_three();
    options.archive.settled_seconds = 3600;
    stop_at(options, 2 * ARTICLES + LATE);
    options.archive.settled_seconds = 0;
    assert_int_equal(run(options).files, 0);
}

static void complete_files_when_read_in_another_way_then_all_are_read(void **state)
{
    (void)state;
    pipeline_options options = write_three();
    stop_at(options, ARTICLES + LATE);
    options.archive.max_depth++;
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 0);
    assert_int_equal(read_count(&summary), 3 * ARTICLES);
}

static void complete_files_when_pruning_then_all_are_read(void **state)
{
    (void)state;
    pipeline_options options = write_three();
    stop_at(options, ARTICLES + LATE);
    options.prune = true;
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 0);
    assert_int_equal(summary.pruned, 0);
    assert_int_equal(read_count(&summary), 3 * ARTICLES);
}

/* What the interrupted run had read of the archive in which it stopped may not be undone, and may
   not stay when that archive doesn't come. */
static void complete_files_when_it_stopped_elsewhere_then_all_are_read(void **state)
{
    (void)state;
    const char *others[][3] = {{three[0], three[2], three[1]},
                               {three[2], three[0], three[1]},
                               {three[0], three[2], NULL},
                               {three[0], NULL, NULL},
                               {three[1], three[2], NULL}};
    const size_t counts[] = {3, 3, 2, 1, 2};
    for (size_t i = 0; i < COUNT(others); i++) {
        const pipeline_options options = write_three();
        stop_at(options, ARTICLES + LATE);
        run(seldom(options_of(others[i], counts[i])));
        char *now = read_index(false);
        remove_index();
        pipeline_options untrusting = options;
        untrusting.archive.settled_seconds = 3600;
        stop_at(untrusting, ARTICLES + LATE);
        run(seldom(options_of(others[i], counts[i])));
        char *read = read_index(false);
        expect_same(now, read);
        free(now);
        free(read);
        remove_index();
    }
}

static void complete_files_when_more_come_behind_then_not_opened(void **state)
{
    (void)state;
    write_three();
    stop_at(seldom(options_of(three, 2)), ARTICLES + LATE);
    pipeline_summary summary = run(seldom(options_of(three, 3)));
    assert_int_equal(summary.files, 1);
    assert_int_equal(read_count(&summary), 2 * ARTICLES - LATE);
    expect_same_index(seldom(options_of(three, 3)));
}

static void
complete_files_when_the_one_in_which_it_stopped_has_changed_then_all_are_read(void **state)
{
    (void)state;
    const pipeline_options options = write_three();
    stop_at(options, ARTICLES + LATE);
    write_lines(three[1], LATE / 2, "A better tale"); /* the others are what the first says */
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 0);
    assert_int_equal(read_count(&summary), 2 * ARTICLES + LATE / 2);
    remove_index();
    stop_at(options, 2 * ARTICLES - LATE);
    assert_int_equal(unlink(three[1]), 0);
    assert_int_equal(run(options).files, 0);
}

static void complete_files_when_another_run_came_between_then_all_are_read(void **state)
{
    (void)state;
    const char *other = "other.jsonl";
    const pipeline_options options = write_three();
    write_lines(other, ARTICLES, "Yet another tale");
    stop_at(options, ARTICLES + LATE);
    run(seldom(options_of(&other, 1)));
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 0);
    assert_int_equal(read_count(&summary), 3 * ARTICLES);
}

/* The last archive is the one where the last run stopped; the second is where another one did. */
static void
complete_files_when_an_archive_of_another_run_comes_first_then_all_are_read(void **state)
{
    (void)state;
    const char *earlier[] = {three[0], three[1]};
    const char *last[] = {"fourth.jsonl", three[2]};
    const char *inputs[] = {"fourth.jsonl", three[1], three[2]};
    write_three();
    write_lines(last[0], 20, "A tale from elsewhere");
    stop_at(seldom(options_of(earlier, 2)), ARTICLES + LATE);
    stop_at(seldom(options_of(last, 2)), LATE);
    assert_int_equal(run(seldom(options_of(inputs, 3))).files, 0);
}

static void complete_files_when_articles_were_deleted_then_these_stay_away(void **state)
{
    (void)state;
    static const char *const ids[] = {"n3"};
    const pipeline_options options = write_three();
    bool found;
    stop_at(options, 2 * ARTICLES + LATE);
    assert_int_equal(upkeep_delete("news.idx", 0, ids, 1, &found, NULL), NEWSDEX_OK);
    assert_true(found);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 2);
    assert_int_equal(read_count(&summary), ARTICLES - LATE);
    assert_int_equal(run(options).counts[LEDGER_INDEXED], 1);
}

static void write_archives(const char *folder)
{
    char path[64];
    assert_int_equal(mkdir(folder, 0777), 0);
    for (int i = 1; i <= 3; i++) {
        char word[] = "tale 0";
        word[5] = (char)('0' + i);
        snprintf(path, sizeof path, "%s/%d.tar", folder, i);
        write_tar(path, LATE, word);
        snprintf(path, sizeof path, "%s/%d.jsonl", folder, i);
        write_lines(path, 50, word);
        snprintf(path, sizeof path, "%s/%d.link", folder, i);
        assert_int_equal(symlink("nowhere", path), 0);
    }
}

static void folder_of_archives_when_stopped_then_complete_ones_are_not_opened(void **state)
{
    (void)state;
    const char *input = "archives";
    const pipeline_options options = seldom(options_of(&input, 1));
    write_archives(input);
    stop_at(options, 2 * LATE);
    pipeline_summary summary = run(options);
    assert_int_equal(summary.files, 5); /* 1.jsonl, 1.link, 1.tar, 2.jsonl, 2.link */
    assert_int_equal(summary.resumed, 2 * LATE);
    assert_int_equal(read_count(&summary), LATE + 3 * 51);
    expect_same_index(options);
}

static void folder_of_archives_when_read_otherwise_then_all_are_read(void **state)
{
    (void)state;
    const char *input = "otherwise";
    write_archives(input);
    for (int prune = 0; prune <= 1; prune++) {
        pipeline_options options = seldom(options_of(&input, 1));
        stop_at(options, 2 * LATE);
        options.prune = prune;
        options.archive.max_depth += !prune;
        pipeline_summary summary = run(options);
        assert_int_equal(summary.files, 0);
        assert_int_equal(read_count(&summary), 3 * (LATE + 51));
        remove_index();
    }
}

static void folder_of_archives_when_one_has_gone_then_all_are_read(void **state)
{
    (void)state;
    const char *inputs[] = {"fewer", three[2]};
    const pipeline_options options = seldom(options_of(inputs, 2));
    write_three();
    for (int number = 1; number <= 3;
         number++) { /* complete, the one where it stopped, and later */
        char path[64];
        write_archives(inputs[0]);
        stop_at(options, 2 * LATE);
        snprintf(path, sizeof path, "fewer/%d.tar", number);
        assert_int_equal(unlink(path), 0);
        pipeline_summary summary = run(options);
        assert_int_equal(summary.files, number == 3 ? 5 : 0);
        assert_int_equal(folder_remove_tree(inputs[0], NULL), NEWSDEX_OK);
        remove_index();
    }
}

static void killed_anywhere_when_run_again_then_the_same_index(void **state)
{
    (void)state;
    const char *inputs[] = {three[0], "killing", three[1], three[2]};
    const pipeline_options often = options_of(inputs, 4), options = seldom(often);
    write_three();
    write_archives(inputs[1]);
    run(options);
    char *whole = read_index(true);
    const uint64_t total = 3 * ARTICLES + 3 * (LATE + 51);
    for (uint64_t first = 100; first + 100 < total; first += 271) {
        remove_index();
        kill_at(often, first);
        kill_at(often, 70);
        run(options);
        char *resumed = read_index(true);
        expect_same(resumed, whole);
        free(resumed);
    }
    free(whole);
}

/* An issue is put together from files that come before its METS. */
static void issue_in_a_folder_when_stopped_anywhere_then_the_same_index(void **state)
{
    (void)state;
    char issues[4200];
    snprintf(issues, sizeof issues, "%.4000s/tests/data/mets", arctest_root);
    const char *inputs[] = {"before.jsonl", issues, "behind.jsonl"};
    const pipeline_options options = seldom(options_of(inputs, 3));
    write_lines(inputs[0], 3, "A tale");
    write_lines(inputs[2], 3, "A later tale");
    pipeline_summary all = run(options);
    char *whole = read_index(true);
    uint64_t files = 0;
    for (uint64_t results = 1; results < read_count(&all); results++) {
        remove_index();
        stop_at(options, results);
        pipeline_summary summary = run(options);
        assert_true(summary.files >= files);
        files = summary.files;
        char *resumed = read_index(true);
        expect_same(resumed, whole);
        free(resumed);
    }
    assert_true(files > 4);
    free(whole);
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
    pipeline_options options = options_of(inputs, 2);
    options.archive.settled_seconds = 3600; /* or it would not be read */
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
        TEST(
            several_when_the_first_was_complete_then_the_second_goes_on_and_the_first_stays_closed),
        TEST(limit_when_reached_after_going_on_then_all_counts),
        TEST(complete_files_when_interrupted_again_then_still_not_opened),
        TEST(complete_files_when_the_run_was_complete_then_read),
        TEST(complete_files_when_one_has_changed_then_all_are_read),
        TEST(complete_files_when_just_changed_then_read),
        TEST(complete_files_when_read_in_another_way_then_all_are_read),
        TEST(complete_files_when_pruning_then_all_are_read),
        TEST(complete_files_when_it_stopped_elsewhere_then_all_are_read),
        TEST(complete_files_when_more_come_behind_then_not_opened),
        TEST(complete_files_when_the_one_in_which_it_stopped_has_changed_then_all_are_read),
        TEST(complete_files_when_another_run_came_between_then_all_are_read),
        TEST(complete_files_when_an_archive_of_another_run_comes_first_then_all_are_read),
        TEST(complete_files_when_articles_were_deleted_then_these_stay_away),
        TEST(folder_of_archives_when_stopped_then_complete_ones_are_not_opened),
        TEST(folder_of_archives_when_read_otherwise_then_all_are_read),
        TEST(folder_of_archives_when_one_has_gone_then_all_are_read),
        TEST(killed_anywhere_when_run_again_then_the_same_index),
        TEST(issue_in_a_folder_when_stopped_anywhere_then_the_same_index),
        TEST(changed_archive_is_read_again),
        TEST(folder_when_a_file_has_changed_then_read_again),
        TEST(folder_when_it_ends_too_early_then_read_again),
        TEST(several_when_the_first_changes_something_then_all_is_read),
        TEST(read_in_another_way_then_from_the_start),
        TEST(pruning_reads_all_and_deletes_nothing),
    };
    return cmocka_run_group_tests(tests, arctest_set_up, arctest_tear_down);
}

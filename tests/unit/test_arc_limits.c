/* What archives may not do: be larger, or more, than the options allow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arctest.h"

static void entry_when_larger_than_the_limit_then_it_alone_ends(void **state)
{
    (void)state;
    arc_options options = ARC_OPTIONS_INIT;
    options.max_entry_bytes = 4;
    PACK("s.tgz", "ustar", "gzip", {.name = "a", .bytes = "12345"}, {.name = "b", .bytes = "1234"});
    arctest_expect_with(&options, "s.tgz",
                        "broken s.tgz!a: larger than 4 bytes; see --max-entry-size\n"
                        "entry s.tgz!b=1234\n");
}

static void input_when_over_its_total_then_ends_with_one_line(void **state)
{
    (void)state;
    arc_options options = ARC_OPTIONS_INIT;
    options.max_total_bytes = 8;
    PACK("s.zip", "zip", NULL, {.name = "a", .bytes = "12345"}, {.name = "b", .bytes = "1234"},
         {.name = "c", .bytes = "1"});
    arctest_write("next", "N", 1);
    const char *const paths[] = {"s.zip", "next"};
    ndx_buffer log;
    ndx_buffer_init(&log, LOG_MAX);
    arctest_read_inputs(&options, paths, 2, &log);
    assert_string_equal(log.data,
                        "entry s.zip!a=12345\n"
                        "skipped s.zip!b: unpacks to more than 8 bytes; see --max-total-size\n"
                        "entry next=N\n");
    ndx_buffer_release(&log);
}

static void input_when_of_too_many_entries_then_ends_with_one_line(void **state)
{
    (void)state;
    arc_options options = ARC_OPTIONS_INIT;
    options.max_entries = 2;
    PACK("s.tar", "ustar", NULL, {.name = "a", .bytes = "A"}, {.name = "b", .bytes = "B"},
         {.name = "c", .bytes = "C"}, {.name = "d", .bytes = "D"});
    arctest_expect_with(&options, "s.tar",
                        "entry s.tar!a=A\nentry s.tar!b=B\n"
                        "skipped s.tar: more than 2 entries; see --max-entries\n");
}

static void bomb_when_over_the_ratio_then_ends_with_one_line(void **state)
{
    (void)state;
    static const char *const kinds[][2] = {
        {"zip", NULL}, {"raw", "gzip"}, {"raw", "xz"}, {"ustar", "gzip"}, {"7zip", NULL}};
    char *zeros = arctest_zeros(8 << 20);
    arc_options options = ARC_OPTIONS_INIT;
    options.max_ratio = 200;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const member m = {.name = "zeros", .bytes = zeros, .length = 8 << 20};
        assert_true(arctest_pack("bomb", kinds[i][0], kinds[i][1], NULL, &m, 1));
        tally sums = arctest_read(&options, "bomb");
        assert_int_equal(sums.entries, 0);
        assert_int_equal(sums.failed + sums.skipped, 1);
        assert_string_equal(sums.last_reason,
                            "unpacks to more than 200 times its size; see --max-ratio");
        assert_true(sums.bytes < 4 << 20);
    }
    const member m = {.name = "zeros", .bytes = zeros, .length = 1 << 20};
    assert_true(arctest_pack("small", "raw", "gzip", NULL, &m, 1));
    assert_int_equal(arctest_read(&options, "small").entries, 1);
    free(zeros);
}

static void bomb_when_passed_over_unread_then_still_ends(void **state)
{
    (void)state;
    char *zeros = arctest_zeros(8 << 20);
    PACK("bomb.7z", "7zip", NULL, {.name = "z", .bytes = zeros, .length = 8 << 20},
         {.name = "after", .bytes = "A"});
    free(zeros);
    arc_options options = ARC_OPTIONS_INIT;
    options.max_ratio = 200;
    options.max_entry_bytes = 1000;
    ndx_buffer log;
    ndx_buffer_init(&log, LOG_MAX);
    const char *path = "bomb.7z";
    arctest_read_inputs(&options, &path, 1, &log);
    assert_string_equal(
        log.data, "broken bomb.7z!z: larger than 1000 bytes; see --max-entry-size\n"
                  "skipped bomb.7z: unpacks to more than 200 times its size; see --max-ratio\n");
    ndx_buffer_release(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entry_when_larger_than_the_limit_then_it_alone_ends),
        cmocka_unit_test(input_when_over_its_total_then_ends_with_one_line),
        cmocka_unit_test(input_when_of_too_many_entries_then_ends_with_one_line),
        cmocka_unit_test(bomb_when_over_the_ratio_then_ends_with_one_line),
        cmocka_unit_test(bomb_when_passed_over_unread_then_still_ends),
    };
    return cmocka_run_group_tests(tests, arctest_set_up, arctest_tear_down);
}

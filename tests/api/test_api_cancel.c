/* Calls that are given up: by the caller's flag, from another thread too, or by a time limit. */
#include "tests/api/fixture.h"

#include <pthread.h>

static volatile int flag;

static void set_flag(int value)
{
    __atomic_store_n(&flag, value, __ATOMIC_RELAXED);
}

static newsdex_search_options cancellable(void)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.cancel = &flag;
    options.time_limit_ms = INT64_MAX;
    return options;
}

/* Each kind of call ends as expected, and hands nothing out when it fails. */
static void check_calls(newsdex *nd, const newsdex_query *query, newsdex_status expected)
{
    const newsdex_search_options options = cancellable();
    newsdex_results *results = NULL;
    newsdex_cursor *cursor = NULL;
    newsdex_facet *facet = NULL;
    newsdex_timeline *timeline = NULL;
    newsdex_error err = {0};
    assert_int_equal(newsdex_search(nd, query, &options, &results, &err), expected);
    assert_int_equal(err.status, expected);
    assert_int_equal(newsdex_cursor_open(nd, query, &options, &cursor, &err), expected);
    assert_int_equal(newsdex_facet_count(nd, query, &options, NEWSDEX_FACET_YEAR, 0, &facet, &err),
                     expected);
    assert_int_equal(
        newsdex_timeline_count(nd, query, &options, NEWSDEX_TIME_YEAR, &timeline, &err), expected);
    assert_int_equal(results != NULL, expected == NEWSDEX_OK);
    assert_int_equal(cursor != NULL, expected == NEWSDEX_OK);
    assert_int_equal(facet != NULL, expected == NEWSDEX_OK);
    assert_int_equal(timeline != NULL, expected == NEWSDEX_OK);
    newsdex_results_free(results);
    newsdex_cursor_close(cursor);
    newsdex_facet_free(facet);
    newsdex_timeline_free(timeline);
}

static void flag_when_set_ends_calls_and_when_cleared_does_not(void **state)
{
    static const char *const texts[] = {"cloud", "*", "\"common tale\"", "stor*", "cloud -tale"};
    newsdex *nd = fixture_open(state);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        newsdex_query *query = fixture_parse(nd, texts[i]);
        set_flag(1);
        /* No article is considered: nothing to give up. */
        if (i < 4)
            check_calls(nd, query, NEWSDEX_E_CANCELLED);
        set_flag(0);
        check_calls(nd, query, NEWSDEX_OK);
        newsdex_query_free(query);
    }
    newsdex_close(nd);
}

static void *set_it(void *unused)
{
    (void)unused;
    set_flag(1);
    return NULL;
}

static void flag_when_set_by_another_thread_ends_a_search(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud OR tale");
    const newsdex_search_options options = cancellable();
    newsdex_status status = NEWSDEX_OK;
    pthread_t thread;
    set_flag(0);
    assert_int_equal(pthread_create(&thread, NULL, set_it, NULL), 0);
    while (!status) {
        newsdex_results *results = NULL;
        status = newsdex_search(nd, query, &options, &results, NULL);
        newsdex_results_free(results);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(status, NEWSDEX_E_CANCELLED);
    set_flag(0);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void cursor_when_cancelled_later_gives_the_hits_it_has(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    newsdex_search_options options = cancellable();
    newsdex_cursor *cursor = NULL;
    const newsdex_hit *hit = NULL;
    set_flag(0);
    assert_int_equal(newsdex_cursor_open(nd, query, &options, &cursor, NULL), NEWSDEX_OK);
    /* Its first hits are made already. */
    set_flag(1);
    newsdex_status status = NEWSDEX_OK;
    size_t count = 0;
    while (!(status = newsdex_cursor_next(cursor, &hit, NULL)) && hit)
        count++;
    assert_int_equal(status, NEWSDEX_OK);
    assert_int_equal(count, options.limit);
    newsdex_cursor_close(cursor);
    set_flag(0);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void time_limit_below_zero_is_refused(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_results *results = NULL;
    options.time_limit_ms = -1;
    assert_int_equal(newsdex_search(nd, query, &options, &results, NULL), NEWSDEX_E_ARGUMENT);
    /* However short: an answer or none, never a wrong one. */
    options.time_limit_ms = 1;
    newsdex_status status = newsdex_search(nd, query, &options, &results, NULL);
    assert_true(status == NEWSDEX_OK || status == NEWSDEX_E_CANCELLED);
    if (!status)
        assert_int_equal(newsdex_results_total(results, NULL), FIXTURE_ARTICLES);
    newsdex_results_free(results);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flag_when_set_ends_calls_and_when_cleared_does_not),
        cmocka_unit_test(flag_when_set_by_another_thread_ends_a_search),
        cmocka_unit_test(cursor_when_cancelled_later_gives_the_hits_it_has),
        cmocka_unit_test(time_limit_below_zero_is_refused),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

/* What a program that was built with an older or newer header may rely on (newsdex.h, "ABI"). */
#include "tests/api/fixture.h"

/* The first version of each struct that callers make; on the usual 64-bit machines. */
#if UINTPTR_MAX == UINT64_MAX
_Static_assert(sizeof(newsdex_error) == 256, "newsdex_error");
_Static_assert(sizeof(newsdex_span) == 8, "newsdex_span");
_Static_assert(offsetof(newsdex_search_options, date_from) == 24, "newsdex_search_options");
_Static_assert(offsetof(newsdex_search_options, sources) == 48, "newsdex_search_options");
_Static_assert(offsetof(newsdex_search_options, recency_half_life) == 96, "newsdex_search_options");
_Static_assert(offsetof(newsdex_info, language) == 40, "newsdex_info");
_Static_assert(offsetof(newsdex_hit, id) == 32, "newsdex_hit");
_Static_assert(offsetof(newsdex_hit, index) == 152, "newsdex_hit");
#endif
_Static_assert(sizeof(newsdex_status) == sizeof(int) && sizeof(newsdex_sort) == sizeof(int),
               "enumerations");
/* Whatever is added begins where the struct ended: no field hides in another's padding. */
_Static_assert(sizeof(newsdex_search_options) ==
                   offsetof(newsdex_search_options, copies) + sizeof(uint32_t),
               "padding at the end of newsdex_search_options");

enum { FIRST_VERSION = offsetof(newsdex_search_options, sources) };

static uint64_t search(newsdex *nd, const newsdex_query *query,
                       const newsdex_search_options *options)
{
    newsdex_results *results = NULL;
    newsdex_error err = {0};
    if (newsdex_search(nd, query, options, &results, &err))
        fail_msg("size %zu: %s", options->size, err.message);
    assert_int_equal(newsdex_results_count(results), 7);
    uint64_t total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    return total;
}

/* A struct of any size that there was, with nothing behind it: what it lacks is as by default. */
static void options_of_older_programs_are_completed(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    for (size_t size = FIRST_VERSION; size <= sizeof(newsdex_search_options); size += 8) {
        newsdex_search_options whole = NEWSDEX_SEARCH_OPTIONS_INIT;
        newsdex_search_options *older = malloc(size);
        assert_non_null(older);
        whole.size = size;
        whole.limit = 7;
        memcpy(older, &whole, size);
        assert_int_equal(search(nd, query, older), FIXTURE_ARTICLES);
        free(older);
    }
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void options_of_newer_programs_are_read_as_far_as_known(void **state)
{
    struct {
        newsdex_search_options known;
        unsigned char more[64];
    } newer = {.known = NEWSDEX_SEARCH_OPTIONS_INIT};
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    memset(newer.more, 0xA5, sizeof newer.more);
    newer.known.size = sizeof newer;
    newer.known.limit = 7;
    assert_int_equal(search(nd, query, &newer.known), FIXTURE_ARTICLES);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void options_smaller_than_the_first_are_refused(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_results *results = NULL;
    for (options.size = 0; options.size < FIRST_VERSION; options.size++)
        assert_int_equal(newsdex_search(nd, query, &options, &results, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_of_older_programs_are_completed),
        cmocka_unit_test(options_of_newer_programs_are_read_as_far_as_known),
        cmocka_unit_test(options_smaller_than_the_first_are_refused),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

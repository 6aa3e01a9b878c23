/* Facets, timelines and filters: exact counts, their ends, odd arguments, lifetimes. */
#include "tests/api/fixture.h"

static const char articles[] =
    "{\"id\":\"a\",\"title\":\"Flood\",\"text\":\"one two three\",\"date\":\"2024-12-30\","
    "\"source\":\"Gazette\",\"section\":\"News\",\"author\":\"Ann; Bob\",\"language\":\"en\"}\n"
    "{\"id\":\"b\",\"title\":\"Flood\",\"text\":\"four\",\"date\":\"2025-01-05\","
    "\"source\":\"Gazette\",\"section\":\"Sport\",\"author\":\"Bob; Bob\",\"language\":\"en\"}\n"
    "{\"id\":\"c\",\"title\":\"Cr\xC3\xAApes\",\"text\":\"five six\",\"date\":\"2025-03-31\","
    "\"source\":\"L'\xC3\x89"
    "cho\",\"language\":\"fr\"}\n"
    "{\"id\":\"d\",\"title\":\"Flood\",\"text\":\"year\",\"date\":\"2024\",\"language\":\"en\"}\n"
    "{\"id\":\"e\",\"title\":\"Flood\",\"text\":\"never\",\"language\":\"en\"}\n";

static int make_counted(void **state)
{
    int failed = fixture_make(state);
    fixture *made = *state;
    char path[320];
    snprintf(path, sizeof path, "%s/counted.jsonl", made->folder);
    snprintf(made->index, sizeof made->index, "%s/counted.idx", made->folder);
    FILE *file = fopen(path, "w");
    fputs(articles, file);
    fclose(file);
    return failed ? failed : fixture_add(made->index, path);
}

static newsdex_facet *facet_of(newsdex *nd, const char *text, newsdex_facet_field field, size_t top)
{
    newsdex_query *query = fixture_parse(nd, text);
    newsdex_facet *facet = NULL;
    assert_int_equal(newsdex_facet_count(nd, query, NULL, field, top, &facet, NULL), NEWSDEX_OK);
    newsdex_query_free(query);
    return facet;
}

static void check_value(const newsdex_facet *facet, size_t i, const char *value, uint64_t count,
                        uint64_t words)
{
    assert_non_null(newsdex_facet_at(facet, i));
    assert_string_equal(newsdex_facet_at(facet, i)->value, value);
    assert_int_equal(newsdex_facet_at(facet, i)->articles, count);
    assert_int_equal(newsdex_facet_at(facet, i)->words, words);
}

static void facet_counts_every_value_and_the_missing(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_facet *facet = facet_of(nd, "*", NEWSDEX_FACET_SOURCE, 0);
    newsdex_close(nd); /* a facet outlives it */
    assert_int_equal(newsdex_facet_size(facet), 2);
    check_value(facet, 0, "Gazette", 2, 6);
    check_value(facet, 1,
                "L'\xC3\x89"
                "cho",
                1, 3);
    assert_null(newsdex_facet_at(facet, 2));
    assert_int_equal(newsdex_facet_missing(facet)->articles, 2);
    assert_int_equal(newsdex_facet_missing(facet)->words, 4);
    newsdex_facet_free(facet);
}

static void facet_of_authors_counts_an_article_once_for_each(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_facet *facet = facet_of(nd, "flood", NEWSDEX_FACET_AUTHOR, 1);
    assert_int_equal(newsdex_facet_size(facet), 1);
    assert_int_equal(newsdex_facet_distinct(facet), 2);
    check_value(facet, 0, "Bob", 2, 6);
    newsdex_facet_free(facet);
    newsdex_close(nd);
}

static void facet_of_dates_knows_only_what_they_know(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_facet *facet = facet_of(nd, "*", NEWSDEX_FACET_YEAR, 0);
    assert_int_equal(newsdex_facet_size(facet), 2);
    check_value(facet, 0, "2024", 2, 6);
    assert_int_equal(newsdex_facet_missing(facet)->articles, 1);
    newsdex_facet_free(facet);
    facet = facet_of(nd, "*", NEWSDEX_FACET_MONTH, 0);
    assert_int_equal(newsdex_facet_size(facet), 3);
    check_value(facet, 0, "2024-12", 1, 4);
    assert_int_equal(newsdex_facet_missing(facet)->articles, 2);
    newsdex_facet_free(facet);
    newsdex_close(nd);
}

static newsdex_timeline *timeline_of(newsdex *nd, const newsdex_search_options *options,
                                     newsdex_time_unit unit)
{
    newsdex_query *query = fixture_parse(nd, "flood");
    newsdex_timeline *timeline = NULL;
    assert_int_equal(newsdex_timeline_count(nd, query, options, unit, &timeline, NULL), NEWSDEX_OK);
    newsdex_query_free(query);
    return timeline;
}

static void check_bucket(const newsdex_bucket *bucket, const char *label, uint64_t hits,
                         uint64_t count)
{
    assert_non_null(bucket);
    assert_string_equal(bucket->label, label);
    assert_int_equal(bucket->hits, hits);
    assert_int_equal(bucket->articles, count);
}

static void timeline_fills_in_empty_buckets_beside_all_articles(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_timeline *timeline = timeline_of(nd, NULL, NEWSDEX_TIME_MONTH);
    newsdex_close(nd); /* a timeline outlives it */
    assert_int_equal(newsdex_timeline_size(timeline), 4);
    check_bucket(newsdex_timeline_at(timeline, 0), "2024-12", 1, 1);
    check_bucket(newsdex_timeline_at(timeline, 1), "2025-01", 1, 1);
    check_bucket(newsdex_timeline_at(timeline, 2), "2025-02", 0, 0);
    check_bucket(newsdex_timeline_at(timeline, 3), "2025-03", 0, 1);
    assert_int_equal(newsdex_timeline_at(timeline, 3)->article_words, 3);
    assert_null(newsdex_timeline_at(timeline, 4));
    check_bucket(newsdex_timeline_undated(timeline), "undated", 1, 1);
    check_bucket(newsdex_timeline_imprecise(timeline), "imprecise", 1, 1);
    newsdex_timeline_free(timeline);
}

static void timeline_of_weeks_begins_years_with_the_first_thursday(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_timeline *timeline = timeline_of(nd, NULL, NEWSDEX_TIME_WEEK);
    assert_int_equal(newsdex_timeline_size(timeline), 14);
    check_bucket(newsdex_timeline_at(timeline, 0), "2025-W01", 2, 2);
    check_bucket(newsdex_timeline_at(timeline, 13), "2025-W14", 0, 1);
    newsdex_timeline_free(timeline);
    timeline = timeline_of(nd, NULL, NEWSDEX_TIME_DAY);
    assert_int_equal(newsdex_timeline_size(timeline), 92);
    check_bucket(newsdex_timeline_at(timeline, 6), "2025-01-05", 1, 1);
    newsdex_timeline_free(timeline);
    timeline = timeline_of(nd, NULL, NEWSDEX_TIME_YEAR);
    check_bucket(newsdex_timeline_at(timeline, 0), "2024", 2, 2);
    check_bucket(newsdex_timeline_imprecise(timeline), "imprecise", 0, 0);
    newsdex_timeline_free(timeline);
    newsdex_close(nd);
}

static uint64_t count_with(newsdex *nd, const newsdex_search_options *options)
{
    newsdex_query *query = fixture_parse(nd, "*");
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(nd, query, options, &results, NULL), NEWSDEX_OK);
    uint64_t total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    newsdex_query_free(query);
    return total;
}

static void filters_take_any_of_one_field_and_all_of_several(void **state)
{
    static const char *const sources[] = {"GAZETTE", "l'echo"}, *const sections[] = {"sport"},
                             *const languages[] = {"FR"}, *const part[] = {"gaz"};
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.sources = sources;
    options.source_count = 2;
    assert_int_equal(count_with(nd, &options), 3);
    newsdex_timeline *timeline = timeline_of(nd, &options, NEWSDEX_TIME_YEAR);
    check_bucket(newsdex_timeline_at(timeline, 1), "2025", 1, 2);
    check_bucket(newsdex_timeline_undated(timeline), "undated", 0, 0);
    newsdex_timeline_free(timeline);
    options.languages = languages;
    options.language_count = 1;
    assert_int_equal(count_with(nd, &options), 1);
    options.sections = sections;
    options.section_count = 1;
    assert_int_equal(count_with(nd, &options), 0);
    options.language_count = 0;
    assert_int_equal(count_with(nd, &options), 1);
    options.section_count = 0;
    options.sources = part; /* a whole value only */
    options.source_count = 1;
    assert_int_equal(count_with(nd, &options), 0);
    /* A caller who doesn't know of filters has none. */
    options.size = offsetof(newsdex_search_options, sources);
    assert_int_equal(count_with(nd, &options), 5);
    newsdex_close(nd);
}

static void counting_refuses_what_is_none(void **state)
{
    static const char *const holes[] = {"a", NULL};
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "flood");
    newsdex_facet *facet = (newsdex_facet *)1;
    newsdex_timeline *timeline = (newsdex_timeline *)1;
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    assert_int_equal(newsdex_facet_count(NULL, query, NULL, 0, 0, &facet, NULL),
                     NEWSDEX_E_ARGUMENT);
    assert_null(facet);
    assert_int_equal(newsdex_timeline_count(nd, NULL, NULL, 0, &timeline, NULL),
                     NEWSDEX_E_ARGUMENT);
    assert_null(timeline);
    assert_int_equal(newsdex_facet_count(nd, query, NULL, (newsdex_facet_field)99, 0, &facet, NULL),
                     NEWSDEX_E_ARGUMENT);
    assert_int_equal(
        newsdex_timeline_count(nd, query, NULL, (newsdex_time_unit)99, &timeline, NULL),
        NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_facet_count(nd, query, NULL, 0, 0, NULL, NULL), NEWSDEX_E_ARGUMENT);
    options.sources = holes;
    options.source_count = 2;
    assert_int_equal(newsdex_facet_count(nd, query, &options, 0, 0, &facet, NULL),
                     NEWSDEX_E_ARGUMENT);
    options.source_count = NEWSDEX_FILTER_MAX + 1;
    assert_int_equal(newsdex_timeline_count(nd, query, &options, 0, &timeline, NULL),
                     NEWSDEX_E_LIMIT);
    assert_int_equal(newsdex_facet_size(NULL) + newsdex_facet_distinct(NULL), 0);
    assert_null(newsdex_facet_at(NULL, 0));
    assert_null(newsdex_facet_missing(NULL));
    assert_int_equal(newsdex_timeline_size(NULL), 0);
    assert_null(newsdex_timeline_at(NULL, 0));
    assert_null(newsdex_timeline_undated(NULL));
    assert_null(newsdex_timeline_imprecise(NULL));
    newsdex_facet_free(NULL);
    newsdex_timeline_free(NULL);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facet_counts_every_value_and_the_missing),
        cmocka_unit_test(facet_of_authors_counts_an_article_once_for_each),
        cmocka_unit_test(facet_of_dates_knows_only_what_they_know),
        cmocka_unit_test(timeline_fills_in_empty_buckets_beside_all_articles),
        cmocka_unit_test(timeline_of_weeks_begins_years_with_the_first_thursday),
        cmocka_unit_test(filters_take_any_of_one_field_and_all_of_several),
        cmocka_unit_test(counting_refuses_what_is_none),
    };
    return cmocka_run_group_tests(tests, make_counted, fixture_remove);
}

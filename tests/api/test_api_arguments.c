/* Every public function with NULL and with values that make no sense: an error, never a crash. */
#include "tests/api/fixture.h"

#define SENTINEL ((void *)(uintptr_t)0x5A5A)

/* After a failure: a status, one line without full stop, the out parameter emptied. */
static void check_failure(newsdex_status status, newsdex_status expected, const newsdex_error *err,
                          const void *out)
{
    assert_int_equal(status, expected);
    assert_int_equal(err->status, expected);
    size_t length = strnlen(err->message, sizeof err->message);
    assert_in_range(length, 1, sizeof err->message - 1);
    assert_null(strchr(err->message, '\n'));
    assert_int_not_equal(err->message[length - 1], '.');
    if (expected != NEWSDEX_E_QUERY)
        assert_int_equal(err->position, UINT32_MAX);
    assert_null(out);
}

/* Makes the call first, so that out is looked at after it. */
#define assert_failed(call, expected, err, out)                                                    \
    do {                                                                                           \
        newsdex_status got = call;                                                                 \
        check_failure(got, expected, err, out);                                                    \
    } while (0)

static void version_of_the_library_is_that_of_the_header(void **state)
{
    (void)state;
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", NEWSDEX_VERSION_MAJOR, NEWSDEX_VERSION_MINOR,
             NEWSDEX_VERSION_PATCH);
    assert_int_equal(newsdex_version_number(), NEWSDEX_VERSION_NUMBER);
    assert_string_equal(newsdex_version_string(), text);
}

static void status_name_of_any_number_is_a_name(void **state)
{
    (void)state;
    assert_string_equal(newsdex_status_name(NEWSDEX_OK), "NEWSDEX_OK");
    assert_string_equal(newsdex_status_name(NEWSDEX_E_NOMEM), "NEWSDEX_E_NOMEM");
    assert_string_equal(newsdex_status_name(NEWSDEX_E_NOTFOUND), "NEWSDEX_E_NOTFOUND");
    for (int status = -40; status < 40; status++)
        assert_non_null(newsdex_status_name((newsdex_status)status));
    assert_non_null(newsdex_status_name((newsdex_status)INT32_MIN));
}

static void free_of_null_does_nothing(void **state)
{
    (void)state;
    newsdex_close(NULL);
    newsdex_query_free(NULL);
    newsdex_results_free(NULL);
    newsdex_article_free(NULL);
    newsdex_matches_free(NULL);
}

static void accessors_of_null_give_nothing(void **state)
{
    (void)state;
    int exact = 7;
    assert_int_equal(newsdex_results_count(NULL), 0);
    assert_int_equal(newsdex_results_total(NULL, &exact), 0);
    assert_int_equal(newsdex_results_total(NULL, NULL), 0);
    assert_null(newsdex_results_at(NULL, 0));
    assert_int_equal(newsdex_results_notice_count(NULL), 0);
    assert_int_equal(newsdex_query_notice_count(NULL), 0);
    newsdex_query_describe(NULL);
    newsdex_query_notice(NULL, 0);
    newsdex_results_notice(NULL, 0);
}

static void open_of_what_is_no_index_fails(void **state)
{
    const fixture *made = *state;
    newsdex *nd = SENTINEL;
    newsdex_error err = {0};
    assert_failed(newsdex_open(NULL, &nd, &err), NEWSDEX_E_ARGUMENT, &err, nd);
    nd = SENTINEL;
    assert_failed(newsdex_open("/nonexistent/news.idx", &nd, &err), NEWSDEX_E_NOINDEX, &err, nd);
    nd = SENTINEL;
    assert_failed(newsdex_open(made->folder, &nd, &err), NEWSDEX_E_NOINDEX, &err, nd);
    nd = SENTINEL;
    assert_failed(newsdex_open("", &nd, &err), NEWSDEX_E_NOINDEX, &err, nd);
    char path[320];
    snprintf(path, sizeof path, "%s/news.jsonl", made->folder);
    nd = SENTINEL;
    assert_failed(newsdex_open(path, &nd, &err), NEWSDEX_E_NOINDEX, &err, nd);
    assert_int_equal(newsdex_open(made->index, NULL, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_open(NULL, NULL, NULL), NEWSDEX_E_ARGUMENT);
}

static void open_of_an_endless_path_fails(void **state)
{
    (void)state;
    static char path[100000];
    memset(path, 'a', sizeof path - 1);
    newsdex *nd = SENTINEL;
    assert_int_not_equal(newsdex_open(path, &nd, NULL), NEWSDEX_OK);
    assert_null(nd);
}

static void date_parse_with_nonsense_fails(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "x",
                                        "20250",
                                        "0000",
                                        "2025-13",
                                        "2025-00",
                                        "2025-02-30",
                                        "2025-09-25T",
                                        "2025-09-25T25:00",
                                        "2025-09-25x",
                                        " 2025",
                                        "-2025",
                                        "99999999999999999999"};
    int64_t first, last;
    newsdex_error err;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        first = last = 7;
        assert_failed(newsdex_date_parse(wrong[i], &first, &last, &err), NEWSDEX_E_ARGUMENT, &err,
                      NULL);
        assert_int_equal(first, 0);
        assert_int_equal(last, 0);
    }
    assert_int_equal(newsdex_date_parse(NULL, &first, &last, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_date_parse("2025", NULL, NULL, NULL);
    newsdex_date_parse("2025", &first, NULL, NULL);
    newsdex_date_parse("2025", NULL, &last, NULL);
}

static void date_parse_gives_first_and_last_second(void **state)
{
    (void)state;
    int64_t first, last;
    assert_int_equal(newsdex_date_parse("1970", &first, &last, NULL), NEWSDEX_OK);
    assert_int_equal(first, 0);
    assert_int_equal(last, 365 * 86400 - 1);
    assert_int_equal(newsdex_date_parse("1968-02", &first, &last, NULL), NEWSDEX_OK);
    assert_int_equal(last - first, 29 * 86400 - 1);
    assert_int_equal(newsdex_date_parse("1970-01-02T00:01", &first, &last, NULL), NEWSDEX_OK);
    assert_int_equal(first, 86400 + 60);
    assert_int_equal(last, 86400 + 119);
}

static void refresh_and_info_with_null_fail(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_info info = NEWSDEX_INFO_INIT;
    int changed = 7;
    assert_int_equal(newsdex_refresh(NULL, &changed, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(changed, 0);
    assert_int_equal(newsdex_refresh(NULL, NULL, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_refresh(nd, NULL, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_get_info(NULL, &info, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_get_info(nd, NULL, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_get_info(nd, &info, NULL), NEWSDEX_OK);
    assert_int_equal(info.articles, FIXTURE_ARTICLES);
    assert_int_equal(info.size, sizeof info);
    assert_int_equal(strlen(info.revision), 16);
    assert_in_range(info.committed, time(NULL) - 3600, time(NULL));
    newsdex_close(nd);
}

/* A program built with an older, shorter struct: nothing behind its end is written. */
static void info_of_a_smaller_struct_stays_within(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_info info;
    memset(&info, 0x5A, sizeof info);
    info.size = offsetof(newsdex_info, oldest);
    newsdex_status status = newsdex_get_info(nd, &info, NULL);
    unsigned char untouched[sizeof info - offsetof(newsdex_info, oldest)];
    memset(untouched, 0x5A, sizeof untouched);
    assert_memory_equal((unsigned char *)&info + offsetof(newsdex_info, oldest), untouched,
                        sizeof untouched);
    if (status == NEWSDEX_OK)
        assert_int_equal(info.articles, FIXTURE_ARTICLES);
    info.size = 0;
    newsdex_get_info(nd, &info, NULL);
    info.size = 3;
    newsdex_get_info(nd, &info, NULL);
    newsdex_close(nd);
}

static void parse_with_null_or_too_much_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = SENTINEL;
    newsdex_error err = {0};
    assert_failed(newsdex_query_parse(NULL, "a", 1, &query, &err), NEWSDEX_E_ARGUMENT, &err, query);
    query = SENTINEL;
    assert_failed(newsdex_query_parse(nd, NULL, 1, &query, &err), NEWSDEX_E_ARGUMENT, &err, query);
    assert_int_equal(newsdex_query_parse(nd, "a", 1, NULL, NULL), NEWSDEX_E_ARGUMENT);
    static char text[NEWSDEX_QUERY_MAX_BYTES + 1];
    memset(text, 'a', sizeof text);
    query = SENTINEL;
    assert_failed(newsdex_query_parse(nd, text, sizeof text, &query, &err), NEWSDEX_E_LIMIT, &err,
                  query);
    query = SENTINEL;
    assert_failed(newsdex_query_parse(nd, text, SIZE_MAX, &query, &err), NEWSDEX_E_LIMIT, &err,
                  query);
    memset(text, '(', sizeof text);
    query = SENTINEL;
    assert_int_not_equal(newsdex_query_parse(nd, text, sizeof text - 1, &query, &err), NEWSDEX_OK);
    assert_null(query);
    newsdex_close(nd);
}

static void parse_of_any_bytes_gives_an_answer(void **state)
{
    static const char *const odd[] = {
        "",      " ",         "\xFF\xFE", "\"",    "(",    ")",      "-",     "+",
        "*",     "a AND",     "OR",       "NOT",   "x:",   "title:", "date:", "NEAR/9",
        "\033[", "date:9..1", "a NEAR",   "- - -", "((((", "a*b*",   "\"\"",  "id:\"\""};
    newsdex *nd = fixture_open(state);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        newsdex_query *query = SENTINEL;
        newsdex_error err = {0};
        size_t length = strlen(odd[i]);
        newsdex_status status = newsdex_query_parse(nd, odd[i], length, &query, &err);
        if (status) {
            assert_null(query);
            assert_true(err.message[0] != '\0');
            assert_true(status != NEWSDEX_E_QUERY || err.position <= length);
            continue;
        }
        assert_non_null(query);
        assert_non_null(newsdex_query_describe(query));
        newsdex_results *results = SENTINEL;
        assert_int_equal(newsdex_search(nd, query, NULL, &results, &err), NEWSDEX_OK);
        newsdex_results_free(results);
        newsdex_query_free(query);
    }
    newsdex_query *query = NULL;
    newsdex_status status = newsdex_query_parse(nd, "cloud\0tail", 10, &query, NULL);
    assert_int_equal(status == NEWSDEX_OK, query != NULL);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void search_with_null_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    newsdex_results *results = SENTINEL;
    newsdex_error err = {0};
    assert_failed(newsdex_search(NULL, query, NULL, &results, &err), NEWSDEX_E_ARGUMENT, &err,
                  results);
    results = SENTINEL;
    assert_failed(newsdex_search(nd, NULL, NULL, &results, &err), NEWSDEX_E_ARGUMENT, &err,
                  results);
    assert_int_equal(newsdex_search(nd, query, NULL, NULL, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void assert_search_refused(newsdex *nd, const newsdex_query *query,
                                  const newsdex_search_options *options)
{
    newsdex_results *results = SENTINEL;
    newsdex_error err = {0};
    newsdex_status status = newsdex_search(nd, query, options, &results, &err);
    assert_true(status == NEWSDEX_E_ARGUMENT || status == NEWSDEX_E_LIMIT);
    assert_failed(status, status, &err, results);
}

static void search_with_options_out_of_range_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    const newsdex_search_options good = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_search_options options = good;
    options.limit = NEWSDEX_LIMIT_MAX + 1;
    assert_search_refused(nd, query, &options);
    options = good;
    options.snippet_bytes = NEWSDEX_SNIPPET_MAX + 1;
    assert_search_refused(nd, query, &options);
    options = good;
    options.sort = (newsdex_sort)99;
    assert_search_refused(nd, query, &options);
    options = good;
    options.size = 0;
    assert_search_refused(nd, query, &options);
    options = good;
    options.recency_half_life = -1;
    assert_search_refused(nd, query, &options);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static size_t count_hits(newsdex *nd, const newsdex_query *query,
                         const newsdex_search_options *options, uint64_t *total)
{
    newsdex_results *results = NULL;
    newsdex_error err = {0};
    if (newsdex_search(nd, query, options, &results, &err))
        fail_msg("%s", err.message);
    size_t count = newsdex_results_count(results);
    *total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    return count;
}

static void search_at_the_ends_of_the_ranges_works(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    const newsdex_search_options good = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_search_options options = good;
    uint64_t total;
    options.limit = NEWSDEX_LIMIT_MAX;
    assert_int_equal(count_hits(nd, query, &options, &total), FIXTURE_ARTICLES);
    options.limit = 0;
    assert_int_equal(count_hits(nd, query, &options, &total), 0);
    assert_int_equal(total, FIXTURE_ARTICLES);
    options = good;
    options.offset = UINT32_MAX;
    assert_int_equal(count_hits(nd, query, &options, &total), 0);
    assert_int_equal(total, FIXTURE_ARTICLES);
    options = good;
    options.date_from = NEWSDEX_DATE_MAX;
    options.date_to = NEWSDEX_DATE_MIN;
    assert_int_equal(count_hits(nd, query, &options, &total), 0);
    options = good;
    options.snippet_bytes = 1;
    assert_int_equal(count_hits(nd, query, &options, &total), 10);
    assert_int_equal(count_hits(nd, query, NULL, &total), 10);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void hits_hold_strings_even_when_unknown(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud suspension");
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(nd, query, NULL, &results, NULL), NEWSDEX_OK);
    for (size_t i = 0; i < newsdex_results_count(results); i++) {
        const newsdex_hit *hit = newsdex_results_at(results, i);
        const char *const strings[] = {hit->date_text, hit->id,      hit->title,    hit->author,
                                       hit->source,    hit->section, hit->language, hit->url,
                                       hit->address,   hit->snippet};
        for (size_t s = 0; s < sizeof strings / sizeof *strings; s++)
            assert_non_null(strings[s]);
        assert_int_equal(hit->rank, i + 1);
        for (size_t s = 0; s < hit->span_count; s++)
            assert_in_range(hit->spans[s].offset + hit->spans[s].length, 1, strlen(hit->snippet));
        assert_int_equal(hit->missing_count, 1);
        assert_string_equal(hit->missing[0], "suspension");
    }
    assert_null(newsdex_results_at(results, newsdex_results_count(results)));
    assert_null(newsdex_results_at(results, SIZE_MAX));
    newsdex_query_notice(query, SIZE_MAX);
    newsdex_results_notice(results, SIZE_MAX);
    newsdex_results_free(results);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void article_get_with_null_or_unknown_id_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    const newsdex_article *article = SENTINEL;
    newsdex_error err = {0};
    assert_failed(newsdex_article_get(NULL, "n1", &article, &err), NEWSDEX_E_ARGUMENT, &err,
                  article);
    article = SENTINEL;
    assert_failed(newsdex_article_get(nd, NULL, &article, &err), NEWSDEX_E_ARGUMENT, &err, article);
    article = SENTINEL;
    assert_failed(newsdex_article_get(nd, "nosuch", &article, &err), NEWSDEX_E_NOTFOUND, &err,
                  article);
    article = SENTINEL;
    assert_failed(newsdex_article_get(nd, "", &article, &err), NEWSDEX_E_NOTFOUND, &err, article);
    static char endless[100000];
    memset(endless, 'x', sizeof endless - 1);
    article = SENTINEL;
    assert_failed(newsdex_article_get(nd, endless, &article, &err), NEWSDEX_E_NOTFOUND, &err,
                  article);
    assert_int_equal(newsdex_article_get(nd, "n1", NULL, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_close(nd);
}

static void article_matches_with_null_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    const newsdex_article *article = NULL;
    const newsdex_matches *matches = SENTINEL;
    newsdex_error err = {0};
    assert_int_equal(newsdex_article_get(nd, "n1", &article, NULL), NEWSDEX_OK);
    assert_failed(newsdex_article_matches(NULL, article, query, &matches, &err), NEWSDEX_E_ARGUMENT,
                  &err, matches);
    matches = SENTINEL;
    assert_failed(newsdex_article_matches(nd, NULL, query, &matches, &err), NEWSDEX_E_ARGUMENT,
                  &err, matches);
    matches = SENTINEL;
    assert_failed(newsdex_article_matches(nd, article, NULL, &matches, &err), NEWSDEX_E_ARGUMENT,
                  &err, matches);
    assert_int_equal(newsdex_article_matches(nd, article, query, NULL, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_article_free(article);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_of_the_library_is_that_of_the_header),
        cmocka_unit_test(status_name_of_any_number_is_a_name),
        cmocka_unit_test(free_of_null_does_nothing),
        cmocka_unit_test(accessors_of_null_give_nothing),
        cmocka_unit_test(open_of_what_is_no_index_fails),
        cmocka_unit_test(open_of_an_endless_path_fails),
        cmocka_unit_test(date_parse_with_nonsense_fails),
        cmocka_unit_test(date_parse_gives_first_and_last_second),
        cmocka_unit_test(refresh_and_info_with_null_fail),
        cmocka_unit_test(info_of_a_smaller_struct_stays_within),
        cmocka_unit_test(parse_with_null_or_too_much_fails),
        cmocka_unit_test(parse_of_any_bytes_gives_an_answer),
        cmocka_unit_test(search_with_null_fails),
        cmocka_unit_test(search_with_options_out_of_range_fails),
        cmocka_unit_test(search_at_the_ends_of_the_ranges_works),
        cmocka_unit_test(hits_hold_strings_even_when_unknown),
        cmocka_unit_test(article_get_with_null_or_unknown_id_fails),
        cmocka_unit_test(article_matches_with_null_fails),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

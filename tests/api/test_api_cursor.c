/* The streaming cursor: every hit once, in order, from one commit, whatever happens to the index.
 */
#include "tests/api/fixture.h"

enum { ARTICLES = 2500 };

static void run_indexer(const fixture *made, const char *arguments)
{
    assert_int_equal(fixture_run_indexer(made->index, arguments), 0);
}

static void write_articles(const fixture *made, int first, int last)
{
    char path[320], argument[330];
    snprintf(path, sizeof path, "%s/c%d.jsonl", made->folder, first);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = first; i <= last; i++)
        fprintf(file,
                "{\"id\":\"c%d\",\"title\":\"Copy %d\",\"date\":\"%d\",\"section\":\"%s\","
                "\"text\":\"stream\"}\n",
                i, i, 1000 + i % 1000, i % 2 ? "Odd" : "Even");
    assert_int_equal(fclose(file), 0);
    snprintf(argument, sizeof argument, "'%s'", path);
    run_indexer(made, argument);
}

static int make_many(void **state)
{
    int failed = fixture_make(state);
    if (!failed)
        write_articles(*state, 1, ARTICLES);
    return failed;
}

static newsdex_cursor *open_cursor(newsdex *nd, const newsdex_query *query, uint32_t offset,
                                   uint32_t limit, newsdex_sort sort)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.offset = offset;
    options.limit = limit;
    options.sort = sort;
    options.snippet_bytes = 0;
    newsdex_cursor *cursor = NULL;
    newsdex_error err = {0};
    if (newsdex_cursor_open(nd, query, &options, &cursor, &err))
        fail_msg("%s", err.message);
    return cursor;
}

/* Reads to the end, or to a failure; each article may come once only. */
static newsdex_status read_all(newsdex_cursor *cursor, uint64_t first_rank, size_t *count)
{
    static unsigned char seen[2 * ARTICLES];
    memset(seen, 0, sizeof seen);
    const newsdex_hit *hit = NULL;
    newsdex_status status;
    *count = 0;
    while (!(status = newsdex_cursor_next(cursor, &hit, NULL)) && hit) {
        int number = atoi(hit->id + 1);
        assert_in_range(number, 1, ARTICLES);
        assert_int_equal(seen[number]++, 0);
        assert_int_equal(hit->rank, first_rank + *count);
        (*count)++;
    }
    return status;
}

static void cursor_gives_all_hits_once(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "stream");
    size_t count;
    for (newsdex_sort sort = NEWSDEX_SORT_RELEVANCE; sort <= NEWSDEX_SORT_OLDEST; sort++) {
        newsdex_cursor *cursor = open_cursor(nd, query, 0, UINT32_MAX, sort);
        assert_int_equal(newsdex_results_total(newsdex_cursor_results(cursor), NULL), ARTICLES);
        assert_int_equal(read_all(cursor, 1, &count), NEWSDEX_OK);
        assert_int_equal(count, ARTICLES);
        const newsdex_hit *hit = NULL;
        assert_int_equal(newsdex_cursor_next(cursor, &hit, NULL), NEWSDEX_OK);
        assert_null(hit);
        newsdex_cursor_close(cursor);
    }
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void cursor_keeps_to_offset_and_limit(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "stream");
    size_t count;
    newsdex_cursor *cursor = open_cursor(nd, query, 300, 2000, NEWSDEX_SORT_NEWEST);
    newsdex_close(nd);
    assert_int_equal(read_all(cursor, 301, &count), NEWSDEX_OK);
    assert_int_equal(count, 2000);
    newsdex_cursor_close(cursor);
    newsdex_query_free(query);
}

/* More hits than a batch, so that it reads on when the filters are gone. */
static void cursor_keeps_to_filters_that_are_gone(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "stream");
    char *section = strdup("odd");
    const char **sections = malloc(sizeof *sections);
    assert_true(section && sections);
    sections[0] = section;
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.limit = UINT32_MAX;
    options.sections = sections;
    options.section_count = 1;
    newsdex_cursor *cursor = NULL;
    assert_int_equal(newsdex_cursor_open(nd, query, &options, &cursor, NULL), NEWSDEX_OK);
    free(section);
    free(sections);
    size_t count;
    assert_int_equal(read_all(cursor, 1, &count), NEWSDEX_OK);
    assert_int_equal(count, ARTICLES / 2);
    newsdex_cursor_close(cursor);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void cursor_gives_what_search_gives(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "stream copy number7");
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.limit = NEWSDEX_LIMIT_MAX;
    newsdex_results *results = NULL;
    newsdex_cursor *cursor = NULL;
    assert_int_equal(newsdex_search(nd, query, &options, &results, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_cursor_open(nd, query, &options, &cursor, NULL), NEWSDEX_OK);
    for (size_t i = 0; i < NEWSDEX_LIMIT_MAX; i++) {
        const newsdex_hit *hit = NULL, *same = newsdex_results_at(results, i);
        assert_int_equal(newsdex_cursor_next(cursor, &hit, NULL), NEWSDEX_OK);
        assert_string_equal(hit->id, same->id);
        assert_string_equal(hit->snippet, same->snippet);
        assert_int_equal(hit->missing_count, same->missing_count);
    }
    newsdex_cursor_close(cursor);
    newsdex_results_free(results);
    newsdex_query_free(query);
    newsdex_close(nd);
}

/* Published, deleted and merged under it: all hits of its own commit, or a plain word. */
static void cursor_over_a_changing_index_mixes_nothing(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "stream");
    newsdex_cursor *cursor = open_cursor(nd, query, 0, UINT32_MAX, NEWSDEX_SORT_RELEVANCE);
    write_articles(*state, ARTICLES + 1, ARTICLES + 50);
    run_indexer(*state, "--delete c1 c2 c3");
    run_indexer(*state, "--delete c4");
    run_indexer(*state, "--optimize");
    size_t count;
    newsdex_status status = read_all(cursor, 1, &count);
    if (status) {
        const newsdex_hit *hit = NULL;
        assert_int_equal(status, NEWSDEX_E_CHANGED);
        assert_int_equal(newsdex_cursor_next(cursor, &hit, NULL), NEWSDEX_E_CHANGED);
    } else {
        assert_int_equal(count, ARTICLES);
    }
    newsdex_cursor_close(cursor);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void cursor_with_null_or_odd_values_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "stream");
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_cursor *cursor = NULL;
    const newsdex_hit *hit = NULL;
    assert_int_equal(newsdex_cursor_open(NULL, query, NULL, &cursor, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_cursor_open(nd, NULL, NULL, &cursor, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_cursor_open(nd, query, NULL, NULL, NULL), NEWSDEX_E_ARGUMENT);
    options.size = 1;
    assert_int_equal(newsdex_cursor_open(nd, query, &options, &cursor, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(cursor);
    assert_int_equal(newsdex_cursor_next(NULL, &hit, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(newsdex_cursor_results(NULL));
    newsdex_cursor_close(NULL);
    cursor = open_cursor(nd, query, UINT32_MAX, UINT32_MAX, NEWSDEX_SORT_RELEVANCE);
    assert_int_equal(newsdex_cursor_next(cursor, NULL, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_cursor_next(cursor, &hit, NULL), NEWSDEX_OK);
    assert_null(hit);
    newsdex_cursor_close(cursor);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursor_gives_all_hits_once),
        cmocka_unit_test(cursor_keeps_to_offset_and_limit),
        cmocka_unit_test(cursor_keeps_to_filters_that_are_gone),
        cmocka_unit_test(cursor_gives_what_search_gives),
        cmocka_unit_test(cursor_with_null_or_odd_values_fails),
        cmocka_unit_test(cursor_over_a_changing_index_mixes_nothing), /* last: it changes it */
    };
    return cmocka_run_group_tests(tests, make_many, fixture_remove);
}

/* Several indexes opened as one. */
#include "tests/api/fixture.h"

/* An index of one article beside the fixture's. */
static void make_other(const fixture *made, const char *id, char path[320])
{
    char articles[320];
    snprintf(path, 320, "%s/other.idx", made->folder);
    snprintf(articles, sizeof articles, "%s/%s.jsonl", made->folder, id);
    FILE *file = fopen(articles, "w");
    assert_non_null(file);
    fprintf(file, "{\"id\":\"%s\",\"title\":\"Other\",\"text\":\"A cloud of others.\"}\n", id);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(fixture_add(path, articles), 0);
}

static uint64_t count(newsdex *nd, const char *text)
{
    newsdex_query *query = fixture_parse(nd, text);
    newsdex_results *results = NULL;
    newsdex_error err = {0};
    if (newsdex_search(nd, query, NULL, &results, &err))
        fail_msg("%s", err.message);
    uint64_t total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    newsdex_query_free(query);
    return total;
}

static void several_are_searched_as_one_and_refreshed(void **state)
{
    const fixture *made = *state;
    char other[320];
    make_other(made, "o1", other);
    const char *paths[] = {made->index, other};
    newsdex *nd = NULL;
    newsdex_error err = {0};
    assert_int_equal(newsdex_open_many(paths, 2, &nd, &err), NEWSDEX_OK);
    newsdex_info info = NEWSDEX_INFO_INIT;
    assert_int_equal(newsdex_get_info(nd, &info, &err), NEWSDEX_OK);
    assert_int_equal(info.indexes, 2);
    assert_int_equal(info.articles, FIXTURE_ARTICLES + 1);
    assert_int_equal(count(nd, "cloud"), FIXTURE_ARTICLES + 1);

    make_other(made, "o2", other);
    int changed = 0;
    assert_int_equal(newsdex_refresh(nd, &changed, &err), NEWSDEX_OK);
    assert_true(changed);
    assert_int_equal(count(nd, "cloud"), FIXTURE_ARTICLES + 2);
    assert_int_equal(newsdex_refresh(nd, &changed, &err), NEWSDEX_OK);
    assert_false(changed);

    const newsdex_article *article = NULL;
    assert_int_equal(newsdex_article_get(nd, "o2", &article, &err), NEWSDEX_OK);
    assert_string_equal(article->index, other);
    newsdex_article_free(article);
    newsdex_query *query = fixture_parse(nd, "cloud");
    newsdex_cursor *cursor = NULL;
    assert_int_equal(newsdex_cursor_open(nd, query, NULL, &cursor, &err), NEWSDEX_OK);
    assert_int_equal(newsdex_results_total(newsdex_cursor_results(cursor), NULL),
                     FIXTURE_ARTICLES + 2);
    newsdex_cursor_close(cursor);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void open_of_none_too_many_or_null_fails(void **state)
{
    const fixture *made = *state;
    static const char *many[NEWSDEX_INDEXES_MAX + 1];
    for (size_t i = 0; i <= NEWSDEX_INDEXES_MAX; i++)
        many[i] = made->index;
    const char *with_null[] = {made->index, NULL}, *with_none[] = {made->index, "/no/such"};
    newsdex *nd = (newsdex *)&many;
    newsdex_error err = {0};
    assert_int_equal(newsdex_open_many(NULL, 1, &nd, &err), NEWSDEX_E_ARGUMENT);
    assert_null(nd);
    assert_int_equal(newsdex_open_many(many, 0, &nd, &err), NEWSDEX_E_LIMIT);
    assert_int_equal(newsdex_open_many(many, NEWSDEX_INDEXES_MAX + 1, &nd, &err), NEWSDEX_E_LIMIT);
    assert_int_equal(newsdex_open_many(many, 1, NULL, &err), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_open_many(with_null, 2, &nd, &err), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_open_many(with_none, 2, &nd, &err), NEWSDEX_E_NOINDEX);
    assert_non_null(strstr(err.message, "/no/such"));
    assert_null(nd);
    /* One that is named again and again is one. */
    assert_int_equal(newsdex_open_many(many, NEWSDEX_INDEXES_MAX, &nd, &err), NEWSDEX_OK);
    assert_int_equal(count(nd, "cloud"), FIXTURE_ARTICLES);
    newsdex_close(nd);
}

/* Programs built when newsdex_info was shorter. */
static void info_of_an_older_struct_is_filled_as_far_as_it_goes(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_info info;
    memset(&info, 0x5A, sizeof info);
    info.size = offsetof(newsdex_info, indexes);
    assert_int_equal(newsdex_get_info(nd, &info, NULL), NEWSDEX_OK);
    assert_int_equal(info.articles, FIXTURE_ARTICLES);
    assert_int_equal(info.size, offsetof(newsdex_info, indexes));
    assert_int_equal(info.indexes, 0x5A5A5A5A);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_are_searched_as_one_and_refreshed),
        cmocka_unit_test(open_of_none_too_many_or_null_fails),
        cmocka_unit_test(info_of_an_older_struct_is_filled_as_far_as_it_goes),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

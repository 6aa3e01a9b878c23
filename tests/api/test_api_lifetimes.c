/* What is handed out lives as long as the header says: results, queries and articles outlive the
 * index. */
#include "tests/api/fixture.h"

static void results_after_close_are_still_there(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "number7 suspension");
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(nd, query, NULL, &results, NULL), NEWSDEX_OK);
    newsdex_query_free(query);
    newsdex_close(nd);
    assert_int_equal(newsdex_results_total(results, NULL), 1);
    const newsdex_hit *hit = newsdex_results_at(results, 0);
    assert_string_equal(hit->id, "n7");
    assert_string_equal(hit->title, "Story number7");
    assert_string_equal(hit->date_text, "1967-01-02");
    assert_true(strlen(hit->snippet) > 0);
    assert_string_equal(hit->matched[0], "number7");
    assert_string_equal(hit->missing[0], "suspension");
    newsdex_results_free(results);
}

static void query_after_close_searches_another_handle(void **state)
{
    newsdex *first = fixture_open(state);
    newsdex_query *query = fixture_parse(first, "cloud");
    newsdex_close(first);
    assert_non_null(strstr(newsdex_query_describe(query), "cloud"));
    newsdex *second = fixture_open(state);
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(second, query, NULL, &results, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_results_total(results, NULL), FIXTURE_ARTICLES);
    newsdex_results_free(results);
    newsdex_close(second);
    newsdex_query_free(query);
}

static void article_after_close_is_still_there(void **state)
{
    newsdex *nd = fixture_open(state);
    const newsdex_article *article = NULL;
    assert_int_equal(newsdex_article_get(nd, "n7", &article, NULL), NEWSDEX_OK);
    newsdex_close(nd);
    assert_string_equal(article->title, "Story number7");
    assert_string_equal(article->text, "A common tale of the cloud, told 7 times.");
    assert_int_equal(article->text_length, strlen(article->text));
    assert_string_equal(article->author, "");
    newsdex_article_free(article);
}

/* "number7" is in the title alone, the phrase in the text; "cloud tale" is no phrase of it. */
static void matches_after_all_else_is_gone_are_still_there(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "number7 \"the cloud\" \"cloud tale\" -times");
    const newsdex_article *article = NULL;
    const newsdex_matches *matches = NULL;
    assert_int_equal(newsdex_article_get(nd, "n7", &article, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_article_matches(nd, article, query, &matches, NULL), NEWSDEX_OK);
    newsdex_article_free(article);
    newsdex_query_free(query);
    newsdex_close(nd);
    assert_int_equal(matches->title_count, 1);
    assert_int_equal(matches->title_spans[0].offset, strlen("Story "));
    assert_int_equal(matches->title_spans[0].length, strlen("number7"));
    assert_int_equal(matches->text_count, 2);
    assert_int_equal(matches->text_spans[0].offset, strlen("A common tale of "));
    assert_int_equal(matches->text_spans[1].offset, strlen("A common tale of the "));
    assert_int_equal(matches->text_spans[1].length, strlen("cloud"));
    newsdex_matches_free(matches);
}

static void results_after_another_search_are_unchanged(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *seven = fixture_parse(nd, "number7"), *eight = fixture_parse(nd, "number8");
    newsdex_results *first = NULL, *second = NULL;
    assert_int_equal(newsdex_search(nd, seven, NULL, &first, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_search(nd, eight, NULL, &second, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_refresh(nd, NULL, NULL), NEWSDEX_OK);
    assert_string_equal(newsdex_results_at(first, 0)->id, "n7");
    newsdex_results_free(second);
    assert_string_equal(newsdex_results_at(first, 0)->title, "Story number7");
    newsdex_results_free(first);
    newsdex_query_free(seven);
    newsdex_query_free(eight);
    newsdex_close(nd);
}

static void text_of_a_query_may_change_after_parsing(void **state)
{
    newsdex *nd = fixture_open(state);
    char text[] = "number7 suspension";
    newsdex_query *query = NULL;
    assert_int_equal(newsdex_query_parse(nd, text, strlen(text), &query, NULL), NEWSDEX_OK);
    memset(text, 'x', sizeof text);
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(nd, query, NULL, &results, NULL), NEWSDEX_OK);
    assert_string_equal(newsdex_results_at(results, 0)->id, "n7");
    newsdex_results_free(results);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_after_close_are_still_there),
        cmocka_unit_test(query_after_close_searches_another_handle),
        cmocka_unit_test(article_after_close_is_still_there),
        cmocka_unit_test(matches_after_all_else_is_gone_are_still_there),
        cmocka_unit_test(results_after_another_search_are_unchanged),
        cmocka_unit_test(text_of_a_query_may_change_after_parsing),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

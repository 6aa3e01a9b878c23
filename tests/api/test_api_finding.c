/* Finding more than was asked for: more like this, and words of the best hits. */
#include "tests/api/fixture.h"

#define SENTINEL ((void *)(uintptr_t)0x5A5A)

static newsdex_query *like(newsdex *nd, const char *id, const newsdex_like_options *options)
{
    newsdex_query *query = NULL;
    newsdex_error err = {0};
    if (newsdex_query_like(nd, id, options, &query, &err))
        fail_msg("%s", err.message);
    return query;
}

static void like_with_null_or_out_of_range_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = SENTINEL;
    newsdex_like_options options = NEWSDEX_LIKE_OPTIONS_INIT;
    assert_int_equal(newsdex_query_like(NULL, "n1", NULL, &query, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(query);
    assert_int_equal(newsdex_query_like(nd, NULL, NULL, &query, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_query_like(nd, "n1", NULL, NULL, NULL), NEWSDEX_E_ARGUMENT);
    query = SENTINEL;
    assert_int_equal(newsdex_query_like(nd, "nosuch", NULL, &query, NULL), NEWSDEX_E_NOTFOUND);
    assert_null(query);
    options.words = 0;
    assert_int_equal(newsdex_query_like(nd, "n1", &options, &query, NULL), NEWSDEX_E_LIMIT);
    options.words = NEWSDEX_LIKE_WORDS_MAX + 1;
    assert_int_equal(newsdex_query_like(nd, "n1", &options, &query, NULL), NEWSDEX_E_LIMIT);
    options.size = 0;
    assert_int_equal(newsdex_query_like(nd, "n1", &options, &query, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_close(nd);
}

/* Every article of the fixture has its own number and the words of all: too common to tell. */
static void like_of_what_shares_nothing_is_not_found(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = SENTINEL;
    newsdex_error err = {0};
    assert_int_equal(newsdex_query_like(nd, "n50", NULL, &query, &err), NEWSDEX_E_NOTFOUND);
    assert_null(query);
    assert_non_null(strstr(err.message, "shares no"));
    newsdex_close(nd);
}

static const char *const family =
    "{\"id\":\"a\",\"title\":\"Harbour strike\",\"date\":\"2003-05-01\",\"text\":\"Dockers walk "
    "out "
    "over pay.\"}\n"
    "{\"id\":\"b\",\"title\":\"Strike ends\",\"date\":\"2003-05-03\",\"text\":\"Dockers return; "
    "pay "
    "rises.\"}\n"
    "{\"id\":\"c\",\"title\":\"Harbour pay\",\"date\":\"2003-04-01\",\"text\":\"Dockers ask for "
    "more.\"}\n"
    "{\"id\":\"d\",\"title\":\"Rain\",\"text\":\"Rain all day, and wind.\"}\n"
    "{\"id\":\"e\",\"title\":\"More rain\",\"text\":\"Wind, rain and fog.\"}\n"
    "{\"id\":\"f\",\"title\":\"Chess\",\"date\":\"2001\",\"text\":\"A queen was lost.\"}\n"
    "{\"id\":\"g\",\"title\":\"Swans\",\"date\":\"2001\",\"text\":\"They came early.\"}\n";

static newsdex *open_family(void **state)
{
    const fixture *made = *state;
    char path[320], index[320];
    snprintf(path, sizeof path, "%s/family.jsonl", made->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(family, file);
    fclose(file);
    snprintf(index, sizeof index, "%s/family.idx", made->folder);
    assert_int_equal(fixture_add(index, path), 0);
    newsdex *nd = NULL;
    assert_int_equal(newsdex_open(index, &nd, NULL), NEWSDEX_OK);
    return nd;
}

/* The ids found, each ended by a space, best first. */
static void find_ids(newsdex *nd, const newsdex_query *query, char *ids, size_t size)
{
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(nd, query, NULL, &results, NULL), NEWSDEX_OK);
    *ids = '\0';
    for (size_t i = 0; i < newsdex_results_count(results); i++) {
        size_t used = strlen(ids);
        snprintf(ids + used, size - used, "%s ", newsdex_results_at(results, i)->id);
    }
    newsdex_results_free(results);
}

static void like_finds_kin_but_not_itself(void **state)
{
    newsdex *nd = open_family(state);
    char ids[100];
    newsdex_query *query = like(nd, "a", NULL);
    find_ids(nd, query, ids, sizeof ids);
    assert_true(!strcmp(ids, "b c ") || !strcmp(ids, "c b "));
    newsdex_query *again = fixture_parse(nd, newsdex_query_describe(query));
    assert_string_equal(newsdex_query_describe(again), newsdex_query_describe(query));
    newsdex_query_free(again);
    newsdex_close(nd);
    assert_non_null(strstr(newsdex_query_describe(query), "-id:\"a\""));
    newsdex_query_free(query);
}

static void like_before_finds_only_what_is_older(void **state)
{
    newsdex *nd = open_family(state);
    char ids[100];
    newsdex_like_options options = NEWSDEX_LIKE_OPTIONS_INIT;
    options.before = 1;
    newsdex_query *query = like(nd, "a", &options);
    find_ids(nd, query, ids, sizeof ids);
    assert_string_equal(ids, "c ");
    newsdex_query_free(query);
    query = SENTINEL;
    assert_int_equal(newsdex_query_like(nd, "d", &options, &query, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(query);
    newsdex_close(nd);
}

static void like_puts_title_words_first_and_takes_no_more_than_asked(void **state)
{
    newsdex *nd = open_family(state);
    newsdex_like_options options = NEWSDEX_LIKE_OPTIONS_INIT;
    options.words = 2;
    newsdex_query *query = like(nd, "a", &options);
    const char *text = newsdex_query_describe(query);
    assert_true(!strcmp(text, "harbour strike -id:\"a\"") ||
                !strcmp(text, "strike harbour -id:\"a\""));
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void expand_with_null_or_out_of_range_fails(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *typed = fixture_parse(nd, "cloud"), *query = SENTINEL;
    newsdex_expand_options options = NEWSDEX_EXPAND_OPTIONS_INIT;
    assert_int_equal(newsdex_query_expand(NULL, typed, NULL, &query, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(query);
    assert_int_equal(newsdex_query_expand(nd, NULL, NULL, &query, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_query_expand(nd, typed, NULL, NULL, NULL), NEWSDEX_E_ARGUMENT);
    options.words = 0;
    query = SENTINEL;
    assert_int_equal(newsdex_query_expand(nd, typed, &options, &query, NULL), NEWSDEX_E_LIMIT);
    assert_null(query);
    options.words = NEWSDEX_EXPAND_WORDS_MAX + 1;
    assert_int_equal(newsdex_query_expand(nd, typed, &options, &query, NULL), NEWSDEX_E_LIMIT);
    options.words = 1;
    options.articles = NEWSDEX_EXPAND_ARTICLES_MAX + 1;
    assert_int_equal(newsdex_query_expand(nd, typed, &options, &query, NULL), NEWSDEX_E_LIMIT);
    options.size = 3;
    assert_int_equal(newsdex_query_expand(nd, typed, &options, &query, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_expand_options older = NEWSDEX_EXPAND_OPTIONS_INIT;
    older.size = offsetof(newsdex_expand_options, search);
    older.search = SENTINEL; /* not looked at */
    assert_int_equal(newsdex_query_expand(nd, typed, &older, &query, NULL), NEWSDEX_OK);
    newsdex_query_free(query);
    newsdex_search_options search = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_expand_options newer = NEWSDEX_EXPAND_OPTIONS_INIT;
    search.size = 3;
    newer.search = &search;
    assert_int_equal(newsdex_query_expand(nd, typed, &newer, &query, NULL), NEWSDEX_E_ARGUMENT);
    newsdex_query_free(typed);
    newsdex_close(nd);
}

/* The ids that text finds once it is expanded by words of the best article. */
static void expand_and_find(newsdex *nd, const char *text, char *ids, size_t size, char *notice)
{
    newsdex_query *typed = fixture_parse(nd, text), *query = NULL;
    newsdex_expand_options options = NEWSDEX_EXPAND_OPTIONS_INIT;
    options.articles = 1;
    assert_int_equal(newsdex_query_expand(nd, typed, &options, &query, NULL), NEWSDEX_OK);
    newsdex_query_free(typed);
    find_ids(nd, query, ids, size);
    assert_true(newsdex_query_notice_count(query) > 0);
    snprintf(notice, 200, "%s", newsdex_query_notice(query, newsdex_query_notice_count(query) - 1));
    newsdex_query_free(query);
}

static void expand_finds_more_for_words_and_says_by_what(void **state)
{
    newsdex *nd = open_family(state);
    char ids[100], notice[200];
    expand_and_find(nd, "return", ids, sizeof ids, notice);
    assert_memory_equal(ids, "b ", 2);
    assert_int_equal(strlen(ids), strlen("b a c "));
    assert_memory_equal(notice, "added: ", 7);
    assert_non_null(strstr(notice, "dockers"));
    newsdex_close(nd);
}

static void expand_finds_no_more_than_what_was_required(void **state)
{
    static const char *const texts[] = {"+return +dockers", "\"dockers return\"",
                                        "dockers AND return", "return -walk -harbour"};
    newsdex *nd = open_family(state);
    char ids[100], notice[200];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        expand_and_find(nd, texts[i], ids, sizeof ids, notice);
        assert_string_equal(ids, "b ");
    }
    newsdex_close(nd);
}

static void expand_of_what_has_no_rank_adds_nothing(void **state)
{
    static const char *const texts[] = {"*", "date:2003", "nosuchword", "-rain"};
    newsdex *nd = open_family(state);
    char ids[100], notice[200];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        expand_and_find(nd, texts[i], ids, sizeof ids, notice);
        assert_string_equal(notice, "nothing to add");
    }
    newsdex_close(nd);
}

static void forms_and_suggestions_with_null_fail(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "clo*");
    newsdex_forms *forms = SENTINEL;
    char *text = SENTINEL;
    assert_int_equal(newsdex_query_forms(NULL, query, &forms, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(forms);
    assert_int_equal(newsdex_query_forms(nd, NULL, &forms, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_query_forms(nd, query, NULL, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_forms_count(NULL), 0);
    assert_null(newsdex_forms_at(NULL, 0));
    newsdex_forms_free(NULL);
    assert_int_equal(newsdex_query_suggest(NULL, "a", 1, NULL, &text, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(text);
    assert_int_equal(newsdex_query_suggest(nd, NULL, 1, NULL, &text, NULL), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_query_suggest(nd, "a", 1, NULL, NULL, NULL), NEWSDEX_E_ARGUMENT);
    text = SENTINEL;
    assert_int_equal(newsdex_query_suggest(nd, "(a", 2, NULL, &text, NULL), NEWSDEX_E_QUERY);
    assert_null(text);
    newsdex_text_free(NULL);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void forms_outlive_the_handle_and_the_query(void **state)
{
    newsdex *nd = open_family(state);
    newsdex_query *query = fixture_parse(nd, "rian~ title:strik* dockers w?lk");
    newsdex_forms *forms = NULL;
    assert_int_equal(newsdex_query_forms(nd, query, &forms, NULL), NEWSDEX_OK);
    newsdex_query_free(query);
    newsdex_close(nd);
    static const newsdex_form expected[] = {
        {"rian~", "rain", 2}, {"title:strik*", "strike", 2}, {"w?lk", "walk", 1}};
    assert_int_equal(newsdex_forms_count(forms), 3);
    for (size_t i = 0; i < 3; i++) {
        const newsdex_form *form = newsdex_forms_at(forms, i);
        assert_string_equal(form->part, expected[i].part);
        assert_string_equal(form->word, expected[i].word);
        assert_int_equal(form->articles, expected[i].articles);
    }
    assert_null(newsdex_forms_at(forms, 3));
    newsdex_forms_free(forms);
}

static void suggestions_keep_all_but_the_wrong_words(void **state)
{
    static const struct {
        const char *typed, *expected;
    } cases[] = {
        {"harbuor", "harbour"},
        {"  Harbuor  OR (dokcers  AND pay)", "  harbour  OR (dockers  AND pay)"},
        {"\"dokcers return\" -harbuor", "\"dockers return\" -harbuor"},
        {"\xE2\x80\x9C"
         "dokcers\xE2\x80\x9D title:harbuor",
         "\xE2\x80\x9C"
         "dockers\xE2\x80\x9D title:harbour"},
        {"harbour", ""},
        {"dockerz", "dockers"},
        {"xarbour", ""},         /* begins otherwise */
        {"\"pay dokcers\"", ""}, /* nowhere */
        {"rian", ""},            /* too short to be meant by so few */
        {"", NULL},
    };
    newsdex *nd = open_family(state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = NULL;
        newsdex_status status =
            newsdex_query_suggest(nd, cases[i].typed, strlen(cases[i].typed), NULL, &text, NULL);
        assert_int_equal(status, cases[i].expected ? NEWSDEX_OK : NEWSDEX_E_QUERY);
        if (cases[i].expected)
            assert_string_equal(text, cases[i].expected);
        newsdex_text_free(text);
    }
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.date_to = 0;
    char *text = NULL;
    assert_int_equal(newsdex_query_suggest(nd, "harbuor", 7, &options, &text, NULL), NEWSDEX_OK);
    assert_string_equal(text, "");
    newsdex_text_free(text);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(like_with_null_or_out_of_range_fails),
        cmocka_unit_test(like_of_what_shares_nothing_is_not_found),
        cmocka_unit_test(like_finds_kin_but_not_itself),
        cmocka_unit_test(like_before_finds_only_what_is_older),
        cmocka_unit_test(like_puts_title_words_first_and_takes_no_more_than_asked),
        cmocka_unit_test(expand_with_null_or_out_of_range_fails),
        cmocka_unit_test(expand_finds_more_for_words_and_says_by_what),
        cmocka_unit_test(expand_finds_no_more_than_what_was_required),
        cmocka_unit_test(expand_of_what_has_no_rank_adds_nothing),
        cmocka_unit_test(forms_and_suggestions_with_null_fail),
        cmocka_unit_test(forms_outlive_the_handle_and_the_query),
        cmocka_unit_test(suggestions_keep_all_but_the_wrong_words),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

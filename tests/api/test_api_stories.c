/* Stories through the library: pages, counts and copies agree, however they are asked for. */
#include "tests/api/fixture.h"

/* Story s has 1 + s % 3 copies; more matches than are always grouped all. */
enum { STORIES = 150, ARTICLES = 300, WORDS = 60, SPECIAL = 9 };

static void write_article(FILE *file, int story, int copy, const char *beginning)
{
    fprintf(file,
            "{\"id\":\"s%d-%d\",\"title\":\"Headline "
            "%c\",\"date\":\"20%02d-01-02\",\"source\":\"paper%d\","
            "\"text\":\"%s tale. ",
            story, copy, 'a' + copy, 20 - copy, copy, beginning);
    for (int i = 0; i < WORDS; i++)
        fprintf(file, "w%dx%d ", story, i);
    fprintf(file, "%s\"}\n", copy ? "Added by a desk." : "");
}

static int make_stories(void **state)
{
    int failed = fixture_make(state);
    fixture *made = *state;
    char path[320];
    snprintf(path, sizeof path, "%s/stories.jsonl", made->folder);
    snprintf(made->index, sizeof made->index, "%s/stories.idx", made->folder);
    FILE *file = fopen(path, "w");
    for (int story = 0; story < STORIES; story++)
        for (int copy = 0; copy <= story % 3; copy++)
            write_article(file, story, copy, "Common");
    for (int copy = 0; copy < SPECIAL; copy++)
        write_article(file, STORIES, copy, "Special");
    fclose(file);
    return failed ? failed : fixture_add(made->index, path);
}

static newsdex_results *search(newsdex *nd, const char *text, const newsdex_search_options *options)
{
    newsdex_query *query = fixture_parse(nd, text);
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(nd, query, options, &results, NULL), NEWSDEX_OK);
    newsdex_query_free(query);
    return results;
}

static void hits_are_articles_unless_asked_otherwise(void **state)
{
    newsdex *nd = fixture_open(state);
    int exact = 0;
    newsdex_results *results = search(nd, "common", NULL);
    assert_int_equal(newsdex_results_total(results, NULL), ARTICLES);
    assert_int_equal(newsdex_results_stories(results, &exact), ARTICLES);
    assert_true(exact);
    assert_int_equal(newsdex_results_at(results, 0)->story_size, 1);
    assert_int_equal(newsdex_results_at(results, 0)->copy_count, 0);
    newsdex_results_free(results);
    newsdex_close(nd);
}

static void counted_stories_are_exact_beside_the_articles(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    int exact = 0;
    options.limit = 0;
    options.stories = NEWSDEX_STORIES_COUNT;
    newsdex_results *results = search(nd, "common", &options);
    assert_int_equal(newsdex_results_total(results, &exact), ARTICLES);
    assert_true(exact);
    assert_int_equal(newsdex_results_stories(results, &exact), STORIES);
    assert_true(exact);
    newsdex_results_free(results);
    newsdex_close(nd);
}

static void few_matches_are_counted_all(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    int exact = 0;
    options.limit = 1;
    options.stories = NEWSDEX_STORIES_GROUP;
    newsdex_results *results = search(nd, "w2x1 w5x1 w8x1", &options);
    assert_int_equal(newsdex_results_count(results), 1);
    assert_int_equal(newsdex_results_total(results, NULL), 9);
    assert_int_equal(newsdex_results_stories(results, &exact), 3);
    assert_true(exact);
    newsdex_results_free(results);
    results = search(nd, "common", &options);
    newsdex_results_stories(results, &exact);
    assert_false(exact);
    newsdex_results_free(results);
    newsdex_close(nd);
}

static void check_copies(const newsdex_hit *hit)
{
    assert_int_equal(hit->copy_count, hit->story_size - 1);
    int64_t before = hit->date;
    for (size_t i = 0; i < hit->copy_count; i++) {
        assert_true(hit->copies[i].date >= before);
        assert_string_equal(hit->copies[i].snippet, "");
        assert_int_equal(strncmp(hit->copies[i].id, hit->id, strcspn(hit->id, "-") + 1), 0);
        before = hit->copies[i].date;
    }
}

/* Pages of GROUP, in turn, are what COUNT gives in one. */
static void pages_are_parts_of_the_whole(void **state)
{
    static const newsdex_sort sorts[] = {NEWSDEX_SORT_RELEVANCE, NEWSDEX_SORT_NEWEST,
                                         NEWSDEX_SORT_OLDEST};
    newsdex *nd = fixture_open(state);
    for (size_t s = 0; s < sizeof sorts / sizeof *sorts; s++) {
        newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
        options.sort = sorts[s];
        options.stories = NEWSDEX_STORIES_COUNT;
        options.limit = NEWSDEX_LIMIT_MAX;
        options.copies = UINT32_MAX;
        newsdex_results *whole = search(nd, "common", &options);
        assert_int_equal(newsdex_results_count(whole), STORIES);
        options.stories = NEWSDEX_STORIES_GROUP;
        options.limit = 7;
        for (options.offset = 0; options.offset < STORIES; options.offset += 7) {
            newsdex_results *page = search(nd, "common", &options);
            for (size_t i = 0; i < newsdex_results_count(page); i++) {
                const newsdex_hit *hit = newsdex_results_at(page, i);
                const newsdex_hit *same = newsdex_results_at(whole, options.offset + i);
                assert_string_equal(hit->id, same->id);
                assert_int_equal(hit->rank, same->rank);
                assert_int_equal(hit->story_size, same->story_size);
                check_copies(hit);
            }
            newsdex_results_free(page);
        }
        newsdex_results_free(whole);
    }
    newsdex_close(nd);
}

static void copies_must_match_too(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.stories = NEWSDEX_STORIES_GROUP;
    options.copies = 1;
    newsdex_results *results = search(nd, "desk", &options);
    for (size_t i = 0; i < newsdex_results_count(results); i++) {
        const newsdex_hit *hit = newsdex_results_at(results, i);
        assert_string_not_equal(hit->source, "paper0"); /* has no desk */
        assert_int_equal(hit->copy_count, hit->story_size - 1);
    }
    newsdex_results_free(results);
    options.copies = 0;
    results = search(nd, "w2x1", &options);
    assert_int_equal(newsdex_results_at(results, 0)->story_size, 3);
    assert_int_equal(newsdex_results_at(results, 0)->copy_count, 0);
    newsdex_results_free(results);
    newsdex_close(nd);
}

/* The first articles by rank are all one story: it takes more of them to fill the page. */
static void a_page_is_filled_behind_a_large_story(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.stories = NEWSDEX_STORIES_GROUP;
    options.limit = 2;
    newsdex_results *results = search(nd, "special common", &options);
    assert_int_equal(newsdex_results_count(results), 2);
    assert_int_equal(newsdex_results_at(results, 0)->story_size, SPECIAL);
    assert_in_range(newsdex_results_at(results, 1)->story_size, 1, 3);
    newsdex_results_free(results);
    newsdex_close(nd);
}

static void a_cursor_gives_stories_and_goes_on(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_query *query = fixture_parse(nd, "common");
    newsdex_cursor *cursor = NULL;
    const newsdex_hit *hit;
    uint64_t articles = 0, stories = 0;
    options.stories = NEWSDEX_STORIES_GROUP;
    options.limit = UINT32_MAX;
    options.copies = UINT32_MAX;
    assert_int_equal(newsdex_cursor_open(nd, query, &options, &cursor, NULL), NEWSDEX_OK);
    while (!newsdex_cursor_next(cursor, &hit, NULL) && hit) {
        check_copies(hit);
        articles += hit->story_size;
        stories++;
    }
    assert_int_equal(articles, ARTICLES);
    assert_int_equal(stories, STORIES);
    newsdex_cursor_close(cursor);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void facets_and_timelines_count_stories_when_asked(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_query *query = fixture_parse(nd, "common");
    newsdex_facet *facet = NULL;
    newsdex_timeline *timeline = NULL;
    options.stories = NEWSDEX_STORIES_GROUP;
    assert_int_equal(
        newsdex_facet_count(nd, query, &options, NEWSDEX_FACET_SOURCE, 0, &facet, NULL),
        NEWSDEX_OK);
    /* The last copy is the first published. */
    for (size_t i = 0; i < newsdex_facet_size(facet); i++)
        assert_int_equal(newsdex_facet_at(facet, i)->articles, STORIES / 3);
    assert_int_equal(newsdex_facet_size(facet), 3);
    assert_int_equal(
        newsdex_timeline_count(nd, query, &options, NEWSDEX_TIME_YEAR, &timeline, NULL),
        NEWSDEX_OK);
    uint64_t hits = 0, all = 0;
    for (size_t i = 0; i < newsdex_timeline_size(timeline); i++) {
        hits += newsdex_timeline_at(timeline, i)->hits;
        all += newsdex_timeline_at(timeline, i)->articles;
    }
    assert_int_equal(hits, STORIES);
    assert_int_equal(all, STORIES + 1); /* and the special one */
    newsdex_facet_free(facet);
    newsdex_timeline_free(timeline);
    newsdex_query_free(query);
    newsdex_close(nd);
}

static void an_unknown_way_to_group_is_refused(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_query *query = fixture_parse(nd, "common");
    newsdex_results *results;
    newsdex_error err;
    options.stories = (newsdex_stories)3;
    assert_int_equal(newsdex_search(nd, query, &options, &results, &err), NEWSDEX_E_ARGUMENT);
    assert_int_equal(newsdex_results_stories(NULL, NULL), 0);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_are_articles_unless_asked_otherwise),
        cmocka_unit_test(counted_stories_are_exact_beside_the_articles),
        cmocka_unit_test(few_matches_are_counted_all),
        cmocka_unit_test(pages_are_parts_of_the_whole),
        cmocka_unit_test(copies_must_match_too),
        cmocka_unit_test(a_page_is_filled_behind_a_large_story),
        cmocka_unit_test(a_cursor_gives_stories_and_goes_on),
        cmocka_unit_test(facets_and_timelines_count_stories_when_asked),
        cmocka_unit_test(an_unknown_way_to_group_is_refused),
    };
    return cmocka_run_group_tests_name("stories", tests, make_stories, fixture_remove);
}

/*
 * Any functions in any order, with handles that are there or NULL, and with values that make sense
 * or don't: each call gives a status of newsdex.h, and nothing when it failed. The calls follow
 * from a seed, NEWSDEX_SEED; NEWSDEX_CALLS sets how many there are.
 */
#include "tests/api/fixture.h"

static uint64_t seed;

static uint64_t draw(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 33;
}

static uint64_t below(uint64_t limit)
{
    return draw() % limit;
}

static uint64_t odd_number(void)
{
    static const uint64_t odd[] = {0, 1, 2, 9, 10, 1000, 1001, UINT32_MAX, INT64_MAX, UINT64_MAX};
    return odd[below(sizeof odd / sizeof *odd)];
}

static const char *odd_text(void)
{
    static const char *const odd[] = {"cloud",         "",         " ",           "n7",
                                      "title:number7", "nosuch:",  "\"",          "stor*",
                                      "tal~1",         "\xFF\xFE", "-cloud",      "* *",
                                      "a NEAR/2",      "(((",      "date:2001..", "cloud cluod",
                                      "2001-02-30",    "2001",     NULL};
    return odd[below(sizeof odd / sizeof *odd)];
}

/* What there is of each; some NULL. */
enum { KEPT = 3 };
static newsdex *handles[KEPT];
static newsdex_query *queries[KEPT];
static newsdex_results *all_results[KEPT];
static newsdex_cursor *cursors[KEPT];
static const newsdex_article *articles[KEPT];
static newsdex_error err;
static int zero;

#define ANY(pool) pool[below(KEPT)]
/* Puts what a call gave in the place of another. */
#define KEEP(pool, release, made)                                                                  \
    do {                                                                                           \
        size_t place = below(KEPT);                                                                \
        release(pool[place]);                                                                      \
        pool[place] = made;                                                                        \
    } while (0)

static void check_call(newsdex_status status, const void *out)
{
    assert_in_range(-status, 0, -NEWSDEX_E_CANCELLED);
    assert_int_equal(out == NULL, status != NEWSDEX_OK);
    if (!status)
        return;
    assert_true(err.status == status);
    assert_in_range(strnlen(err.message, sizeof err.message), 1, sizeof err.message - 1);
}

/* Makes the call first, so that out is looked at after it. */
#define CHECK(call, out)                                                                           \
    do {                                                                                           \
        newsdex_status result = call;                                                              \
        check_call(result, out);                                                                   \
    } while (0)

static const newsdex_search_options *odd_options(void)
{
    static const char *values[2];
    static newsdex_search_options options;
    const newsdex_search_options good = NEWSDEX_SEARCH_OPTIONS_INIT;
    options = good;
    if (below(4) == 0)
        return NULL;
    switch (below(8)) {
    case 0:
        options.size = (size_t)odd_number();
        break;
    case 1:
        options.limit = (uint32_t)odd_number();
        options.offset = (uint32_t)odd_number();
        break;
    case 2:
        options.sort = (newsdex_sort)odd_number();
        options.snippet_bytes = (uint32_t)odd_number();
        break;
    case 3:
        options.date_from = (int64_t)odd_number();
        options.date_to = (int64_t)odd_number();
        break;
    case 4:
        values[0] = odd_text();
        values[1] = odd_text();
        options.sources = below(4) ? values : NULL;
        options.source_count = below(3);
        break;
    case 5:
        options.recency_half_life = (int64_t)odd_number();
        break;
    case 6:
        options.time_limit_ms = (int64_t)odd_number();
        options.cancel = &zero;
        break;
    default:
        options.stories = (newsdex_stories)odd_number();
        options.copies = (uint32_t)odd_number();
    }
    if (options.size > sizeof options) /* then there must be so many bytes */
        options.size = sizeof options;
    return &options;
}

/* ---- the calls ------------------------------------------------------------------------------ */

static void open_one(const fixture *made)
{
    const char *paths[] = {made->index, below(2) ? made->index : odd_text()};
    newsdex *nd = (newsdex *)&zero;
    newsdex_status status = below(2) ? newsdex_open(paths[below(2)], &nd, &err)
                                     : newsdex_open_many(paths, below(4) ? 2 : 0, &nd, &err);
    CHECK(status, nd);
    KEEP(handles, newsdex_close, nd);
}

static void parse_one(void)
{
    newsdex_query *query = (newsdex_query *)&zero;
    const char *text = odd_text();
    newsdex_status status = NEWSDEX_OK;
    switch (below(3)) {
    case 0:
        status = newsdex_query_like(ANY(handles), text, NULL, &query, &err);
        break;
    case 1:
        status = newsdex_query_expand(ANY(handles), ANY(queries), NULL, &query, &err);
        break;
    default:
        status =
            newsdex_query_parse(ANY(handles), text, text ? strlen(text) : below(2), &query, &err);
    }
    CHECK(status, query);
    /* A query must stay as long as a cursor reads it. */
    for (size_t i = 0; i < KEPT; i++) {
        newsdex_cursor_close(cursors[i]);
        cursors[i] = NULL;
    }
    KEEP(queries, newsdex_query_free, query);
}

static void search_one(void)
{
    newsdex_results *results = (newsdex_results *)&zero;
    CHECK(newsdex_search(ANY(handles), ANY(queries), odd_options(), &results, &err), results);
    KEEP(all_results, newsdex_results_free, results);
}

static void stream_one(void)
{
    newsdex_cursor *cursor = (newsdex_cursor *)&zero;
    CHECK(newsdex_cursor_open(ANY(handles), ANY(queries), odd_options(), &cursor, &err), cursor);
    KEEP(cursors, newsdex_cursor_close, cursor);
}

static void step_one(void)
{
    newsdex_cursor *cursor = ANY(cursors);
    const newsdex_hit *hit = NULL;
    newsdex_status status = newsdex_cursor_next(cursor, &hit, &err);
    assert_true(!hit || (!status && strlen(hit->id) > 0));
    newsdex_results_count(newsdex_cursor_results(cursor));
}

static void read_results(void)
{
    const newsdex_results *results = ANY(all_results);
    int exact;
    size_t i = (size_t)odd_number();
    const newsdex_hit *hit = newsdex_results_at(results, i);
    assert_int_equal(hit != NULL, i < newsdex_results_count(results));
    assert_true(newsdex_results_total(results, &exact) >= newsdex_results_count(results) ||
                newsdex_results_stories(results, NULL) > 0 || !exact);
    newsdex_results_notice(results, i);
    newsdex_results_notice_count(results);
    newsdex_query_describe(ANY(queries));
    newsdex_query_notice(ANY(queries), i);
    newsdex_query_notice_count(ANY(queries));
}

static void get_one(void)
{
    const newsdex_article *article = (const newsdex_article *)&zero;
    CHECK(newsdex_article_get(ANY(handles), odd_text(), &article, &err), article);
    KEEP(articles, newsdex_article_free, article);
    const newsdex_matches *matches = (const newsdex_matches *)&zero;
    CHECK(newsdex_article_matches(ANY(handles), ANY(articles), ANY(queries), &matches, &err),
          matches);
    newsdex_matches_free(matches);
}

static void count_one(void)
{
    newsdex_facet *facet = (newsdex_facet *)&zero;
    newsdex_timeline *timeline = (newsdex_timeline *)&zero;
    CHECK(newsdex_facet_count(ANY(handles), ANY(queries), odd_options(),
                              (newsdex_facet_field)odd_number(), below(3), &facet, &err),
          facet);
    CHECK(newsdex_timeline_count(ANY(handles), ANY(queries), odd_options(),
                                 (newsdex_time_unit)below(6), &timeline, &err),
          timeline);
    size_t i = (size_t)odd_number();
    assert_int_equal(newsdex_facet_at(facet, i) != NULL, i < newsdex_facet_size(facet));
    assert_int_equal(newsdex_timeline_at(timeline, i) != NULL, i < newsdex_timeline_size(timeline));
    assert_int_equal(newsdex_facet_missing(facet) != NULL, facet != NULL);
    assert_int_equal(newsdex_timeline_undated(timeline) != NULL, timeline != NULL);
    assert_int_equal(newsdex_timeline_imprecise(timeline) != NULL, timeline != NULL);
    assert_true(newsdex_facet_distinct(facet) >= newsdex_facet_size(facet));
    newsdex_facet_free(facet);
    newsdex_timeline_free(timeline);
}

static void help_one(void)
{
    newsdex_forms *forms = (newsdex_forms *)&zero;
    CHECK(newsdex_query_forms(ANY(handles), ANY(queries), &forms, &err), forms);
    size_t i = (size_t)odd_number();
    assert_int_equal(newsdex_forms_at(forms, i) != NULL, i < newsdex_forms_count(forms));
    newsdex_forms_free(forms);
    const char *text = odd_text();
    char *suggestion = NULL;
    newsdex_status status = newsdex_query_suggest(
        ANY(handles), text, text ? strlen(text) : below(2), odd_options(), &suggestion, &err);
    assert_true(!status || !suggestion);
    newsdex_text_free(suggestion);
}

static void look_around(void)
{
    newsdex_info info = NEWSDEX_INFO_INIT;
    int changed;
    int64_t first, last;
    info.size = below(4) ? info.size : below(sizeof info);
    newsdex_get_info(ANY(handles), below(4) ? &info : NULL, &err);
    newsdex_refresh(ANY(handles), below(2) ? &changed : NULL, below(2) ? &err : NULL);
    newsdex_date_parse(odd_text(), below(4) ? &first : NULL, &last, &err);
    assert_non_null(newsdex_status_name((newsdex_status)odd_number()));
}

static void calls_in_any_order_give_a_status(void **state)
{
    const char *wanted = getenv("NEWSDEX_CALLS"), *start = getenv("NEWSDEX_SEED");
    long calls = wanted ? atol(wanted) : 20000;
    seed = start ? strtoull(start, NULL, 10) : 1;
    for (long i = 0; i < calls; i++) {
        static void (*const others[])(void) = {parse_one,    search_one, search_one, stream_one,
                                               step_one,     get_one,    count_one,  help_one,
                                               read_results, look_around};
        size_t which = below(sizeof others / sizeof *others + 1);
        if (which == sizeof others / sizeof *others)
            open_one(*state);
        else
            others[which]();
    }
    for (size_t i = 0; i < KEPT; i++) {
        newsdex_cursor_close(cursors[i]);
        newsdex_results_free(all_results[i]);
        newsdex_query_free(queries[i]);
        newsdex_article_free(articles[i]);
        newsdex_close(handles[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(calls_in_any_order_give_a_status)};
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

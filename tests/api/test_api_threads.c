/* Eight threads, each with a handle of its own, one query shared by all. */
#include "tests/api/fixture.h"

#include <pthread.h>

enum { THREADS = 8, ROUNDS = 20 };

typedef struct worker {
    pthread_t thread;
    const char *index;
    const newsdex_query *shared;
    int number;
    const char *failure; /* NULL: all went well */
} worker;

/* cmocka's checks only work in the main thread: failures are named and checked there. */
static const char *search_shared(newsdex *nd, const newsdex_query *query)
{
    newsdex_results *results = NULL;
    if (newsdex_search(nd, query, NULL, &results, NULL))
        return "search of the shared query";
    uint64_t total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    return total == FIXTURE_ARTICLES ? NULL : "total of the shared query";
}

static const char *search_own(newsdex *nd, int article)
{
    char text[32], id[16];
    snprintf(text, sizeof text, "title:number%d", article);
    snprintf(id, sizeof id, "n%d", article);
    newsdex_query *query = NULL;
    newsdex_results *results = NULL;
    const char *failure = NULL;
    if (newsdex_query_parse(nd, text, strlen(text), &query, NULL) ||
        newsdex_search(nd, query, NULL, &results, NULL))
        failure = "search of an own query";
    else if (newsdex_results_count(results) != 1 ||
             strcmp(newsdex_results_at(results, 0)->id, id) != 0)
        failure = "hit of an own query";
    newsdex_results_free(results);
    newsdex_query_free(query);
    return failure;
}

static void *work(void *argument)
{
    worker *self = argument;
    newsdex *nd = NULL;
    if (newsdex_open(self->index, &nd, NULL))
        self->failure = "open";
    for (int round = 0; round < ROUNDS && !self->failure; round++) {
        self->failure = search_shared(nd, self->shared);
        if (!self->failure)
            self->failure = search_own(nd, 1 + (self->number * ROUNDS + round) % FIXTURE_ARTICLES);
    }
    newsdex_close(nd);
    return NULL;
}

static void threads_with_own_handles_find_the_same(void **state)
{
    const fixture *made = *state;
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud OR \"common tale\" OR stor*");
    newsdex_close(nd);
    worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){.index = made->index, .shared = query, .number = i};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
    newsdex_query_free(query);
    for (int i = 0; i < THREADS; i++)
        if (workers[i].failure)
            fail_msg("thread %d: %s", i, workers[i].failure);
}

/* Results never change: any thread may read them, and any may free them. */
static void *read_results(void *argument)
{
    const newsdex_results *results = argument;
    size_t sum = 0;
    for (size_t i = 0; i < newsdex_results_count(results); i++)
        sum += strlen(newsdex_results_at(results, i)->snippet);
    return sum > 0 ? NULL : argument;
}

static void results_read_by_many_threads_are_the_same(void **state)
{
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "cloud");
    newsdex_results *results = NULL;
    assert_int_equal(newsdex_search(nd, query, NULL, &results, NULL), NEWSDEX_OK);
    newsdex_close(nd);
    newsdex_query_free(query);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_results, results), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    newsdex_results_free(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_with_own_handles_find_the_same),
        cmocka_unit_test(results_read_by_many_threads_are_the_same),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

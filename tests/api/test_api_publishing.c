/*
 * Readers while newsdex-index publishes, deletes and optimizes: every call is OK, each article is
 * seen in its old or its new version, and nothing that was seen goes away. NEWSDEX_COMMITS sets how
 * many runs.
 */
#include "tests/api/fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { COMMITS = 20, BASE = 40, ADDED = 3, LIMIT = 1000, ALWAYS = BASE + FIXTURE_ARTICLES };

static atomic_int published; /* runs that have ended */
static atomic_bool over;

typedef struct reader {
    pthread_t thread;
    const char *index;
    unsigned refresh_each; /* so many rounds; 0: never */
    unsigned rounds, versions;
    char failure[512]; /* "": all went well */
} reader;

static void say(reader *self, const char *what, const newsdex_error *err)
{
    snprintf(self->failure, sizeof self->failure, "round %u: %s: %s", self->rounds, what,
             err ? err->message : "");
}

/* The version of article b<number> among the hits, 0 when it isn't there: a title ends in it. */
static int newest_version(const newsdex_results *results, const char *id)
{
    int newest = 0;
    for (size_t i = 0; i < newsdex_results_count(results); i++) {
        const newsdex_hit *hit = newsdex_results_at(results, i);
        const char *version = strrchr(hit->title, ' ');
        if (!strcmp(hit->id, id) && version && atoi(version + 1) > newest)
            newest = atoi(version + 1);
    }
    return newest;
}

static size_t count_ids(const newsdex_results *results)
{
    size_t ids = 0;
    for (size_t i = 0; i < newsdex_results_count(results); i++) {
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++)
            seen = !strcmp(newsdex_results_at(results, i)->id, newsdex_results_at(results, j)->id);
        ids += !seen;
    }
    return ids;
}

typedef struct seen {
    uint64_t added;
    size_t ids;
    int version;
} seen;

static uint64_t count_added(reader *self, newsdex *nd)
{
    uint64_t total = 0;
    newsdex_error err;
    newsdex_query *query = NULL;
    newsdex_results *results = NULL;
    if (newsdex_query_parse(nd, "further", strlen("further"), &query, &err) ||
        newsdex_search(nd, query, NULL, &results, &err))
        say(self, "count", &err);
    else
        total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    newsdex_query_free(query);
    return total;
}

/* Each run rewrites b1 to b<BASE> and adds ADDED articles. */
static void look(reader *self, newsdex *nd, const newsdex_query *query, seen *before)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.limit = LIMIT;
    options.snippet_bytes = 0;
    newsdex_error err;
    newsdex_results *results;
    if (newsdex_search(nd, query, &options, &results, &err)) {
        say(self, "search", &err);
        return;
    }
    size_t ids = count_ids(results);
    int version = newest_version(results, "b7");
    if (ids < before->ids || version < before->version)
        snprintf(self->failure, sizeof self->failure,
                 "round %u: %zu articles after %zu, version %d after %d", self->rounds, ids,
                 before->ids, version, before->version);
    else if (ids < ALWAYS)
        snprintf(self->failure, sizeof self->failure, "round %u: %zu articles of %d", self->rounds,
                 ids, ALWAYS);
    uint64_t added = count_added(self, nd);
    if (added < before->added && !self->failure[0])
        snprintf(self->failure, sizeof self->failure, "round %u: %llu added after %llu",
                 self->rounds, (unsigned long long)added, (unsigned long long)before->added);
    before->added = added;
    self->versions += version > before->version;
    before->ids = ids;
    before->version = version;
    newsdex_results_free(results);
}

static void read_article(reader *self, newsdex *nd)
{
    char id[16];
    newsdex_error err;
    const newsdex_article *article;
    snprintf(id, sizeof id, "b%u", 1 + self->rounds % BASE);
    if (newsdex_article_get(nd, id, &article, &err))
        say(self, id, &err);
    else if (!strstr(article->text, "common"))
        say(self, "text", NULL);
    newsdex_article_free(article);
}

/* Any other call over many articles; what it finds is tested elsewhere. */
static void ask_otherwise(reader *self, newsdex *nd)
{
    static const char *const texts[] = {"common tale",
                                        "\"further tale\" OR doomed",
                                        "tale -(further AND (+doomed story))",
                                        "comm* fur?her",
                                        "talle~",
                                        "title:story NOT (doomed OR \"further tale\")",
                                        "date:1900..",
                                        "tale NEAR/3 common"};
    const char *text = texts[self->rounds % (sizeof texts / sizeof *texts)];
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_query *query = NULL;
    newsdex_results *results = NULL;
    newsdex_facet *facet = NULL;
    newsdex_timeline *timeline = NULL;
    newsdex_error err;
    options.stories = self->rounds % 2 ? NEWSDEX_STORIES_COUNT : NEWSDEX_STORIES_APART;
    options.recency_half_life = self->rounds % 3;
    if (newsdex_query_parse(nd, text, strlen(text), &query, &err) ||
        newsdex_search(nd, query, &options, &results, &err) ||
        newsdex_facet_count(nd, query, &options, NEWSDEX_FACET_SOURCE, 0, &facet, &err) ||
        newsdex_timeline_count(nd, query, &options, NEWSDEX_TIME_YEAR, &timeline, &err))
        say(self, text, &err);
    newsdex_timeline_free(timeline);
    newsdex_facet_free(facet);
    newsdex_results_free(results);
    newsdex_query_free(query);
}

static void *read_on(void *argument)
{
    reader *self = argument;
    newsdex *nd = NULL;
    newsdex_query *query = NULL;
    newsdex_error err;
    seen before = {0};
    if (newsdex_open(self->index, &nd, &err) ||
        newsdex_query_parse(nd, "common", strlen("common"), &query, &err))
        say(self, "open", &err);
    while (!self->failure[0] && !atomic_load(&over)) {
        newsdex_info info = NEWSDEX_INFO_INIT;
        self->rounds++;
        if (self->refresh_each && self->rounds % self->refresh_each == 0) {
            if (newsdex_refresh(nd, NULL, &err))
                say(self, "refresh", &err);
        }
        if (!self->failure[0])
            look(self, nd, query, &before);
        if (!self->failure[0] && newsdex_get_info(nd, &info, &err))
            say(self, "info", &err);
        if (!self->failure[0])
            read_article(self, nd);
        if (!self->failure[0])
            ask_otherwise(self, nd);
    }
    newsdex_query_free(query);
    newsdex_close(nd);
    return NULL;
}

/* A new handle each time: what a command-line search sees. */
static void *open_on(void *argument)
{
    reader *self = argument;
    newsdex_error err;
    seen before = {0};
    while (!self->failure[0] && !atomic_load(&over)) {
        newsdex *nd = NULL;
        newsdex_query *query = NULL;
        int runs = atomic_load(&published);
        self->rounds++;
        if (newsdex_open(self->index, &nd, &err) ||
            newsdex_query_parse(nd, "common", strlen("common"), &query, &err)) {
            say(self, "open", &err);
        } else {
            look(self, nd, query, &before);
            if (!self->failure[0] && before.version < runs)
                snprintf(self->failure, sizeof self->failure, "version %d after run %d",
                         before.version, runs);
        }
        newsdex_query_free(query);
        newsdex_close(nd);
    }
    return NULL;
}

static int index_run(const fixture *made, int run)
{
    char path[512], command[1280];
    const char *program = getenv("NEWSDEX_INDEX_BIN");
    snprintf(path, sizeof path, "%s/run.jsonl", made->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 1; i <= BASE; i++)
        fprintf(file, "{\"id\":\"b%d\",\"title\":\"Story of run %d\",\"text\":\"common tale\"}\n",
                i, run);
    for (int i = 0; i < ADDED; i++)
        fprintf(file, "{\"id\":\"r%d-%d\",\"title\":\"More %d\",\"text\":\"a further tale\"}\n",
                run, i, run);
    fprintf(file, "{\"id\":\"d%d\",\"title\":\"Doomed\",\"text\":\"a doomed tale\"}\n", run);
    assert_int_equal(fclose(file), 0);
    snprintf(command, sizeof command, "timeout 600 '%s' -q -i '%s' '%s'",
             program ? program : ".build/newsdex-index", made->index, path);
    return system(command);
}

/* Deletes the doomed article of the run; now and then makes one segment of all. */
static int maintain(const fixture *made, int run)
{
    char arguments[64];
    snprintf(arguments, sizeof arguments, "--delete d%d", run);
    int failed = fixture_run_indexer(made->index, arguments);
    return failed || run % 4 ? failed : fixture_run_indexer(made->index, "--optimize");
}

static void readers_while_runs_publish_see_old_or_new(void **state)
{
    const fixture *made = *state;
    const char *wanted = getenv("NEWSDEX_COMMITS");
    int runs = wanted ? atoi(wanted) : COMMITS;
    assert_int_equal(index_run(made, 1), 0);
    atomic_store(&published, 1);
    reader readers[] = {
        {.refresh_each = 0}, {.refresh_each = 3}, {.refresh_each = 1}, {.refresh_each = 2},
        {.refresh_each = 5}, {.refresh_each = 1}, {.refresh_each = 7}, {0}};
    enum { READERS = sizeof readers / sizeof *readers };
    for (int i = 0; i < READERS; i++) {
        readers[i].index = made->index;
        assert_int_equal(pthread_create(&readers[i].thread, NULL,
                                        i + 1 < READERS ? read_on : open_on, &readers[i]),
                         0);
    }
    int failed = 0;
    for (int run = 2; !failed && run <= runs; run++) {
        failed = index_run(made, run);
        atomic_store(&published, run);
        if (!failed)
            failed = maintain(made, run);
    }
    atomic_store(&over, true);
    for (int i = 0; i < READERS; i++)
        pthread_join(readers[i].thread, NULL);
    assert_int_equal(failed, 0);
    for (int i = 0; i < READERS; i++) {
        if (readers[i].failure[0])
            fail_msg("reader %d: %s", i, readers[i].failure);
        assert_true(readers[i].rounds > 0);
    }
    /* Those that refresh have seen the index grow. */
    assert_true(readers[2].versions > 1);
    assert_true(readers[READERS - 1].versions > 1);
}

/* Results are copies: pages held through three commits stay as they were. */
static void handle_and_results_when_kept_through_commits_stay_good(void **state)
{
    const fixture *made = *state;
    newsdex *nd = fixture_open(state);
    newsdex_query *query = fixture_parse(nd, "common");
    newsdex_results *held = NULL;
    newsdex_error err;
    assert_int_equal(newsdex_search(nd, query, NULL, &held, &err), NEWSDEX_OK);
    char first[64];
    snprintf(first, sizeof first, "%s", newsdex_results_at(held, 0)->id);
    uint64_t total = newsdex_results_total(held, NULL);
    for (int run = 10001; run <= 10003; run++) {
        assert_int_equal(index_run(made, run), 0);
        newsdex_results *results = NULL;
        if (newsdex_search(nd, query, NULL, &results, &err))
            fail_msg("%s", err.message);
        assert_true(newsdex_results_total(results, NULL) >= total);
        newsdex_results_free(results);
    }
    assert_string_equal(newsdex_results_at(held, 0)->id, first);
    int changed = 0;
    assert_int_equal(newsdex_refresh(nd, &changed, &err), NEWSDEX_OK);
    newsdex_results_free(held);
    newsdex_query_free(query);
    newsdex_close(nd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_while_runs_publish_see_old_or_new),
        cmocka_unit_test(handle_and_results_when_kept_through_commits_stay_good),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

/*
 * Two threads, each with a handle of its own: one waits for the index to move
 * on, the other goes on searching. Prints how many articles a query finds, a
 * line each time that the index was written. Ends at the end of its input.
 *
 *     cc watch.c -o watch -pthread $(pkg-config --cflags --libs newsdex)
 *     ./watch news.idx 'cloud surveillance'
 */
#include <newsdex.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAUSE_MS = 50 };

/* The commits that the watching thread has seen; below 0: it is over. */
static atomic_int commits;

static int input_has_ended(int wait_ms)
{
    char byte;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, wait_ms) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

static void *watch(void *path)
{
    newsdex *nd = NULL;
    newsdex_error err;
    int changed = 0;
    newsdex_status status = newsdex_open(path, &nd, &err);
    while (!status && !input_has_ended(PAUSE_MS)) {
        status = newsdex_refresh(nd, &changed, &err);
        if (!status && changed)
            atomic_fetch_add(&commits, 1);
    }
    if (status)
        fprintf(stderr, "watch: %s\n", err.message);
    newsdex_close(nd);
    atomic_store(&commits, -1);
    return NULL;
}

/* Prints how many articles there are; the index is searched as it is now. */
static newsdex_status print_total(newsdex *nd, const newsdex_query *query, newsdex_error *err)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_results *results = NULL;
    options.limit = 0; /* only counts */
    newsdex_status status = newsdex_refresh(nd, NULL, err);
    if (!status)
        status = newsdex_search(nd, query, &options, &results, err);
    if (!status) {
        printf("%llu\n", (unsigned long long)newsdex_results_total(results, NULL));
        fflush(stdout);
    }
    newsdex_results_free(results);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: watch INDEX QUERY\n");
        return 2;
    }
    newsdex *nd = NULL;
    newsdex_query *query = NULL;
    newsdex_error err;
    pthread_t watcher;
    int seen = -1;

    newsdex_status status = newsdex_open(argv[1], &nd, &err);
    if (!status)
        status = newsdex_query_parse(nd, argv[2], strlen(argv[2]), &query, &err);
    int started = !status && pthread_create(&watcher, NULL, watch, argv[1]) == 0;
    for (int now = 0; started && !status && now >= 0; now = atomic_load(&commits)) {
        if (now != seen)
            status = print_total(nd, query, &err);
        seen = now;
        poll(NULL, 0, PAUSE_MS);
    }
    if (status)
        fprintf(stderr, "watch: %s\n", err.message);
    if (started)
        pthread_join(watcher, NULL);
    newsdex_query_free(query);
    newsdex_close(nd);
    return status || !started ? 2 : 0;
}

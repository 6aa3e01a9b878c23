/*
 * Searches an index for each line of standard input and prints what came of it: the total, then id
 * and score of the best; or the error. For comparing indexes.
 * Usage: search_lines INDEX <QUERIES
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include/newsdex.h"

enum { HITS = 20 };

static newsdex_status search(newsdex *nd, const char *line, newsdex_error *err)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_query *query = NULL;
    newsdex_results *results = NULL;
    options.limit = HITS;
    newsdex_status status = newsdex_query_parse(nd, line, strlen(line), &query, err);
    if (!status && !(status = newsdex_search(nd, query, &options, &results, err))) {
        printf("%" PRIu64, newsdex_results_total(results, NULL));
        for (size_t i = 0; i < newsdex_results_count(results); i++) {
            const newsdex_hit *hit = newsdex_results_at(results, i);
            printf(" %s=%.9g", hit->id, hit->score);
        }
        putchar('\n');
    }
    newsdex_results_free(results);
    newsdex_query_free(query);
    return status;
}

int main(int argc, char **argv)
{
    newsdex *nd = NULL;
    newsdex_error error;
    char *line = NULL;
    size_t room = 0;
    if (argc != 2 || newsdex_open(argv[1], &nd, &error)) {
        fprintf(stderr, "search_lines: %s\n", argc == 2 ? error.message : "usage: INDEX <QUERIES");
        return 2;
    }
    for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (search(nd, line, &error))
            printf("error %d\n", (int)error.status);
    }
    free(line);
    newsdex_close(nd);
    return ferror(stdout) || fflush(stdout) ? 2 : 0;
}

/*
 * The smallest program on libnewsdex: prints the ten best articles for a query.
 *
 *     cc search.c -o search $(pkg-config --cflags --libs newsdex)
 *     ./search news.idx 'cloud surveillance'
 */
#include <newsdex.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: search INDEX QUERY\n");
        return 2;
    }
    newsdex *nd = NULL;
    newsdex_query *query = NULL;
    newsdex_results *results = NULL;
    newsdex_error err;

    newsdex_status status = newsdex_open(argv[1], &nd, &err);
    if (!status)
        status = newsdex_query_parse(nd, argv[2], strlen(argv[2]), &query, &err);
    if (!status)
        status = newsdex_search(nd, query, NULL, &results, &err);
    if (status)
        fprintf(stderr, "search: %s\n", err.message);
    for (size_t i = 0; i < newsdex_results_count(results); i++) {
        const newsdex_hit *hit = newsdex_results_at(results, i);
        printf("%s\n    %s\n", hit->title, hit->snippet);
    }
    newsdex_results_free(results);
    newsdex_query_free(query);
    newsdex_close(nd);
    return status ? 2 : 0;
}

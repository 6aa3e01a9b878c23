/*
 * Prints the ids of all articles a query finds, however many, a line each.
 *
 *     cc stream.c -o stream $(pkg-config --cflags --libs newsdex)
 *     ./stream news.idx 'cloud surveillance'
 */
#include <newsdex.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: stream INDEX QUERY\n");
        return 2;
    }
    newsdex *nd = NULL;
    newsdex_query *query = NULL;
    newsdex_cursor *cursor = NULL;
    const newsdex_hit *hit = NULL;
    newsdex_error err;
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.limit = UINT32_MAX; /* all */
    options.snippet_bytes = 0;  /* only what is printed */
    options.evidence = 0;

    newsdex_status status = newsdex_open(argv[1], &nd, &err);
    if (!status)
        status = newsdex_query_parse(nd, argv[2], strlen(argv[2]), &query, &err);
    if (!status)
        status = newsdex_cursor_open(nd, query, &options, &cursor, &err);
    while (!status && !(status = newsdex_cursor_next(cursor, &hit, &err)) && hit)
        puts(hit->id);
    if (status)
        fprintf(stderr, "stream: %s\n", err.message);
    newsdex_cursor_close(cursor);
    newsdex_query_free(query);
    newsdex_close(nd);
    return status ? 2 : 0;
}

/*
 * Latency of searches in one process: bench_search INDEX QUERIES MODE runs each
 * line of the file QUERIES twice, the first time to warm up, and prints a line
 * for each: microseconds, a tab, the number of hits. MODE is
 *   exact       newsdex_search: ten hits with snippets, all matches counted
 *   stories     the same, grouped into stories
 *   estimated   as exact, the total estimated
 *   ids         the same, without snippets and evidence
 *   engine      Xapian alone on the same query: ten ids, no records, no snippets
 *   records     Xapian alone on the same query: ten ids and the records that hold their titles
 * Parsing the query is part of each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "include/newsdex.h"
#include "searcher/query/query.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

enum { LINE_MAX_BYTES = 4096 };

typedef struct bench {
    newsdex *nd;
    int exact_total, only_ids, records;
    newsdex_stories stories;
    xapc_database *db; /* of mode engine, with analyzer */
    ndx_analyzer *analyzer;
} bench;

static newsdex_status search_library(bench *b, const char *text, size_t *hits, newsdex_error *err)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.exact_total = b->exact_total;
    options.stories = b->stories;
    if (b->only_ids)
        options.snippet_bytes = 0;
    options.evidence = !b->only_ids;
    newsdex_query *query = NULL;
    newsdex_results *results = NULL;
    newsdex_status status = newsdex_query_parse(b->nd, text, strlen(text), &query, err);
    if (!status)
        status = newsdex_search(b->nd, query, &options, &results, err);
    *hits = newsdex_results_count(results);
    newsdex_results_free(results);
    newsdex_query_free(query);
    return status;
}

static newsdex_status read_records(xapc_database *db, const xapc_page *page, newsdex_error *err)
{
    ndx_buffer record;
    ndx_buffer_init(&record, SIZE_MAX);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < page->count; i++) {
        ndx_buffer_clear(&record);
        status = xapc_database_record(db, page->matches[i].docid, &record, err);
    }
    ndx_buffer_release(&record);
    return status;
}

static newsdex_status search_engine(bench *b, const char *text, size_t *hits, newsdex_error *err)
{
    const xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    newsdex_query *query = NULL;
    xapc_query *built = NULL;
    xapc_page *page = NULL;
    newsdex_status status = ndx_query_parse(b->analyzer, text, strlen(text), &query, err);
    if (!status && !(status = ndx_query_build(query, b->db, &built, NULL, err)))
        status = xapc_database_search(b->db, built, &options, &page, err);
    if (!status && b->records)
        status = read_records(b->db, page, err);
    *hits = page ? page->count : 0;
    xapc_page_free(page);
    xapc_query_free(built);
    newsdex_query_free(query);
    return status;
}

static double microseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static newsdex_status run_queries(bench *b, FILE *queries, int print, newsdex_error *err)
{
    char line[LINE_MAX_BYTES];
    newsdex_status status = NEWSDEX_OK;
    rewind(queries);
    while (!status && fgets(line, sizeof line, queries)) {
        size_t hits = 0;
        line[strcspn(line, "\n")] = '\0';
        double start = microseconds_now();
        status = b->db ? search_engine(b, line, &hits, err) : search_library(b, line, &hits, err);
        if (print)
            printf("%.1f\t%zu\n", microseconds_now() - start, hits);
    }
    return status;
}

static newsdex_status bench_open(bench *b, const char *index, const char *mode, newsdex_error *err)
{
    newsdex_info info = NEWSDEX_INFO_INIT;
    b->stories = strcmp(mode, "stories") ? NEWSDEX_STORIES_APART : NEWSDEX_STORIES_GROUP;
    b->exact_total = !strcmp(mode, "exact") || b->stories;
    b->only_ids = !strcmp(mode, "ids");
    b->records = !strcmp(mode, "records");
    newsdex_status status = newsdex_open(index, &b->nd, err);
    if (!status && (b->records || !strcmp(mode, "engine")) &&
        !(status = newsdex_get_info(b->nd, &info, err)) &&
        !(status = ndx_analyzer_new(info.language, &b->analyzer, err)))
        status = xapc_database_open(index, &b->db, err);
    return status;
}

int main(int argc, char **argv)
{
    FILE *queries = argc == 4 ? fopen(argv[2], "r") : NULL;
    if (!queries) {
        fprintf(stderr,
                "usage: bench_search INDEX QUERIES exact|stories|estimated|ids|records|engine\n");
        return 2;
    }
    bench b = {0};
    newsdex_error err;
    newsdex_status status = bench_open(&b, argv[1], argv[3], &err);
    for (int round = 0; !status && round < 2; round++)
        status = run_queries(&b, queries, round == 1, &err);
    if (status)
        fprintf(stderr, "bench_search: %s\n", err.message);
    xapc_database_close(b.db);
    ndx_analyzer_free(b.analyzer);
    newsdex_close(b.nd);
    fclose(queries);
    return status ? 1 : 0;
}

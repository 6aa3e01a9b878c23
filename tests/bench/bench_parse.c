/*
 * Speed of reading articles, without archives and index: bench_parse ARCHIVE... loads all entries,
 * up to 64 MB an archive, reads them format by format, few ones again and again, and prints for
 * each its name, articles, MB and KB an entry, and MB/s of processor time, the best of three
 * rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "indexer/archive/arc_reader.h"
#include "indexer/article/format.h"
#include "searcher/base/arena.h"
#include "searcher/base/array.h"
#include "searcher/base/error.h"

enum { ROUNDS = 3, ARCHIVE_BYTES = 64 << 20 };
#define ROUND_SECONDS 0.2 /* at least */

typedef struct entry {
    const char *address, *basename, *path, *format;
    int64_t modified;
    ndx_buffer bytes;
    bool given; /* to the reader */
} entry;

typedef struct bench {
    arc_reader *archives;
    article_reader *formats;
    article article;
    ndx_arena names;
    entry *entries;
    size_t count, room;
} bench;

static newsdex_status read_block(void *context, const char **data, size_t *length,
                                 newsdex_error *err)
{
    (void)err;
    entry *e = context;
    *data = e->bytes.data;
    *length = e->given ? 0 : e->bytes.length;
    e->given = true;
    return NEWSDEX_OK;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Reads an entry to its end; returns its articles. */
static size_t read_articles(bench *b, entry *e)
{
    const entry_source source = {.read = read_block,
                                 .context = e,
                                 .address = e->address,
                                 .basename = e->basename,
                                 .path = e->path,
                                 .modified = e->modified};
    newsdex_error why;
    article_result result;
    size_t articles = 0;
    e->given = false;
    article_reader_start(b->formats, &source);
    e->format = article_reader_format(b->formats);
    while ((result = article_reader_next(b->formats, &b->article, &why)) != ARTICLE_END)
        articles += result == ARTICLE_FOUND;
    return articles;
}

static newsdex_status load_entry(bench *b, const arc_entry *from, size_t *loaded,
                                 newsdex_error *err)
{
    newsdex_status status =
        ndx_array_grow(&b->entries, &b->room, b->count + 1, sizeof *b->entries, err);
    if (status)
        return status;
    entry *e = &b->entries[b->count++];
    *e = (entry){.address = ndx_arena_copy(&b->names, from->address, strlen(from->address)),
                 .basename = ndx_arena_copy(&b->names, from->basename, strlen(from->basename)),
                 .path = ndx_arena_copy(&b->names, from->name, strlen(from->name)),
                 .format = "",
                 .modified = from->modified};
    ndx_buffer_init(&e->bytes, ARCHIVE_BYTES);
    if (!e->address || !e->basename || !e->path)
        return ndx_error_nomem(err);
    const char *data;
    size_t length = 1;
    while (!status && length && !(status = arc_reader_read(b->archives, &data, &length, err)))
        status = ndx_buffer_append(&e->bytes, data, length, err);
    *loaded += e->bytes.length;
    /* Damaged or too large: what there is of it will do. */
    return status == NEWSDEX_E_NOMEM ? status : NEWSDEX_OK;
}

static newsdex_status load_archive(bench *b, const char *path, newsdex_error *err)
{
    const arc_options options = ARC_OPTIONS_INIT;
    newsdex_status status = arc_reader_new(&options, &b->archives, err);
    if (!status)
        status = arc_reader_add(b->archives, path, err);
    arc_event event = ARC_ENTRY;
    arc_entry from;
    size_t loaded = 0;
    while (!status && loaded < ARCHIVE_BYTES &&
           !(status = arc_reader_next(b->archives, &event, &from, err)) && event != ARC_END)
        if (event == ARC_ENTRY)
            status = load_entry(b, &from, &loaded, err);
    arc_reader_free(b->archives);
    return status;
}

typedef struct sums {
    size_t entries, articles, bytes;
} sums;

/* Reads all entries of the format once. */
static sums read_all(bench *b, const char *name)
{
    sums sum = {0};
    for (size_t i = 0; i < b->count; i++) {
        if (strcmp(b->entries[i].format, name))
            continue;
        sum.entries++;
        sum.articles += read_articles(b, &b->entries[i]);
        sum.bytes += b->entries[i].bytes.length;
    }
    return sum;
}

/* Reads all entries of the format and prints its line. */
static void measure(bench *b, const char *name)
{
    double best = 0;
    sums sum = {0};
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds_now(), seconds = 0;
        for (int times = 1; seconds < ROUND_SECONDS; times++) {
            sum = read_all(b, name);
            seconds = seconds_now() - start;
            if ((double)sum.bytes * times / seconds > best && seconds >= ROUND_SECONDS)
                best = (double)sum.bytes * times / seconds;
        }
    }
    printf("%s\t%zu\t%.2f\t%.1f\t%.1f\n", name, sum.articles, (double)sum.bytes / 1e6,
           (double)sum.bytes / 1e3 / (double)sum.entries, best / 1e6);
}

static void measure_all(bench *b)
{
    for (size_t i = 0; i < b->count; i++)
        read_articles(b, &b->entries[i]);
    for (size_t i = 0; i < b->count; i++) {
        size_t first = 0;
        while (strcmp(b->entries[first].format, b->entries[i].format))
            first++;
        if (first == i && *b->entries[i].format)
            measure(b, b->entries[i].format);
    }
}

int main(int argc, char **argv)
{
    bench b = {0};
    newsdex_error err;
    article_init(&b.article);
    newsdex_status status = article_reader_new(NULL, &b.formats, &err);
    for (int i = 1; !status && i < argc; i++)
        status = load_archive(&b, argv[i], &err);
    if (status)
        fprintf(stderr, "bench_parse: %s\n", err.message);
    else
        measure_all(&b);
    for (size_t i = 0; i < b.count; i++)
        ndx_buffer_release(&b.entries[i].bytes);
    free(b.entries);
    ndx_arena_release(&b.names);
    article_release(&b.article);
    article_reader_free(b.formats);
    return status ? 1 : 0;
}

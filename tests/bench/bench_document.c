/* Speed of making documents: bench_document ARCHIVE... reads all articles first, then prints MB/s
 * over their text, round by round. */
#include <stdio.h>
#include <time.h>

#include "indexer/batch.h"
#include "indexer/document/document.h"
#include "indexer/issue_reader.h"

enum { ROUNDS = 3 };

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static newsdex_status read_entry(issue_reader *entries, article_reader *formats,
                                 const arc_entry *entry, batch *out, newsdex_error *err)
{
    const entry_source source = issue_reader_source(entries);
    const article_place place = {entry->archive, entry->archive, entry->name};
    article a;
    article_identity identity;
    article_init(&a);
    article_identity_init(&identity);
    article_reader_start(formats, &source);
    newsdex_status status = NEWSDEX_OK;
    article_result result;
    while (!status && (result = article_reader_next(formats, &a, err)) != ARTICLE_END)
        if (result == ARTICLE_FOUND &&
            !(status = article_identity_make(&identity, &a, &place, err)))
            status = batch_add(out, &a, &identity, &place, entry->address, false, err);
    article_identity_release(&identity);
    article_release(&a);
    return status;
}

static newsdex_status read_all(issue_reader *entries, article_reader *formats, batch *out,
                               newsdex_error *err)
{
    arc_event event = ARC_ENTRY;
    arc_entry entry;
    newsdex_status status = NEWSDEX_OK;
    while (!status && !(status = issue_reader_next(entries, &event, &entry, err)) &&
           event != ARC_END)
        if (event == ARC_ENTRY)
            status = read_entry(entries, formats, &entry, out, err);
    return status;
}

static newsdex_status build_all(const batch *b, newsdex_error *err)
{
    document_builder *builder;
    newsdex_status status = document_builder_new("english", &builder, err);
    for (int round = 0; !status && round < ROUNDS; round++) {
        size_t terms = 0;
        double start = seconds_now();
        for (size_t i = 0; !status && i < b->count; i++) {
            const batch_item *item = &b->items[i];
            const xapc_document *document;
            status = document_build(builder, &item->article, &item->identity, &item->place,
                                    &document, err);
            terms += status ? 0 : document->term_count;
        }
        double seconds = seconds_now() - start, megabytes = (double)b->text_bytes / 1e6;
        printf("%.1f MB, %zu documents, %zu terms: %.1f MB/s, %.1f ms a MB\n", megabytes, b->count,
               terms, megabytes / seconds, seconds * 1e3 / megabytes);
    }
    document_builder_free(builder);
    return status;
}

int main(int argc, char **argv)
{
    const arc_options options = ARC_OPTIONS_INIT;
    arc_reader *archives = NULL;
    issue_reader *entries = NULL;
    article_reader *formats = NULL;
    batch all = {0};
    newsdex_error err;
    newsdex_status status = arc_reader_new(&options, &archives, &err);
    if (!status && !(status = issue_reader_new(archives, &entries, &err)))
        status = article_reader_new(NULL, &formats, &err);
    for (int i = 1; !status && i < argc; i++)
        status = arc_reader_add(archives, argv[i], &err);
    if (!status && !(status = read_all(entries, formats, &all, &err)))
        status = build_all(&all, &err);
    if (status)
        fprintf(stderr, "bench_document: %s\n", err.message);
    batch_release(&all);
    article_reader_free(formats);
    issue_reader_free(entries);
    arc_reader_free(archives);
    return status ? 1 : 0;
}

/* Newspaper issues: METS and, each behind a NUL, pages of ALTO called 1.xml, 2.xml and so on. What
 * may be METS is also read as what a book says of itself. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/article/book.h"
#include "indexer/article/mets.h"
#include "searcher/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAGES_MAX = 8 };

static const char *end_of_part(const char *at, const char *end)
{
    const char *nul = memchr(at, '\0', (size_t)(end - at));
    return nul ? nul : end;
}

/* Gives the issue its pages; what it doesn't name is passed over. */
static void add_pages(const mets_issue *issue, const char *at, const char *end,
                      entry_memory pages[PAGES_MAX])
{
    for (int i = 0; i < PAGES_MAX && at < end; i++) {
        const char *stop = end_of_part(++at, end);
        char name[16];
        pages[i] = (entry_memory){.data = at, .length = (size_t)(stop - at)};
        snprintf(name, sizeof name, "%d.xml", i + 1);
        mets_file *file = mets_find_page(issue, name);
        if (file)
            file->data = pages + i;
        at = stop;
    }
}

static void check(const ndx_buffer *field)
{
    if (ndx_utf8_valid_prefix(field->data, field->length) != field->length)
        abort();
}

static void read_articles(const mets_issue *issue, entry_memory *mets)
{
    entry_source source = entry_memory_source(mets);
    source.basename = source.path = "mets.xml";
    source.issue = issue;
    article_reader *reader;
    article a;
    newsdex_error err;
    if (article_reader_new(NULL, &reader, &err))
        abort();
    article_init(&a);
    article_reader_start(reader, &source);
    for (article_result result; (result = article_reader_next(reader, &a, &err)) != ARTICLE_END;) {
        if (result != ARTICLE_FOUND)
            continue;
        check(&a.title);
        check(&a.text);
        check(&a.source);
        check(&a.language);
    }
    article_release(&a);
    article_reader_free(reader);
}

static void read_book(const char *bytes, size_t length)
{
    article book, chapter;
    newsdex_error err;
    article_init(&book);
    article_init(&chapter);
    if (book_read(bytes, length, &book, &err) || book_apply(&book, &chapter, &err))
        abort();
    check(&chapter.source);
    check(&chapter.author);
    check(&chapter.language);
    check(&chapter.keywords);
    article_release(&book);
    article_release(&chapter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *start = (const char *)data, *end = start + size;
    const char *stop = size ? end_of_part(start, end) : start;
    entry_memory mets = {.data = start, .length = (size_t)(stop - start)}, pages[PAGES_MAX];
    mets_issue *issue;
    newsdex_error err;
    read_book(mets.data, mets.length);
    if (mets_read(mets.data, mets.length, &issue, &err))
        return 0;
    add_pages(issue, stop, end, pages);
    read_articles(issue, &mets);
    mets_free(issue);
    return 0;
}

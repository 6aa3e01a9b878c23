/*
 * The article reader over any bytes. The first byte picks the entry's name and
 * the size of the blocks, so that every format and every seam is reached.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/article/format.h"
#include "searcher/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct input {
    const char *data;
    size_t length, block;
} input;

static newsdex_status read_block(void *context, const char **data, size_t *length,
                                 newsdex_error *err)
{
    (void)err;
    input *in = context;
    *data = in->data;
    *length = in->length < in->block ? in->length : in->block;
    in->data += *length;
    in->length -= *length;
    return NEWSDEX_OK;
}

/* What every format promises of every field. */
static void check(const article *a)
{
    const ndx_buffer *all[] = {&a->id,      &a->title, &a->text,     &a->author,   &a->source,
                               &a->section, &a->url,   &a->language, &a->keywords, &a->locator};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (ndx_utf8_valid_prefix(all[i]->data, all[i]->length) != all[i]->length)
            abort();
    if (!a->title.length && !a->text.length && !strstr("reuters trec gigaword", a->format))
        abort();
    if ((a->date.precision == NDX_DATE_UNKNOWN) != (*a->date_rule == '\0'))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a",       "a.csv", "a.html", "a.json",
                                        "a.jsonl", "a.sgm", "a.xml",  "2005/02/02/a.txt"};
    if (!size)
        return 0;
    const char *name = names[data[0] & 7];
    input in = {(const char *)data + 1, size - 1, data[0] & 8 ? 3 : 4096};
    entry_source source = {.read = read_block,
                           .context = &in,
                           .address = name,
                           .basename = name,
                           .path = name,
                           .modified = NEWSDEX_DATE_NONE};
    newsdex_error err;
    article_reader *reader;
    article a;
    if (article_reader_new(NULL, &reader, &err))
        return 0;
    article_init(&a);
    article_reader_start(reader, &source);
    for (article_result result; (result = article_reader_next(reader, &a, &err)) != ARTICLE_END;)
        if (result == ARTICLE_FOUND)
            check(&a);
    article_release(&a);
    article_reader_free(reader);
    return 0;
}

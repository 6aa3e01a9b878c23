#include "tests/unit/article_reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

static newsdex_status read_block(void *context, const char **data, size_t *length,
                                 newsdex_error *err)
{
    reading *r = context;
    size_t left = r->length - r->offset;
    *length = left < r->block ? left : r->block;
    if (r->fail_at && r->offset + *length >= r->fail_at)
        return ndx_error_set(err, NEWSDEX_E_IO, "the archive ends here");
    *data = r->bytes + r->offset;
    r->offset += *length;
    return NEWSDEX_OK;
}

static entry_source make_source(reading *r, const char *path)
{
    const char *slash = strrchr(path, '/');
    return (entry_source){.read = read_block,
                          .context = r,
                          .address = path,
                          .basename = slash ? slash + 1 : path,
                          .path = path,
                          .url = r->url,
                          .modified = r->modified ? r->modified : NEWSDEX_DATE_NONE};
}

static void describe_field(ndx_buffer *out, const char *name, const char *value)
{
    if (*value)
        assert_int_equal(ndx_buffer_append_format(out, NULL, "%s: %s\n", name, value), NEWSDEX_OK);
}

static void check_utf8(const article *a)
{
    const ndx_buffer *all[] = {&a->id,      &a->title, &a->text,     &a->author,   &a->source,
                               &a->section, &a->url,   &a->language, &a->keywords, &a->locator};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(ndx_utf8_valid_prefix(all[i]->data, all[i]->length), all[i]->length);
}

static void describe_article(ndx_buffer *out, const article *a)
{
    char date[NDX_DATE_TEXT_SIZE];
    ndx_date_format(a->date, date);
    check_utf8(a);
    describe_field(out, "format", a->format);
    describe_field(out, "locator", a->locator.data);
    describe_field(out, "id", a->id.data);
    describe_field(out, "title", a->title.data);
    describe_field(out, "date", date);
    describe_field(out, "date_rule", a->date_rule);
    describe_field(out, "author", a->author.data);
    describe_field(out, "source", a->source.data);
    describe_field(out, "section", a->section.data);
    describe_field(out, "language", a->language.data);
    describe_field(out, "url", a->url.data);
    for (const char *at = a->keywords.data; *at;) {
        int length = (int)strcspn(at, "\n");
        assert_int_equal(ndx_buffer_append_format(out, NULL, "keyword: %.*s\n", length, at), 0);
        at += length + (at[length] == '\n');
    }
    describe_field(out, "charset", a->charset.name);
    describe_field(out, "text", a->text.data);
    assert_int_equal(ndx_buffer_append_text(out, "----\n", NULL), NEWSDEX_OK);
}

void reading_describe(reading *r, const char *path, const format_options *options, ndx_buffer *out)
{
    article_reader *reader;
    newsdex_error err;
    article a;
    article_result result;
    entry_source source = make_source(r, path);
    article_init(&a);
    assert_int_equal(article_reader_new(options, &reader, &err), NEWSDEX_OK);
    article_reader_start(reader, &source);
    while ((result = article_reader_next(reader, &a, &err)) != ARTICLE_END) {
        if (result == ARTICLE_FOUND)
            describe_article(out, &a);
        else
            describe_field(out, result == ARTICLE_SKIPPED ? "skipped" : "failed", err.message);
    }
    article_reader_free(reader);
    article_release(&a);
}

void reading_describe_string(const char *bytes, const char *path, ndx_buffer *out)
{
    reading r = {.bytes = bytes, .length = strlen(bytes), .block = SIZE_MAX};
    ndx_buffer_init(out, 1 << 20);
    reading_describe(&r, path, NULL, out);
}

void reading_first(const char *bytes, size_t length, const char *path,
                   const format_options *options, article *out)
{
    reading r = {.bytes = bytes, .length = length, .block = SIZE_MAX};
    article_reader *reader;
    newsdex_error err = {.message = ""};
    entry_source source = make_source(&r, path);
    article_init(out);
    assert_int_equal(article_reader_new(options, &reader, &err), NEWSDEX_OK);
    article_reader_start(reader, &source);
    article_result result = article_reader_next(reader, out, &err);
    if (result != ARTICLE_FOUND)
        print_message("%s: %s\n", path, err.message);
    assert_int_equal(result, ARTICLE_FOUND);
    article_reader_free(reader);
}

char *reading_load(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        print_message("cannot open %s\n", path);
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    char *data = malloc((size_t)size + 1);
    assert_non_null(data);
    *length = fread(data, 1, (size_t)size, file);
    assert_int_equal(*length, (size_t)size);
    data[*length] = '\0';
    fclose(file);
    return data;
}

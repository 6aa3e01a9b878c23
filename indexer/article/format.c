#include "indexer/article/format.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/article/article_date.h"
#include "indexer/article/book.h"
#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"

struct article_reader {
    format_options options;
    format_input input;
    const format *picked; /* NULL: none fits */
    void *state;
    bool opened, over;
    bool fruitful;         /* the entry has given something, if only a reason */
    newsdex_error refusal; /* why the entry has no articles, to be given once */
    article_result refused_as;
};

newsdex_status article_reader_new(const format_options *options, article_reader **out,
                                  newsdex_error *err)
{
    article_reader *reader = calloc(1, sizeof *reader);
    *out = reader;
    if (!reader)
        return ndx_error_nomem(err);
    if (options)
        reader->options = *options;
    reader->over = true;
    format_input_init(&reader->input);
    return NEWSDEX_OK;
}

static void close_format(article_reader *reader)
{
    if (reader->opened)
        reader->picked->close(reader->state);
    reader->opened = false;
    reader->state = NULL;
    reader->picked = NULL;
}

void article_reader_free(article_reader *reader)
{
    if (!reader)
        return;
    close_format(reader);
    format_input_release(&reader->input);
    free(reader);
}

static const format *pick(const format_probe *probe)
{
    const format *best = NULL;
    int best_bid = 0;
    for (const format *const *f = format_table; *f; f++) {
        int bid = (*f)->bid(probe);
        if (bid > best_bid) {
            best = *f;
            best_bid = bid;
        }
    }
    return best;
}

/* Picks the format by the head, or finds out why there is none. */
static newsdex_status look(article_reader *reader, const entry_source *source)
{
    format_probe probe = {.basename = source->basename, .path = source->path};
    newsdex_error *err = &reader->refusal;
    newsdex_status status = format_input_start(&reader->input, source, err);
    if (!status)
        status =
            format_input_peek(&reader->input, FORMAT_HEAD_MAX, &probe.head, &probe.length, err);
    if (status)
        return status;
    if (probe.length > FORMAT_HEAD_MAX)
        probe.length = FORMAT_HEAD_MAX;
    const char *binary = sniff_binary(&probe);
    bool refused = binary || !(reader->picked = pick(&probe));
    if (refused && reader->input.failure.status) { /* what there was of it may have misled us */
        *err = reader->input.failure;
        return err->status;
    }
    if (refused) {
        reader->refused_as = ARTICLE_SKIPPED;
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "not text: %s",
                             binary ? binary : "unknown format");
    }
    status = reader->picked->open(&reader->input, &reader->options, &reader->state, err);
    reader->opened = !status;
    return status;
}

void article_reader_start(article_reader *reader, const entry_source *source)
{
    close_format(reader);
    reader->over = reader->fruitful = false;
    reader->refused_as = ARTICLE_FAILED;
    reader->refusal.status = NEWSDEX_OK;
    look(reader, source); /* its error stays in refusal until the first next */
}

/* The place dates what doesn't date itself; of several articles in one entry none. */
static void settle_date(const entry_source *source, article *a)
{
    int64_t latest = article_date_latest(source->modified);
    article_date_refuse_later(a, latest);
    if (!a->locator.length) {
        article_date_from_place(a, source->basename, source->path);
        article_date_refuse_later(a, latest);
    }
}

/*
 * What the web archive knows of the page: its URL, if the page names none (of several articles in
 * one entry none can have it), and the time of the capture, which stands where there is no other
 * date.
 */
static newsdex_status apply_capture(const entry_source *source, article *a, newsdex_error *err)
{
    if (!source->url || !*source->url)
        return NEWSDEX_OK;
    if (source->modified != NEWSDEX_DATE_NONE) {
        a->captured = (ndx_date){source->modified, NDX_DATE_MINUTE};
        if (a->date.precision == NDX_DATE_UNKNOWN) {
            a->date = a->captured;
            a->date_rule = "capture";
        }
    }
    if (a->url.length || a->locator.length)
        return NEWSDEX_OK;
    return article_set_field(&a->url, source->url, strlen(source->url), err);
}

/* Of a corpus all documents count, also those that say nothing: others count them, and judge them
   by number. */
static bool is_corpus(const format *f)
{
    return f == &format_reuters || f == &format_trec || f == &format_gigaword;
}

/* What a format found, with what the place adds; nothing is no article. */
static article_result settle(const article_reader *reader, article *a, newsdex_error *err)
{
    const entry_source *source = reader->input.source;
    const char *place = a->locator.data;
    if (!a->title.length && !a->text.length && !is_corpus(reader->picked)) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s%s%sno title and no text",
                      *place ? "article " : "", place, *place ? ": " : "");
        return ARTICLE_SKIPPED;
    }
    if (source->book && book_apply(source->book, a, err))
        return ARTICLE_FAILED;
    settle_date(source, a);
    return apply_capture(source, a, err) ? ARTICLE_FAILED : ARTICLE_FOUND;
}

article_result article_reader_next(article_reader *reader, article *out, newsdex_error *err)
{
    article_clear(out);
    if (reader->over)
        return ARTICLE_END;
    if (!reader->opened) {
        reader->over = true;
        *err = reader->refusal;
        return reader->refused_as;
    }
    out->format = reader->picked->name;
    article_result result = reader->picked->next(reader->state, &reader->input, out, err);
    reader->over = result == ARTICLE_END;
    if (reader->over && !reader->fruitful) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "holds no article");
        return ARTICLE_SKIPPED;
    }
    reader->fruitful = true;
    if (reader->input.charset)
        charset_use(&out->charset, reader->input.charset);
    return result == ARTICLE_FOUND ? settle(reader, out, err) : result;
}

const char *article_reader_format(const article_reader *reader)
{
    return reader->picked ? reader->picked->name : "";
}

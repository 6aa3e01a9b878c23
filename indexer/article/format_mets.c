/*
 * METS, which describes files beside it and holds no text. With its pages at hand each ARTICLE it
 * names is one, and what no article has taken of a page is another; without, each page is an
 * article of its own.
 */
#include <stdlib.h>
#include <string.h>

#include "indexer/article/alto.h"
#include "indexer/article/article_date.h"
#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/mets.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

static int bid(const format_probe *probe)
{
    return xml_root_is(probe, "mets") ? 90 : 0;
}

/* Of all pages of an issue; forty bytes and more each. Large issues have half a million. */
enum { ELEMENTS_MAX = 1 << 21 };

typedef struct cutting {
    alto_page *pages; /* one a file that METS lists, in its order; those before read are read */
    size_t page_count, read, article, rest; /* what comes next */
    uint64_t number;                        /* of the last article */
    uint64_t places, lost;                  /* that articles name; of these, not on the pages */
    size_t room;                            /* for elements of pages */
    ndx_buffer plain;
} cutting;

static newsdex_status open_mets(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    (void)options;
    *state = NULL;
    if (!input->source->issue)
        return NEWSDEX_OK;
    cutting *c = calloc(1, sizeof *c);
    *state = c;
    if (!c)
        return ndx_error_nomem(err);
    ndx_buffer_init(&c->plain, ARTICLE_TEXT_MAX * 3);
    c->room = ELEMENTS_MAX;
    mets_files(input->source->issue, &c->page_count);
    c->pages = calloc(c->page_count + 1, sizeof *c->pages);
    return c->pages ? NEWSDEX_OK : ndx_error_nomem(err);
}

static void close_mets(void *state)
{
    cutting *c = state;
    if (!c)
        return;
    for (size_t i = 0; i < c->read; i++)
        alto_page_release(c->pages + i);
    free(c->pages);
    ndx_buffer_release(&c->plain);
    free(c);
}

/* Reads the pages that are left, up to one that something is to be told of. */
static article_result read_pages(cutting *c, const mets_issue *issue, newsdex_error *err)
{
    size_t count;
    const mets_file *files = mets_files(issue, &count);
    while (c->read < c->page_count) {
        const mets_file *file = files + c->read;
        alto_page *page = c->pages + c->read++;
        if (!file->data)
            continue;
        newsdex_error why;
        if (alto_page_read(page, file->data, &c->room, &why)) {
            ndx_error_set(err, why.status, "%s: %s", file->basename, why.message);
            return ARTICLE_FAILED;
        }
        if (!page->worded) {
            ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s: a page without recognised text",
                          file->basename);
            return ARTICLE_SKIPPED;
        }
    }
    return ARTICLE_END;
}

static unsigned page_number(const cutting *c, const mets_issue *issue, size_t page)
{
    size_t count;
    const mets_file *file = mets_files(issue, &count) + page;
    return file->page ? file->page : c->pages[page].image;
}

/* What all articles of the issue have. */
static newsdex_status fill(cutting *c, const format_input *input, size_t page, article *out,
                           newsdex_error *err)
{
    const mets_issue *issue = input->source->issue;
    const unsigned number = page_number(c, issue, page);
    out->charset = c->pages[page].charset;
    out->date = issue->date;
    if (out->date.precision != NDX_DATE_UNKNOWN)
        out->date_rule = "declared";
    else
        article_date_from_place(out, input->source->basename, input->source->path);
    newsdex_status status =
        article_set_field(&out->source, issue->newspaper, strlen(issue->newspaper), err);
    if (!status && !out->language.length)
        status = article_set_language(out, issue->language, strlen(issue->language), err);
    if (!status && number)
        status = ndx_buffer_append_format(&out->section, err, "page %u", number);
    const char *body = ocr_text_skip_title(c->plain.data, out->title.data);
    if (!status)
        status = article_set_text(out, body, strlen(body), err);
    return status ? status : article_set_locator(out, c->number, err);
}

/* Puts the text of its places into plain; *first is the page it begins on. */
static newsdex_status take_places(cutting *c, const mets_issue *issue, const mets_article *a,
                                  size_t *first, newsdex_error *err)
{
    const mets_area *area = mets_areas(issue) + a->first_area;
    alto_text text = {.text = {.out = &c->plain, .flows = true}};
    newsdex_status status = NEWSDEX_OK;
    size_t count;
    const mets_file *files = mets_files(issue, &count);
    for (size_t i = 0; !status && i < a->area_count; i++, area++) {
        bool found = area->file != METS_NO_FILE && files[area->file].data;
        if (found)
            status =
                alto_page_take(c->pages + area->file, area->begin, area->end, &text, &found, err);
        c->places++;
        c->lost += !found;
        if (*first == c->page_count && c->plain.length)
            *first = area->file;
    }
    return status;
}

static article_result cut_article(cutting *c, format_input *input, article *out, newsdex_error *err)
{
    const mets_issue *issue = input->source->issue;
    size_t count, first = c->page_count;
    const mets_article *a = mets_articles(issue, &count) + c->article++;
    ndx_buffer_clear(&c->plain);
    c->number++;
    newsdex_status status = take_places(c, issue, a, &first, err);
    if (!status && first == c->page_count) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "article %zu: no text on the pages", c->article);
        return ARTICLE_SKIPPED;
    }
    if (!status)
        status = article_set_field(&out->title, a->title, strlen(a->title), err);
    if (!status)
        status = article_set_language(out, a->language, strlen(a->language), err);
    if (!status)
        status = fill(c, input, first, out, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

/* What is left on the next page, if anything is. */
static article_result take_rest(cutting *c, format_input *input, article *out, newsdex_error *err)
{
    alto_text text = {.text = {.out = &c->plain}};
    ndx_buffer_clear(&c->plain);
    size_t page = c->rest++;
    newsdex_status status = alto_page_take_rest(c->pages + page, &text, err);
    if (!status && !c->plain.length)
        return ARTICLE_END;
    c->number++;
    if (!status)
        status = fill(c, input, page, out, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

static article_result cut(cutting *c, format_input *input, article *out, newsdex_error *err)
{
    const mets_issue *issue = input->source->issue;
    article_result result = read_pages(c, issue, err);
    size_t articles;
    mets_articles(issue, &articles);
    if (result != ARTICLE_END)
        return result;
    if (c->article < articles)
        return cut_article(c, input, out, err);
    while (c->rest < c->page_count)
        if ((result = take_rest(c, input, out, err)) != ARTICLE_END)
            return result;
    if (!c->lost)
        return ARTICLE_END;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                  "%llu of %llu places that its articles name aren't on the pages beside it",
                  (unsigned long long)c->lost, (unsigned long long)c->places);
    c->lost = 0;
    return ARTICLE_SKIPPED;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    const char *data;
    size_t length;
    if (state)
        return cut(state, input, out, err);
    if (format_input_peek(input, 1, &data, &length, err))
        return ARTICLE_FAILED;
    format_input_end(input);
    if (!length)
        return ARTICLE_END;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                  "METS, which holds no text: the pages it lists are articles of their own");
    return ARTICLE_SKIPPED;
}

const format format_mets = {"mets", bid, open_mets, next, close_mets};

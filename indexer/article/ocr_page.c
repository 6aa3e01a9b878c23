#include "indexer/article/ocr_page.h"

#include <stdio.h>
#include <string.h>

#include "indexer/article/article_date.h"

/* A page of a newspaper by the National Digital Newspaper Program's rules for paths. */
typedef struct place {
    char title[16]; /* the newspaper's number at the Library of Congress */
    unsigned year, month, day, edition, page;
} place;

enum { TITLE_MIN = 8, TITLE_MAX = 13 }; /* "86088216", "sn2001065512" */

static size_t measure_title(const char *text)
{
    size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    size_t length = letters + strspn(text + letters, "0123456789");
    bool fits = letters <= 3 && length - letters >= TITLE_MIN && length <= TITLE_MAX;
    return fits && text[length] == '/' ? length : 0;
}

/* Scanning is lenient; what was found must be written just so. */
static bool read_form(const char *text, const char *scan, const char *print, place *p)
{
    char written[64];
    if (sscanf(text, scan, &p->year, &p->month, &p->day, &p->edition, &p->page) != 5)
        return false;
    int length =
        snprintf(written, sizeof written, print, p->year, p->month, p->day, p->edition, p->page);
    return strncmp(text, written, (size_t)length) == 0;
}

static bool read_place(const char *path, place *p)
{
    for (const char *at = path; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
        size_t length = measure_title(at);
        const char *rest = at + length + 1;
        if (!length ||
            !(read_form(rest, "%4u/%2u/%2u/ed-%3u/seq-%5u/", "%04u/%02u/%02u/ed-%u/seq-%u/", p) ||
              read_form(rest, "%4u-%2u-%2u/ed-%3u/seq-%5u/", "%04u-%02u-%02u/ed-%u/seq-%u/", p)))
            continue;
        memcpy(p->title, at, length);
        p->title[length] = '\0';
        return true;
    }
    return false;
}

bool ocr_page_has_place(const char *path)
{
    place p;
    return read_place(path, &p);
}

static newsdex_status fill_newspaper(article *out, const place *p, newsdex_error *err)
{
    char date[40];
    snprintf(date, sizeof date, "%04u-%02u-%02u", p->year, p->month, p->day);
    ndx_buffer_clear(&out->title);
    newsdex_status status = ndx_buffer_append_format(&out->id, err, "/lccn/%s/%s/ed-%u/seq-%u/",
                                                     p->title, date, p->edition, p->page);
    if (!status)
        status = ndx_buffer_append_format(&out->url, err, "https://chroniclingamerica.loc.gov%s",
                                          out->id.data);
    if (!status)
        status = ndx_buffer_append_format(&out->title, err, "%s, %s, ed. %u, p. %u", p->title, date,
                                          p->edition, p->page);
    if (!status)
        status = ndx_buffer_append_format(&out->section, err, "page %u", p->page);
    if (!status)
        status = article_set_field(&out->source, p->title, strlen(p->title), err);
    if (article_date_parse(date, strlen(date), &out->date))
        out->date_rule = "path";
    out->rendition = true;
    return status;
}

newsdex_status ocr_page_fill_place(article *out, const entry_source *source, newsdex_error *err)
{
    place p;
    if (!out->locator.length && read_place(source->path, &p))
        return fill_newspaper(out, &p, err);
    article_date_from_place(out, source->basename, source->path);
    return NEWSDEX_OK;
}

article_result ocr_page_next(void *state, format_input *input, article *out, newsdex_error *err)
{
    const xml_format *x = state;
    article_result result = xml_format_next(state, input, out, err);
    if (result != ARTICLE_FOUND)
        return result;
    if (xml_stream_count(x->stream) == 1)
        ndx_buffer_clear(&out->locator);
    return ocr_page_fill_place(out, input->source, err) ? ARTICLE_FAILED : ARTICLE_FOUND;
}

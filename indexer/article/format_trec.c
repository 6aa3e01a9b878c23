/*
 * TREC collections: <DOC> elements, as "trectext" each newspaper with tags of its own, as "trecweb"
 * a web page behind what its server said.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/formats.h"
#include "indexer/article/html.h"
#include "indexer/article/sgml.h"
#include "indexer/article/sniff.h"
#include "searcher/base/error.h"

enum { INDENT = 3 }; /* spaces that begin a paragraph, in AP and WSJ */

static int bid(const format_probe *probe)
{
    size_t at = sniff_skip_space(probe);
    return sgml_is_tag(probe->head + at, probe->length - at, "DOC") ? 80 : 0;
}

typedef struct trec {
    sgml_stream stream;
    ndx_buffer utf8, plain, text;
    html_page *page;
} trec;

static newsdex_status open_trec(format_input *input, const format_options *options, void **state,
                                newsdex_error *err)
{
    (void)input, (void)options;
    trec *t = malloc(sizeof *t);
    *state = t;
    if (!t)
        return ndx_error_nomem(err);
    sgml_stream_init(&t->stream, "DOC");
    ndx_buffer_init(&t->utf8, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&t->plain, ARTICLE_TEXT_MAX * 3);
    ndx_buffer_init(&t->text, ARTICLE_TEXT_MAX * 3);
    return html_page_new(&t->page, err);
}

static void close_trec(void *state)
{
    trec *t = state;
    if (!t)
        return;
    sgml_stream_release(&t->stream);
    ndx_buffer_release(&t->utf8);
    ndx_buffer_release(&t->plain);
    ndx_buffer_release(&t->text);
    html_page_free(t->page);
    free(t);
}

/* The field gets the first of the elements called names (NULL at the end) that says something. */
static newsdex_status set_field(trec *t, ndx_buffer *field, sgml_span doc, const char *const *names,
                                newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (sgml_span content; !status && !field->length && *names; names++) {
        if (!sgml_find(doc, *names, &content, NULL))
            continue;
        ndx_buffer_clear(&t->plain);
        status = sgml_append_text(&t->plain, content, err);
        if (!status)
            status = article_set_field(field, t->plain.data, t->plain.length, err);
    }
    return status;
}

static newsdex_status drop_start(ndx_buffer *field, size_t length, newsdex_error *err)
{
    ndx_buffer rest;
    ndx_buffer_init(&rest, field->max);
    newsdex_status status =
        ndx_buffer_append(&rest, field->data + length, field->length - length, err);
    if (!status)
        status = article_set_field(field, rest.data, rest.length, err);
    ndx_buffer_release(&rest);
    return status;
}

/* NTCIR has the number as an attribute: <DOC id="doc2">. */
static newsdex_status set_id(trec *t, article *out, sgml_span doc, newsdex_error *err)
{
    static const char *const names[] = {"DOCNO", "DOCID", NULL};
    newsdex_status status = set_field(t, &out->id, doc, names, err);
    const char *end = memchr(doc.text, '>', doc.length);
    if (status || out->id.length || !end)
        return status;
    sgml_span id = sgml_attribute((sgml_span){doc.text, (size_t)(end - doc.text)}, "id");
    return article_set_field(&out->id, id.text, id.length, err);
}

/* What the Wall Street Journal and others list, a line or, between semicolons, a piece each. */
static newsdex_status add_keywords(trec *t, article *out, sgml_span doc, newsdex_error *err)
{
    static const char *const names[] = {"CO", "IN", "NS", "RE", "GV", "SUBJECT", "TP", NULL};
    newsdex_status status = NEWSDEX_OK;
    sgml_span content;
    for (const char *const *name = names; !status && *name; name++) {
        if (!sgml_find(doc, *name, &content, NULL))
            continue;
        ndx_buffer_clear(&t->plain);
        status = sgml_append_text(&t->plain, content, err);
        for (const char *at = t->plain.data; !status && *at;) {
            size_t length = strcspn(at, ";\n");
            status = article_add_keyword(out, at, length, err);
            at += length + (at[length] != '\0');
        }
    }
    return status;
}

/* "WALL STREET JOURNAL (J), PAGE -16" */
static void tidy_source(article *out)
{
    size_t length = strcspn(out->source.data, "(,");
    while (length && out->source.data[length - 1] == ' ')
        length--;
    if (length)
        ndx_buffer_truncate(&out->source, length);
}

/* "FT 14 MAY 91 / The headline" */
static newsdex_status tidy_title(article *out, newsdex_error *err)
{
    const char *slash = strstr(out->title.data, " / ");
    bool stamped = strncmp(out->title.data, "FT ", 3) == 0 && slash && slash - out->title.data < 20;
    return stamped ? drop_start(&out->title, (size_t)(slash - out->title.data) + 3, err)
                   : NEWSDEX_OK;
}

/* ---- what a DOCNO tells --------------------------------------------------------- */

static const char *source_of(const char *id, size_t letters)
{
    static const struct {
        const char *letters, *source;
    } sources[] = {
        {"AP", "Associated Press"},        {"APW", "Associated Press"},
        {"FT", "Financial Times"},         {"LA", "Los Angeles Times"},
        {"WSJ", "Wall Street Journal"},    {"FBIS", "Foreign Broadcast Information Service"},
        {"FR", "Federal Register"},        {"NYT", "New York Times"},
        {"SJMN", "San Jose Mercury News"}, {"XIE", "Xinhua"},
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strlen(sources[i].letters) == letters && strncmp(sources[i].letters, id, letters) == 0)
            return sources[i].source;
    return "";
}

/* AP880212-0001, WSJ870324-0001, NYT19980601.0001; LA010189-0001 has the month first; FT911-3 only
 * the year. */
static bool date_of(const char *id, size_t letters, ndx_date *out)
{
    const char *digits = id + letters;
    size_t count = strspn(digits, "0123456789");
    if (count == 6 && letters == 2 && strncmp(id, "LA", 2) == 0) {
        char turned[7] = {digits[4], digits[5], digits[0], digits[1], digits[2], digits[3], '\0'};
        return article_date_parse(turned, 6, out);
    }
    if (count == 3 && letters == 2 && strncmp(id, "FT", 2) == 0)
        return article_date_make(1900 + (digits[0] - '0') * 10 + (digits[1] - '0'), 0, 0, out);
    return (count == 6 || count == 8) && letters >= 2 && article_date_parse(digits, count, out);
}

static void set_date(trec *t, article *out, sgml_span doc, size_t letters)
{
    static const char *const names[] = {"DATE", "DATE1", "DATE_TIME", "PUBDATE", "DD", NULL};
    sgml_span content;
    for (const char *const *name = names; *name; name++) {
        ndx_buffer_clear(&t->plain);
        if (sgml_find(doc, *name, &content, NULL) && content.length < ARTICLE_FIELD_MAX &&
            sgml_append_text(&t->plain, content, NULL) == NEWSDEX_OK &&
            article_date_parse(t->plain.data, t->plain.length, &out->date)) {
            out->date_rule = "declared";
            return;
        }
    }
    if (date_of(out->id.data, letters, &out->date))
        out->date_rule = "id";
    else if (sgml_find(doc, "DATELINE", &content, NULL) &&
             article_date_find(content.text, content.length, &out->date))
        out->date_rule = "text";
}

/* ---- the text ---------------------------------------------------------------------- */

static newsdex_status append_all(trec *t, sgml_span doc, const char *name, newsdex_error *err)
{
    sgml_span content;
    newsdex_status status = NEWSDEX_OK;
    for (bool more = sgml_find(doc, name, &content, NULL); !status && more;
         more = sgml_find_next(doc, name, &content)) {
        status = sgml_append_text(&t->plain, content, err);
        if (!status)
            status = ndx_buffer_append(&t->plain, "\n\n", 2, err);
    }
    return status;
}

/* What follows on the end tag. */
static sgml_span behind(sgml_span doc, const char *name)
{
    sgml_span content;
    if (!sgml_find(doc, name, &content, NULL))
        return doc;
    const char *start = content.text + content.length, *end = doc.text + doc.length;
    const char *close = memchr(start, '>', (size_t)(end - start));
    start = close ? close + 1 : end;
    return (sgml_span){start, (size_t)(end - start)};
}

static sgml_span skip_space(sgml_span span)
{
    while (span.length && strchr(" \t\r\n", *span.text)) {
        span.text++;
        span.length--;
    }
    return span;
}

static newsdex_status set_text(trec *t, article *out, sgml_span doc, newsdex_error *err)
{
    static const char *const parts[] = {"DATELINE", "LP", "LEADPARA", "TEXT"};
    newsdex_status status = NEWSDEX_OK;
    ndx_buffer_clear(&t->plain);
    for (size_t i = 0; !status && i < sizeof parts / sizeof *parts; i++)
        status = append_all(t, doc, parts[i], err);
    if (!status && strspn(t->plain.data, " \t\r\n") == t->plain.length)
        status = sgml_append_text(&t->plain, behind(behind(doc, "DOCNO"), "DOCHDR"), err);
    ndx_buffer_clear(&t->text);
    if (!status)
        status = sgml_append_indented(&t->text, t->plain.data, t->plain.length, INDENT, err);
    return status ? status : article_set_text(out, t->text.data, t->text.length, err);
}

static newsdex_status fill(trec *t, article *out, sgml_span doc, newsdex_error *err)
{
    static const char *const titles[] = {"HEADLINE", "HEAD", "HL",       "TI", "H3",
                                         "TITLE",    "TTL",  "DOCTITLE", NULL};
    static const char *const authors[] = {"BYLINE", "AUTHOR", NULL};
    static const char *const sources[] = {"SOURCE", "PUB", "SO", NULL};
    static const char *const sections[] = {"SECTION", NULL};
    newsdex_status status = set_id(t, out, doc, err);
    if (!status)
        status = set_field(t, &out->title, doc, titles, err);
    if (!status)
        status = tidy_title(out, err);
    if (!status)
        status = set_field(t, &out->author, doc, authors, err);
    if (!status)
        status = article_set_author(out, out->author.data, out->author.length, err);
    if (!status)
        status = set_field(t, &out->source, doc, sources, err);
    if (!status)
        status = set_field(t, &out->section, doc, sections, err);
    tidy_source(out);
    if (!status)
        status = add_keywords(t, out, doc, err);
    size_t letters = strspn(out->id.data, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const char *source = source_of(out->id.data, letters);
    if (!status && !out->source.length)
        status = article_set_field(&out->source, source, strlen(source), err);
    if (!status)
        set_date(t, out, doc, letters);
    return status ? status : set_text(t, out, doc, err);
}

/* ---- a web page ------------------------------------------------------------------------ */

/* What its server said: between DOCHDR's tags, and in HTTP's own header if it is left in. */
typedef struct server_says {
    char url[ARTICLE_FIELD_MAX], charset[CHARSET_NAME_SIZE];
    ndx_date captured;
} server_says;

/* Copies what is in text up to one of the bytes of stop, if there is room for it. */
static void copy_word(sgml_span text, const char *stop, char *out, size_t room)
{
    size_t length = 0;
    while (length < text.length && !strchr(stop, text.text[length]))
        length++;
    if (length < room) {
        memcpy(out, text.text, length);
        out[length] = '\0';
    }
}

/* A line of the header, from the URL of the first one to "Content-Type: text/html; charset=x". */
static void take_line(server_says *says, sgml_span line)
{
    const char *charset = memmem(line.text, line.length, "charset=", 8);
    if (line.length > 4 && strncasecmp(line.text, "http", 4) == 0 && line.text[4] != '/')
        copy_word(line, " \t<", says->url, sizeof says->url);
    else if (line.length > 5 && strncasecmp(line.text, "date:", 5) == 0)
        article_date_parse(line.text + 5, line.length - 5, &says->captured);
    else if (line.length > 12 && strncasecmp(line.text, "content-type", 12) == 0 && charset)
        copy_word((sgml_span){charset + 8, line.length - (size_t)(charset + 8 - line.text)}, " ;\"",
                  says->charset, sizeof says->charset);
}

/* *rest moves over a line, without its end. */
static sgml_span cut_line(sgml_span *rest)
{
    const char *end = memchr(rest->text, '\n', rest->length);
    sgml_span line = {rest->text, end ? (size_t)(end - rest->text) : rest->length};
    size_t used = line.length + (end != NULL);
    *rest = (sgml_span){rest->text + used, rest->length - used};
    if (line.length && line.text[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* Reads what is said of the page; *page: itself. False when doc is none. */
static bool find_page(sgml_span doc, server_says *says, sgml_span *page)
{
    sgml_span header;
    *says = (server_says){.captured = NDX_DATE_NONE};
    if (!sgml_find(doc, "DOCHDR", &header, NULL))
        return false;
    for (header = skip_space(header); header.length;)
        take_line(says, cut_line(&header));
    *page = skip_space(behind(doc, "DOCHDR"));
    if (page->length > 5 && memcmp(page->text, "HTTP/", 5) == 0)
        for (sgml_span line = cut_line(page); line.length; line = cut_line(page))
            take_line(says, line);
    return true;
}

static newsdex_status apply_server(article *out, const server_says *says, newsdex_error *err)
{
    bool known = says->captured.precision != NDX_DATE_UNKNOWN;
    if (known && out->date.precision == NDX_DATE_UNKNOWN) {
        out->date = says->captured;
        out->date_rule = "capture";
    }
    return out->url.length ? NEWSDEX_OK
                           : article_set_field(&out->url, says->url, strlen(says->url), err);
}

static newsdex_status fill_page(trec *t, article *out, sgml_span doc, const server_says *says,
                                sgml_span page, newsdex_error *err)
{
    const entry_source source = {
        .url = says->url, .charset = says->charset, .modified = says->captured.seconds};
    newsdex_status status = set_id(t, out, doc, err);
    return status ? status : html_page_read(t->page, page.text, page.length, &source, out, err);
}

static newsdex_status fill_any(trec *t, article *out, sgml_span doc, newsdex_error *err)
{
    server_says says;
    sgml_span page;
    bool web = find_page(doc, &says, &page);
    newsdex_status status;
    if (web && sgml_has_html(page.text, page.length)) {
        status = fill_page(t, out, doc, &says, page, err);
    } else {
        ndx_buffer_clear(&t->utf8);
        status = charset_to_utf8(doc.text, doc.length, web ? says.charset : NULL, &t->utf8,
                                 &out->charset, err);
        if (!status)
            status = fill(t, out, (sgml_span){t->utf8.data, t->utf8.length}, err);
    }
    return !status && web ? apply_server(out, &says, err) : status;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    trec *t = state;
    sgml_span doc;
    article_result result = sgml_stream_next(&t->stream, input, &doc, err);
    if (result != ARTICLE_FOUND)
        return result;
    newsdex_status status = fill_any(t, out, doc, err);
    if (!status)
        status = article_set_locator(out, t->stream.count, err);
    return status ? ARTICLE_FAILED : ARTICLE_FOUND;
}

const format format_trec = {"trec", bid, open_trec, next, close_trec};

#include "indexer/archive/arc_web.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/archive/arc_http.h"
#include "indexer/archive/arc_names.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

enum { LOOK_AHEAD = 64 }; /* bytes, for the beginning of a record within another one */

struct arc_web {
    arc_kind kind;
    arc_window window;
    arc_budget *budget;
    arc_record record;
    uint64_t record_at; /* in the unpacked archive */
    uint64_t left;      /* bytes of the record's block */
    bool interrupted;   /* the block, by another record or the end: its length is wrong */
    bool excused;       /* what is passed over to the next record has been told of */
    bool ended;         /* so has the end */
    arc_source body;    /* the block as a stream */
    arc_source *page;   /* made of body */
    arc_http http;
    arc_capture capture;
    uint64_t passed[ARC_RECORD_TYPES]; /* records that are no pages */
};

/* ---- the block of the present record ----------------------------------------------- */

static arc_web *web_of(arc_source *body)
{
    return (arc_web *)((char *)body - offsetof(arc_web, body));
}

/* A line of a version and one of a field. */
static bool is_header(arc_span text)
{
    const char *end = memchr(text.text, '\n', text.length);
    if (!end || !arc_record_begins(ARC_WARC, (arc_span){text.text, (size_t)(end - text.text)}))
        return false;
    arc_span next = {end + 1, text.length - (size_t)(end + 1 - text.text)};
    return arc_span_begins(next, "WARC-") || arc_span_begins(next, "Content-");
}

/* Whether a record, or nothing more, is seen where the present one says it ends. */
static bool ends_well(const arc_web *web, const char *data, size_t length)
{
    if (web->left > length)
        return false;
    arc_span next = arc_span_trim((arc_span){data + web->left, length - (size_t)web->left});
    return !next.length || arc_span_begins(next, "WARC/");
}

/* How many of the bytes belong to the block: a record may begin, behind an empty line, before it
   ends. Only where the end isn't right: there are pages about the format, with examples. */
static size_t cut_at_record(arc_web *web, const char *data, size_t length, size_t piece)
{
    static const char mark[] = "\nWARC/";
    const char *at = data;
    for (; (at = memmem(at, length - (size_t)(at - data), mark, sizeof mark - 1)) != NULL; at++) {
        size_t before = (size_t)(at - data);
        if (before >= piece)
            break;
        bool empty = !before || at[-1] == '\n' || (before > 1 && memcmp(at - 2, "\n\r", 2) == 0);
        if (empty && is_header((arc_span){at + 1, length - before - 1}) &&
            !ends_well(web, data, length)) {
            web->interrupted = true;
            return before;
        }
    }
    return piece;
}

static newsdex_status pull_body(arc_source *body, const char **data, size_t *length,
                                newsdex_error *err)
{
    arc_web *web = web_of(body);
    *length = 0;
    if (!web->left)
        return NEWSDEX_OK;
    size_t shown;
    newsdex_status status = arc_window_show(&web->window, ARC_WINDOW_SIZE / 2, data, &shown, err);
    if (status)
        return status;
    if (!shown) { /* the archive ends: what there is of the page is given */
        web->interrupted = true;
        web->left = 0;
    }
    size_t piece = shown > LOOK_AHEAD ? shown - LOOK_AHEAD : shown;
    if (piece > web->left)
        piece = (size_t)web->left;
    if (web->kind == ARC_WARC && strcmp(web->record.media.type, "application/warc") != 0)
        piece = cut_at_record(web, *data, shown, piece);
    arc_window_take(&web->window, piece);
    web->left -= piece;
    if (web->interrupted && !piece)
        web->left = 0;
    *length = piece;
    return NEWSDEX_OK;
}

/* It is a part of its reader and goes with it. */
static void close_body(arc_source *body)
{
    (void)body;
}

static void close_page(arc_web *web)
{
    arc_source_free(web->page);
    web->page = NULL;
}

newsdex_status arc_web_pull(arc_web *web, const char **data, size_t *length, newsdex_error *err)
{
    newsdex_status status = arc_source_read(web->page, data, length, err);
    /* The archive breaks off in this page: that is told with it. */
    web->ended = web->ended || web->body.error.status;
    return status;
}

/* ---- what a record is --------------------------------------------------------------- */

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text), tail = strlen(suffix);
    return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

/* What crawlers note beside the pages, under addresses of their own; and their rules. */
static bool is_note(const char *url)
{
    static const char *const schemes[] = {"dns:", "whois:", "metadata:", "warcinfo:", "filedesc:"};
    const arc_span span = {url, strlen(url)};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (arc_span_begins(span, schemes[i]))
            return true;
    return has_suffix(url, "/robots.txt");
}

/* Servers that don't know say nothing, or "unknown/unknown". */
static bool is_unknown(const char *type)
{
    return !strchr(type, '/') || strstr(type, "unknown");
}

static bool is_script(const char *type)
{
    return has_suffix(type, "/css") || strstr(type, "javascript") || strstr(type, "ecmascript");
}

/* May there be an article in it? */
static bool is_page(const char *type)
{
    if (is_unknown(type))
        return true;
    if (strncmp(type, "text/", 5) == 0)
        return !is_script(type);
    return strncmp(type, "application/", 12) == 0 &&
           (has_suffix(type, "xml") || has_suffix(type, "json") || has_suffix(type, "/pdf"));
}

/* The suffix by which formats know files of that type. */
static const char *suffix_of(arc_record_type record, const char *type)
{
    if (has_suffix(type, "html") || has_suffix(type, "xhtml+xml"))
        return ".html";
    if (has_suffix(type, "json"))
        return ".json";
    if (has_suffix(type, "xml"))
        return ".xml";
    if (has_suffix(type, "/pdf"))
        return ".pdf";
    /* The text of a page is text, whatever the page was. */
    return record == ARC_CONVERSION ? ".txt" : "";
}

static void set_basename(arc_web *web, const char *type)
{
    const char *url = web->capture.url, *suffix = suffix_of(web->record.type, type);
    size_t end = strcspn(url, "?#");
    while (end && url[end - 1] == '/')
        end--;
    size_t start = end;
    while (start && url[start - 1] != '/')
        start--;
    char *name = web->capture.basename;
    size_t room = sizeof web->capture.basename - strlen(suffix) - 1;
    size_t length = ndx_utf8_cut(url + start, end - start, room);
    memcpy(name, url + start, length);
    name[length] = '\0';
    if (has_suffix(name, ".php")) /* what made the page, not what it is */
        name[length - 4] = '\0';
    if (!has_suffix(name, suffix))
        strcat(name, suffix);
}

/* For the reason why it is passed over: what and detail, which may be any bytes. */
static arc_step skip(newsdex_error *err, const char *what, const char *detail)
{
    ndx_buffer text;
    ndx_buffer_init(&text, 8 * ARC_NAME_MAX);
    arc_name_append(&text, detail, (iconv_t)-1, NULL); /* at worst it stays empty */
    ndx_error_set(err, NEWSDEX_E_LIMIT, "%s%s", what, text.data);
    ndx_buffer_release(&text);
    return ARC_STEP_SKIPPED;
}

/* What the page is, as far as anybody said. */
static const arc_media *media_of(const arc_web *web)
{
    static const arc_media unknown = {"", ""};
    const arc_record *record = &web->record;
    if (web->http.found && web->http.media.type[0])
        return &web->http.media;
    if (record->payload.type[0])
        return &record->payload;
    return strstr(record->media.type, "/http") ? &unknown : &record->media;
}

static arc_step judge_page(arc_web *web, newsdex_error *err)
{
    const arc_http *http = &web->http;
    const arc_media *media = media_of(web);
    if (http->found && !http->status)
        return skip(err, "no valid HTTP status", "");
    if (http->found && http->status != 200) {
        char status[24];
        snprintf(status, sizeof status, "%" PRIu64, http->status);
        return skip(err, "HTTP status ", status);
    }
    if (!is_page(media->type))
        return skip(err, "not text: ", media->type);
    web->capture.charset = http->media.charset[0] ? http->media.charset : media->charset;
    set_basename(web, media->type);
    return ARC_STEP_ENTRY;
}

/* ARC_STEP_END: no page, to be counted only. */
static arc_step judge_record(const arc_record *record, newsdex_error *err)
{
    if (record->type >= ARC_REQUEST || is_note(record->url.data))
        return ARC_STEP_END;
    if (!record->url.length)
        return skip(err, "a record without a URL", "");
    if (record->type == ARC_REVISIT)
        return skip(err, "revisit of ",
                    record->refers_to.length ? record->refers_to.data
                                             : "an earlier capture of the same content");
    if (record->type == ARC_CONTINUATION)
        return skip(err, "continuation of a page that was cut; its text is left out", "");
    return ARC_STEP_ENTRY;
}

/* ---- from record to record ------------------------------------------------------------ */

/* What stops everything: the input is damaged, or over a limit, or there is no memory. */
static arc_step stop(arc_web *web)
{
    bool told = web->ended;
    web->ended = true;
    return told ? ARC_STEP_END : ARC_STEP_DAMAGE;
}

static arc_step finish_record(arc_web *web, newsdex_error *err)
{
    close_page(web);
    bool broken = web->body.error.status != NEWSDEX_OK;
    if (broken && err)
        *err = web->body.error;
    arc_source_reset(&web->body);
    if (broken)
        return stop(web);
    while (web->left) {
        const char *data;
        size_t length;
        if (pull_body(&web->body, &data, &length, err))
            return stop(web);
    }
    if (!web->interrupted)
        return ARC_STEP_ENTRY;
    web->interrupted = false;
    ndx_error_set(err, NEWSDEX_E_CORRUPT, "the record at byte %" PRIu64 " is shorter than it says",
                  web->record_at);
    return ARC_STEP_DAMAGE;
}

/* Goes on to where a record begins; ARC_STEP_DAMAGE when there was something else before. */
static arc_step find_record(arc_web *web, newsdex_error *err)
{
    bool lost = false;
    uint64_t lost_at = 0;
    arc_span line;
    size_t whole;
    for (;;) {
        if (arc_window_line(&web->window, UINT64_MAX, &line.text, &line.length, &whole, err))
            return stop(web);
        bool found = whole && arc_record_begins(web->kind, line);
        if (!whole || found)
            break;
        if (!lost && arc_span_trim(line).length) {
            lost = true;
            lost_at = web->window.offset;
        }
        arc_window_take(&web->window, whole);
    }
    bool tell = lost && !web->excused;
    web->excused = false;
    web->ended = !whole;
    if (tell)
        ndx_error_set(err, NEWSDEX_E_CORRUPT,
                      "no record at byte %" PRIu64 ", where one should begin", lost_at);
    return tell ? ARC_STEP_DAMAGE : whole ? ARC_STEP_ENTRY : ARC_STEP_END;
}

static arc_step read_header(arc_web *web, newsdex_error *err)
{
    web->record_at = web->window.offset;
    web->http = (arc_http){0};
    newsdex_status status = arc_record_read(&web->record, web->kind, &web->window, err);
    if (status)
        return stop(web);
    web->capture = (arc_capture){web->record.url.data, web->record.captured, "", ""};
    web->left = web->record.has_length ? web->record.length : 0;
    if (web->record.has_length)
        return ARC_STEP_ENTRY;
    web->excused = true;
    ndx_error_set(err, NEWSDEX_E_CORRUPT, "the record at byte %" PRIu64 " has no valid length",
                  web->record_at);
    return ARC_STEP_DAMAGE;
}

/* Should HTTP be looked for in the block? */
static bool may_be_http(const arc_record *record)
{
    const char *type = record->media.type;
    return record->type == ARC_RESPONSE || !type[0] || strstr(type, "/http");
}

static arc_step open_page(arc_web *web, newsdex_error *err)
{
    arc_step step = judge_record(&web->record, err);
    if (step != ARC_STEP_ENTRY)
        return step;
    if (may_be_http(&web->record) && arc_http_read(&web->http, &web->window, &web->left, err))
        return stop(web);
    step = judge_page(web, err);
    if (step != ARC_STEP_ENTRY)
        return step;
    return arc_http_unpack(&web->http, &web->body, web->budget, &web->page, err) ? stop(web)
                                                                                 : ARC_STEP_ENTRY;
}

/* Says once how many records there were beside the pages. */
static arc_step tell_passed(arc_web *web, newsdex_error *err)
{
    static const char *const names[ARC_RECORD_TYPES] = {
        [ARC_REQUEST] = "request", [ARC_METADATA] = "metadata", [ARC_OTHER] = "other"};
    char text[120] = "";
    for (size_t i = 0; i < ARC_RECORD_TYPES; i++) {
        size_t length = strlen(text);
        if (names[i] && web->passed[i])
            snprintf(text + length, sizeof text - length, "%s%" PRIu64 " %s", length ? ", " : "",
                     web->passed[i], names[i]);
        web->passed[i] = 0;
    }
    web->capture = (arc_capture){"", NEWSDEX_DATE_NONE, "", ""};
    return text[0] ? skip(err, "records that are no pages: ", text) : ARC_STEP_END;
}

arc_step arc_web_next(arc_web *web, newsdex_error *err)
{
    arc_step step = finish_record(web, err);
    while (step == ARC_STEP_ENTRY && !web->budget->spent.status) {
        step = find_record(web, err);
        if (step == ARC_STEP_ENTRY)
            step = read_header(web, err);
        if (step != ARC_STEP_ENTRY)
            break;
        step = open_page(web, err);
        if (step != ARC_STEP_END || web->ended)
            break;
        web->passed[web->record.type < ARC_REQUEST ? ARC_OTHER : web->record.type]++;
        step = finish_record(web, err);
    }
    if (web->budget->spent.status)
        return ARC_STEP_END;
    return step == ARC_STEP_END ? tell_passed(web, err) : step;
}

const arc_capture *arc_web_capture(const arc_web *web)
{
    return &web->capture;
}

/* ---- new, free ------------------------------------------------------------------------ */

newsdex_status arc_web_new(arc_kind kind, arc_source *input, arc_budget *budget, arc_web **out,
                           newsdex_error *err)
{
    *out = NULL;
    arc_web *web = calloc(1, sizeof *web);
    if (!web)
        return ndx_error_nomem(err);
    web->kind = kind;
    web->budget = budget;
    arc_record_init(&web->record);
    arc_source_init(&web->body);
    web->body.pull = pull_body;
    web->body.close = close_body;
    newsdex_status status = arc_window_init(&web->window, input, err);
    if (status)
        arc_web_free(web);
    else
        *out = web;
    return status;
}

void arc_web_free(arc_web *web)
{
    if (!web)
        return;
    close_page(web);
    arc_source_free(&web->body);
    arc_window_release(&web->window);
    arc_record_release(&web->record);
    free(web);
}

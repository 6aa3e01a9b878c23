#include "indexer/archive/arc_record.h"

#include <string.h>
#include <time.h>

#include "searcher/base/date.h"
#include "searcher/base/error.h"

enum {
    URL_MAX = 1 << 20,         /* bytes; more make a record without a URL */
    HEADER_LINES = 1000,       /* of WARC */
    STAMP = 14,                /* digits of a whole date in ARC */
    FIRST_CAPTURE = 631152000, /* 1990-01-01 */
    SECONDS_PER_DAY = 24 * 60 * 60,
    LINE_WORDS = 12, /* of ARC, behind the date */
};

void arc_record_init(arc_record *record)
{
    *record = (arc_record){.captured = NEWSDEX_DATE_NONE};
    ndx_buffer_init(&record->url, URL_MAX);
    ndx_buffer_init(&record->refers_to, URL_MAX);
}

void arc_record_release(arc_record *record)
{
    ndx_buffer_release(&record->url);
    ndx_buffer_release(&record->refers_to);
}

static void clear(arc_record *record)
{
    ndx_buffer url = record->url, refers_to = record->refers_to;
    ndx_buffer_clear(&url);
    ndx_buffer_clear(&refers_to);
    *record = (arc_record){
        .type = ARC_OTHER, .url = url, .refers_to = refers_to, .captured = NEWSDEX_DATE_NONE};
}

static newsdex_status set_text(ndx_buffer *out, arc_span text, newsdex_error *err)
{
    ndx_buffer_clear(out);
    newsdex_status status = ndx_buffer_append(out, text.text, text.length, err);
    return status == NEWSDEX_E_NOMEM ? status : NEWSDEX_OK;
}

/* A capture without a day tells nothing, nor does one before the web or in the future. */
static int64_t parse_date(arc_span text)
{
    ndx_date date;
    bool sane = ndx_date_parse_iso(text.text, text.length, &date) &&
                date.precision >= NDX_DATE_DAY && date.seconds >= FIRST_CAPTURE &&
                date.seconds <= (int64_t)time(NULL) + SECONDS_PER_DAY;
    return sane ? date.seconds : NEWSDEX_DATE_NONE;
}

static bool is_digits(arc_span text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.text[i] < '0' || text.text[i] > '9')
            return false;
    return text.length > 0;
}

/* "20080430204825" */
static int64_t parse_stamp(arc_span text)
{
    char iso[] = "YYYY-MM-DDThh:mm:ss";
    static const size_t places[STAMP] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18};
    if (text.length < STAMP || !is_digits(text))
        return NEWSDEX_DATE_NONE;
    for (size_t i = 0; i < STAMP; i++)
        iso[places[i]] = text.text[i];
    return parse_date((arc_span){iso, sizeof iso - 1});
}

/* ---- WARC ------------------------------------------------------------------------ */

/* "WARC/1.0" alone on its line. */
static bool is_version(arc_span line)
{
    if (!arc_span_begins(line, "WARC/"))
        return false;
    arc_span version = arc_span_trim((arc_span){line.text + 5, line.length - 5});
    const char *dot = memchr(version.text, '.', version.length);
    if (!dot)
        return false;
    size_t major = (size_t)(dot - version.text);
    return is_digits((arc_span){version.text, major}) &&
           is_digits((arc_span){dot + 1, version.length - major - 1});
}

static arc_record_type parse_type(arc_span name)
{
    static const char *const names[] = {"response",     "resource", "conversion", "revisit",
                                        "continuation", "request",  "metadata",   "warcinfo"};
    size_t type = 0;
    while (type < sizeof names / sizeof *names && !arc_span_is(name, names[type]))
        type++;
    return (arc_record_type)type; /* the last one: ARC_OTHER */
}

/* Some crawlers write "<http://...>". */
static arc_span strip_brackets(arc_span url)
{
    if (url.length > 1 && url.text[0] == '<' && url.text[url.length - 1] == '>')
        return (arc_span){url.text + 1, url.length - 2};
    return url;
}

static newsdex_status set_field(arc_record *record, arc_span line, newsdex_error *err)
{
    arc_span value;
    if (arc_field_is(line, "WARC-Type", &value))
        record->type = parse_type(value);
    else if (arc_field_is(line, "WARC-Target-URI", &value))
        return set_text(&record->url, strip_brackets(value), err);
    else if (arc_field_is(line, "WARC-Refers-To-Target-URI", &value))
        return set_text(&record->refers_to, strip_brackets(value), err);
    else if (arc_field_is(line, "WARC-Date", &value))
        record->captured = parse_date(value);
    else if (arc_field_is(line, "Content-Length", &value) && !record->has_length)
        record->has_length = arc_field_number(value, &record->length);
    else if (arc_field_is(line, "Content-Type", &value) && !record->media.type[0])
        record->media = arc_field_media(value);
    else if (arc_field_is(line, "WARC-Identified-Payload-Type", &value))
        record->payload = arc_field_media(value);
    return NEWSDEX_OK;
}

/* Lines that continue a field are left out: none of those above needs two. */
static newsdex_status read_warc(arc_record *record, arc_window *window, newsdex_error *err)
{
    for (unsigned count = 0; count < HEADER_LINES; count++) {
        arc_span line;
        size_t whole;
        newsdex_status status =
            arc_window_line(window, UINT64_MAX, &line.text, &line.length, &whole, err);
        if (status)
            return status;
        if (!whole)
            return ndx_error_set(err, NEWSDEX_E_CORRUPT, "truncated");
        if (count)
            status = set_field(record, line, err);
        bool ended = !line.length;
        arc_window_take(window, whole);
        if (status || ended)
            return status;
    }
    return ndx_error_set(err, NEWSDEX_E_CORRUPT, "a header of more than %d lines", HEADER_LINES);
}

/* ---- ARC ------------------------------------------------------------------------- */

typedef struct arc_line {
    arc_span url, date, type, size;
} arc_line;

/* The last word, cut off from line. */
static arc_span cut_word(arc_span *line)
{
    *line = arc_span_trim(*line);
    size_t start = line->length;
    while (start && line->text[start - 1] != ' ')
        start--;
    arc_span word = {line->text + start, line->length - start};
    line->length = start;
    return word;
}

static bool has_scheme(arc_span url)
{
    size_t at = 0;
    while (at < url.length && (url.text[at] | 0x20) >= 'a' && (url.text[at] | 0x20) <= 'z')
        at++;
    return at > 1 && at < url.length && url.text[at] == ':';
}

static bool is_ip(arc_span word)
{
    bool parted = false;
    for (size_t i = 0; i < word.length; i++) {
        parted = parted || word.text[i] == '.' || word.text[i] == ':';
        if (!word.text[i] || !strchr("0123456789abcdefABCDEF.:", word.text[i]))
            return false;
    }
    return parted;
}

/* Where archives begin; what else stands in that line is often made up. */
static bool is_description(arc_span line)
{
    return arc_span_begins(line, "filedesc:");
}

/*
 * "URL IP date type [status checksum location offset file] length": the URL may have spaces, and
 * so may the type. So the date is looked for that has an IP before it, from the right.
 */
static bool parse_line(arc_span text, arc_line *out)
{
    uint64_t number;
    *out = (arc_line){.url = text, .date = {"", 0}, .type = {"", 0}, .size = cut_word(&text)};
    if (is_description(text))
        return true;
    if (!arc_field_number(out->size, &number) || !has_scheme(text))
        return false;
    for (unsigned words = 0; words < LINE_WORDS && text.length; words++) {
        out->date = cut_word(&text);
        out->url = text;
        if (is_digits(out->date) && out->date.length >= STAMP && is_ip(cut_word(&out->url))) {
            out->url = arc_span_trim(out->url);
            return out->url.length > 0;
        }
        out->type = out->date;
    }
    return false;
}

static newsdex_status read_arc(arc_record *record, arc_window *window, newsdex_error *err)
{
    arc_span text;
    arc_line line;
    size_t whole;
    newsdex_status status =
        arc_window_line(window, UINT64_MAX, &text.text, &text.length, &whole, err);
    if (status)
        return status;
    if (parse_line(text, &line)) {
        record->type = is_description(line.url) ? ARC_DESCRIPTION : ARC_RESPONSE;
        record->captured = parse_stamp(line.date);
        record->payload = arc_field_media(line.type);
        record->has_length = arc_field_number(line.size, &record->length);
        status = set_text(&record->url, line.url, err);
    }
    arc_window_take(window, whole);
    return status;
}

/* ---- both ------------------------------------------------------------------------- */

bool arc_record_begins(arc_kind kind, arc_span line)
{
    arc_line parsed;
    return kind == ARC_WARC ? is_version(line) : parse_line(line, &parsed);
}

newsdex_status arc_record_read(arc_record *record, arc_kind kind, arc_window *window,
                               newsdex_error *err)
{
    clear(record);
    return kind == ARC_WARC ? read_warc(record, window, err) : read_arc(record, window, err);
}

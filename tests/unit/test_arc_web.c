/* Web archives: which records come out as pages, what is undone of HTTP, what damage costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zdict.h>
#include <zlib.h>
#include <zstd.h>

#include "tests/unit/arctest.h"

/* ---- making archives -------------------------------------------------------------- */

static ndx_buffer file; /* the archive that is made */

static void start(void)
{
    ndx_buffer_init(&file, LOG_MAX);
}

static void add(const char *text)
{
    assert_int_equal(ndx_buffer_append_text(&file, text, NULL), NEWSDEX_OK);
}

static void add_warc_bytes(const char *version, const char *fields, const char *block,
                           size_t length)
{
    assert_int_equal(ndx_buffer_append_format(&file, NULL,
                                              "%s\r\n%s\r\nContent-Length: %zu\r\n\r\n", version,
                                              fields, length),
                     NEWSDEX_OK);
    assert_int_equal(ndx_buffer_append(&file, block, length, NULL), NEWSDEX_OK);
    add("\r\n\r\n");
}

static void add_warc(const char *fields, const char *block)
{
    add_warc_bytes("WARC/1.0", fields, block, strlen(block));
}

#define RESPONSE "WARC-Type: response\r\nWARC-Target-URI: "
#define OK_HTML "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

static void add_page(const char *url, const char *http)
{
    char fields[300];
    snprintf(fields, sizeof fields, RESPONSE "%s\r\nContent-Type: application/http", url);
    add_warc(fields, http);
}

static void expect(const char *expected)
{
    arctest_write("a.warc", file.data, file.length);
    ndx_buffer_release(&file);
    arctest_expect("a.warc", expected);
}

/* ---- kinds of records ----------------------------------------------------------------- */

static void warc_when_of_any_version_then_its_pages_without_http(void **state)
{
    (void)state;
    static const char *const versions[] = {"WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"};
    for (size_t i = 0; i < COUNT(versions); i++) {
        static const char page[] = OK_HTML "\r\n<p>hello";
        start();
        add_warc_bytes(versions[i], RESPONSE "http://a.example/", page, sizeof page - 1);
        expect("entry a.warc!http://a.example/=<p>hello\n");
    }
}

static void warc_when_records_are_no_pages_then_counted_in_one_line(void **state)
{
    (void)state;
    start();
    add_warc("WARC-Type: warcinfo", "software: test");
    add_warc("WARC-Type: request\r\nWARC-Target-URI: http://a.example/", "GET / HTTP/1.1\r\n\r\n");
    add_page("http://a.example/", OK_HTML "\r\nA");
    add_warc("WARC-Type: metadata\r\nWARC-Target-URI: http://a.example/", "fetchTimeMs: 3");
    add_warc(RESPONSE "dns:a.example\r\nContent-Type: text/dns", "a.example. 10 A 1.2.3.4");
    add_page("http://a.example/robots.txt", "HTTP/1.1 200 OK\r\n\r\nDisallow:");
    add_warc("WARC-Type: monkeys", "1");
    expect("entry a.warc!http://a.example/=A\n"
           "skipped a.warc: records that are no pages: 1 request, 1 metadata, 3 other\n");
}

static void warc_when_conversion_or_resource_then_a_page_without_http(void **state)
{
    (void)state;
    start();
    add_warc("WARC-Type: conversion\r\nWARC-Target-URI: http://a.example/x.php\r\n"
             "Content-Type: text/plain",
             "plain text");
    add_warc("WARC-Type: resource\r\nWARC-Target-URI: file:///a.xml\r\nContent-Type: text/xml",
             "<a/>");
    expect("entry a.warc!http://a.example/x.php=plain text\nentry a.warc!file:///a.xml=<a/>\n");
}

static void warc_when_revisit_or_continuation_then_skipped_with_the_reason(void **state)
{
    (void)state;
    start();
    add_warc("WARC-Type: revisit\r\nWARC-Target-URI: http://a.example/\r\n"
             "WARC-Refers-To-Target-URI: http://b.example/",
             "HTTP/1.1 200 OK\r\n\r\n");
    add_warc("WARC-Type: continuation\r\nWARC-Target-URI: http://a.example/\r\n"
             "WARC-Segment-Number: 2",
             "rest");
    expect("skipped a.warc!http://a.example/: revisit of http://b.example/\n"
           "skipped a.warc!http://a.example/: continuation of a page that was cut; its text is "
           "left out\n");
}

static void warc_when_status_or_type_make_no_article_then_skipped_with_the_reason(void **state)
{
    (void)state;
    start();
    add_page("http://a.example/1", "HTTP/1.1 404 Not Found\r\n\r\n<p>gone");
    add_page("http://a.example/2", "HTTP/1.0 301\r\nLocation: /\r\n\r\n");
    add_page("http://a.example/3", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx");
    add_page("http://a.example/4", "HTTP/1.1 200 OK\r\nContent-Type: Text/CSS; a=b\r\n\r\nx");
    add_page("http://a.example/5", "HTTP/1.1 OK\r\n\r\nx");
    add_page("http://a.example/6", "HTTP/1.1 200\r\nContent-Type: application/ld+json\r\n\r\n{}");
    add_page("http://a.example/7", "HTTP/1.1 200 OK\r\n\r\nno type");
    expect("skipped a.warc!http://a.example/1: HTTP status 404\n"
           "skipped a.warc!http://a.example/2: HTTP status 301\n"
           "skipped a.warc!http://a.example/3: not text: image/png\n"
           "skipped a.warc!http://a.example/4: not text: text/css\n"
           "skipped a.warc!http://a.example/5: no valid HTTP status\n"
           "entry a.warc!http://a.example/6={}\n"
           "entry a.warc!http://a.example/7=no type\n");
}

static void urls_when_of_any_kind_then_kept_whole(void **state)
{
    (void)state;
    static const char *const urls[] = {"https://news.example/2020/03/budget/",
                                       "http://m\xC3\xBCller.example/\xC3\xA4?q=a b#c",
                                       "http://a.example/?next=http://b.example/"};
    ndx_buffer expected;
    ndx_buffer_init(&expected, LOG_MAX);
    start();
    for (size_t i = 0; i < COUNT(urls); i++) {
        add_page(urls[i], OK_HTML "\r\nx");
        ndx_buffer_append_format(&expected, NULL, "entry a.warc!%s=x\n", urls[i]);
    }
    add_page("<http://wget.example/>", OK_HTML "\r\nx");
    add_page(urls[0], OK_HTML "\r\ny");
    ndx_buffer_append_format(&expected, NULL,
                             "entry a.warc!http://wget.example/=x\nentry a.warc!%s#2=y\n", urls[0]);
    expect(expected.data);
    ndx_buffer_release(&expected);
}

/* ---- what entries tell ------------------------------------------------------------------ */

static void check_first_entry(const char *basename, const char *url, const char *charset,
                              int64_t captured)
{
    arc_reader *reader;
    arc_event event;
    arc_entry entry;
    arctest_write("a.warc", file.data, file.length);
    ndx_buffer_release(&file);
    assert_int_equal(arc_reader_new(NULL, &reader, NULL), NEWSDEX_OK);
    assert_int_equal(arc_reader_add(reader, "a.warc", NULL), NEWSDEX_OK);
    assert_int_equal(arc_reader_next(reader, &event, &entry, NULL), NEWSDEX_OK);
    assert_int_equal(event, ARC_ENTRY);
    assert_string_equal(entry.basename, basename);
    assert_string_equal(entry.url, url);
    assert_string_equal(entry.charset, charset);
    assert_int_equal(entry.modified, captured);
    arc_reader_free(reader);
}

static void entry_when_a_capture_then_url_charset_time_and_a_telling_name(void **state)
{
    (void)state;
    start();
    add_warc(RESPONSE "http://a.example/2020/budget/?x=1\r\nWARC-Date: 2020-03-04T05:06:07.25Z",
             "HTTP/1.1 200 OK\r\ncontent-type : TEXT/HTML;charset=\"KOI8-R\"\r\n\r\nx");
    check_first_entry("budget.html", "http://a.example/2020/budget/?x=1", "koi8-r", 1583298367);
    start();
    add_warc(RESPONSE "http://a.example/index.php\r\nWARC-Date: 2020-13-99",
             "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nx");
    check_first_entry("index", "http://a.example/index.php", "", NEWSDEX_DATE_NONE);
    start();
    add_warc(RESPONSE "http://a.example/\r\nWARC-Date: 2605-09-06T00:00:00Z", OK_HTML "\r\nx");
    check_first_entry("a.example.html", "http://a.example/", "", NEWSDEX_DATE_NONE);
    start();
    add("filedesc://a.arc 0.0.0.0 20080430204825 text/plain 0\n\n"
        "http://a.example/s.cgi 1.2.3.4 20080430204826 text/html 1\nx\n");
    check_first_entry("s.cgi.html", "http://a.example/s.cgi", "", 1209588506);
}

/* ---- HTTP ----------------------------------------------------------------------------------- */

static void page_when_chunked_or_not_then_the_same_text(void **state)
{
    (void)state;
    static const char chunked[] = "Transfer-Encoding: chunked\r\n\r\n";
    start();
    char page[300];
    static const char *const bodies[] = {
        "3\r\nxyz\r\n2;x=y\r\nst\r\n0\r\nTrailer: x\r\n\r\n", /* well made */
        "3\nxyz\n02 \nst\n0\n\n", "xyzst",                    /* declared only */
        "3\r\nxyz\r\nst" /* broken in the middle */};
    for (size_t i = 0; i < COUNT(bodies); i++) {
        snprintf(page, sizeof page, OK_HTML "%s%s", chunked, bodies[i]);
        add_page("http://a.example/", page);
    }
    expect("entry a.warc!http://a.example/=xyzst\nentry a.warc!http://a.example/#2=xyzst\n"
           "entry a.warc!http://a.example/#3=xyzst\nentry a.warc!http://a.example/#4=xyzst\n");
}

static size_t deflated(int window_bits, const char *text, unsigned char *out, size_t room)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, 0), Z_OK);
    stream.next_in = (unsigned char *)text;
    stream.avail_in = (uInt)strlen(text);
    stream.next_out = out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return room - stream.avail_out;
}

/* Chunked as well, in two chunks. */
static void add_packed(const char *encoding, const unsigned char *body, size_t length)
{
    char page[2000];
    int head =
        snprintf(page, sizeof page,
                 OK_HTML "Transfer-Encoding: chunked\r\nContent-Encoding: %s\r\n\r\n", encoding);
    size_t at = (size_t)head, half = length / 2;
    at += (size_t)sprintf(page + at, "%zx\r\n", half);
    memcpy(page + at, body, half);
    at += half;
    at += (size_t)sprintf(page + at, "\r\n%zx\r\n", length - half);
    memcpy(page + at, body + half, length - half);
    at += length - half;
    at += (size_t)sprintf(page + at, "\r\n0\r\n\r\n");
    add_warc_bytes("WARC/1.1", RESPONSE "http://a.example/", page, at);
}

static void page_when_packed_in_any_way_then_unpacked_whatever_headers_say(void **state)
{
    (void)state;
    static const char text[] = "<html>one page, one page, one page</html>";
    static const unsigned char brotli[] = {0x1B, 0x28, 0x00, 0x00, 0xC4, 0x6D, 0x6C, 0x5D, 0xF9,
                                           0x82, 0xE3, 0x48, 0xEB, 0x37, 0xA4, 0x57, 0x25, 0x21,
                                           0x93, 0x0C, 0x95, 0x8A, 0x95, 0xBA, 0x24, 0x1C, 0x75,
                                           0x1B, 0x7C, 0x4F, 0x08, 0x59, 0x19};
    unsigned char gzip[300], zlib[300], raw[300];
    size_t gzip_length = deflated(31, text, gzip, sizeof gzip);
    size_t zlib_length = deflated(15, text, zlib, sizeof zlib);
    size_t raw_length = deflated(-15, text, raw, sizeof raw);
    start();
    add_packed("gzip", gzip, gzip_length);
    add_packed("deflate", zlib, zlib_length);
    add_packed("deflate", raw, raw_length);
    add_packed("br", brotli, sizeof brotli);
    add_packed("identity", gzip, gzip_length); /* lies */
    add_packed("br", gzip, gzip_length);
    static const char *const encodings[] = {"gzip", "deflate", "br"};
    for (size_t i = 0; i < COUNT(encodings); i++)
        add_packed(encodings[i], (const unsigned char *)text, sizeof text - 1);
    ndx_buffer expected;
    ndx_buffer_init(&expected, LOG_MAX);
    ndx_buffer_append_format(&expected, NULL, "entry a.warc!http://a.example/=%s\n", text);
    for (int i = 2; i <= 9; i++)
        ndx_buffer_append_format(&expected, NULL, "entry a.warc!http://a.example/#%d=%s\n", i,
                                 text);
    expect(expected.data);
    ndx_buffer_release(&expected);
}

static void page_when_behind_an_interim_answer_then_the_final_one_counts(void **state)
{
    (void)state;
    start();
    add_page("http://a.example/", "HTTP/1.1 100 Continue\r\n\r\n" OK_HTML "\r\nfinal");
    add_warc(RESPONSE "http://a.example/bare", "<html>without HTTP</html>");
    expect("entry a.warc!http://a.example/=final\n"
           "entry a.warc!http://a.example/bare=<html>without HTTP</html>\n");
}

/* ---- damage ------------------------------------------------------------------------------------
 */

static void add_wrong_length(const char *url, const char *length, const char *block)
{
    assert_int_equal(ndx_buffer_append_format(&file, NULL,
                                              "WARC/1.0\r\n" RESPONSE
                                              "%s\r\nContent-Length: %s\r\n\r\n%s\r\n\r\n",
                                              url, length, block),
                     NEWSDEX_OK);
}

static void record_when_its_length_is_wrong_then_next_is_found_and_place_told(void **state)
{
    (void)state;
    start();
    add_wrong_length("http://a.example/long", "5000", OK_HTML "\r\nlong");
    add_page("http://a.example/1", OK_HTML "\r\none");
    add_wrong_length("http://a.example/short", "46", OK_HTML "\r\nshort\nrest");
    add_page("http://a.example/2", OK_HTML "\r\ntwo");
    add_wrong_length("http://a.example/none", "-1", OK_HTML "\r\nnone");
    add_page("http://a.example/3", OK_HTML "\r\nthree");
    add_wrong_length("http://a.example/end", "5000", OK_HTML "\r\nend");
    expect("entry a.warc!http://a.example/long=long\r\n\r\n"
           "failed a.warc: damaged after entry http://a.example/long: the record at byte 0 is "
           "shorter than it says\n"
           "entry a.warc!http://a.example/1=one\n"
           "entry a.warc!http://a.example/short=sh\n"
           "failed a.warc: damaged after entry http://a.example/short: no record at byte 460, "
           "where one should begin\n"
           "entry a.warc!http://a.example/2=two\n"
           "failed a.warc: damaged after entry http://a.example/2: the record at byte 645 has no "
           "valid length\n"
           "entry a.warc!http://a.example/3=three\n"
           "entry a.warc!http://a.example/end=end\r\n\r\n\n"
           "failed a.warc: damaged after entry http://a.example/end: the record at byte 965 is "
           "shorter than it says\n");
}

static void header_when_a_field_comes_twice_then_the_first_counts(void **state)
{
    (void)state;
    start();
    add("WARC/1.0\r\n" RESPONSE
        "http://a.example/\r\nContent-Length: 3\r\nContent-Type: text/xml\r\n"
        "Content-Length: 900\r\nContent-Type: image/png\r\n\r\nabc\r\n\r\n");
    expect("entry a.warc!http://a.example/=abc\n");
}

static void page_when_it_shows_a_record_then_not_cut_there(void **state)
{
    (void)state;
    start();
    add_page("http://a.example/",
             OK_HTML "\r\nSee:\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n");
    expect("entry a.warc!http://a.example/=See:\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n\n");
}

static void warc_when_cut_in_a_gzip_member_then_pages_before_it(void **state)
{
    (void)state;
    start();
    add_page("http://a.example/", OK_HTML "\r\nwhole");
    unsigned char packed[1000];
    size_t first = deflated(31, file.data, packed, sizeof packed);
    size_t second = deflated(31, file.data, packed + first, sizeof packed - first);
    ndx_buffer_release(&file);
    arctest_write("whole.warc.gz", packed, first + second);
    arctest_expect("whole.warc.gz", "entry whole.warc.gz!http://a.example/=whole\n"
                                    "entry whole.warc.gz!http://a.example/#2=whole\n");
    arctest_write("cut.warc.gz", packed, first + second / 2);
    tally sums = arctest_read(NULL, "cut.warc.gz");
    assert_int_equal(sums.entries, 1);
    assert_int_equal(sums.failed, 1);
    assert_string_equal(sums.last_reason, "truncated after entry http://a.example/");
}

static void warc_when_every_byte_is_changed_then_read_to_the_end(void **state)
{
    (void)state;
    start();
    add_page("http://a.example/1", OK_HTML "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    add_page("http://a.example/2", OK_HTML "\r\ntwo");
    for (size_t i = 0; i < file.length; i++) {
        char before = file.data[i];
        file.data[i] = (char)(before ^ 0x15);
        arctest_write("a.warc", file.data, file.length);
        tally sums = arctest_read(NULL, "a.warc");
        assert_true(sums.entries + sums.skipped + sums.failed > 0);
        file.data[i] = before;
    }
    ndx_buffer_release(&file);
}

/* ---- ARC, WACZ ----------------------------------------------------------------------------------
 */

static void arc_when_of_either_version_then_its_pages(void **state)
{
    (void)state;
    static const char text[] =
        "filedesc://a.arc 0.0.0.0 20080430204825 text/plain 76\n"
        "1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n"
        "http://a.example/a b 1.2.3.4 20080430204826 text/html 20\n"
        "HTTP/1.1 200 OK\r\n\r\nA\n"
        "http://a.example/2 1.2.3.4 20080430204826 text/html 200 ABC - 99 a.arc 7\n"
        "<p>two\n\n"
        "dns:a.example 1.2.3.4 20080430204826 text/dns 3\nabc\n"
        "http://a.example/3 1.2.3.4 20080430204826 text/html 999\nthree";
    arctest_write("a.arc", text, sizeof text - 1);
    arctest_expect("a.arc", "entry a.arc!http://a.example/a b=A\n"
                            "entry a.arc!http://a.example/2=<p>two\n\n"
                            "entry a.arc!http://a.example/3=three\n"
                            "failed a.arc: damaged after entry http://a.example/3: the record at "
                            "byte 342 is shorter than it says\n"
                            "skipped a.arc: records that are no pages: 1 other\n");
}

static void arc_when_a_length_is_wrong_then_next_record_is_found(void **state)
{
    (void)state;
    static const char text[] = "filedesc:// - - - 3\nabc\n"
                               "http://a.example/1 1.2.3.4 20080430204826 text/html 3\nthree\n"
                               "http://a.example/2 1.2.3.4 20080430204826 text/html 3\ntwo\n";
    arctest_write("a.arc", text, sizeof text - 1);
    arctest_expect("a.arc", "entry a.arc!http://a.example/1=thr\n"
                            "failed a.arc: damaged after entry http://a.example/1: no record at "
                            "byte 81, where one should begin\n"
                            "entry a.arc!http://a.example/2=two\n");
}

static void captures_when_listed_as_in_arc_then_stay_a_list(void **state)
{
    (void)state;
    static const char line[] = "http://a.example/ 1.2.3.4 20080430204826 text/html 20 a.arc 7\n";
    static const char lines[] = "http://a.example/ 1.2.3.4 20080430204826 text/html 20 a.arc 7\n"
                                "http://b.example/ 1.2.3.4 20080430204826 text/html 20 a.arc 99\n";
    char expected[200];
    arctest_write("list", lines, sizeof lines - 1);
    snprintf(expected, sizeof expected, "entry list=%s\n", lines);
    arctest_expect("list", expected);
    arctest_write("a.cdx", line, sizeof line - 1);
    snprintf(expected, sizeof expected, "entry a.cdx=%s\n", line);
    arctest_expect("a.cdx", expected);
}

static void wacz_when_read_then_only_its_web_archives(void **state)
{
    (void)state;
    start();
    add_page("http://a.example/", OK_HTML "\r\nx");
    PACK("a.wacz", "zip", NULL, {.name = "archive/data.warc", .bytes = file.data},
         {.name = "pages/pages.jsonl", .bytes = "{}"});
    ndx_buffer_release(&file);
    arctest_expect("a.wacz",
                   "entry a.wacz!archive/data.warc!http://a.example/=x\n"
                   "skipped a.wacz!pages/pages.jsonl: about the web archive, not a page of it\n");
}

static void text_when_it_mentions_web_archives_then_stays_text(void **state)
{
    (void)state;
    static const char *const texts[] = {"WARC/one is a format\n", "filed: 1 2 3\n",
                                        "http://a.example/ was visited 20080430204826 times 5\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        char expected[100];
        arctest_write("t.warc", texts[i], strlen(texts[i]));
        snprintf(expected, sizeof expected, "entry t.warc=%s\n", texts[i]);
        arctest_expect("t.warc", expected);
    }
}

/* ---- .warc.zst: a frame a record, and a dictionary for all of them in front ---------------- */

enum { DICTIONARY_ROOM = 4096, SAMPLES = 400 };
static const uint32_t dictionary_frame = 0x184D2A5D, other_frame = 0x184D2A50;

static void add_bytes(const void *data, size_t length)
{
    assert_int_equal(ndx_buffer_append(&file, data, length, NULL), NEWSDEX_OK);
}

static void add_number(uint32_t number)
{
    const unsigned char bytes[] = {(unsigned char)number, (unsigned char)(number >> 8),
                                   (unsigned char)(number >> 16), (unsigned char)(number >> 24)};
    add_bytes(bytes, sizeof bytes);
}

/* What is passed over by who doesn't know its number. */
static void add_passed_over(uint32_t mark, const void *data, size_t length)
{
    add_number(mark);
    add_number((uint32_t)length);
    add_bytes(data, length);
}

static size_t train(char dictionary[DICTIONARY_ROOM])
{
    ndx_buffer samples;
    size_t sizes[SAMPLES];
    ndx_buffer_init(&samples, LOG_MAX);
    for (size_t i = 0; i < SAMPLES; i++) {
        size_t before = samples.length;
        assert_int_equal(ndx_buffer_append_format(&samples, NULL,
                                                  "WARC/1.0\r\n" RESPONSE "http://a.example/%zu\r\n"
                                                  "Content-Type: application/http\r\n" OK_HTML
                                                  "<html>tides at %zu metres",
                                                  i, i * 7919 % 1000),
                         NEWSDEX_OK);
        sizes[i] = samples.length - before;
    }
    size_t length =
        ZDICT_trainFromBuffer(dictionary, DICTIONARY_ROOM, samples.data, sizes, SAMPLES);
    assert_false(ZDICT_isError(length));
    ndx_buffer_release(&samples);
    return length;
}

/* Packs what file holds, from start on, in a frame. */
static void pack_frame(size_t start_at, const char *dictionary, size_t length)
{
    size_t size = file.length - start_at, room = ZSTD_compressBound(size);
    char *packed = malloc(room);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    assert_true(packed && context);
    size_t got = ZSTD_compress_usingDict(context, packed, room, file.data + start_at, size,
                                         dictionary, length, 3);
    assert_false(ZSTD_isError(got));
    ndx_buffer_truncate(&file, start_at);
    add_bytes(packed, got);
    ZSTD_freeCCtx(context);
    free(packed);
}

static void add_packed_pages(const char *dictionary, size_t length)
{
    static const char *const urls[] = {"http://a.example/1", "http://a.example/2"};
    for (size_t i = 0; i < COUNT(urls); i++) {
        size_t before = file.length;
        add_page(urls[i], OK_HTML "\r\n<html>tides at 3 metres");
        pack_frame(before, dictionary, length);
    }
}

#define TWO_PAGES                                                                                  \
    "entry a.warc!http://a.example/1=<html>tides at 3 metres\n"                                    \
    "entry a.warc!http://a.example/2=<html>tides at 3 metres\n"

static void zstd_when_dictionary_is_in_front_then_frames_are_read_with_it(void **state)
{
    (void)state;
    char dictionary[DICTIONARY_ROOM];
    size_t length = train(dictionary);
    start();
    add_passed_over(dictionary_frame, dictionary, length);
    add_packed_pages(dictionary, length);
    expect(TWO_PAGES);

    /* packed itself */
    start();
    ndx_buffer packed;
    add_bytes(dictionary, length);
    pack_frame(0, NULL, 0);
    packed = file;
    start();
    add_passed_over(dictionary_frame, packed.data, packed.length);
    ndx_buffer_release(&packed);
    add_packed_pages(dictionary, length);
    expect(TWO_PAGES);
}

static void zstd_when_frames_need_no_dictionary_then_read_whatever_is_in_front(void **state)
{
    (void)state;
    start();
    add_packed_pages(NULL, 0);
    expect(TWO_PAGES);
    start();
    add_passed_over(other_frame, "no dictionary", 13);
    add_packed_pages(NULL, 0);
    expect(TWO_PAGES);
}

static void zstd_when_dictionary_is_missing_cut_or_too_large_then_told(void **state)
{
    (void)state;
    char dictionary[DICTIONARY_ROOM];
    size_t length = train(dictionary);
    start();
    add_packed_pages(dictionary, length);
    expect("failed a.warc: damaged: zstd: needs a dictionary, and not one that is in front\n");
    start();
    add_number(dictionary_frame);
    add_number(1000);
    add_bytes(dictionary, 999);
    expect("failed a.warc: truncated\n");
    start();
    add_number(dictionary_frame);
    add_number(UINT32_MAX);
    add_packed_pages(dictionary, length);
    expect("failed a.warc: damaged: zstd: its dictionary is too large\n");
}

static void zstd_when_cut_then_all_before_the_cut_is_read(void **state)
{
    (void)state;
    start();
    add_packed_pages(NULL, 0);
    ndx_buffer_truncate(&file, file.length - 4);
    arctest_write("a.warc", file.data, file.length);
    ndx_buffer_release(&file);
    tally sums = arctest_read(NULL, "a.warc");
    assert_int_equal(sums.entries, 1);
    assert_string_equal(sums.last_reason, "truncated after entry http://a.example/1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warc_when_of_any_version_then_its_pages_without_http),
        cmocka_unit_test(warc_when_records_are_no_pages_then_counted_in_one_line),
        cmocka_unit_test(warc_when_conversion_or_resource_then_a_page_without_http),
        cmocka_unit_test(warc_when_revisit_or_continuation_then_skipped_with_the_reason),
        cmocka_unit_test(warc_when_status_or_type_make_no_article_then_skipped_with_the_reason),
        cmocka_unit_test(urls_when_of_any_kind_then_kept_whole),
        cmocka_unit_test(entry_when_a_capture_then_url_charset_time_and_a_telling_name),
        cmocka_unit_test(page_when_chunked_or_not_then_the_same_text),
        cmocka_unit_test(page_when_packed_in_any_way_then_unpacked_whatever_headers_say),
        cmocka_unit_test(page_when_behind_an_interim_answer_then_the_final_one_counts),
        cmocka_unit_test(record_when_its_length_is_wrong_then_next_is_found_and_place_told),
        cmocka_unit_test(header_when_a_field_comes_twice_then_the_first_counts),
        cmocka_unit_test(page_when_it_shows_a_record_then_not_cut_there),
        cmocka_unit_test(warc_when_cut_in_a_gzip_member_then_pages_before_it),
        cmocka_unit_test(warc_when_every_byte_is_changed_then_read_to_the_end),
        cmocka_unit_test(arc_when_of_either_version_then_its_pages),
        cmocka_unit_test(arc_when_a_length_is_wrong_then_next_record_is_found),
        cmocka_unit_test(captures_when_listed_as_in_arc_then_stay_a_list),
        cmocka_unit_test(wacz_when_read_then_only_its_web_archives),
        cmocka_unit_test(text_when_it_mentions_web_archives_then_stays_text),
        cmocka_unit_test(zstd_when_dictionary_is_in_front_then_frames_are_read_with_it),
        cmocka_unit_test(zstd_when_frames_need_no_dictionary_then_read_whatever_is_in_front),
        cmocka_unit_test(zstd_when_dictionary_is_missing_cut_or_too_large_then_told),
        cmocka_unit_test(zstd_when_cut_then_all_before_the_cut_is_read),
    };
    return cmocka_run_group_tests(tests, arctest_set_up, arctest_tear_down);
}

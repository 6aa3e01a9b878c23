/* The reader as the indexer drives it: failures, limits, options, one entry after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/article_reading.h"

static void entry_that_breaks_off_when_read_keeps_the_articles_before(void **state)
{
    (void)state;
    static const char bytes[] =
        "{\"title\": \"One\"}\n{\"title\": \"Two\"}\n{\"title\": \"Three\"}\n";
    reading r = {.bytes = bytes, .length = sizeof bytes - 1, .block = 8, .fail_at = 41};
    ndx_buffer got;
    ndx_buffer_init(&got, 1 << 16);
    reading_describe(&r, "a.jsonl", NULL, &got);
    assert_string_equal(got.data, "format: json\nlocator: 1\ntitle: One\ncharset: UTF-8\n----\n"
                                  "format: json\nlocator: 2\ntitle: Two\ncharset: UTF-8\n----\n"
                                  "failed: line 3: the archive ends here\n");
    ndx_buffer_release(&got);
}

/* Damage behind the head: what came whole before it is kept, and the half article is not. */
static void long_entry_that_breaks_off_when_read_keeps_the_articles_before(void **state)
{
    (void)state;
    static const char line[] = "<DOC><DOCNO>X</DOCNO><TEXT>A few words of text.</TEXT></DOC>\n";
    size_t size = strlen(line), count = 2000;
    char *bytes = malloc(size * count);
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++)
        memcpy(bytes + i * size, line, size);
    reading r = {.bytes = bytes, .length = size * count, .block = 1000, .fail_at = 100 * 1000};
    ndx_buffer got;
    ndx_buffer_init(&got, 1 << 22);
    reading_describe(&r, "a.sgml", NULL, &got);
    size_t found = 0;
    for (const char *at = got.data; (at = strstr(at, "\nid: X\n")) != NULL; at++)
        found++;
    assert_int_equal(found, 99 * 1000 / size);
    assert_non_null(strstr(got.data, "----\nfailed: the archive ends here\n"));
    ndx_buffer_release(&got);
    free(bytes);
}

static void article_over_the_limit_when_read_fails_and_the_next_follows(void **state)
{
    (void)state;
    static const char start[] = "<DOC><TEXT>",
                      end[] = "</TEXT></DOC>\n<DOC><TEXT>Small.</TEXT></DOC>";
    size_t filler = ARTICLE_TEXT_MAX, length = strlen(start) + filler + strlen(end);
    char *bytes = malloc(length + 1);
    assert_non_null(bytes);
    strcpy(bytes, start);
    memset(bytes + strlen(start), 'a', filler);
    strcpy(bytes + strlen(start) + filler, end);
    reading r = {.bytes = bytes, .length = length, .block = 1 << 20};
    ndx_buffer got;
    ndx_buffer_init(&got, 1 << 16);
    reading_describe(&r, "a.sgml", NULL, &got);
    assert_string_equal(got.data, "failed: article 1 is longer than 67108864 bytes\n"
                                  "format: trec\nlocator: 2\ncharset: UTF-8\ntext: Small.\n----\n");
    ndx_buffer_release(&got);
    free(bytes);
}

static void json_names_when_mapped_go_before_the_usual_ones(void **state)
{
    (void)state;
    static const char bytes[] =
        "{\"title\": \"usual\", \"head.line\": \"dotted\", \"text\": \"usual text\","
        " \"parts\": [{\"p\": \"skip\"}, {\"p\": \"mapped text\"}]}";
    static const format_map maps[] = {
        {"title", "head.line"}, {"text", "parts[1].p"}, {"author", "no.such[3].path"}};
    format_options options = {maps, sizeof maps / sizeof *maps};
    article a;
    reading_first(bytes, sizeof bytes - 1, "a.json", &options, &a);
    assert_string_equal(a.title.data, "dotted");
    assert_string_equal(a.text.data, "mapped text");
    assert_string_equal(a.author.data, "");
    article_release(&a);
}

static void binary_entries_when_read_are_skipped_by_name_of_what_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *path, *expected;
    } cases[] = {
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", 10, "Notes.doc",
         "skipped: not text: an old Office document\n"},
        {"PK\3\4\0\0", 6, "a.docx", "skipped: not text: a word processor document\n"},
        {"\1\2\3\4\0\0\0\0\0\0\0\0abc", 15, ".DS_Store", "skipped: not text: binary data\n"},
        {"x = 1\n", 6, "Scrape.Py", "skipped: program source, not an article\n"},
        {"", 0, "a.cdx", "skipped: an index of captures, not an article\n"},
        {" CDX N b a\n", 11, "list", "skipped: an index of captures, not an article\n"},
        {"example,a)/x 20080430204826 {}\n", 31, "list",
         "skipped: an index of captures, not an article\n"},
        {"http://a.example/ 1.2.3.4 20080430204826 text/html 20 a.arc.gz 7\nx", 67, "list",
         "skipped: an index of captures, not an article\n"},
        {"", 0, "empty.txt", "skipped: blank\n"},
        {"", 0, "empty.html", "skipped: blank\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = {.bytes = cases[i].bytes, .length = cases[i].length, .block = 100};
        ndx_buffer got;
        ndx_buffer_init(&got, 1 << 16);
        reading_describe(&r, cases[i].path, NULL, &got);
        assert_string_equal(got.data, cases[i].expected);
        ndx_buffer_release(&got);
    }
}

static void binary_entry_when_it_is_cut_fails_instead_of_being_skipped(void **state)
{
    (void)state;
    reading r = {.bytes = "\1\2\3\4\0\0\0\0\0\0\0\0abc", .length = 15, .block = 100, .fail_at = 15};
    ndx_buffer got;
    ndx_buffer_init(&got, 1 << 16);
    reading_describe(&r, "a.tar", NULL, &got);
    assert_string_equal(got.data, "failed: the archive ends here\n");
    ndx_buffer_release(&got);
}

/* Whatever else is known of it. */
static void article_without_title_and_text_when_read_is_skipped(void **state)
{
    (void)state;
    static const struct {
        const char *path, *bytes, *expected;
    } cases[] = {
        {"a.html", "<html><body><p></p></body></html>", ""},
        {"a.xml", "<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>",
         "article 1: "},
        {"a.xml", "<nitf><body><body.content/></body></nitf>", ""},
        {"a.eml", "From: a@b.example\nDate: 1 May 2003 10:00:00 +0000\nMessage-ID: <1@b>\n\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer got, expected;
        ndx_buffer_init(&expected, 4096);
        ndx_buffer_append_format(&expected, NULL, "skipped: %sno title and no text\n",
                                 cases[i].expected);
        reading_describe_string(cases[i].bytes, cases[i].path, &got);
        assert_string_equal(got.data, expected.data);
        ndx_buffer_release(&expected);
        ndx_buffer_release(&got);
    }
}

/* Reuters-21578 has one. */
static void article_without_title_and_text_when_of_a_corpus_counts(void **state)
{
    (void)state;
    static const struct {
        const char *path, *bytes, *id;
    } cases[] = {
        {"a.sgml", "<DOC>\n<DOCNO> AP1 </DOCNO>\n</DOC>\n", "id: AP1\n"},
        {"a.sgm", "<REUTERS NEWID=\"7\"><DATE>26-FEB-1987</DATE><TEXT>&#3;</TEXT></REUTERS>",
         "id: 7\n"},
        {"a", "<DOC id=\"AFP_ENG_20030101.0001\" type=\"other\" >\n<TEXT>\n</TEXT>\n</DOC>\n",
         "id: AFP_ENG_20030101.0001\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer got;
        reading_describe_string(cases[i].bytes, cases[i].path, &got);
        assert_non_null(strstr(got.data, cases[i].id));
        ndx_buffer_release(&got);
    }
}

/* Nesting without end costs neither stack nor time. */
static void hostile_nesting_when_read_ends_with_a_reason(void **state)
{
    (void)state;
    static const char *const names[] = {"a.json", "a.html", "a.xml", "a.sgml"};
    static const char *const units[] = {"[", "<div>", "<?xml a", "<DOC>"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(units[i]), count = 200000;
        char *bytes = malloc(size * count);
        assert_non_null(bytes);
        for (size_t n = 0; n < count; n++)
            memcpy(bytes + n * size, units[i], size);
        reading r = {.bytes = bytes, .length = size * count, .block = 65536};
        ndx_buffer got;
        ndx_buffer_init(&got, 64 << 20);
        reading_describe(&r, names[i], NULL, &got);
        assert_true(got.length > 0);
        ndx_buffer_release(&got);
        free(bytes);
    }
}

/* A page's date counts up to a day after its file was written; a later one is passed over. */
static void date_later_than_the_file_when_read_is_not_believed(void **state)
{
    (void)state;
    static const char page[] = "<html><head><title>Pump</title>"
                               "<meta name=date content=2020-03-11T12:00>"
                               "<link rel=canonical href='https://tide.example/2020/03/05/pump'>"
                               "</head><body><p>The pump has come.</p></body></html>";
    static const struct {
        int64_t modified;
        const char *date;
    } cases[] = {
        {1583928000, "date: 2020-03-11T12:00\ndate_rule: meta\n"}, /* 2020-03-11T12:00 */
        {1583884800, "date: 2020-03-11T12:00\ndate_rule: meta\n"}, /* 2020-03-11T00:00 */
        {1583798400, "date: 2020-03-05\ndate_rule: path\n"},       /* 2020-03-10T00:00 */
        {1577836800, "title: Pump\nurl: "},                        /* 2020-01-01: undated */
        {315532800, "date: 2020-03-11T12:00\ndate_rule: meta\n"},  /* 1980: no real time */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = {.bytes = page,
                     .length = sizeof page - 1,
                     .block = sizeof page,
                     .modified = cases[i].modified};
        ndx_buffer got;
        ndx_buffer_init(&got, 1 << 16);
        reading_describe(&r, "pump.html", NULL, &got);
        if (!strstr(got.data, cases[i].date))
            print_message("%s", got.data);
        assert_non_null(strstr(got.data, cases[i].date));
        ndx_buffer_release(&got);
    }
}

/* The same for every format; the place's date takes over if it can be true. */
static void declared_date_later_than_the_file_when_read_is_not_believed(void **state)
{
    (void)state;
    static const char wire[] =
        "{\"title\":\"Pump\",\"text\":\"It has come.\",\"date\":\"2020-03-11\"}";
    static const struct {
        int64_t modified;
        const char *name, *date;
    } cases[] = {
        {1583884800, "pump.json", "date: 2020-03-11\ndate_rule: declared\n"},
        {1583798400, "pump.json", "date: 2020-03-11\ndate_rule: declared\n"},
        {1583798399, "pump.json", "title: Pump\ncharset: "},
        {1583798399, "2020-03-05-pump.json", "date: 2020-03-05\ndate_rule: name\n"},
        {1577836800, "2020-03-05-pump.json", "title: Pump\ncharset: "},
        {NEWSDEX_DATE_NONE, "pump.json", "date: 2020-03-11\ndate_rule: declared\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = {.bytes = wire,
                     .length = sizeof wire - 1,
                     .block = sizeof wire,
                     .modified = cases[i].modified};
        ndx_buffer got;
        ndx_buffer_init(&got, 1 << 16);
        reading_describe(&r, cases[i].name, NULL, &got);
        if (!strstr(got.data, cases[i].date))
            print_message("%s", got.data);
        assert_non_null(strstr(got.data, cases[i].date));
        ndx_buffer_release(&got);
    }
}

/* Each article looks for its fields through all that surrounds it. */
static void news_item_with_too_many_articles_when_read_ends_with_a_reason(void **state)
{
    (void)state;
    ndx_buffer xml, got;
    ndx_buffer_init(&xml, 1 << 20);
    ndx_buffer_append_text(&xml, "<NewsML><NewsItem><NewsComponent>", NULL);
    for (int i = 0; i < 60; i++)
        ndx_buffer_append_text(&xml,
                               "<NewsComponent><NewsLines><HeadLine>h</HeadLine></NewsLines>"
                               "<ContentItem><DataContent>x</DataContent></ContentItem>"
                               "</NewsComponent>",
                               NULL);
    ndx_buffer_append_text(&xml, "</NewsComponent></NewsItem></NewsML>", NULL);
    reading_describe_string(xml.data, "a.xml", &got);
    assert_non_null(strstr(got.data, "locator: 50\n"));
    assert_null(strstr(got.data, "locator: 51\n"));
    assert_non_null(strstr(got.data, "failed: more than 50 articles in a news item\n"));
    ndx_buffer_release(&xml);
    ndx_buffer_release(&got);
}

static void page_without_url_when_from_a_web_archive_has_the_day_of_its_address(void **state)
{
    (void)state;
    static const char page[] = "<html><head><title>Pump</title><link rel=canonical href=/pump>"
                               "</head><body><p>The pump has come.</p></body></html>";
    reading r = {.bytes = page,
                 .length = sizeof page - 1,
                 .block = sizeof page,
                 .modified = 1583928000,
                 .url = "https://tide.example/2020/03/05/pump"};
    ndx_buffer got;
    ndx_buffer_init(&got, 1 << 16);
    reading_describe(&r, "pump.html", NULL, &got);
    assert_non_null(strstr(got.data, "date: 2020-03-05\ndate_rule: path\n"));
    assert_non_null(strstr(got.data, "url: https://tide.example/2020/03/05/pump\n"));
    ndx_buffer_release(&got);
}

static void articles_of_one_file_when_undated_have_not_the_day_of_its_name(void **state)
{
    (void)state;
    ndx_buffer got;
    reading_describe_string("[{\"title\":\"One\"}]", "news/2020-03-05.json", &got);
    assert_null(strstr(got.data, "date: "));
    ndx_buffer_release(&got);
    reading_describe_string("{\"title\":\"One\"}", "news/2020-03-05.json", &got);
    assert_non_null(strstr(got.data, "date: 2020-03-05\ndate_rule: name\n"));
    ndx_buffer_release(&got);
}

static void url_of_a_capture_when_the_page_names_its_own_or_holds_several_is_not_taken(void **state)
{
    (void)state;
    static const struct {
        const char *path, *bytes, *url;
    } cases[] = {
        {"a.html",
         "<html><head><title>Pump</title><link rel=canonical href='https://tide.example/own'>"
         "</head><body><p>The pump has come.</p></body></html>",
         "url: https://tide.example/own\n"},
        {"a.json", "[{\"title\":\"One\"},{\"title\":\"Two\"}]", NULL},
        {"a.json", "{\"title\":\"One\"}", "url: https://tide.example/asked\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = {.bytes = cases[i].bytes,
                     .length = strlen(cases[i].bytes),
                     .block = 4096,
                     .url = "https://tide.example/asked"};
        ndx_buffer got;
        ndx_buffer_init(&got, 1 << 16);
        reading_describe(&r, cases[i].path, NULL, &got);
        if (cases[i].url)
            assert_non_null(strstr(got.data, cases[i].url));
        else
            assert_null(strstr(got.data, "url: "));
        ndx_buffer_release(&got);
    }
}

/* Pages that would make a reader search, nest or grow without end. */
static void hostile_pages_when_read_end_as_articles(void **state)
{
    (void)state;
    static const struct {
        const char *start, *unit;
    } cases[] = {
        {"<p>x</p><!--", "<p>y"},
        {"<div class=\"", "a-b "},
        {"<div ", "a=1 "},
        {"<script>", "</p>"},
        {"", "<script><!--</script>"},
        {"<script type=application/ld+json>", "["},
        {"<script type=application/ld+json>", "{\"@graph\":"},
        {"", "<div class=author>"},
        {"", "<article><p>x</p>"},
        {"<pre>", " \n"},
        {"<a href=x>", "<b>x</b>"},
        {"", "<table><tr><td>"},
        {"", "&#0;&#xD800;&x;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer page, got;
        ndx_buffer_init(&page, 16 << 20);
        ndx_buffer_init(&got, 16 << 20);
        ndx_buffer_append_format(&page, NULL, "<html><title>T</title><body>%s", cases[i].start);
        while (page.length < 1 << 19)
            ndx_buffer_append_text(&page, cases[i].unit, NULL);
        reading r = {.bytes = page.data, .length = page.length, .block = 65536};
        reading_describe(&r, "a.html", NULL, &got);
        assert_non_null(strstr(got.data, "format: html\n"));
        ndx_buffer_release(&page);
        ndx_buffer_release(&got);
    }
}

/* The same of other formats. Each of these would take very long if its reader looked to the end
 * again and again, or the whole stack if it went deeper with each. (GMime lets a header line grow
 * by a kilobyte at a time, which is slow by itself where the address sanitizer copies it.) */
static void hostile_repetition_when_read_ends_as_an_article(void **state)
{
    (void)state;
#define PAGE "<DOC>\n<DOCNO>1</DOCNO>\n<DOCHDR>\nhttp://a.example/\n</DOCHDR>\n<html>"
    static const struct {
        const char *path, *start, *unit, *end, *format;
    } cases[] = {
        {"a.json", "{\"title\":\"T\",\"text\":\"x ", "<!--", "\"}", "json"},
        {"a.json", "{\"title\":\"T\",\"text\":\"x ", "<!", "\"}", "json"},
        {"a.json", "{\"title\":\"T\",\"text\":\"x ", "<script>", "\"}", "json"},
        {"a.sgml", PAGE "T", "<?", "</DOC>", "trec"},
        {"a.xml", "<rss version='2.0'><channel><item><title>T</title><description><![CDATA[x ",
         "<style>", "]]></description></item></channel></rss>", "feed"},
        {"a.eml", "Subject: T\nMessage-ID: <1@a>\nReceived: x\nFrom: ", "g:", "\n\nx\n", "mail"},
        {"a.eml",
         "Subject: T\nMessage-ID: <1@a>\nReceived: x\nContent-Type: message/rfc822\n\nCc : ",
         "g:\n ", "\n\nx\n", "mail"},
    };
#undef PAGE
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer bytes, got, expected;
        ndx_buffer_init(&bytes, 16 << 20);
        ndx_buffer_init(&got, 64 << 20);
        ndx_buffer_init(&expected, 64);
        ndx_buffer_append_text(&bytes, cases[i].start, NULL);
        while (bytes.length < 1 << 20)
            ndx_buffer_append_text(&bytes, cases[i].unit, NULL);
        ndx_buffer_append_text(&bytes, cases[i].end, NULL);
        ndx_buffer_append_format(&expected, NULL, "format: %s\n", cases[i].format);
        reading r = {.bytes = bytes.data, .length = bytes.length, .block = 65536};
        reading_describe(&r, cases[i].path, NULL, &got);
        if (!strstr(got.data, expected.data))
            print_error("case %zu: %.200s\n", i, got.data);
        assert_non_null(strstr(got.data, expected.data));
        ndx_buffer_release(&bytes);
        ndx_buffer_release(&got);
        ndx_buffer_release(&expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entry_that_breaks_off_when_read_keeps_the_articles_before),
        cmocka_unit_test(long_entry_that_breaks_off_when_read_keeps_the_articles_before),
        cmocka_unit_test(article_over_the_limit_when_read_fails_and_the_next_follows),
        cmocka_unit_test(json_names_when_mapped_go_before_the_usual_ones),
        cmocka_unit_test(binary_entries_when_read_are_skipped_by_name_of_what_they_are),
        cmocka_unit_test(article_without_title_and_text_when_read_is_skipped),
        cmocka_unit_test(article_without_title_and_text_when_of_a_corpus_counts),
        cmocka_unit_test(date_later_than_the_file_when_read_is_not_believed),
        cmocka_unit_test(declared_date_later_than_the_file_when_read_is_not_believed),
        cmocka_unit_test(page_without_url_when_from_a_web_archive_has_the_day_of_its_address),
        cmocka_unit_test(articles_of_one_file_when_undated_have_not_the_day_of_its_name),
        cmocka_unit_test(
            url_of_a_capture_when_the_page_names_its_own_or_holds_several_is_not_taken),
        cmocka_unit_test(hostile_pages_when_read_end_as_articles),
        cmocka_unit_test(binary_entry_when_it_is_cut_fails_instead_of_being_skipped),
        cmocka_unit_test(hostile_repetition_when_read_ends_as_an_article),
        cmocka_unit_test(hostile_nesting_when_read_ends_with_a_reason),
        cmocka_unit_test(news_item_with_too_many_articles_when_read_ends_with_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

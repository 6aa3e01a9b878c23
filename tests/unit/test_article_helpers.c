/* The helpers that the formats share: fields, dates, charsets, references, loose SGML. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/article/article_date.h"
#include "indexer/article/charset.h"
#include "indexer/article/entity.h"
#include "indexer/article/mojibake.h"
#include "indexer/article/ocr_page.h"
#include "indexer/article/ocr_text.h"
#include "indexer/article/sgml.h"

/* ---- fields ------------------------------------------------------------------- */

static void field_with_controls_and_space_when_set_comes_out_tidy(void **state)
{
    (void)state;
    article a;
    article_init(&a);
    static const char text[] = " \r\n A\x01 b\xC2\xA0\tc\fd \xFF \xE3\x80\x80 ";
    assert_int_equal(article_set_field(&a.title, text, sizeof text - 1, NULL), NEWSDEX_OK);
    assert_string_equal(a.title.data, "A b c d \xEF\xBF\xBD");
    article_release(&a);
}

static void field_over_the_cap_when_set_is_cut_on_a_character(void **state)
{
    (void)state;
    article a;
    article_init(&a);
    char *text = malloc(100001);
    assert_non_null(text);
    text[0] = 'x';
    for (size_t i = 1; i < 100001; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    assert_int_equal(article_set_field(&a.title, text, 100001, NULL), NEWSDEX_OK);
    assert_int_equal(a.title.length, ARTICLE_FIELD_MAX - 1);
    free(text);
    article_release(&a);
}

static void text_when_set_keeps_lines_and_paragraphs(void **state)
{
    (void)state;
    article a;
    article_init(&a);
    static const char text[] = "\n\n one \r\ntwo\rthree\n \n\t\n\nfour\xE2\x80\xA8"
                               "five \n";
    assert_int_equal(article_set_text(&a, text, sizeof text - 1, NULL), NEWSDEX_OK);
    assert_string_equal(a.text.data, "one\ntwo\nthree\n\nfour\nfive");
    article_release(&a);
}

static void keyword_twice_when_added_is_kept_once(void **state)
{
    (void)state;
    article a;
    article_init(&a);
    static const char *const words[] = {"tea", " cocoa ", "tea", "te", "", "coco"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_int_equal(article_add_keyword(&a, words[i], strlen(words[i]), NULL), NEWSDEX_OK);
    assert_string_equal(a.keywords.data, "tea\ncocoa\nte\ncoco");
    article_release(&a);
}

static void language_when_set_becomes_a_code(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"en-US", "en"}, {"EN", "en"}, {"pt_BR", "pt"}, {"German", "de"}, {"Klingon", "Klingon"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        article a;
        article_init(&a);
        assert_int_equal(article_set_language(&a, cases[i][0], strlen(cases[i][0]), NULL), 0);
        assert_string_equal(a.language.data, cases[i][1]);
        article_release(&a);
    }
}

/* ---- dates ---------------------------------------------------------------------- */

typedef struct date_case {
    const char *text, *expected; /* "" when there is none */
} date_case;

static void check_dates(const date_case *cases, size_t count,
                        bool (*read)(const char *, size_t, ndx_date *))
{
    for (size_t i = 0; i < count; i++) {
        ndx_date date;
        char text[NDX_DATE_TEXT_SIZE];
        bool found = read(cases[i].text, strlen(cases[i].text), &date);
        ndx_date_format(date, text);
        if (strcmp(text, cases[i].expected) != 0)
            print_message("\"%s\"\n", cases[i].text);
        assert_string_equal(text, cases[i].expected);
        assert_int_equal(found, *text != '\0');
    }
}

static void whole_dates_in_running_text_when_looked_for_are_found(void **state)
{
    (void)state;
    static const date_case cases[] = {
        {"On 2005-02-02 the", "2005-02-02"},
        {"2005-02-02T15:04:05+01:00", "2005-02-02T15:04"},
        {"2005/02/02", "2005-02-02"},
        {"Wed, 02 Feb 2005 15:04:05 +0100", "2005-02-02T15:04"},
        {"26-FEB-1987 15:01:01.79", "1987-02-26T15:01"},
        {" 3-MAR-1987  09:15:05.40&#5;", "1987-03-03T09:15"},
        {"on 2 February 2005, he", "2005-02-02"},
        {"the 2nd of Feb. 2005", "2005-02-02"},
        {"February 2, 2005", "2005-02-02"},
        {"Sept. 30th, 1911 at 4:05 p.m. sharp", "1911-09-30T16:05"},
        {"Feb. 2, 2005, 12:30 p.m.", "2005-02-02T12:30"},
        {"Feb. 2, 2005, 12:30 a.m.", "2005-02-02T00:30"},
        {"Feb. 2, 2005, 13:05 am", "2005-02-02T13:05"},
        {"file B2005-02-02", ""},
        {"am É2005-02-02", "2005-02-02"},
        {"the Mars 2, 2005", ""}, /* only English has the month first */
        {"Wed Feb  2 15:04:05 PST 2005", "2005-02-02T15:04"},
        {"20050202", "2005-02-02"},
        {"Monday, Feb. 3rd, 2003", "2003-02-03"},
        {"le lundi 3 février 2003 à Lyon", "2003-02-03"},
        {"am 1er août 1914", "1914-08-01"},
        {"Montag, 3. MÄRZ 2003 um", "2003-03-03"},
        {"12. Dez. 1999", "1999-12-12"},
        {"el 3 de mayo de 2003", "2003-05-03"},
        {"3 de enero del 2003", "2003-01-03"},
        {"martedì 1\xC2\xB0 luglio 2003", "2003-07-01"},
        {"3 mrt 2003", "2003-03-03"},
        {"1 de março de 2003", "2003-03-01"},
        {"3 outubro 2003", "2003-10-03"},
        {"26 maja? 3 maj 2003", "2003-05-03"},
        {"Stand: 03.02.2003, 10:11", "2003-02-03T10:11"},
        {"3. 2. 2003", "2003-02-03"},
        {"於2003年2月3日在", "2003-02-03"},
        {"2003년 2월 3일", "2003-02-03"},
        {"20030203T101112Z", "2003-02-03T10:11"},
        {"3 mars-wide 2003 and 12 marche 2003", ""},
        {"version 10.11.12 or 31.11.2003", ""},
        {"May 40, 2005 or 31 February 2005", ""},
        {"call 1-800-2005-02-02", "2005-02-02"},
        {"12345678901 and 1987 and March 1987", ""},
        {"1 January 1500", ""},
        {"1 January 9000", ""},
        {"", ""},
    };
    check_dates(cases, sizeof cases / sizeof *cases, article_date_find);
}

static void dates_in_fields_when_parsed_may_be_short(void **state)
{
    (void)state;
    static const date_case cases[] = {
        {"2005", "2005"},
        {" 2005-02 ", "2005-02"},
        {"February 2005", "2005-02"},
        {"11/08/91", "1991-11-08"},
        {"31/12/2004", "2004-12-31"},
        {"910514", "1991-05-14"},
        {"26-FEB-87", "1987-02-26"},
        {"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48"},
        {"Updated: Jan 5, 2020", "2020-01-05"},
        {"févr. 2005", "2005-02"},
        {"Thu, 26 Feb 87 10:11:12 GMT", "1987-02-26T10:11"},
        {"Thursday, 26-Feb-87 10:11:12 GMT", "1987-02-26T10:11"},
        {"2/3/2003 10:11:12 PM", "2003-02-03T22:11"},
        {"2020-03-01T23:30-05:00", "2020-03-01T23:30"},
        {"yesterday", ""},
        {"99/99/99", ""},
        {"c1992", ""},
        {"ca. 1992", ""},
        {"1992?", ""},
        {"1992 or so", ""},
        {"11/08/50", "1950-11-08"},
        {"11/08/49", ""}, /* is 2049 */
        {"0000-00-00", ""},
        {"0000-00-00T00:00:00", ""},
        {"0001-01-01T00:00:00", ""},
        {"9999", ""},
        {"9999-12-31", ""},
        {"2003-13-01", ""},
        {"2003-02-30", ""},
        {"2003-02-00", ""},
        {"1599-12-31", ""},
        {"", ""},
    };
    check_dates(cases, sizeof cases / sizeof *cases, article_date_parse);
    char text[ARTICLE_FIELD_MAX + 5];
    ndx_date date;
    memset(text, ' ', sizeof text);
    memcpy(text + ARTICLE_FIELD_MAX, "2005", 4);
    assert_false(article_date_parse(text, ARTICLE_FIELD_MAX + 4, &date)); /* is no field */
    assert_true(article_date_parse(text + 4, ARTICLE_FIELD_MAX, &date));
}

static void seconds_since_1970_when_out_of_range_or_zero_are_no_date(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *expected;
    } cases[] = {
        {1046267472, "2003-02-26T13:51"},
        {1046267472.5, "2003-02-26T13:51"},
        {-0.5, "1969-12-31T23:59"},
        {-11676096000, "1600-01-01T00:00"},
        {-11676096001, ""},
        {0, ""},
        {NAN, ""},
        {253402300799, ""},
        {1e300, ""},
        {-1e300, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_date date;
        char text[NDX_DATE_TEXT_SIZE];
        bool found = article_date_of_epoch(cases[i].seconds, &date);
        ndx_date_format(date, text);
        assert_string_equal(text, cases[i].expected);
        assert_int_equal(found, *text != '\0');
    }
}

static void dates_in_names_and_paths_when_looked_for_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *path, *expected, *rule;
    } cases[] = {
        {"raw/Kerry/02Feb2005Kerry261.txt", "2005-02-02", "name"},
        {"2Aug2007Wyden54.txt", "2007-08-02", "name"},
        {"post_2005_02_02.txt", "2005-02-02", "name"},
        {"news20050202150405.txt", "2005-02-02T15:04", "name"},
        {"news/2005/02/02/story.txt", "2005-02-02", "path"},
        {"news/2005/02/0217.txt", "2005-02", "path"},
        {"17Mar205gLeahy301.txt", "", ""},
        {"2008Jul2008Bond1.txt", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        article a;
        char text[NDX_DATE_TEXT_SIZE];
        const char *slash = strrchr(cases[i].path, '/');
        article_init(&a);
        article_date_from_place(&a, slash ? slash + 1 : cases[i].path, cases[i].path);
        ndx_date_format(a.date, text);
        assert_string_equal(text, cases[i].expected);
        assert_string_equal(a.date_rule, cases[i].rule);
    }
}

/* ---- recognised pages --------------------------------------------------------------- */

static void paths_of_newspaper_pages_when_read_follow_the_rules_to_the_letter(void **state)
{
    (void)state;
    static const struct {
        const char *path, *id; /* NULL: the path is of another kind */
    } cases[] = {
        {"sn83030214/1910/01/02/ed-1/seq-3/ocr.xml", "/lccn/sn83030214/1910-01-02/ed-1/seq-3/"},
        {"batch_a/sn83030214/1910-01-02/ed-1/seq-3/ocr/",
         "/lccn/sn83030214/1910-01-02/ed-1/seq-3/"},
        {"86088216/1910/01/02/ed-2/seq-10/ocr.txt", "/lccn/86088216/1910-01-02/ed-2/seq-10/"},
        {"sn2001065512/1910/01/02/ed-1/seq-1/ocr.txt", "/lccn/sn2001065512/1910-01-02/ed-1/seq-1/"},
        {"snap83030214/1910/01/02/ed-1/seq-3/ocr.xml", NULL},
        {"sn8303021/1910/01/02/ed-1/seq-3/ocr.xml", NULL},
        {"sn830302140000/1910/01/02/ed-1/seq-3/ocr.xml", NULL},
        {"sn83030214x1910/01/02/ed-1/seq-3/ocr.xml", NULL},
        {"sn83030214/1910/1/02/ed-1/seq-3/ocr.xml", NULL},
        {"sn83030214/1910/01/02/ed-1/seq-03/ocr.xml", NULL},
        {"sn83030214/1910/01/02/ed-1/seq-3", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const entry_source source = {.path = cases[i].path, .basename = "ocr.xml"};
        article a;
        article_init(&a);
        assert_int_equal(ocr_page_has_place(cases[i].path), cases[i].id != NULL);
        article_set_field(&a.title, "what another file says", 22, NULL);
        assert_int_equal(ocr_page_fill_place(&a, &source, NULL), NEWSDEX_OK);
        assert_string_equal(a.id.data, cases[i].id ? cases[i].id : "");
        assert_int_equal(a.rendition, cases[i].id != NULL);
        if (cases[i].id) {
            assert_string_equal(a.date_rule, "path");
            assert_non_null(strstr(a.title.data, ", 1910-01-02, ed. "));
            assert_null(strstr(a.title.data, "another"));
        }
        article_release(&a);
    }
}

static void later_pages_of_a_file_when_filled_have_no_place_of_their_own(void **state)
{
    (void)state;
    const entry_source source = {.path = "sn83030214/1910/01/02/ed-1/seq-3/ocr.xml",
                                 .basename = "ocr.xml"};
    article a;
    article_init(&a);
    article_set_locator(&a, 2, NULL);
    assert_int_equal(ocr_page_fill_place(&a, &source, NULL), NEWSDEX_OK);
    assert_string_equal(a.id.data, "");
    assert_false(a.rendition);
    article_release(&a);
}

static void lines_of_a_page_when_appended_join_broken_words(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *text;
    } cases[] = {
        {"a bro-\nken word", "a bro-ken word"},
        {"soft\xC2\xAD\nened", "softened"},
        {"nega\xC2\xAC\ntion", "negation"},
        {"hy\xE2\x80\x90\nphen", "hy-phen"},
        {"frak\xE2\xB8\x97\ntur", "frak-tur"},
        {"1914-\n1918", "1914-\n1918"},
        {"in 1914-\nand", "in 1914-\nand"},
        {"from A-\n1 on", "from A-\n1 on"},
        {"- \nlist", "-\nlist"},
        {"two\xC3\x97-\nfold", "two\xC3\x97-\nfold"},
        {"end-\n\nnew block", "end-\n\nnew block"},
        {"end-\n \n\nnew", "end-\n\nnew"},
        {"\n\n  first\n", "first"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer out;
        ndx_buffer_init(&out, 1000);
        ocr_text text = {.out = &out};
        const char *lines = cases[i].lines;
        assert_int_equal(ocr_text_append_lines(&text, lines, strlen(lines), NULL), NEWSDEX_OK);
        assert_string_equal(out.data, cases[i].text);
        ndx_buffer_release(&out);
    }
}

static void gap_when_told_twice_is_the_wider(void **state)
{
    (void)state;
    ndx_buffer out;
    ndx_buffer_init(&out, 1000);
    ocr_text text = {.out = &out};
    ocr_text_append(&text, "one", 3, NULL);
    ocr_text_gap(&text, OCR_BLOCK);
    ocr_text_gap(&text, OCR_SPACE);
    ocr_text_append(&text, "two", 3, NULL);
    assert_string_equal(out.data, "one\n\ntwo");
    ndx_buffer_release(&out);
}

/* ---- charsets ------------------------------------------------------------------------ */

static void check_charset(const char *bytes, const char *declared, const char *expected,
                          const char *charset)
{
    ndx_buffer out;
    charset_used used;
    ndx_buffer_init(&out, 4096);
    assert_int_equal(charset_to_utf8(bytes, strlen(bytes), declared, &out, &used, NULL),
                     NEWSDEX_OK);
    assert_string_equal(out.data, expected);
    assert_string_equal(used.name, charset);
    ndx_buffer_release(&out);
}

static void bytes_when_converted_follow_the_order_of_evidence(void **state)
{
    (void)state;
    check_charset("\xEF\xBB\xBF"
                  "caf\xC3\xA9",
                  "iso-8859-1", "caf\xC3\xA9", "UTF-8");
    check_charset("caf\xC3\xA9", "iso-8859-1", "caf\xC3\xA9", "UTF-8");
    check_charset("caf\xE9 \x96", NULL, "caf\xC3\xA9 \xE2\x80\x93", "windows-1252");
    check_charset("caf\xE9 \x96", "ISO-8859-1", "caf\xC3\xA9 \xE2\x80\x93", "windows-1252");
    check_charset("\xA3\xF3"
                  "d\xBC",
                  "iso-8859-2",
                  "\xC5\x81\xC3\xB3"
                  "d\xC5\xBA",
                  "iso-8859-2");
    check_charset("caf\xE9", "no-such-charset", "caf\xC3\xA9", "windows-1252");
    check_charset("caf\xE9", "utf-16", "caf\xC3\xA9", "windows-1252");
}

static void russian_without_declaration_when_converted_is_recognised(void **state)
{
    (void)state;
    check_charset(
        "\xC3\xEE\xF0\xEE\xE4 \xE7\xE0\xEA\xF0\xFB\xEB \xF1\xF2\xE0\xF0\xFB\xE9 \xEC\xEE\xF1\xF2 "
        "\xED\xE0 \xF0\xE5\xEC\xEE\xED\xF2, \xF1\xEE\xEE\xE1\xF9\xE8\xEB\xE8 \xE2 "
        "\xEC\xFD\xF0\xE8\xE8",
        NULL, "Город закрыл старый мост на ремонт, сообщили в мэрии", "windows-1251");
}

static void text_encoded_twice_when_converted_is_turned_back(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"cafÃ©", "café"},
        {"Itâ€™s Ã‰tienneâ€™s", "It’s Étienne’s"},
        {"deja\xC3\x83\xC2\xA0 vu", "deja\xC3\xA0 vu"}, /* a no-break space */
        {"\xC3\xA2\xC2\x80\xC2\x99s", "\xE2\x80\x99s"}, /* by ISO-8859-1 */
        {"ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"},
        {"æ–°èž", NULL}, /* cut */
        {"cafÃ© au café", NULL},
        {"Ã© is what becomes of é", NULL},
        {"AMANHÃ… DEPOIS", NULL},
        {"«IRMû", NULL},
        {"Spaß“ und mehr", NULL},
        {"São João", NULL},
        {"Ã", NULL},
        {"cafÃ© \xFF", NULL},
        {"Привет, Ñ", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool twice = cases[i][1] != NULL;
        if (mojibake_found(cases[i][0], strlen(cases[i][0])) != twice)
            print_message("\"%s\"\n", cases[i][0]);
        assert_int_equal(mojibake_found(cases[i][0], strlen(cases[i][0])), twice);
        if (twice)
            check_charset(cases[i][0], NULL, cases[i][1], "UTF-8 twice");
    }
}

/* ---- references and tags ---------------------------------------------------------------- */

static void references_when_decoded_follow_html(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"AT&amp;T &lt;b&gt;", "AT&T <b>"},
        {"a&#5;&#31;b", "ab"},
        {"&#151;&#x2014;&mdash;", "\xE2\x80\x94\xE2\x80\x94\xE2\x80\x94"},
        {"&eacute;&Eacute;", "\xC3\xA9\xC3\x89"},
        {"R&D a=1&copy=2 &; &#; &#x; &nosuch;", "R&D a=1&copy=2 &; &#; &#x; &nosuch;"},
        {"&#99999999999999999999;&#xD800;x", "x"},
        {"it&apos;s&blank;on", "it's on"},
        {"&", "&"},
        {"&#65", "A"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer out;
        ndx_buffer_init(&out, 4096);
        assert_int_equal(entity_append(&out, cases[i][0], strlen(cases[i][0]), NULL), NEWSDEX_OK);
        assert_string_equal(out.data, cases[i][1]);
        ndx_buffer_release(&out);
    }
}

static void tags_when_stripped_leave_the_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a<b>c</b>d", "acd"},
        {"if a<2 then c>d", "if a<2 then c>d"},
        {"x < y", "x < y"},
        {"1<br/>2", "1\n2"},
        {"<!-- a > b -->z", "z"},
        {"<script>a<b</script >z", " z"},
        {"<![CDATA[raw]]>", "raw]]>"},
        {"open <unclosed", "open <unclosed"},
        {"<cell>1</cell><cell>2</cell>", " 1  2 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer out;
        ndx_buffer_init(&out, 4096);
        sgml_span span = {cases[i][0], strlen(cases[i][0])};
        assert_int_equal(sgml_append_text(&out, span, NULL), NEWSDEX_OK);
        assert_string_equal(out.data, cases[i][1]);
        ndx_buffer_release(&out);
    }
    assert_false(sgml_has_html("BANKAMERICA <BAC> fell", 22));
    assert_true(sgml_has_html("<P class=x>fell", 15));
    assert_true(sgml_has_html("<!' <a href=x>", 14));
    assert_true(sgml_has_html("<script><b>", 11));
    assert_false(sgml_has_html("<!-- --><", 9));
}

/* Text is looked at in blocks: whatever is odd in it must not depend on where it stands. */
static void text_when_odd_bytes_stand_anywhere_then_cleaned_alike(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {" ", " "},        {"  ", " "},         {"\t", " "},
        {" \n", "\n"},     {"\n \n\n", "\n\n"}, {"\r\n", "\n"},
        {"\r", "\n"},      {"\f", "\n"},        {"\v", "\n"},
        {"\x01", ""},      {"\x7F", ""},        {"\xFF", "\xEF\xBF\xBD"},
        {"\xC2\xA0", " "}, {" \xC2\xA0", " "},  {"\xC3\xA9", "\xC3\xA9"},
        {"\xC2\x85", ""},
    };
    enum { PLACES = 20 };
    static const char before[] = "abcdefghi klmnopqrst", after[] = "klmnopqrst vwxyz";
    article a;
    article_init(&a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int place = 1; place <= PLACES; place++) {
            char text[64], expected[64];
            int skipped = place == 10; /* where a space would be added to what is odd */
            sprintf(text, "%.*s%s%s", place - skipped, before, cases[i][0], after);
            sprintf(expected, "%.*s%s%s", place - skipped, before, cases[i][1], after);
            assert_int_equal(article_set_text(&a, text, strlen(text), NULL), NEWSDEX_OK);
            assert_string_equal(a.text.data, expected);
        }
    }
    article_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_with_controls_and_space_when_set_comes_out_tidy),
        cmocka_unit_test(field_over_the_cap_when_set_is_cut_on_a_character),
        cmocka_unit_test(text_when_set_keeps_lines_and_paragraphs),
        cmocka_unit_test(keyword_twice_when_added_is_kept_once),
        cmocka_unit_test(language_when_set_becomes_a_code),
        cmocka_unit_test(whole_dates_in_running_text_when_looked_for_are_found),
        cmocka_unit_test(dates_in_fields_when_parsed_may_be_short),
        cmocka_unit_test(seconds_since_1970_when_out_of_range_or_zero_are_no_date),
        cmocka_unit_test(dates_in_names_and_paths_when_looked_for_are_found),
        cmocka_unit_test(paths_of_newspaper_pages_when_read_follow_the_rules_to_the_letter),
        cmocka_unit_test(later_pages_of_a_file_when_filled_have_no_place_of_their_own),
        cmocka_unit_test(lines_of_a_page_when_appended_join_broken_words),
        cmocka_unit_test(gap_when_told_twice_is_the_wider),
        cmocka_unit_test(bytes_when_converted_follow_the_order_of_evidence),
        cmocka_unit_test(russian_without_declaration_when_converted_is_recognised),
        cmocka_unit_test(text_encoded_twice_when_converted_is_turned_back),
        cmocka_unit_test(references_when_decoded_follow_html),
        cmocka_unit_test(tags_when_stripped_leave_the_text),
        cmocka_unit_test(text_when_odd_bytes_stand_anywhere_then_cleaned_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

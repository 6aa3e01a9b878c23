/* Snippets: the passage chosen, whole words highlighted, phrases only where they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/utf8.h"
#include "searcher/query/query.h"
#include "searcher/result/occurrences.h"
#include "searcher/result/snippet.h"

typedef struct made {
    ndx_buffer text, spans;
    char marked[2048]; /* the text with [ ] around its spans */
} made;

static void mark(made *m)
{
    const newsdex_span *spans = (const newsdex_span *)(void *)m->spans.data;
    size_t count = m->spans.length / sizeof *spans, at = 0;
    char *out = m->marked;
    for (size_t i = 0; i < count; i++) {
        assert_true(spans[i].offset >= at);
        assert_true(spans[i].offset + spans[i].length <= m->text.length);
        out += sprintf(out, "%.*s[%.*s]", (int)(spans[i].offset - at), m->text.data + at,
                       (int)spans[i].length, m->text.data + spans[i].offset);
        at = spans[i].offset + spans[i].length;
    }
    sprintf(out, "%s", m->text.data + at);
}

static void make(made *m, const char *query_text, const char *text, size_t length, uint32_t bytes)
{
    ndx_analyzer *analyzer;
    newsdex_query *query;
    newsdex_error error;
    ndx_buffer_init(&m->text, 8192);
    ndx_buffer_init(&m->spans, 8192);
    assert_int_equal(ndx_analyzer_new("english", &analyzer, &error), NEWSDEX_OK);
    if (ndx_query_parse(analyzer, query_text, strlen(query_text), &query, &error))
        fail_msg("%s: %s", query_text, error.message);
    assert_int_equal(
        ndx_snippet_make(analyzer, query, NULL, text, length, bytes, &m->text, &m->spans, &error),
        NEWSDEX_OK);
    assert_int_equal(ndx_utf8_valid_prefix(m->text.data, m->text.length), m->text.length);
    mark(m);
    newsdex_query_free(query);
    ndx_analyzer_free(analyzer);
}

static void release(made *m)
{
    ndx_buffer_release(&m->text);
    ndx_buffer_release(&m->spans);
}

static void check(const char *query, const char *text, uint32_t bytes, const char *expected)
{
    made m;
    make(&m, query, text, strlen(text), bytes);
    assert_string_equal(m.marked, expected);
    release(&m);
}

static void spans_when_words_match_then_whole_words(void **state)
{
    (void)state;
    check("suspensions", "The Suspension's end: suspended.", 200,
          "The [Suspension's] end: suspended.");
    check("\"suspended\"", "Suspended, suspension.", 200, "[Suspended], suspension.");
    check("cafe", "Le caf\xC3\xA9 ferm\xC3\xA9.", 200, "Le [caf\xC3\xA9] ferm\xC3\xA9.");
    check("flood*", "Floods, floodgates and a flat.", 200, "[Floods], [floodgates] and a flat.");
    check("floud~", "Floods, flouds and a cloud.", 200, "Floods, [flouds] and a [cloud].");
    check("fl?od*", "Floods, floodgates and a flat.", 200, "[Floods], [floodgates] and a flat.");
    check("*gates", "Floods, floodgates and gates.", 200, "Floods, [floodgates] and [gates].");
    check("wellbeing", "Well-being and wellbeing, well, not being.", 200,
          "[Well-being] and [wellbeing], well, not being.");
    check("-bridge tower", "A bridge, a tower.", 200, "A bridge, a [tower].");
    check("the tower", "The tower.", 200, "The [tower].");
    check("nothing", "No such word.", 200, "No such word.");
    check("x", "", 200, "");
}

static void spans_when_phrase_then_only_where_it_is(void **state)
{
    (void)state;
    check("\"night tram\"", "Tram at night; the night tram, night.", 200,
          "Tram at night; the [night] [tram], night.");
    check("\"a a b\"", "a a a b a b", 200, "a [a] [a] [b] a b");
    check("\"night tram\"~2", "Night one tram, night one two tram, night one two three tram.", 200,
          "[Night] one [tram], [night] one two [tram], night one two three tram.");
    check("\"night tram\"~2", "Tram, night.", 200, "Tram, night.");
    check("tram NEAR/2 night", "Tram one two three night. Night one tram.", 200,
          "Tram one two three night. [Night] one [tram].");
}

/* A long text with one passage that has both words. */
static void passage_when_text_is_long_then_the_one_with_most_parts(void **state)
{
    (void)state;
    char text[20000] = "";
    for (int i = 0; i < 100; i++)
        strcat(text, "The harbour was quiet all day. ");
    strcat(text, "Then the herring came to the harbour at last. ");
    for (int i = 0; i < 100; i++)
        strcat(text, "Nothing else was seen by anybody. ");
    made m;
    make(&m, "harbour herring", text, strlen(text), 120);
    assert_non_null(strstr(m.marked, "Then the [herring] came to the [harbour] at last."));
    assert_memory_equal(m.text.data, "\xE2\x80\xA6 ", 4);
    assert_memory_equal(m.text.data + m.text.length - 4, " \xE2\x80\xA6", 4);
    assert_in_range(m.text.length, 60, 120 + 8);
    release(&m);
}

static void passage_when_cut_then_at_characters_and_words(void **state)
{
    (void)state;
    char text[6000] = "";
    for (int i = 0; i < 400; i++)
        strcat(text, i == 200 ? "cible " : "\xC3\xA9t\xC3\xA9 ");
    for (uint32_t bytes = 1; bytes < 200; bytes++) {
        made m;
        make(&m, "cible", text, strlen(text), bytes);
        if (bytes >= 8)
            assert_non_null(strstr(m.marked, "[cible]"));
        assert_true(m.text.length <= bytes + 8 || bytes < 8);
        release(&m);
    }
    /* One word larger than any snippet. */
    char *word = malloc(100001);
    memset(word, 'x', 100000);
    word[100000] = '\0';
    made m;
    make(&m, "xx*", word, 100000, 100);
    assert_true(m.text.length <= 108);
    release(&m);
    free(word);
}

static void passage_when_line_ends_then_spaces(void **state)
{
    (void)state;
    check("two", "one\n\ntwo\tthree", 100, "one  [two] three");
}

/* One match in a text, and the whole snippet. */
static void sentences_when_they_fit_then_whole(void **state)
{
    (void)state;
    static const char text[] =
        "The first sentence says little. A second one, by Mr. J. Doe of the U.S. Navy, has the "
        "herring. \"Is that all?\" the third asks. \"Yes.\" Then the text goes on for a while "
        "with nothing that anybody would want to see in a list of hits, none of it short.";
    check("herring", text, 70,
          "\xE2\x80\xA6 A second one, by Mr. J. Doe of the U.S. Navy, has the [herring]. "
          "\xE2\x80\xA6");
    check("herring", text, 130,
          "\xE2\x80\xA6 A second one, by Mr. J. Doe of the U.S. Navy, has the [herring]. \"Is that "
          "all?\" "
          "the third asks. \"Yes.\" \xE2\x80\xA6");
    check("herring", text, 165,
          "The first sentence says little. A second one, by Mr. J. Doe of the U.S. Navy, has the "
          "[herring]. \"Is that all?\" the third asks. \"Yes.\" \xE2\x80\xA6");
    /* Its sentence doesn't fit: words. */
    check("navy", text, 30, "\xE2\x80\xA6 of the U.S. [Navy], has the \xE2\x80\xA6");
    check("yes", text, 70, "\xE2\x80\xA6 \"Is that all?\" the third asks. \"[Yes].\" \xE2\x80\xA6");
}

static void sentences_when_lines_are_wrapped_then_go_on(void **state)
{
    (void)state;
    static const char text[] = "Some words that stand before the sentence and fill its line.\n"
                               "Then comes the one that has the herring in it, on the boat of\n"
                               "Captain Doe, who sold it. Another one follows and is far too\n"
                               "long to be shown with it.\n\n"
                               "A heading\n"
                               "The cod came later and it was not as good as the fish before.";
    check("herring", text, 100,
          "\xE2\x80\xA6 Then comes the one that has the [herring] in it, on the boat of Captain "
          "Doe, who "
          "sold it. \xE2\x80\xA6");
    check("cod", text, 65,
          "\xE2\x80\xA6 The [cod] came later and it was not as good as the fish before.");
}

static void sentences_of_chinese_when_they_fit_then_whole(void **state)
{
    (void)state;
    static const char text[] = "\xE7\xAC\xAC\xE4\xB8\x80\xE5\x8F\xA5\xE3\x80\x82"
                               "\xE6\x96\xB0\xE8\x81\x9E\xE8\xA8\x98\xE4\xBA\x8B\xE3\x80\x82"
                               "\xE7\xAC\xAC\xE4\xB8\x89\xE5\x8F\xA5\xE3\x80\x82";
    check(
        "\xE8\xA8\x98\xE4\xBA\x8B", text, 17,
        "\xE2\x80\xA6 \xE6\x96\xB0\xE8\x81\x9E[\xE8\xA8\x98\xE4\xBA\x8B]\xE3\x80\x82 \xE2\x80\xA6");
}

/* One rare word is worth more than two that most articles have. */
static void passage_when_leaves_have_weights_then_the_heaviest(void **state)
{
    (void)state;
    static const char text[] = "The harbour was quiet and the weather fine. Nothing moved at all "
                               "until late that day. Then came the herring.";
    ndx_analyzer *analyzer;
    newsdex_query *query;
    ndx_buffer snippet, spans;
    const uint32_t weights[] = {10, 10, 50};
    ndx_buffer_init(&snippet, 8192);
    ndx_buffer_init(&spans, 8192);
    assert_int_equal(ndx_analyzer_new("english", &analyzer, NULL), NEWSDEX_OK);
    assert_int_equal(ndx_query_parse(analyzer, "harbour weather herring", 23, &query, NULL), 0);
    assert_int_equal(
        ndx_snippet_make(analyzer, query, NULL, text, strlen(text), 50, &snippet, &spans, NULL),
        NEWSDEX_OK);
    assert_string_equal(snippet.data, "The harbour was quiet and the weather fine. \xE2\x80\xA6");
    ndx_buffer_clear(&snippet);
    assert_int_equal(
        ndx_snippet_make(analyzer, query, weights, text, strlen(text), 25, &snippet, &spans, NULL),
        NEWSDEX_OK);
    assert_string_equal(snippet.data, "\xE2\x80\xA6 Then came the herring.");
    ndx_buffer_release(&snippet);
    ndx_buffer_release(&spans);
    newsdex_query_free(query);
    ndx_analyzer_free(analyzer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_when_words_match_then_whole_words),
        cmocka_unit_test(spans_when_phrase_then_only_where_it_is),
        cmocka_unit_test(passage_when_text_is_long_then_the_one_with_most_parts),
        cmocka_unit_test(passage_when_cut_then_at_characters_and_words),
        cmocka_unit_test(passage_when_line_ends_then_spaces),
        cmocka_unit_test(sentences_when_they_fit_then_whole),
        cmocka_unit_test(sentences_when_lines_are_wrapped_then_go_on),
        cmocka_unit_test(sentences_of_chinese_when_they_fit_then_whole),
        cmocka_unit_test(passage_when_leaves_have_weights_then_the_heaviest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Query text to tree: what each query is understood as, and what each mistake is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "searcher/query/query.h"

static int make_analyzer(void **state)
{
    return ndx_analyzer_new("english", (ndx_analyzer **)state, NULL);
}

static int free_analyzer(void **state)
{
    ndx_analyzer_free(*state);
    return 0;
}

static newsdex_query *parse(void **state, const char *text)
{
    newsdex_query *query;
    newsdex_error err = {0};
    if (ndx_query_parse(*state, text, strlen(text), &query, &err))
        fail_msg("%s: %s", text, err.message);
    return query;
}

static void assert_understood(void **state, const char *text, const char *expected)
{
    newsdex_query *query = parse(state, text);
    assert_string_equal(newsdex_query_describe(query), expected);
    newsdex_query_free(query);
}

/* ---- what is understood ------------------------------------------------------ */

static void descriptions_when_parsed_again_stay_the_same(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"cloud surveillance suspension", "cloud surveillance suspension"},
        {"  cloud\n\tsurveillance ", "cloud surveillance"},
        {"+must -not may", "+must -not may"},
        {"a OR b AND c", "a OR (b AND c)"},
        {"a AND b OR c AND d", "(a AND b) OR (c AND d)"},
        {"x b AND c", "x (b AND c)"},
        {"a OR b c", "(a OR b) c"},
        {"(a OR b) AND c", "(a OR b) AND c"},
        {"((a))", "a"},
        {"(a b) c", "(a b) c"},
        {"+a OR b", "a OR b"},
        {"+a AND b c", "+(a AND b) c"},
        {"weather NOT gales", "weather -gales"},
        {"a AND NOT b", "a AND NOT b"},
        {"NOT a AND b", "NOT a AND b"},
        {"a AND -b", "a AND NOT b"},
        {"-foo", "-foo"},
        {"NOT foo", "-foo"},
        {"NOT (a b)", "-(a b)"},
        {"NOT NOT a", "-(-a)"},
        {"a OR -b", "a OR NOT b"},
        {"b (-a)", "b -a"},
        {"+(-a) b", "+(-a) b"},
        {"NOT a NEAR b", "-(a NEAR/10 b)"},
        {"a NEAR b", "a NEAR/10 b"},
        {"a NEAR/5 b NEAR/3 c AND d", "(a NEAR/5 b NEAR/5 c) AND d"},
        {"\"a\" NEAR/2 b x", "(\"a\" NEAR/2 b) x"},
        {"title:(a NEAR/2 b)", "title:(a NEAR/2 b)"},
        {"title:a NEAR/2 title:b c", "title:(a NEAR/2 b) c"},
        {"\"Exact   phrase\"", "\"Exact phrase\""},
        {"\xE2\x80\x9C"
         "curly quotes\xE2\x80\x9D",
         "\"curly quotes\""},
        {"\xE2\x80\x9E"
         "german\xE2\x80\x9C",
         "\"german\""},
        {"\xC2\xAB"
         "french\xC2\xBB",
         "\"french\""},
        {"\"he said \xE2\x80\x9Cno\xE2\x80\x9D\"", "\"he said \xE2\x80\x9Cno\xE2\x80\x9D\""},
        {"suspen*", "suspen*"},
        {"what*?", "what*"},
        {"flood*. x", "flood* x"},
        {"colour~", "colour~"},
        {"colour~1 colour~2", "colour~ colour~2"},
        {"Colour~? (x~2)", "Colour~ x~2"},
        {"title:colour~2 author:smit~", "title:colour~2 author:smit~"},
        {"AND~", "and~"},
        {"a~b", "a~b"},
        {"wor?d wo*d *word ?ord", "wor?d wo*d *word ?ord"},
        {"title:bud?et", "title:bud?et"},
        {"wor?* w**d", "wor?* w**d"},
        {"'wor?d'?!", "wor?d"},
        {"who won the election?", "who won the election"},
        {"\"who won?\" (who won?)", "\"who won?\" (who won)"},
        {"really?? ??", "really"},
        {"x.example/a?b=c", "x.example/a?b=c"},
        {"caf?s \xC3\xA9t?s", "caf?s \xC3\xA9t?s"},
        {"\"night service\"~3", "\"night service\"~3"},
        {"title:\"night  service\"~03 x", "title:\"night service\"~3 x"},
        {"\"a b\"~2\"c d\"~1", "\"a b\"~2 \"c d\"~1"},
        {"*", "*"},
        {"* -b", "* -b"},
        {"TITLE:budget", "title:budget"},
        {"title:\"big budget\"", "title:\"big budget\""},
        {"title:(big OR (small AND -tiny)) x", "title:(big OR (small AND NOT tiny)) x"},
        {"title:(x)", "title:x"},
        {"title:(-x)", "-title:x"},
        {"-title:(x y)", "-title:(x y)"},
        {"author:jan* budget", "author:jan* budget"},
        {"id:a.tar.gz!b/c(1).txt", "id:a.tar.gz!b/c(1).txt"},
        {"(id:foo:bar,baz)", "id:foo:bar,baz"},
        {"id:\"a b\"", "id:\"a b\""},
        {"id:(a OR -b)", "id:(\"a\" OR NOT \"b\")"},
        {"id:(NOT + x)", "id:(-\"+\" \"x\")"},
        {"x AND id:a(b", "x AND id:\"a(b\""},
        {"url:http://x.example/a_(b)?c=d,e", "url:http://x.example/a_(b)?c=d,e"},
        {"lang:FR", "lang:fr"},
        {"lang:(fr OR de)", "lang:(fr OR de)"},
        {"date:2025-08..2025-09-15", "date:2025-08-01..2025-09-15"},
        {"date:2025", "date:2025-01-01..2025-12-31"},
        {"date:2025-08-01", "date:2025-08-01"},
        {"date:20250801", "date:2025-08-01"},
        {"date:..2025", "date:..2025-12-31"},
        {"date:1923.. x", "date:1923-01-01.. x"},
        {"date:2025-08-01T14:30", "date:2025-08-01T14:30"},
        {"date:2025-08-01T14:30..2025", "date:2025-08-01T14:30..2025-12-31"},
        {"date:1969-12-31T00:00:30..1969", "date:1969-12-31"},
        {"http://x.example/y", "http://x.example/y"},
        {"12:30", "12:30"},
        {"foo: bar", "foo bar"},
        {"std::vector", "std::vector"},
        {"1/2", "1/2"},
        {"AT&T", "AT&T"},
        {"what's new?", "what's new"},
        {"C++", "C++"},
        {"$5m", "5m"},
        {"well-being", "well-being"},
        {"1,000 a,b;c", "1,000 a b c"},
        {"budget\xE2\x80\x94"
         "delayed",
         "budget delayed"},
        {"'title:x", "\"title:x\""},
        {"'AND'", "and"},
        {"\"AND\"", "\"AND\""},
        {"-AND x", "-and x"},
        {"x ??? y", "x y"},
        {"a -> b", "a b"},
        {"a - b", "a b"},
        {"f(x)", "f x"},
        {"\"a\"-\"b\"", "\"a\" \"b\""},
        {"buffalo buffalo", "buffalo buffalo"},
        {"\xE6\x96\xB0\xE8\x81\x9E*", "\xE6\x96\xB0\xE8\x81\x9E*"},
        {"\xE6\x96\xB0*", "\xE6\x96\xB0*"},
        {"\xE6\x96\xB0", "\xE6\x96\xB0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_understood(state, cases[i].text, cases[i].expected);
        assert_understood(state, cases[i].expected, cases[i].expected);
    }
}

/* ---- what is not ------------------------------------------------------------- */

static void mistakes_when_parsed_name_their_column(void **state)
{
    static const struct {
        const char *text;
        uint32_t position;
        const char *message;
    } cases[] = {
        {"", 0, "column 1: nothing to search for"},
        {"   ", 0, "column 1: nothing to search for"},
        {" ???", 1, "column 2: nothing to search for"},
        {"-", 0, "column 1: nothing to search for"},
        {"+", 0, "column 1: nothing to search for"},
        {"\"\"", 0, "column 1: nothing to search for"},
        {"()", 0, "column 1: nothing to search for"},
        {"say \"abc", 4, "column 5: this quote is not closed"},
        {"caf\xC3\xA9 \"abc", 6, "column 6: this quote is not closed"},
        {"title:(x", 6, "column 7: this bracket is not closed"},
        {"title:\"x", 6, "column 7: this quote is not closed"},
        {"a) b", 1, "column 2: this bracket was never opened"},
        {"a AND", 2, "column 3: AND needs a word on both sides"},
        {"OR b", 0, "column 1: OR needs a word on both sides"},
        {"a OR OR b", 2, "column 3: OR needs a word on both sides"},
        {"a AND ???", 2, "column 3: AND needs a word on both sides"},
        {"(a AND) b", 3, "column 4: AND needs a word on both sides"},
        {"a NOT", 2, "column 3: NOT needs a word behind it"},
        {"NEAR", 0, "column 1: NEAR needs a word on both sides"},
        {"a NEAR/5", 2, "column 3: NEAR/5 needs a word on both sides"},
        {"a NEAR/0 b", 2, "column 3: the number after NEAR/ must be from 1 to 500"},
        {"a NEAR/99999999999999999999 b", 2, "column 3: the number after NEAR/"},
        {"a NEAR (b OR c)", 7, "column 8: NEAR joins single words"},
        {"\"a b\" NEAR c", 0, "column 1: NEAR joins single words"},
        {"a NEAR be*", 7, "column 8: NEAR joins single words"},
        {"title:a NEAR b", 13, "column 14: NEAR joins words of one field"},
        {"a AND +b", 6, "column 7: + cannot follow AND"},
        {"--foo", 1, "column 2: write one sign"},
        {"+-foo", 1, "column 2: write one sign"},
        {"title:", 0, "column 1: title: needs something to look for"},
        {"x title: budget", 2, "column 3: title: needs something to look for"},
        {"title:()", 0, "column 1: title: needs something to look for"},
        {"title:-x", 6, "column 7: write the sign before the field"},
        {"title:(author:x)", 7, "column 8: author: cannot stand inside title:( )"},
        {"a nosuch:x", 2,
         "column 3: there is no field \"nosuch\". The fields are title: author: "
         "source: section: keyword: url: id: lang: date:"},
        {"re:budget", 0, "column 1: there is no field \"re\". The fields"},
        {"titel:x", 0, "column 1: there is no field \"titel\", did you mean title:?"},
        {"langue:x", 0, "column 1: there is no field \"langue\", did you mean lang:?"},
        {"sorce:x", 0, "column 1: there is no field \"sorce\", did you mean source:?"},
        {"date:2025-13", 5, "column 6: \"2025-13\" is not a date"},
        {"date:2025-02-30", 5, "column 6: \"2025-02-30\" is not a date"},
        {"date:..", 5, "column 6: \"..\" is not a date"},
        {"date:2025..2024", 5, "column 6: \"2025..2024\" is a range that ends before it begins"},
        {"lang:english", 5, "column 6: \"english\" is not a language code"},
        {"colour~3", 7, "column 8: ~ takes 1 or 2"},
        {"colour~0.8", 7, "column 8: ~ takes 1 or 2"},
        {"colour~12", 7, "column 8: ~ takes 1 or 2"},
        {"colour~0", 7, "column 8: ~ takes 1 or 2"},
        {"n-~2~=", 4, "column 5: ~ goes behind a single word"},
        {"well-being~", 10, "column 11: ~ goes behind a single word"},
        {"wor?d~", 5, "column 6: ~ goes behind a single word"},
        {"\"a b\"~", 5, "column 6: say how many more words may stand between"},
        {"\"a b\"~0", 5, "column 6: say how many more words may stand between"},
        {"\"a b\"~501", 5, "column 6: say how many more words may stand between"},
        {"\"a b\"~99999999999999999999", 5, "column 6: say how many more words may stand between"},
        {"\"a\"~2", 3, "column 4: ~ goes behind a phrase of several words"},
        {"id:\"a b\"~2", 8, "column 9: id: holds no phrases"},
        {"(a b)~2", 5, "column 6: ~ goes behind a word or a phrase"},
        {"\"a b\"*", 5, "column 6: * belongs to a word"},
        {"x f*-o", 3, "column 4: * can only stand in a single word"},
        {"x *o", 2, "column 3: put at least 2 letters beside * and ?"},
        {"?o", 0, "column 1: put at least 2 letters beside * and ?"},
        {"a NEAR be?r", 7, "column 8: NEAR joins single words"},
        {"x s*", 2, "column 3: put at least 2 letters before *"},
        {"title:*", 6, "column 7: put at least 2 letters before *"},
        {"well-be*", 7, "column 8: * can only stand in a single word"},
        {"ab\xFFz", 2, "column 3: this byte is not valid UTF-8"},
        {"id:\"\"", 3, "column 4: nothing between the quotes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        newsdex_query *query;
        newsdex_error err = {0};
        newsdex_status status =
            ndx_query_parse(*state, cases[i].text, strlen(cases[i].text), &query, &err);
        if (status != NEWSDEX_E_QUERY || query)
            fail_msg("%s: status %d", cases[i].text, status);
        if (strncmp(err.message, cases[i].message, strlen(cases[i].message)) != 0)
            fail_msg("%s: %s", cases[i].text, err.message);
        assert_int_equal(err.position, cases[i].position);
    }
}

static void limits_when_passed_are_named(void **state)
{
    newsdex_query *query;
    newsdex_error err;
    size_t size = NEWSDEX_QUERY_MAX_BYTES + 1;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, 'a', size);
    assert_int_equal(ndx_query_parse(*state, text, size, &query, &err), NEWSDEX_E_LIMIT);
    for (size_t i = 0; i < 2 * NEWSDEX_QUERY_MAX_WORDS; i++)
        text[i] = i % 2 ? ' ' : 'a';
    assert_int_equal(ndx_query_parse(*state, text, 2 * NEWSDEX_QUERY_MAX_WORDS, &query, &err),
                     NEWSDEX_OK);
    newsdex_query_free(query);
    text[2 * NEWSDEX_QUERY_MAX_WORDS] = 'b';
    assert_int_equal(ndx_query_parse(*state, text, 2 * NEWSDEX_QUERY_MAX_WORDS + 1, &query, &err),
                     NEWSDEX_E_LIMIT);
    for (size_t i = 0; i < 17; i++)
        memcpy(text + 6 * i, i % 2 ? "*what " : "what~ ", 6);
    assert_int_equal(ndx_query_parse(*state, text, 96, &query, &err), NEWSDEX_OK);
    newsdex_query_free(query);
    assert_int_equal(ndx_query_parse(*state, text, 102, &query, &err), NEWSDEX_E_QUERY);
    assert_int_equal(err.position, 96);
    memset(text, '(', size);
    assert_int_equal(ndx_query_parse(*state, text, 1000, &query, &err), NEWSDEX_E_LIMIT);
    memset(text, '-', size);
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + 4 * i, "NOT ", 4);
    assert_int_equal(ndx_query_parse(*state, text, 4000, &query, &err), NEWSDEX_E_LIMIT);
    assert_null(query);
    free(text);
}

/* ---- notices ------------------------------------------------------------------ */

static void small_operators_between_words_are_remarked_on(void **state)
{
    static const struct {
        const char *text, *notice;
    } cases[] = {
        {"woman or women", "\"or\" is a word here; use OR to mean either"},
        {"bread and butter", "\"and\" is a word here; use AND to mean both"},
        {"not today", "\"not\" is a word here; use NOT or -word to leave articles out"},
        {"a near b", "\"near\" is a word here; use NEAR to mean close together"},
        {"a && b", "\"&&\" is not an operator; use AND"},
        {"a ??? b", "\"???\" was left out: it has no letters or digits"},
        {"or else", NULL},
        {"a or", NULL},
        {"\"a or b\"", NULL},
        {"a +or b", NULL},
        {"a OR or", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        newsdex_query *query = parse(state, cases[i].text);
        assert_int_equal(newsdex_query_notice_count(query), cases[i].notice ? 1 : 0);
        if (cases[i].notice)
            assert_string_equal(newsdex_query_notice(query, 0), cases[i].notice);
        assert_null(newsdex_query_notice(query, 1));
        newsdex_query_free(query);
    }
}

/* ---- leaves ------------------------------------------------------------------- */

static void leaves_of_a_query_come_in_typed_order(void **state)
{
    newsdex_query *query = parse(
        state, "the suspension -(bridge OR title:cloud) \"exact phrase\" author:doe a NEAR/2 b");
    static const struct {
        const char *typed, *field;
        bool excluded, stop_word;
        uint32_t evidence;
    } expected[] = {
        {"the", NULL, false, true, 1},
        {"suspension", NULL, false, false, 1},
        {"bridge", NULL, true, false, 0},
        {"title:cloud", "title", true, false, 0},
        {"\"exact phrase\"", NULL, false, false, 1},
        {"author:doe", "author", false, false, 0},
        {"a NEAR/2 b", NULL, false, false, 1},
    };
    assert_int_equal(ndx_query_leaf_count(query), 7);
    assert_null(ndx_query_leaf_at(query, 7));
    for (size_t i = 0; i < 7; i++) {
        const ndx_query_leaf *leaf = ndx_query_leaf_at(query, i);
        assert_string_equal(leaf->typed, expected[i].typed);
        assert_int_equal(leaf->excluded, expected[i].excluded);
        assert_int_equal(leaf->stop_word, expected[i].stop_word);
        assert_true(expected[i].evidence ? leaf->evidence_count >= 1 : leaf->evidence_count == 0);
        if (expected[i].field)
            assert_string_equal(leaf->field->name, expected[i].field);
        else
            assert_null(leaf->field);
    }
    newsdex_query_free(query);
}

static void stop_words_alone_or_required_are_ordinary(void **state)
{
    static const char *const queries[] = {"to be or not to be", "+the cat",      "the AND cat",
                                          "\"the\" cat",        "title:the cat", "the -cat"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        newsdex_query *query = parse(state, queries[i]);
        for (size_t j = 0; j < ndx_query_leaf_count(query); j++)
            assert_false(ndx_query_leaf_at(query, j)->stop_word);
        newsdex_query_free(query);
    }
}

static bool has_pattern(const ndx_query_leaf *leaf, ndx_pattern_kind kind, uint32_t window,
                        bool in_order, const char *first, const char *second)
{
    for (uint32_t i = 0; i < leaf->evidence_count; i++) {
        const ndx_evidence *evidence = &leaf->evidence[i];
        if (evidence->window == window && evidence->in_order == in_order &&
            evidence->patterns[0].kind == kind && !strcmp(evidence->patterns[0].text, first) &&
            evidence->patterns[0].length == strlen(first) &&
            (second ? evidence->count == 2 && !strcmp(evidence->patterns[1].text, second)
                    : evidence->count == 1))
            return true;
    }
    return false;
}

static void evidence_of_a_leaf_shows_every_way_to_match(void **state)
{
    static const struct {
        const char *query;
        ndx_pattern_kind kind;
        uint32_t window;
        bool in_order;
        const char *first, *second;
    } cases[] = {
        {"Suspensions", NDX_PATTERN_STEM, 0, false, "suspens", NULL},
        {"title:Suspensions", NDX_PATTERN_STEM, 0, false, "suspens", NULL},
        {"\"Suspensions\"", NDX_PATTERN_WORD, 0, false, "suspensions", NULL},
        {"\"big budgets\"", NDX_PATTERN_WORD, 2, true, "big", "budgets"},
        {"suspen*", NDX_PATTERN_PREFIX, 0, false, "suspen", NULL},
        {"Susp?nsi*n", NDX_PATTERN_WILDCARD, 0, false, "susp?nsi*n", NULL},
        {"Suspension~", NDX_PATTERN_FUZZY, 0, false, "suspension", NULL},
        {"\"big budgets\"~3", NDX_PATTERN_WORD, 5, true, "big", "budgets"},
        {"a NEAR/5 b", NDX_PATTERN_WORD, 6, false, "a", "b"},
        {"well-being", NDX_PATTERN_WORD, 2, true, "well", "being"},
        {"well-being", NDX_PATTERN_STEM, 0, false, "wellb", NULL},
        {"wellbeing", NDX_PATTERN_WORD, 2, true, "well", "being"},
        {"well being", NDX_PATTERN_STEM, 0, false, "wellb", NULL},
        {"\xE6\x96\xB0", NDX_PATTERN_PREFIX, 0, false, "\xE6\x96\xB0", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        newsdex_query *query = parse(state, cases[i].query);
        if (!has_pattern(ndx_query_leaf_at(query, 0), cases[i].kind, cases[i].window,
                         cases[i].in_order, cases[i].first, cases[i].second))
            fail_msg("%s: no such evidence", cases[i].query);
        newsdex_query_free(query);
    }
}

static void unranked_when_nothing_weighs(void **state)
{
    static const struct {
        const char *query;
        bool unranked;
    } cases[] = {{"*", true},          {"-foo", true},   {"date:2025 -foo", true},
                 {"author:doe", true}, {"foo", false},   {"date:2025 foo", false},
                 {"title:foo", false}, {"* foo", false}, {"fo*", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        newsdex_query *query = parse(state, cases[i].query);
        assert_int_equal(ndx_query_is_unranked(query), cases[i].unranked);
        newsdex_query_free(query);
    }
}

/* ---- anything goes -------------------------------------------------------------- */

static const char *const soup[] = {"a",
                                   "the",
                                   " ",
                                   " ",
                                   "AND",
                                   " OR ",
                                   "NOT ",
                                   " NEAR/3 ",
                                   "(",
                                   ")",
                                   "\"",
                                   "+",
                                   "-",
                                   "*",
                                   "~",
                                   "2",
                                   ":",
                                   "title:",
                                   "id:",
                                   "date:",
                                   "2025",
                                   "..",
                                   "lang:fr",
                                   "url:",
                                   "author:",
                                   "foo:",
                                   "'",
                                   ",",
                                   ".",
                                   "/",
                                   "&",
                                   "well",
                                   "being",
                                   "C++",
                                   "U.S.",
                                   "what's",
                                   "\xE2\x80\x9C",
                                   "\xE2\x80\x9D",
                                   "\xE6\x96\xB0",
                                   "\xE8\x81\x9E",
                                   "\xC3\xA9",
                                   "\xC2\xAD",
                                   "\xE2\x80\x99",
                                   "\xFF",
                                   "$5m",
                                   "3.5",
                                   "\xE0\xB8\x95\xE0\xB8\xA5\xE0\xB8\xB2\xE0\xB8\x94",
                                   "O'Brien",
                                   "\n",
                                   "~1 ",
                                   "?",
                                   "wor?d",
                                   "\"~3",
                                   "#",
                                   " \xE2\x80\x94 "};

static void token_soup_when_parsed_gives_an_answer_or_a_place(void **state)
{
    uint32_t random = 12345;
    for (int round = 0; round < 20000; round++) {
        char text[400] = "";
        size_t pieces = 1 + (size_t)round % 12;
        for (size_t i = 0; i < pieces; i++) {
            random = random * 1664525 + 1013904223;
            strcat(text, soup[(random >> 8) % (sizeof soup / sizeof *soup)]);
        }
        newsdex_query *query;
        newsdex_error err = {0};
        newsdex_status status = ndx_query_parse(*state, text, strlen(text), &query, &err);
        if (status) {
            assert_int_equal(status, NEWSDEX_E_QUERY);
            assert_true(err.position <= strlen(text));
            assert_true(!strncmp(err.message, "column ", 7));
            continue;
        }
        newsdex_query *again;
        const char *understood = newsdex_query_describe(query);
        if (ndx_query_parse(*state, understood, strlen(understood), &again, &err))
            fail_msg("<%s> gave <%s>: %s", text, understood, err.message);
        if (strcmp(understood, newsdex_query_describe(again)) != 0)
            fail_msg("<%s> gave <%s>, then <%s>", text, understood, newsdex_query_describe(again));
        newsdex_query_free(again);
        newsdex_query_free(query);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptions_when_parsed_again_stay_the_same),
        cmocka_unit_test(mistakes_when_parsed_name_their_column),
        cmocka_unit_test(limits_when_passed_are_named),
        cmocka_unit_test(small_operators_between_words_are_remarked_on),
        cmocka_unit_test(leaves_of_a_query_come_in_typed_order),
        cmocka_unit_test(stop_words_alone_or_required_are_ordinary),
        cmocka_unit_test(evidence_of_a_leaf_shows_every_way_to_match),
        cmocka_unit_test(unranked_when_nothing_weighs),
        cmocka_unit_test(token_soup_when_parsed_gives_an_answer_or_a_place),
    };
    return cmocka_run_group_tests(tests, make_analyzer, free_analyzer);
}

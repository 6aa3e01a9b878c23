/* The analysis contract: what a word is. Tables of text and the tokens it must give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "searcher/base/utf8.h"
#include "searcher/text/analyzer.h"
#include "searcher/text/analyzer_state.h"
#include "tests/unit/analyzer_invariants.h"

#define SHY "\xC2\xAD"
#define QUOTE "\xE2\x80\x99" /* U+2019 */

static ndx_analyzer *new_analyzer(const char *language)
{
    ndx_analyzer *analyzer = NULL;
    newsdex_error err = {0};
    if (ndx_analyzer_new(language, &analyzer, &err))
        fail_msg("%s: %s", language, err.message);
    return analyzer;
}

/* "word/stem@position[offset,length]kind", the stem left out where it is the word. */
static void append_token(ndx_buffer *out, const ndx_token *token)
{
    assert_int_equal(strlen(token->word), token->word_length);
    assert_int_equal(strlen(token->stem), token->stem_length);
    bool is_same = strcmp(token->word, token->stem) == 0;
    assert_int_equal(
        ndx_buffer_append_format(out, NULL, "%s%s%s%s@%u[%zu,%zu]%c", out->length ? " " : "",
                                 token->word, is_same ? "" : "/", is_same ? "" : token->stem,
                                 token->position, token->offset, token->length, "WPC"[token->kind]),
        NEWSDEX_OK);
}

static void analyze(ndx_analyzer *analyzer, ndx_analyzer_purpose purpose, const char *text,
                    size_t length, ndx_buffer *out)
{
    ndx_token token;
    ndx_buffer_clear(out);
    ndx_analyzer_start(analyzer, purpose, text, length, 1);
    while (ndx_analyzer_next(analyzer, &token))
        append_token(out, &token);
    assert_int_equal(ndx_analyzer_status(analyzer), NEWSDEX_OK);
}

typedef struct example {
    const char *text, *tokens;
} example;

static void check_examples(const char *language, ndx_analyzer_purpose purpose,
                           const example *examples, size_t count)
{
    ndx_analyzer *analyzer = new_analyzer(language);
    ndx_buffer got;
    ndx_buffer_init(&got, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        analyze(analyzer, purpose, examples[i].text, strlen(examples[i].text), &got);
        if (strcmp(got.data, examples[i].tokens) != 0)
            fail_msg("%s: <%s> gives\n  %s\nnot\n  %s", language, examples[i].text, got.data,
                     examples[i].tokens);
    }
    ndx_buffer_release(&got);
    ndx_analyzer_free(analyzer);
}

#define CHECK(language, purpose, ...)                                                              \
    do {                                                                                           \
        static const example examples[] = {__VA_ARGS__};                                           \
        check_examples(language, purpose, examples, sizeof examples / sizeof *examples);           \
    } while (0)
#define ARTICLE(language, ...) CHECK(language, NDX_ANALYZE_ARTICLE, __VA_ARGS__)
#define QUERY(language, ...) CHECK(language, NDX_ANALYZE_QUERY, __VA_ARGS__)

/* ---- words --------------------------------------------------------------- */

static void plain_words_when_english_then_folded_and_stemmed(void **state)
{
    (void)state;
    ARTICLE("english", {"", ""}, {" \n\t--- ... '' & #", ""},
            {"The suspensions of SUSPENSION",
             "the@1[0,3]W suspensions/suspens@2[4,11]W of@3[16,2]W suspension/suspens@4[19,10]W"},
            {"foo_bar a@news.example", "foo@1[0,3]W bar@2[4,3]W a@3[8,1]W news@4[10,4]W "
                                       "example/exampl@5[15,7]W"},
            {"http://a.example/x?y=1", "http@1[0,4]W a@2[7,1]W example/exampl@3[9,7]W x@4[17,1]W "
                                       "y@5[19,1]W 1@6[21,1]W"});
}

static void words_when_language_is_none_then_the_stem_is_the_word(void **state)
{
    (void)state;
    ARTICLE("none", {"Running company's", "running@1[0,7]W company@2[8,9]W"});
}

static void possessive_when_english_then_stripped_but_in_the_span(void **state)
{
    (void)state;
    ARTICLE("english", {"company's", "company/compani@1[0,9]W"},
            {"COMPANY" QUOTE "S", "company/compani@1[0,11]W"},
            {"companies' x", "companies/compani@1[0,9]W x@2[11,1]W"},
            {"companies" QUOTE, "companies/compani@1[0,9]W"},
            {"company's's", "company/compani@1[0,11]W"},
            {"U.S.'s at&t's", "u.s@1[0,6]W us@1[0,6]C at&t@2[7,6]W"});
}

static void apostrophe_when_inside_a_word_then_one_word(void **state)
{
    (void)state;
    ARTICLE("english", {"don't", "don't@1[0,5]W"}, {"DON" QUOTE "T", "don't@1[0,7]W"},
            {"don\xCA\xBCt don\xE2\x80\x98t", "don't@1[0,6]W don't@2[7,7]W"},
            {"rock'n'roll", "rock'n'roll/rock'n'rol@1[0,11]W"},
            {"I'll 've", "i'll@1[0,4]W ve@2[6,2]W"},
            {"\xE2\x80\x98quoted\xE2\x80\x99 'tis'", "quoted/quot@1[3,6]W tis@2[14,3]W"},
            {"a''b", "a@1[0,1]W b@2[3,1]W"});
}

static void apostrophe_when_after_a_single_letter_then_two_words_and_a_compound(void **state)
{
    (void)state;
    ARTICLE("english", {"dell'isola", "dell@1[0,4]W isola@2[5,5]P dellisola@1[0,10]C"},
            {"ain't'isola", "ain't'isola@1[0,11]W"});
    ARTICLE("english", {"O'Brien", "o@1[0,1]W brien@2[2,5]P obrien@1[0,7]C"},
            {"o" QUOTE "brien's", "o@1[0,1]W brien@2[4,7]P obrien@1[0,11]C"},
            {"d'Actium", "d@1[0,1]W actium@2[2,6]P dactium@1[0,8]C"}, {"O'Br", "o'br@1[0,4]W"},
            {"4'abc x'ab1c", "4'abc@1[0,5]W x'ab1c@2[6,6]W"},
            {"O'Brien-Smith", "o@1[0,1]W brien@2[2,5]P obrien@1[0,7]C smith@3[8,5]P "
                              "obriensmith@1[0,13]C"});
    QUERY("english", {"O'Brien", "o@1[0,1]W brien@2[2,5]P obrien@1[0,7]C"});
}

static void elision_when_french_italian_or_catalan_then_stripped(void **state)
{
    (void)state;
    ARTICLE("french", {"d'Actium", "actium@1[2,6]W"}, {"D" QUOTE "ACTIUM", "actium@1[4,6]W"},
            {"jusqu'\xC3\xA0", "a@1[6,2]W"}, {"qu'est-ce", "est@1[3,3]W ce@2[7,2]P estce@1[3,6]C"},
            {"l'O.N.U.", "o.n.u@1[2,6]W onu@1[2,6]C"}, {"d'l'abc", "abc@1[4,3]W"},
            {"aujourd'hui", "aujourd'hui@1[0,11]W"}, {"l' l", "l@1[0,1]W l@2[3,1]W"},
            {"O'Brien", "o@1[0,1]W brien@2[2,5]P obrien@1[0,7]C"});
    ARTICLE("italian",
            {"dell'Unione L" QUOTE "Aquila", "unione/union@1[5,6]W aquila/aquil@2[16,6]W"});
    ARTICLE("catalan", {"l'home", "home/hom@1[2,4]W"},
            {"col\xC2\xB7legi COL\xC2\xB7LEGI", "collegi/col.leg@1[0,9]W collegi/col.leg@2[10,9]W"},
            {"Paris\xC2\xB7London", "paris/par@1[0,5]W london@2[7,6]W"});
    ARTICLE("turkish", {"Ankara" QUOTE "da", "ankara/ankar@1[0,11]W"});
}

/* ---- hyphens and signs --------------------------------------------------- */

static void hyphens_when_up_to_four_parts_then_a_compound(void **state)
{
    (void)state;
    ARTICLE("english", {"well-being", "well@1[0,4]W being/be@2[5,5]P wellbeing/wellb@1[0,10]C"},
            {"Well\xE2\x80\x91"
             "Being",
             "well@1[0,4]W being/be@2[7,5]P wellbeing/wellb@1[0,12]C"},
            {"x a-b-c-d", "x@1[0,1]W a@2[2,1]W b@3[4,1]P c@4[6,1]P d@5[8,1]P abcd@2[2,7]C"},
            {"a-b-c-d-e-f", "a@1[0,1]W b@2[2,1]P c@3[4,1]P d@4[6,1]P e@5[8,1]P f@6[10,1]P"},
            {"covid-19 F-16", "covid@1[0,5]W 19@2[6,2]P covid19@1[0,8]C f@3[9,1]W 16@4[11,2]P "
                              "f16@3[9,4]C"},
            {"2020-03-01", "2020@1[0,4]W 03@2[5,2]P 01@3[8,2]P"},
            {"-foo foo- a--b a-", "foo@1[1,3]W foo@2[5,3]W a@3[10,1]W b@4[13,1]W a@5[15,1]W"},
            {"3.5-inch", "3.5@1[0,3]W inch@2[4,4]P"},
            {"a\xE2\x80\x93"
             "b",
             "a@1[0,1]W b@2[4,1]W"});
    QUERY("english", {"well-being", "well@1[0,4]W being/be@2[5,5]P wellbeing/wellb@1[0,10]C"});
}

static void acronyms_when_dotted_then_one_word(void **state)
{
    (void)state;
    ARTICLE("english", {"U.S.", "u.s@1[0,4]W us@1[0,4]C"},
            {"the u.s", "the@1[0,3]W u.s@2[4,3]W us@2[4,3]C"},
            {"U.S.A. J.K.Rowling", "u.s.a@1[0,6]W usa@1[0,6]C j.k@2[7,4]W jk@2[7,4]C "
                                   "rowling/rowl@3[11,7]W"},
            {"U.S.-led", "u.s@1[0,4]W us@1[0,4]C led@2[5,3]P usled/usl@1[0,8]C"},
            {"x.com I. We", "x@1[0,1]W com@2[2,3]W i@3[6,1]W we@4[9,2]W"});
    QUERY("english", {"U.S.", "u.s@1[0,4]W"}, {"US", "us@1[0,2]W"});
    ARTICLE("russian", {"\xD0\xA1.\xD0\xA8.\xD0\x90.", "\xD1\x81.\xD1\x88.\xD0\xB0@1[0,9]W "
                                                       "\xD1\x81\xD1\x88\xD0\xB0@1[0,9]C"});
}

static void signs_when_part_of_a_name_then_kept(void **state)
{
    (void)state;
    ARTICLE("english", {"AT&T R&D", "at&t@1[0,4]W r&d@2[5,3]W"},
            {"Marks&Spencer", "marks/mark@1[0,5]W spencer@2[6,7]W"},
            {"A&B&C a& &b", "a&b@1[0,3]W c@2[4,1]W a@3[6,1]W b@4[10,1]W"},
            {"C++ c# F#, C++11", "c++@1[0,3]W c#@2[4,2]W f#@3[7,2]W c++@4[11,3]W 11@5[14,2]W"},
            {"a+b ab++ x#y", "a@1[0,1]W b@2[2,1]W ab@3[4,2]W x@4[9,1]W y@5[11,1]W"});
}

static void numbers_when_grouped_then_without_grouping(void **state)
{
    (void)state;
    ARTICLE("english", {"3.5 3.5% $5m", "3.5@1[0,3]W 3.5@2[4,3]W 5m@3[10,2]W"},
            {"1,000,000 1.000.000 2,345.67", "1000000@1[0,9]W 1000000@2[10,9]W 2345.67@3[20,8]W"},
            {"1,2,3 1,0000", "1@1[0,1]W 2@2[2,1]W 3@3[4,1]W 1@4[6,1]W 0000@5[8,4]W"},
            {"25.09.2025 1.2.3", "25@1[0,2]W 09@2[3,2]W 2025@3[6,4]W 1@4[11,1]W 2@5[13,1]W "
                                 "3@6[15,1]W"},
            {"1/2 12:30", "1@1[0,1]W 2@2[2,1]W 12@3[4,2]W 30@4[7,2]W"},
            {"b2b 2nd v2.5 Rs1,000", "b2b@1[0,3]W 2nd@2[4,3]W v2.5@3[8,4]W rs1000@4[13,7]W"},
            {"1999. 5, .5", "1999@1[0,4]W 5@2[6,1]W 5@3[10,1]W"});
}

/* ---- Unicode ------------------------------------------------------------- */

static void accents_when_latin_greek_or_cyrillic_then_folded(void **state)
{
    (void)state;
    ARTICLE("english", {"łódź Ørsted Đoković", "lodz@1[0,7]W orsted@2[8,7]W dokovic@3[16,9]W"},
            {"Straße STRASSE", "strasse/strass@1[0,7]W strasse/strass@2[8,7]W"},
            {"œuvre Þór æ", "oeuvre/oeuvr@1[0,6]W thor@2[7,5]W ae@3[13,2]W"},
            {"İstanbul ılık ħ", "istanbul@1[0,9]W ilik@2[10,6]W h@3[17,2]W"},
            {"nai\xCC\x88ve naïve", "naive/naiv@1[0,7]W naive/naiv@2[8,6]W"},
            {"Ёлка ΟΔΟΣ ὁδός", "елка@1[0,8]W οδοσ@2[9,8]W οδοσ@3[18,9]W"});
    ARTICLE("greek", {"ειδήσεις ΕΙΔΗΣΕΙΣ", "ειδησεισ/ειδησ@1[0,16]W ειδησεισ/ειδησ@2[17,16]W"});
    ARTICLE("german", {"Häuser HÄUSER", "hauser/haus@1[0,7]W hauser/haus@2[8,7]W"});
    ARTICLE("russian", {"Новости новостей", "новости/новост@1[0,14]W новостеи/новост@2[15,16]W"});
}

static void marks_when_of_other_scripts_then_kept(void **state)
{
    (void)state;
    ARTICLE("none", {"हिन्दी", "हिन्दी@1[0,18]W"}, {"が か", "が@1[0,3]W か@2[4,3]W"});
}

static void points_when_arabic_or_hebrew_then_dropped(void **state)
{
    (void)state;
    ARTICLE("none", {"العَرَبِيَّة كتــاب", "العربية@1[0,24]W كتاب@2[25,12]W"},
            {"شَيْء أ", "شيء@1[0,10]W أ@2[11,2]W"}, {"ى\xD9\x94 ى", "ى\xD9\x94@1[0,4]W ى@2[5,2]W"},
            {"שָׁלוֹם צה״ל", "שלום@1[0,14]W צהל@2[15,8]W"});
}

static void compatibility_forms_when_folded_then_plain(void **state)
{
    (void)state;
    ARTICLE("none", {"ＡＢＣ１２３ ﬁsh H₂O", "abc123@1[0,18]W fish@2[19,5]W h2o@3[25,5]W"},
            {"m² ½ ٢٠٢٥", "m@1[0,1]W 2025@2[7,8]W"});
}

static void invisible_characters_when_inside_a_word_then_vanish(void **state)
{
    (void)state;
    ARTICLE("none", {"soft" SHY "hy" SHY SHY "phen" SHY " x", "softhyphen@1[0,16]W x@2[19,1]W"},
            {"zero\xE2\x80\x8Cwidth", "zerowidth@1[0,12]W"},
            {"a\xE2\x80\x8B"
             "b",
             "a@1[0,1]W b@2[4,1]W"},
            {SHY, ""});
}

static void punctuation_when_not_ascii_then_separates(void **state)
{
    (void)state;
    ARTICLE("none", {"\xE2\x80\x9C"
                     "a\xE2\x80\x9D\xC2\xA0"
                     "b\xE2\x80\xA6"
                     "c\xE2\x80\x94"
                     "d",
                     "a@1[3,1]W b@2[9,1]W c@3[13,1]W d@4[17,1]W"});
}

static void invalid_bytes_when_met_then_separate(void **state)
{
    (void)state;
    ARTICLE("none",
            {"a\xFF"
             "b\xC3",
             "a@1[0,1]W b@2[2,1]W"},
            {"ab\xE2\x80"
             "cd\xF0\x9F",
             "ab@1[0,2]W cd@2[4,2]W"},
            {"x\xED\xA0\x80y", "x@1[0,1]W y@2[4,1]W"});
}

/* ---- scripts without spaces ---------------------------------------------- */

static void chinese_when_an_article_then_pairs_and_the_last_character(void **state)
{
    (void)state;
    ARTICLE(
        "english",
        {"新聞記事標題", "新聞@1[0,6]W 聞記@2[3,6]P 記事@3[6,6]P 事標@4[9,6]P 標題@5[12,6]P "
                         "題@6[15,3]P"},
        {"新 AI技術3月", "新@1[0,3]W ai@2[4,2]W 技術@3[6,6]W 術@4[9,3]P 3@5[12,1]W 月@6[13,3]W"},
        {"ガード ｶﾞｰﾄﾞ", "ガー@1[0,6]W ード@2[3,6]P ド@3[6,3]P ガー@4[10,9]W ード@5[16,9]P "
                         "ド@6[19,6]P"},
        {"か\xE3\x82\x99 뉴스", "が@1[0,6]W 뉴스@2[7,6]W 스@3[10,3]P"});
}

static void chinese_when_a_query_then_pairs_only(void **state)
{
    (void)state;
    QUERY("english", {"記事", "記事@1[0,6]W"}, {"新聞記", "新聞@1[0,6]W 聞記@2[3,6]P"},
          {"新", "新@1[0,3]W"});
}

static void thai_when_run_together_then_cut_by_the_dictionary(void **state)
{
    (void)state;
    ARTICLE("english", {"ภาษาไทย ok", "ภาษา@1[0,12]W ไทย@2[12,9]W ok@3[22,2]W"},
            {"aไทย", "a@1[0,1]W ไทย@2[1,9]W"});
}

/* ---- limits -------------------------------------------------------------- */

static char *repeat(const char *unit, size_t count)
{
    size_t size = strlen(unit);
    char *text = malloc(size * count + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * size, unit, size);
    text[size * count] = '\0';
    return text;
}

static void over_long_words_when_they_differ_late_then_differ(void **state)
{
    (void)state;
    ndx_analyzer *analyzer = new_analyzer("english");
    char *text = repeat("abcdefghij", 100000);
    char first[NDX_WORD_MAX + 1];
    ndx_token token;
    ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, 1000000, 1);
    assert_true(ndx_analyzer_next(analyzer, &token));
    assert_int_equal(token.length, 1000000);
    assert_int_equal(token.word_length, NDX_WORD_MAX);
    assert_memory_equal(token.word, "abcdefghijabcdefghijabcdefghijabcdefghijabcdefgh", 48);
    assert_string_equal(token.word, token.stem);
    memcpy(first, token.word, sizeof first);
    assert_false(ndx_analyzer_next(analyzer, &token));

    text[0] = 'A';
    ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, 1000000, 1);
    assert_true(ndx_analyzer_next(analyzer, &token));
    assert_string_equal(token.word, first);

    text[999999] = 'k';
    ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, 1000000, 1);
    assert_true(ndx_analyzer_next(analyzer, &token));
    assert_memory_equal(token.word, first, 48);
    assert_string_not_equal(token.word, first);
    free(text);
    ndx_analyzer_free(analyzer);
}

static void words_when_just_within_the_limit_then_whole(void **state)
{
    (void)state;
    ndx_analyzer *analyzer = new_analyzer("none");
    char *text = repeat("a", NDX_WORD_MAX + 1);
    ndx_token token;
    ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, NDX_WORD_MAX, 1);
    assert_true(ndx_analyzer_next(analyzer, &token));
    assert_int_equal(token.word_length, NDX_WORD_MAX);
    assert_memory_equal(token.word, text, NDX_WORD_MAX);
    ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, NDX_WORD_MAX + 1, 1);
    assert_true(ndx_analyzer_next(analyzer, &token));
    assert_int_equal(token.word_length, NDX_WORD_MAX);
    assert_memory_not_equal(token.word, text, NDX_WORD_MAX);
    free(text);
    ndx_analyzer_free(analyzer);
}

/* Each of these would take minutes if anything in the analyser were quadratic. */
static void hostile_repetition_when_long_then_linear(void **state)
{
    (void)state;
    static const char *const units[] = {"a-",
                                        "a.",
                                        "a'",
                                        "1,",
                                        "1.",
                                        "1,000,",
                                        "a" SHY,
                                        SHY,
                                        "\xCC\x81",
                                        "e\xCC\x81",
                                        "\xCA\xBC",
                                        "a&",
                                        "l\xC2\xB7",
                                        "'s",
                                        "c+",
                                        "新",
                                        "か\xE3\x82\x99",
                                        "ไ",
                                        "ก" SHY,
                                        "\xE1\x84\x80",
                                        "\xEF\xB7\xBA",
                                        "\xFF",
                                        "\xCE\x90",
                                        "d'"};
    analyzer_checker checker;
    assert_true(analyzer_checker_init(&checker, "french"));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        char *text = repeat(units[i], 40000);
        const char *broken = analyzer_check(&checker, NDX_ANALYZE_ARTICLE, text, strlen(text));
        free(text);
        if (broken)
            fail_msg("%s...: %s", units[i], broken);
    }
    analyzer_checker_release(&checker);
}

/* ---- promises ------------------------------------------------------------ */

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

static size_t random_text(uint64_t *seed, char *text, size_t room)
{
    static const char *const pieces[] = {"a",
                                         "B",
                                         "s",
                                         "ll",
                                         "The",
                                         "being",
                                         "U.S.",
                                         "d'",
                                         "'s",
                                         "'",
                                         QUOTE,
                                         "-",
                                         "--",
                                         ".",
                                         ",",
                                         "&",
                                         "+",
                                         "++",
                                         "#",
                                         " ",
                                         " ",
                                         " ",
                                         "1",
                                         "000",
                                         ",000",
                                         "3.5",
                                         SHY,
                                         "\xE2\x80\x8D",
                                         "\xE2\x80\x8B",
                                         "\xC2\xB7",
                                         "l",
                                         "é",
                                         "É",
                                         "ß",
                                         "İ",
                                         "ŉ",
                                         "\xCC\x81",
                                         "\xD9\x8E",
                                         "ا",
                                         "ـ",
                                         "ש",
                                         "ि",
                                         "ह",
                                         "新",
                                         "か",
                                         "\xE3\x82\x99",
                                         "ｶ",
                                         "ﾞ",
                                         "한",
                                         "\xE1\x84\x80",
                                         "\xE1\x85\xA1",
                                         "ไทย",
                                         "่",
                                         "\xEF\xB7\xBA",
                                         "ς",
                                         "ΐ",
                                         "й",
                                         "\xE2\x80\x91",
                                         "½",
                                         "₂",
                                         "٢",
                                         "Ⅷ",
                                         "𝒜",
                                         "😀",
                                         "ʼ",
                                         "ͺ",
                                         "ﬆ",
                                         "\xF0\x91\x9C\x80"};
    size_t count = sizeof pieces / sizeof *pieces, length = 0;
    while (length < room) {
        uint32_t choice = next_random(seed);
        const char *piece = pieces[choice % count];
        if (choice % 97 == 0 || strlen(piece) > room - length) {
            text[length++] = (char)(choice >> 8);
            continue;
        }
        memcpy(text + length, piece, strlen(piece));
        length += strlen(piece);
    }
    return length;
}

static void any_bytes_when_analyzed_then_promises_hold(void **state)
{
    (void)state;
    static const char *const languages[] = {"english", "french", "turkish", "none", "catalan"};
    uint64_t seed = 2025;
    for (size_t l = 0; l < sizeof languages / sizeof *languages; l++) {
        analyzer_checker checker;
        assert_true(analyzer_checker_init(&checker, languages[l]));
        for (int i = 0; i < 3000; i++) {
            char text[96];
            size_t length = random_text(&seed, text, next_random(&seed) % sizeof text);
            const char *broken = analyzer_check(
                &checker, i % 2 ? NDX_ANALYZE_QUERY : NDX_ANALYZE_ARTICLE, text, length);
            if (broken)
                fail_msg("%s: %s: <%.*s>", languages[l], broken, (int)length, text);
        }
        analyzer_checker_release(&checker);
    }
}

/* The words, stems, positions and kinds, for texts whose bytes differ. */
static void collect_words(ndx_analyzer *analyzer, const char *text, ndx_buffer *out)
{
    ndx_token token;
    ndx_buffer_clear(out);
    ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, strlen(text), 1);
    while (ndx_analyzer_next(analyzer, &token))
        assert_int_equal(ndx_buffer_append_format(out, NULL, "%s/%s@%u%c ", token.word, token.stem,
                                                  token.position, "WPC"[token.kind]),
                         NEWSDEX_OK);
}

static void assert_same_words(const char *language, const char *a, const char *b)
{
    ndx_analyzer *analyzer = new_analyzer(language);
    ndx_buffer words_a, words_b;
    ndx_buffer_init(&words_a, 1 << 16);
    ndx_buffer_init(&words_b, 1 << 16);
    collect_words(analyzer, a, &words_a);
    collect_words(analyzer, b, &words_b);
    assert_string_equal(words_a.data, words_b.data);
    ndx_buffer_release(&words_a);
    ndx_buffer_release(&words_b);
    ndx_analyzer_free(analyzer);
}

static void capitals_when_not_ascii_then_give_the_same_words(void **state)
{
    (void)state;
    assert_same_words("french", "l'été à l'œuvre d’où", "L'ÉTÉ À L'ŒUVRE D’OÙ");
    assert_same_words("german", "größte straßen über öl", "GRÖSSTE STRASSEN ÜBER ÖL");
    assert_same_words("russian", "ещё новостей об объёме", "ЕЩЁ НОВОСТЕЙ ОБ ОБЪЁМЕ");
    assert_same_words("greek", "ο πρωθυπουργός της χώρας", "Ο ΠΡΩΘΥΠΟΥΡΓΌΣ ΤΗΣ ΧΏΡΑΣ");
    assert_same_words("armenian", "հայաստանի նորություններ", "ՀԱՅԱՍՏԱՆԻ ՆՈՐՈՒԹՅՈՒՆՆԵՐ");
    assert_same_words("spanish", "año mañana acción", "AÑO MAÑANA ACCIÓN");
}

static void soft_hyphens_when_put_into_words_then_change_nothing(void **state)
{
    (void)state;
    assert_same_words("english", "The well-being of companies, don't suspend 1999 articles.",
                      "Th" SHY "e we" SHY "ll-be" SHY "ing o" SHY "f comp" SHY "anies, do" SHY
                      "n't sus" SHY "pend 19" SHY "99 articl" SHY "es.");
}

static void start_when_called_in_the_middle_then_begins_anew(void **state)
{
    (void)state;
    ndx_analyzer *analyzer = new_analyzer("english");
    static const char *const texts[] = {"a-b-c-d-e", "well-being", "新聞記事", "ภาษาไทย"};
    ndx_token token;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, texts[i], strlen(texts[i]), 1);
        assert_true(ndx_analyzer_next(analyzer, &token));
        ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, "x", 1, 40);
        assert_true(ndx_analyzer_next(analyzer, &token));
        assert_string_equal(token.word, "x");
        assert_int_equal(token.position, 40);
        assert_int_equal(token.kind, NDX_TOKEN_WORD);
        assert_false(ndx_analyzer_next(analyzer, &token));
        assert_false(ndx_analyzer_next(analyzer, &token));
        assert_int_equal(ndx_analyzer_position(analyzer), 41);
    }
    ndx_analyzer_free(analyzer);
}

/* ---- languages, stop words, whole values --------------------------------- */

/* Far more words than an analyser keeps in mind, each of them twice. */
static void forms_when_more_than_kept_then_none_has_two_meanings(void **state)
{
    (void)state;
    enum { WORDS = NDX_FORMS * 3 };
    ndx_analyzer *analyzer = new_analyzer("english");
    uint64_t *forms = calloc(NDX_FORMS, sizeof *forms);
    int *meanings = calloc(NDX_FORMS, sizeof *meanings), known = 0;
    for (int i = 0; i < 2 * WORDS; i++) {
        char text[16];
        ndx_token token;
        int meaning = (int)(i / 2 * INT64_C(7919) % WORDS);
        int length = sprintf(text, "W%dRunning", meaning);
        ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, (size_t)length, 1);
        assert_true(ndx_analyzer_next(analyzer, &token));
        size_t place = token.form % NDX_FORMS;
        known += token.form && forms[place] == token.form;
        assert_true(forms[place] != token.form || meanings[place] == meaning);
        assert_true(strtol(token.word + 1, NULL, 10) == meaning);
        assert_string_equal(token.stem + token.stem_length - 3, "run");
        forms[place] = token.form;
        meanings[place] = meaning;
    }
    assert_true(known >= WORDS / 2);
    free(forms);
    free(meanings);
    ndx_analyzer_free(analyzer);
}

static void language_when_named_or_coded_then_found(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"english", "english"}, {"EN", "english"},   {"eng", "english"}, {"fr", "french"},
        {"fre", "french"},      {"nb", "norwegian"}, {"none", "none"},   {"porter", "porter"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_analyzer *analyzer = new_analyzer(cases[i][0]);
        assert_string_equal(ndx_analyzer_language(analyzer), cases[i][1]);
        ndx_analyzer_free(analyzer);
    }
    for (const char **name = sb_stemmer_list(); *name; name++)
        ndx_analyzer_free(new_analyzer(*name));
}

static void language_when_unknown_then_an_error_names_the_known(void **state)
{
    (void)state;
    static const char *const names[] = {"xx", "", " ", "english ", "en fr", "klingon the language"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ndx_analyzer *analyzer = (ndx_analyzer *)&analyzer;
        newsdex_error err;
        assert_int_equal(ndx_analyzer_new(names[i], &analyzer, &err), NEWSDEX_E_ARGUMENT);
        assert_null(analyzer);
        assert_non_null(strstr(err.message, "none porter ar"));
        assert_non_null(strstr(err.message, " yi"));
    }
}

static void stop_words_when_asked_then_only_whole_words(void **state)
{
    (void)state;
    ndx_analyzer *analyzer = new_analyzer("english");
    assert_true(ndx_analyzer_is_stop_word(analyzer, "the", 3));
    assert_true(ndx_analyzer_is_stop_word(analyzer, "a", 1));
    assert_true(ndx_analyzer_is_stop_word(analyzer, "with", 4));
    assert_true(ndx_analyzer_is_stop_word(analyzer, "thence", 3));
    assert_false(ndx_analyzer_is_stop_word(analyzer, "thence", 6));
    assert_false(ndx_analyzer_is_stop_word(analyzer, "th", 2));
    assert_false(ndx_analyzer_is_stop_word(analyzer, "", 0));
    assert_false(ndx_analyzer_is_stop_word(analyzer, "the\0", 4));
    ndx_analyzer_free(analyzer);
    analyzer = new_analyzer("none");
    assert_false(ndx_analyzer_is_stop_word(analyzer, "the", 3));
    ndx_analyzer_free(analyzer);
}

static void stop_words_when_listed_then_sorted_and_folded(void **state)
{
    (void)state;
    size_t languages = 0;
    for (const char **name = sb_stemmer_list(); *name; name++) {
        ndx_stop_words list = ndx_stop_words_of(*name);
        ndx_analyzer *analyzer = new_analyzer(*name);
        languages += list.count > 0;
        for (size_t i = 0; i < list.count; i++) {
            ndx_token token;
            const char *word = list.words[i];
            if (i)
                assert_true(strcmp(list.words[i - 1], word) < 0);
            assert_true(ndx_analyzer_is_stop_word(analyzer, word, strlen(word)));
            ndx_analyzer_start(analyzer, NDX_ANALYZE_QUERY, word, strlen(word), 1);
            assert_true(ndx_analyzer_next(analyzer, &token));
            assert_string_equal(token.word, word);
        }
        ndx_analyzer_free(analyzer);
    }
    assert_int_equal(languages, 12);
}

static void fold_when_given_a_value_then_whole_and_tidy(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"  \n ", ""},
        {"  The Daily\t\n News ", "the daily news"},
        {"L\xE2\x80\x99\xC3\x89quipe\xC2\xA0(Paris)", "l'equipe (paris)"},
        {"Süddeutsche Zeitung: Öl & Gas", "suddeutsche zeitung: ol & gas"},
        {"a\xFF"
         "b",
         "a b"},
        {"朝日新聞　デジタル", "朝日新聞 デジタル"}};
    ndx_analyzer *analyzer = new_analyzer("english");
    ndx_buffer out;
    ndx_buffer_init(&out, 4096);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer_clear(&out);
        assert_int_equal(ndx_buffer_append_text(&out, "x: ", NULL), NEWSDEX_OK);
        assert_int_equal(ndx_analyzer_fold(analyzer, cases[i][0], strlen(cases[i][0]), &out, NULL),
                         NEWSDEX_OK);
        assert_memory_equal(out.data, "x: ", 3);
        assert_string_equal(out.data + 3, cases[i][1]);
    }
    ndx_buffer_release(&out);
    ndx_analyzer_free(analyzer);
}

static void fold_when_long_then_the_same_as_in_pieces_or_a_limit(void **state)
{
    (void)state;
    ndx_analyzer *analyzer = new_analyzer("english");
    char *text = repeat("E\xCC\x81 ", 1000), *folded = repeat("e ", 1000);
    ndx_buffer out;
    ndx_buffer_init(&out, 4096);
    assert_int_equal(ndx_analyzer_fold(analyzer, text, 4000, &out, NULL), NEWSDEX_OK);
    assert_int_equal(out.length, 1999);
    assert_memory_equal(out.data, folded, 1999);

    char *parts = repeat("か\xE3\x82\x99", 100), *composed = repeat("が", 100);
    ndx_buffer_clear(&out);
    assert_int_equal(ndx_analyzer_fold(analyzer, parts, 600, &out, NULL), NEWSDEX_OK);
    assert_string_equal(out.data, composed);
    free(parts);
    free(composed);

    ndx_buffer_release(&out);
    ndx_buffer_init(&out, 100);
    assert_int_equal(ndx_analyzer_fold(analyzer, text, 4000, &out, NULL), NEWSDEX_E_LIMIT);
    assert_int_equal(out.length, 0);
    ndx_buffer_release(&out);
    free(text);
    free(folded);
    ndx_analyzer_free(analyzer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_when_english_then_folded_and_stemmed),
        cmocka_unit_test(words_when_language_is_none_then_the_stem_is_the_word),
        cmocka_unit_test(possessive_when_english_then_stripped_but_in_the_span),
        cmocka_unit_test(apostrophe_when_inside_a_word_then_one_word),
        cmocka_unit_test(apostrophe_when_after_a_single_letter_then_two_words_and_a_compound),
        cmocka_unit_test(elision_when_french_italian_or_catalan_then_stripped),
        cmocka_unit_test(hyphens_when_up_to_four_parts_then_a_compound),
        cmocka_unit_test(acronyms_when_dotted_then_one_word),
        cmocka_unit_test(signs_when_part_of_a_name_then_kept),
        cmocka_unit_test(numbers_when_grouped_then_without_grouping),
        cmocka_unit_test(accents_when_latin_greek_or_cyrillic_then_folded),
        cmocka_unit_test(marks_when_of_other_scripts_then_kept),
        cmocka_unit_test(points_when_arabic_or_hebrew_then_dropped),
        cmocka_unit_test(compatibility_forms_when_folded_then_plain),
        cmocka_unit_test(invisible_characters_when_inside_a_word_then_vanish),
        cmocka_unit_test(punctuation_when_not_ascii_then_separates),
        cmocka_unit_test(invalid_bytes_when_met_then_separate),
        cmocka_unit_test(chinese_when_an_article_then_pairs_and_the_last_character),
        cmocka_unit_test(chinese_when_a_query_then_pairs_only),
        cmocka_unit_test(thai_when_run_together_then_cut_by_the_dictionary),
        cmocka_unit_test(over_long_words_when_they_differ_late_then_differ),
        cmocka_unit_test(words_when_just_within_the_limit_then_whole),
        cmocka_unit_test(hostile_repetition_when_long_then_linear),
        cmocka_unit_test(any_bytes_when_analyzed_then_promises_hold),
        cmocka_unit_test(capitals_when_not_ascii_then_give_the_same_words),
        cmocka_unit_test(soft_hyphens_when_put_into_words_then_change_nothing),
        cmocka_unit_test(start_when_called_in_the_middle_then_begins_anew),
        cmocka_unit_test(forms_when_more_than_kept_then_none_has_two_meanings),
        cmocka_unit_test(language_when_named_or_coded_then_found),
        cmocka_unit_test(language_when_unknown_then_an_error_names_the_known),
        cmocka_unit_test(stop_words_when_asked_then_only_whole_words),
        cmocka_unit_test(stop_words_when_listed_then_sorted_and_folded),
        cmocka_unit_test(fold_when_given_a_value_then_whole_and_tidy),
        cmocka_unit_test(fold_when_long_then_the_same_as_in_pieces_or_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

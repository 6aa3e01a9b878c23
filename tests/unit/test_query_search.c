/* Queries built and run over a small index, made of articles as the indexer makes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "indexer/document/document.h"
#include "searcher/query/forms.h"

enum { RESULTS_MAX = 40 };

/* The n-th article is called by the n-th letter. */
static const struct {
    const char *title, *text, *author, *source, *language, *url, *date;
} articles[] = {
    {"Halt", "The suspension of the plan", "Jane Doe", "Lagoon Post", "en", "", "2020-03-01T23:30"},
    {"Speech", "He spoke of well-being at length", "", "", "", "", ""},
    {"Speech", "He spoke of well being at length", "", "", "", "", ""},
    {"Speech", "He spoke of wellbeing at length", "", "", "", "", ""},
    {"\xE7\xB4\x99", "\xE6\x96\xB0\xE8\x81\x9E\xE8\xA8\x98\xE4\xBA\x8B\xE6\xA8\x99\xE9\xA1\x8C", "",
     "", "zh", "", ""},
    {"Play", "To be or not to be, that is the question", "", "", "", "", ""},
    {"Quiz", "Another question to ask", "", "", "", "", ""},
    {"Cloud services cut", "Storms over the bridge, AT&T and C++ for $5m", "Doe, John",
     "Tech Ledger", "en", "https://Ledger.example/2023/cut", "2020-03-31T23:59"},
    {"Budget", "A cloud over the coast of the village where budgets grow", "Jane Roe",
     "Lagoon Post", "fr", "http://coast.example/x", "1923-05-05"},
    {"Weather", "Gales and clouds and half of the village, therapist", "", "", "", "",
     "2020-04-01"},
    {"Weather", "Fog and the rapist at 1/2 past", "", "", "", "", "2021"},
};
enum { ARTICLES = sizeof articles / sizeof *articles };

static char folder[] = "/tmp/newsdex-query-XXXXXX";
static ndx_analyzer *analyzer;
static xapc_database *db;

static void set(ndx_buffer *field, const char *text)
{
    assert_int_equal(article_set_field(field, text, strlen(text), NULL), NEWSDEX_OK);
}

static void add_article(xapc_writer *writer, document_builder *builder, size_t i)
{
    const xapc_document *document;
    article_place place = {"test", "test", ""};
    article_identity identity;
    article a;
    char id[2] = {(char)('a' + i), '\0'};
    article_init(&a);
    article_identity_init(&identity);
    set(&a.id, id);
    set(&a.title, articles[i].title);
    set(&a.author, articles[i].author);
    set(&a.source, articles[i].source);
    set(&a.language, articles[i].language);
    set(&a.url, articles[i].url);
    a.date_rule = a.format = "";
    assert_int_equal(article_set_text(&a, articles[i].text, strlen(articles[i].text), NULL), 0);
    ndx_date_parse_iso(articles[i].date, strlen(articles[i].date), &a.date);
    assert_int_equal(article_identity_make(&identity, &a, &place, NULL), NEWSDEX_OK);
    ndx_buffer_clear(&identity.id);
    assert_int_equal(ndx_buffer_append_text(&identity.id, id, NULL), NEWSDEX_OK);
    assert_int_equal(document_build(builder, &a, &identity, &place, &document, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_writer_add(writer, document, NULL, NULL), NEWSDEX_OK);
    article_identity_release(&identity);
    article_release(&a);
}

static int make_index(void **state)
{
    (void)state;
    char path[sizeof folder + 8];
    xapc_writer *writer;
    document_builder *builder;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/db", folder);
    assert_int_equal(ndx_analyzer_new("english", &analyzer, NULL), NEWSDEX_OK);
    assert_int_equal(document_builder_new("english", &builder, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_writer_open(path, XAPC_WRITER_CREATE, &writer, NULL), NEWSDEX_OK);
    for (size_t i = 0; i < ARTICLES; i++)
        add_article(writer, builder, i);
    assert_int_equal(xapc_writer_commit(writer, NULL), NEWSDEX_OK);
    xapc_writer_close(writer);
    document_builder_free(builder);
    return xapc_database_open(path, &db, NULL);
}

static int remove_index(void **state)
{
    (void)state;
    char command[sizeof folder + 8];
    xapc_database_close(db);
    ndx_analyzer_free(analyzer);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

typedef struct search_result {
    char letters[RESULTS_MAX];
    double weights[RESULTS_MAX];
} search_result;

static void run(xapc_query *query, search_result *out)
{
    xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    xapc_page *page;
    memset(out, 0, sizeof *out);
    options.limit = RESULTS_MAX - 1;
    assert_int_equal(xapc_database_search(db, query, &options, &page, NULL), NEWSDEX_OK);
    for (size_t i = 0; i < page->count; i++) {
        out->letters[i] = (char)('a' + page->matches[i].docid - 1);
        out->weights[i] = page->matches[i].weight;
    }
    xapc_page_free(page);
    xapc_query_free(query);
}

static newsdex_query *parse(const char *text)
{
    newsdex_query *query;
    newsdex_error err = {0};
    if (ndx_query_parse(analyzer, text, strlen(text), &query, &err))
        fail_msg("%s: %s", text, err.message);
    return query;
}

static void search(const char *text, search_result *out)
{
    newsdex_query *query = parse(text);
    xapc_query *built;
    assert_int_equal(ndx_query_build(query, db, &built, NULL, NULL), NEWSDEX_OK);
    run(built, out);
    newsdex_query_free(query);
}

static int compare_letters(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

/* expected: the articles, in any order. */
static void assert_finds(const char *text, const char *expected)
{
    search_result found;
    search(text, &found);
    qsort(found.letters, strlen(found.letters), 1, compare_letters);
    if (strcmp(found.letters, expected) != 0)
        fail_msg("%s: found %s, not %s", text, found.letters, expected);
}

static void queries_when_run_find_the_right_articles(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"cloud", "hij"},
        {"cloud weather", "hijk"},
        {"+cloud weather", "hij"},
        {"+cloud +weather", "j"},
        {"cloud -weather", "hi"},
        {"cloud NOT weather", "hi"},
        {"cloud AND weather", "j"},
        {"cloud AND NOT weather", "hi"},
        {"NOT cloud AND weather", "k"},
        {"fog OR cloud AND storm", "hk"},
        {"(fog OR cloud) AND storm", "h"},
        {"fog OR -cloud", "abcdefgk"},
        {"-cloud", "abcdefgk"},
        {"NOT (cloud OR question)", "abcdek"},
        {"-(-cloud)", "hij"},
        {"+(-cloud) weather", "abcdefgk"},
        {"NOT cloud AND NOT question", "abcdek"},
        {"*", "abcdefghijk"},
        {"* -cloud", "abcdefgk"},
        {"-*", ""},
        {"\"half of the village\"", "j"},
        {"\"of half the village\"", ""},
        {"\"budget\"", "i"},
        {"\"suspensions\"", ""},
        {"coast NEAR/3 village", "i"},
        {"village NEAR/3 coast", "i"},
        {"coast NEAR/2 village", ""},
        {"cloud NEAR/3 coast NEAR/1 village", "i"},
        {"cloud NEAR/2 coast NEAR/1 village", ""},
        {"title:(services NEAR/1 cut)", "h"},
        {"title:cloud", "h"},
        {"title:clouds", "h"},
        {"title:\"clouds\"", ""},
        {"title:\"cloud services\"", "h"},
        {"title:(weather OR budget) AND village", "ij"},
        {"title:(-weather) AND village", "i"},
        {"title:clo*", "h"},
        {"clo*", "hij"},
        {"cluod~", "hi"},
        {"cluod~2", "hi"},
        {"cluods~2", "hij"},
        {"cloud~", "hij"},
        {"bugdet~", "i"},
        {"budgit~2", "i"},
        {"bunget", ""},
        {"glaes~", "j"},
        {"galse~", "j"},
        {"aesl~", ""},
        {"fag~", "k"},
        {"fa~", ""},
        {"ash~", "g"},
        {"suspanshon~2", "a"},
        {"suspanshon~", ""},
        {"title:bugdet~", "i"},
        {"title:gales~", ""},
        {"author:reo~", "i"},
        {"source:laguun~2", "ai"},
        {"bud?et", "i"},
        {"bu?et", ""},
        {"title:b?dget", "i"},
        {"title:g?les", ""},
        {"?loud", "hi"},
        {"*louds", "j"},
        {"*pist", "jk"},
        {"the*st", "j"},
        {"*e?ng", "bcd"},
        {"*be*", "bcdf"},
        {"\xE8\xA8\x98?", "e"},
        {"\"of village\"~1", "ij"},
        {"\"village of\"~9", ""},
        {"\"half village\"~1", ""},
        {"\"half village\"~2", "j"},
        {"\"half of village\"~1", "j"},
        {"\"half of the village\"~1", "j"},
        {"title:\"cloud cut\"~1", "h"},
        {"storms OR \"coast village\"~2", "hi"},
        {"author:doe", "ah"},
        {"author:\"jane doe\"", "a"},
        {"author:ro*", "i"},
        {"author:(doe -jane)", "h"},
        {"source:lagoon", "ai"},
        {"source:\"tech ledger\"", "h"},
        {"cloud source:lagoon", "i"},
        {"cloud gales source:lagoon source:tech", "hi"},
        {"cloud source:lagoon lang:fr", "i"},
        {"cloud source:tech lang:fr", ""},
        {"+suspension cloud lang:en", "a"},
        {"lang:(fr OR zh)", "ei"},
        {"LANG:FR", "i"},
        {"id:a id:k", "ak"},
        {"id:A", ""},
        {"url:ledger.EXAMPLE", "h"},
        {"url:https://Ledger.example/2023/cut", "h"},
        {"url:coast.example/x", "i"},
        {"url:\"http://coast.example/x\"", "i"},
        {"date:2020-03-01", "a"},
        {"date:2020-03..2020-03", "ah"},
        {"date:2020", "ahj"},
        {"date:..1969", "i"},
        {"date:1923..1924", "i"},
        {"date:2020-04..", "jk"},
        {"date:2020-03-01T23:30", "a"},
        {"date:2020-03-01T23:31..2020-03-31T23:59", "h"},
        {"cloud date:2020", "hj"},
        {"cloud date:1923 date:2020-04", "ij"},
        {"-date:2020 cloud", "i"},
        {"cloud OR date:2021", "hijk"},
        {"the", "afhijk"},
        {"to be or not to be", "bcfg"},
        {"\"to be or not to be\"", "f"},
        {"the question", "fg"},
        {"+the question", "afhijk"},
        {"AT&T", "h"},
        {"C++", "h"},
        {"$5m", "h"},
        {"1/2", "k"},
        {"therapist", "j"},
        {"\xE8\xA8\x98\xE4\xBA\x8B", "e"},
        {"\xE8\x81\x9E\xE8\xA8\x98\xE4\xBA\x8B", "e"},
        {"\xE8\xA8\x98\xE6\xA8\x99", ""},
        {"\xE8\xA8\x98", "e"},
        {"\"\xE9\xA1\x8C\"", "e"},
        {"\xE8\x81\x9E\xE8\xA8\x98*", "e"},
        {"title:\xE7\xB4\x99", "e"},
        {"cloud cloud cloud", "hij"},
        {"nowhereatall", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_finds(cases[i].text, cases[i].expected);
}

static void word_forms_when_searched_give_the_same_hits_and_scores(void **state)
{
    (void)state;
    search_result first, other;
    search("suspensions", &first);
    assert_string_equal(first.letters, "a");
    search("Suspensions", &other);
    assert_memory_equal(&first, &other, sizeof first);
    search("SUSPENSION", &other);
    assert_memory_equal(&first, &other, sizeof first);
}

static void spellings_when_searched_find_each_other_own_form_first(void **state)
{
    (void)state;
    static const char *const queries[] = {"well-being", "well being", "wellbeing"};
    static const char own[] = {'b', 'c', 'd'};
    for (size_t i = 0; i < 3; i++) {
        search_result found;
        search(queries[i], &found);
        assert_int_equal(found.letters[0], own[i]);
        assert_true(found.weights[0] > found.weights[1]);
        for (size_t j = 0; j < 3; j++)
            assert_non_null(strchr(found.letters, own[j]));
    }
}

static void stop_words_among_words_only_rank(void **state)
{
    (void)state;
    search_result plain, ranked;
    search("question", &plain);
    search("the question", &ranked);
    assert_int_equal(strlen(ranked.letters), 2);
    assert_int_equal(ranked.letters[0], 'f');
    assert_true(ranked.weights[0] > plain.weights[0]);
}

static void conditions_on_fields_do_not_rank(void **state)
{
    (void)state;
    static const char *const queries[] = {"author:doe", "date:2020", "lang:en AND source:lagoon",
                                          "-cloud",     "*",         "id:a OR url:ledger.example"};
    search_result found, plain;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        search(queries[i], &found);
        assert_true(found.letters[0] && found.weights[0] == 0);
    }
    search("budget", &plain);
    search("budget source:lagoon date:1923 -fog", &found);
    assert_memory_equal(&plain, &found, sizeof plain);
}

static void leaves_when_built_alone_find_their_articles(void **state)
{
    (void)state;
    newsdex_query *query =
        parse("cloud -(well-being OR village) date:2020 \"storms over\" the NEAR/2 suspension");
    static const char *const typed[] = {"cloud",           "well-being",
                                        "village",         "date:2020-01-01..2020-12-31",
                                        "\"storms over\"", "the NEAR/2 suspension"};
    static const char *const matches[] = {"hij", "bcd", "ij", "ahj", "h", "a"};
    ndx_forms forms = {NULL, 0};
    assert_int_equal(ndx_query_leaf_count(query), 6);
    for (size_t i = 0; i < 6; i++) {
        xapc_query *built;
        search_result found;
        assert_string_equal(ndx_query_leaf_at(query, i)->typed, typed[i]);
        assert_int_equal(ndx_query_build_leaf(query, i, db, &forms, &built, NULL), NEWSDEX_OK);
        run(built, &found);
        qsort(found.letters, strlen(found.letters), 1, compare_letters);
        assert_string_equal(found.letters, matches[i]);
    }
    xapc_query *built;
    assert_int_equal(ndx_query_build_leaf(query, 6, db, &forms, &built, NULL), NEWSDEX_E_ARGUMENT);
    assert_null(built);
    ndx_forms_release(&forms);
    newsdex_query_free(query);
}

/* "wellbeing" has what both words of "well being" ask for. */
static void joined_form_when_searched_counts_for_both_words(void **state)
{
    (void)state;
    newsdex_query *query = parse("well being");
    ndx_forms forms = {NULL, 0};
    for (size_t i = 0; i < 2; i++) {
        xapc_query *built;
        search_result found;
        assert_int_equal(ndx_query_build_leaf(query, i, db, &forms, &built, NULL), NEWSDEX_OK);
        run(built, &found);
        assert_non_null(strchr(found.letters, 'd'));
    }
    newsdex_query_free(query);
}

static void prefix_with_many_words_is_cut_and_says_so(void **state)
{
    (void)state;
    enum { WORDS = 1001 };
    static char words[WORDS][8];
    static xapc_term terms[WORDS];
    char path[sizeof folder + 8];
    for (size_t i = 0; i < WORDS; i++) {
        snprintf(words[i], sizeof words[i], "zq%04zu", i);
        terms[i] = (xapc_term){words[i], 6, 1, NULL, 0, 0, 0};
    }
    snprintf(path, sizeof path, "%s/many", folder);
    const xapc_document document = {terms, WORDS, NULL, 0, "", 0, 0};
    xapc_writer *writer;
    xapc_database *many;
    assert_int_equal(xapc_writer_open(path, XAPC_WRITER_CREATE, &writer, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_writer_add(writer, &document, NULL, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_writer_commit(writer, NULL), NEWSDEX_OK);
    xapc_writer_close(writer);
    assert_int_equal(xapc_database_open(path, &many, NULL), NEWSDEX_OK);

    static const char *const expected[] = {"", "zq* was cut to its 1000 most frequent words\n"};
    static const char *const texts[] = {"zq0*", "zq*"};
    for (size_t i = 0; i < 2; i++) {
        ndx_buffer notices;
        xapc_query *built;
        ndx_buffer_init(&notices, 1000);
        newsdex_query *query = parse(texts[i]);
        assert_int_equal(ndx_query_build(query, many, &built, &notices, NULL), NEWSDEX_OK);
        assert_string_equal(notices.data, expected[i]);
        ndx_buffer_release(&notices);
        xapc_query_free(built);
        newsdex_query_free(query);
    }
    xapc_database_close(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_when_run_find_the_right_articles),
        cmocka_unit_test(word_forms_when_searched_give_the_same_hits_and_scores),
        cmocka_unit_test(spellings_when_searched_find_each_other_own_form_first),
        cmocka_unit_test(stop_words_among_words_only_rank),
        cmocka_unit_test(conditions_on_fields_do_not_rank),
        cmocka_unit_test(leaves_when_built_alone_find_their_articles),
        cmocka_unit_test(joined_form_when_searched_counts_for_both_words),
        cmocka_unit_test(prefix_with_many_words_is_cut_and_says_so),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}

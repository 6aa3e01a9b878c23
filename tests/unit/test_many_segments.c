/* Searching over many segments finds and scores what searching over one does. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <math.h>
#include <stdbool.h>

#include "include/newsdex.h"
#include "indexer/document/document.h"
#include "indexer/segment/index_folder.h"
#include "searcher/index/schema.h"

enum {
    ARTICLES = 480,
    TOPICS = 16, /* an article's words depend on its topic, so that segments differ */
    WORDS = 150,
    TEXT_SIZE = 1000,
    QUERY_SIZE = 500,
    QUERIES = 200,
    PAIRS = 120
};

/* The same articles in so many segments; compared with the first. */
static const unsigned segments[] = {1, 8, 16};
enum { INDEXES = sizeof segments / sizeof *segments };

static const char *const compounds[][2] = {
    {"well", "being"},   {"clo", "ud"},   {"news", "paper"},  {"sea", "side"}, {"rail", "road"},
    {"fire", "fighter"}, {"ice", "berg"}, {"grand", "stand"}, {"wild", "life"}};
enum { COMPOUNDS = sizeof compounds / sizeof *compounds };
static const char *const authors[] = {"Jane Doe", "John Roe", "Ann Smith"};
static const char *const sources[] = {"Tech Ledger", "Lagoon Herald", "Harbour Gazette"};

static char folder[] = "/tmp/newsdex-segments-XXXXXX";
static newsdex *indexes[INDEXES];
static char words[WORDS][16];
static char texts[ARTICLES][TEXT_SIZE];
static uint64_t seed = 1;

static unsigned draw(unsigned below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % below;
}

/* ---- articles ------------------------------------------------------------------------ */

static void make_words(void)
{
    static const char *const syllables[] = {"ba",  "cor", "di",  "fen", "gul", "ha",  "lo",
                                            "mar", "ni",  "pos", "re",  "sti", "tum", "ve"};
    static const char *const endings[] = {"", "s", "ing", "ed"};
    for (unsigned i = 0; i < WORDS; i++)
        snprintf(words[i], sizeof words[i], "%s%s%s%s", syllables[i % 14], syllables[draw(14)],
                 i % 3 ? "" : syllables[draw(14)], endings[draw(4)]);
}

/* Low numbers are frequent; a third of all words is missing in each topic. */
static const char *draw_word(unsigned topic)
{
    unsigned word;
    do
        word = draw(1 + draw(WORDS));
    while ((word * 7 + topic * 5) % 3 == 0);
    return words[word];
}

/* A compound in one of its spellings; a topic has few of them. */
static void append_compound(char *text, size_t room, unsigned topic)
{
    static const char *const joints[] = {"-", " ", ""};
    unsigned i = (topic + draw(2)) % COMPOUNDS;
    snprintf(text, room, "%s%s%s ", compounds[i][0], joints[draw(3)], compounds[i][1]);
}

static void make_text(char text[TEXT_SIZE], unsigned topic)
{
    size_t length = 0;
    for (unsigned count = 20 + draw(60); count; count--) {
        if (draw(25))
            snprintf(text + length, TEXT_SIZE - length, "%s ",
                     draw(12)  ? draw_word(topic)
                     : draw(2) ? "the"
                               : "of");
        else
            append_compound(text + length, TEXT_SIZE - length, topic);
        length = strlen(text);
    }
}

static void set(ndx_buffer *field, const char *text)
{
    assert_int_equal(article_set_field(field, text, strlen(text), NULL), NEWSDEX_OK);
}

static void add_article(xapc_writer *writer, document_builder *builder, unsigned number)
{
    const xapc_document *document;
    article_place place = {"test", "test", ""};
    article_identity identity;
    article a;
    unsigned topic = number * TOPICS / ARTICLES;
    char id[16], title[100], date[16];
    snprintf(id, sizeof id, "n%u", number);
    snprintf(title, sizeof title, "%s %s %s", draw_word(topic), draw_word(topic), draw_word(topic));
    snprintf(date, sizeof date, "%u-%02u-11", 1960 + draw(60), 1 + draw(12));
    make_text(texts[number], topic);
    article_init(&a);
    article_identity_init(&identity);
    set(&a.id, id);
    set(&a.title, title);
    set(&a.author, authors[draw(3)]);
    set(&a.source, sources[draw(3)]);
    set(&a.language, draw(2) ? "en" : "fr");
    a.date_rule = a.format = "";
    assert_int_equal(article_set_text(&a, texts[number], strlen(texts[number]), NULL), NEWSDEX_OK);
    ndx_date_parse_iso(date, strlen(date), &a.date);
    assert_int_equal(article_identity_make(&identity, &a, &place, NULL), NEWSDEX_OK);
    assert_int_equal(document_build(builder, &a, &identity, &place, &document, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_writer_add(writer, document, NULL, NULL), NEWSDEX_OK);
    article_identity_release(&identity);
    article_release(&a);
}

/* ---- indexes ------------------------------------------------------------------------- */

/* A segment of the articles from first on. */
static void publish_segment(index_folder *index, document_builder *builder, unsigned first,
                            unsigned count)
{
    ndx_stamp stamp;
    ndx_buffer path, text;
    xapc_writer *writer;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    ndx_buffer_init(&text, 1000);
    ndx_stamp_init(&stamp, "english");
    assert_int_equal(ndx_stamp_write(&stamp, &text, NULL), NEWSDEX_OK);
    assert_int_equal(index_folder_work_path(index, "new", &path, NULL), NEWSDEX_OK);
    assert_int_equal(xapc_writer_open(path.data, XAPC_WRITER_THROWAWAY, &writer, NULL), NEWSDEX_OK);
    for (unsigned i = 0; i < count; i++)
        add_article(writer, builder, first + i);
    xapc_writer_set_metadata(writer, NDX_STAMP_KEY, text.data, text.length, NULL);
    assert_int_equal(xapc_writer_commit(writer, NULL), NEWSDEX_OK);
    xapc_writer_close(writer);
    const char *const paths[] = {path.data};
    assert_int_equal(index_folder_publish(index, paths, 1, 0, NULL), NEWSDEX_OK);
    ndx_buffer_release(&path);
    ndx_buffer_release(&text);
}

static newsdex *make_index(unsigned count)
{
    index_folder index;
    document_builder *builder;
    newsdex *nd;
    newsdex_info info = NEWSDEX_INFO_INIT;
    char path[64];
    seed = 1; /* the same articles each time */
    make_words();
    snprintf(path, sizeof path, "%s/%u", folder, count);
    assert_int_equal(index_folder_open(&index, path, 0, NULL, NULL), NEWSDEX_OK);
    assert_int_equal(document_builder_new("english", &builder, NULL), NEWSDEX_OK);
    for (unsigned i = 0; i < count; i++)
        publish_segment(&index, builder, i * ARTICLES / count, ARTICLES / count);
    document_builder_free(builder);
    index_folder_close(&index);
    assert_int_equal(newsdex_open(path, &nd, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_get_info(nd, &info, NULL), NEWSDEX_OK);
    assert_int_equal(info.segments, count);
    assert_int_equal(info.articles, ARTICLES);
    return nd;
}

static int make_indexes(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < INDEXES; i++)
        indexes[i] = make_index(segments[i]);
    return 0;
}

static int remove_indexes(void **state)
{
    (void)state;
    for (size_t i = 0; i < INDEXES; i++)
        newsdex_close(indexes[i]);
    return folder_remove_tree(folder, NULL);
}

/* ---- queries ------------------------------------------------------------------------- */

/* Neighbours in a text: count words with a blank between, or other words where an article ends. */
static void draw_neighbours(char *out, size_t size, unsigned count)
{
    const char *text = texts[draw(ARTICLES)];
    for (unsigned skip = draw(15); skip; skip--)
        text += strcspn(text, " ") + 1;
    size_t length = 0;
    for (; count; count--)
        length += strcspn(text + length, " ") + 1;
    snprintf(out, size, "%.*s", (int)length - 1, text);
}

static void draw_leaf(char *out, size_t size)
{
    char near[100];
    const char *word = words[draw(1 + draw(WORDS))], *other = words[draw(WORDS)];
    const char *const *compound = compounds[draw(COMPOUNDS)];
    draw_neighbours(near, sizeof near, 2 + draw(2));
    switch (draw(18)) {
    case 0:
        snprintf(out, size, "\"%s\"", near);
        return;
    case 1:
        snprintf(out, size, "(%s NEAR/%u %s)", word, 1 + draw(9), other);
        return;
    case 2:
        snprintf(out, size, "%.*s*", 2 + (int)draw(2), word);
        return;
    case 14:
        snprintf(out, size, "%s~%u", word, 1 + draw(2));
        return;
    case 15:
        snprintf(out, size, "*%s", word + 2);
        return;
    case 16:
        snprintf(out, size, "\"%s\"~%u", near, 1 + draw(4));
        return;
    case 17:
        snprintf(out, size, "%.2s?*%s", word, word + 3);
        return;
    case 3:
        snprintf(out, size, "title:%s", word);
        return;
    case 4:
        snprintf(out, size, "title:(%s %s)", word, other);
        return;
    case 5:
        snprintf(out, size, "author:\"%s\"", authors[draw(3)]);
        return;
    case 6:
        snprintf(out, size, "source:\"%s\"", sources[draw(3)]);
        return;
    case 7:
        snprintf(out, size, draw(2) ? "date:19%u.." : "date:..19%u", 60 + draw(40));
        return;
    case 8:
        snprintf(out, size, "%s-%s", compound[0], compound[1]);
        return;
    case 9:
        snprintf(out, size, "%s%s", compound[0], compound[1]);
        return;
    case 10:
        snprintf(out, size, "%s %s", compound[0], compound[1]);
        return;
    case 11:
        snprintf(out, size, "\"%s\"", word);
        return;
    case 12:
        snprintf(out, size, "%s", near);
        return;
    default:
        snprintf(out, size, "%s", word);
    }
}

static void draw_query(char *out, size_t size, unsigned depth)
{
    static const char *const forms[] = {"(%s) AND (%s)", "(%s) OR (%s)", "(%s) NOT (%s)", "%s %s"};
    char left[QUERY_SIZE / 2], right[QUERY_SIZE / 2];
    unsigned form = draw(8);
    if (!depth || form >= 6) {
        draw_leaf(out, size);
        return;
    }
    draw_query(left, size / 2 - 10, depth - 1);
    draw_query(right, size / 2 - 10, depth - 1);
    snprintf(out, size,
             form < 4    ? forms[form]
             : form == 4 ? "+(%s) (%s)"
                         : "(%s) -(%s)",
             left, right);
}

/* Half of all searches are plain. */
static newsdex_search_options draw_options(void)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    static const char *const languages[] = {"fr"};
    const int64_t year = 365 * 86400;
    options.snippet_bytes = 0;
    options.evidence = 0;
    switch (draw(10)) {
    case 0:
        options.recency_half_life = year * (1 + draw(10));
        break;
    case 1:
        options.recency_half_life = year * (1 + draw(10));
        options.date_to = year * draw(40);
        break;
    case 2:
        options.date_from = year * (draw(40) - 10);
        options.date_to = options.date_from + year * draw(30);
        break;
    case 3:
        options.languages = languages;
        options.language_count = 1;
        options.sources = sources + draw(2);
        options.source_count = 2;
        break;
    case 4:
        options.sort = draw(2) ? NEWSDEX_SORT_NEWEST : NEWSDEX_SORT_OLDEST;
        break;
    default:
        break;
    }
    return options;
}

/* ---- comparing ----------------------------------------------------------------------- */

/* What is asked of each index. */
typedef struct question {
    char text[QUERY_SIZE];
    newsdex_search_options options;
} question;

static newsdex_query *parse(newsdex *nd, const char *text)
{
    newsdex_query *query = NULL;
    newsdex_error err;
    if (newsdex_query_parse(nd, text, strlen(text), &query, &err))
        fail_msg("%s: %s", text, err.message);
    return query;
}

static newsdex_results *search(newsdex *nd, const question *asked, uint32_t limit, int evidence)
{
    newsdex_search_options options = asked->options;
    newsdex_query *query = parse(nd, asked->text);
    newsdex_results *results = NULL;
    newsdex_error err;
    options.limit = limit;
    options.evidence = evidence;
    if (newsdex_search(nd, query, &options, &results, &err))
        fail_msg("%s: %s", asked->text, err.message);
    newsdex_query_free(query);
    return results;
}

/*
 * Xapian rounds its guess at how many articles have any of the words that a pattern stands for, in
 * an order that depends on the segment. In so few articles that shows.
 */
static bool is_near(const question *asked, double a, double b)
{
    double epsilon = strpbrk(asked->text, "*~") ? 0.1 : 1e-9;
    return fabs(a - b) <= epsilon * fmax(fabs(a), fabs(b)) + 1e-9;
}

static const newsdex_hit *find(const newsdex_results *results, const char *id)
{
    for (size_t i = 0; i < newsdex_results_count(results); i++)
        if (!strcmp(newsdex_results_at(results, i)->id, id))
            return newsdex_results_at(results, i);
    return NULL;
}

static void assert_same_hit(const question *asked, const newsdex_hit *a, const newsdex_hit *b)
{
    if (!b)
        fail_msg("%s: %s is found in one index only", asked->text, a->id);
    else if (!is_near(asked, a->score, b->score))
        fail_msg("%s: %s scores %.12f and %.12f", asked->text, a->id, a->score, b->score);
}

/* By rank, as articles that are equal in what is sorted by may be in any order. */
static void assert_same_order(const question *asked, const newsdex_results *a,
                              const newsdex_results *b)
{
    for (size_t i = 0; i < newsdex_results_count(a); i++) {
        const newsdex_hit *x = newsdex_results_at(a, i), *y = newsdex_results_at(b, i);
        if (asked->options.sort == NEWSDEX_SORT_RELEVANCE ? !is_near(asked, x->score, y->score)
                                                          : x->date != y->date)
            fail_msg("%s: another order from rank %zu on", asked->text, i + 1);
    }
}

static void assert_same(const question *asked, const newsdex_results *a, const newsdex_results *b)
{
    size_t count = newsdex_results_count(a);
    if (count != newsdex_results_count(b) || count != newsdex_results_total(a, NULL) ||
        count != newsdex_results_total(b, NULL))
        fail_msg("%s: %zu hits and %zu", asked->text, count, newsdex_results_count(b));
    for (size_t i = 0; i < count; i++)
        assert_same_hit(asked, newsdex_results_at(a, i), find(b, newsdex_results_at(a, i)->id));
    assert_same_order(asked, a, b);
}

static void assert_same_evidence(const question *asked, const newsdex_hit *a, const newsdex_hit *b)
{
    bool same = a->matched_count == b->matched_count && a->missing_count == b->missing_count;
    for (size_t i = 0; same && i < a->matched_count; i++)
        same = !strcmp(a->matched[i], b->matched[i]);
    if (!same)
        fail_msg("%s: %s has other parts of the query", asked->text, a->id);
}

/* The best few are found by another way than all. */
static void assert_best(const question *asked, newsdex *nd, const newsdex_results *all,
                        const newsdex_results *reference)
{
    newsdex_results *best = search(nd, asked, 10, 1);
    if (newsdex_results_total(best, NULL) != newsdex_results_total(all, NULL))
        fail_msg("%s: another total for the best", asked->text);
    assert_same_order(asked, best, all);
    for (size_t i = 0; i < newsdex_results_count(best); i++) {
        const newsdex_hit *hit = newsdex_results_at(best, i), *other = find(reference, hit->id);
        if (other)
            assert_same_evidence(asked, hit, other);
    }
    newsdex_results_free(best);
}

/* Counting values looks at all matches without ranking them. Each article has a source. */
static void assert_counted(const question *asked, newsdex *nd, const newsdex_results *all)
{
    newsdex_query *query = parse(nd, asked->text);
    newsdex_facet *facet = NULL;
    uint64_t articles = 0;
    assert_int_equal(
        newsdex_facet_count(nd, query, &asked->options, NEWSDEX_FACET_SOURCE, 0, &facet, NULL),
        NEWSDEX_OK);
    for (size_t i = 0; i < newsdex_facet_size(facet); i++)
        articles += newsdex_facet_at(facet, i)->articles;
    if (articles != newsdex_results_total(all, NULL))
        fail_msg("%s: another number of sources", asked->text);
    newsdex_facet_free(facet);
    newsdex_query_free(query);
}

static bool compare(const question *asked)
{
    newsdex_results *reference = search(indexes[0], asked, NEWSDEX_LIMIT_MAX, 0);
    newsdex_results *best = search(indexes[0], asked, 10, 1);
    bool found = newsdex_results_count(reference) > 0;
    for (size_t i = 1; i < INDEXES; i++) {
        newsdex_results *all = search(indexes[i], asked, NEWSDEX_LIMIT_MAX, 0);
        assert_same(asked, all, reference);
        assert_best(asked, indexes[i], all, best);
        assert_counted(asked, indexes[i], all);
        newsdex_results_free(all);
    }
    newsdex_results_free(best);
    newsdex_results_free(reference);
    return found;
}

static void searches_when_over_many_segments_then_as_over_one(void **state)
{
    (void)state;
    unsigned with_hits = 0;
    for (unsigned i = 0; i < QUERIES; i++) {
        question asked = {.options = draw_options()};
        draw_query(asked.text, sizeof asked.text, i % 4);
        with_hits += compare(&asked);
    }
    assert_true(with_hits > QUERIES / 2);
}

/* ---- counting ------------------------------------------------------------------------ */

/* How many articles match; form has a place for each part. */
static uint64_t count(newsdex *nd, const char *form, const char *a, const char *b)
{
    question asked = {.options = NEWSDEX_SEARCH_OPTIONS_INIT};
    snprintf(asked.text, sizeof asked.text, form, a, b);
    newsdex_results *results = search(nd, &asked, 0, 0);
    uint64_t total = newsdex_results_total(results, NULL);
    newsdex_results_free(results);
    return total;
}

static void totals_when_queries_are_combined_then_add_up(void **state)
{
    (void)state;
    for (unsigned i = 0; i < PAIRS; i++) {
        newsdex *nd = indexes[i % INDEXES];
        char a[QUERY_SIZE / 2 - 10], b[QUERY_SIZE / 2 - 10];
        draw_query(a, sizeof a, i % 3);
        draw_query(b, sizeof b, 2);
        uint64_t both = count(nd, "(%s) AND (%s)", a, b);
        if (both + count(nd, "(%s) NOT (%s)", a, b) != count(nd, "%s", a, b) ||
            both + count(nd, "(%s) OR (%s)", a, b) != count(nd, "%s", a, b) + count(nd, "%s", b, a))
            fail_msg("%s; %s: totals don't add up in %u segments", a, b, segments[i % INDEXES]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches_when_over_many_segments_then_as_over_one),
        cmocka_unit_test(totals_when_queries_are_combined_then_add_up),
    };
#ifdef M_PERTURB
    mallopt(M_PERTURB, 0x3f); /* new memory is negative numbers, also as double */
#endif
    return cmocka_run_group_tests(tests, make_indexes, remove_indexes);
}

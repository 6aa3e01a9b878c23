/* Searching over many segments finds and scores what searching over one does. */
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
#include "indexer/segment/upkeep.h"
#include "searcher/index/schema.h"

enum {
    SEGMENTS = 12,
    SEGMENT_ARTICLES = 40,
    ARTICLES = SEGMENTS * SEGMENT_ARTICLES,
    WORDS = 150,
    TEXT_SIZE = 1000,
    QUERY_SIZE = 500,
    QUERIES = 400
};

static const char *const compounds[][2] = {
    {"well", "being"},   {"clo", "ud"},   {"news", "paper"},  {"sea", "side"}, {"rail", "road"},
    {"fire", "fighter"}, {"ice", "berg"}, {"grand", "stand"}, {"wild", "life"}};
enum { COMPOUNDS = sizeof compounds / sizeof *compounds };
static const char *const authors[] = {"Jane Doe", "John Roe", "Ann Smith"};
static const char *const sources[] = {"Tech Ledger", "Lagoon Herald", "Harbour Gazette"};

static char folder[] = "/tmp/newsdex-segments-XXXXXX";
static char many[64], one[64]; /* the index before and after it was made one segment */
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

/* Low numbers are frequent; a third of all words is missing in each segment. */
static const char *draw_word(unsigned segment)
{
    unsigned word;
    do
        word = draw(1 + draw(WORDS));
    while ((word * 7 + segment * 5) % 3 == 0);
    return words[word];
}

/* A compound in one of its spellings; a segment has few of them. */
static void append_compound(char *text, size_t room, unsigned segment)
{
    static const char *const joints[] = {"-", " ", ""};
    unsigned i = (segment + draw(2)) % COMPOUNDS;
    snprintf(text, room, "%s%s%s ", compounds[i][0], joints[draw(3)], compounds[i][1]);
}

static void make_text(char text[TEXT_SIZE], unsigned segment)
{
    size_t length = 0;
    for (unsigned count = 20 + draw(60); count; count--) {
        if (draw(25))
            snprintf(text + length, TEXT_SIZE - length, "%s ",
                     draw(12)  ? draw_word(segment)
                     : draw(2) ? "the"
                               : "of");
        else
            append_compound(text + length, TEXT_SIZE - length, segment);
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
    unsigned segment = number / SEGMENT_ARTICLES;
    char id[16], title[100], date[16];
    snprintf(id, sizeof id, "n%u", number);
    snprintf(title, sizeof title, "%s %s %s", draw_word(segment), draw_word(segment),
             draw_word(segment));
    snprintf(date, sizeof date, "%u-%02u-11", 1960 + draw(60), 1 + draw(12));
    make_text(texts[number], segment);
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

static void publish_segment(index_folder *index, document_builder *builder, unsigned segment)
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
    for (unsigned i = 0; i < SEGMENT_ARTICLES; i++)
        add_article(writer, builder, segment * SEGMENT_ARTICLES + i);
    xapc_writer_set_metadata(writer, NDX_STAMP_KEY, text.data, text.length, NULL);
    assert_int_equal(xapc_writer_commit(writer, NULL), NEWSDEX_OK);
    xapc_writer_close(writer);
    assert_int_equal(index_folder_publish(index, path.data, 0, NULL), NEWSDEX_OK);
    ndx_buffer_release(&path);
    ndx_buffer_release(&text);
}

static int make_indexes(void **state)
{
    (void)state;
    index_folder index;
    document_builder *builder;
    upkeep_sizes sizes;
    char command[200];
    assert_non_null(mkdtemp(folder));
    snprintf(many, sizeof many, "%s/many", folder);
    snprintf(one, sizeof one, "%s/one", folder);
    make_words();
    assert_int_equal(index_folder_open(&index, many, 0, NULL, NULL), NEWSDEX_OK);
    assert_int_equal(document_builder_new("english", &builder, NULL), NEWSDEX_OK);
    for (unsigned i = 0; i < SEGMENTS; i++)
        publish_segment(&index, builder, i);
    document_builder_free(builder);
    index_folder_close(&index);
    snprintf(command, sizeof command, "cp -r '%s' '%s'", many, one);
    assert_int_equal(system(command), 0);
    return upkeep_optimize(one, 0, &sizes, NULL);
}

static int remove_indexes(void **state)
{
    (void)state;
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

/* ---- comparing ----------------------------------------------------------------------- */

static newsdex_results *search(newsdex *nd, const char *text, uint32_t limit)
{
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    newsdex_query *query = NULL;
    newsdex_results *results = NULL;
    newsdex_error err;
    options.limit = limit;
    options.snippet_bytes = 0;
    options.evidence = 0;
    if (newsdex_query_parse(nd, text, strlen(text), &query, &err) ||
        newsdex_search(nd, query, &options, &results, &err))
        fail_msg("%s: %s", text, err.message);
    newsdex_query_free(query);
    return results;
}

static double score_at(const newsdex_results *results, size_t i)
{
    return newsdex_results_at(results, i)->score;
}

/*
 * Xapian rounds its guess at how many articles have any of a wildcard's words, in an order that
 * depends on the segment. In so few articles that shows.
 */
static bool is_near(const char *query, double a, double b)
{
    double epsilon = strchr(query, '*') ? 0.05 : 1e-9;
    return fabs(a - b) <= epsilon * fmax(fabs(a), fabs(b)) + 1e-9;
}

static const newsdex_hit *find(const newsdex_results *results, const char *id)
{
    for (size_t i = 0; i < newsdex_results_count(results); i++)
        if (!strcmp(newsdex_results_at(results, i)->id, id))
            return newsdex_results_at(results, i);
    return NULL;
}

static void assert_same_hit(const char *query, const newsdex_hit *a, const newsdex_hit *b)
{
    if (!b)
        fail_msg("%s: %s is found in one index only", query, a->id);
    else if (!is_near(query, a->score, b->score))
        fail_msg("%s: %s scores %.12f and %.12f", query, a->id, a->score, b->score);
}

/* The order follows from the scores, but for equal ones. */
static void assert_same(const char *query, const newsdex_results *a, const newsdex_results *b)
{
    size_t count = newsdex_results_count(a);
    if (count != newsdex_results_count(b) ||
        newsdex_results_total(a, NULL) != newsdex_results_total(b, NULL))
        fail_msg("%s: %zu hits and %zu", query, count, newsdex_results_count(b));
    assert_int_equal(newsdex_results_total(a, NULL), count);
    for (size_t i = 0; i < count; i++)
        assert_same_hit(query, newsdex_results_at(a, i), find(b, newsdex_results_at(a, i)->id));
    for (size_t i = 0; i < count; i++)
        if (!is_near(query, score_at(a, i), score_at(b, i)))
            fail_msg("%s: scores differ at rank %zu", query, i + 1);
}

/* The best few are found by another way than all. */
static void assert_best(const char *query, newsdex *nd, const newsdex_results *all)
{
    newsdex_results *best = search(nd, query, 10);
    if (newsdex_results_total(best, NULL) != newsdex_results_total(all, NULL))
        fail_msg("%s: another total for the best", query);
    for (size_t i = 0; i < newsdex_results_count(best); i++)
        if (!is_near(query, score_at(best, i), score_at(all, i)))
            fail_msg("%s: not the best at rank %zu", query, i + 1);
    newsdex_results_free(best);
}

static size_t compare(newsdex *nd_many, newsdex *nd_one, const char *query)
{
    newsdex_results *a = search(nd_many, query, NEWSDEX_LIMIT_MAX);
    newsdex_results *b = search(nd_one, query, NEWSDEX_LIMIT_MAX);
    size_t found = newsdex_results_count(a);
    assert_same(query, a, b);
    assert_best(query, nd_many, a);
    newsdex_results_free(a);
    newsdex_results_free(b);
    return found;
}

static void searches_when_over_many_segments_then_as_over_one(void **state)
{
    (void)state;
    newsdex *nd_many, *nd_one;
    newsdex_info info = NEWSDEX_INFO_INIT;
    assert_int_equal(newsdex_open(many, &nd_many, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_open(one, &nd_one, NULL), NEWSDEX_OK);
    assert_int_equal(newsdex_get_info(nd_many, &info, NULL), NEWSDEX_OK);
    assert_int_equal(info.segments, SEGMENTS);
    assert_int_equal(newsdex_get_info(nd_one, &info, NULL), NEWSDEX_OK);
    assert_int_equal(info.segments, 1);
    assert_int_equal(info.articles, ARTICLES);
    unsigned with_hits = 0;
    for (unsigned i = 0; i < QUERIES; i++) {
        char query[QUERY_SIZE];
        draw_query(query, sizeof query, i % 4);
        with_hits += compare(nd_many, nd_one, query) > 0;
    }
    assert_true(with_hits > QUERIES / 2);
    newsdex_close(nd_many);
    newsdex_close(nd_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches_when_over_many_segments_then_as_over_one),
    };
    return cmocka_run_group_tests(tests, make_indexes, remove_indexes);
}

/* For the tests of the shim: a scratch folder a test, databases in it, and calls in short. */
#ifndef NDX_TESTS_UNIT_XAPC_FIXTURE_H
#define NDX_TESTS_UNIT_XAPC_FIXTURE_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "searcher/xapian-c/xapc.h"

/* ---- scratch folder and files ------------------------------------ */

static char scratch[256];

static inline int make_scratch(void **state)
{
    (void)state;
    const char *folder = getenv("TMPDIR");
    snprintf(scratch, sizeof scratch, "%s/test_xapc.XXXXXX", folder ? folder : "/tmp");
    return mkdtemp(scratch) ? 0 : -1;
}

static inline int remove_entry(const char *path, const struct stat *info, int kind,
                               struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static inline int remove_scratch(void **state)
{
    (void)state;
    return nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* One of a few static paths, so that several fit in one expression. */
static inline const char *at(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
    return path;
}

static inline void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* Overwrites length bytes at offset. */
static inline void damage_file(const char *path, long offset, size_t length)
{
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    while (length--)
        fputc(0x5a, file);
    assert_int_equal(fclose(file), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

/* ---- shorthand --------------------------------------------------- */

static inline void expect(newsdex_status status, newsdex_status wanted, const newsdex_error *err)
{
    if (status && status != wanted)
        print_error("%s\n", err->message);
    assert_int_equal(status, wanted);
    if (wanted) {
        assert_int_equal(err->status, wanted);
        assert_true(err->message[0]);
    }
}

#define OK(call)                                                                                   \
    do {                                                                                           \
        newsdex_error err = {0};                                                                   \
        expect((call), NEWSDEX_OK, &err);                                                          \
    } while (0)
#define FAILS(wanted, call)                                                                        \
    do {                                                                                           \
        newsdex_error err = {0};                                                                   \
        expect((call), (wanted), &err);                                                            \
    } while (0)

static inline xapc_term word(const char *text, uint32_t wdf, const uint32_t *positions,
                             uint32_t count)
{
    return (xapc_term){text, (uint32_t)strlen(text), wdf, positions, count, 0, 0};
}

static inline xapc_writer *open_writer(const char *path, xapc_writer_mode mode)
{
    xapc_writer *writer = NULL;
    OK(xapc_writer_open(path, mode, &writer, &err));
    return writer;
}

static inline xapc_database *open_database(const char *path)
{
    xapc_database *db = NULL;
    OK(xapc_database_open(path, &db, &err));
    return db;
}

/* Adds the words of text in order, with positions from 1; each also counts as often as it occurs.
 */
static inline void add_text(xapc_writer *writer, const char *text, const char *value)
{
    enum { MAX_WORDS = 16 };
    static const uint32_t places[MAX_WORDS] = {1, 2,  3,  4,  5,  6,  7,  8,
                                               9, 10, 11, 12, 13, 14, 15, 16};
    xapc_term terms[MAX_WORDS];
    char copy[256], *rest = copy;
    size_t count = 0;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *token; (token = strtok_r(rest, " ", &rest)); count++)
        terms[count] = word(token, 1, places + count, 1);
    xapc_value values[1] = {{0, value ? (uint32_t)strlen(value) : 0, value}};
    xapc_document document = {terms, count, values, value != NULL, text, strlen(text), 0};
    OK(xapc_writer_add(writer, &document, NULL, &err));
}

/* A database of texts, committed; values may be NULL. */
static inline void make_database(const char *path, const char *const *texts,
                                 const char *const *values, size_t count)
{
    xapc_writer *writer = open_writer(path, XAPC_WRITER_THROWAWAY);
    for (size_t i = 0; i < count; i++)
        add_text(writer, texts[i], values ? values[i] : NULL);
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
}

static inline uint32_t count_documents(xapc_database *db)
{
    uint32_t count = 0;
    OK(xapc_database_count(db, &count, &err));
    return count;
}

static inline void assert_record(xapc_database *db, uint32_t docid, const char *record,
                                 size_t length)
{
    ndx_buffer out;
    ndx_buffer_init(&out, 1 << 24);
    OK(xapc_database_record(db, docid, &out, &err));
    assert_int_equal(out.length, length);
    assert_memory_equal(out.data, record, length);
    ndx_buffer_release(&out);
}

static inline void assert_metadata(xapc_database *db, const char *key, const char *wanted)
{
    ndx_buffer out;
    ndx_buffer_init(&out, 1 << 20);
    OK(xapc_database_metadata(db, key, &out, &err));
    assert_string_equal(out.data, wanted);
    ndx_buffer_release(&out);
}

static inline uint32_t frequency(xapc_database *db, const char *term, size_t length)
{
    uint32_t count = 0;
    OK(xapc_database_term_frequency(db, term, length, &count, &err));
    return count;
}

/* ---- queries in short -------------------------------------------- */

static inline xapc_query *term(const char *text)
{
    xapc_query *query = NULL;
    OK(xapc_query_term(text, strlen(text), &query, &err));
    return query;
}

static inline xapc_query *nothing(void)
{
    xapc_query *query = NULL;
    OK(xapc_query_join(XAPC_OR, NULL, 0, 0, &query, &err));
    return query;
}

static inline xapc_query *everything(void)
{
    xapc_query *query = NULL;
    OK(xapc_query_all(&query, &err));
    return query;
}

static inline xapc_query *join(xapc_operator op, uint32_t window, size_t count, xapc_query **parts)
{
    xapc_query *query = NULL;
    OK(xapc_query_join(op, parts, count, window, &query, &err));
    return query;
}
#define JOIN(op, window, ...)                                                                      \
    join(op, window, sizeof((xapc_query *[]){__VA_ARGS__}) / sizeof(xapc_query *),                 \
         (xapc_query *[]){__VA_ARGS__})

static inline xapc_query *scale(xapc_query *inner, double factor)
{
    xapc_query *query = NULL;
    OK(xapc_query_scale(inner, factor, &query, &err));
    return query;
}

static inline xapc_query *range(const char *low, const char *high)
{
    xapc_query *query = NULL;
    OK(xapc_query_value_range(0, low, low ? strlen(low) : 0, high, high ? strlen(high) : 0, &query,
                              &err));
    return query;
}

static inline xapc_query *prefix(xapc_database *db, const char *text, uint32_t max)
{
    xapc_query *query = NULL;
    xapc_found_terms *found = NULL;
    OK(xapc_database_find_terms(db, text, strlen(text), NULL, NULL, max, &found, &err));
    OK(xapc_query_found(found, &query, &err));
    xapc_found_terms_free(found);
    return query;
}

/* Searches with and without a stop that never comes, which must make no difference. */
static inline xapc_page *search(xapc_database *db, xapc_query *query, xapc_search_options options)
{
    const int cancelled = 0;
    const xapc_stop never = {&cancelled, INT64_MAX};
    xapc_page *page = NULL, *watched = NULL;
    OK(xapc_database_search(db, query, &options, &page, &err));
    options.stop = &never;
    OK(xapc_database_search(db, query, &options, &watched, &err));
    assert_int_equal(watched->count, page->count);
    for (size_t i = 0; i < page->count; i++) {
        assert_int_equal(watched->matches[i].docid, page->matches[i].docid);
        assert_true(watched->matches[i].weight == page->matches[i].weight);
    }
    if (options.check_at_least == UINT32_MAX)
        assert_int_equal(watched->total_estimated, page->total_estimated);
    xapc_page_free(watched);
    xapc_query_free(query);
    return page;
}

/* Frees the query. found is the docids in order of rank, "3 1". */
static inline void assert_ranking(xapc_database *db, xapc_query *query, xapc_search_options options,
                                  const char *found)
{
    char text[256] = "";
    xapc_page *page = search(db, query, options);
    for (size_t i = 0; i < page->count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u", i ? " " : "",
                 page->matches[i].docid);
    assert_string_equal(text, found);
    xapc_page_free(page);
}

/* The docids that match, rising. */
static inline void assert_matches(xapc_database *db, xapc_query *query, const char *found)
{
    xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    assert_ranking(db, scale(query, 0), options, found);
}

/* The weight that the query gives to a document; 0 when it doesn't match. */
static inline double weight_of(xapc_database *db, xapc_query *query, uint32_t docid)
{
    xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    double weight = 0;
    xapc_page *page = search(db, query, options);
    for (size_t i = 0; i < page->count; i++)
        if (page->matches[i].docid == docid)
            weight = page->matches[i].weight;
    xapc_page_free(page);
    return weight;
}

static inline void assert_near(double weight, double wanted)
{
    double difference = weight - wanted;
    assert_true(difference < 1e-9 && difference > -1e-9);
}

/* A small collection, and its values of slot 0. */
static const char *const few_texts[] = {
    "cloud storm over town",        /* 1 */
    "storm cloud over sea",         /* 2 */
    "cloud and then a big storm",   /* 3 */
    "clouds over town and harbour", /* 4 */
    "harbour",                      /* 5 */
};
static const char *const few_values[] = {"b", "d", NULL, "c", "a"};

#endif

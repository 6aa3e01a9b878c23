#include "tests/unit/compare_databases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BYTES_MAX = 1 << 30 };

static void must(newsdex_status status, const newsdex_error *err)
{
    if (status)
        fail_msg("%s", err->message);
}
#define MUST(call)                                                                                 \
    do {                                                                                           \
        newsdex_error err = {0};                                                                   \
        must((call), &err);                                                                        \
    } while (0)

static void assert_same_bytes(const ndx_buffer *a, const ndx_buffer *b)
{
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->data, b->data, a->length);
}

/* Both buffers for one comparison; cleared for the next. */
typedef struct pair {
    ndx_buffer a, b;
} pair;

static void pair_init(pair *p)
{
    ndx_buffer_init(&p->a, BYTES_MAX);
    ndx_buffer_init(&p->b, BYTES_MAX);
}

static void pair_compare(pair *p)
{
    assert_same_bytes(&p->a, &p->b);
    ndx_buffer_clear(&p->a);
    ndx_buffer_clear(&p->b);
}

static void pair_release(pair *p)
{
    ndx_buffer_release(&p->a);
    ndx_buffer_release(&p->b);
}

static void compare_postings(xapc_database *a, xapc_database *b, const char *term, size_t length)
{
    xapc_postings *in_a, *in_b;
    pair positions;
    pair_init(&positions);
    MUST(xapc_postings_open(a, term, length, &in_a, &err));
    MUST(xapc_postings_open(b, term, length, &in_b, &err));
    for (;;) {
        uint32_t docid_a, docid_b, wdf_a, wdf_b, length_a, length_b;
        MUST(xapc_postings_next(in_a, &docid_a, &wdf_a, &length_a, &err));
        MUST(xapc_postings_next(in_b, &docid_b, &wdf_b, &length_b, &err));
        assert_int_equal(docid_a, docid_b);
        if (!docid_a)
            break;
        assert_int_equal(wdf_a, wdf_b);
        assert_int_equal(length_a, length_b);
        if (!length)
            continue;
        MUST(xapc_postings_positions(in_a, &positions.a, &err));
        MUST(xapc_postings_positions(in_b, &positions.b, &err));
        pair_compare(&positions);
    }
    xapc_postings_close(in_a);
    xapc_postings_close(in_b);
    pair_release(&positions);
}

/* Returns the next string of both, which is the same, NULL at the end. */
static const char *next_of_both(xapc_terms *a, xapc_terms *b, size_t *length)
{
    const char *text_a, *text_b;
    size_t length_b;
    uint32_t frequency_a, frequency_b;
    MUST(xapc_terms_next(a, &text_a, length, &frequency_a, &err));
    MUST(xapc_terms_next(b, &text_b, &length_b, &frequency_b, &err));
    assert_int_equal(!text_a, !text_b);
    if (!text_a)
        return NULL;
    assert_int_equal(*length, length_b);
    assert_memory_equal(text_a, text_b, length_b);
    assert_int_equal(frequency_a, frequency_b);
    return text_a;
}

static void compare_wdf_bound(xapc_database *a, xapc_database *b, const char *term, size_t length)
{
    uint32_t bound_a, bound_b;
    MUST(xapc_database_wdf_bound(a, term, length, &bound_a, &err));
    MUST(xapc_database_wdf_bound(b, term, length, &bound_b, &err));
    assert_int_equal(bound_a, bound_b);
}

static void compare_terms(xapc_database *a, xapc_database *b)
{
    xapc_terms *in_a, *in_b;
    size_t length;
    MUST(xapc_terms_open_all(a, "", 0, &in_a, &err));
    MUST(xapc_terms_open_all(b, "", 0, &in_b, &err));
    for (const char *term; (term = next_of_both(in_a, in_b, &length));) {
        compare_postings(a, b, term, length);
        compare_wdf_bound(a, b, term, length);
    }
    xapc_terms_close(in_a);
    xapc_terms_close(in_b);
}

static void compare_metadata(xapc_database *a, xapc_database *b)
{
    xapc_terms *in_a, *in_b;
    size_t length;
    pair values;
    pair_init(&values);
    MUST(xapc_terms_open_metadata(a, "", &in_a, &err));
    MUST(xapc_terms_open_metadata(b, "", &in_b, &err));
    for (const char *key; (key = next_of_both(in_a, in_b, &length));) {
        MUST(xapc_database_metadata(a, key, &values.a, &err));
        MUST(xapc_database_metadata(b, key, &values.b, &err));
        pair_compare(&values);
    }
    xapc_terms_close(in_a);
    xapc_terms_close(in_b);
    pair_release(&values);
}

static void compare_term_lists(xapc_database *a, xapc_database *b, uint32_t docid)
{
    xapc_terms *in_a, *in_b;
    size_t length;
    MUST(xapc_terms_open_document(a, docid, &in_a, &err));
    MUST(xapc_terms_open_document(b, docid, &in_b, &err));
    while (next_of_both(in_a, in_b, &length))
        ;
    xapc_terms_close(in_a);
    xapc_terms_close(in_b);
}

static void compare_document(xapc_database *a, xapc_database *b, uint32_t docid,
                             const uint32_t *slots, size_t slot_count)
{
    pair bytes;
    pair_init(&bytes);
    newsdex_status status = xapc_database_record(a, docid, &bytes.a, NULL);
    assert_int_equal(status, xapc_database_record(b, docid, &bytes.b, NULL));
    assert_true(status == NEWSDEX_OK || status == NEWSDEX_E_NOTFOUND);
    pair_compare(&bytes);
    for (size_t i = 0; !status && i < slot_count; i++) {
        MUST(xapc_database_value(a, docid, slots[i], &bytes.a, &err));
        MUST(xapc_database_value(b, docid, slots[i], &bytes.b, &err));
        pair_compare(&bytes);
    }
    if (!status)
        compare_term_lists(a, b, docid);
    pair_release(&bytes);
}

static void compare_bounds(xapc_database *a, xapc_database *b, uint32_t slot)
{
    pair low, high;
    uint32_t documents_a, documents_b;
    pair_init(&low);
    pair_init(&high);
    MUST(xapc_database_value_bounds(a, slot, &documents_a, &low.a, &high.a, &err));
    MUST(xapc_database_value_bounds(b, slot, &documents_b, &low.b, &high.b, &err));
    assert_int_equal(documents_a, documents_b);
    pair_compare(&low);
    pair_compare(&high);
    pair_release(&low);
    pair_release(&high);
}

void assert_same_databases(xapc_database *a, xapc_database *b, const uint32_t *slots,
                           size_t slot_count)
{
    uint32_t count_a, count_b, last_a, last_b;
    MUST(xapc_database_count(a, &count_a, &err));
    MUST(xapc_database_count(b, &count_b, &err));
    assert_int_equal(count_a, count_b);
    MUST(xapc_database_last_docid(a, &last_a, &err));
    MUST(xapc_database_last_docid(b, &last_b, &err));
    assert_int_equal(last_a, last_b);
    compare_metadata(a, b);
    compare_postings(a, b, "", 0);
    compare_terms(a, b);
    for (uint32_t docid = 1; docid <= last_a; docid++)
        compare_document(a, b, docid, slots, slot_count);
    for (size_t i = 0; i < slot_count; i++)
        compare_bounds(a, b, slots[i]);
}

/* ---- searches ------------------------------------------------------------------------ */

enum { WORDS_MAX = 4096, QUERY_WORDS = 3, MATCHES = 1000 };

typedef struct word_list {
    struct {
        char text[256];
        size_t length;
    } words[WORDS_MAX];
    size_t count;
} word_list;

/* Every so many words, so that they come from all over. */
static void draw_words(xapc_database *db, word_list *out)
{
    for (size_t step = 1, seen; step; step = seen > WORDS_MAX * step ? step * 2 : 0) {
        xapc_terms *terms;
        const char *text;
        size_t length;
        out->count = seen = 0;
        MUST(xapc_terms_open_all(db, "", 0, &terms, &err));
        for (;;) {
            MUST(xapc_terms_next(terms, &text, &length, NULL, &err));
            if (!text)
                break;
            if (seen++ % step || out->count == WORDS_MAX)
                continue;
            memcpy(out->words[out->count].text, text, length);
            out->words[out->count++].length = length;
        }
        xapc_terms_close(terms);
    }
}

static xapc_query *make_query(xapc_database *db, const word_list *words, unsigned number)
{
    static const xapc_operator operators[] = {XAPC_OR, XAPC_AND, XAPC_PHRASE, XAPC_NEAR,
                                              XAPC_SYNONYM};
    xapc_query *query = NULL, *parts[QUERY_WORDS];
    size_t at = (number * 2654435761U) % words->count;
    if (number % 6 == 5) {
        xapc_found_terms *found = NULL;
        MUST(xapc_database_find_terms(db, words->words[at].text, 1, NULL, NULL, 100, &found, &err));
        MUST(xapc_query_found(found, &query, &err));
        xapc_found_terms_free(found);
        return query;
    }
    /* Neighbours are likelier to share documents. */
    size_t count = 1 + number / 6 % QUERY_WORDS;
    for (size_t i = 0; i < count; i++) {
        size_t which = (at + i) % words->count;
        MUST(
            xapc_query_term(words->words[which].text, words->words[which].length, &parts[i], &err));
    }
    MUST(xapc_query_join(operators[number % 6], parts, count, number % 5 * 1000, &query, &err));
    return query;
}

static xapc_page *search(xapc_database *db, const word_list *words, unsigned number)
{
    xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    options.limit = number % 2 ? MATCHES : 3;
    options.check_at_least = number % 4 ? 0 : UINT32_MAX;
    xapc_query *query = make_query(db, words, number);
    xapc_page *page;
    MUST(xapc_database_search(db, query, &options, &page, &err));
    xapc_query_free(query);
    return page;
}

void assert_same_searches(xapc_database *a, xapc_database *b, unsigned count)
{
    word_list *words = calloc(1, sizeof *words);
    assert_non_null(words);
    draw_words(a, words);
    assert_true(words->count > 0);
    for (unsigned number = 0; number < count; number++) {
        xapc_page *in_a = search(a, words, number), *in_b = search(b, words, number);
        assert_int_equal(in_a->count, in_b->count);
        for (size_t i = 0; i < in_a->count; i++) {
            assert_int_equal(in_a->matches[i].docid, in_b->matches[i].docid);
            double difference = in_a->matches[i].weight - in_b->matches[i].weight;
            assert_true(difference < 1e-9 && difference > -1e-9);
        }
        xapc_page_free(in_a);
        xapc_page_free(in_b);
    }
    free(words);
}

/* Article to document: identity, terms, values and record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/document/document.h"
#include "searcher/base/hash.h"
#include "searcher/index/record.h"
#include "searcher/index/schema.h"

static const article_place place = {"news.tar", "/data/news.tar", "b/c.jsonl"};

static void make_article(article *a)
{
    article_init(a);
    a->date_rule = "declared";
    a->format = "json";
    charset_use(&a->charset, "UTF-8");
    article_set_field(&a->title, "Budget delayed", 14, NULL);
    article_set_text(a, "The budget vote\n\nwas put off.", 29, NULL);
    article_set_field(&a->source, "The Harbour  Gazette", 20, NULL);
    article_set_field(&a->author, "Jane Doe", 8, NULL);
    article_set_field(&a->url, "HTTPS://News.Example/2020/a.html", 32, NULL);
    article_set_field(&a->language, "en", 2, NULL);
    article_set_field(&a->locator, "17", 2, NULL);
    ndx_date_from_civil(1965, 3, 1, &a->date);
}

/* ---- identity ------------------------------------------------------------------ */

static void check_id(const article *a, const article_place *where, const char *expected)
{
    article_identity identity;
    article_identity_init(&identity);
    assert_int_equal(article_identity_make(&identity, a, where, NULL), NEWSDEX_OK);
    assert_string_equal(identity.id.data, expected);
    article_identity_release(&identity);
}

static void identity_when_own_id_then_that_else_url_else_place(void **state)
{
    (void)state;
    article a;
    make_article(&a);
    check_id(&a, &place, "HTTPS://News.Example/2020/a.html");
    article_set_field(&a.id, "x-1", 3, NULL);
    check_id(&a, &place, "x-1");
    ndx_buffer_clear(&a.id);
    ndx_buffer_clear(&a.url);
    article_identity here, there, renamed;
    const article_place elsewhere = {"news.tar", "/data/news.tar", "b/d.jsonl"};
    const article_place moved = {"old.tar", "/data/old.tar", "b/c.jsonl"};
    article_identity_init(&here);
    article_identity_init(&there);
    article_identity_init(&renamed);
    article_identity_make(&here, &a, &place, NULL);
    article_identity_make(&there, &a, &elsewhere, NULL);
    article_identity_make(&renamed, &a, &moved, NULL);
    assert_int_equal(here.id.length, 16);
    assert_string_not_equal(here.id.data, there.id.data);
    assert_string_not_equal(here.fingerprint, there.fingerprint);
    assert_string_not_equal(here.id.data, renamed.id.data);
    assert_string_equal(here.fingerprint, renamed.fingerprint);
    assert_true(here.content == there.content && here.content == renamed.content);
    article_set_text(&a, "Another text.", 13, NULL);
    article_identity_make(&there, &a, &place, NULL);
    assert_string_equal(here.id.data, there.id.data);
    assert_true(here.content != there.content);
    article_identity_release(&here);
    article_identity_release(&there);
    article_identity_release(&renamed);
    article_release(&a);
}

static void identity_when_numbered_then_qualified_by_its_file(void **state)
{
    (void)state;
    article a;
    make_article(&a);
    article_set_field(&a.id, "17", 2, NULL);
    article_identity identity;
    article_identity_init(&identity);
    article_identity_make(&identity, &a, &place, NULL);
    assert_true(identity.numbered);
    article_identity_qualify(&identity, &a, &place, 0, NULL);
    assert_string_equal(identity.id.data, "17@c.jsonl");
    article_identity_qualify(&identity, &a, &place, 1, NULL);
    assert_int_equal(identity.id.length, 19);
    /* As an article found earlier is told by its record. */
    assert_true(identity.container == article_container("x/news.tar", 10, "b/c.jsonl#3", 11));
    assert_true(identity.container != article_container("x/news.tar", 10, "b/d.jsonl#3", 11));
    assert_true(article_container("a/in/", 5, "x", 1) == article_container("b/in/", 5, "x", 1));
    assert_true(article_container("a/in/", 5, "x", 1) != article_container("a/on/", 5, "x", 1));
    article_set_field(&a.id, "17b", 3, NULL);
    article_identity_make(&identity, &a, &place, NULL);
    assert_false(identity.numbered);
    article_identity_release(&identity);
    article_release(&a);
}

/* ---- terms and values ------------------------------------------------------------ */

static const xapc_term *find(const xapc_document *document, const char *text)
{
    for (size_t i = 0; i < document->term_count; i++)
        if (document->terms[i].length == strlen(text) &&
            !memcmp(document->terms[i].text, text, strlen(text)))
            return &document->terms[i];
    return NULL;
}

static void check_term(const xapc_document *document, const char *text, uint32_t wdf,
                       uint32_t positions, uint32_t first)
{
    const xapc_term *term = find(document, text);
    if (!term)
        fail_msg("no term %s", text);
    assert_int_equal(term->wdf, wdf);
    assert_int_equal(term->position_count, positions);
    if (positions)
        assert_int_equal(term->positions[0], first);
}

static int compare_terms(const void *a, const void *b)
{
    const xapc_term *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* No term twice, hashes are right, positions rise. */
static void check_terms(const xapc_document *document)
{
    xapc_term *sorted = malloc((document->term_count + 1) * sizeof *sorted);
    memcpy(sorted, document->terms, document->term_count * sizeof *sorted);
    qsort(sorted, document->term_count, sizeof *sorted, compare_terms);
    for (size_t i = 1; i < document->term_count; i++)
        assert_true(compare_terms(&sorted[i - 1], &sorted[i]) < 0);
    free(sorted);
    for (size_t i = 0; i < document->term_count; i++)
        assert_true(document->terms[i].hash ==
                    ndx_hash(document->terms[i].text, document->terms[i].length));
    for (size_t i = 0; i < document->term_count; i++)
        for (uint32_t k = 1; k < document->terms[i].position_count; k++)
            assert_true(document->terms[i].positions[k] > document->terms[i].positions[k - 1]);
}

/* "" when it has none in that slot. */
static void check_value(const xapc_document *document, uint32_t slot, const char *expected)
{
    const xapc_value *value = document->values, *end = value + document->value_count;
    while (value < end && value->slot != slot)
        value++;
    assert_int_equal(value < end ? value->length : 0, strlen(expected));
    if (value < end)
        assert_memory_equal(value->data, expected, value->length);
}

static void document_when_built_then_terms_values_and_record(void **state)
{
    (void)state;
    article a;
    article_identity identity;
    document_builder *builder;
    const xapc_document *document;
    make_article(&a);
    article_identity_init(&identity);
    article_identity_make(&identity, &a, &place, NULL);
    assert_int_equal(document_builder_new("english", &builder, NULL), NEWSDEX_OK);
    for (int round = 0; round < 2; round++) { /* the builder is used again and again */
        assert_int_equal(document_build(builder, &a, &identity, &place, &document, NULL), 0);
        check_terms(document);
        check_term(document, "budget", 2, 2, 1);
        check_term(document, "Zbudget", 2 + NDX_TITLE_BOOST, 0, 0);
        check_term(document, "Sbudget", 1, 1, 1);
        check_term(document, "ZSdelay", 1, 0, 0);
        check_term(document, "vote", 1, 1, NDX_TEXT_POSITION + 2);
        check_term(document, "Ajane", 1, 1, 1);
        check_term(document, "XSOURCEgazette", 1, 1, 3);
        check_term(document, "XSOURCE:the harbour gazette", 0, 0, 0);
        check_term(document, "QHTTPS://News.Example/2020/a.html", 0, 0, 0);
        check_term(document, "UHTTPS://News.Example/2020/a.html", 0, 0, 0);
        check_term(document, "Hnews.example", 0, 0, 0);
        check_term(document, "Len", 0, 0, 0);
        check_term(document, "D19650301", 0, 0, 0);
        check_term(document, "M196503", 0, 0, 0);
        check_term(document, "Y1965", 0, 0, 0);
        assert_null(find(document, "XCONTENT"));
        assert_int_equal(document->values[0].slot, NDX_SLOT_DATE);
        assert_int_equal(ndx_date_from_value(document->values[0].data, document->values[0].length),
                         a.date.seconds);
        check_value(document, NDX_SLOT_AUTHOR, "Jane Doe");
        check_value(document, NDX_SLOT_WORDS, "8");
        check_value(document, NDX_SLOT_PRECISION, "");
        ndx_record record;
        ndx_record_read(document->record, document->record_length, &record);
        ndx_buffer address;
        ndx_buffer_init(&address, 1000);
        ndx_record_address(&record, &address, NULL);
        assert_string_equal(address.data, "news.tar!b/c.jsonl#17");
        assert_int_equal(record.text.length, a.text.length);
        assert_memory_equal(record.text.data, a.text.data, a.text.length);
        ndx_buffer_release(&address);
    }
    document_builder_free(builder);
    article_identity_release(&identity);
    article_release(&a);
}

/* More terms than any first table holds, and the same word thousands of times. */
static void document_when_large_then_whole(void **state)
{
    (void)state;
    enum { WORDS = 20000 };
    char *text = malloc(WORDS * 20);
    size_t length = 0;
    for (int i = 0; i < WORDS; i++)
        length += (size_t)sprintf(text + length, "word%d same ", (i * 7919) % WORDS);
    article a;
    article_identity identity;
    document_builder *builder;
    const xapc_document *document;
    article_init(&a);
    a.date_rule = a.format = "";
    article_set_text(&a, text, length, NULL);
    article_identity_init(&identity);
    article_identity_make(&identity, &a, &place, NULL);
    document_builder_new("none", &builder, NULL);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(document_build(builder, &a, &identity, &place, &document, NULL), 0);
        check_terms(document);
        check_term(document, "same", WORDS, WORDS, NDX_TEXT_POSITION + 1);
        check_term(document, "word0", 1, 1, NDX_TEXT_POSITION);
        assert_int_equal(document->term_count,
                         2 * (WORDS + 1) + 6); /* Q, XARCHIVE, XCONTENT, 3 XRUN */
    }
    document_builder_free(builder);
    article_identity_release(&identity);
    article_release(&a);
    free(text);
}

static const xapc_document *build(document_builder *builder, const article *a)
{
    article_identity identity;
    const xapc_document *document;
    article_identity_init(&identity);
    article_identity_make(&identity, a, &place, NULL);
    assert_int_equal(document_build(builder, a, &identity, &place, &document, NULL), 0);
    article_identity_release(&identity);
    check_terms(document);
    return document;
}

/* Words that share their first eight bytes, in no order, often enough for every way of sorting. */
static void make_alike(article *a, unsigned number)
{
    char text[16384];
    size_t length = 0;
    for (unsigned i = 0; i < 400; i++)
        length += (size_t)sprintf(text + length, "%.*s%u Running-Mates ", (int)(i % 12),
                                  "likelihoods", (i * 7919 + number) % 251);
    article_init(a);
    article_set_field(&a->title, "Likelihoods of running", 22, NULL);
    article_set_text(a, text, length, NULL);
}

static void check_same(const xapc_document *x, const xapc_document *y)
{
    assert_int_equal(x->term_count, y->term_count);
    for (size_t i = 0; i < x->term_count; i++) {
        const xapc_term *a = &x->terms[i], *b = &y->terms[i];
        assert_int_equal(a->length, b->length);
        assert_memory_equal(a->text, b->text, a->length);
        assert_int_equal(a->wdf, b->wdf);
        assert_int_equal(a->position_count, b->position_count);
        if (a->position_count)
            assert_memory_equal(a->positions, b->positions, a->position_count * sizeof(uint32_t));
    }
}

/* The builder has kept, dropped and met again the words by then. */
static void document_when_its_date_knows_no_day_then_a_slot_says_so(void **state)
{
    (void)state;
    article a;
    document_builder *builder;
    make_article(&a);
    document_builder_new("english", &builder, NULL);
    ndx_date_from_civil(1965, 3, 0, &a.date);
    check_value(build(builder, &a), NDX_SLOT_PRECISION, "2");
    ndx_date_from_civil(1965, 0, 0, &a.date);
    check_value(build(builder, &a), NDX_SLOT_PRECISION, "1");
    a.date = NDX_DATE_NONE;
    check_value(build(builder, &a), NDX_SLOT_PRECISION, "");
    document_builder_free(builder);
    article_release(&a);
}

static void document_when_built_after_many_others_then_the_same(void **state)
{
    (void)state;
    enum { OTHERS = 12, WORDS = 20000 };
    document_builder *used, *fresh;
    assert_int_equal(document_builder_new("english", &used, NULL), NEWSDEX_OK);
    for (unsigned i = 0; i < OTHERS; i++) {
        article alike, other;
        make_alike(&alike, i);
        assert_int_equal(document_builder_new("english", &fresh, NULL), NEWSDEX_OK);
        check_same(build(used, &alike), build(fresh, &alike));
        document_builder_free(fresh);
        article_init(&other);
        for (unsigned k = 0; k < WORDS; k++)
            ndx_buffer_append_format(&other.text, NULL, "x%uy ", i * WORDS + k);
        build(used, &other);
        article_release(&other);
        article_release(&alike);
    }
    document_builder_free(used);
}

/* ---- record and stamp -------------------------------------------------------------- */

static void record_when_values_hold_line_ends_then_one_line_each(void **state)
{
    (void)state;
    ndx_record record, again;
    ndx_record_read("", 0, &record);
    record.values[NDX_RECORD_TITLE] = (ndx_bytes){"two\nlines", 9};
    record.values[NDX_RECORD_URL] = (ndx_bytes){"a=b", 3};
    record.text = (ndx_bytes){"\n\ntext=x\n", 9};
    ndx_buffer out;
    ndx_buffer_init(&out, 1000);
    assert_int_equal(ndx_record_write(&record, &out, NULL), NEWSDEX_OK);
    assert_string_equal(out.data, "title=two lines\nurl=a=b\n\n\n\ntext=x\n");
    ndx_record_read(out.data, out.length, &again);
    assert_int_equal(again.values[NDX_RECORD_TITLE].length, 9);
    assert_memory_equal(again.values[NDX_RECORD_URL].data, "a=b", 3);
    assert_int_equal(again.text.length, 9);
    assert_int_equal(again.values[NDX_RECORD_ID].length, 0);
    ndx_buffer_release(&out);
    const char *odd[] = {"", "=", "id", "id=1", "\n", "x=\n=\n\n", "id=1\n"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        ndx_record_read(odd[i], strlen(odd[i]), &again);
        assert_int_equal(again.text.length, 0);
        assert_true(ndx_record_date(&again).seconds == NEWSDEX_DATE_NONE);
    }
}

static void stamp_when_of_another_version_then_refused(void **state)
{
    (void)state;
    ndx_stamp stamp, again;
    newsdex_error error;
    ndx_buffer out;
    ndx_buffer_init(&out, 1000);
    ndx_stamp_init(&stamp, "french");
    ndx_stamp_write(&stamp, &out, NULL);
    assert_int_equal(ndx_stamp_read(out.data, out.length, "x", &again, &error), NEWSDEX_OK);
    assert_string_equal(again.language, "french");
    const char *bad[] = {
        "",
        "schema=1\n",
        "schema=999\nanalyzer=1\nlanguage=english\ncreator=x\n",
        "schema=1\nanalyzer=1\nlanguage=english\ncreator=x\n",
        "schema=2\nanalyzer=999\nlanguage=english\ncreator=x\n",
        "schema=2\nanalyzer=1\nlanguage=a-name-of-more-than-31-letters-in-all\ncreator=x\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(ndx_stamp_read(bad[i], strlen(bad[i]), "x", &again, &error),
                         NEWSDEX_E_VERSION);
    ndx_buffer_release(&out);
}

static void date_value_when_ordered_then_so_are_its_bytes(void **state)
{
    (void)state;
    const int64_t dates[] = {INT64_MIN + 1, -62135596800, -86400, -1, 0, 1, 1758758400, INT64_MAX};
    char before[NDX_DATE_VALUE_LENGTH], value[NDX_DATE_VALUE_LENGTH];
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        ndx_date_to_value(dates[i], value);
        assert_true(ndx_date_from_value(value, sizeof value) == dates[i]);
        if (i)
            assert_true(memcmp(before, value, sizeof value) < 0);
        memcpy(before, value, sizeof value);
    }
    assert_true(ndx_date_from_value("abc", 3) == NEWSDEX_DATE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_when_own_id_then_that_else_url_else_place),
        cmocka_unit_test(identity_when_numbered_then_qualified_by_its_file),
        cmocka_unit_test(document_when_built_then_terms_values_and_record),
        cmocka_unit_test(document_when_large_then_whole),
        cmocka_unit_test(document_when_its_date_knows_no_day_then_a_slot_says_so),
        cmocka_unit_test(document_when_built_after_many_others_then_the_same),
        cmocka_unit_test(record_when_values_hold_line_ends_then_one_line_each),
        cmocka_unit_test(stamp_when_of_another_version_then_refused),
        cmocka_unit_test(date_value_when_ordered_then_so_are_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

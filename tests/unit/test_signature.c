/* Signatures of texts made of numbered words: what an edit leaves alike, and what a template does
 * not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "searcher/base/hash.h"
#include "searcher/index/signature.h"

static void add(ndx_signature_maker *maker, const char *written)
{
    char word[32];
    size_t length = strlen(written);
    memcpy(word, written, length + 1);
    if (word[0] >= 'A' && word[0] <= 'Z')
        word[0] = (char)(word[0] + 'a' - 'A');
    ndx_signature_add(maker, written[0], word, length, ndx_hash(word, length));
}

/* The words w<first> to w<end - 1>, every so manieth with a capital. */
static void add_words(ndx_signature_maker *maker, int first, int end, int name_every)
{
    char word[32];
    for (int i = first; i < end; i++) {
        snprintf(word, sizeof word, "%c%d", i % name_every ? 'w' : 'W', i);
        add(maker, word);
    }
}

/* A text of words, with another word put in at place 100. */
typedef struct text {
    int first, end;
    const char *other;
    char signature[NDX_SIGNATURE_SIZE];
} text;

static const char *sign(text *of)
{
    ndx_signature_maker maker = {0};
    const int middle = of->first + 100 < of->end ? of->first + 100 : of->end;
    add_words(&maker, of->first, middle, 7);
    if (of->other)
        add(&maker, of->other);
    add_words(&maker, middle, of->end, 7);
    assert_true(ndx_signature_finish(&maker, of->signature));
    return of->signature;
}

static bool is_same(text a, text b)
{
    const bool same = ndx_signature_is_same(sign(&a), sign(&b));
    assert_int_equal(same, ndx_signature_is_same(b.signature, a.signature));
    return same;
}

static void a_text_is_the_same_as_itself_and_as_no_other(void **state)
{
    (void)state;
    for (int length = NDX_SIGNATURE_RUN; length < 1000; length += 31) {
        assert_true(is_same((text){0, length, NULL, ""}, (text){0, length, NULL, ""}));
        assert_false(is_same((text){0, length, NULL, ""}, (text){5000, 5000 + length, NULL, ""}));
    }
}

static void a_text_shorter_than_a_run_has_no_signature(void **state)
{
    (void)state;
    char signature[NDX_SIGNATURE_SIZE];
    ndx_signature_maker maker = {0};
    add_words(&maker, 0, NDX_SIGNATURE_RUN - 1, 7);
    assert_false(ndx_signature_finish(&maker, signature));
}

static void what_is_cut_or_added_leaves_the_story(void **state)
{
    (void)state;
    assert_true(is_same((text){0, 400, NULL, ""}, (text){0, 300, NULL, ""}));
    assert_true(is_same((text){0, 400, NULL, ""}, (text){60, 400, NULL, ""}));
    assert_false(is_same((text){0, 400, NULL, ""}, (text){0, 100, NULL, ""}));
}

static void of_short_texts_more_must_be_alike(void **state)
{
    (void)state;
    assert_false(is_same((text){0, 64, NULL, ""}, (text){0, 42, NULL, ""}));
    assert_true(is_same((text){0, 64, NULL, ""}, (text){0, 63, NULL, ""}));
}

static void one_name_may_be_corrected_among_many(void **state)
{
    (void)state;
    assert_true(is_same((text){0, 300, "Smith", ""}, (text){0, 300, "Smyth", ""}));
    /* Up to 105 there are few. */
    assert_false(is_same((text){0, 75, "Smith", ""}, (text){0, 75, "Smyth", ""}));
    assert_true(is_same((text){0, 300, "smith", ""}, (text){0, 300, "smyth", ""}));
}

static void each_figure_of_its_own_makes_another_story(void **state)
{
    (void)state;
    assert_false(is_same((text){0, 300, "18704", ""}, (text){0, 300, "70442", ""}));
    assert_false(is_same((text){0, 300, "1.5", ""}, (text){0, 300, "2.5", ""}));
    assert_true(is_same((text){0, 300, "18704", ""}, (text){0, 300, NULL, ""}));
    assert_true(is_same((text){0, 300, "4", ""}, (text){0, 300, "5", ""})); /* a day */
}

static void numbers_in_both_titles_must_agree(void **state)
{
    (void)state;
    char signatures[3][NDX_SIGNATURE_SIZE];
    static const char *const titles[] = {"12", "13", "flood"};
    for (int i = 0; i < 3; i++) {
        ndx_signature_maker maker = {0};
        ndx_signature_add_title(&maker, titles[i], ndx_hash(titles[i], strlen(titles[i])));
        add_words(&maker, 0, 100, 7);
        assert_true(ndx_signature_finish(&maker, signatures[i]));
    }
    assert_false(ndx_signature_is_same(signatures[0], signatures[1]));
    assert_true(ndx_signature_is_same(signatures[0], signatures[2]));
}

static void sign_plain(int first, int end, char out[NDX_SIGNATURE_SIZE])
{
    ndx_signature_maker maker = {0};
    add_words(&maker, first, end, INT32_MAX);
    assert_true(ndx_signature_finish(&maker, out));
}

/* Pairs of texts without names that share two thirds of their runs. */
static void most_of_what_is_alike_shares_a_key(void **state)
{
    (void)state;
    char a[NDX_SIGNATURE_SIZE], b[NDX_SIGNATURE_SIZE];
    int same = 0, related = 0;
    for (int i = 1; i <= 200; i++) {
        bool shares = false;
        sign_plain(i * 1000, i * 1000 + 250, a);
        sign_plain(i * 1000 + 50, i * 1000 + 300, b);
        for (size_t key = 0; key < NDX_SIGNATURE_KEYS; key++)
            shares = shares || ndx_signature_key(a, key) == ndx_signature_key(b, key);
        related += shares;
        same += ndx_signature_is_same(a, b);
    }
    assert_in_range(same, 190, 200);    /* two deviations above one half are 196 */
    assert_in_range(related, 185, 199); /* 1 - (1/3)^3 of 200 is 193 */
}

static void a_key_is_a_term(void **state)
{
    (void)state;
    char term[NDX_SIGNATURE_TERM_SIZE], expected[NDX_SIGNATURE_TERM_SIZE];
    text of = {0, 300, NULL, ""};
    sign(&of);
    for (size_t key = 0; key < NDX_SIGNATURE_KEYS; key++) {
        ndx_signature_term(of.signature, key, term);
        snprintf(expected, sizeof expected, "XRUN%06x", ndx_signature_key(of.signature, key));
        assert_string_equal(term, expected);
    }
    of = (text){0, NDX_SIGNATURE_RUN, NULL, ""}; /* one run, one key */
    sign(&of);
    int none = 0;
    for (size_t key = 0; key < NDX_SIGNATURE_KEYS; key++) {
        ndx_signature_term(of.signature, key, term);
        none += !*term;
    }
    assert_int_equal(none, NDX_SIGNATURE_KEYS - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_the_same_as_itself_and_as_no_other),
        cmocka_unit_test(a_text_shorter_than_a_run_has_no_signature),
        cmocka_unit_test(what_is_cut_or_added_leaves_the_story),
        cmocka_unit_test(of_short_texts_more_must_be_alike),
        cmocka_unit_test(one_name_may_be_corrected_among_many),
        cmocka_unit_test(each_figure_of_its_own_makes_another_story),
        cmocka_unit_test(numbers_in_both_titles_must_agree),
        cmocka_unit_test(most_of_what_is_alike_shares_a_key),
        cmocka_unit_test(a_key_is_a_term),
    };
    return cmocka_run_group_tests_name("signature", tests, NULL, NULL);
}

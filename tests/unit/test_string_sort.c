/* Sorting strings, against qsort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/string_sort.h"

enum { COUNT = 3000, LENGTH_MAX = 600 };

static int by_bytes(const void *a, const void *b)
{
    const ndx_sort_item *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

/* Strings of few different bytes, so that many begin alike, zeros among them. */
static void check_sorted(uint32_t seed, size_t count, uint32_t length_max, uint32_t bytes)
{
    static char texts[COUNT][LENGTH_MAX];
    static ndx_sort_item items[COUNT], expected[COUNT], spare[COUNT];
    for (size_t i = 0; i < count; i++) {
        uint32_t length = next_random(&seed) % (length_max + 1);
        for (uint32_t k = 0; k < length; k++)
            texts[i][k] = (char)(next_random(&seed) % bytes);
        items[i] = (ndx_sort_item){ndx_sort_key(texts[i], length), texts[i], length, (uint32_t)i};
    }
    memcpy(expected, items, count * sizeof *items);
    qsort(expected, count, sizeof *expected, by_bytes);
    ndx_string_sort(items, spare, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(by_bytes(&items[i], &expected[i]), 0);
}

static void any_strings_when_sorted_then_as_by_qsort(void **state)
{
    (void)state;
    check_sorted(1, 0, 8, 256);
    check_sorted(2, 1, 8, 256);
    check_sorted(3, 23, 20, 3);
    for (uint32_t seed = 10; seed < 30; seed++)
        check_sorted(seed, COUNT, 1 + seed, 256);
}

static void strings_that_begin_alike_when_sorted_then_as_by_qsort(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 10; seed++) {
        check_sorted(seed, COUNT, 40, 2);
        check_sorted(seed, COUNT, LENGTH_MAX, 1);
    }
}

static void index_when_sorted_then_stays_with_its_string(void **state)
{
    (void)state;
    char texts[100][4];
    ndx_sort_item items[100], spare[100];
    for (uint32_t i = 0; i < 100; i++) {
        memset(texts[i], (int)(99 - i), sizeof texts[i]);
        items[i] = (ndx_sort_item){ndx_sort_key(texts[i], 4), texts[i], 4, i};
    }
    ndx_string_sort(items, spare, 100);
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(items[i].index, 99 - i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_strings_when_sorted_then_as_by_qsort),
        cmocka_unit_test(strings_that_begin_alike_when_sorted_then_as_by_qsort),
        cmocka_unit_test(index_when_sorted_then_stays_with_its_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

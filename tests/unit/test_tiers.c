/* Which segments publishing merges: how many stay, and how often a byte is copied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "indexer/segment/tiers.h"

enum { SEGMENTS_MAX = 200 };
static const uint64_t MB = 1 << 20;

/* An index of sizes only. */
typedef struct sizes {
    uint64_t live[SEGMENTS_MAX]; /* oldest first */
    size_t count, most;          /* most: there ever were */
    uint64_t added, written;
} sizes;

static void publish_guessed(sizes *index, uint64_t bytes, uint64_t guess)
{
    size_t chosen = tiers_choose(index->live, index->count, guess);
    assert_true(chosen <= index->count);
    index->added += bytes;
    for (; chosen; chosen--)
        bytes += index->live[--index->count];
    assert_true(index->count < SEGMENTS_MAX);
    index->live[index->count++] = bytes;
    index->written += bytes;
    if (index->count > index->most)
        index->most = index->count;
}

static void publish(sizes *index, uint64_t bytes)
{
    publish_guessed(index, bytes, bytes);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Few bytes and many, equally often. */
static uint64_t random_size(uint64_t *seed)
{
    uint64_t size = (uint64_t)1 << next_random(seed) % 36;
    return size + next_random(seed) % size;
}

static void assert_tiers_fall(const sizes *index)
{
    unsigned members = 0;
    for (size_t i = 0; i < index->count; i++) {
        bool same = i && tier_of(index->live[i]) == tier_of(index->live[i - 1]);
        assert_true(!i || tier_of(index->live[i]) <= tier_of(index->live[i - 1]));
        members = same ? members + 1 : 1;
        assert_true(members < TIER_FAN_IN);
    }
}

static void tier_of_when_fan_in_times_larger_then_the_next(void **state)
{
    (void)state;
    assert_int_equal(tier_of(0), 0);
    assert_int_equal(tier_of(TIER_LOWEST_BYTES), 0);
    for (unsigned tier = 0; tier < 20; tier++) {
        assert_int_equal(tier_of(TIER_LOWEST_BYTES << (2 * tier)), tier);
        assert_int_equal(tier_of((TIER_LOWEST_BYTES + 4) << (2 * tier)), tier + 1);
    }
    assert_true(tier_of(UINT64_MAX) < 25);
}

static void tiers_choose_when_full_then_the_tier_and_those_below(void **state)
{
    (void)state;
    const struct {
        uint64_t added, live[6];
        size_t count, chosen;
    } cases[] = {
        {100, {0}, 0, 0},
        {100, {100, 100}, 2, 0},
        {100, {100, 100, 100}, 3, 3},
        {100, {100, 100, 100, 1, 1}, 5, 5},          /* the small ones are taken along */
        {100, {1000, 1}, 2, 1},                      /* and the large one is not */
        {1000, {100, 100}, 2, 2},                    /* all of a lower tier */
        {1, {1000, 100, 100, 1, 1, 1}, 6, 3},        /* the lowest tier is full, the next is not */
        {100, {300, 300, 300, 100, 100, 100}, 6, 6}, /* merged, they fill the next tier */
        {1, {100, 100, 100, 100}, 4, 4},             /* full by wrong guesses */
        {1, {100, 100, 100}, 3, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t live[6];
        for (size_t j = 0; j < 6; j++)
            live[j] = cases[i].live[j] * MB;
        assert_int_equal(tiers_choose(live, cases[i].count, cases[i].added * MB), cases[i].chosen);
    }
}

static void publishes_when_of_equal_size_then_few_segments_and_few_copies(void **state)
{
    (void)state;
    sizes index = {0};
    for (int i = 0; i < 100; i++)
        publish(&index, 750 * MB);
    assert_int_equal(index.most, 9);
    assert_int_equal(index.count, 4);
    assert_true(index.written < 3 * index.added); /* its first writing is one of these */
}

static void publishes_when_of_random_sizes_then_each_byte_once_a_tier(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        sizes index = {0};
        uint64_t random = seed;
        enum { PUBLISHES = 1000 };
        for (int i = 0; i < PUBLISHES; i++) {
            publish(&index, random_size(&random));
            assert_tiers_fall(&index);
        }
        unsigned top = tier_of(index.added);
        assert_true(index.most <= (TIER_FAN_IN - 1) * (top + 1));
        /* Above the lowest tier each copy lifts a byte by a tier. */
        assert_true(index.written <=
                    (top + 1) * index.added + PUBLISHES * TIER_FAN_IN * TIER_LOWEST_BYTES);
    }
}

static void publishes_when_small_then_large_ones_are_left_alone(void **state)
{
    (void)state;
    sizes index = {.live = {100000 * MB}, .count = 1};
    for (int i = 0; i < 1000; i++)
        publish(&index, 1 * MB);
    assert_int_equal(index.live[0], 100000 * MB);
    assert_true(index.written < 10 * index.added);
}

static void publishes_when_guessed_wrongly_then_still_few_segments(void **state)
{
    (void)state;
    for (unsigned error = 1; error <= 64; error *= 4) {
        sizes low = {0}, high = {0};
        for (int i = 0; i < 1000; i++) {
            publish_guessed(&low, 750 * MB, 750 * MB / error);
            publish_guessed(&high, 750 * MB, 750 * MB * error);
        }
        assert_true(low.most <= TIER_FAN_IN * (tier_of(low.added) + 1));
        assert_true(high.most <= TIER_FAN_IN * (tier_of(high.added) + 1));
        assert_true(low.written < 5 * low.added);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tier_of_when_fan_in_times_larger_then_the_next),
        cmocka_unit_test(tiers_choose_when_full_then_the_tier_and_those_below),
        cmocka_unit_test(publishes_when_of_equal_size_then_few_segments_and_few_copies),
        cmocka_unit_test(publishes_when_of_random_sizes_then_each_byte_once_a_tier),
        cmocka_unit_test(publishes_when_small_then_large_ones_are_left_alone),
        cmocka_unit_test(publishes_when_guessed_wrongly_then_still_few_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

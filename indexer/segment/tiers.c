#include "indexer/segment/tiers.h"

#include <stdbool.h>

unsigned tier_of(uint64_t bytes)
{
    unsigned tier = 0;
    for (; bytes > TIER_LOWEST_BYTES; bytes /= TIER_FAN_IN)
        tier++;
    return tier;
}

size_t tiers_choose(const uint64_t *sizes, size_t count, uint64_t added)
{
    size_t chosen = 0;
    uint64_t merged = added;
    while (chosen < count) {
        unsigned tier = tier_of(sizes[count - 1 - chosen]);
        bool is_below = tier < tier_of(merged);
        unsigned members = tier == tier_of(merged);
        size_t end = chosen;
        uint64_t sum = merged;
        for (; end < count && tier_of(sizes[count - 1 - end]) <= tier; end++) {
            members += tier_of(sizes[count - 1 - end]) == tier;
            sum += sizes[count - 1 - end];
        }
        /* A tier may be full without the new one, if that was guessed too small before. */
        if (!is_below && members < TIER_FAN_IN)
            break;
        merged = sum;
        chosen = end;
    }
    return chosen;
}

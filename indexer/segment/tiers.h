/*
 * Which live segments publishing merges. Segments of about one size are a tier, TIER_FAN_IN
 * times larger than the one below; a tier that has so many segments is merged into one of
 * a higher tier. So an index of n publishes has at most TIER_FAN_IN segments on each of
 * log n tiers, and each byte is copied once a tier. Measured in tests/bench/README.md.
 */
#ifndef NDX_SEGMENT_TIERS_H
#define NDX_SEGMENT_TIERS_H

#include <stddef.h>
#include <stdint.h>

enum { TIER_FAN_IN = 4 };
/* Smaller segments are one tier: copying them costs less than searching more of them. */
#define TIER_LOWEST_BYTES ((uint64_t)16 << 20)

/* 0 is the lowest. */
unsigned tier_of(uint64_t bytes);
/*
 * How many of the newest live segments to merge with the new one. sizes: bytes of the live ones,
 * oldest first. added: of the new one, which may be a guess.
 */
size_t tiers_choose(const uint64_t *sizes, size_t count, uint64_t added);

#endif

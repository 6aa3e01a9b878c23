/*
 * The signature of an article's text: tells whether two articles are one story,
 * printed by several outlets or on several days. Made while the words go by,
 * kept in a value slot.
 *
 * It is three sketches. Of all runs of eight words it keeps the smallest hash in
 * each of 42 bins (one-permutation min-hash): the share of equal bins estimates
 * the share of equal runs. Of the figures, and of all names and numbers, it keeps
 * bits. For texts made from one template, weekly schedules or grants to one
 * town after another, have most runs in common, but each has figures and names of
 * its own; of a story that a desk has cut, added to or corrected, only one side has,
 * or it is a single name.
 */
#ifndef NDX_INDEX_SIGNATURE_H
#define NDX_INDEX_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NDX_SIGNATURE_RUN = 8, /* words */
    NDX_SIGNATURE_KEYS = 3,
    NDX_SIGNATURE_BINS = 42,
    NDX_SIGNATURE_FIGURES = 128, /* bits */
    NDX_SIGNATURE_NAMES = 256,
    /* The number of runs, at most 255; the keys; half a byte of each bin, 0: none; the bits. */
    NDX_SIGNATURE_SIZE = 1 + 3 * NDX_SIGNATURE_KEYS + NDX_SIGNATURE_BINS / 2 +
                         NDX_SIGNATURE_FIGURES / 8 + NDX_SIGNATURE_NAMES / 8
};

/* All zero bytes are ready for an article. */
typedef struct ndx_signature_maker {
    uint64_t words[NDX_SIGNATURE_RUN]; /* the last ones */
    uint64_t run;                      /* their hash */
    uint32_t word_count;
    uint64_t bins[NDX_SIGNATURE_BINS]; /* complements of the smallest hashes; 0: none */
    uint8_t figures[NDX_SIGNATURE_FIGURES / 8], names[NDX_SIGNATURE_NAMES / 8];
} ndx_signature_maker;

/* A folded word of the title or the next of the text, by its hash; first: as it is printed. */
void ndx_signature_add_title(ndx_signature_maker *maker, const char *word, uint64_t hash);
void ndx_signature_add(ndx_signature_maker *maker, char first, const char *word, size_t length,
                       uint64_t hash);
/* False when the text is shorter than a run: it has no signature. */
bool ndx_signature_finish(const ndx_signature_maker *maker, char out[NDX_SIGNATURE_SIZE]);

/* The terms by which likely members of a story find each other: one for each key, "" when there is
   none. Of two articles that share half of their runs, 7 in 8 share a key. */
enum { NDX_SIGNATURE_TERM_SIZE = 16 };
void ndx_signature_term(const char signature[NDX_SIGNATURE_SIZE], size_t key,
                        char out[NDX_SIGNATURE_TERM_SIZE]);
uint32_t ndx_signature_key(const char signature[NDX_SIGNATURE_SIZE], size_t i);

/* Whether two articles are one story. */
bool ndx_signature_is_same(const char a[NDX_SIGNATURE_SIZE], const char b[NDX_SIGNATURE_SIZE]);

#endif

#include "searcher/index/signature.h"

#include <stdio.h>
#include <string.h>

enum {
    KEY_BYTES = 3,
    KEYS_AT = 1,
    BINS_AT = KEYS_AT + KEY_BYTES * NDX_SIGNATURE_KEYS,
    FIGURES_AT = BINS_AT + NDX_SIGNATURE_BINS / 2,
    NAMES_AT = FIGURES_AT + NDX_SIGNATURE_FIGURES / 8,
    BINS_PER_KEY = NDX_SIGNATURE_BINS / NDX_SIGNATURE_KEYS,
    RUNS_MAX = 255,
    FIGURE_MARKS = 3 /* bits of one figure: all of them rarely stand for others as well */
};

/* ---- making ------------------------------------------------------------------------- */

static const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15);

/* factor to the power of NDX_SIGNATURE_RUN */
static uint64_t last_factor(void)
{
    uint64_t square = factor * factor, fourth = square * square;
    return fourth * fourth;
}

/* A number below count that follows from the upper half of a hash. */
static uint32_t choose(uint64_t hash, uint32_t count)
{
    return (uint32_t)((hash >> 32) * count >> 32);
}

static uint64_t mix(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * factor;
    return hash ^ hash >> 29;
}

static void mark(uint8_t *bits, uint32_t count, uint64_t hash)
{
    const uint32_t bit = choose(hash, count);
    bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static void mark_figure(ndx_signature_maker *maker, uint64_t hash)
{
    for (int i = 0; i < FIGURE_MARKS; i++)
        mark(maker->figures, NDX_SIGNATURE_FIGURES, hash = mix(hash));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Of three digits or more. Smaller numbers are days, hours and results: one may have been
   corrected. */
static bool is_figure(const char *word, size_t length)
{
    return length > 2 && strspn(word, "0123456789.") == length;
}

void ndx_signature_add_title(ndx_signature_maker *maker, const char *word, uint64_t hash)
{
    if (is_digit(*word))
        mark_figure(maker, hash);
}

void ndx_signature_add(ndx_signature_maker *maker, char first, const char *word, size_t length,
                       uint64_t hash)
{
    uint64_t *oldest = &maker->words[maker->word_count++ % NDX_SIGNATURE_RUN];
    maker->run = maker->run * factor + hash - *oldest * last_factor();
    *oldest = hash;
    if (maker->word_count < NDX_SIGNATURE_RUN)
        return; /* a dateline, which tells nothing */
    if (is_digit(first) && is_figure(word, length))
        mark_figure(maker, hash);
    if (is_digit(first) || (first >= 'A' && first <= 'Z'))
        mark(maker->names, NDX_SIGNATURE_NAMES, mix(hash));
    const uint64_t run = mix(maker->run);
    uint64_t *bin = &maker->bins[choose(run, NDX_SIGNATURE_BINS)];
    const uint64_t low = ~(run & UINT32_MAX);
    if (low > *bin)
        *bin = low;
}

/* 0 is for none. */
static uint32_t not_zero(uint32_t number)
{
    return number ? number : 1;
}

static void put_bin(char *bins, size_t i, uint32_t value)
{
    bins[i / 2] = (char)(uint8_t)((uint8_t)bins[i / 2] | value << i % 2 * 4);
}

static void put_key(char *out, uint64_t smallest)
{
    const uint32_t key = smallest == UINT64_MAX ? 0 : not_zero((uint32_t)smallest & 0xFFFFFF);
    for (int i = 0; i < KEY_BYTES; i++)
        out[i] = (char)(uint8_t)(key >> 8 * i);
}

bool ndx_signature_finish(const ndx_signature_maker *maker, char out[NDX_SIGNATURE_SIZE])
{
    if (maker->word_count < NDX_SIGNATURE_RUN)
        return false;
    const uint32_t runs = maker->word_count - NDX_SIGNATURE_RUN + 1;
    memset(out, 0, NDX_SIGNATURE_SIZE);
    out[0] = (char)(uint8_t)(runs < RUNS_MAX ? runs : RUNS_MAX);
    for (size_t key = 0; key < NDX_SIGNATURE_KEYS; key++) {
        uint64_t smallest = UINT64_MAX;
        for (size_t i = key * BINS_PER_KEY; i < (key + 1) * BINS_PER_KEY; i++) {
            const uint64_t low = ~maker->bins[i];
            if (low == UINT64_MAX)
                continue;
            put_bin(out + BINS_AT, i, not_zero((uint32_t)low & 0xF));
            smallest = low < smallest ? low : smallest;
        }
        put_key(out + KEYS_AT + KEY_BYTES * key, smallest);
    }
    memcpy(out + FIGURES_AT, maker->figures, sizeof maker->figures);
    memcpy(out + NAMES_AT, maker->names, sizeof maker->names);
    return true;
}

/* ---- comparing ---------------------------------------------------------------------- */

uint32_t ndx_signature_key(const char signature[NDX_SIGNATURE_SIZE], size_t i)
{
    uint32_t key = 0;
    for (size_t byte = KEY_BYTES; byte-- > 0;)
        key = key << 8 | (uint8_t)signature[KEYS_AT + KEY_BYTES * i + byte];
    return key;
}

void ndx_signature_term(const char signature[NDX_SIGNATURE_SIZE], size_t key,
                        char out[NDX_SIGNATURE_TERM_SIZE])
{
    const uint32_t hash = ndx_signature_key(signature, key);
    *out = '\0';
    if (hash)
        snprintf(out, NDX_SIGNATURE_TERM_SIZE, "XRUN%06x", hash);
}

/* How much of the runs they share. Of short texts it must be more: there a sentence is a large
   part. */
enum { SHORT_RUNS = 64, SHORT_PERCENT = 80, PERCENT = 50, MANY_NAMES = 12 };

static bool shares_runs(const char *a, const char *b)
{
    unsigned used = 0, equal = 0;
    for (size_t i = 0; i < NDX_SIGNATURE_BINS; i++) {
        const unsigned shift = i % 2 * 4;
        const unsigned x = (uint8_t)a[BINS_AT + i / 2] >> shift & 0xF;
        const unsigned y = (uint8_t)b[BINS_AT + i / 2] >> shift & 0xF;
        used += x || y;
        equal += x && x == y;
    }
    const bool is_short = (uint8_t)a[0] < SHORT_RUNS || (uint8_t)b[0] < SHORT_RUNS;
    const unsigned percent = is_short ? SHORT_PERCENT : PERCENT;
    /* Of unequal bins every 15th looks equal. */
    return equal * 100 * 15 >= used * (percent * 14 + 100);
}

static uint64_t load(const char *bits)
{
    uint64_t word;
    memcpy(&word, bits, sizeof word);
    return word;
}

static bool have_own_figures(const char *a, const char *b)
{
    uint64_t of_a = 0, of_b = 0;
    for (size_t i = FIGURES_AT; i < NAMES_AT; i += 8) {
        of_a |= load(a + i) & ~load(b + i);
        of_b |= load(b + i) & ~load(a + i);
    }
    return of_a && of_b;
}

/* Among many names one may have been corrected. */
static bool have_own_names(const char *a, const char *b)
{
    int of_a = 0, of_b = 0, common = 0;
    for (size_t i = NAMES_AT; i < NDX_SIGNATURE_SIZE; i += 8) {
        const uint64_t x = load(a + i), y = load(b + i);
        of_a += __builtin_popcountll(x & ~y);
        of_b += __builtin_popcountll(y & ~x);
        common += __builtin_popcountll(x & y);
    }
    const int allowed = common >= MANY_NAMES;
    return of_a > allowed && of_b > allowed;
}

bool ndx_signature_is_same(const char a[NDX_SIGNATURE_SIZE], const char b[NDX_SIGNATURE_SIZE])
{
    return !have_own_figures(a, b) && !have_own_names(a, b) && shares_runs(a, b);
}

/*
 * From a word as written to the folded word and its stem. A cache gives both
 * for the words seen before: a few ten thousand make up nearly all of a text.
 */
#ifndef NDX_TEXT_LEXICON_H
#define NDX_TEXT_LEXICON_H

#include <libstemmer.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "searcher/text/analyzer.h"
#include "searcher/text/fold.h"

/* Good until the next call. Both NUL-terminated; an empty word is no word. */
typedef struct ndx_lexeme {
    const char *word, *stem;
    uint32_t word_length, stem_length;
} ndx_lexeme;

typedef struct ndx_lexicon_entry ndx_lexicon_entry;

/* The folded form of a word as far as it is kept, and the hash of all of it. */
typedef struct ndx_folded_word {
    char bytes[NDX_WORD_MAX + 1];
    uint32_t length;
    bool is_cut;
    uint64_t hash;
} ndx_folded_word;

typedef struct ndx_lexicon {
    struct sb_stemmer *stemmer; /* NULL: the stem is the word */
    ndx_lexicon_entry *cache;
    size_t cache_size, cached; /* entries, and words written since it was made */
    ndx_folder folder;
    char spelled[NDX_FOLD_BLOCK + 64]; /* what was added since the last block */
    size_t spelled_length;
    bool is_long; /* a block was folded already: too long for the cache */
    ndx_folded_word word, stem;
} ndx_lexicon;

/* stemmer: libstemmer's name, or "none". */
newsdex_status ndx_lexicon_init(ndx_lexicon *lexicon, const char *stemmer, newsdex_error *err);
void ndx_lexicon_release(ndx_lexicon *lexicon);

/* A word of any length: start, add its bytes (at most 64 at once), finish. */
void ndx_lexicon_start(ndx_lexicon *lexicon);
void ndx_lexicon_add(ndx_lexicon *lexicon, const char *bytes, size_t length);
/* stems: it is a word to stem, not an acronym, symbol, or of a script without stems. */
newsdex_status ndx_lexicon_finish(ndx_lexicon *lexicon, bool stems, ndx_lexeme *out);

/* A word of lower-case ASCII letters and digits, at most NDX_WORD_MAX. */
newsdex_status ndx_lexicon_find_ascii(ndx_lexicon *lexicon, const char *word, size_t length,
                                      bool stems, ndx_lexeme *out);

#endif

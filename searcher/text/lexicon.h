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
#include "searcher/text/ascii.h"
#include "searcher/text/fold.h"

typedef struct ndx_lexicon_slot ndx_lexicon_slot;

/* The folded form of a word as far as it is kept, and the hash of all of it. */
typedef struct ndx_folded_word {
    char bytes[NDX_WORD_MAX + 1];
    uint32_t length;
    bool is_cut;
    uint64_t hash;
} ndx_folded_word;

typedef struct ndx_lexicon {
    struct sb_stemmer *stemmer; /* NULL: the stem is the word */
    ndx_lexicon_slot *slots;    /* of the cache: a hash table, at most half full */
    size_t slot_count, form_count;
    char *texts; /* what the slots have no room for: words and stems */
    size_t texts_length, texts_room;
    uint64_t first_form; /* the number of the first in the cache */
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
/* Sets the token's word, stem and form, the lexicon's until its next call; an empty word is none.
   stems: it is a word to stem, not an acronym, symbol, or of a script without stems. */
newsdex_status ndx_lexicon_finish(ndx_lexicon *lexicon, bool stems, ndx_token *token);

/* Many words to stem, as far as they are in the cache: sets word, stem and form of their tokens,
   and returns the number of tokens set. */
size_t ndx_lexicon_find(const ndx_lexicon *lexicon, const ndx_ascii_word *words, size_t count,
                        ndx_token *tokens);
/* Sets those of the next, one that isn't. */
newsdex_status ndx_lexicon_make(ndx_lexicon *lexicon, const ndx_ascii_word *word, ndx_token *token);

#endif

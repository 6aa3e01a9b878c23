/*
 * Folded words and stems, and the cache of both. It starts small, for queries; when
 * full it is emptied, and larger for a long text.
 */
#include "searcher/text/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/base/utf8.h"

enum {
    MOST_SLOTS = 2 * NDX_FORMS,
    FIRST_SLOTS = MOST_SLOTS / 256,
    SLOT_ALIGNMENT = 32,
    HASH_DIGITS = 16
};

/* Within one line of the processor's cache: a word of up to 16 bytes is found by looking at one
   place. The text is what is left of the key, the word and, where it differs, the stem; both
   end in a NUL. */
struct ndx_lexicon_slot {
    uint64_t head[NDX_KEY_HEAD / 8];
    uint32_t word_at; /* in texts; 0: the slot is free */
    uint32_t number;  /* from 0 since the cache was last empty */
    uint8_t key_length, word_length, stem_length;
    uint8_t stem_after; /* bytes from the word to the stem */
};

/* Of a text: rest of the key, word and stem. */
enum { TEXT_MAX = NDX_KEY_MAX + 2 * (NDX_WORD_MAX + 1) };

static ndx_lexicon_slot *new_slots(size_t count)
{
    ndx_lexicon_slot *slots = aligned_alloc(SLOT_ALIGNMENT, count * sizeof *slots);
    return slots ? memset(slots, 0, count * sizeof *slots) : NULL;
}

newsdex_status ndx_lexicon_init(ndx_lexicon *lexicon, const char *stemmer, newsdex_error *err)
{
    lexicon->stemmer = NULL;
    lexicon->slots = NULL;
    lexicon->texts = NULL;
    newsdex_status status = ndx_folder_init(&lexicon->folder, err);
    if (status)
        return status;
    lexicon->slot_count = FIRST_SLOTS;
    lexicon->form_count = 0;
    lexicon->first_form = 1;
    lexicon->texts_length = 1; /* place 0 is none */
    lexicon->texts_room = 0;
    lexicon->slots = new_slots(FIRST_SLOTS);
    if (!lexicon->slots)
        return ndx_error_nomem(err);
    if (strcmp(stemmer, "none") == 0)
        return NEWSDEX_OK;
    lexicon->stemmer = sb_stemmer_new(stemmer, NULL);
    if (!lexicon->stemmer)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "libstemmer has no stemmer for %s", stemmer);
    return NEWSDEX_OK;
}

void ndx_lexicon_release(ndx_lexicon *lexicon)
{
    if (lexicon->stemmer)
        sb_stemmer_delete(lexicon->stemmer);
    free(lexicon->slots);
    free(lexicon->texts);
}

/* ---- one folded word --------------------------------------------------- */

static void folded_start(ndx_folded_word *word)
{
    word->length = 0;
    word->is_cut = false;
    word->hash = UINT64_C(0xcbf29ce484222325);
}

/* FNV-1a, byte by byte: it doesn't matter how the word was cut into blocks. */
static void folded_add(ndx_folded_word *word, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        word->hash = (word->hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    size_t room = NDX_WORD_MAX - word->length;
    if (length > room) {
        length = room;
        word->is_cut = true;
    }
    memcpy(word->bytes + word->length, bytes, length);
    word->length += (uint32_t)length;
}

static void folded_finish(ndx_folded_word *word)
{
    if (word->is_cut) {
        size_t kept = ndx_utf8_cut(word->bytes, word->length, NDX_WORD_MAX - HASH_DIGITS);
        char digits[HASH_DIGITS + 1];
        ndx_hash_to_hex(word->hash, digits);
        memcpy(word->bytes + kept, digits, HASH_DIGITS);
        word->length = (uint32_t)kept + HASH_DIGITS;
    }
    word->bytes[word->length] = '\0';
}

/* ---- the cache --------------------------------------------------------- */

static uint64_t hash_block(uint64_t hash, uint64_t block)
{
    hash = (hash ^ block) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static size_t rest_of(size_t key_length)
{
    return key_length > NDX_KEY_HEAD ? key_length - NDX_KEY_HEAD : 0;
}

/* Where the search for the key begins. */
static inline size_t place_of(const ndx_lexicon *lexicon, const ndx_word_key *key)
{
    uint64_t hash = hash_block(hash_block(0, key->head[0]), key->head[1]);
    if (key->length > NDX_KEY_HEAD)
        hash ^= ndx_hash(key->rest, rest_of(key->length));
    return hash & (lexicon->slot_count - 1);
}

static bool is_of(const ndx_lexicon *lexicon, const ndx_lexicon_slot *slot, const ndx_word_key *key)
{
    const uint64_t differing = (slot->head[0] ^ key->head[0]) | (slot->head[1] ^ key->head[1]) |
                               (slot->key_length ^ key->length);
    const size_t rest = rest_of(key->length);
    return !differing && (!rest || !memcmp(lexicon->texts + slot->word_at - rest, key->rest, rest));
}

/* The slot of the key, or the free one where it belongs; at: its place_of. */
static inline ndx_lexicon_slot *slot_of(const ndx_lexicon *lexicon, const ndx_word_key *key,
                                        size_t at)
{
    for (;; at++) {
        ndx_lexicon_slot *slot = &lexicon->slots[at & (lexicon->slot_count - 1)];
        if (is_of(lexicon, slot, key) || !slot->word_at)
            return slot;
    }
}

static inline bool find(const ndx_lexicon *lexicon, const ndx_word_key *key, size_t place,
                        ndx_token *token)
{
    const ndx_lexicon_slot *slot = slot_of(lexicon, key, place);
    if (!slot->word_at)
        return false;
    token->word = lexicon->texts + slot->word_at;
    token->word_length = slot->word_length;
    token->stem = token->word + slot->stem_after;
    token->stem_length = slot->stem_length;
    token->form = lexicon->first_form + slot->number;
    return true;
}

/* What was in the cache is made anew when needed. */
static void empty_cache(ndx_lexicon *lexicon)
{
    size_t count = lexicon->slot_count < MOST_SLOTS ? lexicon->slot_count * 4 : MOST_SLOTS;
    ndx_lexicon_slot *larger = count > lexicon->slot_count ? new_slots(count) : NULL;
    if (larger) {
        free(lexicon->slots);
        lexicon->slots = larger;
        lexicon->slot_count = count;
    } else {
        memset(lexicon->slots, 0, lexicon->slot_count * sizeof *lexicon->slots);
    }
    lexicon->first_form += NDX_FORMS;
    lexicon->form_count = 0;
    lexicon->texts_length = 1;
}

/* False when out of memory. */
static bool has_room(ndx_lexicon *lexicon)
{
    size_t needed = lexicon->texts_length + TEXT_MAX;
    if (needed <= lexicon->texts_room)
        return true;
    char *texts = realloc(lexicon->texts, needed * 2);
    if (!texts)
        return false;
    lexicon->texts = texts;
    lexicon->texts_room = needed * 2;
    return true;
}

static size_t append(ndx_lexicon *lexicon, const char *bytes, size_t length)
{
    size_t place = lexicon->texts_length;
    memcpy(lexicon->texts + place, bytes, length);
    lexicon->texts_length += length;
    return place;
}

static bool is_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* Keeps the word; the token gets the number of its form. */
static void keep(ndx_lexicon *lexicon, const ndx_word_key *key, ndx_token *token)
{
    if (lexicon->form_count == lexicon->slot_count / 2)
        empty_cache(lexicon);
    if (!has_room(lexicon))
        return;
    if (key->length > NDX_KEY_HEAD)
        append(lexicon, key->rest, rest_of(key->length));
    const size_t word_at = append(lexicon, token->word, token->word_length + 1);
    size_t stem_at = word_at;
    if (!is_same(token->word, token->word_length, token->stem, token->stem_length))
        stem_at = append(lexicon, token->stem, token->stem_length + 1);
    *slot_of(lexicon, key, place_of(lexicon, key)) = (ndx_lexicon_slot){
        .head = {key->head[0], key->head[1]},
        .word_at = (uint32_t)word_at,
        .number = (uint32_t)lexicon->form_count,
        .key_length = (uint8_t)key->length,
        .word_length = (uint8_t)token->word_length,
        .stem_length = (uint8_t)token->stem_length,
        .stem_after = (uint8_t)(stem_at - word_at),
    };
    token->form = lexicon->first_form + lexicon->form_count++;
}

/* ---- words ------------------------------------------------------------- */

/* Stems the word in lower case and folds the result; a word that was cut has no stem. */
static newsdex_status make_stem(ndx_lexicon *lexicon, bool stems, const char *lower, size_t length)
{
    lexicon->stem = lexicon->word;
    if (!stems || !lexicon->stemmer || lexicon->word.is_cut || length > NDX_FOLD_BLOCK)
        return NEWSDEX_OK;
    const sb_symbol *symbols =
        sb_stemmer_stem(lexicon->stemmer, (const sb_symbol *)lower, (int)length);
    if (!symbols)
        return NEWSDEX_E_NOMEM;
    ndx_fold_start(&lexicon->folder);
    ndx_fold_lower(&lexicon->folder, (const char *)symbols,
                   (size_t)sb_stemmer_length(lexicon->stemmer));
    if (!lexicon->folder.folded_length)
        return NEWSDEX_OK;
    folded_start(&lexicon->stem);
    folded_add(&lexicon->stem, lexicon->folder.folded, lexicon->folder.folded_length);
    folded_finish(&lexicon->stem);
    return NEWSDEX_OK;
}

static void read_made(const ndx_lexicon *lexicon, ndx_token *token)
{
    token->word = lexicon->word.bytes;
    token->word_length = lexicon->word.length;
    token->stem = lexicon->stem.bytes;
    token->stem_length = lexicon->stem.length;
    token->form = 0;
}

static void fold_spelled(ndx_lexicon *lexicon, size_t length)
{
    ndx_fold_block(&lexicon->folder, NDX_FOLD_WORD, lexicon->spelled, length);
    folded_add(&lexicon->word, lexicon->folder.folded, lexicon->folder.folded_length);
    lexicon->spelled_length -= length;
    memmove(lexicon->spelled, lexicon->spelled + length, lexicon->spelled_length);
}

void ndx_lexicon_start(ndx_lexicon *lexicon)
{
    lexicon->spelled_length = 0;
    lexicon->is_long = false;
    ndx_fold_start(&lexicon->folder);
    folded_start(&lexicon->word);
}

void ndx_lexicon_add(ndx_lexicon *lexicon, const char *bytes, size_t length)
{
    memcpy(lexicon->spelled + lexicon->spelled_length, bytes, length);
    lexicon->spelled_length += length;
    while (lexicon->spelled_length > NDX_FOLD_BLOCK) {
        lexicon->is_long = true;
        fold_spelled(lexicon,
                     ndx_fold_cut(&lexicon->folder, lexicon->spelled, lexicon->spelled_length));
    }
}

newsdex_status ndx_lexicon_finish(ndx_lexicon *lexicon, bool stems, ndx_token *token)
{
    ndx_word_key key;
    bool cached =
        !lexicon->is_long && lexicon->spelled_length > 0 && lexicon->spelled_length <= NDX_KEY_MAX;
    if (cached) {
        key = ndx_word_key_of(lexicon->spelled, lexicon->spelled_length);
        if (find(lexicon, &key, place_of(lexicon, &key), token))
            return NEWSDEX_OK;
    }
    fold_spelled(lexicon, lexicon->spelled_length);
    folded_finish(&lexicon->word);
    newsdex_status status = make_stem(lexicon, stems && !lexicon->is_long, lexicon->folder.lower,
                                      lexicon->folder.lower_length);
    if (status)
        return status;
    read_made(lexicon, token);
    if (cached && token->word_length)
        keep(lexicon, &key, token);
    return NEWSDEX_OK;
}

size_t ndx_lexicon_find(const ndx_lexicon *lexicon, const ndx_ascii_word *words, size_t count,
                        ndx_token *tokens)
{
    size_t places[NDX_ASCII_WORDS], found = 0;
    for (size_t i = 0; i < count; i++) {
        places[i] = place_of(lexicon, &words[i].key);
        __builtin_prefetch(&lexicon->slots[places[i]]);
    }
    while (found < count && find(lexicon, &words[found].key, places[found], &tokens[found]))
        found++;
    return found;
}

newsdex_status ndx_lexicon_make(ndx_lexicon *lexicon, const ndx_ascii_word *word, ndx_token *token)
{
    char bytes[NDX_KEY_HEAD];
    ndx_bytes_store(bytes, word->key.head[0]);
    ndx_bytes_store(bytes + 8, word->key.head[1]);
    folded_start(&lexicon->word);
    folded_add(&lexicon->word, bytes, word->key.length);
    folded_finish(&lexicon->word);
    newsdex_status status = make_stem(lexicon, true, bytes, word->key.length);
    if (status)
        return status;
    read_made(lexicon, token);
    keep(lexicon, &word->key, token);
    return NEWSDEX_OK;
}

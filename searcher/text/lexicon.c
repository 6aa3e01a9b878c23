/*
 * Folded words and stems, and the cache of both. Words stand in it in the order
 * they came up, so that the frequent ones are close together. It starts small, for
 * queries; when full it is emptied, and larger for a long text.
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
    ENTRY_ALIGNMENT = 16,
    HASH_DIGITS = 16
};

struct ndx_lexicon_slot {
    uint32_t tag; /* the upper half of the key's hash */
    uint32_t at;  /* the entry's place, in units of its alignment; 0: none */
};

/* bytes: the key in its blocks, then the word and the stem, each with a NUL, where they differ from
   what is there already. */
typedef struct lexicon_entry {
    uint32_t number; /* from 0 since the cache was last empty */
    uint8_t key_length, word_at, word_length, stem_at, stem_length;
    char bytes[];
} lexicon_entry;

/* The longest: key, word and stem. */
enum { ENTRY_MAX = NDX_KEY_MAX + 1 + 2 * (NDX_WORD_MAX + 1) };

newsdex_status ndx_lexicon_init(ndx_lexicon *lexicon, const char *stemmer, newsdex_error *err)
{
    lexicon->stemmer = NULL;
    lexicon->slots = NULL;
    lexicon->entries = NULL;
    newsdex_status status = ndx_folder_init(&lexicon->folder, err);
    if (status)
        return status;
    lexicon->slot_count = FIRST_SLOTS;
    lexicon->form_count = 0;
    lexicon->first_form = 1;
    lexicon->entries_length = ENTRY_ALIGNMENT; /* place 0 is none */
    lexicon->entries_room = 0;
    lexicon->slots = calloc(FIRST_SLOTS, sizeof *lexicon->slots);
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
    free(lexicon->entries);
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

static uint64_t block_at(const char *bytes)
{
    uint64_t block;
    memcpy(&block, bytes, sizeof block);
    return block;
}

static uint64_t hash_block(uint64_t hash, const char *bytes)
{
    hash = (hash ^ block_at(bytes)) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static uint64_t hash_key(const ndx_word_key *key)
{
    uint64_t hash = hash_block(hash_block(key->length, key->bytes), key->bytes + 8);
    for (size_t at = 16; at < key->length; at += 8)
        hash = hash_block(hash, key->bytes + at);
    return hash;
}

static bool is_of(const lexicon_entry *entry, const ndx_word_key *key)
{
    uint64_t differing = (entry->key_length ^ key->length) |
                         (block_at(entry->bytes) ^ block_at(key->bytes)) |
                         (block_at(entry->bytes + 8) ^ block_at(key->bytes + 8));
    for (size_t at = 16; at < key->length; at += 8)
        differing |= block_at(entry->bytes + at) ^ block_at(key->bytes + at);
    return !differing;
}

static lexicon_entry *entry_at(const ndx_lexicon *lexicon, size_t place)
{
    return (lexicon_entry *)(void *)(lexicon->entries + place * ENTRY_ALIGNMENT);
}

/* The slot of the key, or the free one where it belongs. */
static ndx_lexicon_slot *slot_of(const ndx_lexicon *lexicon, const ndx_word_key *key)
{
    uint64_t hash = hash_key(key);
    for (size_t i = hash;; i++) {
        ndx_lexicon_slot *slot = &lexicon->slots[i & (lexicon->slot_count - 1)];
        if (!slot->at || (slot->tag == hash >> 32 && is_of(entry_at(lexicon, slot->at), key))) {
            slot->tag = (uint32_t)(hash >> 32);
            return slot;
        }
    }
}

static bool find_entry(const ndx_lexicon *lexicon, const ndx_word_key *key, ndx_token *token)
{
    const ndx_lexicon_slot *slot = slot_of(lexicon, key);
    if (!slot->at)
        return false;
    const lexicon_entry *entry = entry_at(lexicon, slot->at);
    token->word = entry->bytes + entry->word_at;
    token->word_length = entry->word_length;
    token->stem = entry->bytes + entry->stem_at;
    token->stem_length = entry->stem_length;
    token->form = lexicon->first_form + entry->number;
    return true;
}

/* What was in the cache is made anew when needed. */
static void empty_cache(ndx_lexicon *lexicon)
{
    size_t count = lexicon->slot_count < MOST_SLOTS ? lexicon->slot_count * 4 : MOST_SLOTS;
    ndx_lexicon_slot *larger = count > lexicon->slot_count ? calloc(count, sizeof *larger) : NULL;
    if (larger) {
        free(lexicon->slots);
        lexicon->slots = larger;
        lexicon->slot_count = count;
    } else {
        memset(lexicon->slots, 0, lexicon->slot_count * sizeof *lexicon->slots);
    }
    lexicon->first_form += NDX_FORMS;
    lexicon->form_count = 0;
    lexicon->entries_length = ENTRY_ALIGNMENT;
}

/* Makes room for one more entry; NULL when out of memory. */
static lexicon_entry *add_entry(ndx_lexicon *lexicon, const ndx_word_key *key)
{
    if (lexicon->form_count == lexicon->slot_count / 2)
        empty_cache(lexicon);
    size_t needed = lexicon->entries_length + sizeof(lexicon_entry) + ENTRY_MAX;
    if (needed > lexicon->entries_room) {
        size_t room = needed * 2;
        char *entries = realloc(lexicon->entries, room);
        if (!entries)
            return NULL;
        lexicon->entries = entries;
        lexicon->entries_room = room;
    }
    size_t place = lexicon->entries_length / ENTRY_ALIGNMENT;
    slot_of(lexicon, key)->at = (uint32_t)place;
    lexicon_entry *entry = entry_at(lexicon, place);
    entry->number = (uint32_t)lexicon->form_count++;
    return entry;
}

static uint8_t append_to_entry(lexicon_entry *entry, size_t *length, const char *bytes,
                               size_t added)
{
    size_t place = *length;
    memcpy(entry->bytes + place, bytes, added);
    entry->bytes[place + added] = '\0';
    *length = place + added + 1;
    return (uint8_t)place;
}

static bool is_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* Keeps the word; the token gets the number of its form. */
static void write_entry(ndx_lexicon *lexicon, const ndx_word_key *key, ndx_token *token)
{
    lexicon_entry *entry = add_entry(lexicon, key);
    if (!entry)
        return;
    size_t length = key->length < 16 ? 16 : (key->length / 8 + 1) * 8; /* with a NUL */
    memcpy(entry->bytes, key->bytes, length);
    entry->key_length = (uint8_t)key->length;
    entry->word_at = entry->stem_at = 0;
    entry->word_length = (uint8_t)token->word_length;
    entry->stem_length = (uint8_t)token->stem_length;
    if (!is_same(key->bytes, key->length, token->word, token->word_length))
        entry->word_at = append_to_entry(entry, &length, token->word, token->word_length);
    entry->stem_at = entry->word_at;
    if (!is_same(token->word, token->word_length, token->stem, token->stem_length))
        entry->stem_at = append_to_entry(entry, &length, token->stem, token->stem_length);
    length += sizeof *entry + ENTRY_ALIGNMENT - 1;
    lexicon->entries_length += length - length % ENTRY_ALIGNMENT;
    token->form = lexicon->first_form + entry->number;
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
        ndx_word_key_set(&key, lexicon->spelled, lexicon->spelled_length);
        if (find_entry(lexicon, &key, token))
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
        write_entry(lexicon, &key, token);
    return NEWSDEX_OK;
}

newsdex_status ndx_lexicon_find_ascii(ndx_lexicon *lexicon, const ndx_word_key *word,
                                      ndx_token *token)
{
    if (find_entry(lexicon, word, token))
        return NEWSDEX_OK;
    folded_start(&lexicon->word);
    folded_add(&lexicon->word, word->bytes, word->length);
    folded_finish(&lexicon->word);
    newsdex_status status = make_stem(lexicon, true, word->bytes, word->length);
    if (status)
        return status;
    read_made(lexicon, token);
    write_entry(lexicon, word, token);
    return NEWSDEX_OK;
}

/*
 * Folded words and stems, and the cache of both: direct-mapped, a newer word
 * takes the place. It starts small, for queries, and grows with the text.
 */
#include "searcher/text/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/base/utf8.h"

enum { FIRST_CACHE = 1 << 8, LARGEST_CACHE = 1 << 15, ENTRY_ROOM = 123, HASH_DIGITS = 16 };

/* bytes: the key, then the word and the stem, each with a NUL, where they differ from what is
   there already. */
struct ndx_lexicon_entry {
    uint8_t key_length; /* 0: empty */
    uint8_t word_at, word_length, stem_at, stem_length;
    char bytes[ENTRY_ROOM];
};

newsdex_status ndx_lexicon_init(ndx_lexicon *lexicon, const char *stemmer, newsdex_error *err)
{
    lexicon->stemmer = NULL;
    lexicon->cache = NULL;
    newsdex_status status = ndx_folder_init(&lexicon->folder, err);
    if (status)
        return status;
    lexicon->cache_size = FIRST_CACHE;
    lexicon->cached = 0;
    lexicon->cache = calloc(FIRST_CACHE, sizeof *lexicon->cache);
    if (!lexicon->cache)
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
    free(lexicon->cache);
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

static void read_entry(const ndx_lexicon_entry *entry, ndx_lexeme *out)
{
    out->word = entry->bytes + entry->word_at;
    out->word_length = entry->word_length;
    out->stem = entry->bytes + entry->stem_at;
    out->stem_length = entry->stem_length;
}

static uint8_t append_to_entry(ndx_lexicon_entry *entry, size_t *at, const char *bytes,
                               size_t length)
{
    size_t place = *at;
    memcpy(entry->bytes + place, bytes, length);
    entry->bytes[place + length] = '\0';
    *at = place + length + 1;
    return (uint8_t)place;
}

static bool is_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* Makes the cache larger when it has been written full; what was in it is made anew when needed. */
static void grow_cache(ndx_lexicon *lexicon)
{
    size_t size = lexicon->cache_size * 4;
    ndx_lexicon_entry *cache = calloc(size, sizeof *cache);
    if (!cache) /* the small one will do */
        return;
    free(lexicon->cache);
    lexicon->cache = cache;
    lexicon->cache_size = size;
    lexicon->cached = 0;
}

static ndx_lexicon_entry *find_entry(const ndx_lexicon *lexicon, const char *key, size_t length)
{
    return &lexicon->cache[ndx_hash(key, length) & (lexicon->cache_size - 1)];
}

/* Keeps the word if it fits; the key and the lexeme must not lie in the cache. */
static void write_entry(ndx_lexicon *lexicon, const char *key, size_t key_length,
                        const ndx_lexeme *lexeme)
{
    if (++lexicon->cached > lexicon->cache_size && lexicon->cache_size < LARGEST_CACHE)
        grow_cache(lexicon);
    ndx_lexicon_entry *entry = find_entry(lexicon, key, key_length);
    bool word_differs = !is_same(key, key_length, lexeme->word, lexeme->word_length);
    bool stem_differs =
        !is_same(lexeme->word, lexeme->word_length, lexeme->stem, lexeme->stem_length);
    size_t needed = key_length + 1 + (word_differs ? lexeme->word_length + 1 : 0) +
                    (stem_differs ? lexeme->stem_length + 1 : 0);
    if (needed > ENTRY_ROOM)
        return;
    size_t at = 0;
    append_to_entry(entry, &at, key, key_length);
    entry->key_length = (uint8_t)key_length;
    entry->word_at =
        word_differs ? append_to_entry(entry, &at, lexeme->word, lexeme->word_length) : 0;
    entry->word_length = (uint8_t)lexeme->word_length;
    entry->stem_at = stem_differs ? append_to_entry(entry, &at, lexeme->stem, lexeme->stem_length)
                                  : entry->word_at;
    entry->stem_length = (uint8_t)lexeme->stem_length;
}

static bool entry_is(const ndx_lexicon_entry *entry, const char *key, size_t length)
{
    return is_same(entry->bytes, entry->key_length, key, length);
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

static void read_made(const ndx_lexicon *lexicon, ndx_lexeme *out)
{
    out->word = lexicon->word.bytes;
    out->word_length = lexicon->word.length;
    out->stem = lexicon->stem.bytes;
    out->stem_length = lexicon->stem.length;
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

newsdex_status ndx_lexicon_finish(ndx_lexicon *lexicon, bool stems, ndx_lexeme *out)
{
    char key[NDX_FOLD_BLOCK];
    size_t key_length = lexicon->spelled_length;
    bool cached = !lexicon->is_long && key_length > 0 && key_length < ENTRY_ROOM;
    if (cached) {
        const ndx_lexicon_entry *entry = find_entry(lexicon, lexicon->spelled, key_length);
        if (entry_is(entry, lexicon->spelled, key_length)) {
            read_entry(entry, out);
            return NEWSDEX_OK;
        }
        memcpy(key, lexicon->spelled, key_length);
    }
    fold_spelled(lexicon, lexicon->spelled_length);
    folded_finish(&lexicon->word);
    newsdex_status status = make_stem(lexicon, stems && !lexicon->is_long, lexicon->folder.lower,
                                      lexicon->folder.lower_length);
    if (status)
        return status;
    read_made(lexicon, out);
    if (cached && out->word_length)
        write_entry(lexicon, key, key_length, out);
    return NEWSDEX_OK;
}

newsdex_status ndx_lexicon_find_ascii(ndx_lexicon *lexicon, const char *word, size_t length,
                                      bool stems, ndx_lexeme *out)
{
    const ndx_lexicon_entry *entry = find_entry(lexicon, word, length);
    if (entry_is(entry, word, length)) {
        read_entry(entry, out);
        return NEWSDEX_OK;
    }
    folded_start(&lexicon->word);
    folded_add(&lexicon->word, word, length);
    folded_finish(&lexicon->word);
    newsdex_status status = make_stem(lexicon, stems, word, length);
    if (status)
        return status;
    read_made(lexicon, out);
    write_entry(lexicon, word, length, out);
    return NEWSDEX_OK;
}

/*
 * The analyser: walks over a text and gives its tokens. Plain ASCII words take
 * a short cut; what has signs inside, hyphens or other scripts is scanned word
 * by word into a small queue.
 */
#include "searcher/text/analyzer.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>

#include "searcher/base/error.h"
#include "searcher/base/utf8.h"
#include "searcher/text/analyzer_state.h"
#include "searcher/text/scan.h"

newsdex_status ndx_analyzer_new(const char *language, ndx_analyzer **out, newsdex_error *err)
{
    *out = NULL;
    const ndx_language *found;
    newsdex_status status = ndx_language_find(language, &found, err);
    if (status)
        return status;
    ndx_analyzer *analyzer = calloc(1, sizeof *analyzer);
    if (!analyzer)
        return ndx_error_nomem(err);
    analyzer->language = found;
    analyzer->stop_words = ndx_stop_words_of(found->name);
    analyzer->text = (ndx_text){"", 0, &analyzer->chars};
    status = ndx_lexicon_init(&analyzer->lexicon, found->name, err);
    if (status) {
        ndx_analyzer_free(analyzer);
        return status;
    }
    *out = analyzer;
    return NEWSDEX_OK;
}

void ndx_analyzer_free(ndx_analyzer *analyzer)
{
    if (!analyzer)
        return;
    ndx_lexicon_release(&analyzer->lexicon);
    ndx_dictionary_free(analyzer->dictionary);
    free(analyzer);
}

const char *ndx_analyzer_language(const ndx_analyzer *analyzer)
{
    return analyzer->language->name;
}

void ndx_analyzer_start(ndx_analyzer *analyzer, ndx_analyzer_purpose purpose, const char *text,
                        size_t length, uint32_t first_position)
{
    analyzer->purpose = purpose;
    analyzer->text = (ndx_text){text, length, &analyzer->chars};
    analyzer->offset = 0;
    analyzer->position = first_position;
    analyzer->status = NEWSDEX_OK;
    analyzer->run = NDX_RUN_NONE;
    analyzer->queue_head = analyzer->queue_count = 0;
}

newsdex_status ndx_analyzer_status(const ndx_analyzer *analyzer)
{
    return analyzer->status;
}

uint32_t ndx_analyzer_position(const ndx_analyzer *analyzer)
{
    return analyzer->position;
}

/* ---- tokens into the queue --------------------------------------------- */

/* Adds the bytes start..end to the word being spelled: lower case, one kind of apostrophe, digits
   without grouping. */
static void spell(ndx_analyzer *analyzer, size_t start, size_t end, bool drops_dots)
{
    const ndx_text *text = &analyzer->text;
    char chunk[64];
    size_t count = 0;
    for (size_t at = start; at < end;) {
        char c = text->bytes[at];
        size_t size = 1;
        if (c >= 'A' && c <= 'Z') {
            chunk[count++] = (char)(c + 'a' - 'A');
        } else if ((unsigned char)c < 0x80) {
            if (c != ',' && !(c == '.' && drops_dots))
                chunk[count++] = c;
        } else if (ndx_char_class_at(text, at, &size) == NDX_CHAR_APOSTROPHE) {
            chunk[count++] = '\'';
        } else {
            memcpy(chunk + count, text->bytes + at, size);
            count += size;
        }
        at += size;
        if (count > sizeof chunk - 4) {
            ndx_lexicon_add(&analyzer->lexicon, chunk, count);
            count = 0;
        }
    }
    ndx_lexicon_add(&analyzer->lexicon, chunk, count);
}

/* Queues the word that was spelled. Its memory is reused by the next one, so it is copied. */
static void enqueue(ndx_analyzer *analyzer, ndx_token_kind kind, uint32_t position, size_t start,
                    size_t end, bool stems)
{
    ndx_token *token = &analyzer->queue[analyzer->queue_count];
    ndx_made_word *made = &analyzer->made[analyzer->queue_count];
    newsdex_status status = ndx_lexicon_finish(&analyzer->lexicon, stems, token);
    if (status) {
        analyzer->status = status;
        return;
    }
    if (!token->word_length)
        return;
    analyzer->queue_count++;
    token->word = memcpy(made->word, token->word, token->word_length + 1);
    token->stem = memcpy(made->stem, token->stem, token->stem_length + 1);
    token->offset = start;
    token->length = end - start;
    token->position = position;
    token->kind = kind;
    if (kind != NDX_TOKEN_COMPOUND)
        analyzer->position++;
}

static void enqueue_range(ndx_analyzer *analyzer, ndx_token_kind kind, size_t start, size_t end,
                          bool stems)
{
    ndx_lexicon_start(&analyzer->lexicon);
    spell(analyzer, start, end, false);
    enqueue(analyzer, kind, analyzer->position, start, end, stems);
}

/* ---- written words with hyphens and signs ------------------------------ */

/* The item as one word without signs: obrien, us, well. */
static void spell_joined(ndx_analyzer *analyzer, const ndx_item *item)
{
    if (item->kind == NDX_ITEM_SPLIT) {
        spell(analyzer, item->start, item->first_end, false);
        spell(analyzer, item->second, item->fold_end, false);
    } else {
        spell(analyzer, item->start, item->fold_end,
              item->drops_dots || item->kind == NDX_ITEM_ACRONYM);
    }
}

static void enqueue_item(ndx_analyzer *analyzer, ndx_token_kind kind, const ndx_item *item)
{
    uint32_t position = analyzer->position;
    ndx_lexicon_start(&analyzer->lexicon);
    if (item->kind == NDX_ITEM_SPLIT) {
        enqueue_range(analyzer, kind, item->start, item->first_end, true);
        ndx_lexicon_start(&analyzer->lexicon);
        spell(analyzer, item->second, item->fold_end, false);
        enqueue(analyzer, NDX_TOKEN_PART, analyzer->position, item->second, item->end, true);
    } else {
        spell(analyzer, item->start, item->fold_end, item->drops_dots);
        enqueue(analyzer, kind, position, item->start, item->end, item->kind == NDX_ITEM_WORD);
    }
    bool is_article = analyzer->purpose == NDX_ANALYZE_ARTICLE;
    if (item->kind == NDX_ITEM_SPLIT || (item->kind == NDX_ITEM_ACRONYM && is_article)) {
        ndx_lexicon_start(&analyzer->lexicon);
        spell_joined(analyzer, item);
        enqueue(analyzer, NDX_TOKEN_COMPOUND, position, item->start, item->end, true);
    }
}

/* Signs or points in the middle of a compound would make it something nobody writes. */
static bool makes_compound(const ndx_item *items, size_t count)
{
    bool has_letter = false;
    for (size_t i = 0; i < count; i++) {
        if (items[i].has_point || items[i].kind == NDX_ITEM_SYMBOLS)
            return false;
        has_letter = has_letter || items[i].has_letter;
    }
    return has_letter && count > 1;
}

static void enqueue_compound(ndx_analyzer *analyzer, uint32_t position, const ndx_item *items,
                             size_t count)
{
    ndx_lexicon_start(&analyzer->lexicon);
    for (size_t i = 0; i < count; i++)
        spell_joined(analyzer, &items[i]);
    enqueue(analyzer, NDX_TOKEN_COMPOUND, position, items[0].start, items[count - 1].end, true);
}

/* Queues a hyphenated word, or the next parts of it if it is too long for a compound. */
static void scan_written_word(ndx_analyzer *analyzer, size_t start)
{
    ndx_item items[NDX_COMPOUND_PARTS];
    size_t count = 0, next = start;
    do {
        ndx_scan_item(&analyzer->text, analyzer->language, next, &items[count]);
        next = ndx_scan_hyphen(&analyzer->text, items[count].end);
        count++;
    } while (next && count < NDX_COMPOUND_PARTS);
    bool goes_on = analyzer->run == NDX_RUN_HYPHENS;
    uint32_t position = analyzer->position;
    for (size_t i = 0; i < count; i++)
        enqueue_item(analyzer, i || goes_on ? NDX_TOKEN_PART : NDX_TOKEN_WORD, &items[i]);
    if (!goes_on && !next && makes_compound(items, count))
        enqueue_compound(analyzer, position, items, count);
    analyzer->run = next ? NDX_RUN_HYPHENS : NDX_RUN_NONE;
    analyzer->offset = next ? next : items[count - 1].end;
}

/* ---- Chinese, Japanese, Korean ----------------------------------------- */

/* More marks on one character than any text has. */
enum { CJK_MARKS = 8 };

/* Most characters are common ones that never combine with what is before. */
static bool is_plain_cjk(uint32_t code)
{
    return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0xAC00 && code <= 0xD7A3) ||
           (code >= 0x3041 && code <= 0x3096) || (code >= 0x30A1 && code <= 0x30FA);
}

/* The end of the character with its voicing marks, variation selectors and jamo. */
static size_t cjk_end(const ndx_analyzer *analyzer, size_t start)
{
    const ndx_text *text = &analyzer->text;
    size_t size;
    ndx_char_class_at(text, start, &size);
    size_t end = start + size;
    for (int i = 0; i < CJK_MARKS && end < text->length; i++) {
        uint32_t code;
        size = ndx_utf8_decode(text->bytes + end, text->length - end, &code);
        ndx_char_class class = ndx_char_class_of(text->chars, code);
        bool combines =
            class == NDX_CHAR_IGNORED ||
            ((class == NDX_CHAR_CJK || class == NDX_CHAR_MARK) && !is_plain_cjk(code) &&
             !unorm2_hasBoundaryBefore(analyzer->lexicon.folder.nfkc_casefold, (UChar32)code));
        if (!combines)
            break;
        end += size;
    }
    return end;
}

/* Queues the pair at start; at the end of the run a single character, if it has to be findable
   by itself. */
static void scan_cjk(ndx_analyzer *analyzer, size_t start)
{
    bool is_first = analyzer->run != NDX_RUN_CJK;
    ndx_token_kind kind = is_first ? NDX_TOKEN_WORD : NDX_TOKEN_PART;
    size_t middle = cjk_end(analyzer, start), size;
    analyzer->offset = middle;
    if (ndx_char_class_at(&analyzer->text, middle, &size) == NDX_CHAR_CJK) {
        enqueue_range(analyzer, kind, start, cjk_end(analyzer, middle), false);
        analyzer->run = NDX_RUN_CJK;
        return;
    }
    analyzer->run = NDX_RUN_NONE;
    if (is_first || analyzer->purpose == NDX_ANALYZE_ARTICLE)
        enqueue_range(analyzer, kind, start, middle, false);
}

/* ---- Thai and its like ------------------------------------------------- */

static void scan_dictionary(ndx_analyzer *analyzer, size_t start)
{
    if (!analyzer->dictionary)
        analyzer->dictionary = ndx_dictionary_new();
    if (!analyzer->dictionary ||
        !ndx_dictionary_start(analyzer->dictionary, &analyzer->text, start, &analyzer->offset))
        analyzer->status = NEWSDEX_E_NOMEM;
    analyzer->run = NDX_RUN_DICTIONARY;
}

static void continue_dictionary(ndx_analyzer *analyzer)
{
    size_t start, length;
    if (ndx_dictionary_next(analyzer->dictionary, &start, &length))
        enqueue_range(analyzer, NDX_TOKEN_WORD, start, start + length, false);
    else
        analyzer->run = NDX_RUN_NONE;
}

/* ---- the short cut for ASCII ------------------------------------------- */

/* Queues the next words that take the short cut; false when the one at start doesn't. */
static bool scan_ascii(ndx_analyzer *analyzer, size_t start)
{
    ndx_ascii_word words[NDX_ASCII_WORDS];
    size_t cut = analyzer->general_only ? 0 : ndx_ascii_cut(&analyzer->text, start, words);
    if (!cut)
        return false;
    size_t count = ndx_lexicon_find(&analyzer->lexicon, words, cut, analyzer->queue);
    if (!count) {
        analyzer->status = ndx_lexicon_make(&analyzer->lexicon, words, analyzer->queue);
        count = !analyzer->status;
    }
    for (size_t i = 0; i < count; i++) {
        ndx_token *token = &analyzer->queue[i];
        token->offset = words[i].start;
        token->length = words[i].key.length;
        token->position = analyzer->position++;
        token->kind = NDX_TOKEN_WORD;
        analyzer->offset = token->offset + token->length;
    }
    analyzer->queue_count = count;
    return true;
}

/* ---- the walk ---------------------------------------------------------- */

/* The first letter or digit from offset on. */
static size_t skip_to_word(const ndx_analyzer *analyzer, size_t offset, ndx_char_class *class)
{
    const ndx_text *text = &analyzer->text;
    *class = NDX_CHAR_SEPARATOR;
    while (offset < text->length) {
        if (ndx_ascii_is_letter(text->bytes[offset])) {
            *class = NDX_CHAR_LETTER;
            return offset;
        }
        size_t size = 1;
        if ((unsigned char)text->bytes[offset] >= 0x80) {
            *class = ndx_char_class_at(text, offset, &size);
            if (ndx_char_begins_word(*class) || *class == NDX_CHAR_CJK ||
                *class == NDX_CHAR_DICTIONARY)
                return offset;
        }
        offset += size;
    }
    return offset;
}

static void continue_run(ndx_analyzer *analyzer)
{
    if (analyzer->run == NDX_RUN_DICTIONARY)
        continue_dictionary(analyzer);
    else if (analyzer->run == NDX_RUN_CJK)
        scan_cjk(analyzer, analyzer->offset);
    else
        scan_written_word(analyzer, analyzer->offset);
}

static void begin_run(ndx_analyzer *analyzer, size_t start, ndx_char_class class)
{
    if (class == NDX_CHAR_CJK)
        scan_cjk(analyzer, start);
    else if (class == NDX_CHAR_DICTIONARY)
        scan_dictionary(analyzer, start);
    else
        scan_written_word(analyzer, start);
}

static void scan(ndx_analyzer *analyzer)
{
    if (analyzer->run != NDX_RUN_NONE) {
        continue_run(analyzer);
        return;
    }
    ndx_char_class class;
    size_t start = skip_to_word(analyzer, analyzer->offset, &class);
    if (start == analyzer->text.length)
        analyzer->offset = start;
    else if (class != NDX_CHAR_LETTER || !scan_ascii(analyzer, start))
        begin_run(analyzer, start, class);
}

/* False at the end of the text. */
static bool fill_queue(ndx_analyzer *analyzer)
{
    analyzer->queue_head = analyzer->queue_count = 0;
    while (!analyzer->queue_count && !analyzer->status &&
           (analyzer->run != NDX_RUN_NONE || analyzer->offset < analyzer->text.length))
        scan(analyzer);
    return analyzer->queue_count > 0;
}

bool ndx_analyzer_next(ndx_analyzer *analyzer, ndx_token *token)
{
    if (analyzer->queue_head == analyzer->queue_count && !fill_queue(analyzer))
        return false;
    *token = analyzer->queue[analyzer->queue_head++];
    return true;
}

size_t ndx_analyzer_read(ndx_analyzer *analyzer, const ndx_token **tokens)
{
    if (analyzer->queue_head == analyzer->queue_count && !fill_queue(analyzer))
        return 0;
    size_t head = analyzer->queue_head;
    *tokens = &analyzer->queue[head];
    analyzer->queue_head = analyzer->queue_count;
    return analyzer->queue_count - head;
}

/* ---- stop words and whole values --------------------------------------- */

typedef struct word_key {
    const char *bytes;
    size_t length;
} word_key;

static int compare_word(const void *key, const void *element)
{
    const word_key *wanted = key;
    const char *word = *(const char *const *)element;
    int order = strncmp(wanted->bytes, word, wanted->length);
    return order || !word[wanted->length] ? order : -1;
}

bool ndx_analyzer_is_stop_word(const ndx_analyzer *analyzer, const char *word, size_t length)
{
    word_key key = {word, length};
    return length > 0 && !memchr(word, '\0', length) && analyzer->stop_words.count > 0 &&
           bsearch(&key, analyzer->stop_words.words, analyzer->stop_words.count,
                   sizeof *analyzer->stop_words.words, compare_word) != NULL;
}

/* Appends the bytes, each run of blanks as one, and none at the start. */
static newsdex_status append_tidy(ndx_buffer *out, size_t start, const char *bytes, size_t length,
                                  newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < length && !status;) {
        size_t end = i;
        while (end < length && bytes[end] != ' ')
            end++;
        status = ndx_buffer_append(out, bytes + i, end - i, err);
        bool ends_blank = out->length == start || out->data[out->length - 1] == ' ';
        if (!status && end < length && !ends_blank)
            status = ndx_buffer_append_byte(out, ' ', err);
        i = end + 1;
    }
    return status;
}

newsdex_status ndx_analyzer_fold(ndx_analyzer *analyzer, const char *text, size_t length,
                                 ndx_buffer *out, newsdex_error *err)
{
    ndx_folder *folder = &analyzer->lexicon.folder;
    size_t start = out->length;
    newsdex_status status = NEWSDEX_OK;
    ndx_fold_start(folder);
    for (size_t i = 0; i < length && !status;) {
        size_t size = ndx_fold_cut(folder, text + i, length - i);
        ndx_fold_block(folder, NDX_FOLD_ALL, text + i, size);
        status = append_tidy(out, start, folder->folded, folder->folded_length, err);
        i += size;
    }
    if (status)
        ndx_buffer_truncate(out, start);
    else if (out->length > start && out->data[out->length - 1] == ' ')
        ndx_buffer_truncate(out, out->length - 1);
    return status;
}

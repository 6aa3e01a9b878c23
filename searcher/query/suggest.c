#include "searcher/query/suggest.h"

#include <string.h>

#include "searcher/base/edit_distance.h"
#include "searcher/base/utf8.h"
#include "searcher/query/forms.h"
#include "searcher/query/tree.h"

enum {
    WORDS_MAX = 4,         /* looked at in the index's word list, for one query */
    LETTERS_MIN = 4,       /* shorter words are near to too many */
    TWO_EDITS_LETTERS = 6, /* from so many on */
    CANDIDATES_MAX = 100,
    RARE_ARTICLES = 5000, /* a word that fewer than one in so many articles have is rare, ... */
    TIMES_MORE = 50,      /* and maybe wrong where a near one is so much more frequent */
    LETTERS_PER_EDIT = 5  /* with fewer, what is near must be frequent, too, to be meant */
};

typedef struct suggester {
    const newsdex_query *query;
    xapc_database *db;
    const char *text;
    size_t length;
    uint32_t articles, words; /* in the index; looked at so far */
    size_t copied;            /* of the text */
    ndx_buffer *out;
    newsdex_error *err;
} suggester;

/* Whether an article has the leaf in one of its other spellings. */
static newsdex_status find_leaf(suggester *to, const ndx_leaf *leaf, bool *found)
{
    ndx_forms forms = {NULL, 0};
    xapc_query *built = NULL;
    xapc_page *page = NULL;
    xapc_search_options one = XAPC_SEARCH_OPTIONS_INIT;
    one.limit = 1;
    newsdex_status status =
        ndx_query_build_leaf(to->query, leaf->index, to->db, &forms, &built, to->err);
    if (!status)
        status = xapc_database_search(to->db, built, &one, &page, to->err);
    *found = page && page->count;
    xapc_page_free(page);
    xapc_query_free(built);
    ndx_forms_release(&forms);
    return status;
}

static bool is_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || code >= 0x80;
}

static bool is_of_letters(const char *text, size_t length, ndx_letters *letters)
{
    if (!ndx_letters_read(text, length, letters))
        return false;
    for (uint32_t i = 0; i < letters->count; i++)
        if (!is_letter(letters->codes[i]))
            return false;
    return true;
}

/* ---- a better word ------------------------------------------------------------------ */

typedef struct wanted {
    ndx_pattern pattern;
    size_t prefix_length; /* of the field */
} wanted;

static uint32_t judge(void *context, const char *term, size_t length)
{
    const wanted *w = context;
    return ndx_pattern_distance(&w->pattern, term + w->prefix_length, length - w->prefix_length);
}

/* The first letter is taken for right: so only a part of the word list is looked at. */
static newsdex_status find_near(suggester *to, const ndx_field *field, ndx_query_text word,
                                const ndx_letters *letters, xapc_found_terms **found)
{
    const char *prefix = field ? field->prefix : "";
    uint32_t edits = letters->count < TWO_EDITS_LETTERS ? 1 : 2, code;
    wanted w = {{NDX_PATTERN_FUZZY, word.length, word.text, letters, edits}, strlen(prefix)};
    ndx_buffer beginning;
    ndx_buffer_init(&beginning, NDX_WORD_MAX + 16);
    newsdex_status status =
        ndx_buffer_append_format(&beginning, to->err, "%s%.*s", prefix,
                                 (int)ndx_utf8_decode(word.text, word.length, &code), word.text);
    if (!status)
        status = xapc_database_find_terms(to->db, beginning.data, beginning.length, judge, &w,
                                          CANDIDATES_MAX, found, to->err);
    ndx_buffer_release(&beginning);
    return status;
}

/* The nearest that is frequent enough, NULL when there is none; but a farther one that is so much
   more frequent again, as others make typing errors, too. */
static const xapc_found_term *choose(const xapc_found_terms *found, size_t prefix_length,
                                     uint32_t documents, uint32_t letters)
{
    const xapc_found_term *best = NULL;
    ndx_letters near;
    for (size_t i = 0; i < found->count; i++) {
        const xapc_found_term *term = &found->terms[i];
        uint32_t rival = best ? best->documents : documents;
        if (!rival && letters < LETTERS_PER_EDIT * term->distance)
            rival = 1;
        if (term->distance && term->documents >= (uint64_t)rival * TIMES_MORE &&
            is_of_letters(term->text + prefix_length, term->length - prefix_length, &near))
            best = term;
    }
    return best;
}

/* Copies the text up to the place, and the better word instead of what stands there. */
static newsdex_status replace(suggester *to, ndx_query_place place, const char *word, size_t length)
{
    newsdex_status status =
        ndx_buffer_append(to->out, to->text + to->copied, place.offset - to->copied, to->err);
    to->copied = place.offset + place.length;
    return status ? status : ndx_buffer_append(to->out, word, length, to->err);
}

static newsdex_status improve(suggester *to, const ndx_leaf *leaf, uint32_t i,
                              const ndx_letters *letters, uint32_t documents)
{
    const ndx_field *field = leaf->face.field;
    size_t prefix_length = field ? strlen(field->prefix) : 0;
    xapc_found_terms *found = NULL;
    to->words++;
    newsdex_status status = find_near(to, field, leaf->words[i], letters, &found);
    const xapc_found_term *term =
        status ? NULL : choose(found, prefix_length, documents, letters->count);
    if (term)
        status =
            replace(to, leaf->places[i], term->text + prefix_length, term->length - prefix_length);
    xapc_found_terms_free(found);
    return status;
}

/* ---- the query ---------------------------------------------------------------------- */

static newsdex_status check_word(suggester *to, const ndx_leaf *leaf, uint32_t i)
{
    bool stem = leaf->kind == NDX_LEAF_WORD && leaf->stem.length, found = false;
    uint32_t documents = 0;
    ndx_letters letters;
    if (to->words == WORDS_MAX || leaf->places[i].offset < to->copied ||
        !is_of_letters(leaf->words[i].text, leaf->words[i].length, &letters) ||
        letters.count < LETTERS_MIN)
        return NEWSDEX_OK;
    newsdex_status status =
        ndx_query_word_articles(to->db, stem ? "Z" : "", leaf->face.field,
                                stem ? leaf->stem : leaf->words[i], &documents, to->err);
    if (status || documents > to->articles / RARE_ARTICLES)
        return status;
    if (!documents && leaf->kind == NDX_LEAF_WORD && (status = find_leaf(to, leaf, &found)))
        return status;
    return found ? NEWSDEX_OK : improve(to, leaf, i, &letters, documents);
}

newsdex_status ndx_query_suggest(const newsdex_query *query, xapc_database *db, const char *text,
                                 size_t length, ndx_buffer *out, newsdex_error *err)
{
    suggester to = {
        .query = query, .db = db, .text = text, .length = length, .out = out, .err = err};
    newsdex_status status = xapc_database_count(db, &to.articles, err);
    for (size_t i = 0; i < query->leaf_count && !status; i++) {
        const ndx_leaf *leaf = query->leaves[i];
        bool words = leaf->kind == NDX_LEAF_WORD || leaf->kind == NDX_LEAF_PHRASE;
        for (uint32_t k = 0;
             words && leaf->places && !leaf->face.excluded && k < leaf->word_count && !status; k++)
            status = check_word(&to, leaf, k);
    }
    if (!status && to.copied)
        status = ndx_buffer_append(out, text + to.copied, length - to.copied, err);
    return status;
}

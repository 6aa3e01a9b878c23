/* Other spellings of words ("wellbeing", "well being"), and what shows a leaf in a text. */
#include <string.h>

#include "searcher/base/utf8.h"
#include "searcher/query/tree.h"

enum {
    SPLIT_LETTERS_MIN = 5,
    SPLIT_LETTERS_MAX = 24,
    HALF_LETTERS_MIN = 2,
    JOINED_LENGTH_MAX = 40,
    FORMS_MAX = 1000,
    FUZZY_FORMS_MAX = 100
};

uint32_t ndx_leaf_forms_max(const ndx_leaf *leaf)
{
    return leaf->pattern.kind == NDX_PATTERN_FUZZY ? FUZZY_FORMS_MAX : FORMS_MAX;
}

bool ndx_leaf_is_stop_word(const ndx_analyzer *analyzer, const ndx_leaf *leaf)
{
    return leaf->kind == NDX_LEAF_WORD && !leaf->face.field &&
           ndx_analyzer_is_stop_word(analyzer, leaf->words[0].text, leaf->words[0].length);
}

/* ---- splits --------------------------------------------------------------------- */

/* The byte offset of each letter and of the end; returns the letters, 0 when too many. */
static uint32_t find_letters(ndx_query_text word, uint8_t offsets[SPLIT_LETTERS_MAX + 1])
{
    uint32_t count = 0;
    for (size_t i = 0; i < word.length; count++) {
        uint32_t code;
        if (count == SPLIT_LETTERS_MAX)
            return 0;
        offsets[count] = (uint8_t)i;
        i += ndx_utf8_decode(word.text + i, word.length - i, &code);
    }
    offsets[count] = (uint8_t)word.length;
    return count;
}

bool ndx_leaf_add_splits(ndx_arena *arena, ndx_analyzer *analyzer, ndx_leaf *leaf)
{
    uint8_t offsets[SPLIT_LETTERS_MAX + 1];
    if (!leaf->alphabetic || ndx_leaf_is_stop_word(analyzer, leaf))
        return true;
    ndx_query_text word = leaf->words[0];
    uint32_t letters = find_letters(word, offsets);
    if (letters < SPLIT_LETTERS_MIN)
        return true;
    uint8_t *splits = ndx_arena_alloc(arena, letters);
    if (!splits)
        return false;
    /* From the middle outwards; "the rapist" is no spelling of "therapist". */
    for (uint32_t i = 0; i < letters; i++) {
        uint32_t steps = (i + 1) / 2;
        uint32_t at = i % 2 ? letters / 2 - steps : letters / 2 + steps;
        if (at >= HALF_LETTERS_MIN && at + HALF_LETTERS_MIN <= letters &&
            !ndx_analyzer_is_stop_word(analyzer, word.text, offsets[at]))
            splits[leaf->split_count++] = offsets[at];
    }
    leaf->splits = splits;
    return true;
}

/* ---- joined neighbours ------------------------------------------------------------ */

/* The joined word as the analyser sees it; false when it isn't one plain word. */
static bool analyse_joined(ndx_analyzer *analyzer, const char *text, size_t length,
                           ndx_token *token)
{
    ndx_token more;
    ndx_analyzer_start(analyzer, NDX_ANALYZE_QUERY, text, length, 1);
    if (!ndx_analyzer_next(analyzer, &more) || ndx_analyzer_next(analyzer, &more))
        return false;
    ndx_analyzer_start(analyzer, NDX_ANALYZE_QUERY, text, length, 1);
    return ndx_analyzer_next(analyzer, token) && token->word_length == length &&
           !memcmp(token->word, text, length);
}

bool ndx_leaf_join(ndx_arena *arena, ndx_analyzer *analyzer, ndx_leaf *first, ndx_leaf *second)
{
    if (!first->alphabetic || !second->alphabetic || first->face.field != second->face.field ||
        ndx_leaf_is_stop_word(analyzer, first))
        return true;
    ndx_query_text left = first->words[0], right = second->words[0];
    if (left.length + right.length > JOINED_LENGTH_MAX)
        return true;
    char text[JOINED_LENGTH_MAX];
    uint32_t length = left.length + right.length;
    memcpy(text, left.text, left.length);
    memcpy(text + left.length, right.text, right.length);
    ndx_token token;
    if (!analyse_joined(analyzer, text, length, &token))
        return ndx_analyzer_status(analyzer) == NEWSDEX_OK;
    ndx_query_joined *joined = ndx_arena_zeros(arena, 1, sizeof *joined);
    if (!joined)
        return false;
    joined->word = (ndx_query_text){ndx_arena_copy(arena, text, length), length};
    joined->stem =
        (ndx_query_text){ndx_arena_copy(arena, token.stem, token.stem_length), token.stem_length};
    first->joined_after = second->joined_before = joined;
    return joined->word.text && joined->stem.text;
}

/* ---- evidence ---------------------------------------------------------------------- */

static bool add_evidence(ndx_arena *arena, ndx_evidence *evidence, ndx_pattern_kind kind,
                         const ndx_query_text *words, uint32_t count)
{
    ndx_pattern *patterns = ndx_arena_zeros(arena, count, sizeof *patterns);
    if (!patterns)
        return false;
    for (uint32_t i = 0; i < count; i++)
        patterns[i] = (ndx_pattern){kind, words[i].length, words[i].text, NULL, 0};
    *evidence = (ndx_evidence){patterns, count, 0, false};
    return true;
}

static bool add_phrase(ndx_arena *arena, ndx_evidence *evidence, const ndx_query_text *words,
                       uint32_t count, uint32_t window)
{
    if (!add_evidence(arena, evidence, NDX_PATTERN_WORD, words, count))
        return false;
    if (count > 1) {
        evidence->window = window > count ? window : count;
        evidence->in_order = true;
    }
    return true;
}

static bool add_main(ndx_arena *arena, ndx_evidence *evidence, const ndx_leaf *leaf)
{
    switch (leaf->kind) {
    case NDX_LEAF_WORD:
        return add_evidence(arena, evidence, NDX_PATTERN_STEM, &leaf->stem, 1);
    case NDX_LEAF_FORMS:
        *evidence = (ndx_evidence){&leaf->pattern, 1, 0, false};
        return true;
    case NDX_LEAF_NEAR:
        if (!add_evidence(arena, evidence, NDX_PATTERN_WORD, leaf->words, leaf->word_count))
            return false;
        evidence->window = leaf->window;
        return true;
    default:
        return add_phrase(arena, evidence, leaf->words, leaf->word_count, leaf->window);
    }
}

static bool add_split(ndx_arena *arena, ndx_evidence *evidence, ndx_query_text word, uint8_t at)
{
    ndx_query_text halves[2] = {{ndx_arena_copy(arena, word.text, at), at},
                                {word.text + at, word.length - at}};
    return halves[0].text && add_phrase(arena, evidence, halves, 2, 0);
}

bool ndx_leaf_add_evidence(ndx_arena *arena, ndx_leaf *leaf)
{
    if (leaf->face.excluded || (leaf->face.field && leaf->face.field->kind != NDX_FIELD_STEMMED))
        return true;
    ndx_evidence *evidence = ndx_arena_zeros(arena, leaf->split_count + 4, sizeof *evidence);
    if (!evidence || !add_main(arena, evidence, leaf))
        return false;
    uint32_t count = 1;
    const ndx_query_text *stems[] = {leaf->compound.length ? &leaf->compound : NULL,
                                     leaf->joined_before ? &leaf->joined_before->stem : NULL,
                                     leaf->joined_after ? &leaf->joined_after->stem : NULL};
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        if (stems[i] && !add_evidence(arena, &evidence[count++], NDX_PATTERN_STEM, stems[i], 1))
            return false;
    for (uint32_t i = 0; i < leaf->split_count; i++)
        if (!add_split(arena, &evidence[count++], leaf->words[0], leaf->splits[i]))
            return false;
    leaf->face.evidence = evidence;
    leaf->face.evidence_count = count;
    return true;
}

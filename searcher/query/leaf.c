/* Written words, quoted text and field values to leaves of the tree. */
#include <stdio.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/utf8.h"
#include "searcher/query/field_value.h"
#include "searcher/query/leaf.h"

enum { NEAR_DISTANCE_MAX = 500 };

static bool copy_text(ndx_arena *arena, const char *text, size_t length, ndx_query_text *out)
{
    *out = (ndx_query_text){ndx_arena_copy(arena, text, length), (uint32_t)length};
    return out->text;
}

static bool count_words(ndx_query_parser *parser, const char *text, size_t length, uint32_t *count)
{
    ndx_token token;
    *count = 0;
    ndx_analyzer_start(parser->analyzer, NDX_ANALYZE_QUERY, text, length, 1);
    while (ndx_analyzer_next(parser->analyzer, &token)) {
        if (token.kind == NDX_TOKEN_COMPOUND)
            continue;
        if (!ndx_query_count_word(parser))
            return false;
        ++*count;
    }
    if (ndx_analyzer_status(parser->analyzer))
        ndx_query_fail_nomem(parser);
    return !parser->status;
}

static bool keep_token(ndx_arena *arena, const ndx_token *token, ndx_query_analysis *out)
{
    if (token->offset + token->length > out->end)
        out->end = token->offset + token->length;
    if (token->kind == NDX_TOKEN_COMPOUND)
        return out->compound.length ||
               copy_text(arena, token->stem, token->stem_length, &out->compound);
    if (!out->count) {
        out->offset = token->offset;
        if (!copy_text(arena, token->stem, token->stem_length, &out->stem))
            return false;
    }
    out->written += token->kind == NDX_TOKEN_WORD;
    out->places[out->count] = (ndx_query_place){(uint32_t)token->offset, (uint32_t)token->length};
    return copy_text(arena, token->word, token->word_length, &out->words[out->count++]);
}

bool ndx_query_analyse(ndx_query_parser *parser, const char *text, size_t length,
                       ndx_query_analysis *out)
{
    ndx_arena *arena = &parser->query->arena;
    ndx_token token;
    uint32_t count;
    memset(out, 0, sizeof *out);
    if (!count_words(parser, text, length, &count))
        return false;
    out->words = ndx_arena_zeros(arena, count, sizeof *out->words);
    out->places = ndx_arena_zeros(arena, count, sizeof *out->places);
    bool kept = out->words && out->places;
    ndx_analyzer_start(parser->analyzer, NDX_ANALYZE_QUERY, text, length, 1);
    while (kept && ndx_analyzer_next(parser->analyzer, &token))
        kept = keep_token(arena, &token, out);
    if (!kept || ndx_analyzer_status(parser->analyzer))
        ndx_query_fail_nomem(parser);
    return !parser->status;
}

static bool is_cjk(uint32_t code)
{
    return (code >= 0x2E80 && code <= 0x312F) || (code >= 0x31A0 && code <= 0x31FF) ||
           (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xAC00 && code <= 0xD7AF) ||
           (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFF66 && code <= 0xFF9D) ||
           (code >= 0x20000 && code <= 0x3FFFF);
}

uint32_t ndx_query_look_at(ndx_query_text word, bool *cjk, bool *alphabetic)
{
    uint32_t count = 0, code;
    *cjk = *alphabetic = true;
    for (size_t i = 0; i < word.length; count++) {
        i += ndx_utf8_decode(word.text + i, word.length - i, &code);
        *cjk &= is_cjk(code);
        *alphabetic &= (code >= 'a' && code <= 'z') || (code >= 0xC0 && code < 0x530);
    }
    return count;
}

ndx_node *ndx_query_new_leaf(ndx_query_parser *parser, const ndx_field *field, ndx_leaf_kind kind,
                             const ndx_query_token *token)
{
    ndx_arena *arena = &parser->query->arena;
    ndx_node *node = ndx_node_new(arena, NDX_NODE_LEAF, token->offset);
    ndx_leaf *leaf = ndx_arena_zeros(arena, 1, sizeof *leaf);
    if (!node || !leaf)
        return ndx_query_fail_nomem(parser);
    leaf->face.field = field;
    leaf->kind = kind;
    node->leaf = leaf;
    return node;
}

static ndx_node *empty_node(ndx_query_parser *parser, const ndx_query_token *token)
{
    ndx_arena *arena = &parser->query->arena;
    ndx_node *node = ndx_node_new(arena, NDX_NODE_EMPTY, token->offset);
    if (!node)
        return ndx_query_fail_nomem(parser);
    size_t shown = ndx_utf8_cut(token->text, token->length, 20);
    node->typed = ndx_arena_copy(arena, token->text, shown);
    return node->typed ? node : ndx_query_fail_nomem(parser);
}

/* Whether text, read as a query, is one word and nothing else. */
static ndx_query_token_kind read_back(const char *text, size_t length)
{
    ndx_query_lexer lexer;
    ndx_query_token token;
    ndx_query_lexer_init(&lexer, text, length);
    ndx_query_lexer_next(&lexer, &token);
    return token.length == length ? token.kind : NDX_QUERY_END;
}

bool ndx_query_set_plain_word(ndx_query_parser *parser, ndx_leaf *leaf, const char *text,
                              size_t length, const char *suffix)
{
    ndx_arena *arena = &parser->query->arena;
    char *plain = ndx_arena_alloc(arena, length + strlen(suffix) + 3);
    if (!plain)
        return ndx_query_fail_nomem(parser);
    ndx_query_token_kind kind = read_back(text, length);
    bool is_operator = kind == NDX_QUERY_AND || kind == NDX_QUERY_OR || kind == NDX_QUERY_NOT ||
                       kind == NDX_QUERY_NEAR;
    leaf->quoted |= kind != NDX_QUERY_WORD && !is_operator && !*suffix;
    size_t at = 0;
    if (leaf->quoted)
        plain[at++] = '"';
    for (size_t i = 0; i < length; i++) {
        bool upper = text[i] >= 'A' && text[i] <= 'Z';
        plain[at++] = is_operator && upper ? (char)(text[i] | 0x20) : text[i];
    }
    strcpy(plain + at, leaf->quoted ? "\"" : suffix);
    leaf->plain = plain;
    return true;
}

static bool set_plain_quoted(ndx_query_parser *parser, ndx_leaf *leaf, const char *text,
                             size_t length, const ndx_query_token *token)
{
    enum { MARKS = 16 }; /* two quotes, ~ and a number */
    char *plain = ndx_arena_alloc(&parser->query->arena, length + MARKS);
    if (!plain)
        return ndx_query_fail_nomem(parser);
    int at = sprintf(plain, "\"%.*s\"", (int)length, text);
    if (token->tilde)
        sprintf(plain + at, "~%u", token->distance);
    leaf->plain = plain;
    leaf->quoted = true;
    return true;
}

/* ---- words ------------------------------------------------------------------- */

void ndx_query_set_pattern(ndx_leaf *leaf, ndx_pattern_kind kind, ndx_query_text text)
{
    leaf->kind = NDX_LEAF_FORMS;
    leaf->pattern = (ndx_pattern){kind, text.length, text.text, NULL, 0};
}

void ndx_query_set_words(ndx_leaf *leaf, const ndx_query_analysis *words)
{
    bool stems = !leaf->face.field || leaf->face.field->kind == NDX_FIELD_STEMMED;
    bool cjk, alphabetic;
    uint32_t characters = ndx_query_look_at(words->words[0], &cjk, &alphabetic);
    leaf->words = words->words;
    leaf->word_count = words->count;
    leaf->kind = words->count > 1 || leaf->quoted ? NDX_LEAF_PHRASE : NDX_LEAF_WORD;
    /* Runs of Chinese are indexed as pairs of characters, so one alone is the start of a word. */
    if (words->count == 1 && cjk && characters == 1)
        ndx_query_set_pattern(leaf, NDX_PATTERN_PREFIX, words->words[0]);
    if (leaf->quoted || !stems)
        return;
    leaf->stem = words->stem;
    if (words->written == 1)
        leaf->compound = words->compound;
    leaf->alphabetic = leaf->kind == NDX_LEAF_WORD && alphabetic && !leaf->compound.length;
}

/* Whether the ~ behind quoted text, if any, has a meaning there. */
static bool check_slop(ndx_query_parser *parser, const ndx_query_token *token, uint32_t words)
{
    if (token->tilde && words < 2)
        ndx_query_fail_at(
            parser, token->tilde,
            "~ goes behind a phrase of several words, or behind a word without quotes");
    else if (token->tilde && (!token->distance || token->distance > NEAR_DISTANCE_MAX))
        ndx_query_fail_at(parser, token->tilde,
                          "say how many more words may stand between, from 1 to %d, as in "
                          "\"night service\"~3",
                          NEAR_DISTANCE_MAX);
    return !parser->status;
}

/* token: what was analysed, byte for byte. */
static void set_places(ndx_leaf *leaf, const ndx_query_analysis *words,
                       const ndx_query_token *token)
{
    for (uint32_t i = 0; i < words->count; i++)
        words->places[i].offset += (uint32_t)token->text_offset;
    leaf->places = words->places;
}

static ndx_node *quoted_node(ndx_query_parser *parser, const ndx_query_token *token,
                             const ndx_field *field)
{
    ndx_query_analysis words;
    ndx_query_text text;
    if (!ndx_query_collapse_space(parser, token, &text) ||
        !ndx_query_analyse(parser, text.text, text.length, &words))
        return NULL;
    if (!words.count)
        return empty_node(parser, token);
    if (!check_slop(parser, token, words.count))
        return NULL;
    ndx_node *node = ndx_query_new_leaf(parser, field, NDX_LEAF_PHRASE, token);
    if (!node || !set_plain_quoted(parser, node->leaf, text.text, text.length, token))
        return NULL;
    ndx_query_set_words(node->leaf, &words);
    if (text.length == token->length && !memcmp(text.text, token->text, text.length))
        set_places(node->leaf, &words, token);
    if (token->tilde)
        node->leaf->window = words.count + token->distance;
    return node;
}

/* Behind a phrase or a bracket a wildcard or ~ has no meaning. */
static bool check_behind_phrase(ndx_query_parser *parser, const ndx_query_token *token)
{
    if (!token->glued || (token->before != NDX_QUERY_QUOTED && token->before != NDX_QUERY_CLOSE))
        return true;
    if (token->text[0] == '*')
        ndx_query_fail_at(parser, token->offset, "* belongs to a word, as in suspen*");
    if (token->text[0] == '~')
        ndx_query_fail_at(parser, token->offset, "~ goes behind a word or a phrase in quotes");
    return !parser->status;
}

static ndx_node *plain_word_node(ndx_query_parser *parser, const ndx_query_token *token,
                                 const ndx_field *field, const ndx_query_analysis *words)
{
    ndx_node *node = ndx_query_new_leaf(parser, field, NDX_LEAF_WORD, token);
    if (!node || !ndx_query_set_plain_word(parser, node->leaf, token->text + words->offset,
                                           words->end - words->offset, ""))
        return NULL;
    ndx_query_set_words(node->leaf, words);
    set_places(node->leaf, words, token);
    return node;
}

/* ---- written words --------------------------------------------------------------- */

/* The bytes of the token in which * and ? are wildcards: a ? that ends a word is punctuation. */
static size_t wildcards_end(const ndx_query_token *token, size_t words_end)
{
    const char *star = memrchr(token->text, '*', token->length);
    size_t stars_end = star ? (size_t)(star - token->text) + 1 : 0;
    return stars_end > words_end ? stars_end : words_end;
}

static ndx_node *word_node(ndx_query_parser *parser, const ndx_query_token *token,
                           const ndx_field *field)
{
    ndx_query_analysis words;
    if (!check_behind_phrase(parser, token))
        return NULL;
    if (token->length == 1 && token->text[0] == '*')
        return field ? ndx_query_fail_at(parser, token->offset,
                                         "put at least %d letters before *, as in %s:su*",
                                         NDX_QUERY_LETTERS_MIN, field->name)
                     : ndx_node_new(&parser->query->arena, NDX_NODE_ALL, token->offset);
    if (!ndx_query_analyse(parser, token->text, token->length, &words))
        return NULL;
    if (!words.count)
        return empty_node(parser, token);
    const char *tilde = ndx_query_find_fuzzy(token, words.end);
    if (tilde)
        return ndx_query_fuzzy_node(parser, token, tilde, field);
    size_t end = wildcards_end(token, words.end);
    const char *star = memchr(token->text, '*', end), *mark = memchr(token->text, '?', end);
    if (star && !mark && star + 1 == token->text + end)
        return ndx_query_prefix_node(parser, token, end - 1, field, &words);
    ndx_node *node = NULL;
    if (star || mark)
        node = ndx_query_wildcard_node(parser, token, end, field);
    if (node || parser->status)
        return node;
    if (star)
        return ndx_query_fail_at(parser, token->offset + (size_t)(star - token->text),
                                 "* can only stand in a single word, as in wo*d; quote a text to "
                                 "search it as it is");
    return plain_word_node(parser, token, field, &words);
}

ndx_node *ndx_query_leaf_node(ndx_query_parser *parser, const ndx_query_token *token,
                              const ndx_field *field)
{
    if (field && field->kind != NDX_FIELD_STEMMED && field->kind != NDX_FIELD_WORDS) {
        if (token->tilde)
            return ndx_query_fail_at(parser, token->tilde, "%s: holds no phrases for ~",
                                     field->name);
        ndx_node *node = ndx_query_new_leaf(parser, field, NDX_LEAF_TERMS, token);
        return node && ndx_query_set_value(parser, node->leaf, token) ? node : NULL;
    }
    return token->kind == NDX_QUERY_QUOTED ? quoted_node(parser, token, field)
                                           : word_node(parser, token, field);
}

/* ---- NEAR -------------------------------------------------------------------- */

static bool check_near(ndx_query_parser *parser, const ndx_node *near, uint32_t distance)
{
    if (distance < 1 || distance > NEAR_DISTANCE_MAX)
        ndx_query_fail_at(parser, near->offset, "the number after NEAR/ must be from 1 to %d",
                          NEAR_DISTANCE_MAX);
    for (const ndx_node *child = near->first; child && !parser->status; child = child->next) {
        const ndx_leaf *leaf = child->leaf;
        if (child->kind != NDX_NODE_LEAF ||
            (leaf->kind != NDX_LEAF_WORD && leaf->kind != NDX_LEAF_PHRASE) ||
            (leaf->quoted && leaf->word_count > 1))
            ndx_query_fail_at(parser, child->offset,
                              "NEAR joins single words, as in cloud NEAR/5 surveillance");
        else if (leaf->face.field != near->first->leaf->face.field)
            ndx_query_fail_at(parser, child->offset,
                              "NEAR joins words of one field, as in title:(cloud NEAR/5 services)");
    }
    return !parser->status;
}

static bool append_near_text(ndx_buffer *text, const ndx_node *near, uint32_t distance)
{
    for (const ndx_node *child = near->first; child; child = child->next)
        if ((child != near->first && ndx_buffer_append_format(text, NULL, " NEAR/%u ", distance)) ||
            ndx_buffer_append_text(text, child->leaf->plain, NULL))
            return false;
    return true;
}

ndx_node *ndx_query_near_node(ndx_query_parser *parser, const ndx_node *near, uint32_t distance)
{
    ndx_arena *arena = &parser->query->arena;
    if (!check_near(parser, near, distance))
        return NULL;
    ndx_node *node = ndx_node_new(arena, NDX_NODE_LEAF, near->first->offset);
    ndx_leaf *leaf = ndx_arena_zeros(arena, 1, sizeof *leaf);
    uint32_t count = 0, at = 0;
    for (const ndx_node *child = near->first; child; child = child->next)
        count += child->leaf->word_count;
    ndx_query_text *words = ndx_arena_zeros(arena, count, sizeof *words);
    ndx_buffer text;
    ndx_buffer_init(&text, 16 * (size_t)NEWSDEX_QUERY_MAX_BYTES);
    if (node && leaf && words && append_near_text(&text, near, distance)) {
        for (const ndx_node *child = near->first; child; child = child->next)
            for (uint32_t i = 0; i < child->leaf->word_count; i++)
                words[at++] = child->leaf->words[i];
        *leaf = *near->first->leaf;
        leaf->kind = NDX_LEAF_NEAR;
        leaf->words = words;
        leaf->word_count = count;
        /* Wide enough for a chain in which each word is that far from the next. */
        leaf->window = distance * (near->count - 1) + 1 + (count - near->count);
        leaf->alphabetic = leaf->quoted = false;
        leaf->stem.length = leaf->compound.length = 0;
        leaf->plain = ndx_arena_copy(arena, text.data, text.length);
        node->leaf = leaf;
    }
    ndx_buffer_release(&text);
    return leaf && leaf->plain ? node : ndx_query_fail_nomem(parser);
}

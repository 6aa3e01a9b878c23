/* Words that stand for others: flood*, wor?d, word~. */
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/utf8.h"
#include "searcher/query/leaf.h"

enum {
    SCANS_MAX = 16, /* of all words of an index, for one query */
    /* Words with fewer letters may differ in none, or in one. */
    ONE_EDIT_LETTERS = 3,
    TWO_EDITS_LETTERS = 6
};

/* Letters that stand for wildcards while a word is analysed: Lisu, which no other rule knows. */
static const char any_letter[] = "\xEA\x93\x90", any_letters[] = "\xEA\x93\x91";
enum { STAND_IN_LENGTH = 3 };

/* False when there are too many that no beginning narrows. */
static bool count_scan(ndx_query_parser *parser, const ndx_query_token *token,
                       const ndx_pattern *pattern)
{
    if (!ndx_pattern_prefix(pattern) && ++parser->scan_count > SCANS_MAX)
        ndx_query_fail_at(parser, token->offset,
                          "at most %d words of a query may have a ~, or begin with * or ?",
                          SCANS_MAX);
    return !parser->status;
}

ndx_node *ndx_query_prefix_node(ndx_query_parser *parser, const ndx_query_token *token, size_t star,
                                const ndx_field *field, const ndx_query_analysis *words)
{
    ndx_query_text last = words->words[words->count - 1];
    bool cjk, alphabetic;
    uint32_t characters = ndx_query_look_at(last, &cjk, &alphabetic);
    bool phrase = words->count > 1 && cjk;
    if (words->count > 1 && !phrase)
        return ndx_query_fail_at(parser, token->offset + star,
                                 "* can only stand in a single word, as in suspen*");
    if (characters < NDX_QUERY_LETTERS_MIN && !cjk)
        return ndx_query_fail_at(parser, token->offset,
                                 "put at least %d letters before *, as in su*",
                                 NDX_QUERY_LETTERS_MIN);
    ndx_node *node = ndx_query_new_leaf(parser, field, NDX_LEAF_FORMS, token);
    if (!node || !ndx_query_set_plain_word(parser, node->leaf, token->text + words->offset,
                                           words->end - words->offset, phrase ? "" : "*"))
        return NULL;
    if (phrase)
        ndx_query_set_words(node->leaf, words);
    else
        ndx_query_set_pattern(node->leaf, NDX_PATTERN_PREFIX, last);
    return node;
}

static bool is_wildcard(char c)
{
    return c == '*' || c == '?';
}

/* text with a letter in place of each wildcard; *count is how many there are. NULL when out of
   memory. */
static const char *put_stand_ins(ndx_query_parser *parser, const char *text, size_t length,
                                 uint32_t *count)
{
    char *copy = ndx_arena_alloc(&parser->query->arena, STAND_IN_LENGTH * length + 1), *end = copy;
    *count = 0;
    if (!copy)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        if (is_wildcard(text[i]))
            end = stpcpy(end, text[i] == '?' ? any_letter : any_letters);
        else
            *end++ = text[i];
        *count += is_wildcard(text[i]);
    }
    *end = '\0';
    return copy;
}

/* The wildcards back in the place of letters; returns how many there are. *letters: the others. */
static uint32_t take_stand_ins(ndx_query_text word, char *pattern, uint32_t *letters)
{
    uint32_t count = 0;
    *letters = 0;
    for (size_t i = 0; i < word.length;) {
        uint32_t code;
        size_t size = ndx_utf8_decode(word.text + i, word.length - i, &code);
        bool one = !memcmp(word.text + i, any_letter, size),
             any = !memcmp(word.text + i, any_letters, size);
        if (one || any)
            *pattern++ = one ? '?' : '*';
        else
            pattern = (char *)memcpy(pattern, word.text + i, size) + size;
        count += one || any;
        *letters += !one && !any;
        i += size;
    }
    *pattern = '\0';
    return count;
}

ndx_node *ndx_query_wildcard_node(ndx_query_parser *parser, const ndx_query_token *token,
                                  size_t length, const ndx_field *field)
{
    ndx_query_analysis words;
    uint32_t wildcards, letters, before = parser->word_count;
    const char *text = put_stand_ins(parser, token->text, length, &wildcards);
    char *pattern = ndx_arena_alloc(&parser->query->arena, NDX_WORD_MAX + 1);
    if (!text || !pattern)
        return ndx_query_fail_nomem(parser);
    if (!ndx_query_analyse(parser, text, strlen(text), &words))
        return NULL;
    if (words.count != 1 || take_stand_ins(words.words[0], pattern, &letters) != wildcards) {
        parser->word_count = before;
        return NULL;
    }
    if (letters < NDX_QUERY_LETTERS_MIN)
        return ndx_query_fail_at(parser, token->offset,
                                 "put at least %d letters beside * and ?, as in wor?d",
                                 NDX_QUERY_LETTERS_MIN);
    ndx_node *node = ndx_query_new_leaf(parser, field, NDX_LEAF_FORMS, token);
    size_t shown = words.end - words.offset - (size_t)wildcards * (STAND_IN_LENGTH - 1);
    const char *plain =
        node ? ndx_arena_copy(&parser->query->arena, token->text + words.offset, shown) : NULL;
    if (!plain)
        return ndx_query_fail_nomem(parser);
    node->leaf->plain = plain;
    ndx_query_set_pattern(node->leaf, NDX_PATTERN_WILDCARD,
                          (ndx_query_text){pattern, (uint32_t)strlen(pattern)});
    return count_scan(parser, token, &node->leaf->pattern) ? node : NULL;
}

const char *ndx_query_find_fuzzy(const ndx_query_token *token, size_t words_end)
{
    const char *end = token->text + words_end;
    const char *tilde = memrchr(token->text, '~', words_end);
    if (words_end < token->length && *end == '~')
        return end;
    /* The digits stop at the latest at the NUL behind the query. */
    if (tilde && tilde > token->text && tilde + 1 + strspn(tilde + 1, "0123456789.") >= end)
        return tilde;
    return NULL;
}

static uint32_t allowed_edits(uint32_t letters, uint32_t asked)
{
    uint32_t most = letters < ONE_EDIT_LETTERS ? 0 : letters < TWO_EDITS_LETTERS ? 1 : 2;
    return asked < most ? asked : most;
}

ndx_node *ndx_query_fuzzy_node(ndx_query_parser *parser, const ndx_query_token *token,
                               const char *tilde, const ndx_field *field)
{
    ndx_query_analysis words;
    size_t at = (size_t)(tilde - token->text), digits = strspn(tilde + 1, "0123456789.");
    bool two = digits && tilde[1] == '2';
    if (digits > 1 || (digits && !two && tilde[1] != '1'))
        return ndx_query_fail_at(parser, token->offset + at + 1,
                                 "~ takes 1 or 2, the letters that may differ, as in word~2");
    if (!ndx_query_analyse(parser, token->text, at, &words))
        return NULL;
    ndx_letters *letters = ndx_arena_zeros(&parser->query->arena, 1, sizeof *letters);
    if (!letters)
        return ndx_query_fail_nomem(parser);
    if (words.count != 1 || !ndx_letters_read(words.words[0].text, words.words[0].length, letters))
        return ndx_query_fail_at(parser, token->offset + at,
                                 "~ goes behind a single word, as in word~ or word~2");
    ndx_node *node = ndx_query_new_leaf(parser, field, NDX_LEAF_FORMS, token);
    if (!node || !ndx_query_set_plain_word(parser, node->leaf, token->text + words.offset,
                                           words.end - words.offset, two ? "~2" : "~"))
        return NULL;
    ndx_query_set_pattern(node->leaf, NDX_PATTERN_FUZZY, words.words[0]);
    node->leaf->pattern.letters = letters;
    node->leaf->pattern.edits = allowed_edits(letters->count, two ? 2 : 1);
    return count_scan(parser, token, &node->leaf->pattern) ? node : NULL;
}

/* Checks the promises of the analysis contract on one text. */
#include "tests/unit/analyzer_invariants.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/utf8.h"
#include "searcher/text/analyzer_state.h"

enum { FIRST_POSITION = 7 };

bool analyzer_checker_init(analyzer_checker *checker, const char *language)
{
    *checker = (analyzer_checker){NULL, NULL, NULL};
    bool is_known = !ndx_analyzer_new(language, &checker->analyzer, NULL) &&
                    !ndx_analyzer_new(language, &checker->general, NULL) &&
                    !ndx_analyzer_new(language, &checker->again, NULL);
    if (is_known)
        checker->general->general_only = true;
    else
        analyzer_checker_release(checker);
    return is_known;
}

void analyzer_checker_release(analyzer_checker *checker)
{
    ndx_analyzer_free(checker->analyzer);
    ndx_analyzer_free(checker->general);
    ndx_analyzer_free(checker->again);
}

static bool is_good_word(const char *word, size_t length)
{
    return length > 0 && length <= NDX_WORD_MAX && strlen(word) == length &&
           ndx_utf8_valid_prefix(word, length) == length;
}

/* Of letters, digits and marks of scripts with spaces only. */
static bool is_plain_word(ndx_analyzer *analyzer, const char *word, size_t length)
{
    size_t size;
    for (size_t at = 0; at < length; at += size) {
        ndx_text text = {word, length, &analyzer->chars};
        ndx_char_class class = ndx_char_class_at(&text, at, &size);
        if (!ndx_char_begins_word(class) && (at == 0 || class != NDX_CHAR_MARK))
            return false;
    }
    return true;
}

static bool stays_itself(ndx_analyzer *analyzer, const ndx_token *token)
{
    ndx_token got;
    if (!is_plain_word(analyzer, token->word, token->word_length))
        return true;
    ndx_analyzer_start(analyzer, NDX_ANALYZE_QUERY, token->word, token->word_length, 0);
    return ndx_analyzer_next(analyzer, &got) && got.word_length == token->word_length &&
           memcmp(got.word, token->word, got.word_length) == 0 && got.offset == 0 &&
           got.length == token->word_length && !ndx_analyzer_next(analyzer, &got);
}

static bool is_same_token(const ndx_token *a, const ndx_token *b)
{
    return strcmp(a->word, b->word) == 0 && strcmp(a->stem, b->stem) == 0 &&
           a->offset == b->offset && a->length == b->length && a->position == b->position &&
           a->kind == b->kind;
}

/* Both analysers, started, give the same tokens to the end: one some at a time, the other each. */
static bool give_the_same(ndx_analyzer *a, ndx_analyzer *b)
{
    const ndx_token *from_a;
    ndx_token from_b;
    size_t count;
    while ((count = ndx_analyzer_read(a, &from_a)) > 0)
        for (size_t i = 0; i < count; i++)
            if (!ndx_analyzer_next(b, &from_b) || !is_same_token(&from_a[i], &from_b))
                return false;
    return !ndx_analyzer_next(b, &from_b);
}

/* The word and stem that a form stood for when it was seen last, by its place in a small table. */
enum { FORMS_WATCHED = 512 };
typedef struct seen_form {
    uint64_t form;
    char word[NDX_WORD_MAX + 1], stem[NDX_WORD_MAX + 1];
} seen_form;

/* A form that was seen before still means the same. */
static bool form_is_true(seen_form *seen, const ndx_token *token)
{
    seen_form *last = &seen[token->form % FORMS_WATCHED];
    bool is_true = !token->form || last->form != token->form ||
                   (!strcmp(last->word, token->word) && !strcmp(last->stem, token->stem));
    last->form = token->form;
    strcpy(last->word, token->word);
    strcpy(last->stem, token->stem);
    return is_true;
}

static const char *check_tokens(analyzer_checker *checker, size_t length)
{
    seen_form seen[FORMS_WATCHED] = {{0}};
    ndx_token token;
    uint32_t position = FIRST_POSITION;
    size_t last_offset = 0;
    while (ndx_analyzer_next(checker->analyzer, &token)) {
        if (!is_good_word(token.word, token.word_length))
            return "a word is empty, too long or not UTF-8";
        if (!is_good_word(token.stem, token.stem_length))
            return "a stem is empty, too long or not UTF-8";
        if (!form_is_true(seen, &token))
            return "a form has two meanings";
        if (!token.length || token.offset > length || token.length > length - token.offset)
            return "a span is outside of the text";
        if (token.kind == NDX_TOKEN_COMPOUND) {
            if (token.position >= position)
                return "a compound comes before its parts";
        } else {
            if (token.position != position++)
                return "a position is not the next";
            if (token.offset < last_offset)
                return "a span begins before the last";
            last_offset = token.offset;
        }
        if (!stays_itself(checker->again, &token))
            return "a folded word folds to another";
    }
    if (ndx_analyzer_status(checker->analyzer) != NEWSDEX_OK)
        return "the text was cut short";
    return ndx_analyzer_position(checker->analyzer) == position ? NULL : "the end position is off";
}

static bool ignores_case(analyzer_checker *checker, ndx_analyzer_purpose purpose, const char *text,
                         size_t length)
{
    char *upper = malloc(length + 1);
    if (!upper)
        return true;
    for (size_t i = 0; i < length; i++)
        upper[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]);
    ndx_analyzer_start(checker->analyzer, purpose, text, length, FIRST_POSITION);
    ndx_analyzer_start(checker->general, purpose, upper, length, FIRST_POSITION);
    bool is_same = give_the_same(checker->analyzer, checker->general);
    free(upper);
    return is_same;
}

const char *analyzer_check(analyzer_checker *checker, ndx_analyzer_purpose purpose,
                           const char *text, size_t length)
{
    ndx_analyzer_start(checker->analyzer, purpose, text, length, FIRST_POSITION);
    const char *broken = check_tokens(checker, length);
    if (broken)
        return broken;
    ndx_analyzer_start(checker->analyzer, purpose, text, length, FIRST_POSITION);
    ndx_analyzer_start(checker->general, purpose, text, length, FIRST_POSITION);
    if (!give_the_same(checker->analyzer, checker->general))
        return "the short cut gives other tokens";
    return ignores_case(checker, purpose, text, length) ? NULL : "capitals give other tokens";
}

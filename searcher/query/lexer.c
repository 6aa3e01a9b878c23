#include "searcher/query/lexer.h"

#include <string.h>

#include "searcher/base/utf8.h"

void ndx_query_lexer_init(ndx_query_lexer *lexer, const char *text, size_t length)
{
    *lexer = (ndx_query_lexer){text, length, 0, NDX_QUERY_END, NULL};
}

static bool is_space(uint32_t code)
{
    return code <= 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200B) || code == 0x2028 || code == 0x2029 ||
           code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

size_t ndx_query_space(const char *text, size_t length)
{
    uint32_t code;
    if (!length)
        return 0;
    size_t size = ndx_utf8_decode(text, length, &code);
    return is_space(code) ? size : 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The length of a double quote of any style, 0 when there is none. */
static size_t quote_length(const char *text, size_t length)
{
    uint32_t code;
    if (!length)
        return 0;
    size_t size = ndx_utf8_decode(text, length, &code);
    bool quote = code == '"' || (code >= 0x201C && code <= 0x201F) || code == 0xAB || code == 0xBB;
    return quote ? size : 0;
}

/* Punctuation that parts words like a space does: a comma (but not in 1,000), a dash ... */
static size_t separator_length(const ndx_query_lexer *lexer, size_t at)
{
    const char *text = lexer->text + at;
    uint32_t code;
    size_t size = ndx_utf8_decode(text, lexer->length - at, &code);
    if (code == ',' || code == ';') {
        bool in_number =
            at > 0 && is_digit(text[-1]) && at + 1 < lexer->length && is_digit(text[1]);
        return in_number ? 0 : size;
    }
    bool separates = is_space(code) || code == 0x2014 || code == 0x2026 || code == 0x3001 ||
                     code == 0x3002 || code == 0xFF0C || code == 0xFF1B;
    return separates ? size : 0;
}

static bool is_word_end(const ndx_query_lexer *lexer, size_t at)
{
    if (at >= lexer->length)
        return true;
    char c = lexer->text[at];
    return c == '(' || c == ')' || quote_length(lexer->text + at, lexer->length - at) ||
           separator_length(lexer, at);
}

static void take(ndx_query_lexer *lexer, ndx_query_token *token, ndx_query_token_kind kind,
                 size_t length)
{
    token->kind = kind;
    token->text = lexer->text + lexer->at;
    token->text_offset = lexer->at;
    token->length = length;
    lexer->at += length;
}

/* The number at the beginning of text; UINT32_MAX when it is larger. */
static uint32_t read_number(const char *text, size_t length, size_t *digits)
{
    uint64_t number = 0;
    for (*digits = 0; *digits < length && is_digit(text[*digits]); ++*digits)
        if (number < UINT32_MAX)
            number = number * 10 + (uint64_t)(text[*digits] - '0');
    return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* "~n" behind quoted text. */
static void take_slop(ndx_query_lexer *lexer, ndx_query_token *token)
{
    if (lexer->at == lexer->length || lexer->text[lexer->at] != '~')
        return;
    size_t digits, from = lexer->at + 1;
    token->tilde = lexer->at;
    token->distance = read_number(lexer->text + from, lexer->length - from, &digits);
    lexer->at = from + digits;
}

/* A plain quote is closed by a plain one; a curly or angled one by any. */
static void take_quoted(ndx_query_lexer *lexer, ndx_query_token *token, size_t quote)
{
    bool plain = lexer->text[lexer->at] == '"';
    size_t start = lexer->at + quote, end = start, close = 0;
    while (end < lexer->length) {
        close = quote_length(lexer->text + end, lexer->length - end);
        if (close && (!plain || lexer->text[end] == '"'))
            break;
        uint32_t code;
        end += ndx_utf8_decode(lexer->text + end, lexer->length - end, &code);
    }
    token->kind = end < lexer->length ? NDX_QUERY_QUOTED : NDX_QUERY_UNCLOSED;
    token->text = lexer->text + start;
    token->text_offset = start;
    token->length = end - start;
    lexer->at = end < lexer->length ? end + close : end;
    if (token->kind == NDX_QUERY_QUOTED)
        take_slop(lexer, token);
}

/* Takes + or - when it is a sign: not behind a word, and something follows it. */
static bool take_sign(ndx_query_lexer *lexer, ndx_query_token *token)
{
    char sign = lexer->text[lexer->at];
    if ((sign != '+' && sign != '-') || (token->glued && (lexer->previous == NDX_QUERY_QUOTED ||
                                                          lexer->previous == NDX_QUERY_CLOSE)))
        return false;
    size_t after = lexer->at;
    while (after < lexer->length && (lexer->text[after] == '+' || lexer->text[after] == '-'))
        after++;
    if (after == lexer->length || lexer->text[after] == ')' || separator_length(lexer, after))
        return false;
    take(lexer, token, sign == '+' ? NDX_QUERY_PLUS : NDX_QUERY_MINUS, 1);
    return true;
}

/* A known name and ":" is always a field. An unknown one is when a value follows: not in
   "http://x", "Re: budget", "std::vector". */
static bool take_field(ndx_query_lexer *lexer, ndx_query_token *token)
{
    size_t end = lexer->at;
    while (end < lexer->length && is_letter(lexer->text[end]))
        end++;
    size_t length = end - lexer->at;
    if (!length || end == lexer->length || lexer->text[end] != ':')
        return false;
    token->field = ndx_field_find(lexer->text + lexer->at, length);
    size_t value = end + 1;
    if (!token->field) {
        if (value == lexer->length || separator_length(lexer, value))
            return false;
        char c = lexer->text[value];
        if (!is_letter(c) && !is_digit(c) && c != '"' && c != '(' && (unsigned char)c < 0x80)
            return false;
    }
    take(lexer, token, token->field ? NDX_QUERY_FIELD : NDX_QUERY_UNKNOWN_FIELD, length);
    lexer->at = value;
    return true;
}

/* An id or URL may hold anything but white space and quotes; its brackets must be paired. */
static void take_raw_value(ndx_query_lexer *lexer, ndx_query_token *token)
{
    size_t end = lexer->at, open = 0;
    while (end < lexer->length && lexer->text[end] != '"' &&
           !ndx_query_space(lexer->text + end, lexer->length - end)) {
        char c = lexer->text[end];
        if (c == ')' && !open)
            break;
        open = open + (c == '(') - (c == ')');
        end++;
    }
    take(lexer, token, NDX_QUERY_WORD, end - lexer->at);
}

static bool is_text(const ndx_query_token *token, const char *text)
{
    return token->length == strlen(text) && !memcmp(token->text, text, token->length);
}

/* n of "NEAR/n"; 0 when it is something else. */
static bool read_near(ndx_query_token *token)
{
    if (is_text(token, "NEAR")) {
        token->distance = NDX_QUERY_NEAR_DEFAULT;
        return true;
    }
    if (token->length < 6 || memcmp(token->text, "NEAR/", 5))
        return false;
    size_t digits;
    token->distance = read_number(token->text + 5, token->length - 5, &digits);
    return digits == token->length - 5;
}

static void take_word(ndx_query_lexer *lexer, ndx_query_token *token)
{
    size_t end = lexer->at;
    do {
        uint32_t code;
        end += ndx_utf8_decode(lexer->text + end, lexer->length - end, &code);
    } while (!is_word_end(lexer, end));
    take(lexer, token, NDX_QUERY_WORD, end - lexer->at);
    if (lexer->previous == NDX_QUERY_PLUS || lexer->previous == NDX_QUERY_MINUS ||
        lexer->previous == NDX_QUERY_FIELD)
        return;
    if (is_text(token, "AND"))
        token->kind = NDX_QUERY_AND;
    else if (is_text(token, "OR"))
        token->kind = NDX_QUERY_OR;
    else if (is_text(token, "NOT"))
        token->kind = NDX_QUERY_NOT;
    else if (read_near(token))
        token->kind = NDX_QUERY_NEAR;
}

static void take_token(ndx_query_lexer *lexer, ndx_query_token *token)
{
    char c = lexer->text[lexer->at];
    size_t quote = quote_length(lexer->text + lexer->at, lexer->length - lexer->at);
    const ndx_field *field =
        lexer->previous == NDX_QUERY_FIELD && token->glued ? lexer->previous_field : NULL;
    if (quote)
        take_quoted(lexer, token, quote);
    else if (c == '(' || c == ')')
        take(lexer, token, c == '(' ? NDX_QUERY_OPEN : NDX_QUERY_CLOSE, 1);
    else if (field && (field->kind == NDX_FIELD_ID || field->kind == NDX_FIELD_URL))
        take_raw_value(lexer, token);
    else if (!take_sign(lexer, token) && (field || !take_field(lexer, token)))
        take_word(lexer, token);
}

void ndx_query_lexer_next(ndx_query_lexer *lexer, ndx_query_token *token)
{
    size_t start = lexer->at, gap;
    bool value = lexer->previous == NDX_QUERY_FIELD; /* separators may begin it: id:;x */
    while (lexer->at < lexer->length &&
           (gap = value ? ndx_query_space(lexer->text + lexer->at, lexer->length - lexer->at)
                        : separator_length(lexer, lexer->at)) > 0)
        lexer->at += gap;
    *token = (ndx_query_token){NDX_QUERY_END,
                               lexer->previous,
                               lexer->at == start,
                               lexer->at,
                               lexer->text + lexer->at,
                               lexer->at,
                               0,
                               NULL,
                               0,
                               0};
    if (lexer->at < lexer->length)
        take_token(lexer, token);
    lexer->previous = token->kind;
    lexer->previous_field = token->field;
}

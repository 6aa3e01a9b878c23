#include "searcher/query/field_value.h"

#include <string.h>

#include "searcher/base/date.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

enum { DAY = 86400, MINUTE = 60, CODE_LENGTH_MAX = 16 };

bool ndx_query_count_word(ndx_query_parser *parser)
{
    if (parser->word_count++ < NEWSDEX_QUERY_MAX_WORDS)
        return true;
    parser->status = ndx_error_set(parser->err, NEWSDEX_E_LIMIT, "the query has more than %d words",
                                   NEWSDEX_QUERY_MAX_WORDS);
    return false;
}

bool ndx_query_collapse_space(ndx_query_parser *parser, const ndx_query_token *token,
                              ndx_query_text *out)
{
    char *copy = ndx_arena_alloc(&parser->query->arena, token->length + 1);
    uint32_t length = 0;
    bool space = false;
    if (!copy)
        return ndx_query_fail_nomem(parser);
    for (size_t i = 0; i < token->length;) {
        size_t gap = ndx_query_space(token->text + i, token->length - i);
        if (!gap) {
            if (space && length)
                copy[length++] = ' ';
            copy[length++] = token->text[i];
        }
        space = gap > 0;
        i += gap ? gap : 1;
    }
    copy[length] = '\0';
    *out = (ndx_query_text){copy, length};
    return true;
}

static bool fail_value(ndx_query_parser *parser, const ndx_query_token *token, const char *what)
{
    int shown = (int)ndx_utf8_cut(token->text, token->length, 40);
    return ndx_query_fail_at(parser, token->offset, "\"%.*s\" is %s", shown, token->text, what);
}

static bool add_term(ndx_arena *arena, ndx_query_text *term, const char *prefix,
                     ndx_query_text value)
{
    size_t before = strlen(prefix);
    char *text = ndx_arena_alloc(arena, before + value.length + 1);
    if (!text)
        return false;
    memcpy(text, prefix, before);
    memcpy(text + before, value.text, value.length + 1);
    *term = (ndx_query_text){text, (uint32_t)before + value.length};
    return true;
}

static void to_lower(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text | 0x20);
}

/* U and a whole URL, whose "http://" may be left out; or H and a host. */
static uint32_t url_terms(ndx_arena *arena, ndx_query_text value, ndx_query_text *terms)
{
    static const char *const schemes[] = {"U", "Uhttps://", "Uhttp://"};
    uint32_t count = 0, wanted = strstr(value.text, "://") ? 1 : 3;
    if (strchr(value.text, '/')) {
        while (count < wanted && add_term(arena, &terms[count], schemes[count], value))
            count++;
        return count == wanted ? count : 0;
    }
    char *host = ndx_arena_copy(arena, value.text, value.length);
    if (!host)
        return 0;
    to_lower(host);
    return add_term(arena, terms, "H", (ndx_query_text){host, value.length});
}

/* Whether each ( has its ), as it must for the lexer to find the end of the bare value. */
static bool is_paired(ndx_query_text value)
{
    size_t open = 0;
    for (uint32_t i = 0; i < value.length; i++)
        open = open + (value.text[i] == '(') - (open && value.text[i] == ')');
    return open == 0;
}

/* An id or URL, byte for byte. */
static bool set_terms(ndx_query_parser *parser, ndx_leaf *leaf, const ndx_query_token *token,
                      ndx_query_text value)
{
    ndx_arena *arena = &parser->query->arena;
    ndx_query_text *terms = ndx_arena_zeros(arena, 3, sizeof *terms);
    char *plain = ndx_arena_alloc(arena, value.length + 3);
    if (!terms || !plain)
        return ndx_query_fail_nomem(parser);
    /* Among others in brackets a bare value could be taken for a sign or an operator. */
    bool quoted = token->kind == NDX_QUERY_QUOTED || parser->field || !is_paired(value);
    const char *quote = quoted ? "\"" : "";
    char *end = stpcpy(stpcpy(stpcpy(plain, quote), value.text), quote);
    *end = '\0';
    leaf->plain = plain;
    leaf->words = terms;
    if (leaf->face.field->kind == NDX_FIELD_URL)
        leaf->word_count = url_terms(arena, value, terms);
    else
        leaf->word_count = add_term(arena, terms, leaf->face.field->prefix, value);
    return leaf->word_count || ndx_query_fail_nomem(parser);
}

static bool is_code(ndx_query_text value)
{
    size_t letters = strspn(value.text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return letters >= 2 && letters <= 3 && value.length <= CODE_LENGTH_MAX &&
           (value.text[letters] == '\0' ||
            (value.text[letters] == '-' &&
             strspn(value.text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-") == value.length));
}

static bool set_code(ndx_query_parser *parser, ndx_leaf *leaf, const ndx_query_token *token,
                     ndx_query_text value)
{
    ndx_arena *arena = &parser->query->arena;
    if (!is_code(value))
        return fail_value(parser, token, "not a language code; write lang:en, lang:fr");
    ndx_query_text *term = ndx_arena_zeros(arena, 1, sizeof *term);
    char *code = ndx_arena_copy(arena, value.text, value.length);
    if (!term || !code)
        return ndx_query_fail_nomem(parser);
    to_lower(code);
    leaf->plain = code;
    leaf->words = term;
    leaf->word_count = 1;
    return add_term(arena, term, leaf->face.field->prefix, (ndx_query_text){code, value.length}) ||
           ndx_query_fail_nomem(parser);
}

/* ---- dates ------------------------------------------------------------------- */

static bool read_date(const char *text, size_t length, int64_t *first, int64_t *last)
{
    ndx_date date;
    if (!length || ndx_date_parse_iso(text, length, &date) != length)
        return false;
    *last = ndx_date_last_second(date);
    *first = date.precision == NDX_DATE_MINUTE ? *last - (MINUTE - 1) : date.seconds;
    return true;
}

static bool read_range(ndx_query_text value, int64_t *from, int64_t *to)
{
    int64_t other;
    const char *dots = strstr(value.text, "..");
    if (!dots)
        return read_date(value.text, value.length, from, to);
    size_t left = (size_t)(dots - value.text), right = value.length - left - 2;
    *from = NEWSDEX_DATE_MIN;
    *to = NEWSDEX_DATE_MAX;
    return (left || right) && (!left || read_date(value.text, left, from, &other)) &&
           (!right || read_date(dots + 2, right, &other, to));
}

static bool is_midnight(int64_t seconds)
{
    return seconds % DAY == 0;
}

static void format_end(int64_t seconds, bool whole_days, char out[NDX_DATE_TEXT_SIZE])
{
    ndx_date_format((ndx_date){seconds, whole_days ? NDX_DATE_DAY : NDX_DATE_MINUTE}, out);
}

static const char *format_range(ndx_arena *arena, int64_t from, int64_t to)
{
    char first[NDX_DATE_TEXT_SIZE] = "", last[NDX_DATE_TEXT_SIZE] = "";
    char text[2 * NDX_DATE_TEXT_SIZE + 3];
    bool starts_day = from != NEWSDEX_DATE_MIN && is_midnight(from);
    bool ends_day = to != NEWSDEX_DATE_MAX && is_midnight(to + 1);
    if (from != NEWSDEX_DATE_MIN)
        format_end(from, starts_day, first);
    if (to != NEWSDEX_DATE_MAX)
        format_end(to, ends_day, last);
    bool one = starts_day == ends_day && !strcmp(first, last);
    char *end = stpcpy(text, first);
    if (!one)
        end = stpcpy(stpcpy(end, ".."), last);
    return ndx_arena_copy(arena, text, (size_t)(end - text));
}

static bool set_date(ndx_query_parser *parser, ndx_leaf *leaf, const ndx_query_token *token,
                     ndx_query_text value)
{
    if (!read_range(value, &leaf->from, &leaf->to))
        return fail_value(parser, token,
                          "not a date; write date:2025, date:2025-08 or date:2025-08..2025-09-15");
    if (leaf->from > leaf->to)
        return fail_value(parser, token, "a range that ends before it begins");
    leaf->kind = NDX_LEAF_DATE;
    leaf->plain = format_range(&parser->query->arena, leaf->from, leaf->to);
    return leaf->plain || ndx_query_fail_nomem(parser);
}

bool ndx_query_set_value(ndx_query_parser *parser, ndx_leaf *leaf, const ndx_query_token *token)
{
    ndx_query_text value;
    if (!ndx_query_count_word(parser) || !ndx_query_collapse_space(parser, token, &value))
        return false;
    if (!value.length)
        return ndx_query_fail_at(parser, token->offset, "nothing between the quotes");
    switch (leaf->face.field->kind) {
    case NDX_FIELD_DATE:
        return set_date(parser, leaf, token, value);
    case NDX_FIELD_CODE:
        return set_code(parser, leaf, token, value);
    default:
        return set_terms(parser, leaf, token, value);
    }
}

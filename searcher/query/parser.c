/*
 * The grammar, by recursive descent; tightest first:
 *
 *   value  = word | "phrase" | ( list ) | field:value
 *   near   = value { NEAR value }
 *   unary  = { NOT | - } near
 *   and    = unary { AND unary }
 *   item   = [ + ] and { OR and }
 *   list   = item { item }
 *
 * "NOT a NEAR b" is NOT (a NEAR b): the other reading has no meaning.
 */
#include "searcher/query/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/edit_distance.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

static ndx_node *parse_list(ndx_query_parser *parser);

/* ---- failures ------------------------------------------------------------------ */

/* Characters before offset, counted from 1; an invalid byte is one. */
static size_t column_of(const char *text, size_t offset)
{
    size_t column = 1;
    for (size_t i = 0; i < offset; column++) {
        uint32_t code;
        i += ndx_utf8_decode(text + i, offset - i, &code);
    }
    return column;
}

ndx_node *ndx_query_fail_at(ndx_query_parser *parser, size_t offset, const char *format, ...)
{
    char message[sizeof parser->err->message];
    va_list args;
    if (parser->status)
        return NULL;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    parser->status = ndx_error_set_at(parser->err, (uint32_t)offset, "column %zu: %s",
                                      column_of(parser->lexer.text, offset), message);
    return NULL;
}

ndx_node *ndx_query_fail_nomem(ndx_query_parser *parser)
{
    if (!parser->status)
        parser->status = ndx_error_nomem(parser->err);
    return NULL;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum { NAME_LENGTH_MAX = 24 };

/* Letters to change to get from the typed name to a known one; case doesn't matter. */
static size_t name_distance(const char *typed, size_t length, const char *known)
{
    char small[NAME_LENGTH_MAX];
    ndx_letters a, b;
    for (size_t i = 0; i < length; i++)
        small[i] = (char)(typed[i] | 0x20);
    if (!ndx_letters_read(small, length, &a) || !ndx_letters_read(known, strlen(known), &b))
        return SIZE_MAX;
    return ndx_edit_distance(&a, &b, 2);
}

static ndx_node *fail_unknown_field(ndx_query_parser *parser)
{
    const ndx_query_token *token = &parser->token;
    const ndx_field *nearest = NULL;
    size_t best = 3, shown = smaller(token->length, NAME_LENGTH_MAX);
    char known[100] = "", guess[40] = "";
    for (const ndx_field *field = ndx_fields; field->name; field++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, " %s:", field->name);
        size_t distance = name_distance(token->text, shown, field->name);
        if (distance < best && 2 * distance < shown) {
            best = distance;
            nearest = field;
        }
    }
    if (nearest)
        snprintf(guess, sizeof guess, ", did you mean %s:?", nearest->name);
    return ndx_query_fail_at(
        parser, token->offset,
        "there is no field \"%.*s\"%s The fields are%s (quote a text to search "
        "it as it is)",
        (int)shown, token->text, nearest ? guess : ".", known);
}

static ndx_node *fail_two_signs(ndx_query_parser *parser)
{
    return ndx_query_fail_at(parser, parser->token.offset,
                             "write one sign before a word, as in +word or -word");
}

/* ---- tokens -------------------------------------------------------------------- */

static void advance(ndx_query_parser *parser)
{
    ndx_query_lexer_next(&parser->lexer, &parser->token);
}

static bool is_value_start(ndx_query_token_kind kind)
{
    return kind == NDX_QUERY_WORD || kind == NDX_QUERY_QUOTED || kind == NDX_QUERY_UNCLOSED ||
           kind == NDX_QUERY_OPEN || kind == NDX_QUERY_FIELD || kind == NDX_QUERY_UNKNOWN_FIELD;
}

static bool enter(ndx_query_parser *parser)
{
    if (parser->depth++ < NEWSDEX_QUERY_MAX_DEPTH)
        return true;
    parser->status = ndx_error_set(parser->err, NEWSDEX_E_LIMIT,
                                   "the query has more than %d brackets or NOTs within each other",
                                   NEWSDEX_QUERY_MAX_DEPTH);
    return false;
}

/* ---- values -------------------------------------------------------------------- */

static ndx_node *parse_group(ndx_query_parser *parser)
{
    size_t offset = parser->token.offset;
    if (!enter(parser))
        return NULL;
    advance(parser);
    ndx_node *node = parse_list(parser);
    if (!node)
        return NULL;
    if (parser->token.kind != NDX_QUERY_CLOSE)
        return ndx_query_fail_at(parser, offset, "this bracket is not closed; add \")\"");
    advance(parser);
    parser->depth--;
    node->offset = offset;
    return node;
}

/* Marks what is printed as field:( ... ); a single leaf names its field itself. */
static void set_group_field(ndx_node *node, const ndx_field *field)
{
    while (node->kind == NDX_NODE_NOT)
        node = node->first;
    if (node->kind != NDX_NODE_LEAF)
        node->field = field;
}

static ndx_node *parse_field(ndx_query_parser *parser)
{
    ndx_query_token name = parser->token;
    const ndx_field *field = name.field;
    if (parser->field)
        return ndx_query_fail_at(parser, name.offset, "%s: cannot stand inside %s:( )", field->name,
                                 parser->field->name);
    advance(parser);
    ndx_query_token value = parser->token;
    if (value.kind == NDX_QUERY_PLUS || value.kind == NDX_QUERY_MINUS)
        return ndx_query_fail_at(parser, value.offset,
                                 "write the sign before the field, as in %c%s", value.text[0],
                                 field->example);
    bool has_value = value.glued && (value.kind == NDX_QUERY_WORD || value.kind == NDX_QUERY_OPEN ||
                                     value.kind == NDX_QUERY_QUOTED);
    if (value.kind == NDX_QUERY_UNCLOSED)
        return ndx_query_fail_at(parser, value.offset, "this quote is not closed");
    ndx_node *node = NULL;
    if (has_value && value.kind == NDX_QUERY_OPEN) {
        parser->field = field;
        node = parse_group(parser);
        parser->field = NULL;
        if (node)
            set_group_field(node, field);
    } else if (has_value) {
        node = ndx_query_leaf_node(parser, &value, field);
        if (node)
            advance(parser);
    }
    if ((has_value && !node) || (node && node->kind != NDX_NODE_EMPTY))
        return node;
    return ndx_query_fail_at(parser, name.offset,
                             "%s: needs something to look for right behind it, as in %s",
                             field->name, field->example);
}

static ndx_node *parse_value(ndx_query_parser *parser)
{
    ndx_query_token token = parser->token;
    switch (token.kind) {
    case NDX_QUERY_OPEN:
        return parse_group(parser);
    case NDX_QUERY_FIELD:
        return parse_field(parser);
    case NDX_QUERY_UNKNOWN_FIELD:
        return fail_unknown_field(parser);
    case NDX_QUERY_UNCLOSED:
        return ndx_query_fail_at(parser, token.offset, "this quote is not closed");
    case NDX_QUERY_PLUS:
    case NDX_QUERY_MINUS:
        return fail_two_signs(parser);
    default:
        break;
    }
    ndx_node *node = ndx_query_leaf_node(parser, &token, parser->field);
    if (node)
        advance(parser);
    return node;
}

/* ---- operators ----------------------------------------------------------------- */

static ndx_node *fail_operand(ndx_query_parser *parser, const ndx_query_token *operation)
{
    bool both = operation->kind == NDX_QUERY_AND || operation->kind == NDX_QUERY_OR ||
                operation->kind == NDX_QUERY_NEAR;
    return ndx_query_fail_at(
        parser, operation->offset,
        "%.*s needs a word %s; to search it as a word write it in small letters",
        (int)smaller(operation->length, NAME_LENGTH_MAX), operation->text,
        both ? "on both sides" : "behind it");
}

/* node joined to its next operands of the same operator, read by parse_operand. */
static ndx_node *parse_chain(ndx_query_parser *parser, ndx_node *node,
                             ndx_query_token_kind operation, ndx_node_kind kind,
                             ndx_node *(*parse_operand)(ndx_query_parser *), uint32_t *distance)
{
    ndx_node *chain = NULL;
    while (node && parser->token.kind == operation) {
        ndx_query_token token = parser->token;
        if (node->kind == NDX_NODE_EMPTY)
            return fail_operand(parser, &token);
        if (!chain) {
            chain = ndx_node_new(&parser->query->arena, kind, token.offset);
            if (!chain)
                return ndx_query_fail_nomem(parser);
            ndx_node_append(chain, node);
        }
        if (distance && (chain->count == 1 || token.distance > *distance))
            *distance = token.distance;
        advance(parser);
        bool starts = is_value_start(parser->token.kind) ||
                      (operation != NDX_QUERY_NEAR && (parser->token.kind == NDX_QUERY_NOT ||
                                                       parser->token.kind == NDX_QUERY_MINUS));
        if (parser->token.kind == NDX_QUERY_PLUS)
            return ndx_query_fail_at(parser, parser->token.offset,
                                     "+ cannot follow %.*s; it marks a word among others",
                                     (int)smaller(token.length, NAME_LENGTH_MAX), token.text);
        if (!starts)
            return fail_operand(parser, &token);
        node = parse_operand(parser);
        if (node && node->kind == NDX_NODE_EMPTY)
            return fail_operand(parser, &token);
        if (node)
            ndx_node_append(chain, node);
    }
    return node && chain ? chain : node;
}

static ndx_node *parse_near(ndx_query_parser *parser)
{
    uint32_t distance = 0;
    ndx_node *first = parse_value(parser);
    ndx_node *node =
        parse_chain(parser, first, NDX_QUERY_NEAR, NDX_NODE_AND, parse_value, &distance);
    return node && node != first ? ndx_query_near_node(parser, node, distance) : node;
}

static ndx_node *parse_unary(ndx_query_parser *parser)
{
    ndx_query_token token = parser->token;
    if (token.kind != NDX_QUERY_NOT && token.kind != NDX_QUERY_MINUS)
        return parse_near(parser);
    if (!enter(parser))
        return NULL;
    advance(parser);
    ndx_query_token_kind next = parser->token.kind;
    if (token.kind == NDX_QUERY_MINUS && (next == NDX_QUERY_MINUS || next == NDX_QUERY_PLUS))
        return fail_two_signs(parser);
    if (!is_value_start(next) && next != NDX_QUERY_NOT && next != NDX_QUERY_MINUS)
        return fail_operand(parser, &token);
    ndx_node *child = parse_unary(parser);
    parser->depth--;
    if (!child)
        return NULL;
    if (child->kind == NDX_NODE_EMPTY)
        return token.kind == NDX_QUERY_MINUS ? child : fail_operand(parser, &token);
    ndx_node *node = ndx_node_new(&parser->query->arena, NDX_NODE_NOT, token.offset);
    if (!node)
        return ndx_query_fail_nomem(parser);
    ndx_node_append(node, child);
    return node;
}

static ndx_node *parse_and(ndx_query_parser *parser)
{
    return parse_chain(parser, parse_unary(parser), NDX_QUERY_AND, NDX_NODE_AND, parse_unary, NULL);
}

static ndx_node *parse_item(ndx_query_parser *parser)
{
    ndx_query_token token = parser->token;
    if (token.kind == NDX_QUERY_PLUS) {
        advance(parser);
        if (parser->token.kind == NDX_QUERY_PLUS || parser->token.kind == NDX_QUERY_MINUS)
            return fail_two_signs(parser);
    } else if (token.kind == NDX_QUERY_AND || token.kind == NDX_QUERY_OR ||
               token.kind == NDX_QUERY_NEAR) {
        return fail_operand(parser, &token);
    }
    ndx_node *node =
        parse_chain(parser, parse_and(parser), NDX_QUERY_OR, NDX_NODE_OR, parse_and, NULL);
    if (node && token.kind == NDX_QUERY_PLUS)
        node->role = NDX_ROLE_REQUIRED;
    return node;
}

/* ---- lists --------------------------------------------------------------------- */

static bool note_left_out(ndx_query_parser *parser, const ndx_node *empty)
{
    char text[120];
    if (!empty->typed)
        return true;
    if (!strcmp(empty->typed, "&&") || !strcmp(empty->typed, "||"))
        snprintf(text, sizeof text, "\"%s\" is not an operator; use %s", empty->typed,
                 empty->typed[0] == '&' ? "AND" : "OR");
    else
        snprintf(text, sizeof text, "\"%s\" was left out: it has no letters or digits",
                 empty->typed);
    parser->status = ndx_query_add_notice(parser->query, text, parser->err);
    return !parser->status;
}

/* Up to a closing bracket or the end. A list of one is that one; of none, an empty node. */
static ndx_node *parse_list(ndx_query_parser *parser)
{
    ndx_node *list = ndx_node_new(&parser->query->arena, NDX_NODE_LIST, parser->token.offset);
    if (!list)
        return ndx_query_fail_nomem(parser);
    while (parser->token.kind != NDX_QUERY_END && parser->token.kind != NDX_QUERY_CLOSE) {
        ndx_node *item = parse_item(parser);
        if (!item)
            return NULL;
        if (item->kind != NDX_NODE_EMPTY)
            ndx_node_append(list, item);
        else if (!note_left_out(parser, item))
            return NULL;
    }
    if (list->count == 0)
        list->kind = NDX_NODE_EMPTY;
    if (list->count != 1)
        return list;
    list->first->role = NDX_ROLE_ANY;
    return list->first;
}

newsdex_status ndx_query_parse_tree(newsdex_query *query, ndx_analyzer *analyzer, const char *text,
                                    size_t length, newsdex_error *err)
{
    ndx_query_parser parser = {.analyzer = analyzer, .query = query, .err = err};
    if (length > NEWSDEX_QUERY_MAX_BYTES)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "the query is longer than %d bytes",
                             NEWSDEX_QUERY_MAX_BYTES);
    /* Ends in a NUL, which the caller's text need not. */
    const char *copy = ndx_arena_copy(&query->arena, text, length);
    if (!copy)
        return ndx_error_nomem(err);
    ndx_query_lexer_init(&parser.lexer, copy, length);
    size_t valid = ndx_utf8_valid_prefix(copy, length);
    if (valid < length) {
        ndx_query_fail_at(&parser, valid, "this byte is not valid UTF-8 text");
        return parser.status;
    }
    advance(&parser);
    size_t start = parser.token.offset;
    query->root = parse_list(&parser);
    if (query->root && parser.token.kind == NDX_QUERY_CLOSE)
        ndx_query_fail_at(&parser, parser.token.offset, "this bracket was never opened");
    else if (query->root && query->root->kind == NDX_NODE_EMPTY)
        ndx_query_fail_at(&parser, start < length ? start : 0,
                          "nothing to search for; type a word, or * for all articles");
    return parser.status;
}

/* The tree as one line that, parsed again, gives the same tree. */
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/query/tree.h"

/* Each of at most 65536 bytes may grow: dates are written out, NEAR gets its number, lists
 * brackets. */
enum { DESCRIPTION_MAX = 16 * NEWSDEX_QUERY_MAX_BYTES };

typedef struct describer {
    ndx_buffer text;
    newsdex_error *err;
    newsdex_status status;
} describer;

static void describe(describer *to, const ndx_node *node, const ndx_field *field);

static void add(describer *to, const char *text)
{
    if (!to->status)
        to->status = ndx_buffer_append_text(&to->text, text, to->err);
}

/* field: the one whose brackets the leaf stands in; alone: no brackets needed around a NEAR. */
static void add_leaf(describer *to, const ndx_leaf *leaf, const ndx_field *field, bool alone)
{
    bool named = leaf->face.field && leaf->face.field != field;
    bool bracketed = leaf->kind == NDX_LEAF_NEAR && (named || !alone);
    if (named) {
        add(to, leaf->face.field->name);
        add(to, ":");
    }
    add(to, bracketed ? "(" : "");
    add(to, leaf->plain);
    add(to, bracketed ? ")" : "");
}

/* node as a part of something larger. */
static void add_part(describer *to, const ndx_node *node, const ndx_field *field)
{
    if (node->kind == NDX_NODE_LEAF) {
        add_leaf(to, node->leaf, field, false);
    } else if (node->kind == NDX_NODE_ALL || node->field) {
        describe(to, node, field);
    } else {
        add(to, "(");
        describe(to, node, field);
        add(to, ")");
    }
}

static void add_chain(describer *to, const ndx_node *node, const ndx_field *field,
                      const char *between)
{
    for (const ndx_node *child = node->first; child; child = child->next) {
        bool negated = child->kind == NDX_NODE_NOT;
        if (child != node->first)
            add(to, between);
        add(to, negated ? "NOT " : "");
        add_part(to, negated ? child->first : child, field);
    }
}

static void add_list(describer *to, const ndx_node *node, const ndx_field *field)
{
    for (const ndx_node *child = node->first; child; child = child->next) {
        bool negated = child->role == NDX_ROLE_EXCLUDED;
        if (child != node->first)
            add(to, " ");
        add(to, negated ? "-" : child->role == NDX_ROLE_REQUIRED ? "+" : "");
        add_part(to, negated ? child->first : child, field);
    }
}

/* node as a whole, or as all there is within brackets. */
static void describe(describer *to, const ndx_node *node, const ndx_field *field)
{
    if (node->field) {
        add(to, node->field->name);
        add(to, ":(");
        field = node->field;
    }
    switch (node->kind) {
    case NDX_NODE_EMPTY:
        break;
    case NDX_NODE_ALL:
        add(to, "*");
        break;
    case NDX_NODE_LEAF:
        add_leaf(to, node->leaf, field, true);
        break;
    case NDX_NODE_NOT:
        add(to, "-");
        add_part(to, node->first, field);
        break;
    case NDX_NODE_AND:
        add_chain(to, node, field, " AND ");
        break;
    case NDX_NODE_OR:
        add_chain(to, node, field, " OR ");
        break;
    case NDX_NODE_LIST:
        add_list(to, node, field);
        break;
    }
    add(to, node->field ? ")" : "");
}

static void set_typed(describer *to, newsdex_query *query, ndx_leaf *leaf)
{
    ndx_buffer_clear(&to->text);
    add_leaf(to, leaf, NULL, true);
    leaf->face.typed = ndx_arena_copy(&query->arena, to->text.data, to->text.length);
    if (!leaf->face.typed && !to->status)
        to->status = ndx_error_nomem(to->err);
}

newsdex_status ndx_query_describe(newsdex_query *query, newsdex_error *err)
{
    describer to = {.err = err};
    ndx_buffer_init(&to.text, DESCRIPTION_MAX);
    describe(&to, query->root, NULL);
    query->description = ndx_arena_copy(&query->arena, to.text.data, to.text.length);
    if (!query->description && !to.status)
        to.status = ndx_error_nomem(err);
    for (size_t i = 0; i < query->leaf_count && !to.status; i++)
        set_typed(&to, query, query->leaves[i]);
    ndx_buffer_release(&to.text);
    return to.status;
}

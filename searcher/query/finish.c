/* What depends on the whole tree: numbers, exclusions, roles, neighbours, notices, evidence. */
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/query/tree.h"

typedef struct finish_state {
    newsdex_query *query;
    ndx_analyzer *analyzer;
    newsdex_error *err;
} finish_state;

/* Does node only set conditions on fields other than title? *field is theirs, NULL when several. */
typedef struct summary {
    bool filters;
    const ndx_field *field;
} summary;

static size_t count_leaves(const ndx_node *node)
{
    size_t count = node->kind == NDX_NODE_LEAF;
    for (const ndx_node *child = node->first; child; child = child->next)
        count += count_leaves(child);
    return count;
}

/* ---- leaves and roles ------------------------------------------------------------- */

static bool is_filter(const ndx_leaf *leaf)
{
    return leaf->face.field && leaf->face.field->kind != NDX_FIELD_STEMMED;
}

static summary number_leaf(newsdex_query *query, ndx_leaf *leaf, uint32_t nots)
{
    leaf->index = (uint32_t)query->leaf_count;
    leaf->face.excluded = nots % 2;
    leaf->under_not = nots > 0;
    query->leaves[query->leaf_count++] = leaf;
    if (!is_filter(leaf) && !leaf->under_not)
        query->unranked = false;
    return (summary){is_filter(leaf), is_filter(leaf) ? leaf->face.field : NULL};
}

static void set_role(ndx_node *child, summary of)
{
    if (child->role == NDX_ROLE_REQUIRED)
        return;
    if (child->kind == NDX_NODE_NOT) {
        child->role = NDX_ROLE_EXCLUDED;
    } else if (of.filters) {
        child->role = NDX_ROLE_FILTER;
        child->filter_field = of.field;
    }
}

static summary number_leaves(newsdex_query *query, ndx_node *node, uint32_t nots)
{
    if (node->kind == NDX_NODE_LEAF)
        return number_leaf(query, node->leaf, nots);
    summary all = {node->first != NULL, NULL};
    for (ndx_node *child = node->first; child; child = child->next) {
        summary one = number_leaves(query, child, nots + (node->kind == NDX_NODE_NOT));
        all.filters = all.filters && one.filters;
        all.field = child == node->first || all.field == one.field ? one.field : NULL;
        if (node->kind == NDX_NODE_LIST)
            set_role(child, one);
    }
    return all;
}

/* ---- lists ------------------------------------------------------------------------ */

static bool is_stop_word(const finish_state *finisher, const ndx_node *node)
{
    return node->role == NDX_ROLE_ANY && node->kind == NDX_NODE_LEAF &&
           ndx_leaf_is_stop_word(finisher->analyzer, node->leaf);
}

/* Among other words, stop words don't select. */
static void demote_stop_words(const finish_state *finisher, ndx_node *list)
{
    bool others = false;
    for (const ndx_node *child = list->first; child && !others; child = child->next)
        others = child->role == NDX_ROLE_REQUIRED ||
                 (child->role == NDX_ROLE_ANY && !is_stop_word(finisher, child) &&
                  !(child->leaf && child->leaf->added));
    for (ndx_node *child = list->first; child && others; child = child->next)
        if (is_stop_word(finisher, child)) {
            child->role = NDX_ROLE_RANKS;
            child->leaf->face.stop_word = true;
        }
}

static bool is_plain_word(const ndx_node *node)
{
    return node->kind == NDX_NODE_LEAF && node->leaf->kind == NDX_LEAF_WORD &&
           (node->role == NDX_ROLE_ANY || node->role == NDX_ROLE_RANKS);
}

static newsdex_status join_neighbours(const finish_state *finisher, const ndx_node *list)
{
    for (const ndx_node *child = list->first; child && child->next; child = child->next)
        if (is_plain_word(child) && is_plain_word(child->next) &&
            !ndx_leaf_join(&finisher->query->arena, finisher->analyzer, child->leaf,
                           child->next->leaf))
            return ndx_error_nomem(finisher->err);
    return NEWSDEX_OK;
}

/* Words that look like operators but for their small letters. */
static newsdex_status note_operators(const finish_state *finisher, const ndx_node *list)
{
    static const struct {
        const char *word, *notice;
        bool first; /* may begin a list */
    } operators[] = {
        {"or", "\"or\" is a word here; use OR to mean either", false},
        {"and", "\"and\" is a word here; use AND to mean both", false},
        {"not", "\"not\" is a word here; use NOT or -word to leave articles out", true},
        {"near", "\"near\" is a word here; use NEAR to mean close together", false},
    };
    for (const ndx_node *child = list->first; child && child->next; child = child->next)
        for (size_t i = 0; is_plain_word(child) && i < sizeof operators / sizeof *operators; i++) {
            if (strcmp(child->leaf->plain, operators[i].word) ||
                (child == list->first && !operators[i].first))
                continue;
            newsdex_status status =
                ndx_query_add_notice(finisher->query, operators[i].notice, finisher->err);
            if (status)
                return status;
        }
    return NEWSDEX_OK;
}

static newsdex_status finish_lists(const finish_state *finisher, ndx_node *node)
{
    newsdex_status status = NEWSDEX_OK;
    if (node->kind == NDX_NODE_LIST) {
        demote_stop_words(finisher, node);
        status = note_operators(finisher, node);
        if (!status)
            status = join_neighbours(finisher, node);
    }
    for (ndx_node *child = node->first; child && !status; child = child->next)
        status = finish_lists(finisher, child);
    return status;
}

newsdex_status ndx_query_finish(newsdex_query *query, ndx_analyzer *analyzer, newsdex_error *err)
{
    finish_state finisher = {query, analyzer, err};
    query->leaves =
        ndx_arena_zeros(&query->arena, count_leaves(query->root) + 1, sizeof *query->leaves);
    if (!query->leaves)
        return ndx_error_nomem(err);
    query->unranked = true;
    number_leaves(query, query->root, 0);
    newsdex_status status = finish_lists(&finisher, query->root);
    for (size_t i = 0; i < query->leaf_count && !status; i++)
        if (!ndx_leaf_add_splits(&query->arena, analyzer, query->leaves[i]) ||
            !ndx_leaf_add_evidence(&query->arena, query->leaves[i]))
            status = ndx_error_nomem(err);
    return status;
}

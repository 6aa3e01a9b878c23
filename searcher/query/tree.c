#include "searcher/query/tree.h"

#include <string.h>

#include "searcher/base/error.h"

ndx_node *ndx_node_new(ndx_arena *arena, ndx_node_kind kind, size_t offset)
{
    ndx_node *node = ndx_arena_zeros(arena, 1, sizeof *node);
    if (node) {
        node->kind = kind;
        node->offset = offset;
    }
    return node;
}

void ndx_node_append(ndx_node *parent, ndx_node *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

newsdex_status ndx_query_add_notice(newsdex_query *query, const char *text, newsdex_error *err)
{
    for (size_t i = 0; i < query->notice_count; i++)
        if (!strcmp(query->notices[i], text))
            return NEWSDEX_OK;
    if (query->notice_count == NDX_QUERY_NOTICES_MAX)
        return NEWSDEX_OK;
    const char *copy = ndx_arena_copy(&query->arena, text, strlen(text));
    if (!copy)
        return ndx_error_nomem(err);
    query->notices[query->notice_count++] = copy;
    return NEWSDEX_OK;
}

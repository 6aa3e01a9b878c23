#include "indexer/segment/bulk_merge.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

/* Reads the start of the next list; false when there is none. */
static bool read_list(bulk_list *list)
{
    if (bulk_input_is_at_end(&list->input))
        return false;
    bulk_key *key = &list->key;
    size_t rest;
    uint64_t shared = bulk_input_number(&list->input);
    const uint8_t *bytes = bulk_input_string(&list->input, &rest);
    if (!bytes || shared > key->length || rest > sizeof key->bytes - shared) {
        list->input.failed = true;
        return false;
    }
    memcpy(key->bytes + shared, bytes, rest);
    key->length = (size_t)shared + rest;
    list->entries = (uint32_t)bulk_input_number(&list->input);
    list->total = bulk_input_number(&list->input);
    return !list->input.failed;
}

/* ---- the tree ------------------------------------------------------------------------- */

enum { HEAD = sizeof(uint64_t) };

/* Of a list's present key, or of none, which comes after all. */
static bulk_node make_node(bulk_list *list)
{
    if (!list)
        return (bulk_node){UINT64_MAX, SIZE_MAX, NULL};
    const bulk_key *key = &list->key;
    uint64_t head;
    memcpy(&head, key->bytes, HEAD);
    head = be64toh(head);
    if (key->length < HEAD) /* without what a longer key before has left */
        head = key->length ? head >> (64 - 8 * key->length) << (64 - 8 * key->length) : 0;
    return (bulk_node){head, key->length, list};
}

/* What is behind the heads of two long keys. */
static int compare_rests(const bulk_node *a, const bulk_node *b)
{
    if (!a->list || !b->list)
        return !a->list - !b->list;
    const size_t both = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->list->key.bytes + HEAD, b->list->key.bytes + HEAD, both - HEAD);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static bool is_same_key(const bulk_node *a, const bulk_node *b)
{
    return a->head == b->head && a->length == b->length &&
           (a->length <= HEAD || !compare_rests(a, b));
}

/* The one whose key comes first; a if they are equal. */
static const bulk_node *first_of(const bulk_node *a, const bulk_node *b)
{
    if (a->head == b->head && a->length > HEAD && b->length > HEAD)
        return compare_rests(a, b) <= 0 ? a : b;
    return (b->head < a->head) | ((b->head == a->head) & (b->length < a->length)) ? b : a;
}

/* Takes the lists of the present key: all of a node's are where its own key is that. */
static void take_equal(bulk_merge *merge, size_t at)
{
    if (at >= merge->leaves) {
        merge->tree[at].list->is_taken = true;
        merge->equal[merge->equal_count++] = merge->tree[at].list;
        return;
    }
    for (size_t child = 2 * at; child <= 2 * at + 1; child++)
        if (is_same_key(&merge->tree[child], &merge->tree[1]))
            take_equal(merge, child);
}

/* Reads on in a list that was taken, and finds out anew what comes first, as far up as no list that
   is yet to be read on has a part in it. */
static void advance(bulk_merge *merge, bulk_list *list)
{
    bulk_node *tree = merge->tree;
    size_t at = merge->leaves + (size_t)(list - merge->lists);
    list->is_taken = false;
    tree[at] = make_node(read_list(list) ? list : NULL);
    while (at > 1) {
        const bulk_list *next = tree[at | 1].list;
        if (!(at & 1) && next && next->is_taken)
            return;
        at /= 2;
        tree[at] = *first_of(&tree[2 * at], &tree[2 * at + 1]);
    }
}

/* ---- merging -------------------------------------------------------------------------- */

newsdex_status bulk_merge_init(bulk_merge *merge, const bulk_run *runs, size_t count,
                               bulk_section section, size_t room, newsdex_error *err)
{
    size_t leaves = 1;
    while (leaves < count)
        leaves *= 2;
    *merge = (bulk_merge){
        .lists = calloc(count + 1, sizeof *merge->lists),
        .tree = calloc(2 * leaves, sizeof *merge->tree),
        .leaves = leaves,
        .equal = calloc(count + 1, sizeof *merge->equal),
    };
    if (!merge->lists || !merge->tree || !merge->equal)
        return ndx_error_nomem(err);
    for (; merge->count < count; merge->count++) {
        bulk_list *list = &merge->lists[merge->count];
        list->first = runs[merge->count].first;
        newsdex_status status =
            bulk_run_input(&runs[merge->count], section, room / count, &list->input, err);
        if (status)
            return status;
        merge->equal[merge->equal_count++] = list; /* so that the first call of next reads it */
    }
    for (size_t i = 1; i < 2 * leaves; i++)
        merge->tree[i] = make_node(NULL);
    return NEWSDEX_OK;
}

void bulk_merge_release(bulk_merge *merge)
{
    for (size_t i = 0; i < merge->count; i++)
        bulk_input_release(&merge->lists[i].input);
    free(merge->lists);
    free(merge->tree);
    free(merge->equal);
    *merge = (bulk_merge){0};
}

bool bulk_merge_next(bulk_merge *merge)
{
    bool failed = false;
    for (size_t i = 0; i < merge->equal_count; i++) {
        advance(merge, merge->equal[i]);
        failed = failed || merge->equal[i]->input.failed;
    }
    merge->equal_count = 0;
    if (failed || !merge->tree[1].list)
        return false;
    take_equal(merge, 1);
    return true;
}

newsdex_status bulk_merge_status(const bulk_merge *merge, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < merge->count; i++)
        status = bulk_input_status(&merge->lists[i].input, err);
    return status;
}

uint64_t bulk_merge_entries(const bulk_merge *merge)
{
    uint64_t entries = 0;
    for (size_t i = 0; i < merge->equal_count; i++)
        entries += merge->equal[i]->entries;
    return entries;
}

uint64_t bulk_merge_total(const bulk_merge *merge)
{
    uint64_t total = 0;
    for (size_t i = 0; i < merge->equal_count; i++)
        total += merge->equal[i]->total;
    return total;
}

const bulk_key *bulk_merge_key(const bulk_merge *merge)
{
    return &merge->equal[0]->key;
}

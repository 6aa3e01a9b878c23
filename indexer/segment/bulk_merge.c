#include "indexer/segment/bulk_merge.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

static uint64_t head_of(const bulk_key *key)
{
    uint64_t head = 0;
    for (size_t i = 0; i < sizeof head; i++)
        head = head << 8 | (i < key->length ? key->bytes[i] : 0);
    return head;
}

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
    list->head = head_of(key);
    list->entries = (uint32_t)bulk_input_number(&list->input);
    list->total = bulk_input_number(&list->input);
    return !list->input.failed;
}

static int compare_keys(const bulk_list *a, const bulk_list *b)
{
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    size_t x = a->key.length, y = b->key.length, both = x < y ? x : y, known = sizeof a->head;
    int order = both > known ? memcmp(a->key.bytes + known, b->key.bytes + known, both - known) : 0;
    return order ? order : (x > y) - (x < y);
}

/* Lists lie in the order of their runs. */
static bool comes_before(const bulk_list *a, const bulk_list *b)
{
    int order = compare_keys(a, b);
    return order ? order < 0 : a < b;
}

static void sift_down(bulk_merge *merge, size_t at)
{
    bulk_list *moved = merge->heap[at];
    for (size_t child; (child = 2 * at + 1) < merge->heap_count; at = child) {
        if (child + 1 < merge->heap_count &&
            comes_before(merge->heap[child + 1], merge->heap[child]))
            child++;
        if (!comes_before(merge->heap[child], moved))
            break;
        merge->heap[at] = merge->heap[child];
    }
    merge->heap[at] = moved;
}

static void sift_up(bulk_merge *merge, size_t at)
{
    bulk_list *moved = merge->heap[at];
    for (; at && comes_before(moved, merge->heap[(at - 1) / 2]); at = (at - 1) / 2)
        merge->heap[at] = merge->heap[(at - 1) / 2];
    merge->heap[at] = moved;
}

static void push(bulk_merge *merge, bulk_list *list)
{
    merge->heap[merge->heap_count] = list;
    sift_up(merge, merge->heap_count++);
}

static bulk_list *pop(bulk_merge *merge)
{
    bulk_list *top = merge->heap[0];
    merge->heap[0] = merge->heap[--merge->heap_count];
    if (merge->heap_count)
        sift_down(merge, 0);
    return top;
}

newsdex_status bulk_merge_init(bulk_merge *merge, const bulk_run *runs, size_t count,
                               bulk_section section, size_t room, newsdex_error *err)
{
    *merge = (bulk_merge){
        .lists = calloc(count + 1, sizeof *merge->lists),
        .heap = calloc(count + 1, sizeof *merge->heap),
        .equal = calloc(count + 1, sizeof *merge->equal),
    };
    if (!merge->lists || !merge->heap || !merge->equal)
        return ndx_error_nomem(err);
    for (; merge->count < count; merge->count++) {
        bulk_list *list = &merge->lists[merge->count];
        list->first = runs[merge->count].first;
        newsdex_status status =
            bulk_run_input(&runs[merge->count], section, room / count, &list->input, err);
        if (status)
            return status;
        /* So that the first call of next reads them all. */
        merge->equal[merge->equal_count++] = list;
    }
    return NEWSDEX_OK;
}

void bulk_merge_release(bulk_merge *merge)
{
    for (size_t i = 0; i < merge->count; i++)
        bulk_input_release(&merge->lists[i].input);
    free(merge->lists);
    free(merge->heap);
    free(merge->equal);
    *merge = (bulk_merge){0};
}

bool bulk_merge_next(bulk_merge *merge)
{
    size_t to_read = merge->equal_count;
    merge->equal_count = 0;
    for (size_t i = 0; i < to_read; i++) {
        if (read_list(merge->equal[i]))
            push(merge, merge->equal[i]);
        else if (merge->equal[i]->input.failed)
            return false;
    }
    while (merge->heap_count &&
           (!merge->equal_count || !compare_keys(merge->equal[0], merge->heap[0])))
        merge->equal[merge->equal_count++] = pop(merge);
    return merge->equal_count;
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

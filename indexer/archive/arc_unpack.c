#include "indexer/archive/arc_unpack.h"

#include <stdlib.h>

#include "searcher/base/error.h"

static void refill(arc_unpacker *unpacker)
{
    const char *data = NULL;
    size_t length;
    newsdex_error why;
    if (arc_source_read(unpacker->inner, &data, &length, &why)) {
        unpacker->failure = why;
        length = 0;
    }
    unpacker->next = (const unsigned char *)(length ? data : ""); /* may be added to */
    unpacker->left = length;
    unpacker->starved = !length;
}

static void end_with(arc_unpacker *unpacker, const newsdex_error *why)
{
    unpacker->ended = true;
    if (!unpacker->failure.status)
        unpacker->failure = *why;
}

static newsdex_status pull_unpacked(arc_source *source, const char **data, size_t *length,
                                    newsdex_error *err)
{
    arc_unpacker *unpacker = (arc_unpacker *)source;
    const arc_unpacker_kind *kind = unpacker->kind;
    size_t room = ARC_BLOCK_SIZE;
    while (room == ARC_BLOCK_SIZE && !unpacker->ended) {
        newsdex_error why;
        if (!unpacker->left && !unpacker->starved)
            refill(unpacker);
        size_t before = unpacker->left;
        if (kind->step(unpacker, unpacker->block, &room, &why)) {
            end_with(unpacker, &why);
        } else if (room == ARC_BLOCK_SIZE && unpacker->left == before && !unpacker->ended) {
            ndx_error_set(&why, NEWSDEX_E_CORRUPT,
                          unpacker->starved ? "truncated %s data" : "%s: data cannot be unpacked",
                          kind->name);
            end_with(unpacker, &why);
        }
    }
    *data = (const char *)unpacker->block;
    *length = ARC_BLOCK_SIZE - room;
    if (*length || !unpacker->failure.status)
        return arc_budget_charge(unpacker->budget, &unpacker->budget->decoded, *length, err);
    *err = unpacker->failure;
    return err->status;
}

static void close_unpacker(arc_source *source)
{
    arc_unpacker *unpacker = (arc_unpacker *)source;
    unpacker->kind->release(unpacker);
    arc_source_free(unpacker->inner);
    free(unpacker);
}

newsdex_status arc_unpacker_new(const arc_unpacker_kind *kind, arc_source *inner,
                                arc_budget *budget, arc_unpacker **out, newsdex_error *err)
{
    arc_unpacker *unpacker = malloc(kind->size);
    *out = unpacker;
    if (!unpacker) {
        arc_source_free(inner);
        return ndx_error_nomem(err);
    }
    arc_source_init(&unpacker->source);
    unpacker->source.pull = pull_unpacked;
    unpacker->source.close = close_unpacker;
    unpacker->kind = kind;
    unpacker->inner = inner;
    unpacker->budget = budget;
    unpacker->next = NULL;
    unpacker->left = 0;
    unpacker->starved = unpacker->ended = false;
    unpacker->failure.status = NEWSDEX_OK;
    return NEWSDEX_OK;
}

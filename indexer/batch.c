#include "indexer/batch.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

void batch_release(batch *b)
{
    ndx_arena_release(&b->arena);
    free(b->items);
    *b = (batch){0};
}

void batch_clear(batch *b)
{
    ndx_arena_clear(&b->arena);
    b->count = b->text_bytes = 0;
}

/* Turns a buffer, copied with its struct, into a view of a copy of its bytes. */
static int copy_buffer(ndx_arena *arena, ndx_buffer *buffer)
{
    buffer->room = 0;
    buffer->data = ndx_arena_copy(arena, buffer->data, buffer->length);
    return buffer->data != NULL;
}

static const char *copy_string(ndx_arena *arena, const char *string)
{
    return ndx_arena_copy(arena, string, strlen(string));
}

newsdex_status batch_add(batch *b, const article *a, const article_identity *identity,
                         const article_place *place, const char *address, bool replaces,
                         newsdex_error *err)
{
    if (b->count == b->room) {
        size_t room = b->room ? b->room * 2 : 256;
        batch_item *items = realloc(b->items, room * sizeof *items);
        if (!items)
            return ndx_error_nomem(err);
        b->items = items;
        b->room = room;
    }
    batch_item *item = &b->items[b->count];
    *item = (batch_item){*a, *identity, {NULL, NULL, NULL}, NULL, replaces};
    ndx_buffer *buffers[] = {
        &item->article.id,       &item->article.title,  &item->article.text,
        &item->article.author,   &item->article.source, &item->article.section,
        &item->article.language, &item->article.url,    &item->article.keywords,
        &item->article.locator,  &item->identity.id,
    };
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        if (!copy_buffer(&b->arena, buffers[i]))
            return ndx_error_nomem(err);
    item->address = copy_string(&b->arena, address);
    item->place = (article_place){copy_string(&b->arena, place->archive),
                                  copy_string(&b->arena, place->archive_path),
                                  copy_string(&b->arena, place->entry)};
    if (!item->address || !item->place.archive || !item->place.archive_path || !item->place.entry)
        return ndx_error_nomem(err);
    b->text_bytes += a->text.length;
    b->count++;
    return NEWSDEX_OK;
}

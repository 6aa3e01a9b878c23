#include "indexer/article/alto.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

alto_item alto_item_of(const xml_node *node)
{
    alto_item item = {.content = "", .word = ""};
    if (xml_is(node, "String")) {
        const char *part = xml_attribute_of(node, "SUBS_TYPE");
        item.kind = ALTO_WORD;
        item.part = strcmp(part, "HypPart1") == 0   ? ALTO_FIRST_PART
                    : strcmp(part, "HypPart2") == 0 ? ALTO_SECOND_PART
                                                    : ALTO_WHOLE;
        item.word = xml_attribute_of(node, "SUBS_CONTENT");
    } else {
        item.kind = xml_is(node, "HYP")         ? ALTO_HYPHEN
                    : xml_is(node, "TextLine")  ? ALTO_LINE
                    : xml_is(node, "TextBlock") ? ALTO_BLOCK
                                                : ALTO_OTHER;
    }
    if (item.kind == ALTO_WORD || item.kind == ALTO_HYPHEN)
        item.content = xml_attribute_of(node, "CONTENT");
    return item;
}

static newsdex_status append_word(alto_text *t, const alto_item *item, newsdex_error *err)
{
    const char *content = item->content;
    bool second = t->broken && item->part == ALTO_SECOND_PART;
    t->whole = item->part == ALTO_FIRST_PART && *item->word;
    t->broken = t->whole || (t->broken && !second);
    if (second && t->text.flows && t->text.gap == OCR_BLOCK)
        t->text.gap = OCR_LINE;
    if (second)
        return NEWSDEX_OK;
    ocr_text_gap(&t->text, OCR_SPACE);
    if (t->whole)
        content = item->word;
    return ocr_text_append(&t->text, content, strlen(content), err);
}

/* Some repeat in it what the word ends in. */
static newsdex_status append_hyphen(alto_text *t, const alto_item *item, newsdex_error *err)
{
    const char *content = *item->content ? item->content : "-";
    const ndx_buffer *out = t->text.out;
    size_t length = strlen(content);
    bool there =
        out->length >= length && memcmp(out->data + out->length - length, content, length) == 0;
    return t->whole || there ? NEWSDEX_OK : ocr_text_append(&t->text, content, length, err);
}

newsdex_status alto_text_append(alto_text *t, const alto_item *item, newsdex_error *err)
{
    switch (item->kind) {
    case ALTO_WORD:
        return append_word(t, item, err);
    case ALTO_HYPHEN:
        return append_hyphen(t, item, err);
    case ALTO_LINE:
        ocr_text_gap(&t->text, OCR_LINE);
        break;
    case ALTO_BLOCK:
        ocr_text_gap(&t->text, OCR_BLOCK);
        break;
    case ALTO_OTHER:
        break;
    }
    return NEWSDEX_OK;
}

/* ---- a page cut into articles ------------------------------------------------------ */

typedef struct placed_item {
    alto_item item;
    uint32_t end;   /* behind what is within the element; while it is open, the one around it */
    uint32_t free;  /* here, or nearer to the next item that nobody has taken */
    uint32_t block; /* the one that it is in */
} placed_item;
#define NONE UINT32_MAX

static placed_item *items_of(const alto_page *page)
{
    return (placed_item *)(void *)page->items.data;
}

static uint32_t count_items(const alto_page *page)
{
    return (uint32_t)(page->items.length / sizeof(placed_item));
}

static bool keep_strings(alto_page *page, alto_item *item)
{
    if (*item->content)
        item->content = ndx_arena_copy(&page->arena, item->content, strlen(item->content));
    if (item->content && *item->word)
        item->word = ndx_arena_copy(&page->arena, item->word, strlen(item->word));
    return item->content && item->word;
}

static newsdex_status add_item(alto_page *page, const xml_node *node, uint32_t *open,
                               newsdex_error *err)
{
    const uint32_t at = count_items(page);
    placed_item placed = {.item = alto_item_of(node), .end = *open, .free = at, .block = at};
    if (*open != NONE && placed.item.kind != ALTO_BLOCK)
        placed.block = items_of(page)[*open].block;
    *open = at;
    page->worded = page->worded || placed.item.kind == ALTO_WORD;
    if (!keep_strings(page, &placed.item))
        return ndx_error_nomem(err);
    newsdex_status status = ndx_buffer_append(&page->items, &placed, sizeof placed, err);
    return status ? status : id_table_add(&page->ids, xml_attribute_of(node, "ID"), at, err);
}

static void close_item(alto_page *page, uint32_t *open)
{
    placed_item *closed = items_of(page) + *open;
    *open = closed->end;
    closed->end = count_items(page);
}

static bool is_item(const xml_node *node)
{
    return node->name && !xml_is(node, "SP") && !xml_is(node, "ALTERNATIVE");
}

static newsdex_status add_page(alto_page *page, const xml_node *root, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    uint32_t open = NONE;
    bool leaving = false;
    if (!page->image)
        page->image = (unsigned)strtoul(xml_attribute_of(root, "PHYSICAL_IMG_NR"), NULL, 10);
    for (const xml_node *node = root; !status && (node = xml_tour(root, node, &leaving));)
        if (is_item(node) && leaving)
            close_item(page, &open);
        else if (is_item(node))
            status = add_item(page, node, &open, err);
    return status == NEWSDEX_E_LIMIT ? ndx_error_set(err, status, "an issue of too many words")
                                     : status;
}

newsdex_status alto_page_read(alto_page *page, const entry_memory *file, size_t *room,
                              newsdex_error *err)
{
    static const char *const records[] = {"Page", NULL};
    ndx_buffer_init(&page->items, *room * sizeof(placed_item));
    id_table_init(&page->ids, *room);
    xml_stream *stream = NULL;
    format_input input;
    entry_memory rest = *file;
    const entry_source source = entry_memory_source(&rest);
    format_input_init(&input);
    newsdex_error error = {.status = NEWSDEX_OK};
    newsdex_status status = format_input_start(&input, &source, err);
    if (!status)
        status = xml_stream_open(records, &stream, err);
    const xml_node *record;
    for (article_result result = ARTICLE_FOUND; !status && result != ARTICLE_END;) {
        result = xml_stream_next(stream, &input, &page->charset, &record, &error);
        if (result == ARTICLE_FOUND)
            status = add_page(page, record, err);
        else if (result == ARTICLE_FAILED && error.status == NEWSDEX_E_NOMEM)
            status = ndx_error_nomem(err);
    }
    xml_stream_close(stream);
    format_input_release(&input);
    *room -= count_items(page);
    if (!status && error.status && err)
        *err = error;
    return status ? status : error.status;
}

void alto_page_release(alto_page *page)
{
    ndx_arena_release(&page->arena);
    ndx_buffer_release(&page->items);
    id_table_release(&page->ids);
}

/* The first item from at on that nobody has taken, or their count; shortens the way there. */
static uint32_t next_free(placed_item *items, uint32_t at, uint32_t count)
{
    uint32_t found = at;
    while (found < count && items[found].free != found)
        found = items[found].free;
    while (at < found) {
        uint32_t next = items[at].free;
        items[at].free = found;
        at = next;
    }
    return found;
}

static newsdex_status take_range(alto_page *page, uint32_t begin, uint32_t end, alto_text *t,
                                 newsdex_error *err)
{
    placed_item *items = items_of(page);
    const uint32_t count = count_items(page);
    newsdex_status status = NEWSDEX_OK;
    for (uint32_t at = next_free(items, begin, count); !status && at < end;
         at = next_free(items, at, count)) {
        status = alto_text_append(t, &items[at].item, err);
        items[at].free = at + 1;
    }
    return status;
}

static const id_table_row *find_item(alto_page *page, uint64_t id)
{
    size_t count;
    const id_table_row *row = id_table_find(&page->ids, id, &count);
    return count ? row : NULL;
}

newsdex_status alto_page_take(alto_page *page, uint64_t begin, uint64_t end, alto_text *t,
                              bool *found, newsdex_error *err)
{
    const id_table_row *first = find_item(page, begin), *last = end ? find_item(page, end) : first;
    const placed_item *items = items_of(page);
    *found = first != NULL;
    if (!first)
        return NEWSDEX_OK;
    /* Of a word that is broken at the end, its hyphen belongs to it. */
    uint32_t stop = items[last ? last->value : items[first->value].block].end;
    while (stop < count_items(page) && items[stop].item.kind == ALTO_HYPHEN)
        stop++;
    ocr_text_gap(&t->text, OCR_BLOCK);
    return take_range(page, first->value, stop, t, err);
}

newsdex_status alto_page_take_rest(alto_page *page, alto_text *t, newsdex_error *err)
{
    return take_range(page, 0, count_items(page), t, err);
}

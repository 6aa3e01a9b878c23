#include "searcher/result/story.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/index/schema.h"
#include "searcher/index/signature.h"

enum {
    FEW_MATCHES = 100,   /* are grouped all: it costs next to nothing */
    PAGE_MATCHES = 1000, /* for deeper pages all matches are grouped */
    COMMON_KEY = 256     /* articles: a key of more is of a text that many articles end with */
};

#define NO_STORY UINT32_MAX

/* Whether a value of it was read. */
enum { UNREAD, WANTED, READ };
/* Whether it matches the query. */
enum { UNKNOWN, MATCH, NO_MATCH };

typedef struct item {
    uint32_t docid;
    uint32_t story; /* the item that began it */
    double weight;
    int64_t date; /* only of those in the result */
    uint8_t state, match;
    bool is_signed;
    char signature[NDX_SIGNATURE_SIZE];
} item;

/* An item by its docid. */
typedef struct place {
    uint32_t docid, item;
} place;

typedef struct grouping {
    xapc_database *db;
    const xapc_query *query;
    const xapc_stop *stop;
    item *items; /* matches by rank, then articles that may be in their stories */
    size_t count, room;
    size_t ranked;    /* the matches by rank */
    uint32_t *chains; /* of equal keys: first the heads, then what follows each key of each item */
    size_t chain_room, head_count;
} grouping;

/* ---- reading items --------------------------------------------------------------------- */

static newsdex_status add_item(grouping *g, item added, newsdex_error *err)
{
    newsdex_status status =
        ndx_array_grow(&g->items, &g->room, g->count + 1, sizeof *g->items, err);
    if (!status)
        g->items[g->count++] = added;
    return status;
}

static int by_docid(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

/* Wanted items by docid; NULL when out of memory. */
static place *list_wanted(const grouping *g, size_t *count)
{
    place *places = calloc(g->count + 1, sizeof *places);
    *count = 0;
    for (size_t i = 0; places && i < g->count; i++)
        if (g->items[i].state == WANTED)
            places[(*count)++] = (place){g->items[i].docid, (uint32_t)i};
    if (places)
        qsort(places, *count, sizeof *places, by_docid);
    return places;
}

typedef struct reading {
    item *items;
    const place *places;
} reading;

static newsdex_status read_signature(void *context, size_t i, const xapc_value *values,
                                     newsdex_error *err)
{
    const reading *r = context;
    item *of = &r->items[r->places[i].item];
    (void)err;
    of->state = READ;
    of->is_signed = values->length == NDX_SIGNATURE_SIZE;
    if (of->is_signed)
        memcpy(of->signature, values->data, NDX_SIGNATURE_SIZE);
    return NEWSDEX_OK;
}

static newsdex_status read_date(void *context, size_t i, const xapc_value *values,
                                newsdex_error *err)
{
    const reading *r = context;
    item *of = &r->items[r->places[i].item];
    (void)err;
    of->state = READ;
    of->date = ndx_date_from_value(values->data, values->length);
    return NEWSDEX_OK;
}

/* Reads that slot of all wanted items. */
static newsdex_status read_wanted(grouping *g, uint32_t slot, xapc_document_visitor visit,
                                  newsdex_error *err)
{
    size_t count;
    place *places = list_wanted(g, &count);
    uint32_t *docids = calloc(count + 1, sizeof *docids);
    reading r = {g->items, places};
    newsdex_status status = places && docids ? NEWSDEX_OK : ndx_error_nomem(err);
    for (size_t i = 0; !status && i < count; i++)
        docids[i] = places[i].docid;
    if (!status)
        status =
            xapc_database_visit_documents(g->db, docids, count, &slot, 1, visit, &r, g->stop, err);
    free(docids);
    free(places);
    return status;
}

static newsdex_status read_signatures(grouping *g, newsdex_error *err)
{
    return read_wanted(g, NDX_SLOT_SIGNATURE, read_signature, err);
}

/* ---- grouping --------------------------------------------------------------------------- */

/* 0: the item has no such key. */
static uint32_t key_of(const item *of, size_t key)
{
    return of->is_signed ? ndx_signature_key(of->signature, key) : 0;
}

/* The chain of a key, among others that fall on it; NULL when the item has no such key. */
static uint32_t *chain_of(const grouping *g, const item *of, size_t key)
{
    const uint32_t hash = key_of(of, key);
    return hash ? &g->chains[(hash * 0x9E3779B1u ^ key) & (g->head_count - 1)] : NULL;
}

/* Links all keys into chains, in the order of the items. A link is its number + 1. */
static newsdex_status make_chains(grouping *g, newsdex_error *err)
{
    const size_t links = g->count * NDX_SIGNATURE_KEYS;
    g->head_count = 16;
    while (g->head_count < links)
        g->head_count *= 2;
    newsdex_status status =
        ndx_array_grow(&g->chains, &g->chain_room, g->head_count + links, sizeof *g->chains, err);
    if (status)
        return status;
    memset(g->chains, 0, g->head_count * sizeof *g->chains);
    for (size_t link = links; link-- > 0;) {
        uint32_t *head =
            chain_of(g, &g->items[link / NDX_SIGNATURE_KEYS], link % NDX_SIGNATURE_KEYS);
        if (!head)
            continue;
        g->chains[g->head_count + link] = *head;
        *head = (uint32_t)link + 1;
    }
    return NEWSDEX_OK;
}

static void begin_story(grouping *g, uint32_t first)
{
    item *best = &g->items[first];
    best->story = first;
    for (size_t key = 0; key < NDX_SIGNATURE_KEYS; key++) {
        const uint32_t *head = chain_of(g, best, key);
        for (uint32_t link = head ? *head : 0; link; link = g->chains[g->head_count + link - 1]) {
            item *other = &g->items[(link - 1) / NDX_SIGNATURE_KEYS];
            if (other->story == NO_STORY && other->match != NO_MATCH &&
                (link - 1) % NDX_SIGNATURE_KEYS == key && key_of(other, key) == key_of(best, key) &&
                ndx_signature_is_same(best->signature, other->signature))
                other->story = first;
        }
    }
}

/* Groups all items into stories that begin with one of the first reach; *stories: how many. */
static newsdex_status group(grouping *g, size_t reach, size_t *stories, newsdex_error *err)
{
    newsdex_status status = make_chains(g, err);
    if (status)
        return status;
    *stories = 0;
    for (size_t i = 0; i < g->count; i++)
        g->items[i].story = NO_STORY;
    for (size_t i = 0; !status && i < reach; i++) {
        if (g->items[i].story != NO_STORY)
            continue;
        begin_story(g, (uint32_t)i);
        ++*stories;
        status = xapc_stop_check(g->stop, err);
    }
    return status;
}

/* ---- members among all matches ------------------------------------------------------------ */

static void want_ranked(grouping *g, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (g->items[i].state == UNREAD)
            g->items[i].state = WANTED;
}

/* A list of articles, each an item or not yet. */
typedef struct article_list {
    place *places;
    size_t count, room;
} article_list;

/* Appends at most max articles that have that key. */
static newsdex_status list_articles(grouping *g, const item *of, size_t key, size_t max,
                                    article_list *list, newsdex_error *err)
{
    char term[NDX_SIGNATURE_TERM_SIZE];
    xapc_postings *postings = NULL;
    uint32_t docid = 0;
    ndx_signature_term(of->signature, key, term);
    if (!*term)
        return NEWSDEX_OK;
    newsdex_status status = xapc_postings_open(g->db, term, strlen(term), &postings, err);
    if (!status)
        status = xapc_postings_next(postings, &docid, NULL, NULL, err);
    for (size_t i = 0; !status && docid && i < max; i++) {
        status = ndx_array_grow(&list->places, &list->room, list->count + 1, sizeof(place), err);
        if (!status)
            list->places[list->count++] = (place){docid, 0};
        if (!status)
            status = xapc_postings_next(postings, &docid, NULL, NULL, err);
    }
    xapc_postings_close(postings);
    return status;
}

/* Appends the articles that share a key with the item. A key of very many is left out, as of a text
   that many articles end with, if there is any other. */
static newsdex_status list_relatives(grouping *g, const item *of, article_list *list,
                                     newsdex_error *err)
{
    const size_t before = list->count;
    newsdex_status status = NEWSDEX_OK;
    for (size_t key = 0; !status && of->is_signed && key < NDX_SIGNATURE_KEYS; key++) {
        const size_t start = list->count;
        status = list_articles(g, of, key, COMMON_KEY, list, err);
        if (list->count - start == COMMON_KEY)
            list->count = start;
    }
    for (size_t key = 0; !status && list->count == before && key < NDX_SIGNATURE_KEYS; key++)
        if (of->is_signed)
            status = list_articles(g, of, key, NDX_STORY_MATCHES_MAX, list, err);
    return status;
}

/* Wants the articles of a list, and adds those that are no items yet. */
static newsdex_status want_articles(grouping *g, article_list *list, newsdex_error *err)
{
    const size_t known_count = g->count;
    place *known = calloc(known_count + 1, sizeof *known);
    newsdex_status status = known ? NEWSDEX_OK : ndx_error_nomem(err);
    for (size_t i = 0; !status && i < known_count; i++)
        known[i] = (place){g->items[i].docid, (uint32_t)i};
    if (!status)
        qsort(known, known_count, sizeof *known, by_docid);
    if (!status && list->count)
        qsort(list->places, list->count, sizeof *list->places, by_docid);
    for (size_t i = 0; !status && i < list->count; i++) {
        const place *wanted = &list->places[i];
        if (i && wanted->docid == wanted[-1].docid)
            continue;
        const place *found = bsearch(wanted, known, known_count, sizeof *known, by_docid);
        if (!found)
            status = add_item(g, (item){.docid = wanted->docid, .state = WANTED}, err);
        else
            want_ranked(g, found->item, found->item + 1);
    }
    free(known);
    return status;
}

/* Adds and reads what may be in the stories of the items from first to end. */
static newsdex_status add_relatives(grouping *g, size_t first, size_t end, newsdex_error *err)
{
    article_list list = {0};
    want_ranked(g, first, end);
    newsdex_status status = read_signatures(g, err);
    for (size_t i = first; !status && i < end; i++)
        status = list_relatives(g, &g->items[i], &list, err);
    if (!status)
        status = want_articles(g, &list, err);
    free(list.places);
    return status ? status : read_signatures(g, err);
}

/* Takes out of the stories what doesn't match the query. */
static newsdex_status keep_matches(grouping *g, newsdex_error *err)
{
    xapc_match *asked = calloc(g->count + 1, sizeof *asked);
    uint32_t *items = calloc(g->count + 1, sizeof *items);
    bool *answers = calloc(g->count + 1, sizeof *answers);
    newsdex_status status = asked && items && answers ? NEWSDEX_OK : ndx_error_nomem(err);
    size_t count = 0;
    for (size_t i = g->ranked; !status && i < g->count; i++) {
        if (g->items[i].story == NO_STORY || g->items[i].match != UNKNOWN)
            continue;
        asked[count].docid = g->items[i].docid;
        items[count++] = (uint32_t)i;
    }
    if (!status && count)
        status = xapc_database_ask(g->db, g->query, asked, count, answers, err);
    for (size_t i = 0; !status && i < count; i++) {
        item *of = &g->items[items[i]];
        of->match = answers[i] ? MATCH : NO_MATCH;
        if (!answers[i])
            of->story = NO_STORY;
    }
    free(asked);
    free(items);
    free(answers);
    return status;
}

/* Groups until there are so many stories, or all ranked items are in one. */
static newsdex_status group_page(grouping *g, size_t wanted, size_t *stories, newsdex_error *err)
{
    size_t reach = 0;
    newsdex_status status = NEWSDEX_OK;
    *stories = 0;
    while (!status && *stories < wanted && reach < g->ranked) {
        const size_t left = g->ranked - reach, missing = wanted - *stories;
        const size_t end = reach + (missing < left ? missing : left);
        if (!(status = add_relatives(g, reach, end, err)) &&
            !(status = group(g, end, stories, err)))
            status = keep_matches(g, err);
        reach = end;
    }
    return status;
}

/* ---- the result ----------------------------------------------------------------------------- */

static int by_story(const void *a, const void *b)
{
    const item *x = *(item *const *)a, *y = *(item *const *)b;
    if (x->story != y->story)
        return x->story < y->story ? -1 : 1;
    if (x->date != y->date) {
        if (x->date == NEWSDEX_DATE_NONE || y->date == NEWSDEX_DATE_NONE)
            return x->date == NEWSDEX_DATE_NONE ? 1 : -1;
        return x->date < y->date ? -1 : 1;
    }
    return (x->docid > y->docid) - (x->docid < y->docid);
}

/* The item that begins the story of that number; NO_STORY when there are fewer. */
static uint32_t find_story(const grouping *g, uint64_t number)
{
    for (uint32_t i = 0; i < g->ranked; i++)
        if (g->items[i].story == i && !number--)
            return i;
    return NO_STORY;
}

/* Articles beside the first of each story. */
static uint32_t count_copies(const grouping *g)
{
    uint32_t copies = 0;
    for (uint32_t i = 0; i < g->count; i++)
        copies += g->items[i].story != NO_STORY && g->items[i].story != i;
    return copies;
}

static bool is_alone(const item *const *members, size_t count, size_t i)
{
    return (!i || members[i]->story != members[i - 1]->story) &&
           (i + 1 == count || members[i]->story != members[i + 1]->story);
}

/* Reads the dates of these members, which are sorted by story, but for those that are alone. */
static newsdex_status read_dates(grouping *g, const item *const *members, size_t count,
                                 newsdex_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!is_alone(members, count, i))
            g->items[members[i] - g->items].state = WANTED;
    return read_wanted(g, NDX_SLOT_DATE, read_date, err);
}

/* Lays out the stories from the one that the item first begins to before that of end. */
static newsdex_status lay_out(grouping *g, uint32_t first, uint32_t end, ndx_stories *out,
                              newsdex_error *err)
{
    const item **members = calloc(g->count + 1, sizeof *members);
    newsdex_status status = members ? NEWSDEX_OK : ndx_error_nomem(err);
    size_t count = 0;
    for (size_t i = 0; !status && i < g->count; i++)
        if (g->items[i].story >= first && g->items[i].story < end)
            members[count++] = &g->items[i];
    if (!status) {
        qsort(members, count, sizeof *members, by_story);
        status = read_dates(g, members, count, err);
    }
    out->docids = calloc(count + 1, sizeof *out->docids);
    out->list = calloc(count + 1, sizeof *out->list);
    if (!status && !(out->docids && out->list))
        status = ndx_error_nomem(err);
    if (!status)
        qsort(members, count, sizeof *members, by_story);
    for (size_t i = 0; !status && i < count; i++) {
        if (!i || members[i]->story != members[i - 1]->story)
            out->list[out->count++] =
                (ndx_story){.weight = g->items[members[i]->story].weight, .first = i};
        out->list[out->count - 1].article_count++;
        out->docids[i] = members[i]->docid;
    }
    free(members);
    return status;
}

/* The best matches; *all: there are no others. */
static newsdex_status rank(grouping *g, const xapc_search_options *how, size_t limit,
                           ndx_stories *stories, bool *all, newsdex_error *err)
{
    xapc_search_options best = *how;
    xapc_page *page = NULL;
    best.offset = 0;
    best.limit = (uint32_t)limit;
    newsdex_status status = xapc_database_search(g->db, g->query, &best, &page, err);
    if (!status) {
        *all = page->count < limit;
        stories->is_cut = page->count > NDX_STORY_MATCHES_MAX;
        stories->matches_lower = page->total_lower;
        stories->matches_estimated = page->total_estimated;
        stories->matches_upper = page->total_upper;
        g->count = 0;
        for (size_t i = 0; !status && i < page->count; i++)
            status = add_item(g,
                              (item){.docid = page->matches[i].docid,
                                     .weight = page->matches[i].weight,
                                     .match = MATCH},
                              err);
        g->ranked = g->count;
    }
    xapc_page_free(page);
    return status;
}

static newsdex_status group_all(grouping *g, size_t *stories, newsdex_error *err)
{
    want_ranked(g, 0, g->ranked < NDX_STORY_MATCHES_MAX ? g->ranked : NDX_STORY_MATCHES_MAX);
    newsdex_status status = read_signatures(g, err);
    return status ? status : group(g, g->ranked, stories, err);
}

/* Groups the best matches; *count: the stories. */
static newsdex_status group_best(grouping *g, const xapc_search_options *how, size_t limit,
                                 ndx_stories *stories, size_t *count, bool *all, newsdex_error *err)
{
    newsdex_status status = rank(g, how, limit, stories, all, err);
    if (!status && !*all && stories->matches_upper <= FEW_MATCHES)
        status = rank(g, how, FEW_MATCHES + 1, stories, all, err);
    if (status)
        return status;
    return *all ? group_all(g, count, err)
                : group_page(g, (size_t)how->offset + how->limit, count, err);
}

static newsdex_status find(grouping *g, const xapc_search_options *how, bool counted,
                           ndx_stories *stories, newsdex_error *err)
{
    const uint64_t wanted = (uint64_t)how->offset + how->limit;
    uint32_t limit = counted || wanted > PAGE_MATCHES ? UINT32_MAX : 2 * (uint32_t)wanted;
    size_t count;
    bool all;
    newsdex_status status;
    do {
        status = group_best(g, how, limit, stories, &count, &all, err);
        limit *= 2;
    } while (!status && !all && count < wanted);
    if (status)
        return status;
    stories->is_exact = all && !stories->is_cut;
    stories->total = stories->matches_estimated - count_copies(g);
    return lay_out(g, find_story(g, how->offset), find_story(g, wanted), stories, err);
}

newsdex_status ndx_stories_find(xapc_database *db, const xapc_query *query,
                                const xapc_search_options *how, bool counted, ndx_stories **out,
                                newsdex_error *err)
{
    grouping g = {.db = db, .query = query, .stop = how->stop};
    *out = calloc(1, sizeof **out);
    if (!*out)
        return ndx_error_nomem(err);
    newsdex_status status = find(&g, how, counted, *out, err);
    if (status) {
        ndx_stories_free(*out);
        *out = NULL;
    }
    free(g.items);
    free(g.chains);
    return status;
}

void ndx_stories_free(ndx_stories *stories)
{
    if (!stories)
        return;
    free(stories->list);
    free(stories->docids);
    free(stories);
}

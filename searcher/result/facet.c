#include "searcher/result/facet.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/index/schema.h"
#include "searcher/result/ranking.h"
#include "searcher/result/tally.h"

struct newsdex_facet {
    ndx_arena arena; /* the values */
    newsdex_facet_value *values;
    size_t count, distinct;
    newsdex_facet_value missing;
};

/* ---- counting ----------------------------------------------------------------------- */

enum { VALUE, WORDS, PRECISION, SLOTS };

typedef struct count {
    newsdex_facet_field field;
    ndx_tally tally;
    newsdex_facet_value missing;
} count;

static newsdex_status add_authors(count *c, const char *names, size_t length, uint64_t words,
                                  newsdex_error *err)
{
    static const char separator[] = "; ";
    for (const char *end = names + length; names < end;) {
        const char *stop = memmem(names, (size_t)(end - names), separator, sizeof separator - 1);
        if (!stop)
            stop = end;
        newsdex_status status = NEWSDEX_OK;
        if (stop > names)
            status = ndx_tally_add(&c->tally, names, (size_t)(stop - names), words, err);
        if (status || stop == end)
            return status;
        names = stop + sizeof separator - 1;
    }
    return NEWSDEX_OK;
}

/* The year or month that date knows, as text, "" when it doesn't. */
static void name_date(newsdex_facet_field field, ndx_date date, char out[NDX_DATE_TEXT_SIZE])
{
    const ndx_date_precision wanted = field == NEWSDEX_FACET_YEAR ? NDX_DATE_YEAR : NDX_DATE_MONTH;
    *out = '\0';
    if (date.precision >= wanted)
        ndx_date_format((ndx_date){date.seconds, wanted}, out);
}

static newsdex_status visit(void *context, const xapc_value *values, newsdex_error *err)
{
    count *c = context;
    char date[NDX_DATE_TEXT_SIZE];
    const char *value = values[VALUE].data;
    size_t length = values[VALUE].length;
    const uint64_t words = ndx_tally_words(&values[WORDS]);
    if (c->field == NEWSDEX_FACET_YEAR || c->field == NEWSDEX_FACET_MONTH) {
        name_date(c->field, ndx_tally_date(&values[VALUE], &values[PRECISION]), date);
        value = date;
        length = strlen(date);
    }
    if (!length) {
        c->missing.articles++;
        c->missing.words += words;
        return NEWSDEX_OK;
    }
    ndx_tally_next(&c->tally);
    if (c->field == NEWSDEX_FACET_AUTHOR)
        return add_authors(c, value, length, words, err);
    return ndx_tally_add(&c->tally, value, length, words, err);
}

static newsdex_status count_matches(xapc_database *db, ndx_analyzer *analyzer,
                                    const newsdex_query *query,
                                    const newsdex_search_options *options, count *c,
                                    newsdex_error *err)
{
    static const uint32_t value_slots[] = {
        [NEWSDEX_FACET_SOURCE] = NDX_SLOT_SOURCE, [NEWSDEX_FACET_SECTION] = NDX_SLOT_SECTION,
        [NEWSDEX_FACET_AUTHOR] = NDX_SLOT_AUTHOR, [NEWSDEX_FACET_LANGUAGE] = NDX_SLOT_LANGUAGE,
        [NEWSDEX_FACET_YEAR] = NDX_SLOT_DATE,     [NEWSDEX_FACET_MONTH] = NDX_SLOT_DATE,
    };
    const uint32_t slots[SLOTS] = {
        [VALUE] = value_slots[c->field],
        [WORDS] = NDX_SLOT_WORDS,
        [PRECISION] = NDX_SLOT_PRECISION,
    };
    return ndx_ranking_visit(db, analyzer, query, options, slots, SLOTS, visit, c, err);
}

/* ---- the result --------------------------------------------------------------------- */

static int by_articles(const void *left, const void *right)
{
    const ndx_tally_entry *a = left, *b = right;
    if (a->articles != b->articles)
        return a->articles < b->articles ? 1 : -1;
    return strcmp(a->key, b->key);
}

static newsdex_status make_facet(count *c, size_t top, newsdex_facet **out, newsdex_error *err)
{
    ndx_tally *tally = &c->tally;
    newsdex_facet *facet = calloc(1, sizeof *facet);
    if (!facet)
        return ndx_error_nomem(err);
    if (tally->count)
        qsort(tally->entries, tally->count, sizeof *tally->entries, by_articles);
    facet->distinct = tally->count;
    facet->count = top && top < tally->count ? top : tally->count;
    facet->missing = c->missing;
    facet->missing.value = "";
    facet->values = ndx_arena_zeros(&facet->arena, facet->count + 1, sizeof *facet->values);
    newsdex_status status = facet->values ? NEWSDEX_OK : ndx_error_nomem(err);
    for (size_t i = 0; !status && i < facet->count; i++) {
        const ndx_tally_entry *entry = &tally->entries[i];
        const char *value = ndx_arena_copy(&facet->arena, entry->key, entry->length);
        facet->values[i] = (newsdex_facet_value){value, entry->articles, entry->words};
        if (!value)
            status = ndx_error_nomem(err);
    }
    if (status)
        newsdex_facet_free(facet);
    else
        *out = facet;
    return status;
}

newsdex_status ndx_facet_count(xapc_database *db, ndx_analyzer *analyzer,
                               const newsdex_query *query, const newsdex_search_options *options,
                               newsdex_facet_field field, size_t top, newsdex_facet **out,
                               newsdex_error *err)
{
    count c = {.field = field};
    *out = NULL;
    newsdex_status status = count_matches(db, analyzer, query, options, &c, err);
    if (!status)
        status = make_facet(&c, top, out, err);
    ndx_tally_release(&c.tally);
    return status;
}

size_t newsdex_facet_size(const newsdex_facet *facet)
{
    return facet ? facet->count : 0;
}

size_t newsdex_facet_distinct(const newsdex_facet *facet)
{
    return facet ? facet->distinct : 0;
}

const newsdex_facet_value *newsdex_facet_at(const newsdex_facet *facet, size_t i)
{
    return facet && i < facet->count ? &facet->values[i] : NULL;
}

const newsdex_facet_value *newsdex_facet_missing(const newsdex_facet *facet)
{
    return facet ? &facet->missing : NULL;
}

void newsdex_facet_free(newsdex_facet *facet)
{
    if (!facet)
        return;
    ndx_arena_release(&facet->arena);
    free(facet);
}

#include "indexer/segment/bulk_document.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/segment/bulk_run.h"
#include "indexer/segment/glass_pack.h"
#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/xapian-c/long_term.h"
#include "searcher/xapian-c/seal.h"

/* ---- terms ---------------------------------------------------------------------------- */

void bulk_terms_release(bulk_terms *terms)
{
    free(terms->own);
    ndx_arena_release(&terms->texts);
    *terms = (bulk_terms){0};
}

static bool all_fit(const xapc_document *document)
{
    for (size_t i = 0; i < document->term_count; i++)
        if (!xapc_term_fits(document->terms[i].text, document->terms[i].length))
            return false;
    return true;
}

static newsdex_status cut_long(bulk_terms *terms, newsdex_error *err)
{
    for (size_t i = 0; i < terms->count; i++) {
        xapc_term *term = &terms->own[i];
        if (xapc_term_fits(term->text, term->length))
            continue;
        char cut[XAPC_TERM_MAX];
        term->hash = term->number = 0;
        term->length = (uint32_t)xapc_term_cut(term->text, term->length, cut);
        if (!(term->text = ndx_arena_copy(&terms->texts, cut, term->length)))
            return ndx_error_nomem(err);
    }
    return NEWSDEX_OK;
}

static newsdex_status too_many_words(newsdex_error *err)
{
    return ndx_error_set(err, NEWSDEX_E_LIMIT, "more words than fit");
}

/* Gives a the positions of both. */
static newsdex_status unite_positions(bulk_terms *terms, xapc_term *a, const xapc_term *b,
                                      newsdex_error *err)
{
    size_t most = (size_t)a->position_count + b->position_count;
    uint32_t *positions = ndx_arena_alloc(&terms->texts, most * sizeof *positions);
    if (!positions)
        return ndx_error_nomem(err);
    uint32_t i = 0, j = 0, count = 0;
    while (i < a->position_count || j < b->position_count) {
        bool take_a =
            j == b->position_count || (i < a->position_count && a->positions[i] <= b->positions[j]);
        uint32_t position = take_a ? a->positions[i++] : b->positions[j++];
        if (!count || positions[count - 1] != position)
            positions[count++] = position;
    }
    a->positions = count ? positions : NULL;
    a->position_count = count;
    return NEWSDEX_OK;
}

static int compare_terms(const void *a, const void *b)
{
    const xapc_term *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* What a long term was cut to may be a term of the document, too. */
static newsdex_status unite_equal(bulk_terms *terms, newsdex_error *err)
{
    size_t count = 0;
    qsort(terms->own, terms->count, sizeof *terms->own, compare_terms);
    for (size_t i = 0; i < terms->count; i++) {
        const xapc_term *term = &terms->own[i];
        xapc_term *last = count ? &terms->own[count - 1] : NULL;
        if (!last || compare_terms(last, term)) {
            terms->own[count++] = *term;
            continue;
        }
        newsdex_status status = unite_positions(terms, last, term, err);
        if (status)
            return status;
        if (term->wdf > UINT32_MAX - last->wdf)
            return too_many_words(err);
        last->wdf += term->wdf;
    }
    terms->count = count;
    return NEWSDEX_OK;
}

newsdex_status bulk_terms_set(bulk_terms *terms, const xapc_document *document, newsdex_error *err)
{
    terms->terms = document->terms;
    terms->count = document->term_count;
    char seal[XAPC_TERM_SEAL_MAX];
    const size_t seal_length = xapc_seal_of_terms(document->terms, document->term_count, seal);
    const bool fit = all_fit(document);
    if (fit && !seal_length)
        return NEWSDEX_OK;
    newsdex_status status =
        ndx_array_grow(&terms->own, &terms->own_room, terms->count + 1, sizeof *terms->own, err);
    if (status)
        return status;
    ndx_arena_clear(&terms->texts);
    terms->terms = terms->own;
    memcpy(terms->own, document->terms, terms->count * sizeof *terms->own);
    if (!fit && ((status = cut_long(terms, err)) || (status = unite_equal(terms, err))))
        return status;
    if (!seal_length)
        return NEWSDEX_OK;
    const char *text = ndx_arena_copy(&terms->texts, seal, seal_length);
    if (!text)
        return ndx_error_nomem(err);
    terms->own[terms->count++] = (xapc_term){.text = text, .length = (uint32_t)seal_length};
    return NEWSDEX_OK;
}

newsdex_status bulk_terms_measure(const bulk_terms *terms, uint32_t *length, newsdex_error *err)
{
    uint64_t sum = 0, listed = 2 * GLASS_UINT_MAX;
    for (size_t i = 0; i < terms->count; i++) {
        sum += terms->terms[i].wdf;
        listed += 2 + terms->terms[i].length + GLASS_UINT_MAX;
    }
    *length = (uint32_t)sum;
    return sum > UINT32_MAX || listed > BULK_TAG_MAX ? too_many_words(err) : NEWSDEX_OK;
}

/* ---- used slots ------------------------------------------------------------------------- */

newsdex_status bulk_pack_slots(const xapc_value *values, size_t count, ndx_buffer *out,
                               newsdex_error *err)
{
    newsdex_status status = ndx_buffer_reserve(out, count * GLASS_UINT_MAX, err);
    if (status)
        return status;
    uint8_t *end = (uint8_t *)out->data + out->length;
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i].slot < next || values[i].slot == UINT32_MAX)
            return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "value slots that do not rise");
        if (values[i].length > BULK_VALUE_MAX)
            return ndx_error_set(err, NEWSDEX_E_LIMIT, "a value of %u bytes, at most %d fit",
                                 (unsigned)values[i].length, BULK_VALUE_MAX);
        end = glass_pack_uint(end, values[i].slot - next);
        next = values[i].slot + 1;
    }
    ndx_buffer_truncate(out, (size_t)(end - (uint8_t *)out->data));
    return NEWSDEX_OK;
}

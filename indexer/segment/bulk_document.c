#include "indexer/segment/bulk_document.h"

#include <stdlib.h>
#include <string.h>

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

static int compare_terms(const void *a, const void *b)
{
    const xapc_term *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
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
        term->hash = 0;
        term->length = (uint32_t)xapc_term_cut(term->text, term->length, cut);
        if (!(term->text = ndx_arena_copy(&terms->texts, cut, term->length)))
            return ndx_error_nomem(err);
    }
    return NEWSDEX_OK;
}

newsdex_status bulk_terms_set(bulk_terms *terms, const xapc_document *document, newsdex_error *err)
{
    terms->terms = document->terms;
    terms->count = document->term_count;
    char seal[XAPC_TERM_SEAL_MAX];
    size_t seal_length = xapc_seal_of_terms(document->terms, document->term_count, seal);
    if (!seal_length && all_fit(document))
        return NEWSDEX_OK;
    newsdex_status status =
        ndx_array_grow(&terms->own, &terms->own_room, terms->count + 1, sizeof *terms->own, err);
    if (status)
        return status;
    ndx_arena_clear(&terms->texts);
    memcpy(terms->own, document->terms, terms->count * sizeof *terms->own);
    if ((status = cut_long(terms, err)))
        return status;
    if (seal_length) {
        const char *text = ndx_arena_copy(&terms->texts, seal, seal_length);
        if (!text)
            return ndx_error_nomem(err);
        terms->own[terms->count++] = (xapc_term){.text = text, .length = (uint32_t)seal_length};
    }
    qsort(terms->own, terms->count, sizeof *terms->own, compare_terms);
    terms->terms = terms->own;
    return NEWSDEX_OK;
}

newsdex_status bulk_pack_length(const bulk_terms *terms, uint32_t *length, newsdex_error *err)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < terms->count; i++)
        sum += terms->terms[i].wdf;
    *length = (uint32_t)sum;
    return sum > UINT32_MAX ? ndx_error_set(err, NEWSDEX_E_LIMIT, "more words than fit")
                            : NEWSDEX_OK;
}

/* ---- term list -------------------------------------------------------------------------- */

/*
 * The rest of a term behind what it shares with the one before, and its wdf. A small wdf goes
 * into one byte with the shared length where both fit.
 */
static uint8_t *pack_term(uint8_t *out, const xapc_term *term, size_t shared, size_t before_length)
{
    uint64_t both = ((uint64_t)term->wdf + 1) * (before_length + 1) + shared;
    bool fits = both < 256;
    size_t rest = term->length - shared;
    *out++ = (uint8_t)(fits ? both : shared);
    *out++ = (uint8_t)rest;
    memcpy(out, term->text + shared, rest);
    out += rest;
    return fits ? out : glass_pack_uint(out, term->wdf);
}

static size_t shared_prefix(const xapc_term *before, const xapc_term *term)
{
    size_t shared = 0, most = before->length < term->length ? before->length : term->length;
    while (shared < most && before->text[shared] == term->text[shared])
        shared++;
    return shared;
}

static bool rises(const xapc_term *before, const xapc_term *term, size_t shared)
{
    return shared < term->length &&
           (shared == before->length ||
            (unsigned char)before->text[shared] < (unsigned char)term->text[shared]);
}

/* The most bytes that a term list takes. */
static size_t most_packed(const bulk_terms *terms)
{
    size_t most = 2 * GLASS_UINT_MAX;
    for (size_t i = 0; i < terms->count; i++)
        most += 2 + terms->terms[i].length + GLASS_UINT_MAX;
    return most;
}

newsdex_status bulk_pack_terms(const bulk_terms *terms, uint32_t length, ndx_buffer *out,
                               newsdex_error *err)
{
    if (!terms->count)
        return NEWSDEX_OK;
    newsdex_status status = ndx_buffer_reserve(out, most_packed(terms), err);
    if (status)
        return status;
    const xapc_term *term = terms->terms;
    uint8_t *end = glass_pack_uint((uint8_t *)out->data + out->length, length);
    end = glass_pack_uint(end, terms->count);
    *end++ = (uint8_t)term->length;
    memcpy(end, term->text, term->length);
    end = glass_pack_uint(end + term->length, term->wdf);
    for (size_t i = 1; i < terms->count; i++) {
        const xapc_term *before = term++;
        size_t shared = shared_prefix(before, term);
        if (!rises(before, term, shared))
            return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "terms that do not rise");
        end = pack_term(end, term, shared, before->length);
    }
    ndx_buffer_truncate(out, (size_t)(end - (uint8_t *)out->data));
    return NEWSDEX_OK;
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

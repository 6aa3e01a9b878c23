#include "indexer/segment/bulk_inverter.h"

#include <stdlib.h>

#include "indexer/segment/glass_pack.h"
#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"

/* How many postings ahead memory is fetched. */
enum { AHEAD = 8 };

void bulk_inverter_init(bulk_inverter *inverter)
{
    *inverter = (bulk_inverter){0};
    ndx_buffer_init(&inverter->positions, UINT32_MAX);
}

void bulk_inverter_release(bulk_inverter *inverter)
{
    bulk_dictionary_release(&inverter->dictionary);
    free(inverter->postings);
    ndx_buffer_release(&inverter->positions);
    free(inverter->hashes);
    bulk_inverter_init(inverter);
}

void bulk_inverter_clear(bulk_inverter *inverter)
{
    bulk_dictionary_clear(&inverter->dictionary);
    ndx_buffer_clear(&inverter->positions);
    inverter->posting_count = 0;
}

/* ---- taking documents in -------------------------------------------------------------- */

static newsdex_status pack_positions(bulk_inverter *inverter, const xapc_term *term,
                                     newsdex_error *err)
{
    const size_t before = inverter->positions.length;
    if (!term->position_count)
        return NEWSDEX_OK;
    newsdex_status status =
        glass_pack_positions(&inverter->positions, term->positions, term->position_count, err);
    if (!status && inverter->positions.length - before > BULK_TAG_MAX)
        status = ndx_error_set(err, NEWSDEX_E_LIMIT, "a word stands at too many places");
    return status;
}

static newsdex_status add_postings(bulk_inverter *inverter, uint32_t docid, const xapc_term *terms,
                                   size_t count, newsdex_error *err)
{
    bulk_posting *postings = inverter->postings + inverter->posting_count;
    for (size_t i = 0; i < count; i++)
        bulk_dictionary_prefetch(&inverter->dictionary, inverter->hashes[i]);
    for (size_t i = 0; i < count; i++) {
        const xapc_term *term = &terms[i];
        newsdex_status status =
            bulk_dictionary_find(&inverter->dictionary, term->text, term->length,
                                 inverter->hashes[i], &postings[i].term, err);
        if (!status)
            status = pack_positions(inverter, term, err);
        if (status)
            return status;
        postings[i].docid = docid;
        postings[i].wdf = term->wdf;
        postings[i].positions_end = (uint32_t)inverter->positions.length;
    }
    return NEWSDEX_OK;
}

/* Only when nothing can fail any more. */
static void count_postings(bulk_inverter *inverter, size_t count)
{
    const bulk_posting *postings = inverter->postings + inverter->posting_count;
    for (size_t i = 0; i < count; i++) {
        bulk_term *term = &inverter->dictionary.terms[postings[i].term];
        term->documents++;
        term->total += postings[i].wdf;
    }
    inverter->posting_count += count;
}

newsdex_status bulk_inverter_add(bulk_inverter *inverter, uint32_t docid, const xapc_term *terms,
                                 size_t count, newsdex_error *err)
{
    const size_t positions_before = inverter->positions.length;
    newsdex_status status;
    if (count > UINT32_MAX - inverter->posting_count)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "too many words in one piece of the index");
    if ((status =
             ndx_array_grow(&inverter->postings, &inverter->posting_room,
                            inverter->posting_count + count, sizeof *inverter->postings, err)) ||
        (status = ndx_array_grow(&inverter->hashes, &inverter->hash_room, count,
                                 sizeof *inverter->hashes, err)))
        return status;
    for (size_t i = 0; i < count; i++)
        inverter->hashes[i] =
            terms[i].hash ? terms[i].hash : ndx_hash(terms[i].text, terms[i].length);
    if ((status = add_postings(inverter, docid, terms, count, err)))
        ndx_buffer_truncate(&inverter->positions, positions_before);
    else
        count_postings(inverter, count);
    return status;
}

/* ---- giving them out by term ------------------------------------------------------------ */

/* A posting among those of its term. */
typedef struct placed_posting {
    uint32_t docid, wdf, positions, positions_length;
} placed_posting;

/* starts: by term, where the next posting of the term goes. */
static void scatter(const bulk_inverter *inverter, uint32_t *starts, placed_posting *out)
{
    const bulk_posting *postings = inverter->postings;
    uint32_t positions = 0;
    for (size_t i = 0; i < inverter->posting_count; i++) {
        if (i + AHEAD < inverter->posting_count)
            __builtin_prefetch(&out[starts[postings[i + AHEAD].term]], 1);
        const uint32_t end = postings[i].positions_end;
        out[starts[postings[i].term]++] =
            (placed_posting){postings[i].docid, postings[i].wdf, positions, end - positions};
        positions = end;
    }
}

/* The postings of all terms, in the order of the terms and docids; NULL when out of memory. */
static placed_posting *place_postings(const bulk_inverter *inverter, const ndx_sort_item *order)
{
    placed_posting *placed = malloc((inverter->posting_count + 1) * sizeof *placed);
    uint32_t *starts = malloc((inverter->dictionary.count + 1) * sizeof *starts);
    uint32_t start = 0;
    for (size_t i = 0; starts && i < inverter->dictionary.count; i++) {
        starts[order[i].index] = start;
        start += inverter->dictionary.terms[order[i].index].documents;
    }
    if (placed && starts)
        scatter(inverter, starts, placed);
    if (!starts) {
        free(placed);
        placed = NULL;
    }
    free(starts);
    return placed;
}

static void write_postings(const bulk_inverter *inverter, const ndx_sort_item *order,
                           const placed_posting *posting, bulk_output *output)
{
    bulk_key before = {.length = 0};
    for (size_t i = 0; i < inverter->dictionary.count; i++) {
        const bulk_term *term = &inverter->dictionary.terms[order[i].index];
        if (!term->documents)
            continue;
        bulk_put_list(output, &before, inverter->dictionary.bytes + term->text, term->length,
                      term->documents, term->total);
        uint32_t docid = 0;
        for (uint32_t left = term->documents; left; left--, posting++) {
            bulk_output_number(output, posting->docid - docid);
            bulk_output_number(output, posting->wdf);
            docid = posting->docid;
        }
    }
}

static uint32_t count_with_positions(const placed_posting *posting, uint32_t count)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++)
        found += posting[i].positions_length > 0;
    return found;
}

static void write_positions(const bulk_inverter *inverter, const ndx_sort_item *order,
                            const placed_posting *posting, bulk_output *output)
{
    bulk_key before = {.length = 0};
    for (size_t i = 0; i < inverter->dictionary.count; i++) {
        const bulk_term *term = &inverter->dictionary.terms[order[i].index];
        uint32_t entries = count_with_positions(posting, term->documents);
        if (entries)
            bulk_put_list(output, &before, inverter->dictionary.bytes + term->text, term->length,
                          entries, 0);
        uint32_t docid = 0;
        for (uint32_t left = term->documents; left; left--, posting++) {
            if (!posting->positions_length)
                continue;
            bulk_output_number(output, posting->docid - docid);
            bulk_output_string(output, inverter->positions.data + posting->positions,
                               posting->positions_length);
            docid = posting->docid;
        }
    }
}

newsdex_status bulk_inverter_write(bulk_inverter *inverter, bulk_output *output,
                                   bulk_summary *summary, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    ndx_sort_item *order = bulk_dictionary_sort(&inverter->dictionary);
    placed_posting *placed = order ? place_postings(inverter, order) : NULL;
    if (placed) {
        write_postings(inverter, order, placed, output);
        summary->ends[BULK_POSTINGS] = bulk_output_offset(output);
        write_positions(inverter, order, placed, output);
        summary->ends[BULK_POSITIONS] = bulk_output_offset(output);
    } else {
        status = ndx_error_nomem(err);
    }
    free(placed);
    free(order);
    return status;
}

#include "indexer/segment/bulk_inverter.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/segment/glass_pack.h"
#include "searcher/base/array.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"

/* How many postings ahead memory is fetched. */
enum { AHEAD = 8 };

/* Each takes four bytes at most. */
enum { POSITIONS_MAX = BULK_TAG_MAX / 4 - GLASS_UINT_MAX };

/* Of a term list, and of a term in it but its text. Texts are copied by this many bytes or more. */
enum {
    TEXT_PIECE = BULK_TEXT_SLACK,
    LIST_HEADER_MAX = 2 * GLASS_UINT_MAX + TEXT_PIECE,
    LISTED_TERM_MAX = 2 + GLASS_UINT_MAX
};

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
    free(inverter->document_ends);
    free(inverter->numbered);
    free(inverter->order);
    free(inverter->term_ends);
    free(inverter->placed);
    free(inverter->listed);
    bulk_inverter_init(inverter);
}

static void forget_numbers(bulk_inverter *inverter)
{
    if (inverter->numbered_room)
        memset(inverter->numbered, 0, inverter->numbered_room * sizeof *inverter->numbered);
}

void bulk_inverter_clear(bulk_inverter *inverter)
{
    forget_numbers(inverter);
    bulk_dictionary_clear(&inverter->dictionary);
    ndx_buffer_clear(&inverter->positions);
    inverter->posting_count = inverter->document_count = 0;
    inverter->attempt = 0;
    inverter->longest_list = 0;
    free(inverter->order);
    inverter->order = NULL;
}

/* ---- taking documents in -------------------------------------------------------------- */

/* What the terms of a document take at most. */
typedef struct needs {
    uint32_t highest_number;
    size_t positions, list; /* bytes */
} needs;

static newsdex_status survey(const xapc_term *terms, size_t count, needs *out, newsdex_error *err)
{
    *out = (needs){.list = LIST_HEADER_MAX};
    for (size_t i = 0; i < count; i++) {
        const xapc_term *term = &terms[i];
        if (term->position_count > POSITIONS_MAX)
            return ndx_error_set(err, NEWSDEX_E_LIMIT, "a word stands at too many places");
        if (term->number > out->highest_number)
            out->highest_number = term->number;
        out->positions += glass_positions_max(term->position_count);
        out->list += LISTED_TERM_MAX + term->length;
    }
    return NEWSDEX_OK;
}

/* Makes room for all numbers, and forgets those of another vocabulary. */
static newsdex_status know_numbers(bulk_inverter *inverter, uint64_t vocabulary, uint32_t highest,
                                   newsdex_error *err)
{
    if (vocabulary != inverter->vocabulary)
        forget_numbers(inverter);
    inverter->vocabulary = vocabulary;
    const size_t before = inverter->numbered_room;
    newsdex_status status = ndx_array_grow(&inverter->numbered, &inverter->numbered_room,
                                           (size_t)highest + 1, sizeof *inverter->numbered, err);
    if (!status)
        memset(inverter->numbered + before, 0,
               (inverter->numbered_room - before) * sizeof *inverter->numbered);
    return status;
}

/* The term's number in the dictionary. */
static newsdex_status find(bulk_inverter *inverter, const xapc_term *term, uint32_t *number,
                           newsdex_error *err)
{
    uint32_t *numbered = &inverter->numbered[term->number];
    if (term->number && *numbered) {
        *number = *numbered - 1;
        return NEWSDEX_OK;
    }
    uint64_t hash = term->hash ? term->hash : ndx_hash(term->text, term->length);
    newsdex_status status =
        bulk_dictionary_find(&inverter->dictionary, term->text, term->length, hash, number, err);
    *numbered = *number + 1;
    return status;
}

/* Of the terms that follow: what is known of their numbers, and then of the terms. */
static void prefetch(const bulk_inverter *inverter, const xapc_term *term)
{
    const uint32_t next = inverter->numbered[term[AHEAD].number];
    __builtin_prefetch(&inverter->numbered[term[2 * AHEAD].number]);
    __builtin_prefetch(&inverter->dictionary.tallies[next ? next - 1 : 0], 1);
}

/* Logs the next posting of the document. */
static newsdex_status add_posting(bulk_inverter *inverter, const xapc_term *term,
                                  bulk_posting *posting, newsdex_error *err)
{
    uint32_t number;
    newsdex_status status = find(inverter, term, &number, err);
    if (status)
        return status;
    ndx_buffer *positions = &inverter->positions;
    uint8_t *end = (uint8_t *)positions->data + positions->length;
    if (term->position_count &&
        !(end = glass_pack_positions(end, term->positions, term->position_count)))
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "positions that do not rise");
    bulk_tally *tally = &inverter->dictionary.tallies[number];
    if (tally->attempt == inverter->attempt)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "a term that a document has twice");
    tally->attempt = inverter->attempt;
    tally->documents++;
    positions->length = (size_t)(end - (uint8_t *)positions->data);
    *posting = (bulk_posting){number, term->wdf, (uint32_t)positions->length};
    return NEWSDEX_OK;
}

static newsdex_status add_postings(bulk_inverter *inverter, const xapc_term *terms, size_t count,
                                   newsdex_error *err)
{
    bulk_posting *postings = inverter->postings + inverter->posting_count;
    const size_t positions_before = inverter->positions.length;
    inverter->attempt++;
    for (size_t i = 0; i < count; i++) {
        if (i + 2 * AHEAD < count)
            prefetch(inverter, &terms[i]);
        newsdex_status status = add_posting(inverter, &terms[i], &postings[i], err);
        if (!status)
            continue;
        while (i--)
            inverter->dictionary.tallies[postings[i].term].documents--;
        ndx_buffer_truncate(&inverter->positions, positions_before);
        return status;
    }
    ndx_buffer_truncate(&inverter->positions, inverter->positions.length); /* puts the NUL */
    inverter->posting_count += count;
    inverter->document_ends[inverter->document_count++] = (uint32_t)inverter->posting_count;
    return NEWSDEX_OK;
}

newsdex_status bulk_inverter_add(bulk_inverter *inverter, uint64_t vocabulary,
                                 const xapc_term *terms, size_t count, newsdex_error *err)
{
    needs needed;
    newsdex_status status;
    if (count > UINT32_MAX - inverter->posting_count || inverter->attempt == UINT32_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "too many words in one piece of the index");
    if ((status = survey(terms, count, &needed, err)) ||
        (status =
             ndx_array_grow(&inverter->postings, &inverter->posting_room,
                            inverter->posting_count + count, sizeof *inverter->postings, err)) ||
        (status =
             ndx_array_grow(&inverter->document_ends, &inverter->document_room,
                            inverter->document_count + 1, sizeof *inverter->document_ends, err)) ||
        (status = ndx_buffer_reserve(&inverter->positions, needed.positions, err)) ||
        (status = know_numbers(inverter, vocabulary, needed.highest_number, err)))
        return status;
    if (needed.list > inverter->longest_list)
        inverter->longest_list = needed.list;
    return add_postings(inverter, terms, count, err);
}

/* ---- turning them around ---------------------------------------------------------------- */

static uint32_t end_of(const bulk_inverter *inverter, uint32_t docid)
{
    return docid ? inverter->document_ends[docid - 1] : 0;
}

/* To the terms. starts: by term, where its next posting goes. */
static void place_postings(bulk_inverter *inverter, uint32_t *starts)
{
    const bulk_posting *postings = inverter->postings;
    uint32_t positions = 0;
    for (uint32_t docid = 1; docid <= inverter->document_count; docid++)
        for (size_t i = end_of(inverter, docid - 1); i < end_of(inverter, docid); i++) {
            if (i + AHEAD < inverter->posting_count)
                __builtin_prefetch(&inverter->placed[starts[postings[i + AHEAD].term]], 1);
            const uint32_t end = postings[i].positions_end;
            inverter->placed[starts[postings[i].term]++] =
                (bulk_placed_posting){docid, postings[i].wdf, positions, end - positions};
            positions = end;
        }
}

/* And from there to the documents. starts: by docid - 1, where its next term goes. */
static void list_terms(bulk_inverter *inverter, uint32_t *starts)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < inverter->dictionary.count; i++)
        for (; at < inverter->term_ends[i]; at++) {
            const bulk_placed_posting *posting = &inverter->placed[at];
            inverter->listed[starts[posting->docid - 1]++] = (bulk_listed_term){i, posting->wdf};
        }
}

newsdex_status bulk_inverter_sort(bulk_inverter *inverter, newsdex_error *err)
{
    const size_t terms = inverter->dictionary.count, documents = inverter->document_count;
    uint32_t *starts = malloc(((terms > documents ? terms : documents) + 1) * sizeof *starts);
    inverter->order = bulk_dictionary_sort(&inverter->dictionary);
    newsdex_status status = starts && inverter->order ? NEWSDEX_OK : ndx_error_nomem(err);
    if (!status &&
        !(status = ndx_array_grow(&inverter->term_ends, &inverter->term_room, terms,
                                  sizeof *inverter->term_ends, err)) &&
        !(status = ndx_array_grow(&inverter->placed, &inverter->placed_room,
                                  inverter->posting_count, sizeof *inverter->placed, err)) &&
        !(status = ndx_array_grow(&inverter->listed, &inverter->listed_room,
                                  inverter->posting_count, sizeof *inverter->listed, err))) {
        uint32_t start = 0;
        for (size_t i = 0; i < terms; i++) {
            starts[inverter->order[i].index] = start;
            start += inverter->dictionary.tallies[inverter->order[i].index].documents;
            inverter->term_ends[i] = start;
        }
        place_postings(inverter, starts);
        for (uint32_t docid = 1; docid <= documents; docid++)
            starts[docid - 1] = end_of(inverter, docid - 1);
        list_terms(inverter, starts);
    }
    free(starts);
    return status;
}

/* ---- by term ---------------------------------------------------------------------------- */

/* The postings of a term. */
typedef struct posting_range {
    const bulk_placed_posting *start, *end;
} posting_range;

static posting_range postings_of(const bulk_inverter *inverter, size_t term)
{
    return (posting_range){inverter->placed + (term ? inverter->term_ends[term - 1] : 0),
                           inverter->placed + inverter->term_ends[term]};
}

static void write_postings(const bulk_inverter *inverter, bulk_output *output)
{
    bulk_key before = {.length = 0};
    for (size_t i = 0; i < inverter->dictionary.count; i++) {
        const posting_range range = postings_of(inverter, i);
        uint64_t total = 0;
        uint32_t docid = 0;
        if (range.start == range.end)
            continue;
        for (const bulk_placed_posting *posting = range.start; posting < range.end; posting++)
            total += posting->wdf;
        bulk_put_list(output, &before, inverter->order[i].text, inverter->order[i].length,
                      (uint32_t)(range.end - range.start), total);
        for (const bulk_placed_posting *posting = range.start; posting < range.end; posting++) {
            bulk_output_number(output, posting->docid - docid);
            bulk_output_number(output, posting->wdf);
            docid = posting->docid;
        }
    }
}

static uint32_t count_with_positions(posting_range range)
{
    uint32_t found = 0;
    for (; range.start < range.end; range.start++)
        found += range.start->positions_length > 0;
    return found;
}

static void write_positions(const bulk_inverter *inverter, bulk_output *output)
{
    bulk_key before = {.length = 0};
    for (size_t i = 0; i < inverter->dictionary.count; i++) {
        const posting_range range = postings_of(inverter, i);
        const uint32_t entries = count_with_positions(range);
        uint32_t docid = 0;
        if (!entries)
            continue;
        bulk_put_list(output, &before, inverter->order[i].text, inverter->order[i].length, entries,
                      0);
        for (const bulk_placed_posting *posting = range.start; posting < range.end; posting++) {
            if (!posting->positions_length)
                continue;
            bulk_output_number(output, posting->docid - docid);
            bulk_output_string(output, inverter->positions.data + posting->positions,
                               posting->positions_length);
            docid = posting->docid;
        }
    }
}

void bulk_inverter_write(const bulk_inverter *inverter, bulk_output *output, bulk_summary *summary)
{
    write_postings(inverter, output);
    summary->ends[BULK_POSTINGS] = bulk_output_offset(output);
    write_positions(inverter, output);
    summary->ends[BULK_POSITIONS] = bulk_output_offset(output);
}

/* ---- by document ------------------------------------------------------------------------ */

static size_t shared_prefix(const ndx_sort_item *before, const ndx_sort_item *term)
{
    size_t shared = 8, most = before->length < term->length ? before->length : term->length;
    if (before->key != term->key)
        shared = (size_t)__builtin_clzll(before->key ^ term->key) / 8;
    while (shared < most && before->text[shared] == term->text[shared])
        shared++;
    return shared < most ? shared : most;
}

/* Most are short. What is copied too much is overwritten by what comes next. */
static uint8_t *copy_text(uint8_t *out, const char *text, size_t length)
{
    if (length <= TEXT_PIECE)
        memcpy(out, text, TEXT_PIECE);
    else
        memcpy(out, text, length);
    return out + length;
}

/*
 * The rest of a term behind what it shares with the one before, and its wdf. A small wdf goes
 * into one byte with the shared length where both fit.
 */
static uint8_t *pack_term(uint8_t *out, const ndx_sort_item *term, uint32_t wdf, size_t shared,
                          size_t before_length)
{
    uint64_t both = ((uint64_t)wdf + 1) * (before_length + 1) + shared;
    bool fits = both < 256;
    size_t rest = term->length - shared;
    *out++ = (uint8_t)(fits ? both : shared);
    *out++ = (uint8_t)rest;
    out = copy_text(out, term->text + shared, rest);
    return fits ? out : glass_pack_uint(out, wdf);
}

newsdex_status bulk_inverter_pack_list(const bulk_inverter *inverter, uint32_t docid,
                                       uint32_t length, ndx_buffer *out, newsdex_error *err)
{
    const bulk_listed_term *listed = &inverter->listed[end_of(inverter, docid - 1)];
    const size_t count = end_of(inverter, docid) - end_of(inverter, docid - 1);
    if (!count)
        return NEWSDEX_OK;
    newsdex_status status = ndx_buffer_reserve(out, inverter->longest_list, err);
    if (status)
        return status;
    const ndx_sort_item *term = &inverter->order[listed[0].term];
    uint8_t *end = glass_pack_uint((uint8_t *)out->data + out->length, length);
    end = glass_pack_uint(end, count);
    *end++ = (uint8_t)term->length;
    end = copy_text(end, term->text, term->length);
    end = glass_pack_uint(end, listed[0].wdf);
    for (size_t i = 1; i < count; i++) {
        const ndx_sort_item *before = term;
        term = &inverter->order[listed[i].term];
        end = pack_term(end, term, listed[i].wdf, shared_prefix(before, term), before->length);
    }
    ndx_buffer_truncate(out, (size_t)(end - (uint8_t *)out->data));
    return NEWSDEX_OK;
}

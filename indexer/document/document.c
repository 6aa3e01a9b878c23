#include "indexer/document/document.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/arena.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/index/record.h"
#include "searcher/index/schema.h"

enum { LONGEST_PREFIX = 16, FIRST_TABLE = 1024, VALUE_SLOTS = 8 };

/* A term while its document is read. */
typedef struct builder_term {
    xapc_term term;
    uint64_t hash;
} builder_term;

/* A place of a term; grouped by term when the document is complete. */
typedef struct occurrence {
    uint32_t term, position;
} occurrence;

struct document_builder {
    ndx_analyzer *analyzer;
    ndx_arena arena; /* of the present document */
    builder_term *terms;
    size_t term_count, term_room;
    uint32_t *table; /* hash table of indexes into terms, + 1; 0 is free */
    size_t table_size;
    occurrence *occurrences;
    size_t occurrence_count, occurrence_room;
    uint32_t *positions;
    size_t position_room;
    xapc_term *sorted;
    size_t sorted_room;
    xapc_value values[VALUE_SLOTS];
    size_t value_count;
    ndx_buffer scratch, record;
    xapc_document document;
};

newsdex_status document_builder_new(const char *language, document_builder **out,
                                    newsdex_error *err)
{
    *out = NULL;
    document_builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        return ndx_error_nomem(err);
    ndx_buffer_init(&builder->scratch, ARTICLE_KEYWORDS_MAX + LONGEST_PREFIX);
    ndx_buffer_init(&builder->record, ARTICLE_TEXT_MAX + (1 << 20));
    builder->table = calloc(FIRST_TABLE, sizeof *builder->table);
    builder->table_size = FIRST_TABLE;
    newsdex_status status =
        builder->table ? ndx_analyzer_new(language, &builder->analyzer, err) : ndx_error_nomem(err);
    if (status) {
        document_builder_free(builder);
        return status;
    }
    *out = builder;
    return NEWSDEX_OK;
}

void document_builder_free(document_builder *builder)
{
    if (!builder)
        return;
    ndx_analyzer_free(builder->analyzer);
    ndx_arena_release(&builder->arena);
    free(builder->terms);
    free(builder->table);
    free(builder->occurrences);
    free(builder->positions);
    free(builder->sorted);
    ndx_buffer_release(&builder->scratch);
    ndx_buffer_release(&builder->record);
    free(builder);
}

/* Makes *array hold at least wanted items. */
static newsdex_status grow(void *array, size_t *room, size_t wanted, size_t size,
                           newsdex_error *err)
{
    if (wanted <= *room)
        return NEWSDEX_OK;
    size_t larger = *room ? *room * 2 : 1024;
    if (larger < wanted)
        larger = wanted;
    void *old;
    memcpy(&old, array, sizeof old);
    void *moved = larger > SIZE_MAX / size ? NULL : realloc(old, larger * size);
    if (!moved)
        return ndx_error_nomem(err);
    memcpy(array, &moved, sizeof moved);
    *room = larger;
    return NEWSDEX_OK;
}

static newsdex_status grow_table(document_builder *builder, newsdex_error *err)
{
    size_t size = builder->table_size * 2;
    uint32_t *table = calloc(size, sizeof *table);
    if (!table)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < builder->term_count; i++) {
        size_t at = builder->terms[i].hash & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = (uint32_t)i + 1;
    }
    free(builder->table);
    builder->table = table;
    builder->table_size = size;
    return NEWSDEX_OK;
}

/* Finds or makes the term prefix + word; its index goes to *index. */
static newsdex_status find_term(document_builder *builder, const char *prefix, const char *word,
                                size_t word_length, uint32_t *index, newsdex_error *err)
{
    size_t prefix_length = strlen(prefix);
    uint64_t hash = ndx_hash(word, word_length);
    if (prefix_length)
        hash = ndx_hash_more(hash, prefix, prefix_length);
    size_t length = prefix_length + word_length;
    size_t at = hash & (builder->table_size - 1);
    for (; builder->table[at]; at = (at + 1) & (builder->table_size - 1)) {
        const builder_term *known = &builder->terms[builder->table[at] - 1];
        if (known->hash == hash && known->term.length == length &&
            !memcmp(known->term.text, prefix, prefix_length) &&
            !memcmp(known->term.text + prefix_length, word, word_length)) {
            *index = builder->table[at] - 1;
            return NEWSDEX_OK;
        }
    }
    newsdex_status status = grow(&builder->terms, &builder->term_room, builder->term_count + 1,
                                 sizeof *builder->terms, err);
    if (status)
        return status;
    char *text = ndx_arena_alloc(&builder->arena, length);
    if (!text)
        return ndx_error_nomem(err);
    memcpy(text, prefix, prefix_length);
    memcpy(text + prefix_length, word, word_length);
    *index = (uint32_t)builder->term_count++;
    builder->terms[*index] = (builder_term){{text, (uint32_t)length, 0, NULL, 0}, hash};
    builder->table[at] = *index + 1;
    return builder->term_count * 2 > builder->table_size ? grow_table(builder, err) : NEWSDEX_OK;
}

static newsdex_status add_term(document_builder *builder, const char *prefix, const char *word,
                               size_t length, uint32_t wdf, newsdex_error *err)
{
    uint32_t index;
    newsdex_status status =
        length ? find_term(builder, prefix, word, length, &index, err) : NEWSDEX_OK;
    if (!status && length)
        builder->terms[index].term.wdf += wdf;
    return status;
}

static newsdex_status add_posting(document_builder *builder, const char *prefix, const char *word,
                                  size_t length, uint32_t wdf, uint32_t position,
                                  newsdex_error *err)
{
    uint32_t index;
    newsdex_status status = find_term(builder, prefix, word, length, &index, err);
    if (!status)
        status = grow(&builder->occurrences, &builder->occurrence_room,
                      builder->occurrence_count + 1, sizeof *builder->occurrences, err);
    if (status)
        return status;
    builder->terms[index].term.wdf += wdf;
    builder->terms[index].term.position_count++;
    builder->occurrences[builder->occurrence_count++] = (occurrence){index, position};
    return NEWSDEX_OK;
}

/* Words and stems of title (prefix "S" besides) and text. */
static newsdex_status add_words(document_builder *builder, const ndx_buffer *text, bool title,
                                uint32_t position, newsdex_error *err)
{
    const uint32_t weight = title ? 1 + NDX_TITLE_BOOST : 1;
    ndx_token token;
    ndx_analyzer_start(builder->analyzer, NDX_ANALYZE_ARTICLE, text->data, text->length, position);
    while (ndx_analyzer_next(builder->analyzer, &token)) {
        newsdex_status status;
        if ((status =
                 add_posting(builder, "", token.word, token.word_length, 1, token.position, err)) ||
            (status = add_term(builder, "Z", token.stem, token.stem_length, weight, err)))
            return status;
        if (title && ((status = add_posting(builder, "S", token.word, token.word_length, 1,
                                            token.position, err)) ||
                      (status = add_term(builder, "ZS", token.stem, token.stem_length, 1, err))))
            return status;
    }
    return ndx_analyzer_status(builder->analyzer) ? ndx_error_nomem(err) : NEWSDEX_OK;
}

/* Words of a field that is searched unstemmed. */
static newsdex_status add_field_words(document_builder *builder, const char *field_name,
                                      const ndx_buffer *text, newsdex_error *err)
{
    const ndx_field *field = ndx_field_find(field_name, strlen(field_name));
    ndx_token token;
    ndx_analyzer_start(builder->analyzer, NDX_ANALYZE_ARTICLE, text->data, text->length, 1);
    while (ndx_analyzer_next(builder->analyzer, &token)) {
        newsdex_status status = add_posting(builder, field->prefix, token.word, token.word_length,
                                            1, token.position, err);
        if (status)
            return status;
    }
    return ndx_analyzer_status(builder->analyzer) ? ndx_error_nomem(err) : NEWSDEX_OK;
}

/* The whole folded value as one boolean term. */
static newsdex_status add_whole_value(document_builder *builder, const char *prefix,
                                      const ndx_buffer *text, newsdex_error *err)
{
    ndx_buffer_clear(&builder->scratch);
    newsdex_status status =
        ndx_analyzer_fold(builder->analyzer, text->data, text->length, &builder->scratch, err);
    return status
               ? status
               : add_term(builder, prefix, builder->scratch.data, builder->scratch.length, 0, err);
}

static newsdex_status add_lower_case(document_builder *builder, const char *prefix,
                                     const char *text, size_t length, newsdex_error *err)
{
    ndx_buffer_clear(&builder->scratch);
    newsdex_status status = ndx_buffer_append(&builder->scratch, text, length, err);
    for (size_t i = 0; i < builder->scratch.length; i++)
        builder->scratch.data[i] = (char)tolower((unsigned char)builder->scratch.data[i]);
    return status
               ? status
               : add_term(builder, prefix, builder->scratch.data, builder->scratch.length, 0, err);
}

static newsdex_status add_url(document_builder *builder, const ndx_buffer *url, newsdex_error *err)
{
    newsdex_status status = add_term(builder, "U", url->data, url->length, 0, err);
    const char *host = strstr(url->data, "://");
    if (status || !host)
        return status;
    host += 3;
    return add_lower_case(builder, "H", host, strcspn(host, "/?#:"), err);
}

static newsdex_status add_date(document_builder *builder, ndx_date date, newsdex_error *err)
{
    char digits[9];
    int year, month, day;
    if (date.precision == NDX_DATE_UNKNOWN)
        return NEWSDEX_OK;
    ndx_date_to_civil(date.seconds, &year, &month, &day, NULL, NULL);
    unsigned number = (unsigned)year * 10000 + (unsigned)month * 100 + (unsigned)day;
    for (int i = 7; i >= 0; i--, number /= 10)
        digits[i] = (char)('0' + number % 10);
    newsdex_status status = add_term(builder, "Y", digits, 4, 0, err);
    if (!status && date.precision >= NDX_DATE_MONTH)
        status = add_term(builder, "M", digits, 6, 0, err);
    if (!status && date.precision >= NDX_DATE_DAY)
        status = add_term(builder, "D", digits, 8, 0, err);
    return status;
}

static newsdex_status add_archive(document_builder *builder, const article_place *place,
                                  newsdex_error *err)
{
    char term[NDX_ARCHIVE_TERM_SIZE];
    ndx_archive_term(place->archive_path, term);
    return add_term(builder, "", term, strlen(term), 0, err);
}

static newsdex_status add_terms(document_builder *builder, const article *a,
                                const article_identity *identity, const article_place *place,
                                newsdex_error *err)
{
    newsdex_status status;
    if ((status = add_words(builder, &a->title, true, 1, err)))
        return status;
    uint32_t text_position = ndx_analyzer_position(builder->analyzer) + 100;
    if (text_position < NDX_TEXT_POSITION)
        text_position = NDX_TEXT_POSITION;
    if ((status = add_words(builder, &a->text, false, text_position, err)) ||
        (status = add_field_words(builder, "author", &a->author, err)) ||
        (status = add_field_words(builder, "source", &a->source, err)) ||
        (status = add_field_words(builder, "section", &a->section, err)) ||
        (status = add_field_words(builder, "keyword", &a->keywords, err)) ||
        (status = add_whole_value(builder, "XSOURCE:", &a->source, err)) ||
        (status = add_whole_value(builder, "XSECTION:", &a->section, err)) ||
        (status = add_lower_case(builder, "L", a->language.data, a->language.length, err)) ||
        (status = add_url(builder, &a->url, err)) || (status = add_date(builder, a->date, err)) ||
        (status = add_archive(builder, place, err)) ||
        (status = add_term(builder, "XCONTENT", identity->fingerprint,
                           strlen(identity->fingerprint), 0, err)))
        return status;
    return add_term(builder, "Q", identity->id.data, identity->id.length, 0, err);
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Makes the positions of a term rise without repeats: a compound stands at its first part's place.
 */
static uint32_t tidy_positions(uint32_t *positions, uint32_t count)
{
    bool rising = true;
    for (uint32_t i = 1; i < count && rising; i++)
        rising = positions[i] > positions[i - 1];
    if (rising)
        return count;
    qsort(positions, count, sizeof *positions, compare_numbers);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++)
        if (positions[i] != positions[kept - 1])
            positions[kept++] = positions[i];
    return kept;
}

/* Groups the occurrences by term (a counting sort: the order within a term stays). */
static newsdex_status place_positions(document_builder *builder, newsdex_error *err)
{
    newsdex_status status = grow(&builder->positions, &builder->position_room,
                                 builder->occurrence_count + 1, sizeof *builder->positions, err);
    if (status)
        return status;
    uint32_t *next = builder->positions;
    for (size_t i = 0; i < builder->term_count; i++) {
        xapc_term *term = &builder->terms[i].term;
        term->positions = next;
        next += term->position_count;
        term->position_count = 0;
    }
    for (size_t i = 0; i < builder->occurrence_count; i++) {
        xapc_term *term = &builder->terms[builder->occurrences[i].term].term;
        builder
            ->positions[(size_t)(term->positions - builder->positions) + term->position_count++] =
            builder->occurrences[i].position;
    }
    for (size_t i = 0; i < builder->term_count; i++) {
        xapc_term *term = &builder->terms[i].term;
        uint32_t *positions = builder->positions + (term->positions - builder->positions);
        if (term->position_count)
            term->position_count = tidy_positions(positions, term->position_count);
        else
            term->positions = NULL;
    }
    return NEWSDEX_OK;
}

static int compare_terms(const void *a, const void *b)
{
    const xapc_term *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->text, y->text, shorter);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

static newsdex_status sort_terms(document_builder *builder, newsdex_error *err)
{
    newsdex_status status = grow(&builder->sorted, &builder->sorted_room, builder->term_count,
                                 sizeof *builder->sorted, err);
    if (status)
        return status;
    for (size_t i = 0; i < builder->term_count; i++)
        builder->sorted[i] = builder->terms[i].term;
    qsort(builder->sorted, builder->term_count, sizeof *builder->sorted, compare_terms);
    return NEWSDEX_OK;
}

static newsdex_status add_value(document_builder *builder, uint32_t slot, const char *data,
                                size_t length, newsdex_error *err)
{
    if (!length)
        return NEWSDEX_OK;
    const char *copy = ndx_arena_copy(&builder->arena, data, length);
    if (!copy)
        return ndx_error_nomem(err);
    builder->values[builder->value_count++] = (xapc_value){slot, (uint32_t)length, copy};
    return NEWSDEX_OK;
}

static newsdex_status add_values(document_builder *builder, const article *a,
                                 const article_identity *identity, newsdex_error *err)
{
    char date[NDX_DATE_VALUE_LENGTH], content[17];
    ndx_date_to_value(a->date.seconds, date);
    ndx_hash_to_hex(identity->content, content);
    bool dated = a->date.precision != NDX_DATE_UNKNOWN;
    newsdex_status status;
    if ((status = add_value(builder, NDX_SLOT_DATE, date, dated ? sizeof date : 0, err)) ||
        (status = add_value(builder, NDX_SLOT_SOURCE, a->source.data, a->source.length, err)) ||
        (status = add_value(builder, NDX_SLOT_SECTION, a->section.data, a->section.length, err)) ||
        (status = add_value(builder, NDX_SLOT_LANGUAGE, a->language.data, a->language.length, err)))
        return status;
    return add_value(builder, NDX_SLOT_CONTENT, content, strlen(content), err);
}

static ndx_bytes text_of(const ndx_buffer *buffer)
{
    return (ndx_bytes){buffer->data, buffer->length};
}

static ndx_bytes text_of_string(const char *string)
{
    return (ndx_bytes){string, strlen(string)};
}

static newsdex_status write_record(document_builder *builder, const article *a,
                                   const article_identity *identity, const article_place *place,
                                   newsdex_error *err)
{
    char date[NDX_DATE_TEXT_SIZE];
    ndx_date_format(a->date, date);
    ndx_buffer_clear(&builder->scratch);
    newsdex_status status = article_entry(a, place, &builder->scratch, err);
    if (status)
        return status;
    ndx_record record = {
        .values =
            {
                [NDX_RECORD_ID] = text_of(&identity->id),
                [NDX_RECORD_TITLE] = text_of(&a->title),
                [NDX_RECORD_DATE] = text_of_string(date),
                [NDX_RECORD_DATE_RULE] = text_of_string(a->date_rule),
                [NDX_RECORD_AUTHOR] = text_of(&a->author),
                [NDX_RECORD_SOURCE] = text_of(&a->source),
                [NDX_RECORD_SECTION] = text_of(&a->section),
                [NDX_RECORD_LANGUAGE] = text_of(&a->language),
                [NDX_RECORD_URL] = text_of(&a->url),
                [NDX_RECORD_KEYWORDS] = text_of(&a->keywords),
                [NDX_RECORD_ARCHIVE] = text_of_string(place->archive),
                [NDX_RECORD_ENTRY] = text_of(&builder->scratch),
                [NDX_RECORD_FORMAT] = text_of_string(a->format),
                [NDX_RECORD_CHARSET] = text_of_string(a->charset),
            },
        .text = text_of(&a->text),
    };
    ndx_buffer_clear(&builder->record);
    return ndx_record_write(&record, &builder->record, err);
}

static void clear(document_builder *builder)
{
    ndx_arena_clear(&builder->arena);
    /* Slot by slot: one huge article must not make every later one pay for its table. */
    for (uint32_t i = 0; i < builder->term_count; i++) {
        size_t at = builder->terms[i].hash & (builder->table_size - 1);
        while (builder->table[at] != i + 1)
            at = (at + 1) & (builder->table_size - 1);
        builder->table[at] = 0;
    }
    builder->term_count = builder->occurrence_count = builder->value_count = 0;
}

newsdex_status document_build(document_builder *builder, const article *a,
                              const article_identity *identity, const article_place *place,
                              const xapc_document **out, newsdex_error *err)
{
    *out = NULL;
    clear(builder);
    newsdex_status status;
    if ((status = add_terms(builder, a, identity, place, err)) ||
        (status = add_values(builder, a, identity, err)) ||
        (status = write_record(builder, a, identity, place, err)) ||
        (status = place_positions(builder, err)) || (status = sort_terms(builder, err)))
        return status;
    builder->document =
        (xapc_document){builder->sorted,      builder->term_count,  builder->values,
                        builder->value_count, builder->record.data, builder->record.length};
    *out = &builder->document;
    return NEWSDEX_OK;
}

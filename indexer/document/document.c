#include "indexer/document/document.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/document/term_table.h"
#include "searcher/base/arena.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/index/record.h"
#include "searcher/index/schema.h"
#include "searcher/index/signature.h"

/* The terms that words become. */
typedef enum word_term { WORD, STEM, TITLE_WORD, TITLE_STEM, WORD_TERMS } word_term;
static const char *const prefixes[WORD_TERMS] = {"", "Z", "S", "ZS"};

/* The numbers of a form's terms in the term table; 0 is not looked up yet. And the hash of its
   word, here since the table itself is looked at later, many terms at a time. */
typedef struct form_terms {
    uint64_t form, hash;
    uint32_t numbers[WORD_TERMS];
} form_terms;

struct document_builder {
    ndx_analyzer *analyzer;
    term_table *terms;
    form_terms *forms; /* NDX_FORMS of them */
    ndx_arena arena;   /* of the present document */
    xapc_value values[NDX_SLOTS];
    size_t value_count;
    uint32_t word_count; /* of title and text */
    ndx_signature_maker maker;
    char signature[NDX_SIGNATURE_SIZE];
    bool is_signed;
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
    ndx_buffer_init(&builder->scratch, ARTICLE_KEYWORDS_MAX);
    ndx_buffer_init(&builder->record, ARTICLE_TEXT_MAX + (1 << 20));
    builder->forms = calloc(NDX_FORMS, sizeof *builder->forms);
    newsdex_status status = builder->forms ? NEWSDEX_OK : ndx_error_nomem(err);
    if (!status && !(status = ndx_analyzer_new(language, &builder->analyzer, err)))
        status = term_table_new(&builder->terms, err);
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
    term_table_free(builder->terms);
    free(builder->forms);
    ndx_arena_release(&builder->arena);
    ndx_buffer_release(&builder->scratch);
    ndx_buffer_release(&builder->record);
    free(builder);
}

/* ---- terms ---------------------------------------------------------------------- */

/* What is known of the token's form. */
static form_terms *terms_of(document_builder *builder, const ndx_token *token)
{
    form_terms *terms = &builder->forms[token->form % NDX_FORMS];
    if (terms->form != token->form || !token->form)
        *terms =
            (form_terms){.form = token->form, .hash = ndx_hash(token->word, token->word_length)};
    return terms;
}

static newsdex_status find(document_builder *builder, form_terms *terms, word_term which,
                           const ndx_token *token, newsdex_error *err)
{
    if (terms->numbers[which])
        return NEWSDEX_OK;
    bool is_stem = which == STEM || which == TITLE_STEM;
    return term_table_find(builder->terms, prefixes[which], is_stem ? token->stem : token->word,
                           is_stem ? token->stem_length : token->word_length,
                           &terms->numbers[which], err);
}

/* A word at its place and its stem, weighted. */
static newsdex_status add_word(document_builder *builder, form_terms *terms, const ndx_token *token,
                               word_term word, word_term stem, uint32_t weight, newsdex_error *err)
{
    newsdex_status status;
    if ((status = find(builder, terms, word, token, err)) ||
        (status = find(builder, terms, stem, token, err)))
        return status;
    return term_table_place(builder->terms, terms->numbers[word], token->position,
                            terms->numbers[stem], weight, err);
}

static void sign_word(document_builder *builder, const ndx_token *token, uint64_t hash, bool title,
                      char first)
{
    if (title)
        ndx_signature_add_title(&builder->maker, token->word, hash);
    else if (token->kind != NDX_TOKEN_COMPOUND)
        ndx_signature_add(&builder->maker, first, token->word, token->word_length, hash);
}

static newsdex_status add_token(document_builder *builder, const ndx_token *token, bool title,
                                char first, newsdex_error *err)
{
    const uint32_t weight = title ? 1 + NDX_TITLE_BOOST : 1;
    form_terms *terms = terms_of(builder, token);
    newsdex_status status = add_word(builder, terms, token, WORD, STEM, weight, err);
    if (!status && title)
        status = add_word(builder, terms, token, TITLE_WORD, TITLE_STEM, 1, err);
    if (!status)
        sign_word(builder, token, terms->hash, title, first);
    return status;
}

/* Words and stems of title (prefix "S" besides) and text. */
static newsdex_status add_words(document_builder *builder, const ndx_buffer *text, bool title,
                                uint32_t position, newsdex_error *err)
{
    const ndx_token *tokens;
    size_t count;
    ndx_analyzer_start(builder->analyzer, NDX_ANALYZE_ARTICLE, text->data, text->length, position);
    while ((count = ndx_analyzer_read(builder->analyzer, &tokens)) > 0) {
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&builder->forms[tokens[i].form % NDX_FORMS]);
        for (size_t i = 0; i < count; i++) {
            const char first = text->data[tokens[i].offset];
            newsdex_status status = add_token(builder, &tokens[i], title, first, err);
            if (status)
                return status;
        }
    }
    builder->word_count += ndx_analyzer_position(builder->analyzer) - position;
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
        uint32_t number;
        newsdex_status status = term_table_find(builder->terms, field->prefix, token.word,
                                                token.word_length, &number, err);
        if (!status)
            status = term_table_place(builder->terms, number, token.position, 0, 0, err);
        if (status)
            return status;
    }
    return ndx_analyzer_status(builder->analyzer) ? ndx_error_nomem(err) : NEWSDEX_OK;
}

static newsdex_status add_boolean(document_builder *builder, const char *prefix, const char *text,
                                  size_t length, newsdex_error *err)
{
    return term_table_add_boolean(builder->terms, prefix, text, length, err);
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
               : add_boolean(builder, prefix, builder->scratch.data, builder->scratch.length, err);
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
               : add_boolean(builder, prefix, builder->scratch.data, builder->scratch.length, err);
}

static newsdex_status add_url(document_builder *builder, const ndx_buffer *url, newsdex_error *err)
{
    newsdex_status status = add_boolean(builder, "U", url->data, url->length, err);
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
    newsdex_status status = add_boolean(builder, "Y", digits, 4, err);
    if (!status && date.precision >= NDX_DATE_MONTH)
        status = add_boolean(builder, "M", digits, 6, err);
    if (!status && date.precision >= NDX_DATE_DAY)
        status = add_boolean(builder, "D", digits, 8, err);
    return status;
}

static newsdex_status add_archive(document_builder *builder, const article_place *place,
                                  newsdex_error *err)
{
    char term[NDX_ARCHIVE_TERM_SIZE];
    ndx_archive_term(place->archive_path, term);
    return add_boolean(builder, "", term, strlen(term), err);
}

/* Of the text that was just added. */
static newsdex_status add_signature(document_builder *builder, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    builder->is_signed = ndx_signature_finish(&builder->maker, builder->signature);
    for (size_t i = 0; !status && builder->is_signed && i < NDX_SIGNATURE_KEYS; i++) {
        char term[NDX_SIGNATURE_TERM_SIZE];
        ndx_signature_term(builder->signature, i, term);
        status = add_boolean(builder, "", term, strlen(term), err);
    }
    return status;
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
        (status = add_signature(builder, err)) ||
        (status = add_field_words(builder, "author", &a->author, err)) ||
        (status = add_field_words(builder, "source", &a->source, err)) ||
        (status = add_field_words(builder, "section", &a->section, err)) ||
        (status = add_field_words(builder, "keyword", &a->keywords, err)) ||
        (status = add_whole_value(builder, "XSOURCE:", &a->source, err)) ||
        (status = add_whole_value(builder, "XSECTION:", &a->section, err)) ||
        (status = add_lower_case(builder, "L", a->language.data, a->language.length, err)) ||
        (status = add_url(builder, &a->url, err)) || (status = add_date(builder, a->date, err)) ||
        (status = add_archive(builder, place, err)) ||
        (status = add_boolean(builder, "XCONTENT", identity->fingerprint,
                              strlen(identity->fingerprint), err)))
        return status;
    return add_boolean(builder, "Q", identity->id.data, identity->id.length, err);
}

/* ---- values and record ---------------------------------------------------------- */

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

static newsdex_status add_word_count(document_builder *builder, newsdex_error *err)
{
    char digits[16];
    int length = snprintf(digits, sizeof digits, "%u", builder->word_count);
    return add_value(builder, NDX_SLOT_WORDS, digits, builder->word_count ? (size_t)length : 0,
                     err);
}

static newsdex_status add_precision(document_builder *builder, ndx_date_precision precision,
                                    newsdex_error *err)
{
    const char digit = (char)('0' + precision);
    bool is_vague = precision == NDX_DATE_YEAR || precision == NDX_DATE_MONTH;
    return add_value(builder, NDX_SLOT_PRECISION, &digit, is_vague, err);
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
    if ((status = add_value(builder, NDX_SLOT_CONTENT, content, strlen(content), err)) ||
        (status = add_value(builder, NDX_SLOT_AUTHOR, a->author.data, a->author.length, err)) ||
        (status = add_word_count(builder, err)) ||
        (status = add_precision(builder, a->date.precision, err)))
        return status;
    return add_value(builder, NDX_SLOT_SIGNATURE, builder->signature,
                     builder->is_signed ? NDX_SIGNATURE_SIZE : 0, err);
}

static ndx_bytes text_of(const ndx_buffer *buffer)
{
    return (ndx_bytes){buffer->data, buffer->length};
}

static ndx_bytes text_of_string(const char *string)
{
    return (ndx_bytes){string, strlen(string)};
}

/* To the second: which of two captures is the newer one may hang on it. */
static void format_capture(ndx_date captured, char *out, size_t size)
{
    char minute[NDX_DATE_TEXT_SIZE];
    ndx_date_format(captured, minute);
    out[0] = '\0';
    if (captured.precision != NDX_DATE_UNKNOWN)
        snprintf(out, size, "%s:%02d", minute, (int)((captured.seconds % 60 + 60) % 60));
}

static newsdex_status write_record(document_builder *builder, const article *a,
                                   const article_identity *identity, const article_place *place,
                                   newsdex_error *err)
{
    char date[NDX_DATE_TEXT_SIZE], captured[NDX_DATE_TEXT_SIZE + 4];
    ndx_date_format(a->date, date);
    format_capture(a->captured, captured, sizeof captured);
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
                [NDX_RECORD_CHARSET] = text_of_string(a->charset.name),
                [NDX_RECORD_CAPTURED] = text_of_string(captured),
            },
        .text = text_of(&a->text),
    };
    ndx_buffer_clear(&builder->record);
    return ndx_record_write(&record, &builder->record, err);
}

static void start(document_builder *builder)
{
    ndx_arena_clear(&builder->arena);
    builder->value_count = 0;
    builder->word_count = 0;
    builder->maker = (ndx_signature_maker){0};
    if (term_table_start(builder->terms)) {
        memset(builder->forms, 0, NDX_FORMS * sizeof *builder->forms);
        builder->document.vocabulary++;
    }
}

newsdex_status document_build(document_builder *builder, const article *a,
                              const article_identity *identity, const article_place *place,
                              const xapc_document **out, newsdex_error *err)
{
    xapc_document *document = &builder->document;
    *out = NULL;
    start(builder);
    newsdex_status status;
    if ((status = add_terms(builder, a, identity, place, err)) ||
        (status =
             term_table_finish(builder->terms, &document->terms, &document->term_count, err)) ||
        (status = add_values(builder, a, identity, err)) ||
        (status = write_record(builder, a, identity, place, err)))
        return status;
    document->values = builder->values;
    document->value_count = builder->value_count;
    document->record = builder->record.data;
    document->record_length = builder->record.length;
    *out = document;
    return NEWSDEX_OK;
}

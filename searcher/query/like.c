/* More like this: a query made of an article's own best words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/date.h"
#include "searcher/base/error.h"
#include "searcher/index/record.h"
#include "searcher/query/best_words.h"

enum { RECORD_MAX = 1 << 30, WORDS_MAX = 1 << 20, MINUTE = 60, DAY = 86400 };

/* How much more a word tells about an article when it stands in the title. */
static const double title_factor = 2;

/* The making of a query; what it leaves behind lives in the query's arena. */
typedef struct like {
    xapc_database *db;
    ndx_query_parser parser;
    uint32_t docid, articles;
    ndx_buffer stems;  /* ndx_best_word, of the text with the title */
    ndx_buffer titles; /* ndx_query_text, stems of the title */
} like;

/* ---- the article's stems, by what they tell -------------------------------------------- */

static newsdex_status find_article(like *to, const char *id, newsdex_error *err)
{
    ndx_buffer term;
    ndx_buffer_init(&term, RECORD_MAX);
    newsdex_status status = ndx_buffer_append_format(&term, err, "Q%s", id);
    if (!status)
        status = xapc_database_find_last(to->db, term.data, term.length, &to->docid, err);
    if (!status && !to->docid)
        status = ndx_error_set(err, NEWSDEX_E_NOTFOUND, "no article has the id \"%.100s\"", id);
    ndx_buffer_release(&term);
    return status;
}

static bool is_in_title(const like *to, const char *stem, size_t length)
{
    const ndx_query_text *titles = (const ndx_query_text *)(const void *)to->titles.data;
    for (size_t i = 0; i < to->titles.length / sizeof *titles; i++)
        if (titles[i].length == length && !memcmp(titles[i].text, stem, length))
            return true;
    return false;
}

/* tf-idf, but nothing for what this article alone has, or most articles have. */
static newsdex_status weigh(like *to, const char *term, size_t length, uint32_t wdf, double *weight,
                            newsdex_error *err)
{
    uint32_t documents = 0;
    newsdex_status status = xapc_database_term_frequency(to->db, term, length, &documents, err);
    *weight = 0;
    if (status || documents < 2 || documents > to->articles / 2)
        return status;
    *weight = (1 + log(wdf)) * log((double)to->articles / documents);
    if (is_in_title(to, term + 1, length - 1))
        *weight *= title_factor;
    return NEWSDEX_OK;
}

/* Terms come sorted: those of the title, ZS..., before those of the text. */
static newsdex_status add_stem(like *to, const char *term, size_t length, uint32_t wdf,
                               newsdex_error *err)
{
    bool title = length > 2 && term[0] == 'Z' && term[1] == 'S';
    if (!title && (length < 2 || term[0] != 'Z' || (term[1] >= 'A' && term[1] <= 'Z')))
        return NEWSDEX_OK;
    size_t prefix = title ? 2 : 1;
    double weight = 0;
    newsdex_status status = title ? NEWSDEX_OK : weigh(to, term, length, wdf, &weight, err);
    if (status || (!title && weight <= 0))
        return status;
    ndx_query_text stem = {ndx_arena_copy(&to->parser.query->arena, term + prefix, length - prefix),
                           (uint32_t)(length - prefix)};
    if (!stem.text)
        return ndx_error_nomem(err);
    if (title)
        return ndx_buffer_append(&to->titles, &stem, sizeof stem, err);
    const ndx_best_word word = {.stem = stem, .weight = weight};
    return ndx_buffer_append(&to->stems, &word, sizeof word, err);
}

static newsdex_status collect_stems(like *to, newsdex_error *err)
{
    xapc_terms *terms;
    newsdex_status status = xapc_database_count(to->db, &to->articles, err);
    if (!status)
        status = xapc_terms_open_document(to->db, to->docid, &terms, err);
    if (status)
        return status;
    const char *text;
    size_t length;
    uint32_t wdf;
    while (!(status = xapc_terms_next(terms, &text, &length, &wdf, err)) && text &&
           !(status = add_stem(to, text, length, wdf, err)))
        continue;
    xapc_terms_close(terms);
    return status;
}

/* The heaviest first; equal ones by their text, so that every run gives the same query. */
static int by_weight(const void *a, const void *b)
{
    const ndx_best_word *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return strcmp(x->stem.text, y->stem.text);
}

/* ---- the query -------------------------------------------------------------------------- */

static newsdex_status append_words(like *to, uint32_t max, newsdex_error *err)
{
    ndx_query_parser *parser = &to->parser;
    ndx_best_word *words = (ndx_best_word *)(void *)to->stems.data;
    size_t count = to->stems.length / sizeof *words;
    if (count)
        qsort(words, count, sizeof *words, by_weight);
    /* Some have no word that a query could hold, or are stop words. */
    if (count > 2 * (size_t)max)
        count = 2 * (size_t)max;
    newsdex_status status = ndx_best_words_find(to->db, parser->analyzer, &to->docid, 1,
                                                &parser->query->arena, words, count, err);
    if (!status)
        ndx_best_words_append(parser, parser->query->root, words, count, max);
    if (!status && !parser->status && !parser->query->root->count)
        return ndx_error_set(err, NEWSDEX_E_NOTFOUND,
                             "the article shares no telling word with any other");
    return status ? status : parser->status;
}

/* A leaf field:"value". */
static ndx_node *make_condition(like *to, const char *field, const char *value)
{
    const ndx_query_token token = {
        .kind = NDX_QUERY_QUOTED, .text = value, .length = strlen(value)};
    return ndx_query_leaf_node(&to->parser, &token, ndx_field_find(field, strlen(field)));
}

static newsdex_status leave_out(like *to, const char *id)
{
    ndx_query_parser *parser = &to->parser;
    ndx_node *leaf = make_condition(to, "id", id);
    ndx_node *node = leaf ? ndx_node_new(&parser->query->arena, NDX_NODE_NOT, 0) : NULL;
    if (!node) {
        ndx_query_fail_nomem(parser);
        return parser->status;
    }
    ndx_node_append(node, leaf);
    ndx_node_append(parser->query->root, node);
    return NEWSDEX_OK;
}

/* Only what was printed before the article, to the minute if it has a time of day. */
static newsdex_status keep_older(like *to, newsdex_error *err)
{
    ndx_buffer value;
    ndx_buffer_init(&value, NDX_DATE_VALUE_LENGTH);
    newsdex_status status = xapc_database_value(to->db, to->docid, NDX_SLOT_DATE, &value, err);
    int64_t date = ndx_date_from_value(value.data, value.length);
    ndx_buffer_release(&value);
    if (status)
        return status;
    if (date == NEWSDEX_DATE_NONE)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                             "the article has no date, so none is older; give a date");
    char text[NDX_DATE_TEXT_SIZE + 2] = "..";
    bool midnight = date % DAY == 0;
    ndx_date_format(
        (ndx_date){date - (midnight ? 1 : MINUTE), midnight ? NDX_DATE_DAY : NDX_DATE_MINUTE},
        text + 2);
    ndx_node *node = make_condition(to, "date", text);
    if (node)
        ndx_node_append(to->parser.query->root, node);
    return to->parser.status;
}

newsdex_status ndx_query_like(xapc_database *db, ndx_analyzer *analyzer, const char *id,
                              const newsdex_like_options *options, newsdex_query **out,
                              newsdex_error *err)
{
    *out = NULL;
    newsdex_query *query = ndx_query_new();
    like to = {.db = db, .parser = {.analyzer = analyzer, .query = query, .err = err}};
    if (!query || !(query->root = ndx_node_new(&query->arena, NDX_NODE_LIST, 0))) {
        newsdex_query_free(query);
        return ndx_error_nomem(err);
    }
    ndx_buffer_init(&to.stems, WORDS_MAX * sizeof(ndx_best_word));
    ndx_buffer_init(&to.titles, WORDS_MAX * sizeof(ndx_query_text));
    newsdex_status status = find_article(&to, id, err);
    if (!status)
        status = collect_stems(&to, err);
    if (!status)
        status = append_words(&to, options->words, err);
    if (!status)
        status = leave_out(&to, id);
    if (!status && options->before)
        status = keep_older(&to, err);
    ndx_buffer_release(&to.stems);
    ndx_buffer_release(&to.titles);
    return ndx_query_complete(query, analyzer, status, out, err);
}

/* How much each part of a query tells. */
#include <math.h>

#include "searcher/query/forms.h"
#include "searcher/query/tree.h"

/* Weights are whole numbers, so that sums of them are exact. */
static const double unit = 16;

newsdex_status ndx_query_word_articles(xapc_database *db, const char *mark, const ndx_field *field,
                                       ndx_query_text word, uint32_t *documents, newsdex_error *err)
{
    ndx_buffer term;
    ndx_buffer_init(&term, NDX_WORD_MAX + 16);
    newsdex_status status = ndx_buffer_append_format(
        &term, err, "%s%s%.*s", mark, field ? field->prefix : "", (int)word.length, word.text);
    if (!status)
        status = xapc_database_term_frequency(db, term.data, term.length, documents, err);
    ndx_buffer_release(&term);
    return status;
}

/* The articles that have the rarest of the leaf's words. */
static newsdex_status count_words(xapc_database *db, const ndx_leaf *leaf, uint32_t *documents,
                                  newsdex_error *err)
{
    const ndx_field *field = leaf->face.field;
    newsdex_status status = NEWSDEX_OK;
    if (leaf->kind == NDX_LEAF_WORD && leaf->stem.length)
        return ndx_query_word_articles(db, "Z", field, leaf->stem, documents, err);
    for (uint32_t i = 0; i < leaf->word_count && !status; i++) {
        uint32_t count = 0;
        status = ndx_query_word_articles(db, "", field, leaf->words[i], &count, err);
        if (i == 0 || count < *documents)
            *documents = count;
    }
    return status;
}

static newsdex_status count_leaf(const newsdex_query *query, size_t leaf, xapc_database *db,
                                 ndx_forms *forms, uint32_t *documents, newsdex_error *err)
{
    const xapc_found_terms *found;
    newsdex_status status = ndx_forms_find(forms, query, leaf, db, &found, err);
    if (status || !found)
        return status ? status : count_words(db, query->leaves[leaf], documents, err);
    for (size_t i = 0; i < found->count; i++)
        *documents += found->terms[i].documents;
    return NEWSDEX_OK;
}

newsdex_status ndx_query_weigh(const newsdex_query *query, xapc_database *db, ndx_forms *forms,
                               uint32_t *weights, newsdex_error *err)
{
    uint32_t articles = 0;
    newsdex_status status = xapc_database_count(db, &articles, err);
    for (size_t i = 0; i < query->leaf_count && !status; i++) {
        uint32_t documents = 0;
        weights[i] = 1;
        if (!query->leaves[i]->face.evidence_count)
            continue;
        status = count_leaf(query, i, db, forms, &documents, err);
        weights[i] += (uint32_t)(unit * log1p((double)articles / (documents + 1.0)));
    }
    return status;
}

#include "searcher/query/forms.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/query/tree.h"

/* A pattern, and what stands before a word in the terms of its field. */
typedef struct wanted {
    const ndx_pattern *pattern;
    size_t prefix_length;
} wanted;

static uint32_t judge(void *context, const char *text, size_t length)
{
    const wanted *w = context;
    return ndx_pattern_distance(w->pattern, text + w->prefix_length, length - w->prefix_length);
}

void ndx_forms_release(ndx_forms *forms)
{
    for (size_t i = 0; i < forms->count; i++)
        xapc_found_terms_free(forms->of[i]);
    free(forms->of);
    *forms = (ndx_forms){NULL, 0};
}

static newsdex_status look_up(xapc_database *db, const ndx_leaf *leaf, xapc_found_terms **out,
                              newsdex_error *err)
{
    const ndx_pattern *pattern = &leaf->pattern;
    const char *prefix = leaf->face.field ? leaf->face.field->prefix : "";
    wanted w = {pattern, strlen(prefix)};
    ndx_buffer beginning;
    ndx_buffer_init(&beginning, NDX_WORD_MAX + 16);
    newsdex_status status = ndx_buffer_append_text(&beginning, prefix, err);
    if (!status)
        status = ndx_buffer_append(&beginning, pattern->text, ndx_pattern_prefix(pattern), err);
    if (!status)
        status = xapc_database_find_terms(db, beginning.data, beginning.length, judge, &w,
                                          ndx_leaf_forms_max(leaf), out, err);
    ndx_buffer_release(&beginning);
    return status;
}

newsdex_status ndx_forms_find(ndx_forms *forms, const newsdex_query *query, size_t leaf,
                              xapc_database *db, const xapc_found_terms **out, newsdex_error *err)
{
    *out = NULL;
    if (query->leaves[leaf]->kind != NDX_LEAF_FORMS)
        return NEWSDEX_OK;
    if (!forms->of) {
        if (!(forms->of = calloc(query->leaf_count, sizeof *forms->of)))
            return ndx_error_nomem(err);
        forms->count = query->leaf_count;
    }
    newsdex_status status = NEWSDEX_OK;
    if (!forms->of[leaf])
        status = look_up(db, query->leaves[leaf], &forms->of[leaf], err);
    *out = forms->of[leaf];
    return status;
}

/* ---- for people ------------------------------------------------------------------------ */

struct newsdex_forms {
    ndx_arena arena;
    newsdex_form *list;
    size_t count;
};

static newsdex_status copy_terms(newsdex_forms *to, const ndx_leaf *leaf,
                                 const xapc_found_terms *found, newsdex_error *err)
{
    const char *prefix = leaf->face.field ? leaf->face.field->prefix : "";
    const char *part = ndx_arena_copy(&to->arena, leaf->face.typed, strlen(leaf->face.typed));
    newsdex_form *list = realloc(to->list, (to->count + found->count) * sizeof *list);
    if (!part || !list)
        return ndx_error_nomem(err);
    to->list = list;
    for (size_t i = 0; i < found->count; i++) {
        const xapc_found_term *term = &found->terms[i];
        size_t before = strlen(prefix);
        const char *word = ndx_arena_copy(&to->arena, term->text + before, term->length - before);
        if (!word)
            return ndx_error_nomem(err);
        to->list[to->count++] = (newsdex_form){part, word, term->documents};
    }
    return NEWSDEX_OK;
}

static newsdex_status collect_forms(newsdex_forms *to, const newsdex_query *query,
                                    xapc_database *db, newsdex_error *err)
{
    ndx_forms forms = {NULL, 0};
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < query->leaf_count && !status; i++) {
        const xapc_found_terms *found;
        status = ndx_forms_find(&forms, query, i, db, &found, err);
        if (!status && found && found->count)
            status = copy_terms(to, query->leaves[i], found, err);
    }
    ndx_forms_release(&forms);
    return status;
}

newsdex_status ndx_query_forms(const newsdex_query *query, xapc_database *db, newsdex_forms **out,
                               newsdex_error *err)
{
    newsdex_forms *made = calloc(1, sizeof *made);
    *out = NULL;
    if (!made)
        return ndx_error_nomem(err);
    ndx_arena_init(&made->arena);
    newsdex_status status = collect_forms(made, query, db, err);
    if (status)
        newsdex_forms_free(made);
    else
        *out = made;
    return status;
}

size_t newsdex_forms_count(const newsdex_forms *forms)
{
    return forms ? forms->count : 0;
}

const newsdex_form *newsdex_forms_at(const newsdex_forms *forms, size_t i)
{
    return forms && i < forms->count ? &forms->list[i] : NULL;
}

void newsdex_forms_free(newsdex_forms *forms)
{
    if (!forms)
        return;
    ndx_arena_release(&forms->arena);
    free(forms->list);
    free(forms);
}

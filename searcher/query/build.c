/* The tree to a Xapian query. */
#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/query/forms.h"
#include "searcher/query/tree.h"

enum {
    SPLITS_MAX = 3,
    LOOKUPS_MAX = 1000, /* of spelling variants in the index, for one query */
    TERM_SIZE = NDX_WORD_MAX + 16,
    ROLES = NDX_ROLE_RANKS + 1
};

/*
 * What another spelling of a word weighs: "well-being" to "wellbeing", and those nobody wrote. It
 * is added where a text has both, so it must stay small for the own form to come first. (Xapian's
 * OP_MAX would say it better, but 1.4.22 crashes on it when a phrase can't match in the first
 * segment.)
 */
static const double compound_weight = 0.5, variant_weight = 0.02;

typedef struct builder {
    const newsdex_query *query;
    xapc_database *db;
    ndx_forms *forms;
    ndx_buffer *notices;
    newsdex_error *err;
    uint32_t lookups;   /* done so far */
    bool joined_before; /* let a leaf match by the joined form with its left neighbour too */
} builder;

/* Subqueries to be joined. */
typedef struct part_list {
    xapc_query **queries;
    size_t count;
} part_list;

static newsdex_status build_node(builder *to, const ndx_node *node, xapc_query **out);

/* ---- parts ------------------------------------------------------------------------ */

/* There is always room for one more, the base that they are applied to. */
static newsdex_status parts_init(builder *to, part_list *parts, size_t room)
{
    parts->count = 0;
    parts->queries = calloc(room + 1, sizeof *parts->queries);
    return parts->queries ? NEWSDEX_OK : ndx_error_nomem(to->err);
}

static void parts_release(part_list *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        xapc_query_free(parts->queries[i]);
    free(parts->queries);
    *parts = (struct part_list){NULL, 0};
}

/* Joins and empties parts, unless status is a failure already. */
static newsdex_status parts_join(builder *to, newsdex_status status, part_list *parts,
                                 xapc_operator operation, uint32_t window, xapc_query **out)
{
    if (!status) {
        status = xapc_query_join(operation, parts->queries, parts->count, window, out, to->err);
        parts->count = 0; /* taken over */
    }
    parts_release(parts);
    return status;
}

/* *base operation all of parts; nothing to do when there are none. */
static newsdex_status parts_apply(builder *to, xapc_query **base, part_list *parts,
                                  xapc_operator operation)
{
    if (!parts->count)
        return NEWSDEX_OK;
    memmove(parts->queries + 1, parts->queries, parts->count * sizeof *parts->queries);
    parts->queries[0] = *base;
    parts->count++;
    *base = NULL;
    return parts_join(to, NEWSDEX_OK, parts, operation, 0, base);
}

static newsdex_status scale(builder *to, newsdex_status status, double factor, xapc_query **query)
{
    xapc_query *whole = *query;
    if (status)
        return status;
    *query = NULL;
    return xapc_query_scale(whole, factor, query, to->err);
}

/* ---- terms ------------------------------------------------------------------------ */

typedef struct term {
    char text[TERM_SIZE];
    size_t length;
} term;

static term make_term(const char *mark, const ndx_field *field, const char *word, size_t length)
{
    term made;
    char *end = stpcpy(stpcpy(made.text, mark), field ? field->prefix : "");
    if (length > NDX_WORD_MAX)
        length = NDX_WORD_MAX; /* no word is longer */
    memcpy(end, word, length);
    made.length = (size_t)(end - made.text) + length;
    return made;
}

static newsdex_status build_term(builder *to, const char *mark, const ndx_field *field,
                                 ndx_query_text word, xapc_query **out)
{
    term made = make_term(mark, field, word.text, word.length);
    return xapc_query_term(made.text, made.length, out, to->err);
}

static newsdex_status build_words(builder *to, const ndx_field *field, const ndx_query_text *words,
                                  uint32_t count, xapc_operator operation, uint32_t window,
                                  xapc_query **out)
{
    part_list terms;
    newsdex_status status = parts_init(to, &terms, count);
    for (uint32_t i = 0; i < count && !status; i++) {
        status = build_term(to, "", field, words[i], &terms.queries[i]);
        terms.count += !status;
    }
    return parts_join(to, status, &terms, operation, window, out);
}

/* ---- spelling variants --------------------------------------------------------------- */

static newsdex_status look_up(builder *to, const ndx_field *field, const char *word, size_t length,
                              bool *found)
{
    uint32_t documents = 0;
    *found = false;
    if (to->lookups >= LOOKUPS_MAX)
        return NEWSDEX_OK;
    to->lookups++;
    term made = make_term("", field, word, length);
    newsdex_status status =
        xapc_database_term_frequency(to->db, made.text, made.length, &documents, to->err);
    *found = documents > 0;
    return status;
}

/* Adds the variant at parts->queries[count], made with status, at its small weight. */
static newsdex_status add_variant(builder *to, newsdex_status status, part_list *parts)
{
    status = scale(to, status, variant_weight, &parts->queries[parts->count]);
    parts->count += !status;
    return status;
}

static newsdex_status add_joined(builder *to, const ndx_field *field,
                                 const ndx_query_joined *joined, part_list *parts)
{
    bool found = false;
    newsdex_status status =
        joined ? look_up(to, field, joined->word.text, joined->word.length, &found) : NEWSDEX_OK;
    if (status || !found)
        return status;
    status = build_term(to, "Z", field, joined->stem, &parts->queries[parts->count]);
    return add_variant(to, status, parts);
}

static newsdex_status add_split(builder *to, const ndx_leaf *leaf, uint8_t at, part_list *parts,
                                uint32_t *added)
{
    const ndx_field *field = leaf->face.field;
    ndx_query_text word = leaf->words[0];
    ndx_query_text halves[2] = {{word.text, at}, {word.text + at, word.length - at}};
    bool found = true;
    newsdex_status status = NEWSDEX_OK;
    for (int i = 0; i < 2 && found && !status; i++)
        status = look_up(to, field, halves[i].text, halves[i].length, &found);
    if (status || !found)
        return status;
    ++*added;
    status = build_words(to, field, halves, 2, XAPC_PHRASE, 0, &parts->queries[parts->count]);
    return add_variant(to, status, parts);
}

/* A word by its stem, or less so by its other spellings. */
static newsdex_status build_stem(builder *to, const ndx_leaf *leaf, xapc_query **out)
{
    part_list spellings;
    uint32_t splits = 0;
    newsdex_status status = parts_init(to, &spellings, SPLITS_MAX + 3);
    if (!status)
        status = build_term(to, "Z", leaf->face.field, leaf->stem, &spellings.queries[0]);
    spellings.count += !status;
    if (!status)
        status = add_joined(to, leaf->face.field, leaf->joined_after, &spellings);
    if (!status && to->joined_before)
        status = add_joined(to, leaf->face.field, leaf->joined_before, &spellings);
    for (uint32_t i = 0; i < leaf->split_count && splits < SPLITS_MAX && !status; i++)
        status = add_split(to, leaf, leaf->splits[i], &spellings, &splits);
    return parts_join(to, status, &spellings, XAPC_OR, 0, out);
}

/* ---- leaves ------------------------------------------------------------------------ */

static newsdex_status build_forms(builder *to, const ndx_leaf *leaf, xapc_query **out)
{
    const xapc_found_terms *found;
    newsdex_status status =
        ndx_forms_find(to->forms, to->query, leaf->index, to->db, &found, to->err);
    if (!status)
        status = xapc_query_found(found, out, to->err);
    if (!status && found->cut && to->notices)
        status = ndx_buffer_append_format(
            to->notices, to->err, "%s was cut to its %u %s words\n", leaf->face.typed,
            ndx_leaf_forms_max(leaf),
            leaf->pattern.kind == NDX_PATTERN_FUZZY ? "nearest" : "most frequent");
    return status;
}

/* Any of the words, which are whole terms. */
static newsdex_status build_terms(builder *to, const ndx_leaf *leaf, xapc_query **out)
{
    part_list terms;
    newsdex_status status = parts_init(to, &terms, leaf->word_count);
    for (uint32_t i = 0; i < leaf->word_count && !status; i++) {
        status =
            xapc_query_term(leaf->words[i].text, leaf->words[i].length, &terms.queries[i], to->err);
        terms.count += !status;
    }
    return parts_join(to, status, &terms, XAPC_OR, 0, out);
}

static newsdex_status build_date(builder *to, const ndx_leaf *leaf, xapc_query **out)
{
    char from[NDX_DATE_VALUE_LENGTH], until[NDX_DATE_VALUE_LENGTH];
    ndx_date_to_value(leaf->from, from);
    ndx_date_to_value(leaf->to, until);
    return xapc_query_value_range(NDX_SLOT_DATE, leaf->from == NEWSDEX_DATE_MIN ? NULL : from,
                                  sizeof from, leaf->to == NEWSDEX_DATE_MAX ? NULL : until,
                                  sizeof until, out, to->err);
}

static newsdex_status build_main(builder *to, const ndx_leaf *leaf, xapc_query **out)
{
    const ndx_field *field = leaf->face.field;
    switch (leaf->kind) {
    case NDX_LEAF_WORD:
        if (leaf->stem.length)
            return build_stem(to, leaf, out);
        return build_term(to, "", field, leaf->words[0], out);
    case NDX_LEAF_PHRASE:
        return build_words(to, field, leaf->words, leaf->word_count, XAPC_PHRASE, leaf->window,
                           out);
    case NDX_LEAF_NEAR:
        return build_words(to, field, leaf->words, leaf->word_count, XAPC_NEAR, leaf->window, out);
    case NDX_LEAF_FORMS:
        return build_forms(to, leaf, out);
    case NDX_LEAF_TERMS:
        return build_terms(to, leaf, out);
    case NDX_LEAF_DATE:
        return build_date(to, leaf, out);
    }
    return ndx_error_set(to->err, NEWSDEX_E_INTERNAL, "a leaf of unknown kind");
}

/* Articles with the parts or with the compound; those that have both, as typed, come first. */
static newsdex_status add_compound(builder *to, const ndx_leaf *leaf, xapc_query **query)
{
    part_list spellings;
    newsdex_status status = parts_init(to, &spellings, 1);
    if (status)
        return status;
    status = build_term(to, "Z", leaf->face.field, leaf->compound, &spellings.queries[0]);
    if (!status)
        status = scale(to, status, compound_weight, &spellings.queries[0]);
    spellings.count = spellings.queries[0] != NULL;
    if (!status)
        return parts_apply(to, query, &spellings, XAPC_OR);
    parts_release(&spellings);
    return status;
}

/* Conditions on fields other than title select, but don't rank. */
static newsdex_status build_leaf(builder *to, const ndx_leaf *leaf, xapc_query **out)
{
    newsdex_status status = build_main(to, leaf, out);
    if (!status && leaf->compound.length)
        status = add_compound(to, leaf, out);
    if (!status && leaf->face.field && leaf->face.field->kind != NDX_FIELD_STEMMED)
        status = scale(to, status, 0, out);
    if (!status && leaf->boost > 0)
        status = scale(to, status, leaf->boost, out);
    return status;
}

/* ---- nodes ------------------------------------------------------------------------- */

/* Adds the query for node; a negated node's is that of its child. */
static newsdex_status add_node(builder *to, const ndx_node *node, bool negated, part_list *parts)
{
    newsdex_status status =
        build_node(to, negated ? node->first : node, &parts->queries[parts->count]);
    parts->count += !status;
    return status;
}

/* *base, or all articles when there is none, without the excluded. */
static newsdex_status exclude(builder *to, xapc_query **base, part_list *excluded)
{
    newsdex_status status = NEWSDEX_OK;
    if (!*base)
        status = xapc_query_all(base, to->err);
    return status ? status : parts_apply(to, base, excluded, XAPC_AND_NOT);
}

static newsdex_status build_not(builder *to, const ndx_node *node, xapc_query **out)
{
    part_list excluded;
    newsdex_status status = parts_init(to, &excluded, 1);
    if (!status)
        status = add_node(to, node, true, &excluded);
    if (!status)
        status = exclude(to, out, &excluded);
    parts_release(&excluded);
    return status;
}

static newsdex_status build_and(builder *to, const ndx_node *node, xapc_query **out)
{
    part_list wanted, excluded = {NULL, 0};
    newsdex_status status = parts_init(to, &wanted, node->count);
    if (!status)
        status = parts_init(to, &excluded, node->count);
    for (const ndx_node *child = node->first; child && !status; child = child->next) {
        bool negated = child->kind == NDX_NODE_NOT;
        status = add_node(to, child, negated, negated ? &excluded : &wanted);
    }
    if (!status && wanted.count)
        status = parts_join(to, status, &wanted, XAPC_AND, 0, out);
    if (!status)
        status = exclude(to, out, &excluded);
    parts_release(&wanted);
    parts_release(&excluded);
    return status;
}

static newsdex_status build_or(builder *to, const ndx_node *node, xapc_query **out)
{
    part_list wanted;
    newsdex_status status = parts_init(to, &wanted, node->count);
    for (const ndx_node *child = node->first; child && !status; child = child->next)
        status = add_node(to, child, false, &wanted);
    return parts_join(to, status, &wanted, XAPC_OR, 0, out);
}

/* ---- lists ------------------------------------------------------------------------- */

/* The filters by field (NULL: by several): any of them must match. */
static newsdex_status add_filters(builder *to, const ndx_node *list, const ndx_field *field,
                                  part_list *filters)
{
    part_list same;
    newsdex_status status = parts_init(to, &same, list->count);
    for (const ndx_node *child = list->first; child && !status; child = child->next)
        if (child->role == NDX_ROLE_FILTER && child->filter_field == field)
            status = add_node(to, child, false, field ? &same : filters);
    if (!status && same.count) {
        status = parts_join(to, status, &same, XAPC_OR, 0, &filters->queries[filters->count]);
        filters->count += !status;
    }
    parts_release(&same);
    return status;
}

static newsdex_status collect_roles(builder *to, const ndx_node *list, part_list roles[ROLES])
{
    newsdex_status status = NEWSDEX_OK;
    for (const ndx_node *child = list->first; child && !status; child = child->next)
        if (child->role != NDX_ROLE_FILTER)
            status = add_node(to, child, child->role == NDX_ROLE_EXCLUDED, &roles[child->role]);
    for (const ndx_field *field = ndx_fields; field->name && !status; field++)
        status = add_filters(to, list, field, &roles[NDX_ROLE_FILTER]);
    return status ? status : add_filters(to, list, NULL, &roles[NDX_ROLE_FILTER]);
}

static newsdex_status combine_roles(builder *to, part_list roles[ROLES], xapc_query **out)
{
    part_list *any = &roles[NDX_ROLE_ANY], *required = &roles[NDX_ROLE_REQUIRED];
    part_list *filters = &roles[NDX_ROLE_FILTER];
    newsdex_status status = NEWSDEX_OK;
    if (required->count)
        status = parts_join(to, status, required, XAPC_AND, 0, out);
    else if (any->count)
        status = parts_join(to, status, any, XAPC_OR, 0, out);
    if (!status && *out)
        status = parts_apply(to, out, any, XAPC_AND_MAYBE);
    if (!status && *out)
        status = parts_apply(to, out, &roles[NDX_ROLE_RANKS], XAPC_AND_MAYBE);
    if (!status && *out)
        status = parts_apply(to, out, filters, XAPC_FILTER);
    else if (!status && filters->count)
        status = parts_join(to, status, filters, XAPC_AND, 0, out);
    return status ? status : exclude(to, out, &roles[NDX_ROLE_EXCLUDED]);
}

static newsdex_status build_list(builder *to, const ndx_node *node, xapc_query **out)
{
    part_list roles[ROLES] = {0};
    newsdex_status status = NEWSDEX_OK;
    for (int i = 0; i < ROLES && !status; i++)
        status = parts_init(to, &roles[i], node->count);
    if (!status)
        status = collect_roles(to, node, roles);
    if (!status)
        status = combine_roles(to, roles, out);
    for (int i = 0; i < ROLES; i++)
        parts_release(&roles[i]);
    return status;
}

/* On failure *out may be set; build_node frees it. */
static newsdex_status build_kind(builder *to, const ndx_node *node, xapc_query **out)
{
    switch (node->kind) {
    case NDX_NODE_ALL:
        return xapc_query_all(out, to->err);
    case NDX_NODE_LEAF:
        return build_leaf(to, node->leaf, out);
    case NDX_NODE_NOT:
        return build_not(to, node, out);
    case NDX_NODE_AND:
        return build_and(to, node, out);
    case NDX_NODE_OR:
        return build_or(to, node, out);
    case NDX_NODE_LIST:
        return build_list(to, node, out);
    case NDX_NODE_EMPTY:
        break;
    }
    return ndx_error_set(to->err, NEWSDEX_E_INTERNAL, "an empty node in a query");
}

static newsdex_status free_failed(newsdex_status status, xapc_query **out)
{
    if (status) {
        xapc_query_free(*out);
        *out = NULL;
    }
    return status;
}

static newsdex_status build_node(builder *to, const ndx_node *node, xapc_query **out)
{
    *out = NULL;
    return free_failed(build_kind(to, node, out), out);
}

newsdex_status ndx_query_build_whole(const newsdex_query *query, xapc_database *db,
                                     ndx_forms *forms, xapc_query **out, ndx_buffer *notices,
                                     newsdex_error *err)
{
    builder to = {query, db, forms, notices, err, 0, false};
    return build_node(&to, query->root, out);
}

newsdex_status ndx_query_build(const newsdex_query *query, xapc_database *db, xapc_query **out,
                               ndx_buffer *notices, newsdex_error *err)
{
    ndx_forms forms = {NULL, 0};
    newsdex_status status = ndx_query_build_whole(query, db, &forms, out, notices, err);
    ndx_forms_release(&forms);
    return status;
}

newsdex_status ndx_query_build_leaf(const newsdex_query *query, size_t leaf, xapc_database *db,
                                    ndx_forms *forms, xapc_query **out, newsdex_error *err)
{
    builder to = {query, db, forms, NULL, err, 0, true};
    *out = NULL;
    if (leaf >= query->leaf_count)
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "the query has no leaf %zu", leaf);
    return free_failed(build_leaf(&to, query->leaves[leaf], out), out);
}

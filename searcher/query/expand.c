/* Pseudo-relevance feedback: a query and the best words of the articles it finds first. */
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/query/best_words.h"
#include "searcher/query/filter.h"

enum { NOTICE_MAX = 1 << 16 };

/* What the best added word weighs against one that was typed: with twice as much, the TIME
   collection loses what others gain. */
static const double added_weight = 0.07;

/* The making of a query; what it leaves behind lives in the query's arena. */
typedef struct expand {
    xapc_database *db;
    const newsdex_query *typed;
    const newsdex_expand_options *options;
    ndx_query_parser parser;
    ndx_best_word *words;
    size_t count;
} expand;

/* ---- words --------------------------------------------------------------------------------- */

static newsdex_status take_stems(expand *to, const xapc_expansion *expansion, newsdex_error *err)
{
    ndx_arena *arena = &to->parser.query->arena;
    to->words = ndx_arena_zeros(arena, expansion->count + 1, sizeof *to->words);
    if (!to->words)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < expansion->count; i++) {
        const xapc_weighted_term *term = &expansion->terms[i];
        const char *text = ndx_arena_copy(arena, term->text, term->length);
        if (!text)
            return ndx_error_nomem(err);
        to->words[to->count++] =
            (ndx_best_word){.stem = {text, term->length}, .weight = term->weight};
    }
    return NEWSDEX_OK;
}

static newsdex_status find_words(expand *to, const xapc_query *query, const xapc_page *page,
                                 newsdex_error *err)
{
    uint32_t docids[NEWSDEX_EXPAND_ARTICLES_MAX];
    xapc_expansion *expansion = NULL;
    for (size_t i = 0; i < page->count; i++)
        docids[i] = page->matches[i].docid;
    /* Some have no word that a query could hold, or are stop words. */
    newsdex_status status = xapc_database_expand(to->db, query, docids, page->count, "Z",
                                                 2 * to->options->words, &expansion, err);
    if (!status)
        status = take_stems(to, expansion, err);
    xapc_expansion_free(expansion);
    if (status)
        return status;
    return ndx_best_words_find(to->db, to->parser.analyzer, docids, page->count,
                               &to->parser.query->arena, to->words, to->count, err);
}

/* Searches with the typed query; no words when it finds nothing, or doesn't rank what it finds. */
static newsdex_status collect_words(expand *to, newsdex_error *err)
{
    xapc_query *query = NULL;
    xapc_page *page = NULL;
    xapc_search_options how = XAPC_SEARCH_OPTIONS_INIT;
    how.limit = to->options->articles;
    if (ndx_query_is_unranked(to->typed))
        return NEWSDEX_OK;
    newsdex_status status = ndx_query_build(to->typed, to->db, &query, NULL, err);
    if (!status && to->options->search)
        status = ndx_filter_apply(to->parser.analyzer, to->options->search, &query, err);
    if (!status)
        status = xapc_database_search(to->db, query, &how, &page, err);
    if (!status && page->count)
        status = find_words(to, query, page, err);
    xapc_page_free(page);
    xapc_query_free(query);
    return status;
}

/* ---- the query ------------------------------------------------------------------------------ */

/* The list that words can be added to. What was typed still selects, unless it is words, any of
   which would do: then the new ones will do, too. */
static ndx_node *make_list(ndx_query_parser *parser)
{
    ndx_node *root = parser->query->root;
    if (root->kind == NDX_NODE_LIST && !root->field)
        return root;
    ndx_node *list = ndx_node_new(&parser->query->arena, NDX_NODE_LIST, 0);
    if (!list)
        return ndx_query_fail_nomem(parser);
    bool word = root->kind == NDX_NODE_LEAF && root->leaf->kind == NDX_LEAF_WORD &&
                !ndx_leaf_is_stop_word(parser->analyzer, root->leaf);
    root->role = word || root->kind == NDX_NODE_OR ? NDX_ROLE_ANY : NDX_ROLE_REQUIRED;
    ndx_node_append(list, root);
    return list;
}

static double weight_of(const expand *to, const ndx_leaf *leaf)
{
    for (size_t i = 0; i < to->count; i++)
        if (to->words[i].stem.length == leaf->stem.length &&
            !memcmp(to->words[i].stem.text, leaf->stem.text, leaf->stem.length))
            return to->words[i].weight / to->words[0].weight;
    return 0;
}

/* Weighs the nodes from first on, and says which they are. */
static newsdex_status weigh_added(expand *to, ndx_node *first, newsdex_error *err)
{
    ndx_buffer notice;
    ndx_buffer_init(&notice, NOTICE_MAX);
    newsdex_status status =
        ndx_buffer_append_text(&notice, first ? "added:" : "nothing to add", err);
    for (ndx_node *node = first; node && !status; node = node->next) {
        node->leaf->added = node->leaf->face.stop_word = true;
        node->leaf->boost = added_weight * weight_of(to, node->leaf);
        status = ndx_buffer_append_format(&notice, err, "%s %s", node == first ? "" : ",",
                                          node->leaf->plain);
    }
    if (!status)
        status = ndx_query_add_notice(to->parser.query, notice.data, err);
    ndx_buffer_release(&notice);
    return status;
}

static newsdex_status add_words(expand *to, newsdex_error *err)
{
    ndx_query_parser *parser = &to->parser;
    newsdex_query *query = parser->query;
    const char *text = to->typed->description;
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < to->typed->notice_count && !status; i++)
        status = ndx_query_add_notice(query, to->typed->notices[i], err);
    if (!status)
        status = ndx_query_parse_tree(query, parser->analyzer, text, strlen(text), err);
    if (status || !to->count)
        return status ? status : weigh_added(to, NULL, err);
    ndx_node *list = make_list(parser);
    if (!list)
        return parser->status;
    ndx_node *last = list->last;
    query->root = list;
    if (!ndx_best_words_append(parser, list, to->words, to->count, to->options->words))
        return parser->status;
    return weigh_added(to, last->next, err);
}

newsdex_status ndx_query_expand(xapc_database *db, ndx_analyzer *analyzer,
                                const newsdex_query *typed, const newsdex_expand_options *options,
                                newsdex_query **out, newsdex_error *err)
{
    *out = NULL;
    newsdex_query *query = ndx_query_new();
    if (!query)
        return ndx_error_nomem(err);
    expand to = {db, typed, options, {.analyzer = analyzer, .query = query, .err = err}, NULL, 0};
    newsdex_status status = collect_words(&to, err);
    if (!status)
        status = add_words(&to, err);
    return ndx_query_complete(query, analyzer, status, out, err);
}

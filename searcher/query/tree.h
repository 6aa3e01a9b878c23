/*
 * The parsed query: nodes, and the leaves they end in. All of it lives in one
 * arena and is not changed once parsing is over.
 */
#ifndef NDX_QUERY_TREE_H
#define NDX_QUERY_TREE_H

#include "searcher/base/arena.h"
#include "searcher/query/query.h"

typedef struct ndx_query_text {
    const char *text; /* NUL-terminated */
    uint32_t length;  /* 0: none */
} ndx_query_text;

/* Where a word stands in the text of the query. */
typedef struct ndx_query_place {
    uint32_t offset, length;
} ndx_query_place;

/* Another spelling that two neighbouring words have together: "well being", "wellbeing". */
typedef struct ndx_query_joined {
    ndx_query_text word, stem;
} ndx_query_joined;

typedef enum ndx_leaf_kind {
    NDX_LEAF_WORD,   /* stem, or words[0] where a field has no stems */
    NDX_LEAF_PHRASE, /* words in this order within window positions; compound: the stem of another
                        spelling */
    NDX_LEAF_NEAR,   /* words in any order within window positions */
    NDX_LEAF_FORMS,  /* words of the index that fit pattern */
    NDX_LEAF_TERMS,  /* any of words, which are whole terms */
    NDX_LEAF_DATE    /* from .. to */
} ndx_leaf_kind;

typedef struct ndx_leaf {
    ndx_query_leaf face;
    ndx_leaf_kind kind;
    const char *plain; /* as typed, but without the field: for descriptions */
    const ndx_query_text *words;
    const ndx_query_place *places; /* of words; NULL: not known */
    uint32_t word_count;
    ndx_query_text stem, compound;
    ndx_pattern pattern; /* of NDX_LEAF_FORMS */
    uint32_t window;     /* 0: as many as words */
    int64_t from, to;
    bool quoted;           /* stands for exactly the words typed */
    bool alphabetic;       /* one word, of letters only: has spelling variants */
    const uint8_t *splits; /* bytes of words[0] after which it may be two words, likeliest first */
    uint32_t split_count;
    bool added;                                           /* nobody typed it */
    double boost;                                         /* times its weight; 0: as it is */
    bool under_not;                                       /* gives no weight */
    uint32_t index;                                       /* among the leaves of the query */
    const ndx_query_joined *joined_before, *joined_after; /* with a neighbour; may be NULL */
} ndx_leaf;

typedef enum ndx_node_kind {
    NDX_NODE_EMPTY, /* punctuation; never in a finished tree */
    NDX_NODE_ALL,   /* "*" */
    NDX_NODE_LEAF,
    NDX_NODE_NOT, /* one child */
    NDX_NODE_AND,
    NDX_NODE_OR,
    NDX_NODE_LIST /* see ndx_node_role */
} ndx_node_kind;

/* What a child does in its list. */
typedef enum ndx_node_role {
    NDX_ROLE_ANY,      /* one of these must match, if nothing is required */
    NDX_ROLE_REQUIRED, /* "+": all of these must match; then the others only rank */
    NDX_ROLE_EXCLUDED, /* "-" */
    NDX_ROLE_FILTER,   /* conditions on fields other than title: must match, don't rank */
    NDX_ROLE_RANKS     /* a stop word among other words: adds weight */
} ndx_node_role;

typedef struct ndx_node ndx_node;
struct ndx_node {
    ndx_node_kind kind;
    ndx_node_role role; /* as a child of a list */
    size_t offset;
    const ndx_field *field;        /* of a group written "field:( ... )"; the leaves have it too */
    const ndx_field *filter_field; /* of every leaf below it, when it filters by one field */
    const char *typed;             /* of an empty node */
    ndx_leaf *leaf;
    ndx_node *first, *last, *next;
    uint32_t count; /* of children */
};

/* Nodes are zero but for kind and offset; NULL when out of memory. */
ndx_node *ndx_node_new(ndx_arena *arena, ndx_node_kind kind, size_t offset);
void ndx_node_append(ndx_node *parent, ndx_node *child);

enum { NDX_QUERY_NOTICES_MAX = 16 };

struct newsdex_query {
    ndx_arena arena;
    ndx_node *root;
    ndx_leaf **leaves;
    size_t leaf_count;
    const char *description;
    const char *notices[NDX_QUERY_NOTICES_MAX];
    size_t notice_count;
    bool unranked;
};

/* NULL when out of memory. */
newsdex_query *ndx_query_new(void);
/* Hands out query, whose tree is made, once it is finished and described; frees it on failure, or
 * when status is one. */
newsdex_status ndx_query_complete(newsdex_query *query, ndx_analyzer *analyzer,
                                  newsdex_status status, newsdex_query **out, newsdex_error *err);
/* Fills in what depends on the whole tree: numbers, exclusions, stop words, neighbours, evidence,
 * notices. */
newsdex_status ndx_query_finish(newsdex_query *query, ndx_analyzer *analyzer, newsdex_error *err);
/* Sets query->description and the typed text of the leaves. */
newsdex_status ndx_query_describe(newsdex_query *query, newsdex_error *err);
/* A copy of text, unless it is there already or there are too many. */
newsdex_status ndx_query_add_notice(newsdex_query *query, const char *text, newsdex_error *err);

/* Articles that have the word in field (or NULL); mark: "Z" for a stem. */
newsdex_status ndx_query_word_articles(xapc_database *db, const char *mark, const ndx_field *field,
                                       ndx_query_text word, uint32_t *documents,
                                       newsdex_error *err);

/* Adds what shows leaf in a text; false when out of memory. All else in leaf must be set. */
bool ndx_leaf_add_evidence(ndx_arena *arena, ndx_leaf *leaf);
/* Finds the splits of leaf; the pair is NULL when first and second have no joined spelling. */
bool ndx_leaf_add_splits(ndx_arena *arena, ndx_analyzer *analyzer, ndx_leaf *leaf);
bool ndx_leaf_join(ndx_arena *arena, ndx_analyzer *analyzer, ndx_leaf *first, ndx_leaf *second);
/* The most words that a leaf of kind NDX_LEAF_FORMS may stand for. */
uint32_t ndx_leaf_forms_max(const ndx_leaf *leaf);
bool ndx_leaf_is_stop_word(const ndx_analyzer *analyzer, const ndx_leaf *leaf);

#endif

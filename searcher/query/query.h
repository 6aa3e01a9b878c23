/*
 * Query text to tree to Xapian query. A parsed query never changes, holds all
 * it needs, and may be shared between threads; the Xapian query is built anew
 * for each search.
 */
#ifndef NDX_QUERY_QUERY_H
#define NDX_QUERY_QUERY_H

#include "include/newsdex.h"
#include "searcher/index/schema.h"
#include "searcher/query/pattern.h"
#include "searcher/text/analyzer.h"
#include "searcher/xapian-c/xapc.h"

/* Words that show a leaf in a text: any of them (window 0), or all within window positions. */
typedef struct ndx_evidence {
    const ndx_pattern *patterns;
    uint32_t count;
    uint32_t window; /* 0: each pattern by itself; == count and in_order: an exact phrase */
    bool in_order;
} ndx_evidence;

/* A part of the query that an article can have or lack, in the order typed: a word, phrase, NEAR
   group, prefix or field condition. */
typedef struct ndx_query_leaf {
    const char *typed;            /* for people: suspension, "exact phrase", title:budget */
    const ndx_field *field;       /* NULL: title and text */
    bool excluded;                /* below a NOT */
    bool stop_word;               /* or added: ranks only, never counted as missing */
    const ndx_evidence *evidence; /* what to highlight in title and text; may be none */
    uint32_t evidence_count;
} ndx_query_leaf;

newsdex_status ndx_query_parse(ndx_analyzer *analyzer, const char *text, size_t length,
                               newsdex_query **out, newsdex_error *err);

/* What newsdex_query_like and newsdex_query_expand give, the options checked. */
newsdex_status ndx_query_like(xapc_database *db, ndx_analyzer *analyzer, const char *id,
                              const newsdex_like_options *options, newsdex_query **out,
                              newsdex_error *err);

newsdex_status ndx_query_expand(xapc_database *db, ndx_analyzer *analyzer,
                                const newsdex_query *typed, const newsdex_expand_options *options,
                                newsdex_query **out, newsdex_error *err);

size_t ndx_query_leaf_count(const newsdex_query *query);
const ndx_query_leaf *ndx_query_leaf_at(const newsdex_query *query, size_t i);

typedef struct ndx_forms ndx_forms;

/*
 * The Xapian query for the whole, or for one leaf alone. db tells which words
 * exist: spelling variants ("wellbeing"), prefixes and the like depend on it.
 * forms keeps what was looked up of the latter for the next call. notices (may
 * be NULL): one line each is appended, ended by '\n', such as a prefix that was cut.
 */
newsdex_status ndx_query_build(const newsdex_query *query, xapc_database *db, xapc_query **out,
                               ndx_buffer *notices, newsdex_error *err);
newsdex_status ndx_query_build_whole(const newsdex_query *query, xapc_database *db,
                                     ndx_forms *forms, xapc_query **out, ndx_buffer *notices,
                                     newsdex_error *err);
newsdex_status ndx_query_build_leaf(const newsdex_query *query, size_t leaf, xapc_database *db,
                                    ndx_forms *forms, xapc_query **out, newsdex_error *err);

/* What each leaf tells about an article that has it, by how few do: 1 or more, the rarer the
   higher. weights has room for all leaves. */
newsdex_status ndx_query_weigh(const newsdex_query *query, xapc_database *db, ndx_forms *forms,
                               uint32_t *weights, newsdex_error *err);

/* Weights nothing (dates, exclusions, "*" only): such results are sorted by date, newest first. */
bool ndx_query_is_unranked(const newsdex_query *query);

#endif

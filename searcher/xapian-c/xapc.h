/*
 * xapian-c: a plain C face of the parts of Xapian (1.4) that Newsdex uses.
 * It knows terms, values, records and docids: no language, field or query
 * syntax. No exception leaves it: every call returns a status, and the text of
 * Xapian's error goes into err.
 *
 *   DatabaseNotFoundError   NEWSDEX_E_NOINDEX     DatabaseLockError      NEWSDEX_E_LOCKED
 *   DatabaseVersionError    NEWSDEX_E_VERSION     DatabaseModifiedError  NEWSDEX_E_CHANGED
 *   DatabaseCorruptError    NEWSDEX_E_CORRUPT     DocNotFoundError       NEWSDEX_E_NOTFOUND
 *   other DatabaseError     NEWSDEX_E_IO*         InvalidArgumentError.. NEWSDEX_E_ARGUMENT
 *   std::bad_alloc          NEWSDEX_E_NOMEM       everything else        NEWSDEX_E_INTERNAL
 *   * NEWSDEX_E_CORRUPT when the system gave no reason: blocks that make no sense
 *
 * Terms are bytes and may hold zeros. A term too long for the backend (more
 * than 245 bytes, zeros counted twice) is cut and ends in a hash of the whole;
 * this happens inside every call that takes a term, so a long term is found
 * again by itself. Handles are for one thread at a time; cursors are closed
 * before their database.
 *
 * On disk, a record over 8192 bytes ends in a line with its hash, and a document
 * with more than about 8192 bytes of terms has a last term U+10FFFF plus a hash:
 * Xapian 1.4 may fail to read back what compresses too well (seal.c). Neither
 * is seen through this interface, but xapian-delve shows them.
 */
#ifndef NDX_XAPIAN_C_XAPC_H
#define NDX_XAPIAN_C_XAPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

#ifdef __cplusplus
extern "C" {
#endif

#include "searcher/base/buffer.h"

/* The version of the Xapian library in use ("1.4.22"). */
const char *xapc_version(void);

/* ---- a document, flat ---------------------------------------------- */

typedef struct xapc_term {
    const char *text;
    uint32_t length; /* > 0 */
    uint32_t wdf;    /* within-document frequency; may be 0 (boolean) or above position_count */
    const uint32_t *positions; /* rising, none twice; NULL when position_count is 0 */
    uint32_t position_count;
    /* For writers that look terms up; both 0: not known. */
    uint32_t number; /* the same one means the same term in all documents of one vocabulary */
    uint64_t hash;   /* ndx_hash of the text */
} xapc_term;

typedef struct xapc_value {
    uint32_t slot;
    uint32_t length; /* > 0 */
    const char *data;
} xapc_value;

typedef struct xapc_document {
    const xapc_term *terms; /* in any order; none twice */
    size_t term_count;
    const xapc_value *values; /* by slot; none twice */
    size_t value_count;
    const char *record;
    size_t record_length;
    uint64_t vocabulary; /* of the terms' numbers */
} xapc_document;

/* ---- reading -------------------------------------------------------------- */

typedef struct xapc_database xapc_database;

/* Opens an index: a folder that is a glass database or has a stub XAPIANDB which names such; or a
   stub file that names indexes and stubs. Lines of a stub are "auto PATH" (relative to its folder),
   empty or begin with "#"; none is an empty index. Reads that fail because a stub was replaced
   meanwhile give NEWSDEX_E_CHANGED: reopen. */
newsdex_status xapc_database_open(const char *path, xapc_database **out, newsdex_error *err);
/* The same for several, joined into one; an index named twice counts once. */
newsdex_status xapc_database_open_many(const char *const *paths, size_t count, xapc_database **out,
                                       newsdex_error *err);
void xapc_database_close(xapc_database *db);
/* Moves to the newest commit; for a stub, to what it lists now. Cheap when nothing has changed. On
   failure the database stays as it was. changed may be NULL. */
newsdex_status xapc_database_reopen(xapc_database *db, bool *changed, newsdex_error *err);

/* The glass databases it is made of. */
uint32_t xapc_database_segments(const xapc_database *db);
/* The indexes it is made of: their number; the path of each, good until reopened; and that of a
   document. */
size_t xapc_database_indexes(const xapc_database *db);
const char *xapc_database_index_path(const xapc_database *db, size_t index);
newsdex_status xapc_database_index_of(const xapc_database *db, uint32_t docid, size_t *index,
                                      newsdex_error *err);
/* Appends what tells the commit that is open from all others: a line "UUID REVISION" for each
   segment. *written is when it was made, in seconds since 1970; 0 when that can't be told. */
newsdex_status xapc_database_revision(xapc_database *db, ndx_buffer *out, int64_t *written,
                                      newsdex_error *err);
newsdex_status xapc_database_count(xapc_database *db, uint32_t *documents, newsdex_error *err);
newsdex_status xapc_database_last_docid(xapc_database *db, uint32_t *docid, newsdex_error *err);
/* Documents that have the term; 0 when none has. */
newsdex_status xapc_database_term_frequency(xapc_database *db, const char *term, size_t length,
                                            uint32_t *documents, newsdex_error *err);
/* No document has the term more often; may be loose. The matcher believes it. */
newsdex_status xapc_database_wdf_bound(xapc_database *db, const char *term, size_t length,
                                       uint32_t *wdf, newsdex_error *err);
/* The documents that have the slot, and the smallest and largest value; the bounds may be loose
   after deletions. low and high are appended to and may be NULL. */
newsdex_status xapc_database_value_bounds(xapc_database *db, uint32_t slot, uint32_t *documents,
                                          ndx_buffer *low, ndx_buffer *high, newsdex_error *err);
/* Appends the metadata under key; nothing when there is none. Of several databases, that of the
   first that has the key; xapc_terms_open_metadata gives the keys of all. */
newsdex_status xapc_database_metadata(xapc_database *db, const char *key, ndx_buffer *out,
                                      newsdex_error *err);
/* The same within one of the indexes. */
newsdex_status xapc_database_index_metadata(xapc_database *db, size_t index, const char *key,
                                            ndx_buffer *out, newsdex_error *err);
/* Appends to out. NEWSDEX_E_NOTFOUND when there is no such document. */
newsdex_status xapc_database_record(xapc_database *db, uint32_t docid, ndx_buffer *out,
                                    newsdex_error *err);
newsdex_status xapc_database_value(xapc_database *db, uint32_t docid, uint32_t slot,
                                   ndx_buffer *out, newsdex_error *err);
/* The highest docid that has the term, in the first index where one has it; 0 when none has. */
newsdex_status xapc_database_find_last(xapc_database *db, const char *term, size_t length,
                                       uint32_t *docid, newsdex_error *err);

/* How far a term is from what is looked for; UINT32_MAX: too far. */
typedef uint32_t (*xapc_judge)(void *context, const char *text, size_t length);

typedef struct xapc_found_term {
    char *text; /* the whole term */
    uint32_t length;
    uint32_t distance, documents;
} xapc_found_term;

typedef struct xapc_found_terms {
    xapc_found_term *terms; /* the nearest first, of these the most frequent */
    size_t count;
    bool cut; /* there were more */
} xapc_found_terms;

/*
 * The terms, at most max (> 0), that begin with prefix, go on with neither a capital nor a colon,
 * and are not too far; any when judge is NULL. A prefix too long for a term has none.
 */
newsdex_status xapc_database_find_terms(xapc_database *db, const char *prefix, size_t length,
                                        xapc_judge judge, void *context, size_t max,
                                        xapc_found_terms **out, newsdex_error *err);
void xapc_found_terms_free(xapc_found_terms *found);

/* A cursor over sorted strings: terms of the database or of a document, metadata keys. */
typedef struct xapc_terms xapc_terms;
newsdex_status xapc_terms_open_all(xapc_database *db, const char *prefix, size_t length,
                                   xapc_terms **out, newsdex_error *err);
newsdex_status xapc_terms_open_document(xapc_database *db, uint32_t docid, xapc_terms **out,
                                        newsdex_error *err);
newsdex_status xapc_terms_open_metadata(xapc_database *db, const char *prefix, xapc_terms **out,
                                        newsdex_error *err);
/* *text is NULL at the end; else good until the next call. frequency (may be NULL): documents for
   open_all, wdf for open_document, 0 for metadata. */
newsdex_status xapc_terms_next(xapc_terms *terms, const char **text, size_t *length,
                               uint32_t *frequency, newsdex_error *err);
void xapc_terms_close(xapc_terms *terms);

/* A cursor over the postings of a term (length 0: all documents), with positions for tests and
 * checks. */
typedef struct xapc_postings xapc_postings;
newsdex_status xapc_postings_open(xapc_database *db, const char *term, size_t length,
                                  xapc_postings **out, newsdex_error *err);
/* *docid is 0 at the end. wdf and document_length may be NULL. */
newsdex_status xapc_postings_next(xapc_postings *postings, uint32_t *docid, uint32_t *wdf,
                                  uint32_t *document_length, newsdex_error *err);
/* Goes forward to the first posting at docid or later; *found: it is that of docid. */
newsdex_status xapc_postings_skip_to(xapc_postings *postings, uint32_t docid, bool *found,
                                     uint32_t *wdf, newsdex_error *err);
/* The positions of the present posting: appends uint32_t values, in native order, to out. */
newsdex_status xapc_postings_positions(xapc_postings *postings, ndx_buffer *out,
                                       newsdex_error *err);
void xapc_postings_close(xapc_postings *postings);

/* ---- queries --------------------------------------------------------------- */

typedef struct xapc_query xapc_query; /* immutable, but never shared between threads */

typedef enum xapc_operator {
    XAPC_OR,
    XAPC_AND,
    XAPC_AND_NOT,   /* first without any of the others */
    XAPC_AND_MAYBE, /* first, its weight raised by the others */
    XAPC_FILTER,    /* first, as far as the others match; their weights don't count */
    XAPC_PHRASE,    /* terms in this order within window positions (0: their number) */
    XAPC_NEAR,      /* terms in any order within window positions (0: their number) */
    XAPC_SYNONYM    /* any, weighted as one term */
} xapc_operator;

newsdex_status xapc_query_term(const char *term, size_t length, xapc_query **out,
                               newsdex_error *err);
newsdex_status xapc_query_all(xapc_query **out, newsdex_error *err);
/* Takes the subqueries over, on failure too. No subquery: matches nothing; one: is that one. */
newsdex_status xapc_query_join(xapc_operator op, xapc_query **subqueries, size_t count,
                               uint32_t window, xapc_query **out, newsdex_error *err);
/* Takes query over, on failure too. factor >= 0; 0 matches without weight. */
newsdex_status xapc_query_scale(xapc_query *query, double factor, xapc_query **out,
                                newsdex_error *err);
/* Values between low and high, both included; NULL leaves that side open. A missing value is in no
 * range. */
newsdex_status xapc_query_value_range(uint32_t slot, const char *low, size_t low_length,
                                      const char *high, size_t high_length, xapc_query **out,
                                      newsdex_error *err);
/* Any of the terms, weighted as one. */
newsdex_status xapc_query_found(const xapc_found_terms *found, xapc_query **out,
                                newsdex_error *err);
/* Xapian's own description, for --explain-query and tests; appended. */
newsdex_status xapc_query_describe(const xapc_query *query, ndx_buffer *out, newsdex_error *err);
void xapc_query_free(xapc_query *query);

/* ---- searching -------------------------------------------------------------- */

/* When to give a search up: NEWSDEX_E_CANCELLED. Looked at for every document that is considered.
 */
typedef struct xapc_stop {
    const volatile int *cancelled; /* another thread may set it; NULL: never */
    int64_t deadline;              /* on the clock of ndx_clock_ms; 0: never */
} xapc_stop;

/* What a match counts more or less than its weight by, given the value of a slot (length 0: none).
 */
typedef struct xapc_reweighing {
    uint32_t slot;
    double (*factor)(const void *context, const char *value, size_t length);
    const void *context;
} xapc_reweighing;

typedef struct xapc_search_options {
    uint32_t offset, limit;
    uint32_t check_at_least; /* matches to look at before estimating; UINT32_MAX counts all */
    bool sort_by_value;      /* by sort_slot, then relevance; documents without a value last */
    uint32_t sort_slot;
    bool descending;
    double k1, b;                      /* of BM25 (Robertson et al., TREC-3) */
    const xapc_reweighing *reweighing; /* NULL: none; not with sort_by_value. Holds all matches in
                                          memory at once, about 100 bytes each. */
    const xapc_stop *stop;             /* NULL: never */
} xapc_search_options;
#define XAPC_SEARCH_OPTIONS_INIT                                                                   \
    {                                                                                              \
        0, 10, 0, false, 0, false, 1.2, 0.75, NULL, NULL                                           \
    }

typedef struct xapc_match {
    uint32_t docid;
    double weight;
} xapc_match;

typedef struct xapc_page {
    xapc_match *matches;
    size_t count;
    uint32_t total_lower, total_estimated, total_upper;
} xapc_page;

/* NEWSDEX_E_CANCELLED when it is time to stop. */
newsdex_status xapc_stop_check(const xapc_stop *stop, newsdex_error *err);

newsdex_status xapc_database_search(xapc_database *db, const xapc_query *query,
                                    const xapc_search_options *options, xapc_page **out,
                                    newsdex_error *err);
/* count matches to be set, and no totals. */
newsdex_status xapc_page_new(size_t count, xapc_page **out, newsdex_error *err);
void xapc_page_free(xapc_page *page);
/* Which of these documents (none twice) match the query. */
newsdex_status xapc_database_ask(xapc_database *db, const xapc_query *query,
                                 const xapc_match *matches, size_t count, bool *answers,
                                 newsdex_error *err);

typedef struct xapc_weighted_term {
    char *text; /* the term behind the prefix */
    uint32_t length;
    double weight;
} xapc_weighted_term;

typedef struct xapc_expansion {
    xapc_weighted_term *terms; /* best first */
    size_t count;
} xapc_expansion;

/* The terms, at most max, that tell these documents from all others (Bo1, by divergence from
   randomness): of those that begin with prefix and go on without a capital, none of query's. */
newsdex_status xapc_database_expand(xapc_database *db, const xapc_query *query,
                                    const uint32_t *docids, size_t docid_count, const char *prefix,
                                    uint32_t max, xapc_expansion **out, newsdex_error *err);
void xapc_expansion_free(xapc_expansion *expansion);

/* Given the values of one match, in the order of the slots asked for; those it lacks have length 0.
   The bytes are good until it returns. Anything but NEWSDEX_OK ends the walk. */
typedef newsdex_status (*xapc_visitor)(void *context, const xapc_value *values, newsdex_error *err);
/* Calls visit for every match, in no order and once each; no record is read. stop may be NULL. */
newsdex_status xapc_database_visit(xapc_database *db, const xapc_query *query,
                                   const uint32_t *slots, size_t slot_count, xapc_visitor visit,
                                   void *context, const xapc_stop *stop, newsdex_error *err);

/* The same for i, a place in docids, which must rise. */
typedef newsdex_status (*xapc_document_visitor)(void *context, size_t i, const xapc_value *values,
                                                newsdex_error *err);
/* Calls visit for each of these documents; one that is no more has no values. */
newsdex_status xapc_database_visit_documents(xapc_database *db, const uint32_t *docids,
                                             size_t count, const uint32_t *slots, size_t slot_count,
                                             xapc_document_visitor visit, void *context,
                                             const xapc_stop *stop, newsdex_error *err);

/* ---- writing ---------------------------------------------------------------- */

typedef struct xapc_writer xapc_writer;

typedef enum xapc_writer_mode {
    XAPC_WRITER_UPDATE,    /* an existing database */
    XAPC_WRITER_CREATE,    /* a new one; the folder must not hold one */
    XAPC_WRITER_THROWAWAY, /* a new one, never fsynced: published only through xapc_compact */
    XAPC_WRITER_TRY        /* an existing one, never fsynced: nobody needs it afterwards */
} xapc_writer_mode;

newsdex_status xapc_writer_open(const char *path, xapc_writer_mode mode, xapc_writer **out,
                                newsdex_error *err);
/* docid may be NULL. */
newsdex_status xapc_writer_add(xapc_writer *writer, const xapc_document *document, uint32_t *docid,
                               newsdex_error *err);
/* Replaces every document that has id_term, which is added to the document if it lacks it. */
newsdex_status xapc_writer_replace(xapc_writer *writer, const char *id_term, size_t length,
                                   const xapc_document *document, newsdex_error *err);
newsdex_status xapc_writer_delete(xapc_writer *writer, uint32_t docid, newsdex_error *err);
/* value_length 0 removes the key. */
newsdex_status xapc_writer_set_metadata(xapc_writer *writer, const char *key, const char *value,
                                        size_t value_length, newsdex_error *err);
newsdex_status xapc_writer_commit(xapc_writer *writer, newsdex_error *err);
/* What was not committed is lost; it is never committed before, however much it is. */
void xapc_writer_close(xapc_writer *writer);

/*
 * Joins the databases at sources (folders, no stubs), in this order, into a new one at destination;
 * docids are numbered anew, in order. Metadata keys found in several: the first one's value stays.
 * The folder is not fsynced.
 */
newsdex_status xapc_compact(const char *const *sources, size_t count, const char *destination,
                            newsdex_error *err);

/* Xapian's own check of a database folder; its report is appended. Damage is no failure: *faults
   counts it, at least 1. */
newsdex_status xapc_check(const char *path, size_t *faults, ndx_buffer *report, newsdex_error *err);

#ifdef __cplusplus
}
#endif
#endif

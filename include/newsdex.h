/*
 * newsdex.h - search an index of news articles from your own program.
 *
 * What this file does not declare is not part of the interface.
 *
 * In three calls:
 *
 *     newsdex *nd = NULL; newsdex_query *q = NULL; newsdex_results *r = NULL;
 *     newsdex_error e;
 *
 *     if (newsdex_open("news.idx", &nd, &e) ||
 *         newsdex_query_parse(nd, text, strlen(text), &q, &e) ||
 *         newsdex_search(nd, q, NULL, &r, &e))
 *             fprintf(stderr, "%s\n", e.message);
 *     for (size_t i = 0; i < newsdex_results_count(r); i++)
 *             puts(newsdex_results_at(r, i)->title);
 *     newsdex_results_free(r); newsdex_query_free(q); newsdex_close(nd);
 *
 * Errors.    A function that can fail returns a newsdex_status: NEWSDEX_OK (0)
 *            or a negative code.  Its last parameter is a newsdex_error of the
 *            caller's, or NULL; it is written only on failure.  On failure
 *            every out parameter is set to NULL or 0.
 * Ownership. What a function hands out through an out parameter is the
 *            caller's, to be released by the _free or _close of that type and
 *            by nothing else; these take NULL.  A const pointer that is
 *            returned belongs to the object it was asked of and lives as long.
 * Threads.   The library has no global state and needs no set-up call.
 *            newsdex          one thread at a time; open one per thread.
 *            newsdex_query    never changes; any number of threads may use it.
 *            newsdex_results  never changes; any number of threads may read it.
 *            newsdex_article  never changes; any number of threads may read it.
 *            newsdex_matches  never changes; any number of threads may read it.
 *            newsdex_forms    never changes; any number of threads may read it.
 *            Queries, results, articles and matches stay valid after the newsdex is
 *            closed.  Do not cancel a thread inside a call; open after fork,
 *            not before.
 * Text.      UTF-8.  Strings handed out are NUL-terminated and never NULL;
 *            an unknown one is empty.  They come from the archives: escape
 *            them for wherever you print them.
 * ABI.       Within one soname (libnewsdex.so.MAJOR) a program goes on working
 *            with later releases without being compiled again: no function,
 *            code or constant is taken away or changes its meaning, and what
 *            is new comes at the end of its list.  Structs with a size are the
 *            caller's: set them by their _INIT, whose size tells which fields
 *            the caller knows.  Fields that an older caller doesn't know are
 *            as by default, those that an older library doesn't know are
 *            ignored.  Structs made by the library grow at their end, too: use
 *            them where they are, never copy them or make arrays of them;
 *            newsdex_span and newsdex_error never change.  Expect codes and
 *            values of enumerations that are newer than your header.  While
 *            MAJOR is 0 a release may still break this, and says so.
 * Dates.     Seconds since 1970-01-01T00:00, of the local time as the article
 *            printed it: no time zone is ever applied.
 */
#ifndef NEWSDEX_H
#define NEWSDEX_H

#include <stddef.h>
#include <stdint.h>

#define NEWSDEX_VERSION_MAJOR 0
#define NEWSDEX_VERSION_MINOR 1
#define NEWSDEX_VERSION_PATCH 0
#define NEWSDEX_VERSION_NUMBER                                                                     \
    (NEWSDEX_VERSION_MAJOR * 1000000 + NEWSDEX_VERSION_MINOR * 1000 + NEWSDEX_VERSION_PATCH)

#if defined(__GNUC__)
#define NEWSDEX_API __attribute__((visibility("default")))
#else
#define NEWSDEX_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library at run time; compare with NEWSDEX_VERSION_NUMBER. */
NEWSDEX_API uint32_t newsdex_version_number(void);
NEWSDEX_API const char *newsdex_version_string(void);

/* ---- errors ------------------------------------------------------------ */

/* Codes are never renumbered; new ones are added at the end. */
typedef enum newsdex_status {
    NEWSDEX_OK = 0,
    NEWSDEX_E_NOMEM = -1,     /* out of memory */
    NEWSDEX_E_ARGUMENT = -2,  /* the caller broke a rule of this file */
    NEWSDEX_E_IO = -3,        /* the system refused a read or a write */
    NEWSDEX_E_NOINDEX = -4,   /* no index at that path */
    NEWSDEX_E_VERSION = -5,   /* an index this library cannot read: too old or too new */
    NEWSDEX_E_LOCKED = -6,    /* another process is writing (indexing only) */
    NEWSDEX_E_CHANGED = -7,   /* the index moved on again and again during one call: try later */
    NEWSDEX_E_CORRUPT = -8,   /* the index is damaged */
    NEWSDEX_E_QUERY = -9,     /* the query does not parse; see position */
    NEWSDEX_E_LIMIT = -10,    /* a stated limit was passed */
    NEWSDEX_E_INTERNAL = -11, /* a fault of this library: please report */
    NEWSDEX_E_NOTFOUND = -12, /* no article has that id */
    NEWSDEX_E_CANCELLED = -13 /* the caller's cancel flag was set, or the time limit has passed */
} newsdex_status;

/* 256 bytes for ever.  message is one line without a full stop, NUL-terminated. */
typedef struct newsdex_error {
    newsdex_status status;
    uint32_t position; /* byte in the query for NEWSDEX_E_QUERY, else UINT32_MAX */
    char message[248];
} newsdex_error;

/* "NEWSDEX_E_IO" and the like, for logs; never NULL. */
NEWSDEX_API const char *newsdex_status_name(newsdex_status status);

/* ---- dates ------------------------------------------------------------- */

/* "No date", and the ends of an open range. */
#define NEWSDEX_DATE_NONE INT64_MIN
#define NEWSDEX_DATE_MIN INT64_MIN
#define NEWSDEX_DATE_MAX INT64_MAX

/*
 * Turns "2025", "2025-09", "2025-09-25" or "2025-09-25T14:30" into the first
 * and the last second of that year, month, day or minute.  Years 0001 to 9999.
 */
NEWSDEX_API newsdex_status newsdex_date_parse(const char *text, int64_t *first, int64_t *last,
                                              newsdex_error *err);

/* ---- an open index ----------------------------------------------------- */

typedef struct newsdex newsdex;

/*
 * Opens the index in the folder path, read-only, at its newest commit.
 * NEWSDEX_E_NOINDEX when there is none, NEWSDEX_E_VERSION when it was written
 * by a version this library does not know, NEWSDEX_E_CORRUPT when damaged.
 * path may also be a Xapian stub file, whose lines "auto PATH" (relative to
 * the file) name indexes to be searched as one.
 */
NEWSDEX_API newsdex_status newsdex_open(const char *path, newsdex **out, newsdex_error *err);

#define NEWSDEX_INDEXES_MAX 1024

/*
 * Opens several indexes as one: all are searched, counted and ranked together,
 * as if one index held all articles.  They must be of one language, else
 * NEWSDEX_E_ARGUMENT; the message names the index at fault.  One that is named
 * twice counts once.  An id that several have is an article in each; by its id
 * that of the first of them is found.  From 1 to NEWSDEX_INDEXES_MAX.
 */
NEWSDEX_API newsdex_status newsdex_open_many(const char *const *paths, size_t count, newsdex **out,
                                             newsdex_error *err);
NEWSDEX_API void newsdex_close(newsdex *nd);

/* Moves to the newest commit; cheap when there is none.  changed may be NULL. */
NEWSDEX_API newsdex_status newsdex_refresh(newsdex *nd, int *changed, newsdex_error *err);

/* What the index holds.  Set size to sizeof before the call. */
typedef struct newsdex_info {
    size_t size;
    uint64_t articles;
    int64_t oldest, newest;  /* NEWSDEX_DATE_NONE if no article is dated */
    uint32_t schema_version; /* of the index on disk */
    uint32_t segments;       /* of all indexes */
    char language[32];       /* of the stemmer: "english", "none", ... */
    uint32_t indexes;        /* opened as one */
    char revision[20];       /* tells the commit that is open from any other, of any index */
    int64_t committed;       /* when it was made: seconds since 1970, UTC; 0 when empty */
} newsdex_info;
#define NEWSDEX_INFO_INIT                                                                          \
    {                                                                                              \
        sizeof(newsdex_info), 0, NEWSDEX_DATE_NONE, NEWSDEX_DATE_NONE, 0, 0, "", 0, "", 0          \
    }
NEWSDEX_API newsdex_status newsdex_get_info(newsdex *nd, newsdex_info *info, newsdex_error *err);

/* ---- a query ----------------------------------------------------------- */

/* A query holds at most this many bytes, words and nested brackets. */
#define NEWSDEX_QUERY_MAX_BYTES 65536
#define NEWSDEX_QUERY_MAX_WORDS 1024
#define NEWSDEX_QUERY_MAX_DEPTH 64

typedef struct newsdex_query newsdex_query;

/*
 * Parses length bytes of the query language (newsdex-search(1)); no NUL needed.
 * NEWSDEX_E_QUERY when it does not parse: position is the byte at fault.
 */
NEWSDEX_API newsdex_status newsdex_query_parse(newsdex *nd, const char *text, size_t length,
                                               newsdex_query **out, newsdex_error *err);

/* The query as it was understood, on one line. */
NEWSDEX_API const char *newsdex_query_describe(const newsdex_query *query);

/* Remarks for the person who typed it ("or is a word here; use OR"), one line each. */
NEWSDEX_API size_t newsdex_query_notice_count(const newsdex_query *query);
NEWSDEX_API const char *newsdex_query_notice(const newsdex_query *query, size_t i);

NEWSDEX_API void newsdex_query_free(newsdex_query *query);

/* ---- searching --------------------------------------------------------- */

typedef enum newsdex_sort {
    NEWSDEX_SORT_RELEVANCE = 0,
    NEWSDEX_SORT_NEWEST = 1, /* articles without a date come last in both */
    NEWSDEX_SORT_OLDEST = 2
} newsdex_sort;

/*
 * The same text from several outlets or of several days, with a new headline,
 * cut, corrected or added to, is one story.  What was made from one template,
 * weather or results, is not: its figures and names differ.
 */
typedef enum newsdex_stories {
    NEWSDEX_STORIES_APART = 0, /* every article is a hit */
    NEWSDEX_STORIES_GROUP = 1, /* every story is a hit */
    NEWSDEX_STORIES_COUNT = 2  /* and all stories are counted (slower) */
} newsdex_stories;

#define NEWSDEX_LIMIT_MAX 1000
#define NEWSDEX_SNIPPET_MAX 4096

/* Fields are only ever added at the end; size tells which the caller knows. */
typedef struct newsdex_search_options {
    size_t size;
    uint32_t offset; /* hits to skip */
    uint32_t limit;  /* hits wanted, at most NEWSDEX_LIMIT_MAX; 0 only counts */
    newsdex_sort sort;
    uint32_t snippet_bytes; /* at most NEWSDEX_SNIPPET_MAX; 0: no snippets */
    int64_t date_from,
        date_to;     /* inclusive; leaves undated articles out unless open on both sides */
    int exact_total; /* count every match (slower), or estimate */
    int evidence;    /* fill matched and missing of each hit, or leave them empty */
    /* Filters: whole values, whatever their capitals and accents; several of one field mean any of
       them. They select as source:"...", section:"..." and lang:... in a query do, but rank
       nothing. At most NEWSDEX_FILTER_MAX of each; NULL and 0: no filter. */
    const char *const *sources;
    size_t source_count;
    const char *const *sections;
    size_t section_count;
    const char *const *languages;
    size_t language_count;
    /* Newer articles first among much alike, sorted by relevance: a score is multiplied by
       1 + 2^(-age / recency_half_life), both in seconds. age is that of the article at date_to, or
       else at the date of the newest article there is; without a date the factor is 1. Every match
       is looked at, which takes about 100 bytes each. 0: no recency. */
    int64_t recency_half_life;
    /* To give a call up with NEWSDEX_E_CANCELLED: when *cancel is not 0, which another thread (by
       an atomic store, as __atomic_store_n) or a signal handler may set at any time, or when it has
       taken time_limit_ms. Both are looked at for each article that is considered and for each hit
       that is made; not while the words of a pattern are looked up, nor while the disk is waited
       for. A cursor goes on looking at *cancel in newsdex_cursor_next; its time is that of
       newsdex_cursor_open. NULL and 0: never. */
    const volatile int *cancel;
    int64_t time_limit_ms;
    newsdex_stories stories;
    uint32_t copies; /* other articles of its story listed in each hit, at most; 0: only counted */
} newsdex_search_options;
#define NEWSDEX_FILTER_MAX 1024
#define NEWSDEX_SEARCH_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(newsdex_search_options), 0, 10, NEWSDEX_SORT_RELEVANCE, 240, NEWSDEX_DATE_MIN,      \
            NEWSDEX_DATE_MAX, 1, 1, NULL, 0, NULL, 0, NULL, 0, 0, NULL, 0, NEWSDEX_STORIES_APART,  \
            0                                                                                      \
    }

typedef struct newsdex_results newsdex_results;

/* A run of bytes of a snippet that matched; whole words. */
typedef struct newsdex_span {
    uint32_t offset, length;
} newsdex_span;

/* One article found.  Made by the library only; fields are only ever added at the end. */
typedef struct newsdex_hit {
    uint64_t rank;         /* 1 is the best, offset counted in */
    double score;          /* comparable within one search only */
    int64_t date;          /* NEWSDEX_DATE_NONE when unknown */
    const char *date_text; /* "2025", "2025-09", "2025-09-25", "2025-09-25T14:30" or "" */
    const char *id, *title, *author, *source, *section, *language, *url;
    const char *address; /* where it came from: archive!entry, "!" for each level */
    const char *snippet; /* plain text, never markup: escape it as you need; the passage that has
                            the most and rarest words, in whole sentences where they fit */
    const newsdex_span *spans;
    size_t span_count;
    const char *const *matched; /* the parts of the query this article has, as typed */
    size_t matched_count;
    const char *const *missing; /* ... and those it lacks; excluded parts are in neither */
    size_t missing_count;
    const char *index; /* the path of the index it is in, as it was given or as a stub names it */
    /* Of a story the hit is the article published first, at the rank and with the score of its
       best. The others are copies: without rank, score, snippet and evidence, first published
       first. */
    uint64_t story_size; /* matches that are this story, the hit included */
    const struct newsdex_hit *copies;
    size_t copy_count; /* those listed: see newsdex_search_options */
} newsdex_hit;

/*
 * options may be NULL.  A program may search while another is indexing: a
 * search sees one commit, and if that commit is dropped under it, it moves to
 * the newest and runs again; NEWSDEX_E_CHANGED comes after several times of that.
 */
NEWSDEX_API newsdex_status newsdex_search(newsdex *nd, const newsdex_query *query,
                                          const newsdex_search_options *options,
                                          newsdex_results **out, newsdex_error *err);

/* Hits in this page; 0 for NULL. */
NEWSDEX_API size_t newsdex_results_count(const newsdex_results *results);
/* Matches in the whole index; *exact (may be NULL) says whether counted or estimated. */
NEWSDEX_API uint64_t newsdex_results_total(const newsdex_results *results, int *exact);
/* Stories among all matches: as many as there are matches if they were not grouped.  *exact (may be
   NULL): all were grouped; else there are at most so many.  Up to 100 matches are always grouped
   all; for NEWSDEX_STORIES_COUNT up to 200000, of more the best. */
NEWSDEX_API uint64_t newsdex_results_stories(const newsdex_results *results, int *exact);
/* NULL when i is not below the count. */
NEWSDEX_API const newsdex_hit *newsdex_results_at(const newsdex_results *results, size_t i);
/* Remarks on this search ("suspen* was cut to its 1000 most frequent words"). */
NEWSDEX_API size_t newsdex_results_notice_count(const newsdex_results *results);
NEWSDEX_API const char *newsdex_results_notice(const newsdex_results *results, size_t i);
NEWSDEX_API void newsdex_results_free(newsdex_results *results);

/* ---- all hits, one after the other -------------------------------------- */

typedef struct newsdex_cursor newsdex_cursor;

/*
 * As newsdex_search, for any number of hits: limit may be up to UINT32_MAX
 * (all).  A cursor keeps 16 bytes for each hit that is ahead, and reads the
 * hits themselves in batches.  For a limit above 1000 it has an index of its
 * own, open at one commit, which may be newer than that of nd.  nd may be used,
 * refreshed and closed meanwhile, but the query must stay; the options need
 * not.  One thread at a time.
 */
NEWSDEX_API newsdex_status newsdex_cursor_open(newsdex *nd, const newsdex_query *query,
                                               const newsdex_search_options *options,
                                               newsdex_cursor **out, newsdex_error *err);
/*
 * The next hit, good until the next call; NULL behind the last.  Hits are
 * never mixed from two commits: NEWSDEX_E_CHANGED when the cursor's own was
 * dropped by an indexer before it was read to its end, and from then on; open
 * another then.  Up to 1000 hits that cannot happen.
 */
NEWSDEX_API newsdex_status newsdex_cursor_next(newsdex_cursor *cursor, const newsdex_hit **out,
                                               newsdex_error *err);
/* The batch the last hit is from, for the total and the notices of the search. */
NEWSDEX_API const newsdex_results *newsdex_cursor_results(const newsdex_cursor *cursor);
NEWSDEX_API void newsdex_cursor_close(newsdex_cursor *cursor);

/* ---- counting over all matches ----------------------------------------- */

/*
 * Facets and timelines count every match, not a page of them, and are exact.
 * Of the options they use the dates, the filters, cancel, time_limit_ms and stories: unless that is
 * NEWSDEX_STORIES_APART, a story counts once, as the article of it that was published first. A word
 * is a word position of title or text. Results are copies that outlive the handle and never change;
 * any number of threads may read them. At most NEWSDEX_COUNT_MAX different values or buckets, else
 * NEWSDEX_E_LIMIT.
 */
#define NEWSDEX_COUNT_MAX 1000000

typedef enum newsdex_facet_field {
    NEWSDEX_FACET_SOURCE = 0,
    NEWSDEX_FACET_SECTION = 1,
    NEWSDEX_FACET_AUTHOR = 2, /* an article counts once for each of its authors */
    NEWSDEX_FACET_LANGUAGE = 3,
    NEWSDEX_FACET_YEAR = 4, /* "2025" */
    NEWSDEX_FACET_MONTH = 5 /* "2025-09"; an article that knows only its year has none */
} newsdex_facet_field;

/* Made by the library only; fields are only ever added at the end. */
typedef struct newsdex_facet_value {
    const char *value;
    uint64_t articles, words; /* matches with that value, and the words of these */
} newsdex_facet_value;

typedef struct newsdex_facet newsdex_facet;

/* The top values with the most articles, all for 0; options may be NULL. */
NEWSDEX_API newsdex_status newsdex_facet_count(newsdex *nd, const newsdex_query *query,
                                               const newsdex_search_options *options,
                                               newsdex_facet_field field, size_t top,
                                               newsdex_facet **out, newsdex_error *err);
/* Values given, and different values there are; 0 for NULL. */
NEWSDEX_API size_t newsdex_facet_size(const newsdex_facet *facet);
NEWSDEX_API size_t newsdex_facet_distinct(const newsdex_facet *facet);
/* Most articles first, then by value; NULL when i is not below the size. */
NEWSDEX_API const newsdex_facet_value *newsdex_facet_at(const newsdex_facet *facet, size_t i);
/* Matches that have no value; NULL for NULL. */
NEWSDEX_API const newsdex_facet_value *newsdex_facet_missing(const newsdex_facet *facet);
NEWSDEX_API void newsdex_facet_free(newsdex_facet *facet);

typedef enum newsdex_time_unit {
    NEWSDEX_TIME_YEAR = 0,
    NEWSDEX_TIME_MONTH = 1,
    NEWSDEX_TIME_WEEK = 2, /* of ISO 8601: from Monday, the first one has January 4 */
    NEWSDEX_TIME_DAY = 3
} newsdex_time_unit;

/* Made by the library only; fields are only ever added at the end. */
typedef struct newsdex_bucket {
    int64_t start;     /* its first second; NEWSDEX_DATE_NONE of those beside the timeline */
    const char *label; /* "2025", "2025-09", "2025-W39", "2025-09-25", "undated" or "imprecise" */
    uint64_t hits, hit_words;         /* matches, and their words */
    uint64_t articles, article_words; /* all articles under the same filters */
} newsdex_bucket;

typedef struct newsdex_timeline newsdex_timeline;

/* options may be NULL. */
NEWSDEX_API newsdex_status newsdex_timeline_count(newsdex *nd, const newsdex_query *query,
                                                  const newsdex_search_options *options,
                                                  newsdex_time_unit unit, newsdex_timeline **out,
                                                  newsdex_error *err);
/* Buckets from the first to the last that has articles under the filters; 0 for NULL. */
NEWSDEX_API size_t newsdex_timeline_size(const newsdex_timeline *timeline);
/* In time order, none left out; NULL when i is not below the size. */
NEWSDEX_API const newsdex_bucket *newsdex_timeline_at(const newsdex_timeline *timeline, size_t i);
/* Beside the timeline: articles without a date, and those whose date doesn't tell the bucket, as
   1916 no month. NULL for NULL. */
NEWSDEX_API const newsdex_bucket *newsdex_timeline_undated(const newsdex_timeline *timeline);
NEWSDEX_API const newsdex_bucket *newsdex_timeline_imprecise(const newsdex_timeline *timeline);
NEWSDEX_API void newsdex_timeline_free(newsdex_timeline *timeline);

/* ---- one article ------------------------------------------------------- */

/* Made by the library only; fields are only ever added at the end. */
typedef struct newsdex_article {
    int64_t date;
    const char *date_text;
    const char *id, *title, *author, *source, *section, *language, *url, *address;
    const char *text; /* paragraphs are separated by an empty line */
    size_t text_length;
    const char *index; /* as in a hit */
} newsdex_article;

/* The whole article with that id; NEWSDEX_E_NOTFOUND when there is none. */
NEWSDEX_API newsdex_status newsdex_article_get(newsdex *nd, const char *id,
                                               const newsdex_article **out, newsdex_error *err);
NEWSDEX_API void newsdex_article_free(const newsdex_article *article);

/*
 * Every word of an article's title and text that matches a query: spans in
 * bytes, rising, apart.  Words of a phrase count only where the phrase is;
 * excluded words and very common ones ("the") don't.  Made by the library
 * only; fields are only ever added at the end.
 */
typedef struct newsdex_matches {
    const newsdex_span *title_spans, *text_spans; /* never NULL */
    size_t title_count, text_count;
} newsdex_matches;

/*
 * nd tells how words are stemmed; it may be another handle than the article
 * came from.  The matches outlive all three.  NEWSDEX_E_LIMIT when there are
 * tens of millions of them.
 */
NEWSDEX_API newsdex_status newsdex_article_matches(newsdex *nd, const newsdex_article *article,
                                                   const newsdex_query *query,
                                                   const newsdex_matches **out, newsdex_error *err);
NEWSDEX_API void newsdex_matches_free(const newsdex_matches *matches);

/* ---- finding more ------------------------------------------------------ */

/* A word of the index that a part of a query stands for.  Made by the library only; fields are only
   ever added at the end. */
typedef struct newsdex_form {
    const char *part; /* "title:flood*", "wor?d", "word~2" */
    const char *word; /* as the index has it: in small letters, without accents */
    uint64_t articles;
} newsdex_form;

typedef struct newsdex_forms newsdex_forms;

/*
 * The words that the parts of a query with *, ? or ~ stand for: part by part,
 * the nearest first, of these the most frequent; all that a search looks for.
 * A copy that outlives the handle and never changes.
 */
NEWSDEX_API newsdex_status newsdex_query_forms(newsdex *nd, const newsdex_query *query,
                                               newsdex_forms **out, newsdex_error *err);
/* 0 for NULL. */
NEWSDEX_API size_t newsdex_forms_count(const newsdex_forms *forms);
/* NULL when i is not below the count. */
NEWSDEX_API const newsdex_form *newsdex_forms_at(const newsdex_forms *forms, size_t i);
NEWSDEX_API void newsdex_forms_free(newsdex_forms *forms);

/*
 * Did you mean: the query text with words that no article has, or hardly any,
 * replaced by words of the index that differ in a letter or two, begin alike
 * and are in far more articles.  All else in it stays as it was typed.  Such a
 * query finds something under the options (which may be NULL); *out is "" when
 * there is none.  Words of fewer than four letters, with digits, excluded ones
 * and those with *, ? or ~ are taken for right.  Costs next to nothing when all
 * words are known.  NEWSDEX_E_QUERY when text does not parse.
 */
NEWSDEX_API newsdex_status newsdex_query_suggest(newsdex *nd, const char *text, size_t length,
                                                 const newsdex_search_options *options, char **out,
                                                 newsdex_error *err);
/* Frees a text that was handed out as char *. */
NEWSDEX_API void newsdex_text_free(char *text);

#define NEWSDEX_LIKE_WORDS_MAX 100

/* Fields are only ever added at the end; size tells which the caller knows. */
typedef struct newsdex_like_options {
    size_t size;
    uint32_t words; /* at most so many of the article's words, 1 to NEWSDEX_LIKE_WORDS_MAX */
    int before;     /* only what was printed before the article: background to it */
} newsdex_like_options;
#define NEWSDEX_LIKE_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(newsdex_like_options), 30, 0                                                        \
    }

/*
 * More like this: a query made of the article's own best words, which leaves
 * the article itself out.  Words count by how often the article has them and
 * how few others do, those of the title twice; newsdex_query_describe shows
 * them.  options may be NULL.  NEWSDEX_E_NOTFOUND when there is no such
 * article, or it shares no such word with any other; NEWSDEX_E_ARGUMENT when
 * before is asked for an article without a date.
 */
NEWSDEX_API newsdex_status newsdex_query_like(newsdex *nd, const char *id,
                                              const newsdex_like_options *options,
                                              newsdex_query **out, newsdex_error *err);

#define NEWSDEX_EXPAND_ARTICLES_MAX 100
#define NEWSDEX_EXPAND_WORDS_MAX 100

/* Fields are only ever added at the end; size tells which the caller knows. */
typedef struct newsdex_expand_options {
    size_t size;
    uint32_t articles; /* the first so many are taken for good, 1 to NEWSDEX_EXPAND_ARTICLES_MAX */
    uint32_t words;    /* at most so many are added, 1 to NEWSDEX_EXPAND_WORDS_MAX */
    /* The search that the query is for: only articles within its dates and filters are taken. NULL:
       any. Its other fields don't matter here. */
    const newsdex_search_options *search;
} newsdex_expand_options;
#define NEWSDEX_EXPAND_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(newsdex_expand_options), 5, 10, NULL                                                \
    }

/*
 * The query, and words that tell the articles it finds first from all others.
 * They weigh less than those of the query, which keep their weight, and are
 * never missing; where any word of the query is enough, so is any of them.  A
 * notice names them.  options may be NULL.
 */
NEWSDEX_API newsdex_status newsdex_query_expand(newsdex *nd, const newsdex_query *query,
                                                const newsdex_expand_options *options,
                                                newsdex_query **out, newsdex_error *err);

#ifdef __cplusplus
}
#endif
#endif

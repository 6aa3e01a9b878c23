/*
 * Matches grouped into stories: the best match begins the first story and takes
 * all matches that are the same as it (ndx_signature_is_same); the best of those
 * left begins the next. So each article is close to the one that began its story,
 * never only to another member, and the stories before a rank are the same however
 * many follow. A story stands at the rank of its best article; shown is the
 * one published first.
 */
#ifndef NDX_RESULT_STORY_H
#define NDX_RESULT_STORY_H

#include "include/newsdex.h"
#include "searcher/xapian-c/xapc.h"

/* Of more matches only so many are grouped, the best. */
enum { NDX_STORY_MATCHES_MAX = 200000 };

typedef struct ndx_story {
    double weight;               /* of its best article */
    size_t first, article_count; /* in the docids */
} ndx_story;

typedef struct ndx_stories {
    ndx_story *list; /* of the page that was asked for */
    size_t count;
    uint32_t *docids; /* a story's articles side by side, first published first */
    uint64_t total;   /* stories among all matches, at most so many if not is_exact */
    bool is_exact;
    bool is_cut; /* there were more matches than are grouped: the others are by themselves */
    uint32_t matches_lower, matches_estimated, matches_upper;
} ndx_stories;

/*
 * The stories of a query, from how->offset on. Counted: all matches are grouped, else only what can
 * reach that page, and all matches where they are few.
 */
newsdex_status ndx_stories_find(xapc_database *db, const xapc_query *query,
                                const xapc_search_options *how, bool counted, ndx_stories **out,
                                newsdex_error *err);
void ndx_stories_free(ndx_stories *stories);

#endif

/* Counts articles and their words by key, over all matches of a query. */
#ifndef NDX_RESULT_TALLY_H
#define NDX_RESULT_TALLY_H

#include "include/newsdex.h"
#include "searcher/base/arena.h"
#include "searcher/base/date.h"
#include "searcher/xapian-c/xapc.h"

typedef struct ndx_tally_entry {
    const char *key; /* NUL-terminated */
    uint32_t length;
    uint64_t hash;
    uint64_t articles, words;
    uint64_t last; /* the article that was added last */
} ndx_tally_entry;

/* Ready for use when all zero bytes. */
typedef struct ndx_tally {
    ndx_arena arena; /* the keys */
    ndx_tally_entry *entries;
    size_t count, room;
    uint32_t *slots; /* places in entries, plus 1 */
    size_t slot_count;
    uint64_t article; /* the present one */
} ndx_tally;

void ndx_tally_release(ndx_tally *tally);
/* Begins the next article, which counts once for each of its different keys. */
void ndx_tally_next(ndx_tally *tally);
/* NEWSDEX_E_LIMIT for more than NEWSDEX_COUNT_MAX keys. */
newsdex_status ndx_tally_add(ndx_tally *tally, const char *key, size_t length, uint64_t words,
                             newsdex_error *err);

/* What slots say: NDX_SLOT_WORDS, and NDX_SLOT_DATE with NDX_SLOT_PRECISION. */
uint64_t ndx_tally_words(const xapc_value *words);
ndx_date ndx_tally_date(const xapc_value *date, const xapc_value *precision);

#endif

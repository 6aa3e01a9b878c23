/* What is known of an article but for its text: hits and whole articles have it. */
#ifndef NDX_RESULT_FACTS_H
#define NDX_RESULT_FACTS_H

#include "include/newsdex.h"
#include "searcher/base/arena.h"
#include "searcher/index/record.h"
#include "searcher/xapian-c/xapc.h"

enum { NDX_FACTS_RECORD_MAX = 1 << 30 }; /* bytes of a record */

typedef struct ndx_facts {
    int64_t date;
    const char *date_text, *id, *title, *author, *source, *section, *language, *url, *address;
    const char *index;
} ndx_facts;

/* Copies of what the record of docid says, in the arena. */
newsdex_status ndx_facts_copy(ndx_arena *arena, const ndx_record *record, const xapc_database *db,
                              uint32_t docid, ndx_facts *out, newsdex_error *err);

#endif

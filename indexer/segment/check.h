/*
 * Looks an index over: Xapian's own check of every segment, stamps, folder,
 * ledger, and a sample of articles, word by word. Takes no lock and changes nothing.
 * Reads in child processes, since damage can crash Xapian: not for use with threads.
 */
#ifndef NDX_SEGMENT_CHECK_H
#define NDX_SEGMENT_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

typedef enum check_kind {
    CHECK_NOTE, /* nothing is lost */
    CHECK_FAULT
} check_kind;

enum { CHECK_PLACE_SIZE = 64, CHECK_TEXT_SIZE = 512 };
typedef struct check_finding {
    check_kind kind;
    char place[CHECK_PLACE_SIZE]; /* a segment or file in the index; "" for all of it */
    char text[CHECK_TEXT_SIZE];
} check_finding;

typedef struct check_result {
    check_finding *findings;
    size_t finding_count;
    size_t faults;              /* may be more than were noted */
    size_t segments;            /* live ones */
    uint64_t articles, sampled; /* sampled: looked at word by word */
} check_result;

/*
 * Damage is a finding, not a failure. NEWSDEX_E_NOINDEX when there is nothing to check;
 * NEWSDEX_E_LOCKED when an indexer at work changes what looks like damage, again and again.
 */
newsdex_status check_index(const char *path, check_result *out, newsdex_error *err);
void check_result_release(check_result *result);

#endif

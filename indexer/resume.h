/*
 * Going on inside an archive where an interrupted run stopped. Its ledger page
 * tells how many events (entries, and what was passed over or lost) it had
 * begun, and a chain of hashes over them; the same events pass unparsed now,
 * and the chain shows whether they are the same. Files before that one are not even opened when
 * the page's trail of them still holds.
 */
#ifndef NDX_RESUME_H
#define NDX_RESUME_H

#include "indexer/archive/arc_reader.h"
#include "indexer/segment/ledger.h"

typedef struct resume {
    ledger_position here; /* in the present archive */
    ledger_position goal; /* where the interrupted run stopped; events 0: nowhere, or we are past */
    uint64_t published;   /* results of the present event that the interrupted run has published */
} resume;

typedef enum resume_step {
    RESUME_READ,   /* this event is to be read */
    RESUME_PASS,   /* all that comes of it is published */
    RESUME_ARRIVE, /* the last event that was begun: read it, its first results are published */
    RESUME_CHANGED /* the archive isn't the same: read it from its start */
} resume_step;

/* An archive begins, read in the way that this is a hash of. goal NULL: from its start. */
void resume_begin(resume *r, uint64_t way, const ledger_position *goal);
/* Likewise, behind the files of the goal's trail. */
void resume_begin_behind_files(resume *r, const ledger_position *goal);
/* All files before the one of the next event have been read to their end; archive_bytes of them are
   in this archive. */
void resume_note_files(resume *r, const arc_trail *files, uint64_t archive_bytes);
/* The next event of the archive has come. */
resume_step resume_advance(resume *r, arc_event event, const arc_entry *entry);
/* Whether the goal is still ahead: an archive that ends now isn't the same. */
bool resume_is_passing(const resume *r);
/* A result of the present event has come: whether it is published. */
bool resume_pass_result(resume *r);

#endif

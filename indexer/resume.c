#include "indexer/resume.h"

#include <string.h>

#include "searcher/base/hash.h"

void resume_begin(resume *r, uint64_t way, const ledger_position *goal)
{
    *r = (resume){.here.hash = way};
    if (goal)
        r->goal = *goal;
}

void resume_begin_behind_files(resume *r, const ledger_position *goal)
{
    *r = (resume){.here = *goal, .goal = *goal};
    r->here.events = goal->file_events;
    r->here.hash = goal->file_hash;
    r->here.results = 0;
}

void resume_note_files(resume *r, const arc_trail *files, uint64_t archive_bytes)
{
    ledger_position *here = &r->here;
    if (files->count <= here->files)
        return;
    here->files = files->count;
    here->files_hash = files->hash;
    here->file_events = here->events;
    here->file_hash = here->hash;
    here->file_bytes = archive_bytes;
}

static void add_event(ledger_position *here, arc_event event, const arc_entry *entry)
{
    const uint64_t facts[] = {event, entry->stamp};
    here->hash = ndx_hash_more(here->hash, facts, sizeof facts);
    here->hash = ndx_hash_more(here->hash, entry->address, strlen(entry->address));
    if (!here->events++)
        here->origin = here->hash;
    here->results = 0;
}

resume_step resume_advance(resume *r, arc_event event, const arc_entry *entry)
{
    add_event(&r->here, event, entry);
    r->published = 0;
    if (!resume_is_passing(r))
        return RESUME_READ;
    bool first = r->here.events == 1;
    bool last = r->here.events == r->goal.events;
    if ((first && r->here.hash != r->goal.origin) || (last && r->here.hash != r->goal.hash)) {
        r->goal.events = 0;
        return first ? RESUME_READ : RESUME_CHANGED;
    }
    if (!last)
        return RESUME_PASS;
    r->goal.events = 0;
    r->published = r->goal.results;
    return RESUME_ARRIVE;
}

bool resume_is_passing(const resume *r)
{
    return r->goal.events != 0;
}

bool resume_pass_result(resume *r)
{
    if (r->here.results >= r->published)
        return false;
    r->here.results++;
    return true;
}

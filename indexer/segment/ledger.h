/*
 * The ledger: which archives were read, and what became of each entry. It
 * lives in the metadata of the index itself, one value an archive and run:
 *
 *   lines "archive=news.tar.gz", "complete=1", "indexed=12", "charset=7 5 windows-1252", ...; an
 *   empty line; then a line "outcome TAB address TAB reason TAB offset" for each entry not simply
 *   indexed.
 *
 *   read = indexed + updated + duplicate + skipped + failed
 */
#ifndef NDX_SEGMENT_LEDGER_H
#define NDX_SEGMENT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "searcher/base/buffer.h"
#include "searcher/xapian-c/xapc.h"

typedef enum ledger_outcome {
    LEDGER_INDEXED,
    LEDGER_UPDATED,
    LEDGER_DUPLICATE,
    LEDGER_SKIPPED,
    LEDGER_FAILED,
    LEDGER_OUTCOMES
} ledger_outcome;
const char *ledger_outcome_name(ledger_outcome outcome);

/*
 * How far an archive has been read, so that the next run can go on there. Events
 * are what the archive reader gives, results what came of the last of them. All files on disk
 * before the last one of them, in all archives of the run, are a trail
 * (indexer/archive/arc_reader.h): if that hasn't changed the next run opens none of them.
 */
typedef struct ledger_position {
    uint64_t origin;   /* hash up to the first event */
    uint64_t events;   /* begun; 0: nothing is known */
    uint64_t hash;     /* of how the archive is read, and of all these events */
    uint64_t results;  /* of the last event, recorded in the ledger */
    uint64_t unpacked; /* bytes that came out of the archive before the last event */
    uint64_t files;    /* in the trail; 0: the next run has to read them */
    uint64_t files_hash;
    uint64_t file_events, file_hash; /* what events and hash were behind these files */
    uint64_t file_bytes;             /* of the archive, as it lies, in these files */
} ledger_position;

/* How many articles were converted from a charset, and from how many of them nothing declared it.
 */
typedef struct ledger_charset {
    char name[32];
    uint64_t articles, guessed;
} ledger_charset;
/* Charsets that are told apart; further ones count together under the last one's name. */
#define LEDGER_CHARSETS_MAX 16
#define LEDGER_CHARSETS_OTHER "others"
typedef struct ledger_charsets {
    ledger_charset items[LEDGER_CHARSETS_MAX];
    size_t count;
} ledger_charsets;

/* What became of one archive in one run, and in the interrupted ones that it went on with. */
typedef struct ledger_page {
    char *archive;
    uint64_t archive_hash;
    char *path;               /* canonical; not written */
    bool complete;            /* read to its end */
    ledger_position position; /* written unless complete */
    uint64_t counts[LEDGER_OUTCOMES];
    uint64_t undated, untitled, text_bytes; /* of the indexed and updated */
    ledger_charsets charsets;               /* of them; without those that are UTF-8 */
    uint64_t listed[LEDGER_OUTCOMES];       /* lines written so far */
    ndx_buffer lines;
} ledger_page;

/* Lines kept of one outcome of one archive; the counts go on. */
enum { LEDGER_LINES_MAX = 100000 };

typedef struct ledger {
    ledger_page *pages;
    size_t count;
} ledger;

/* A ledger that is all zero bytes is ready for use. */
void ledger_release(ledger *l);
/* The page of that archive, made when there is none; good until the next call. NULL: out of memory.
 */
ledger_page *ledger_open_page(ledger *l, const char *archive);
/* offset: bytes of the archive, as it lies, that had been read by then; LEDGER_NO_OFFSET: unknown.
 */
#define LEDGER_NO_OFFSET UINT64_MAX
newsdex_status ledger_page_add(ledger_page *page, ledger_outcome outcome, const char *address,
                               const char *reason, uint64_t offset, newsdex_error *err);

/* Adds to the counts of a charset. */
void ledger_charsets_add(ledger_charsets *charsets, const ledger_charset *more);
/* The sum of all charsets. */
ledger_charset ledger_charsets_total(const ledger_charsets *charsets);

/* Bytes that a page as written stays below. */
#define LEDGER_PAGE_MAX ((size_t)128 << 20)

/* Metadata keys begin with this; then a hash of the archive, ".", and the run. */
#define LEDGER_KEY_PREFIX "newsdex.ledger."
/* run rises from run to run. */
newsdex_status ledger_page_key(const ledger_page *page, uint32_t run, ndx_buffer *out,
                               newsdex_error *err);
newsdex_status ledger_page_write(const ledger_page *page, ndx_buffer *out, newsdex_error *err);

/* One page as read back; strings point into the buffer it was read from. */
typedef struct ledger_view {
    const char *archive;
    size_t archive_length;
    uint64_t counts[LEDGER_OUTCOMES];
    uint64_t undated, untitled, text_bytes;
    ledger_charsets charsets;
    bool complete;
    ledger_position position;
    const char *lines; /* of the entries not simply indexed */
    size_t lines_length;
} ledger_view;
void ledger_view_read(const char *text, size_t length, ledger_view *out);
uint64_t ledger_view_read_count(const ledger_view *view);

/* Makes the page say what the view says, to go on with. */
newsdex_status ledger_page_continue(ledger_page *page, const ledger_view *view, newsdex_error *err);

/* The newest page of that archive in the index; the view points into text, which is cleared first.
 */
newsdex_status ledger_find_newest(xapc_database *db, const char *archive, ndx_buffer *text,
                                  ledger_view *out, bool *found, newsdex_error *err);

/* The page of the archive in which the last run that has published anything was interrupted. None
   when it was not. */
newsdex_status ledger_find_interrupted(xapc_database *db, ndx_buffer *text, ledger_view *out,
                                       bool *found, newsdex_error *err);

/* Walks the newest page of each archive in the index. */
typedef struct ledger_cursor {
    xapc_database *db;
    xapc_terms *keys;
    ndx_buffer key, given, text;
    bool pending; /* key holds a key not yet given */
} ledger_cursor;
void ledger_cursor_open(ledger_cursor *cursor, xapc_database *db);
/* *found is false at the end. The view is good until the next call. When somebody commits meanwhile
 * db is reopened, and the walk goes on in the newest commit. */
newsdex_status ledger_cursor_next(ledger_cursor *cursor, ledger_view *out, bool *found,
                                  newsdex_error *err);
void ledger_cursor_close(ledger_cursor *cursor);

/* Removes from a database all pages that a newer one of the same archive supersedes. It must be
 * nobody else's yet. */
newsdex_status ledger_prune(const char *path, newsdex_error *err);

#endif

/*
 * Entries, with the METS of a newspaper issue and its pages as one, and chapters with what their
 * book says of itself. METS says which words of which page are an article, and lies before its
 * pages or behind them; so pages are held until it comes. What is held is bounded, and all else
 * passes at once.
 *
 * A page is an ".xml" with ALTO, but not one of Chronicling America, whose METS knows no articles.
 * It waits for METS in its folder or up to two above; METS waits for pages in its folder or below.
 * Waiting ends when all pages that METS names are there, when an event comes from elsewhere, or at
 * ISSUE_BYTES_MAX: then pages and METS come singly, and so does what follows in the folder. So the
 * order of events follows from the archive alone.
 *
 * Chapters of an EPUB that come before its package document are held likewise, until it comes, the
 * book ends, or there are too many; the first package of a book counts.
 */
#ifndef NDX_ISSUE_READER_H
#define NDX_ISSUE_READER_H

#include "indexer/archive/arc_reader.h"
#include "indexer/article/format.h"

#define ISSUE_BYTES_MAX ((size_t)64 << 20)

typedef struct issue_reader issue_reader;

/* Reads from archives, which must stay and which nobody else moves on. */
newsdex_status issue_reader_new(arc_reader *archives, issue_reader **out, newsdex_error *err);
void issue_reader_free(issue_reader *reader);

/* As arc_reader_next. */
newsdex_status issue_reader_next(issue_reader *reader, arc_event *event, arc_entry *entry,
                                 newsdex_error *err);
/* The present entry, as a source for the article reader. */
entry_source issue_reader_source(issue_reader *reader);
/* Nothing is held, or known, of files on disk before the one that the present entry comes from. */
bool issue_reader_is_clear(const issue_reader *reader);
/* As arc_reader_rewind. */
void issue_reader_rewind(issue_reader *reader, const char *archive);

#endif

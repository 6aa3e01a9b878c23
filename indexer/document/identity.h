/*
 * Which article is this? The id it gets, the fingerprint that recognises it
 * when its archive was renamed, and the hash that tells whether it changed.
 *
 *   id           the format's own; else its URL; else a hash of where it stands
 *   content      hash of all that it says: differs when the article changed
 *   fingerprint  content and place within the archive, for articles without an id of their own: the
 * same in a renamed archive; "" for those with an id
 */
#ifndef NDX_DOCUMENT_IDENTITY_H
#define NDX_DOCUMENT_IDENTITY_H

#include <stdint.h>

#include "indexer/article/article.h"

/* Where an article was found. Strings of the caller. */
typedef struct article_place {
    const char *archive;      /* the input as given and shown; a folder ends in "/" */
    const char *archive_path; /* its canonical path, so that it is the same from any folder */
    const char *entry;        /* within the archive; "" for a lone file */
} article_place;

/* Appends the entry with the article's locator, as the record has it: "b/c.jsonl#17". */
newsdex_status article_entry(const article *a, const article_place *place, ndx_buffer *out,
                             newsdex_error *err);

typedef struct article_identity {
    ndx_buffer id;
    uint64_t content;
    char fingerprint[17]; /* hexadecimal, or "" */
    uint64_t container;   /* hash of the file it stands in, by name: tells numberings apart */
    bool numbered;        /* the id is a mere number, unique only in its container */
} article_identity;

void article_identity_init(article_identity *identity);
void article_identity_release(article_identity *identity);

newsdex_status article_identity_make(article_identity *identity, const article *a,
                                     const article_place *place, newsdex_error *err);
/*
 * For a number that another container has used for another article: makes the
 * id "17@b.jsonl" at the first attempt, and one with a hash of the place at the second.
 */
newsdex_status article_identity_qualify(article_identity *identity, const article *a,
                                        const article_place *place, int attempt,
                                        newsdex_error *err);
/* The container of an article found earlier, from its record: its entry includes the locator. */
uint64_t article_container(const char *archive, size_t archive_length, const char *entry,
                           size_t entry_length);

#endif

/*
 * METS of a newspaper issue: its articles, and where on which pages they stand. Producers say that
 * in one of two ways, both read here: an ARTICLE of the logical structure holds the areas itself,
 * or is linked to divisions of the physical structure that do.
 */
#ifndef NDX_ARTICLE_METS_H
#define NDX_ARTICLE_METS_H

#include "indexer/article/id_table.h"
#include "indexer/article/input.h"
#include "searcher/base/arena.h"
#include "searcher/base/date.h"

/* A file that METS lists. */
typedef struct mets_file {
    const char *basename;     /* of its location */
    unsigned page;            /* its place in the physical structure, from 1; 0 unknown */
    bool is_page;             /* places on it are named: it is a page, as ALTO has it */
    const entry_memory *data; /* for who has it to set */
} mets_file;

#define METS_NO_FILE UINT32_MAX

/* A place on a page. */
typedef struct mets_area {
    uint32_t file;       /* METS_NO_FILE: METS lists no such file */
    uint64_t begin, end; /* hashes of IDs; end 0: begin alone */
} mets_area;

typedef struct mets_article {
    const char *title, *language; /* as they stand, or "" */
    size_t first_area, area_count;
} mets_article;

typedef struct mets_issue {
    ndx_arena arena;
    ndx_buffer files, areas, articles; /* of the three above */
    const char *newspaper, *language;  /* as they stand, or "" */
    ndx_date date;
    size_t page_count; /* of files that are pages */
} mets_issue;

/*
 * Fails when bytes are no METS that can be relied on. An issue whose articles stand nowhere has no
 * articles.
 */
newsdex_status mets_read(const char *bytes, size_t length, mets_issue **out, newsdex_error *err);
/* Takes NULL. */
void mets_free(mets_issue *issue);

mets_file *mets_files(const mets_issue *issue, size_t *count);
const mets_article *mets_articles(const mets_issue *issue, size_t *count);
const mets_area *mets_areas(const mets_issue *issue);
/* The first page that has this name and no data yet; NULL without. */
mets_file *mets_find_page(const mets_issue *issue, const char *basename);

#endif

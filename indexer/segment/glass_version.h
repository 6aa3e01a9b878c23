/*
 * "iamglass", the version file of a glass database: what makes a folder of tables
 * one. Writing it, last of all, is the commit.
 */
#ifndef NDX_SEGMENT_GLASS_VERSION_H
#define NDX_SEGMENT_GLASS_VERSION_H

#include "indexer/segment/glass_table.h"

/* In the order in which the version file names them. */
typedef enum glass_table_kind {
    GLASS_POSTLIST,
    GLASS_DOCDATA,
    GLASS_TERMLIST,
    GLASS_POSITION,
    GLASS_SPELLING,
    GLASS_SYNONYM,
    GLASS_TABLES
} glass_table_kind;
/* "postlist.glass" ... */
const char *glass_table_name(glass_table_kind kind);
/* Whether a version file that starts with these bytes is of the format we write. */
bool glass_version_is_known(const void *start, size_t length);

typedef struct glass_statistics {
    uint32_t documents, last_docid;
    uint32_t length_low, length_high; /* of the documents; low: of those with any length */
    uint32_t wdf_high;
    uint64_t total_length;
} glass_statistics;

/*
 * Writes the version file into folder, whose tables are complete. Not fsynced. Tables that Xapian
 * looks for though they have no entries are made, empty.
 */
newsdex_status glass_version_write(const char *folder, const glass_root roots[GLASS_TABLES],
                                   const glass_statistics *statistics, newsdex_error *err);

#endif

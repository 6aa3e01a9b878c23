/*
 * What decompressors that are fed by hand have in common: a library's state is stepped on until
 * something has come out, and what came out before damage is given before the damage is told.
 */
#ifndef NDX_ARCHIVE_ARC_UNPACK_H
#define NDX_ARCHIVE_ARC_UNPACK_H

#include "indexer/archive/arc_source.h"

typedef struct arc_unpacker arc_unpacker;

typedef struct arc_unpacker_kind {
    size_t size;      /* of the struct that begins with an arc_unpacker */
    const char *name; /* for messages */
    /* Unpacks what it can, from next and into out, and counts left and *room down. Sets ended when
     * nothing more can come; that it neither takes nor gives anything is damage. */
    newsdex_status (*step)(arc_unpacker *unpacker, unsigned char *out, size_t *room,
                           newsdex_error *err);
    void (*release)(arc_unpacker *unpacker); /* what the library holds */
} arc_unpacker_kind;

struct arc_unpacker {
    arc_source source;
    const arc_unpacker_kind *kind;
    arc_source *inner;
    arc_budget *budget;
    const unsigned char *next; /* read from inner and not yet unpacked: left bytes */
    size_t left;
    bool starved; /* inner has nothing more */
    bool ended;
    newsdex_error failure; /* its status is OK when there is none; told at the end */
    unsigned char block[ARC_BLOCK_SIZE];
};

/* One of that kind whose own members are not yet set; inner becomes its, also on failure. */
newsdex_status arc_unpacker_new(const arc_unpacker_kind *kind, arc_source *inner,
                                arc_budget *budget, arc_unpacker **out, newsdex_error *err);

#endif

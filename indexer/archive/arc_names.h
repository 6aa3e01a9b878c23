/*
 * Names of entries: as people may see them, and told apart when an archive
 * has the same one twice.
 */
#ifndef NDX_ARCHIVE_ARC_NAMES_H
#define NDX_ARCHIVE_ARC_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include <iconv.h>

#include "searcher/base/buffer.h"

/* A longer name is cut, and told from its like by a hash. */
#define ARC_NAME_MAX 4096

/*
 * Appends raw as valid UTF-8: as it is, or converted (charset may be
 * (iconv_t)-1) when it is no UTF-8; what is still no character, and controls,
 * as "\xNN".
 */
newsdex_status arc_name_append(ndx_buffer *out, const char *raw, iconv_t charset,
                               newsdex_error *err);

/* How often each name of an archive was seen; keeps 64-bit hashes, not names. */
typedef struct arc_names {
    struct arc_name_slot *slots;
    size_t size; /* a power of two, or 0 */
    size_t count;
} arc_names;

/* All zero bytes is ready for use. */
void arc_names_release(arc_names *names);

/* Appends "#2" (or "#3"...) to the name at out->data + start if it was there before; remembers it.
   After 16 million names new ones are not remembered. */
newsdex_status arc_names_distinguish(arc_names *names, ndx_buffer *out, size_t start,
                                     newsdex_error *err);

#endif

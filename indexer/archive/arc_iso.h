/* Looks at an ISO 9660 image, as libarchive reads it, for what would make its reader endless. */
#ifndef NDX_ARCHIVE_ARC_ISO_H
#define NDX_ARCHIVE_ARC_ISO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARC_ISO_TAIL = 7, ARC_ISO_HEAD = 16 * 2048 + 130 };

typedef struct arc_iso {
    uint64_t position;       /* behind what was looked at, in the image */
    uint32_t block_size;     /* as the image's descriptor says */
    char tail[ARC_ISO_TAIL]; /* the bytes before position */
} arc_iso;

void arc_iso_init(arc_iso *iso);
/* Looks at the bytes at position, of which the first ARC_ISO_HEAD come at once; false when they
 * must not be given to libarchive. */
bool arc_iso_look(arc_iso *iso, uint64_t position, const char *bytes, size_t length);

#endif

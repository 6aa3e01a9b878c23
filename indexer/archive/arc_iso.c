/*
 * What Rock Ridge has to say of a file goes on in another place where an entry "CE" says so: its
 * signature, its length (28), its version (1), the block, then the offset in it and the length.
 * libarchive 3.6 comes back to a place that points into its own block for ever, and remembers each
 * time. A table that goes on in its own block has no use, as it could be longer right there.
 */
#include "indexer/archive/arc_iso.h"

#include <string.h>

enum {
    DESCRIPTORS = 16 * 2048, /* bytes before the first */
    BLOCK_SIZE = 128,        /* in a descriptor, its place */
    USUAL_SIZE = 2048
};

static const char mark[] = "CE\x1C\x01";
static const char primary[] = "\x01"
                              "CD001";

static uint32_t read_little_endian(const char *bytes, size_t count)
{
    uint32_t number = 0;
    while (count--)
        number = number << 8 | (unsigned char)bytes[count];
    return number;
}

void arc_iso_init(arc_iso *iso)
{
    *iso = (arc_iso){.block_size = USUAL_SIZE};
}

static bool has_ring(uint32_t block_size, uint64_t position, const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length;
    while ((at = memmem(at, (size_t)(end - at), mark, 4)) != NULL && end - at >= 8) {
        uint64_t here = position + (uint64_t)(at - bytes);
        if (read_little_endian(at + 4, 4) == here / block_size)
            return true;
        at++;
    }
    return false;
}

static void note_block_size(arc_iso *iso, uint64_t position, const char *bytes, size_t length)
{
    if (position > DESCRIPTORS || position + length < ARC_ISO_HEAD)
        return;
    const char *descriptor = bytes + (DESCRIPTORS - position);
    uint32_t size = read_little_endian(descriptor + BLOCK_SIZE, 2);
    if (memcmp(descriptor, primary, 6) == 0 && size)
        iso->block_size = size;
}

bool arc_iso_look(arc_iso *iso, uint64_t position, const char *bytes, size_t length)
{
    char seam[2 * ARC_ISO_TAIL];
    size_t ahead = length < ARC_ISO_TAIL ? length : ARC_ISO_TAIL;
    bool follows = position == iso->position && position >= ARC_ISO_TAIL;
    note_block_size(iso, position, bytes, length);
    memcpy(seam, iso->tail, ARC_ISO_TAIL);
    memcpy(seam + ARC_ISO_TAIL, bytes, ahead);
    if (follows && has_ring(iso->block_size, position - ARC_ISO_TAIL, seam, ARC_ISO_TAIL + ahead))
        return false;
    iso->position = position + length;
    memcpy(iso->tail, length < ARC_ISO_TAIL ? seam + length : bytes + length - ARC_ISO_TAIL,
           ARC_ISO_TAIL);
    return !has_ring(iso->block_size, position, bytes, length);
}

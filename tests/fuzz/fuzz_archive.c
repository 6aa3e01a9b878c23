/* Any bytes as an input: every entry of every level is read to its end, within small limits. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "indexer/archive/arc_reader.h"
#include "searcher/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
    if (ndx_utf8_valid_prefix(text, strlen(text)) != strlen(text))
        abort();
}

static void read_all(arc_reader *reader)
{
    arc_event event;
    arc_entry entry;
    while (!arc_reader_next(reader, &event, &entry, NULL) && event != ARC_END) {
        check_text(entry.address);
        check_text(entry.name);
        check_text(entry.reason);
        const char *block;
        size_t length;
        while (!arc_reader_read(reader, &block, &length, NULL) && length)
            ;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    arc_options options = {.max_entry_bytes = 1 << 22,
                           .max_total_bytes = 1 << 24,
                           .max_entries = 1000,
                           .max_depth = 3,
                           .max_ratio = 1000,
                           .charset = "cp866"};
    arc_reader *reader;
    /* libarchive 3.6 itself crashes on some damaged cabs: they would hide all else. */
    if (memmem(data, size, "MSCF", 4))
        return 0;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (write(fd, data, size) == (ssize_t)size && !arc_reader_new(&options, &reader, NULL)) {
        if (!arc_reader_add(reader, path, NULL))
            read_all(reader);
        arc_reader_free(reader);
    }
    close(fd);
    return 0;
}

#include "indexer/segment/bulk_run.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "searcher/base/error.h"

/* Of an input's buffer. */
enum { LEAST_ROOM = 4 << 10, MOST_ROOM = 32 << 10 };

void bulk_put_list(bulk_output *output, bulk_key *before, const void *key, size_t length,
                   uint32_t entries, uint64_t total)
{
    const uint8_t *bytes = key;
    size_t shared = 0;
    while (shared < length && shared < before->length && bytes[shared] == before->bytes[shared])
        shared++;
    bulk_output_number(output, shared);
    bulk_output_string(output, bytes + shared, length - shared);
    bulk_output_number(output, entries);
    bulk_output_number(output, total);
    memcpy(before->bytes + shared, bytes + shared, length - shared);
    before->length = length;
}

static newsdex_status read_summary(bulk_run *run, const char *path, newsdex_error *err)
{
    struct stat info;
    if (fstat(run->file, &info))
        return ndx_error_errno(err, path);
    uint64_t start = 0, size = (uint64_t)info.st_size;
    const size_t length = sizeof run->summary;
    if (size < length ||
        pread(run->file, &run->summary, length, (off_t)(size - length)) != (ssize_t)length)
        return ndx_error_set(err, NEWSDEX_E_IO, "%.200s: is cut short", path);
    for (unsigned i = 0; i < BULK_SECTIONS; start = run->summary.ends[i++])
        if (run->summary.ends[i] < start || run->summary.ends[i] > size - length)
            return ndx_error_set(err, NEWSDEX_E_IO, "%.200s: is damaged", path);
    return NEWSDEX_OK;
}

newsdex_status bulk_run_open(bulk_run *run, const char *path, uint32_t first, newsdex_error *err)
{
    *run = (bulk_run){.file = open(path, O_RDONLY | O_CLOEXEC), .first = first};
    if (run->file < 0)
        return ndx_error_errno(err, path);
    newsdex_status status = read_summary(run, path, err);
    if (!status && run->summary.statistics.documents > UINT32_MAX - first)
        status = ndx_error_set(err, NEWSDEX_E_LIMIT, "more documents than a segment may have");
    if (status)
        bulk_run_close(run);
    return status;
}

void bulk_run_close(bulk_run *run)
{
    if (run->file >= 0)
        close(run->file);
    run->file = -1;
}

newsdex_status bulk_run_input(const bulk_run *run, bulk_section section, size_t room,
                              bulk_input *out, newsdex_error *err)
{
    const uint64_t start = section ? run->summary.ends[section - 1] : 0;
    room = room < LEAST_ROOM ? LEAST_ROOM : room > MOST_ROOM ? MOST_ROOM : room;
    return bulk_input_init(out, run->file, start, run->summary.ends[section], room, err);
}

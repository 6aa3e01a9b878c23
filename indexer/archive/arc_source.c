#include "indexer/archive/arc_source.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "searcher/base/error.h"

/* Small things may be packed as well as they like: blank pages, empty tables. */
#define RATIO_FROM (1024 * 1024)

/* ---- the budget ------------------------------------------------------------- */

void arc_budget_start(arc_budget *budget, const arc_options *options, uint64_t packed_size)
{
    *budget = (arc_budget){.options = options, .packed_size = packed_size};
}

newsdex_status arc_budget_charge(arc_budget *budget, uint64_t *counter, size_t length,
                                 newsdex_error *err)
{
    const arc_options *options = budget->options;
    uint64_t packed = budget->packed_size ? budget->packed_size : budget->packed_read;
    *counter += length; /* would take centuries to wrap */
    if (*counter > options->max_total_bytes)
        ndx_error_set(&budget->spent, NEWSDEX_E_LIMIT,
                      "unpacks to more than %" PRIu64 " bytes; see --max-total-size",
                      options->max_total_bytes);
    else if (options->max_ratio && *counter > RATIO_FROM && *counter / options->max_ratio > packed)
        ndx_error_set(&budget->spent, NEWSDEX_E_LIMIT,
                      "unpacks to more than %" PRIu32 " times its size; see --max-ratio",
                      options->max_ratio);
    if (budget->spent.status && err)
        *err = budget->spent;
    return budget->spent.status;
}

newsdex_status arc_budget_charge_entry(arc_budget *budget, newsdex_error *err)
{
    if (++budget->entries > budget->options->max_entries)
        ndx_error_set(&budget->spent, NEWSDEX_E_LIMIT,
                      "more than %" PRIu64 " entries; see --max-entries",
                      budget->options->max_entries);
    if (budget->spent.status && err)
        *err = budget->spent;
    return budget->spent.status;
}

/* ---- any stream ------------------------------------------------------------- */

void arc_source_init(arc_source *source)
{
    *source = (arc_source){.fd = -1, .next = ""};
    ndx_buffer_init(&source->held, 2 * (size_t)ARC_HOLD_MAX);
}

void arc_source_free(arc_source *source)
{
    if (!source)
        return;
    ndx_buffer_release(&source->held);
    source->close(source);
}

void arc_source_reset(arc_source *source)
{
    if (source->held.room > ARC_BLOCK_SIZE)
        ndx_buffer_release(&source->held);
    ndx_buffer_clear(&source->held);
    source->ended = false;
    source->error.status = NEWSDEX_OK;
    source->left = 0;
}

static newsdex_status pull(arc_source *source, const char **data, size_t *length,
                           newsdex_error *err)
{
    *length = 0;
    if (source->error.status) {
        if (err)
            *err = source->error;
        return source->error.status;
    }
    if (source->ended)
        return NEWSDEX_OK;
    if (source->pull(source, data, length, &source->error)) {
        *length = 0;
        return pull(source, data, length, err);
    }
    source->ended = !*length;
    return NEWSDEX_OK;
}

newsdex_status arc_source_read(arc_source *source, const char **data, size_t *length,
                               newsdex_error *err)
{
    if (!source->left)
        return pull(source, data, length, err);
    *data = source->next;
    *length = source->left;
    source->left = 0;
    return NEWSDEX_OK;
}

newsdex_status arc_source_peek(arc_source *source, size_t wanted, newsdex_error *err)
{
    const char *data;
    size_t length;
    if (!source->left && !pull(source, &source->next, &length, NULL))
        source->left = length;
    if (!source->left)
        source->next = "";
    while (source->left < wanted && !source->ended && !source->error.status) {
        newsdex_status status = NEWSDEX_OK;
        if (!source->held.length)
            status = ndx_buffer_append(&source->held, source->next, source->left, err);
        if (!status && !pull(source, &data, &length, NULL))
            status = ndx_buffer_append(&source->held, data, length, err);
        if (status)
            return status;
        source->next = source->held.data;
        source->left = source->held.length;
    }
    if (source->error.status == NEWSDEX_E_NOMEM)
        return ndx_error_nomem(err);
    return NEWSDEX_OK;
}

/* ---- a file ----------------------------------------------------------------- */

typedef struct arc_file {
    arc_source source;
    arc_budget *budget;
    int fd;
    char block[ARC_BLOCK_SIZE];
} arc_file;

/* Whether a read is worth while: false when idle gave the stream up. */
static bool wait_for_bytes(const arc_file *file)
{
    const arc_options *options = file->budget->options;
    if (file->source.fd >= 0 || !options->idle)
        return true;
    for (;;) {
        struct pollfd stream = {.fd = file->fd, .events = POLLIN};
        int ready = poll(&stream, 1, 1000);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
        if (!options->idle(options->context))
            return false;
    }
}

static newsdex_status pull_file(arc_source *source, const char **data, size_t *length,
                                newsdex_error *err)
{
    arc_file *file = (arc_file *)source;
    ssize_t got = 0;
    if (wait_for_bytes(file))
        do
            got = read(file->fd, file->block, ARC_BLOCK_SIZE);
        while (got < 0 && errno == EINTR);
    if (got < 0)
        return ndx_error_errno(err, "cannot be read");
    *data = file->block;
    *length = (size_t)got;
    file->budget->packed_read += (size_t)got;
    return NEWSDEX_OK;
}

static void close_file(arc_source *source)
{
    arc_file *file = (arc_file *)source;
    if (file->fd != STDIN_FILENO)
        close(file->fd);
    free(file);
}

newsdex_status arc_file_new(int fd, bool seekable, arc_budget *budget, arc_source **out,
                            newsdex_error *err)
{
    *out = NULL;
    arc_file *file = malloc(sizeof *file);
    if (!file)
        return ndx_error_nomem(err);
    arc_source_init(&file->source);
    file->source.pull = pull_file;
    file->source.close = close_file;
    file->source.fd = seekable ? fd : -1;
    file->budget = budget;
    file->fd = fd;
    *out = &file->source;
    return NEWSDEX_OK;
}

/* ---- for libarchive --------------------------------------------------------- */

/* Where the block that was read last begins. */
static uint64_t place_of_block(const arc_source *source, size_t length)
{
    return source->fd < 0 ? source->iso->position
                          : (uint64_t)lseek(source->fd, 0, SEEK_CUR) - length;
}

static la_ssize_t read_for_handle(struct archive *handle, void *client, const void **data)
{
    arc_source *source = client;
    const char *block = NULL;
    size_t length;
    newsdex_error error;
    if (arc_source_read(source, &block, &length, &error)) {
        archive_set_error(handle, EIO, "%s", error.message);
        return ARCHIVE_FATAL;
    }
    if (source->iso && length &&
        !arc_iso_look(source->iso, place_of_block(source, length), block, length)) {
        archive_set_error(handle, EILSEQ, "a table that goes on in itself");
        return ARCHIVE_FATAL;
    }
    *data = block;
    return (la_ssize_t)length;
}

static la_int64_t seek_for_handle(struct archive *handle, void *client, la_int64_t offset,
                                  int whence)
{
    arc_source *source = client;
    off_t place = lseek(source->fd, offset, whence);
    if (place < 0) {
        archive_set_error(handle, errno, "cannot seek");
        return ARCHIVE_FATAL;
    }
    source->ended = false;
    return place;
}

/*
 * Only whole skips that end within the file: a cut one must be noticed by reading.
 * What can be sought is a file.
 */
static la_int64_t skip_for_handle(struct archive *handle, void *client, la_int64_t length)
{
    (void)handle;
    arc_source *source = client;
    off_t here = lseek(source->fd, 0, SEEK_CUR);
    off_t end = lseek(source->fd, 0, SEEK_END);
    if (here < 0 || end < here)
        return 0;
    if (length > end - here)
        length = 0;
    if (lseek(source->fd, here + length, SEEK_SET) < 0)
        return 0;
    ((arc_file *)source)->budget->packed_read += (uint64_t)length;
    return length;
}

int arc_source_attach(arc_source *source, struct archive *handle)
{
    archive_read_set_callback_data(handle, source);
    archive_read_set_read_callback(handle, read_for_handle);
    if (source->fd >= 0 && lseek(source->fd, 0, SEEK_SET) == 0) {
        arc_source_reset(source);
        archive_read_set_seek_callback(handle, seek_for_handle);
        archive_read_set_skip_callback(handle, skip_for_handle);
    }
    return archive_read_open1(handle);
}

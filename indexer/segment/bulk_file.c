#include "indexer/segment/bulk_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "indexer/segment/glass_pack.h"
#include "searcher/base/error.h"

/* ---- writing ---------------------------------------------------------------------- */

newsdex_status bulk_output_open(bulk_output *output, const char *path, newsdex_error *err)
{
    *output = (bulk_output){.file = -1, .data = malloc(BULK_OUTPUT_ROOM)};
    if (!output->data)
        return ndx_error_nomem(err);
    output->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return output->file < 0 ? ndx_error_errno(err, path) : NEWSDEX_OK;
}

static void write_all(bulk_output *output, const uint8_t *data, size_t length)
{
    output->flushed += length;
    while (length && !output->failure) {
        ssize_t written = write(output->file, data, length);
        if (written < 0 && errno != EINTR)
            output->failure = errno;
        if (written > 0) {
            data += written;
            length -= (size_t)written;
        }
    }
}

static void flush(bulk_output *output)
{
    write_all(output, output->data, output->used);
    output->used = 0;
}

void bulk_output_long_number(bulk_output *output, uint64_t number)
{
    if (BULK_OUTPUT_ROOM - output->used < GLASS_UINT_MAX)
        flush(output);
    output->used = (size_t)(glass_pack_uint(output->data + output->used, number) - output->data);
}

void bulk_output_bytes(bulk_output *output, const void *data, size_t length)
{
    if (!length)
        return;
    if (BULK_OUTPUT_ROOM - output->used < length)
        flush(output);
    if (length > BULK_OUTPUT_ROOM) {
        write_all(output, data, length);
        return;
    }
    memcpy(output->data + output->used, data, length);
    output->used += length;
}

void bulk_output_string(bulk_output *output, const void *data, size_t length)
{
    bulk_output_number(output, length);
    bulk_output_bytes(output, data, length);
}

uint64_t bulk_output_offset(const bulk_output *output)
{
    return output->flushed + output->used;
}

newsdex_status bulk_output_close(bulk_output *output, const char *path, newsdex_error *err)
{
    flush(output);
    if (close(output->file) && !output->failure)
        output->failure = errno;
    output->file = -1;
    errno = output->failure;
    return output->failure ? ndx_error_errno(err, path) : NEWSDEX_OK;
}

void bulk_output_release(bulk_output *output)
{
    if (output->file >= 0)
        close(output->file);
    free(output->data);
    *output = (bulk_output){.file = -1};
}

/* ---- reading ---------------------------------------------------------------------- */

newsdex_status bulk_input_init(bulk_input *input, int file, uint64_t offset, uint64_t end,
                               size_t room, newsdex_error *err)
{
    *input = (bulk_input){
        .file = file, .offset = offset, .end = end, .data = malloc(room), .room = room};
    return input->data ? NEWSDEX_OK : ndx_error_nomem(err);
}

void bulk_input_release(bulk_input *input)
{
    free(input->data);
    *input = (bulk_input){0};
}

bool bulk_input_is_at_end(const bulk_input *input)
{
    return input->failed || (input->at == input->filled && input->offset >= input->end);
}

static void fail(bulk_input *input)
{
    input->failed = true;
    input->at = input->filled = 0;
}

static bool make_room(bulk_input *input, size_t length)
{
    memmove(input->data, input->data + input->at, input->filled - input->at);
    input->filled -= input->at;
    input->at = 0;
    if (length <= input->room)
        return true;
    uint8_t *data = realloc(input->data, length);
    if (!data)
        return false;
    input->data = data;
    input->room = length;
    return true;
}

/* Reads until length bytes lie in the buffer, or as many as there are. */
static void fill(bulk_input *input, size_t length)
{
    uint64_t left = input->end - input->offset + (input->filled - input->at);
    if (length > left)
        length = (size_t)left;
    if (input->failed || !make_room(input, length)) {
        fail(input);
        return;
    }
    while (input->filled < length) {
        size_t wanted = input->room - input->filled;
        if (wanted > input->end - input->offset)
            wanted = (size_t)(input->end - input->offset);
        ssize_t got = pread(input->file, input->data + input->filled, wanted, (off_t)input->offset);
        if (got > 0) {
            input->filled += (size_t)got;
            input->offset += (uint64_t)got;
        } else if (!got || errno != EINTR) {
            fail(input);
            return;
        }
    }
}

uint64_t bulk_input_long_number(bulk_input *input)
{
    if (input->filled - input->at < GLASS_UINT_MAX)
        fill(input, GLASS_UINT_MAX);
    uint64_t number = 0;
    for (unsigned shift = 0; input->at < input->filled && shift < 64; shift += 7) {
        uint8_t byte = input->data[input->at++];
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    fail(input);
    return 0;
}

const uint8_t *bulk_input_bytes(bulk_input *input, size_t length)
{
    if (input->filled - input->at < length)
        fill(input, length);
    if (input->failed || input->filled - input->at < length) {
        fail(input);
        return NULL;
    }
    const uint8_t *bytes = input->data + input->at;
    input->at += length;
    return bytes;
}

const uint8_t *bulk_input_string(bulk_input *input, size_t *length)
{
    uint64_t wanted = bulk_input_number(input);
    *length = (size_t)wanted;
    return bulk_input_bytes(input, *length);
}

newsdex_status bulk_input_status(const bulk_input *input, newsdex_error *err)
{
    return input->failed ? ndx_error_set(err, NEWSDEX_E_IO,
                                         "a file in the index's work folder could not be read "
                                         "back; run the same command again")
                         : NEWSDEX_OK;
}

/*
 * The numbers and bytes of a run's file, written and read in sequence. Failures stick:
 * what follows one does nothing, and one check at the end tells. Numbers take 7 bits
 * a byte, low ones first, as in glass tables.
 */
#ifndef NDX_SEGMENT_BULK_FILE_H
#define NDX_SEGMENT_BULK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

/* ---- writing ---------------------------------------------------------------------- */

typedef struct bulk_output {
    int file; /* -1: closed */
    uint8_t *data;
    size_t used;
    uint64_t flushed; /* bytes in the file */
    int failure;      /* errno of the first failed write */
} bulk_output;

enum { BULK_OUTPUT_ROOM = 64 << 10 };

/* An output that is all zero bytes, but for file -1, may be released. */
newsdex_status bulk_output_open(bulk_output *output, const char *path, newsdex_error *err);
void bulk_output_long_number(bulk_output *output, uint64_t number);
void bulk_output_bytes(bulk_output *output, const void *data, size_t length);
/* Most are of one byte. */
static inline void bulk_output_number(bulk_output *output, uint64_t number)
{
    if (number < 0x80 && output->used < BULK_OUTPUT_ROOM)
        output->data[output->used++] = (uint8_t)number;
    else
        bulk_output_long_number(output, number);
}
/* The length, then the bytes. */
void bulk_output_string(bulk_output *output, const void *data, size_t length);
/* The place of the next byte. */
uint64_t bulk_output_offset(const bulk_output *output);
/* Writes what is left and closes the file. path is for the message. */
newsdex_status bulk_output_close(bulk_output *output, const char *path, newsdex_error *err);
void bulk_output_release(bulk_output *output);

/* ---- reading ---------------------------------------------------------------------- */

/* A part of a file. Several may read one file side by side, in threads too. */
typedef struct bulk_input {
    int file;             /* of the caller */
    uint64_t offset, end; /* of what is not in the buffer yet */
    uint8_t *data;
    size_t at, filled, room;
    bool failed;
} bulk_input;

newsdex_status bulk_input_init(bulk_input *input, int file, uint64_t offset, uint64_t end,
                               size_t room, newsdex_error *err);
void bulk_input_release(bulk_input *input);
bool bulk_input_is_at_end(const bulk_input *input);
uint64_t bulk_input_long_number(bulk_input *input);
/* 0 after a failure. */
static inline uint64_t bulk_input_number(bulk_input *input)
{
    if (input->at < input->filled && input->data[input->at] < 0x80)
        return input->data[input->at++];
    return bulk_input_long_number(input);
}
/* NULL after a failure; good until the next call. */
const uint8_t *bulk_input_bytes(bulk_input *input, size_t length);
const uint8_t *bulk_input_string(bulk_input *input, size_t *length);
newsdex_status bulk_input_status(const bulk_input *input, newsdex_error *err);

#endif

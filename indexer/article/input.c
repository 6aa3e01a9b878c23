#include "indexer/article/input.h"

#include <string.h>
#include <strings.h>

#include "searcher/base/error.h"

enum { DECODE_SLICE = 64 * 1024, DELIMITER_MAX = 32 };

static newsdex_status read_memory(void *context, const char **data, size_t *length,
                                  newsdex_error *err)
{
    entry_memory *memory = context;
    newsdex_status status = memory->length ? NEWSDEX_OK : memory->failure.status;
    *data = memory->data;
    *length = memory->length;
    memory->length = 0;
    if (status && err)
        *err = memory->failure;
    if (status)
        memory->failure.status = NEWSDEX_OK;
    return status;
}

entry_source entry_memory_source(entry_memory *memory)
{
    return (entry_source){.read = read_memory,
                          .context = memory,
                          .address = "",
                          .basename = "",
                          .path = "",
                          .modified = NEWSDEX_DATE_NONE};
}

void format_input_init(format_input *input)
{
    *input = (format_input){.ended = true};
    ndx_buffer_init(&input->carry, FORMAT_HEAD_MAX);
    ndx_buffer_init(&input->decoded, (size_t)DECODE_SLICE * 4);
}

void format_input_release(format_input *input)
{
    charset_decoder_close(input->decoder);
    ndx_buffer_release(&input->carry);
    ndx_buffer_release(&input->decoded);
}

void format_input_end(format_input *input)
{
    input->length = input->pending_length = input->raw_length = 0;
    input->ended = true;
    input->failure.status = NEWSDEX_OK;
}

/* The next block; a failure is kept for later, and is an end for now. */
static void read_source(format_input *input, const char **data, size_t *length)
{
    newsdex_error *failure = &input->failure;
    failure->status = input->source->read(input->source->context, data, length, failure);
    if (failure->status)
        *length = 0;
    if (*length == 0)
        input->ended = true;
}

/* The next slice of a UTF-16 or UTF-32 entry, as UTF-8. */
static newsdex_status decode_slice(format_input *input, newsdex_error *err)
{
    ndx_buffer_clear(&input->decoded);
    while (!input->decoded.length && !(input->ended && !input->raw_length)) {
        if (!input->raw_length)
            read_source(input, &input->raw, &input->raw_length);
        size_t slice = input->raw_length < DECODE_SLICE ? input->raw_length : DECODE_SLICE;
        newsdex_status status = charset_decoder_feed(input->decoder, input->raw, slice,
                                                     input->ended, &input->decoded, err);
        if (status)
            return status;
        input->raw += slice;
        input->raw_length -= slice;
    }
    input->pending = input->decoded.data;
    input->pending_length = input->decoded.length;
    return NEWSDEX_OK;
}

static newsdex_status read_pending(format_input *input, newsdex_error *err)
{
    if (input->decoder)
        return decode_slice(input, err);
    read_source(input, &input->pending, &input->pending_length);
    return NEWSDEX_OK;
}

static bool is_exhausted(const format_input *input)
{
    return input->ended && !input->pending_length && !input->raw_length;
}

/* Moves what is at hand into carry and adds from the next block until wanted bytes are there. */
static newsdex_status join(format_input *input, size_t wanted, newsdex_error *err)
{
    ndx_buffer *carry = &input->carry;
    if (carry->length && input->data >= carry->data && input->data <= carry->data + carry->length) {
        memmove(carry->data, input->data, input->length);
        ndx_buffer_truncate(carry, input->length);
    } else {
        ndx_buffer_clear(carry);
        newsdex_status status = ndx_buffer_append(carry, input->data, input->length, err);
        if (status)
            return status;
    }
    while (carry->length < wanted && !is_exhausted(input)) {
        newsdex_status status = NEWSDEX_OK;
        if (!input->pending_length && (status = read_pending(input, err)) != NEWSDEX_OK)
            return status;
        size_t missing = wanted - carry->length;
        size_t taken = missing < input->pending_length ? missing : input->pending_length;
        if ((status = ndx_buffer_append(carry, input->pending, taken, err)) != NEWSDEX_OK)
            return status;
        input->pending += taken;
        input->pending_length -= taken;
    }
    input->data = carry->data;
    input->length = carry->length;
    return NEWSDEX_OK;
}

newsdex_status format_input_peek(format_input *input, size_t wanted, const char **data,
                                 size_t *length, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    if (!input->length && !is_exhausted(input)) {
        if (!input->pending_length)
            status = read_pending(input, err);
        input->data = input->pending;
        input->length = input->pending_length;
        input->pending_length = 0;
    }
    if (!status && input->length < wanted && !is_exhausted(input))
        status = join(input, wanted, err);
    if (!status && !input->length && input->failure.status) {
        status = input->failure.status;
        if (err)
            *err = input->failure;
        input->failure.status = NEWSDEX_OK;
    }
    if (status)
        format_input_end(input);
    *data = input->data;
    *length = input->length;
    return status;
}

void format_input_consume(format_input *input, size_t length)
{
    input->data += length;
    input->length -= length;
}

/* Begins again in front of head, the bytes that were at hand, with a decoder between. */
static newsdex_status start_decoding(format_input *input, const char *charset, newsdex_error *err)
{
    newsdex_status status = charset_decoder_open(charset, &input->decoder, err);
    ndx_buffer head;
    ndx_buffer_init(&head, (size_t)FORMAT_HEAD_MAX * 4);
    size_t slice = input->length < FORMAT_HEAD_MAX ? input->length : FORMAT_HEAD_MAX;
    if (!status)
        status = charset_decoder_feed(input->decoder, input->data, slice,
                                      slice == input->length && is_exhausted(input), &head, err);
    if (!status) {
        /* More than a head is at hand only in a block of the source, with nothing pending behind
         * it. */
        bool more = slice < input->length;
        input->charset = charset;
        input->raw = more ? input->data + slice : input->pending;
        input->raw_length = more ? input->length - slice : input->pending_length;
        ndx_buffer_release(&input->decoded);
        input->decoded = head;
        input->pending = head.data;
        input->pending_length = head.length;
        input->length = 0;
        return NEWSDEX_OK;
    }
    ndx_buffer_release(&head);
    return status;
}

newsdex_status format_input_start(format_input *input, const entry_source *source,
                                  newsdex_error *err)
{
    charset_decoder_close(input->decoder);
    input->decoder = NULL;
    input->charset = NULL;
    format_input_end(input);
    input->source = source;
    input->ended = false;
    const char *data;
    size_t length;
    newsdex_status status = format_input_peek(input, FORMAT_HEAD_MAX, &data, &length, err);
    if (status)
        return status;
    const char *charset = charset_of_wide_text(data, length);
    if (charset) {
        if ((status = start_decoding(input, charset, err)) == NEWSDEX_OK)
            status = format_input_peek(input, FORMAT_HEAD_MAX, &data, &length, err);
    }
    if (!status && length >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        format_input_consume(input, 3);
    if (status)
        format_input_end(input);
    return status;
}

/* Where delimiter begins in text, in any case; length when it is not there. */
static size_t find(const char *text, size_t length, const char *delimiter, size_t size)
{
    const char *at = text;
    while (length >= size &&
           (at = memchr(at, delimiter[0], length - size + 1 - (size_t)(at - text))) != NULL) {
        if (at[size - 1] == delimiter[size - 1] && strncasecmp(at, delimiter, size) == 0)
            return (size_t)(at - text);
        at++;
    }
    return length;
}

/* The last bytes seen, in which a delimiter may have begun. */
typedef struct tail {
    char bytes[2 * DELIMITER_MAX];
    size_t length; /* below the delimiter's */
} tail;

/* How many bytes of data belong to the piece that ends with delimiter; *found tells whether it ends
 * here. */
static size_t measure(tail *before, const char *data, size_t length, const char *delimiter,
                      bool *found)
{
    size_t size = strlen(delimiter);
    size_t ahead = length < size - 1 ? length : size - 1;
    memcpy(before->bytes + before->length, data, ahead);
    size_t joined = before->length + ahead;
    size_t at = find(before->bytes, joined, delimiter, size);
    *found = at < joined;
    if (*found)
        return at + size - before->length;
    at = find(data, length, delimiter, size);
    *found = at < length;
    if (*found)
        return at + size;
    if (length >= size - 1) {
        before->length = size - 1;
        memcpy(before->bytes, data + length - before->length, before->length);
    } else {
        size_t kept = joined < size - 1 ? joined : size - 1;
        memmove(before->bytes, before->bytes + joined - kept, kept);
        before->length = kept;
    }
    return length;
}

newsdex_status format_input_read_until(format_input *input, const char *delimiter, ndx_buffer *out,
                                       bool *found, newsdex_error *err)
{
    tail before = {.length = 0};
    newsdex_status kept = NEWSDEX_OK;
    *found = false;
    while (!*found) {
        const char *data;
        size_t length;
        newsdex_status status = format_input_peek(input, 1, &data, &length, err);
        if (status)
            return status;
        if (!length)
            break;
        size_t taken = measure(&before, data, length, delimiter, found);
        if (!kept)
            kept = ndx_buffer_append(out, data, taken, err);
        if (kept == NEWSDEX_E_NOMEM)
            return kept;
        format_input_consume(input, taken);
    }
    return kept;
}

newsdex_status format_input_read_all(format_input *input, ndx_buffer *out, newsdex_error *err)
{
    for (;;) {
        const char *data;
        size_t length;
        newsdex_status status = format_input_peek(input, 1, &data, &length, err);
        if (!status && !length)
            return NEWSDEX_OK;
        if (!status)
            status = ndx_buffer_append(out, data, length, err);
        if (status) {
            format_input_end(input);
            return status;
        }
        format_input_consume(input, length);
    }
}

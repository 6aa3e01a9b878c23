#include "searcher/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"

static char empty[1];

void ndx_buffer_init(ndx_buffer *buffer, size_t max)
{
    *buffer = (ndx_buffer){empty, 0, 0, max};
}

void ndx_buffer_release(ndx_buffer *buffer)
{
    if (buffer->room)
        free(buffer->data);
    ndx_buffer_init(buffer, buffer->max);
}

void ndx_buffer_clear(ndx_buffer *buffer)
{
    ndx_buffer_truncate(buffer, 0);
}

void ndx_buffer_truncate(ndx_buffer *buffer, size_t length)
{
    if (!buffer->room)
        return;
    buffer->length = length;
    buffer->data[length] = '\0';
}

newsdex_status ndx_buffer_reserve(ndx_buffer *buffer, size_t length, newsdex_error *err)
{
    if (length > buffer->max - buffer->length)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "larger than %zu bytes", buffer->max);
    size_t wanted = buffer->length + length + 1; /* max < SIZE_MAX, so no wrap */
    if (wanted <= buffer->room)
        return NEWSDEX_OK;
    size_t room = buffer->room < 32 ? 64 : buffer->room + buffer->room / 2;
    if (room < wanted)
        room = wanted;
    char *data = realloc(buffer->room ? buffer->data : NULL, room);
    if (!data)
        return ndx_error_nomem(err);
    if (!buffer->room)
        data[0] = '\0';
    buffer->data = data;
    buffer->room = room;
    return NEWSDEX_OK;
}

newsdex_status ndx_buffer_append(ndx_buffer *buffer, const void *data, size_t length,
                                 newsdex_error *err)
{
    if (!length)
        return NEWSDEX_OK;
    newsdex_status status = ndx_buffer_reserve(buffer, length, err);
    if (status)
        return status;
    memcpy(buffer->data + buffer->length, data, length);
    ndx_buffer_truncate(buffer, buffer->length + length);
    return NEWSDEX_OK;
}

newsdex_status ndx_buffer_append_text(ndx_buffer *buffer, const char *text, newsdex_error *err)
{
    return ndx_buffer_append(buffer, text, strlen(text), err);
}

newsdex_status ndx_buffer_append_byte(ndx_buffer *buffer, char byte, newsdex_error *err)
{
    return ndx_buffer_append(buffer, &byte, 1, err);
}

newsdex_status ndx_buffer_append_format(ndx_buffer *buffer, newsdex_error *err, const char *format,
                                        ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    newsdex_status status = length < 0
                                ? ndx_error_set(err, NEWSDEX_E_INTERNAL, "cannot format a text")
                                : ndx_buffer_reserve(buffer, (size_t)length, err);
    if (!status) {
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    return status;
}

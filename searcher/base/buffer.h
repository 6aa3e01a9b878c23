/*
 * A growing byte buffer that is capped from birth: going over the cap is
 * NEWSDEX_E_LIMIT, not an allocation. Its data is always NUL-terminated.
 */
#ifndef NDX_BASE_BUFFER_H
#define NDX_BASE_BUFFER_H

#include <stddef.h>

#include "include/newsdex.h"

typedef struct ndx_buffer {
    char *data;    /* never NULL; "" while empty; data[length] is NUL */
    size_t length; /* bytes in use */
    size_t room;   /* bytes allocated, 0 while data is the shared "" */
    size_t max;    /* length never passes it */
} ndx_buffer;

/* Allocates nothing. */
void ndx_buffer_init(ndx_buffer *buffer, size_t max);
void ndx_buffer_release(ndx_buffer *buffer);
/* Empty; the memory is kept. */
void ndx_buffer_clear(ndx_buffer *buffer);

/* On failure the buffer is unchanged. NEWSDEX_E_LIMIT or NEWSDEX_E_NOMEM. */
newsdex_status ndx_buffer_append(ndx_buffer *buffer, const void *data, size_t length,
                                 newsdex_error *err);
newsdex_status ndx_buffer_append_text(ndx_buffer *buffer, const char *text, newsdex_error *err);
newsdex_status ndx_buffer_append_byte(ndx_buffer *buffer, char byte, newsdex_error *err);
newsdex_status ndx_buffer_append_format(ndx_buffer *buffer, newsdex_error *err, const char *format,
                                        ...) __attribute__((format(printf, 3, 4)));
/* Makes room for length more bytes at data + length; the caller then adds to length and puts the
 * NUL. */
newsdex_status ndx_buffer_reserve(ndx_buffer *buffer, size_t length, newsdex_error *err);
/* Shortens; length must not be above the present one. */
void ndx_buffer_truncate(ndx_buffer *buffer, size_t length);

#endif

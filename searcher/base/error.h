/* Filling a caller's newsdex_error, which may be NULL. */
#ifndef NDX_BASE_ERROR_H
#define NDX_BASE_ERROR_H

#include "include/newsdex.h"

/*
 * Writes status and a one-line message (printf rules; cut to fit, on a UTF-8
 * boundary, control characters made "?") into err and returns status, so that
 * a function can end with `return ndx_error_set(err, NEWSDEX_E_IO, ...)`.
 */
newsdex_status ndx_error_set(newsdex_error *err, newsdex_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for NEWSDEX_E_QUERY, with the byte of the query at fault. */
newsdex_status ndx_error_set_at(newsdex_error *err, uint32_t position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "out of memory"; never allocates. */
newsdex_status ndx_error_nomem(newsdex_error *err);

/* NEWSDEX_E_IO with "what: strerror(errno)". */
newsdex_status ndx_error_errno(newsdex_error *err, const char *what);

#endif

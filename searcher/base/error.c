/* Error texts: one line, cut to fit, in the caller's memory. */
#include "searcher/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "searcher/base/utf8.h"

static void write_error(newsdex_error *err, newsdex_status status, uint32_t position,
                        const char *format, va_list args)
{
    if (!err)
        return;
    err->status = status;
    err->position = position;
    int wanted = vsnprintf(err->message, sizeof err->message, format, args);
    if (wanted < 0)
        err->message[0] = '\0';
    if (wanted >= (int)sizeof err->message)
        err->message[ndx_utf8_cut(err->message, strlen(err->message), sizeof err->message - 1)] =
            '\0';
    for (char *c = err->message; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
}

newsdex_status ndx_error_set(newsdex_error *err, newsdex_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_error(err, status, UINT32_MAX, format, args);
    va_end(args);
    return status;
}

newsdex_status ndx_error_set_at(newsdex_error *err, uint32_t position, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_error(err, NEWSDEX_E_QUERY, position, format, args);
    va_end(args);
    return NEWSDEX_E_QUERY;
}

newsdex_status ndx_error_nomem(newsdex_error *err)
{
    return ndx_error_set(err, NEWSDEX_E_NOMEM, "out of memory");
}

newsdex_status ndx_error_errno(newsdex_error *err, const char *what)
{
    int code = errno;
    char reason[128];
    /* The GNU strerror_r: thread-safe, returns the text. */
    return ndx_error_set(err, NEWSDEX_E_IO, "%s: %s", what,
                         strerror_r(code, reason, sizeof reason));
}

/* The only place where exceptions end: every call of the shim runs inside guard(). */
#ifndef NDX_XAPIAN_C_GUARD_HH
#define NDX_XAPIAN_C_GUARD_HH

#include <string>

#include "include/newsdex.h"

namespace xapc
{

/* Thrown from within a search that is given up. */
struct Cancelled {
    const char *reason;
};

/* The status of the exception being handled, its text in err. Only for guard(). */
newsdex_status translate_exception(newsdex_error *err) noexcept;

/* Puts the path in front of the message of a failed read or write; returns status. */
newsdex_status name_place(const std::string &path, newsdex_status status,
                          newsdex_error *err) noexcept;

/* Runs body, which returns a newsdex_status; an exception becomes one. */
template <typename Body> newsdex_status guard(newsdex_error *err, Body &&body) noexcept
{
    try {
        return body();
    } catch (...) {
        return translate_exception(err);
    }
}

} // namespace xapc

#endif

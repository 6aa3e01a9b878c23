/* The only place where exceptions end: every call of the shim runs inside guard(). */
#ifndef NDX_XAPIAN_C_GUARD_HH
#define NDX_XAPIAN_C_GUARD_HH

#include "include/newsdex.h"

namespace xapc
{

/* The status of the exception being handled, its text in err. Only for guard(). */
newsdex_status translate_exception(newsdex_error *err) noexcept;

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

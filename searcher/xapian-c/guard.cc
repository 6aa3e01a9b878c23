/* Exceptions to statuses: the table in the head of xapc.h. */
#include "searcher/xapian-c/guard.hh"

#include <cstring>
#include <new>
#include <xapian.h>

#include "searcher/xapian-c/base.hh"

namespace
{

struct Mapping {
    const char *type;
    newsdex_status status;
};

const Mapping mappings[] = {
    {"DatabaseNotFoundError", NEWSDEX_E_NOINDEX},
    {"DatabaseLockError", NEWSDEX_E_LOCKED},
    {"DatabaseVersionError", NEWSDEX_E_VERSION},
    {"DatabaseModifiedError", NEWSDEX_E_CHANGED},
    {"DatabaseCorruptError", NEWSDEX_E_CORRUPT},
    {"DocNotFoundError", NEWSDEX_E_NOTFOUND},
    {"InvalidArgumentError", NEWSDEX_E_ARGUMENT},
    {"RangeError", NEWSDEX_E_ARGUMENT},
    {"InvalidOperationError", NEWSDEX_E_ARGUMENT},
    {"UnimplementedError", NEWSDEX_E_ARGUMENT},
    {"DatabaseError", NEWSDEX_E_IO},
    {"DatabaseCreateError", NEWSDEX_E_IO},
    {"DatabaseOpeningError", NEWSDEX_E_IO},
    {"DatabaseClosedError", NEWSDEX_E_IO},
};

newsdex_status status_of(const Xapian::Error &error, const char *reason) noexcept
{
    /* A failed write, and going back failed for the same reason: what was committed is whole. */
    if (error.get_msg().find("Modifications failed") == 0)
        return NEWSDEX_E_IO;
    /* Blocks that make no sense are a plain error, only without the system's reason. */
    if (!reason && !std::strcmp(error.get_type(), "DatabaseError"))
        return NEWSDEX_E_CORRUPT;
    for (const Mapping &mapping : mappings)
        if (!std::strcmp(mapping.type, error.get_type()))
            return mapping.status;
    return NEWSDEX_E_INTERNAL;
}

} // namespace

newsdex_status xapc::name_place(const std::string &path, newsdex_status status,
                                newsdex_error *err) noexcept
{
    if (!err || (status != NEWSDEX_E_IO && status != NEWSDEX_E_CORRUPT) ||
        !std::strncmp(err->message, path.c_str(), path.size()))
        return status;
    newsdex_error nameless = *err;
    return ndx_error_set(err, status, "%.120s: %s", path.c_str(), nameless.message);
}

newsdex_status xapc::translate_exception(newsdex_error *err) noexcept
{
    /* The outer try is for get_error_string, which may allocate. */
    try {
        try {
            throw;
        } catch (const Xapian::Error &error) {
            const char *reason = error.get_error_string();
            return ndx_error_set(err, status_of(error, reason), "%s%s%s", error.get_msg().c_str(),
                                 reason ? ": " : "", reason ? reason : "");
        }
    } catch (const Cancelled &cancelled) {
        return ndx_error_set(err, NEWSDEX_E_CANCELLED, "%s", cancelled.reason);
    } catch (const std::bad_alloc &) {
        return ndx_error_nomem(err);
    } catch (const std::exception &error) {
        return ndx_error_set(err, NEWSDEX_E_INTERNAL, "%s", error.what());
    } catch (...) {
        return ndx_error_set(err, NEWSDEX_E_INTERNAL, "an unknown exception");
    }
}

/* An open database, and how its readers fail. */
#ifndef NDX_XAPIAN_C_DATABASE_HH
#define NDX_XAPIAN_C_DATABASE_HH

#include <string>
#include <utility>
#include <vector>
#include <xapian.h>

#include "searcher/xapian-c/guard.hh"
#include "searcher/xapian-c/xapc.h"

struct xapc_database {
    Xapian::Database database;
    std::string path;
    std::string stub;                    /* the path of the stub file; empty for a plain database */
    std::string listing;                 /* the text of the stub that is open */
    std::vector<Xapian::Database> parts; /* what the stub lists: joined, Xapian shows only the
                                            metadata of the first */
};

namespace xapc
{

/* NEWSDEX_E_CHANGED when a failed read is due to a stub that has moved on, else status. */
newsdex_status explain_failure(const xapc_database *db, newsdex_status status,
                               newsdex_error *err) noexcept;

/* guard() for reading from db. */
template <typename Body>
newsdex_status guard_read(const xapc_database *db, newsdex_error *err, Body &&body) noexcept
{
    newsdex_status status = guard(err, std::forward<Body>(body));
    return status ? explain_failure(db, status, err) : NEWSDEX_OK;
}

} // namespace xapc

#endif

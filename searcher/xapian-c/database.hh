/* An open database, and how its readers fail. */
#ifndef NDX_XAPIAN_C_DATABASE_HH
#define NDX_XAPIAN_C_DATABASE_HH

#include <string>
#include <utility>
#include <vector>
#include <xapian.h>

#include "searcher/xapian-c/guard.hh"
#include "searcher/xapian-c/xapc.h"

namespace xapc
{

/* A file that a commit replaces, and what it said when we came: a stub or a version file. */
struct Marker {
    std::string path, text;
};

/* A glass database, and which of the indexes it belongs to. */
struct Part {
    Xapian::Database database;
    std::size_t index;
    std::string folder;
    Marker version;
};

} // namespace xapc

struct xapc_database {
    std::vector<std::string> paths; /* as given */
    Xapian::Database database;      /* all parts joined: shows only the metadata of the first */
    std::vector<std::string> indexes;
    std::vector<xapc::Part> parts; /* in the order in which they were joined */
    std::vector<xapc::Marker> stubs;
};

namespace xapc
{

/* Where the document is from. */
const Part &part_of(const xapc_database *db, Xapian::docid docid);

/* NEWSDEX_E_CHANGED when a failed read is due to a commit meanwhile, else status. */
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

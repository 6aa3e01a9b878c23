/*
 * Stub files: the folders of the databases that make one. That of an index names
 * its segments, one of the user's own names indexes. We read them
 * ourselves since Xapian would also follow lines that name programs to run or
 * hosts to connect to, and does not see that a stub has changed.
 */
#ifndef NDX_XAPIAN_C_STUB_HH
#define NDX_XAPIAN_C_STUB_HH

#include <string>

#include "searcher/xapian-c/database.hh"

namespace xapc
{

/* Whether a glass database is in the folder. */
bool is_glass(const std::string &folder);

/* When a commit to the glass database in the folder was made last, in seconds since 1970; 0 when
 * that can't be told. */
int64_t time_written(const std::string &folder);

/* Finds the indexes and databases behind a path and opens them: into indexes, parts and stubs. */
newsdex_status open_path(xapc_database *db, const std::string &path, newsdex_error *err);

/* The first of the stubs that says something else by now; nullptr when all stand. */
const Marker *find_moved_stub(const xapc_database *db) noexcept;
/* The same of the version files of the parts. */
const Marker *find_moved_part(const xapc_database *db) noexcept;
/* Reads the version files anew, before the parts are moved on. */
newsdex_status mark_parts(xapc_database *db, newsdex_error *err);

} // namespace xapc

#endif

/*
 * Stub files: the folders of the databases that make one. We read them
 * ourselves since Xapian would also follow lines that name programs to run or
 * hosts to connect to, and does not see that a stub has changed.
 */
#ifndef NDX_XAPIAN_C_STUB_HH
#define NDX_XAPIAN_C_STUB_HH

#include <string>
#include <vector>
#include <xapian.h>

#include "include/newsdex.h"

namespace xapc
{

/* Whether a glass database is in the folder. */
bool is_glass(const std::string &path);

/* The stub file of path, empty when path is a database itself. NEWSDEX_E_NOINDEX when neither. */
newsdex_status find_stub(const std::string &path, std::string *stub, newsdex_error *err);

newsdex_status read_listing(const std::string &stub, std::string *listing, newsdex_error *err);

/* Opens what the listing names, by lines "auto PATH". fault is the status of a line that isn't one.
 */
newsdex_status open_listing(const std::string &stub, const std::string &listing,
                            newsdex_status fault, std::vector<Xapian::Database> *out,
                            newsdex_error *err);

} // namespace xapc

#endif

/* Records on their way into and out of the backend. */
#ifndef NDX_XAPIAN_C_RECORD_HH
#define NDX_XAPIAN_C_RECORD_HH

#include <cstddef>
#include <string>

#include "searcher/xapian-c/base.hh"

namespace xapc
{

/* The bytes to store for a record. */
std::string seal_record(const char *record, size_t length);

/* Appends the record within the stored bytes. NEWSDEX_E_CORRUPT when they were not sealed. */
newsdex_status unseal_record(const std::string &stored, ndx_buffer *out, newsdex_error *err);

} // namespace xapc

#endif

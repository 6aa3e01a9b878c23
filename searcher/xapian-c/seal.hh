/* What keeps Xapian able to read back what it stored; seal.cc says how. */
#ifndef NDX_XAPIAN_C_SEAL_HH
#define NDX_XAPIAN_C_SEAL_HH

#include <cstddef>
#include <string>

#include "searcher/xapian-c/base.hh"
#include "searcher/xapian-c/xapc.h"

namespace xapc
{

/* The bytes to store for a record. */
std::string seal_record(const char *record, size_t length);

/* Appends the record within the stored bytes. NEWSDEX_E_CORRUPT when they were not sealed. */
newsdex_status unseal_record(const std::string &stored, ndx_buffer *out, newsdex_error *err);

/* A term to add to a document with so many terms that they need a seal; empty when they don't. */
std::string seal_of_terms(const xapc_document &document);

/* Whether the term is a seal: it and all that sort after it are none of the caller's. */
bool is_seal(const std::string &term);

} // namespace xapc

#endif

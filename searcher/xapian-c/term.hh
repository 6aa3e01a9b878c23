/* Terms as the backend can hold them. */
#ifndef NDX_XAPIAN_C_TERM_HH
#define NDX_XAPIAN_C_TERM_HH

#include <cstddef>
#include <string>

namespace xapc
{

/* The term itself, or when too long its head and the hash of the whole. */
std::string make_term(const char *text, size_t length);

} // namespace xapc

#endif

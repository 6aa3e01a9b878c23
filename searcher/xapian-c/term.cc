#include "searcher/xapian-c/term.hh"

#include "searcher/xapian-c/long_term.h"

std::string xapc::make_term(const char *text, size_t length)
{
    if (xapc_term_fits(text, length))
        return std::string(text, length);
    char cut[XAPC_TERM_MAX];
    return std::string(cut, xapc_term_cut(text, length, cut));
}

#include "searcher/xapian-c/term.hh"

#include "searcher/xapian-c/base.hh"

namespace
{

/* A key of a glass table has 255 bytes: the term, its end (2), a docid (up to 5), and some to
 * spare. */
const size_t max_encoded = 245;
const size_t hash_digits = 16;

/* The longest prefix that takes at most max bytes in a key, where a zero takes two. */
size_t fitting_prefix(const char *text, size_t length, size_t max)
{
    size_t encoded = 0;
    for (size_t i = 0; i < length; i++) {
        encoded += text[i] ? 1 : 2;
        if (encoded > max)
            return i;
    }
    return length;
}

} // namespace

bool xapc::term_fits(const char *text, size_t length)
{
    return fitting_prefix(text, length, max_encoded) == length;
}

std::string xapc::make_term(const char *text, size_t length)
{
    if (term_fits(text, length))
        return std::string(text, length);
    size_t head = fitting_prefix(text, length, max_encoded - hash_digits);
    char hash[hash_digits + 1];
    ndx_hash_to_hex(ndx_hash(text, length), hash);
    return std::string(text, ndx_utf8_cut(text, length, head)).append(hash);
}

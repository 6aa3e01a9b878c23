#include "searcher/xapian-c/long_term.h"

#include <string.h>

#include "searcher/base/hash.h"
#include "searcher/base/utf8.h"

enum { HASH_DIGITS = 16 };

/*
 * The longest prefix that takes at most max bytes in a key, where a zero takes two. A key of a
 * glass table has 255 bytes: the term, its end (2), a docid (up to 5), and some to spare.
 */
static size_t fitting_prefix(const char *text, size_t length, size_t max)
{
    size_t encoded = 0;
    for (size_t i = 0; i < length; i++) {
        encoded += text[i] ? 1 : 2;
        if (encoded > max)
            return i;
    }
    return length;
}

bool xapc_term_fits(const char *text, size_t length)
{
    return length <= XAPC_TERM_MAX / 2 || fitting_prefix(text, length, XAPC_TERM_MAX) == length;
}

size_t xapc_term_cut(const char *text, size_t length, char out[XAPC_TERM_MAX])
{
    char hash[HASH_DIGITS + 1];
    size_t head = fitting_prefix(text, length, XAPC_TERM_MAX - HASH_DIGITS);
    head = ndx_utf8_cut(text, length, head);
    ndx_hash_to_hex(ndx_hash(text, length), hash);
    memcpy(out, text, head);
    memcpy(out + head, hash, HASH_DIGITS);
    return head + HASH_DIGITS;
}

/*
 * Xapian 1.4 inflates what it stored in pieces of 8192 bytes, and fails ("Too
 * few chunks") when the compressed input is used up while a piece is full and
 * more output is due, as happens when the last compressed byte stands for many
 * bytes. So what is longer than a piece gets a tail that doesn't compress, long
 * enough that input is left at every end of a piece. A record's tail is
 *
 *     "\n", PAD times "0", the hash of the record as 16 digits, PAD as one digit
 *
 * where PAD is for the case that a piece ends within the last bytes of the tail.
 * The tail of a document's terms is a term that sorts last.
 */
#include "searcher/xapian-c/seal.hh"

#include <algorithm>

namespace
{

const size_t piece = 8192;
const size_t hash_digits = 16;
const size_t bare_tail = 1 + hash_digits + 1;
const size_t most_pad = 9;

/* U+10FFFF, after which no other UTF-8 sorts. */
const char term_mark[] = "\xf4\x8f\xbf\xbf";

std::string digits_of(uint64_t hash)
{
    char digits[hash_digits + 1];
    ndx_hash_to_hex(hash, digits);
    return digits;
}

/* The pad that leaves no end of a piece within the last 1 to most_pad bytes. */
size_t pad_of(size_t length)
{
    size_t past_end = (length + bare_tail) % piece;
    return past_end > 0 && past_end <= most_pad ? most_pad : 0;
}

std::string tail_of(const char *record, size_t length)
{
    size_t pad = pad_of(length);
    std::string tail("\n");
    tail.append(pad, '0').append(digits_of(ndx_hash(record, length)));
    tail.push_back(static_cast<char>('0' + pad));
    return tail;
}

/* The most bytes that a term takes after the one before it, whose start it shares. */
size_t listed_size(const xapc_term &previous, const xapc_term &term)
{
    size_t shared = 0, most = std::min(previous.length, term.length);
    while (shared < most && previous.text[shared] == term.text[shared])
        shared++;
    size_t counts = term.wdf < 128 ? 3 : 7;
    return counts + term.length - shared;
}

} // namespace

std::string xapc::seal_record(const char *record, size_t length)
{
    std::string stored;
    if (!length)
        return stored;
    if (length <= piece) {
        stored.assign(record, length);
        return stored;
    }
    stored.reserve(length + bare_tail + most_pad);
    stored.assign(record, length).append(tail_of(record, length));
    return stored;
}

newsdex_status xapc::unseal_record(const std::string &stored, ndx_buffer *out, newsdex_error *err)
{
    if (stored.size() <= piece)
        return ndx_buffer_append(out, stored.data(), stored.size(), err);
    size_t pad = static_cast<unsigned char>(stored.back()) - size_t{'0'};
    if (pad <= most_pad) {
        size_t length = stored.size() - bare_tail - pad;
        if (!stored.compare(length, std::string::npos, tail_of(stored.data(), length)))
            return ndx_buffer_append(out, stored.data(), length, err);
    }
    return ndx_error_set(err, NEWSDEX_E_CORRUPT, "a record does not match its hash");
}

std::string xapc::seal_of_terms(const xapc_document &document)
{
    const size_t header = 32;
    size_t size = header;
    uint64_t hash = 0;
    xapc_term previous = {};
    for (size_t i = 0; i < document.term_count; i++) {
        const xapc_term &term = document.terms[i];
        size += listed_size(previous, term);
        hash = ndx_hash_more(hash, term.text, term.length);
        previous = term;
    }
    return size > piece ? term_mark + digits_of(hash) : std::string();
}

bool xapc::is_seal(const std::string &term)
{
    return !term.compare(0, sizeof term_mark - 1, term_mark);
}

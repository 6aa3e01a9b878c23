/*
 * Xapian 1.4 inflates what it stored in pieces of 8192 bytes, and fails ("Too
 * few chunks") when the compressed input is used up while a piece is full and
 * more output is due, as happens when the last compressed byte stands for many
 * bytes. So a record of more than one piece gets a tail that doesn't compress,
 * long enough that input is left at every end of a piece:
 *
 *     "\n", PAD times "0", the hash of the record as 16 digits, PAD as one digit
 *
 * PAD is there for the case that a piece ends within the last bytes of the tail.
 */
#include "searcher/xapian-c/record.hh"

#include <cstring>

#include "searcher/xapian-c/base.hh"

namespace
{

const size_t piece = 8192;
const size_t hash_digits = 16;
const size_t bare_tail = 1 + hash_digits + 1;
const size_t most_pad = 9;

/* The pad that leaves no end of a piece within the last 1 to most_pad bytes. */
size_t pad_of(size_t length)
{
    size_t past_end = (length + bare_tail) % piece;
    return past_end > 0 && past_end <= most_pad ? most_pad : 0;
}

std::string tail_of(const char *record, size_t length)
{
    char hash[hash_digits + 1];
    ndx_hash_to_hex(ndx_hash(record, length), hash);
    size_t pad = pad_of(length);
    std::string tail("\n");
    tail.append(pad, '0').append(hash).push_back(static_cast<char>('0' + pad));
    return tail;
}

} // namespace

std::string xapc::seal_record(const char *record, size_t length)
{
    if (!length)
        return std::string();
    std::string stored;
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

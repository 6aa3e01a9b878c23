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
#include "searcher/xapian-c/seal.h"

#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/hash.h"

enum { PIECE = 8192, HASH_DIGITS = 16, BARE_TAIL = 1 + HASH_DIGITS + 1, MOST_PAD = 9 };
_Static_assert(BARE_TAIL + MOST_PAD == XAPC_RECORD_SEAL_MAX, "room for the longest tail");

/* U+10FFFF, after which no other UTF-8 sorts. */
static const char term_mark[4] = {'\xf4', '\x8f', '\xbf', '\xbf'};
_Static_assert(sizeof term_mark + HASH_DIGITS == XAPC_TERM_SEAL_MAX, "room for the mark and hash");

static void put_digits(uint64_t hash, char out[HASH_DIGITS])
{
    char digits[HASH_DIGITS + 1];
    ndx_hash_to_hex(hash, digits);
    memcpy(out, digits, HASH_DIGITS);
}

/* ---- records --------------------------------------------------------------------------- */

/* The pad that leaves no end of a piece within the last 1 to MOST_PAD bytes. */
static size_t pad_of(size_t length)
{
    size_t past_end = (length + BARE_TAIL) % PIECE;
    return past_end > 0 && past_end <= MOST_PAD ? MOST_PAD : 0;
}

size_t xapc_seal_of_record(const char *record, size_t length, char out[XAPC_RECORD_SEAL_MAX])
{
    if (length <= PIECE)
        return 0;
    size_t pad = pad_of(length);
    out[0] = '\n';
    memset(out + 1, '0', pad);
    put_digits(ndx_hash(record, length), out + 1 + pad);
    out[BARE_TAIL + pad - 1] = (char)('0' + pad);
    return BARE_TAIL + pad;
}

newsdex_status xapc_unseal_record(const char *stored, size_t stored_length, size_t *length,
                                  newsdex_error *err)
{
    *length = stored_length;
    if (stored_length <= PIECE)
        return NEWSDEX_OK;
    size_t pad = (unsigned char)stored[stored_length - 1] - (size_t)'0';
    if (pad <= MOST_PAD) {
        char seal[XAPC_RECORD_SEAL_MAX];
        *length = stored_length - BARE_TAIL - pad;
        size_t seal_length = xapc_seal_of_record(stored, *length, seal);
        if (seal_length == stored_length - *length && !memcmp(stored + *length, seal, seal_length))
            return NEWSDEX_OK;
    }
    return ndx_error_set(err, NEWSDEX_E_CORRUPT, "a record does not match its hash");
}

/* ---- terms ----------------------------------------------------------------------------- */

enum { LIST_HEADER = 32, LEAST_COUNTS = 3, MOST_COUNTS = 7 };

/* The most bytes that the terms take in a list, which leaves out what neighbours share: to know
   that they would have to be sorted, and a seal too many costs less. */
static bool are_few(const xapc_term *terms, size_t count)
{
    size_t size = LIST_HEADER;
    for (size_t i = 0; i < count; i++)
        size += (terms[i].wdf < 128 ? LEAST_COUNTS : MOST_COUNTS) + terms[i].length;
    return size <= PIECE;
}

/* Whatever their order. */
static uint64_t hash_of_terms(const xapc_term *terms, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += terms[i].hash ? terms[i].hash : ndx_hash(terms[i].text, terms[i].length);
    return sum;
}

size_t xapc_seal_of_terms(const xapc_term *terms, size_t count, char out[XAPC_TERM_SEAL_MAX])
{
    if (are_few(terms, count))
        return 0;
    memcpy(out, term_mark, sizeof term_mark);
    put_digits(hash_of_terms(terms, count), out + sizeof term_mark);
    return XAPC_TERM_SEAL_MAX;
}

bool xapc_is_seal(const char *term, size_t length)
{
    return length >= sizeof term_mark && !memcmp(term, term_mark, sizeof term_mark);
}

/* Hashes for tables and for identities on disk: XXH3 (xxHash 0.8, stable output). */
#ifndef NDX_BASE_HASH_H
#define NDX_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t ndx_hash(const void *data, size_t length);
/* Chains: hash of more data after a first hash; the order counts. */
uint64_t ndx_hash_more(uint64_t hash, const void *data, size_t length);
/* 16 lower-case hexadecimal digits and a NUL. */
void ndx_hash_to_hex(uint64_t hash, char out[17]);

#endif

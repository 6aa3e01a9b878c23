/* Peek and consume over an entry_source; UTF-16 and UTF-32 come out as UTF-8, without a byte order
 * mark. */
#ifndef NDX_ARTICLE_INPUT_H
#define NDX_ARTICLE_INPUT_H

#include "indexer/article/charset.h"
#include "indexer/article/format.h"

/* Bytes that were read before, and what ended them too early. */
typedef struct entry_memory {
    const char *data;
    size_t length;
    newsdex_error failure;
} entry_memory;

/* A source of these bytes, which takes them off memory: both must stay. */
entry_source entry_memory_source(entry_memory *memory);

struct format_input {
    const entry_source *source;
    const char *data; /* at hand: in the source's block or in carry */
    size_t length;
    const char *pending; /* the rest of the source's block, behind data */
    size_t pending_length;
    ndx_buffer carry;         /* what had to be joined over blocks; at most FORMAT_HEAD_MAX */
    charset_decoder *decoder; /* of a UTF-16 or UTF-32 entry, else NULL */
    const char *charset; /* "UTF-16LE"; NULL without decoder: bytes are as the entry has them */
    const char *raw;     /* the rest of the source's block, not yet decoded */
    size_t raw_length;
    ndx_buffer decoded;
    bool ended;            /* the source has nothing more */
    newsdex_error failure; /* that ended it; given once what came before is consumed */
};

void format_input_init(format_input *input);
void format_input_release(format_input *input);

/* Begins an entry and has FORMAT_HEAD_MAX bytes of it at hand, if it is that long. */
newsdex_status format_input_start(format_input *input, const entry_source *source,
                                  newsdex_error *err);

/*
 * Shows at least wanted bytes (at most FORMAT_HEAD_MAX) unless the entry ends before; *length 0
 * only at its end. Good until the next call.
 */
newsdex_status format_input_peek(format_input *input, size_t wanted, const char **data,
                                 size_t *length, newsdex_error *err);
/* Goes over length of the bytes that peek showed. */
void format_input_consume(format_input *input, size_t length);
/* Gives up the rest of the entry. */
void format_input_end(format_input *input);

/*
 * Appends all up to and with the next delimiter (any case; at most 32 bytes, the first and the
 * last one no letters) to out, or up to the end of the entry (*found false). Over out's cap: reads
 * on to the delimiter, then NEWSDEX_E_LIMIT.
 */
newsdex_status format_input_read_until(format_input *input, const char *delimiter, ndx_buffer *out,
                                       bool *found, newsdex_error *err);
/* Appends the rest of the entry to out; over out's cap: NEWSDEX_E_LIMIT, and the rest is given up.
 */
newsdex_status format_input_read_all(format_input *input, ndx_buffer *out, newsdex_error *err);

#endif

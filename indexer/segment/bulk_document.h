/* A document's terms as the backend can hold them, and its used slots as a glass table does. */
#ifndef NDX_SEGMENT_BULK_DOCUMENT_H
#define NDX_SEGMENT_BULK_DOCUMENT_H

#include "searcher/base/arena.h"
#include "searcher/base/buffer.h"
#include "searcher/xapian-c/xapc.h"

/* Values go into one entry of a table as a whole, and twice into their slot's bounds. */
enum { BULK_VALUE_MAX = 32 << 20 };

/* The terms of one document, with those that are too long cut, and united with what they equal. */
typedef struct bulk_terms {
    const xapc_term *terms; /* in any order; of the document or of own */
    size_t count;
    xapc_term *own;
    size_t own_room;
    ndx_arena texts;
} bulk_terms;

/* One that is all zero bytes is ready for use. */
void bulk_terms_release(bulk_terms *terms);
/* Good as long as the document and until the next call. */
newsdex_status bulk_terms_set(bulk_terms *terms, const xapc_document *document, newsdex_error *err);

/* Sum of the wdf, the document's length. NEWSDEX_E_LIMIT: more than 32 bits, or too long a list. */
newsdex_status bulk_terms_measure(const bulk_terms *terms, uint32_t *length, newsdex_error *err);
/* Appends the tag of the used slots. NEWSDEX_E_ARGUMENT: the slots do not rise; NEWSDEX_E_LIMIT: a
   value is too long. */
newsdex_status bulk_pack_slots(const xapc_value *values, size_t count, ndx_buffer *out,
                               newsdex_error *err);

#endif

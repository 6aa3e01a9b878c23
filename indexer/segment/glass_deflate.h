/*
 * Raw deflate for tags of the tables that may hold deflated ones: records and
 * term lists.
 */
#ifndef NDX_SEGMENT_GLASS_DEFLATE_H
#define NDX_SEGMENT_GLASS_DEFLATE_H

#include <stddef.h>

#include "include/newsdex.h"

typedef struct glass_deflater glass_deflater;

newsdex_status glass_deflater_new(glass_deflater **out, newsdex_error *err);
/*
 * *out is what the tag deflates to, good until the next call; NULL when that isn't
 * shorter. Xapian can read it back, however it is cut into items.
 */
newsdex_status glass_deflate(glass_deflater *deflater, const void *tag, size_t length,
                             const void **out, size_t *out_length, newsdex_error *err);
/* NULL is fine. */
void glass_deflater_free(glass_deflater *deflater);

#endif

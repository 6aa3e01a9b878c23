/*
 * Raw deflate for tags of the tables that may hold deflated ones: records and
 * term lists. Each tag is a stream of its own, and mostly a short one, so one
 * code is made for many that are alike: learn some of them, make the code,
 * deflate them all.
 */
#ifndef NDX_SEGMENT_GLASS_DEFLATE_H
#define NDX_SEGMENT_GLASS_DEFLATE_H

#include <stddef.h>

#include "include/newsdex.h"

typedef struct glass_deflater glass_deflater;

newsdex_status glass_deflater_new(glass_deflater **out, newsdex_error *err);
/* NULL is fine. */
void glass_deflater_free(glass_deflater *deflater);

void glass_deflater_learn(glass_deflater *deflater, const void *tag, size_t length);
/* Of what was learned since the last code. */
newsdex_status glass_deflater_make_code(glass_deflater *deflater, newsdex_error *err);
/*
 * *out is what the tag deflates to, good until the next call; NULL when that isn't
 * shorter. Xapian can read it back, however it is cut into items.
 */
newsdex_status glass_deflate(glass_deflater *deflater, const void *tag, size_t length,
                             const void **out, size_t *out_length, newsdex_error *err);

#endif

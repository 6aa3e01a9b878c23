/* Text that was turned into UTF-8 twice: "CafÃ©", "itâ€™s". */
#ifndef NDX_ARTICLE_MOJIBAKE_H
#define NDX_ARTICLE_MOJIBAKE_H

#include <stdbool.h>

#include "searcher/base/buffer.h"

/*
 * Was text, UTF-8, taken for windows-1252 when it was UTF-8 already? Only if all of it can be
 * turned back, and something in it is hardly found in real text: "AMANHÃ…" may be just that.
 */
bool mojibake_found(const char *text, size_t length);

/* Appends such a text, turned back. */
newsdex_status mojibake_append_repaired(ndx_buffer *out, const char *text, size_t length,
                                        newsdex_error *err);

#endif

/* The text of a message without the files that people put into it before MIME. */
#ifndef NDX_ARTICLE_MAIL_PLAIN_H
#define NDX_ARTICLE_MAIL_PLAIN_H

#include "searcher/base/buffer.h"

/* Appends text without uuencoded and yEnc blocks. */
newsdex_status mail_append_plain(ndx_buffer *out, const char *text, size_t length,
                                 newsdex_error *err);

#endif

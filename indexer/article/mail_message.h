/* One message of RFC 5322 or 5536, with MIME, to an article: the only user of GMime. */
#ifndef NDX_ARTICLE_MAIL_MESSAGE_H
#define NDX_ARTICLE_MAIL_MESSAGE_H

#include "indexer/article/article.h"

/* Fills out from a message; its hostile fields are changed in place. Attachments are left
 * out; of alternatives plain text counts. */
newsdex_status mail_message_read(article *out, char *message, size_t length, newsdex_error *err);

#endif

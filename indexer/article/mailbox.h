/*
 * The messages of a file of several: mbox, with or without Content-Length, and rnews batches.
 *
 * A message ends where the next one begins. What only looks like a beginning, an unquoted "From "
 * line or a batch within a message, is seen through if the length that the message declares leads
 * to another beginning or to the end of the file; a wrong length changes nothing.
 */
#ifndef NDX_ARTICLE_MAILBOX_H
#define NDX_ARTICLE_MAILBOX_H

#include "indexer/article/format.h"
#include "searcher/base/buffer.h"
#include "searcher/base/date.h"

typedef enum mailbox_kind { MAILBOX_NONE, MAILBOX_MBOX, MAILBOX_RNEWS } mailbox_kind;

/* What begins with these bytes. */
mailbox_kind mailbox_kind_of(const char *text, size_t length);
/* Is line "name: value"? The bytes of the name, "Message-ID"; 0 when it has none. */
size_t mailbox_header_name(const char *line, size_t length);

typedef struct mailbox {
    mailbox_kind kind;
    ndx_buffer message;
    ndx_date delivered; /* as the line above the message says */

    /* Of mailbox.c alone: */
    ndx_buffer line;
    bool within_body;
    bool trusted;      /* declared leads to the end of the message */
    uint64_t declared; /* bytes of the body to come; 0: unknown, wrong or none */
} mailbox;

void mailbox_init(mailbox *box);
void mailbox_release(mailbox *box);
/*
 * The next message of a box of some kind, whose beginning lies ahead. NEWSDEX_E_LIMIT when it is
 * too long: go on with the next.
 */
newsdex_status mailbox_read(mailbox *box, format_input *input, newsdex_error *err);

#endif

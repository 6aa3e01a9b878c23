/* What newsdex-pdf, which knows poppler, and newsdex-index, which doesn't, have to agree on. */
#ifndef NDX_PDF_PROTOCOL_H
#define NDX_PDF_PROTOCOL_H

enum {
    PDF_SKIPPED = 10, /* exit codes */
    PDF_FAILED = 11,
    PDF_SECONDS_MAX = 60,    /* of processor time a PDF; the signal SIGXCPU or SIGALRM ends it */
    PDF_TEXT_MAX = 64 << 20, /* bytes, at the end of a page */
};

#endif

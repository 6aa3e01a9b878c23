/* Where sentences begin, by signs and capitals: good enough to cut a passage, and fast. */
#ifndef NDX_RESULT_SENTENCE_H
#define NDX_RESULT_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a sentence begins at that byte, which is no white space. */
bool ndx_sentence_begins_at(const char *text, size_t length, size_t at);

#endif

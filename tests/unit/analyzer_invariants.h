/* What holds for the tokens of any text; shared by the unit test and the fuzz target. */
#ifndef NDX_TESTS_UNIT_ANALYZER_INVARIANTS_H
#define NDX_TESTS_UNIT_ANALYZER_INVARIANTS_H

#include "searcher/text/analyzer.h"

typedef struct analyzer_checker {
    ndx_analyzer *analyzer, *general, *again; /* as used, without its short cut, for words */
} analyzer_checker;

/* False when the language isn't known. */
bool analyzer_checker_init(analyzer_checker *checker, const char *language);
void analyzer_checker_release(analyzer_checker *checker);

/* NULL, or which promise was broken. */
const char *analyzer_check(analyzer_checker *checker, ndx_analyzer_purpose purpose,
                           const char *text, size_t length);

#endif

/* Any bytes: the first one chooses the language, the others are the text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/analyzer_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_or_abort(analyzer_checker *checker, ndx_analyzer_purpose purpose,
                           const char *text, size_t length)
{
    const char *broken = analyzer_check(checker, purpose, text, length);
    if (broken) {
        fprintf(stderr, "fuzz_analyzer: %s\n", broken);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"english", "french",  "none",  "german",
                                            "russian", "turkish", "greek", "catalan"};
    if (size < 1)
        return 0;
    const char *text = (const char *)data + 1;
    analyzer_checker checker;
    if (!analyzer_checker_init(&checker, languages[data[0] % 8]))
        abort();
    check_or_abort(&checker, NDX_ANALYZE_ARTICLE, text, size - 1);
    check_or_abort(&checker, NDX_ANALYZE_QUERY, text, size - 1);
    analyzer_checker_release(&checker);
    return 0;
}

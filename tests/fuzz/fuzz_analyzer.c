/* Any bytes: the first one chooses the language, the others are the text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* A target is linked from one file. */
#include "tests/unit/analyzer_invariants.c"

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
    /* Kept from input to input, as analysers are. */
    static analyzer_checker checkers[8];
    analyzer_checker *checker = &checkers[data[0] % 8];
    if (!checker->analyzer && !analyzer_checker_init(checker, languages[data[0] % 8]))
        abort();
    check_or_abort(checker, NDX_ANALYZE_ARTICLE, text, size - 1);
    check_or_abort(checker, NDX_ANALYZE_QUERY, text, size - 1);
    return 0;
}

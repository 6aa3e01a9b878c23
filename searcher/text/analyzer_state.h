/* The inside of an analyser; shared with its unit test only. */
#ifndef NDX_TEXT_ANALYZER_STATE_H
#define NDX_TEXT_ANALYZER_STATE_H

#include "searcher/text/analyzer.h"
#include "searcher/text/char_class.h"
#include "searcher/text/dictionary.h"
#include "searcher/text/language.h"
#include "searcher/text/lexicon.h"
#include "searcher/text/stop_words.h"

/* Parts of a hyphenated word that still give a compound. */
enum { NDX_COMPOUND_PARTS = 4, NDX_COMPOUND_TOKENS = NDX_COMPOUND_PARTS * 3 + 1 };

typedef struct ndx_made_word {
    char word[NDX_WORD_MAX + 1], stem[NDX_WORD_MAX + 1];
} ndx_made_word;

/* What the next token continues. */
typedef enum ndx_analyzer_run {
    NDX_RUN_NONE,
    NDX_RUN_HYPHENS,   /* a hyphenated word too long for a compound */
    NDX_RUN_CJK,       /* a run of Chinese or the like, its first character at offset */
    NDX_RUN_DICTIONARY /* a run of Thai or the like, in dictionary */
} ndx_analyzer_run;

struct ndx_analyzer {
    const ndx_language *language;
    ndx_stop_words stop_words;
    ndx_lexicon lexicon;
    ndx_char_table chars;
    ndx_dictionary *dictionary; /* NULL until first needed */
    bool general_only;          /* for tests: no fast path */

    ndx_analyzer_purpose purpose;
    ndx_text text;
    size_t offset; /* what is before has been analysed */
    uint32_t position;
    newsdex_status status;
    ndx_analyzer_run run;

    ndx_token queue[NDX_ASCII_WORDS]; /* of one written word, or of several plain ones */
    size_t queue_head, queue_count;
    ndx_made_word made[NDX_COMPOUND_TOKENS]; /* of the tokens of one written word */
};

#endif

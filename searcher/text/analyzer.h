/*
 * THE analysis contract: what a word is. Articles, queries and highlighting
 * all go through this one function, so they can never disagree. Only folder
 * that knows libstemmer and ICU.
 *
 * In: UTF-8 text (invalid bytes separate words). Out: tokens, each with the
 * folded word, its folded stem, its bytes in the text and its word position.
 *
 * One written word ("well-being", a run of Chinese) may give several tokens:
 *   WORD      its first or only token
 *   PART      each further token of it, at the next position
 *   COMPOUND  another spelling of it as a whole ("wellbeing"); comes after its
 *             parts, has the position of the first and covers all their bytes
 */
#ifndef NDX_TEXT_ANALYZER_H
#define NDX_TEXT_ANALYZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"
#include "searcher/base/buffer.h"

/* Raised whenever any text gives other tokens than before; stamped into indexes. */
#define NDX_ANALYZER_VERSION 1

/* No word or stem is longer, in bytes: longer ones are cut and end in a hash of the whole. */
#define NDX_WORD_MAX 64

typedef struct ndx_analyzer ndx_analyzer; /* one thread at a time */

/* Why the text is analysed. A query gives no COMPOUND that would find more than was typed:
   an article's "U.S." is "u.s" and the compound "us", a query's "U.S." only "u.s". */
typedef enum ndx_analyzer_purpose { NDX_ANALYZE_ARTICLE, NDX_ANALYZE_QUERY } ndx_analyzer_purpose;

typedef enum ndx_token_kind { NDX_TOKEN_WORD, NDX_TOKEN_PART, NDX_TOKEN_COMPOUND } ndx_token_kind;

typedef struct ndx_token {
    const char *word, *stem; /* NUL-terminated, the analyser's, good until its next call */
    uint32_t word_length, stem_length;
    size_t offset, length; /* bytes of the text it stands for */
    uint32_t position;
    ndx_token_kind kind;
    uint64_t form; /* the same number always means this word with this stem; 0 means nothing */
} ndx_token;

/* The analyser keeps at most so many forms in mind, whose numbers all differ modulo NDX_FORMS: what
   one knows of each fits into a table of that size. */
enum { NDX_FORMS = 1 << 17 };

/*
 * language: any name or ISO code libstemmer knows ("english", "en", "fr"), or
 * "none" for no stemming. NEWSDEX_E_ARGUMENT names the known ones.
 */
newsdex_status ndx_analyzer_new(const char *language, ndx_analyzer **out, newsdex_error *err);
void ndx_analyzer_free(ndx_analyzer *analyzer);
/* The canonical name ("english"). */
const char *ndx_analyzer_language(const ndx_analyzer *analyzer);

/* Begins a text, which must stay until its last token. The first word gets first_position. */
void ndx_analyzer_start(ndx_analyzer *analyzer, ndx_analyzer_purpose purpose, const char *text,
                        size_t length, uint32_t first_position);
/* The next token, by start of word; false at the end of the text (or when out of memory: see
 * status). */
bool ndx_analyzer_next(ndx_analyzer *analyzer, ndx_token *token);
/* The next few tokens at once; 0 where next is false. They are the analyser's until its next call.
 */
size_t ndx_analyzer_read(ndx_analyzer *analyzer, const ndx_token **tokens);
/* NEWSDEX_OK, or NEWSDEX_E_NOMEM when the text was cut short. */
newsdex_status ndx_analyzer_status(const ndx_analyzer *analyzer);
/* The position after the last word, at the end of the text. */
uint32_t ndx_analyzer_position(const ndx_analyzer *analyzer);

/* A folded word that carries next to no meaning ("the"): it ranks, but doesn't select. */
bool ndx_analyzer_is_stop_word(const ndx_analyzer *analyzer, const char *word, size_t length);

/* Appends the text folded as words are, but whole: spaces kept, runs of them made one, none at the
 * ends. */
newsdex_status ndx_analyzer_fold(ndx_analyzer *analyzer, const char *text, size_t length,
                                 ndx_buffer *out, newsdex_error *err);

#endif

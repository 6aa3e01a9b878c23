/* What each character is to the tokeniser. Looked up in ICU once, then in a table. */
#ifndef NDX_TEXT_CHAR_CLASS_H
#define NDX_TEXT_CHAR_CLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ndx_char_class {
    NDX_CHAR_UNKNOWN,    /* not looked up yet; never returned */
    NDX_CHAR_SEPARATOR,  /* white space, punctuation, symbols, invalid bytes, the end */
    NDX_CHAR_LETTER,     /* of a script written with spaces */
    NDX_CHAR_DIGIT,      /* decimal digits and subscripts (CO2) */
    NDX_CHAR_MARK,       /* continues a word, begins none; the Arabic tatweel too */
    NDX_CHAR_IGNORED,    /* soft hyphen, joiners, ...: vanishes inside a word */
    NDX_CHAR_APOSTROPHE, /* ' and its typographic forms */
    NDX_CHAR_HYPHEN,     /* - U+2010 U+2011 */
    NDX_CHAR_MIDDLE_DOT, /* U+00B7: part of Catalan l.l */
    NDX_CHAR_CJK,        /* Han, kana, Hangul: words are pairs */
    NDX_CHAR_DICTIONARY  /* Thai, Lao, Khmer, Burmese: words by ICU's dictionary */
} ndx_char_class;

typedef struct ndx_char_table {
    uint8_t classes[0x10000]; /* all zero to begin with; filled as characters come up */
} ndx_char_table;

/* A text and the table its characters are looked up in. */
typedef struct ndx_text {
    const char *bytes;
    size_t length;
    ndx_char_table *chars;
} ndx_text;

ndx_char_class ndx_char_class_of(ndx_char_table *table, uint32_t code);

/* The class of the character at offset and its length in bytes (0 at the end). */
ndx_char_class ndx_char_class_at(const ndx_text *text, size_t offset, size_t *size);

/* Can begin a word of a script written with spaces. */
static inline bool ndx_char_begins_word(ndx_char_class class)
{
    return class == NDX_CHAR_LETTER || class == NDX_CHAR_DIGIT;
}

#endif

/* The shapes of written words: numbers, acronyms, apostrophes, hyphens. */
#include "searcher/text/scan.h"

#include <string.h>

enum { ACRONYM_LETTERS = 15, AMPERSAND_LETTERS = 4, SPLIT_LETTERS = 3, ELISION_BYTES = 8 };

static char byte_at(const ndx_text *text, size_t offset)
{
    return offset < text->length ? text->bytes[offset] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_digit_at(const ndx_text *text, size_t offset)
{
    return is_digit(byte_at(text, offset));
}

/* A word can't have ended before this character. */
static bool goes_on_at(const ndx_text *text, size_t offset)
{
    size_t size;
    ndx_char_class class = ndx_char_class_at(text, offset, &size);
    return ndx_char_begins_word(class) || class == NDX_CHAR_MARK || class == NDX_CHAR_IGNORED;
}

static bool word_begins_at(const ndx_text *text, size_t offset)
{
    size_t size;
    return ndx_char_begins_word(ndx_char_class_at(text, offset, &size));
}

/* The end of the letter at offset, or offset if there is no letter. */
static size_t letter_end(const ndx_text *text, size_t offset)
{
    size_t size;
    return ndx_char_class_at(text, offset, &size) == NDX_CHAR_LETTER ? offset + size : offset;
}

static bool is_apostrophe_at(const ndx_text *text, size_t offset, size_t *size)
{
    return ndx_char_class_at(text, offset, size) == NDX_CHAR_APOSTROPHE;
}

/* The length of the apostrophe that ends at end, 0 if there is none. */
static size_t apostrophe_before(const ndx_text *text, size_t start, size_t end)
{
    for (size_t size = 1; size <= 3 && size <= end - start; size++) {
        size_t found;
        if (is_apostrophe_at(text, end - size, &found))
            return found == size ? size : 0;
    }
    return 0;
}

/* ---- numbers ----------------------------------------------------------- */

static size_t digits_end(const ndx_text *text, size_t offset)
{
    while (is_digit_at(text, offset))
        offset++;
    return offset;
}

/* The end of the groups ",000,000" that follow, or offset if it isn't groups of three. */
static size_t groups_end(const ndx_text *text, size_t offset, char mark, size_t *count)
{
    size_t end = offset;
    *count = 0;
    while (byte_at(text, end) == mark && is_digit_at(text, end + 1)) {
        if (digits_end(text, end + 1) != end + 4)
            return offset;
        end += 4;
        ++*count;
    }
    return end;
}

static bool digit_follows(const ndx_text *text, size_t offset, char mark)
{
    return byte_at(text, offset) == mark && is_digit_at(text, offset + 1);
}

/* In a chain such as 25.09.2025, which is three numbers. */
static bool is_chained(const ndx_text *text, size_t offset)
{
    return offset >= 2 && (text->bytes[offset - 1] == '.' || text->bytes[offset - 1] == ',') &&
           is_digit(text->bytes[offset - 2]);
}

static size_t scan_number(const ndx_text *text, size_t start, ndx_item *item)
{
    size_t end = digits_end(text, start);
    if (is_chained(text, start))
        return end;
    size_t count;
    if (end - start <= 3) {
        size_t grouped = groups_end(text, end, '.', &count);
        if (count > 1 && grouped > end) {
            item->drops_dots = true;
            return grouped;
        }
        end = groups_end(text, end, ',', &count);
    }
    if (!digit_follows(text, end, '.'))
        return end;
    size_t point_end = digits_end(text, end + 1);
    if (digit_follows(text, point_end, '.'))
        return end;
    item->has_point = true;
    return point_end;
}

/* ---- shapes with signs inside ------------------------------------------ */

/* U.S., e.g, J.K.Rowling up to the R: single letters with dots, two at least. */
static size_t scan_acronym(const ndx_text *text, size_t start)
{
    size_t end = start, letters = 0;
    while (letters < ACRONYM_LETTERS) {
        size_t after = letter_end(text, end);
        if (after == end)
            break;
        if (byte_at(text, after) == '.') {
            end = after + 1;
            letters++;
            continue;
        }
        if (!goes_on_at(text, after)) {
            end = after;
            letters++;
        }
        break;
    }
    return letters > 1 ? end : start;
}

static size_t letters_end(const ndx_text *text, size_t start, size_t most)
{
    size_t end = start;
    for (size_t i = 0; i < most; i++)
        end = letter_end(text, end);
    return end;
}

/* AT&T */
static size_t scan_ampersand(const ndx_text *text, size_t start)
{
    size_t sign = letters_end(text, start, AMPERSAND_LETTERS);
    if (sign == start || byte_at(text, sign) != '&')
        return start;
    size_t end = letters_end(text, sign + 1, AMPERSAND_LETTERS);
    return end == sign + 1 || goes_on_at(text, end) ? start : end;
}

/* C++, C# */
static size_t scan_plus(const ndx_text *text, size_t start)
{
    size_t after = letter_end(text, start);
    if (after != start + 1)
        return start;
    if (byte_at(text, after) == '+' && byte_at(text, after + 1) == '+')
        return after + 2;
    return byte_at(text, after) == '#' && !goes_on_at(text, after + 1) ? after + 1 : start;
}

/* Past "'s" if the word ends there, else end. */
static size_t possessive_end(const ndx_text *text, size_t end)
{
    size_t size;
    if (!is_apostrophe_at(text, end, &size) || (byte_at(text, end + size) | 0x20) != 's')
        return end;
    size_t after = end + size + 1;
    size_t next;
    bool is_over = !goes_on_at(text, after) &&
                   !(is_apostrophe_at(text, after, &next) && word_begins_at(text, after + next));
    return is_over ? after : end;
}

static bool scan_shape(const ndx_text *text, size_t start, ndx_item *item)
{
    size_t end = scan_acronym(text, start);
    if (end > start) {
        item->kind = NDX_ITEM_ACRONYM;
        item->fold_end = text->bytes[end - 1] == '.' ? end - 1 : end;
    } else {
        end = scan_ampersand(text, start);
        if (end == start)
            end = scan_plus(text, start);
        if (end == start)
            return false;
        item->kind = NDX_ITEM_SYMBOLS;
        item->fold_end = end;
    }
    item->has_letter = true;
    item->end = possessive_end(text, end);
    return true;
}

/* ---- words ------------------------------------------------------------- */

typedef struct apostrophes {
    size_t count, first, first_size;
} apostrophes;

/* Catalan: the dot in col·legi. */
static bool is_catalan_dot(const ndx_text *text, size_t offset)
{
    return offset > 0 && (text->bytes[offset - 1] | 0x20) == 'l' &&
           (byte_at(text, offset + 2) | 0x20) == 'l';
}

/* The end of the letters, digits and apostrophes from start. */
static size_t scan_letters(const ndx_text *text, size_t start, ndx_item *item, apostrophes *found)
{
    size_t end = start;
    for (size_t at = start;;) {
        size_t size;
        switch (ndx_char_class_at(text, at, &size)) {
        case NDX_CHAR_LETTER:
            item->has_letter = true;
            end = at += size;
            break;
        case NDX_CHAR_MARK:
            end = at += size;
            break;
        case NDX_CHAR_DIGIT:
            end = at = size == 1 ? scan_number(text, at, item) : at + size;
            break;
        case NDX_CHAR_IGNORED:
            at += size;
            break;
        case NDX_CHAR_MIDDLE_DOT:
            if (end != at || !is_catalan_dot(text, at))
                return end;
            at += size;
            break;
        case NDX_CHAR_APOSTROPHE:
            if (end != at || !word_begins_at(text, at + size))
                return end;
            if (found->count++ == 0) {
                found->first = at;
                found->first_size = size;
            }
            at += size;
            break;
        default:
            return end;
        }
    }
}

/* Without the 's of "company's", also if doubled. */
static size_t strip_possessive(const ndx_text *text, size_t start, size_t end)
{
    while (end > start + 2 && (text->bytes[end - 1] | 0x20) == 's') {
        size_t size = apostrophe_before(text, start, end - 1);
        if (!size || end - 1 - size == start)
            break;
        end -= 1 + size;
    }
    return end;
}

/*
 * O'Brien, dell'isola: a single letter or an elided word of any language, an
 * apostrophe, then letters only and at least three.
 */
static bool is_split(const ndx_text *text, const ndx_item *item, const apostrophes *found)
{
    size_t second = found->first + found->first_size;
    if (second >= item->fold_end ||
        (letter_end(text, item->start) != found->first &&
         !ndx_language_elides_elsewhere(text->bytes + item->start, found->first - item->start)))
        return false;
    size_t letters = 0, size;
    for (size_t at = second; at < item->fold_end; at += size) {
        ndx_char_class class = ndx_char_class_at(text, at, &size);
        if (class == NDX_CHAR_LETTER)
            letters++;
        else if (class != NDX_CHAR_MARK && class != NDX_CHAR_IGNORED)
            return false;
    }
    return letters >= SPLIT_LETTERS;
}

/* Past the "d'" of "d'Actium", also if doubled; else start. */
static size_t skip_elisions(const ndx_text *text, const ndx_language *language, size_t start)
{
    for (;;) {
        size_t end = start, size;
        while (end - start <= ELISION_BYTES && (unsigned char)byte_at(text, end) < 0x80 &&
               letter_end(text, end) > end)
            end++;
        if (!is_apostrophe_at(text, end, &size) || !word_begins_at(text, end + size) ||
            !ndx_language_elides(language, text->bytes + start, end - start))
            return start;
        start = end + size;
    }
}

void ndx_scan_item(const ndx_text *text, const ndx_language *language, size_t start, ndx_item *item)
{
    if (*language->elisions)
        start = skip_elisions(text, language, start);
    *item = (ndx_item){.kind = NDX_ITEM_WORD, .start = start};
    if (scan_shape(text, start, item))
        return;
    apostrophes found = {0, 0, 0};
    item->end = item->fold_end = scan_letters(text, start, item, &found);
    if (!found.count)
        return;
    if (language->suffix_apostrophe) {
        item->fold_end = found.first;
        return;
    }
    item->fold_end = strip_possessive(text, start, item->end);
    if (is_split(text, item, &found)) {
        item->kind = NDX_ITEM_SPLIT;
        item->first_end = found.first;
        item->second = found.first + found.first_size;
    }
}

size_t ndx_scan_hyphen(const ndx_text *text, size_t end)
{
    size_t size;
    if (ndx_char_class_at(text, end, &size) != NDX_CHAR_HYPHEN || !word_begins_at(text, end + size))
        return 0;
    return end + size;
}

#include "searcher/result/sentence.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The length of the mark of those that text[0..end) ends in, 0 when it ends in none. */
static size_t mark_before(const char *text, size_t end, const char *const *marks)
{
    for (; *marks; marks++) {
        size_t length = strlen(*marks);
        if (length <= end && !memcmp(text + end - length, *marks, length))
            return length;
    }
    return 0;
}

/* Behind which a sentence goes on, though there is a full stop. */
static bool is_abbreviation(const char *word, size_t length)
{
    static const char *const known[] = {
        "Mr",  "Mrs", "Ms",  "Dr",   "Prof", "Sen", "Sens", "Rep",  "Reps", "Gov", "Gen",  "Col",
        "Lt",  "Sgt", "Maj", "Capt", "Adm",  "Rev", "Hon",  "Pres", "St",   "Mt",  "Jr",   "Sr",
        "No",  "Nos", "Vol", "vs",   "Jan",  "Feb", "Mar",  "Apr",  "Aug",  "Sep", "Sept", "Oct",
        "Nov", "Dec", "ca",  "bzw",  "Nr",   "Mme", "Mlle", "Sra",  "dr",   NULL};
    if (length == 1 || memchr(word, '.', length))
        return true;
    for (const char *const *one = known; *one; one++)
        if (strlen(*one) == length && !memcmp(*one, word, length))
            return true;
    return false;
}

/* Whether the full stop at text[dot] belongs to the word before it: J., U.S., Sen. */
static bool is_part_of_word(const char *text, size_t dot)
{
    size_t start = dot;
    while (start && (is_letter(text[start - 1]) || text[start - 1] == '.'))
        start--;
    return start < dot && is_abbreviation(text + start, dot - start);
}

static bool ends_sentence(const char *text, size_t end)
{
    static const char *const closing[] = {"\"",           "'",        ")", "]", "\xE2\x80\x9D",
                                          "\xE2\x80\x99", "\xC2\xBB", NULL};
    static const char *const final[] = {".", "!", "?", "\xE2\x80\xA6", NULL};
    size_t mark;
    while ((mark = mark_before(text, end, closing)) > 0)
        end -= mark;
    return mark_before(text, end, final) &&
           !(text[end - 1] == '.' && is_part_of_word(text, end - 1));
}

/* Chinese and Japanese have no space between sentences; a mark that closes belongs to the first. */
static bool begins_wide_sentence(const char *text, size_t length, size_t at)
{
    static const char *const closing[] = {"\xE3\x80\x8D", "\xE3\x80\x8F", "\xE2\x80\x9D", NULL};
    static const char *const final[] = {"\xE3\x80\x82", "\xEF\xBC\x81", "\xEF\xBC\x9F", NULL};
    enum { MARK_LENGTH = 3 };
    if (at + MARK_LENGTH <= length && mark_before(text, at + MARK_LENGTH, closing))
        return false;
    return mark_before(text, at - mark_before(text, at, closing), final) > 0;
}

/* Whether the line end at text[at] is the author's: where lines are wrapped, they are about as long
   as each other. */
static bool is_own_line_end(const char *text, size_t at)
{
    enum { WRAPPED_MIN = 45, WRAPPED_MAX = 100 };
    size_t length = 0;
    while (length <= WRAPPED_MAX && length < at && text[at - length - 1] != '\n')
        length++;
    return length < WRAPPED_MIN || length > WRAPPED_MAX;
}

bool ndx_sentence_begins_at(const char *text, size_t length, size_t at)
{
    size_t end = at, lines = 0, line_end = 0;
    for (; end && is_space(text[end - 1]); end--)
        if (text[end - 1] == '\n') {
            line_end = end - 1;
            lines++;
        }
    if (!end || lines > 1 || (lines == 1 && is_own_line_end(text, line_end)))
        return true;
    if (end == at)
        return begins_wide_sentence(text, length, at);
    return !(text[at] >= 'a' && text[at] <= 'z') && ends_sentence(text, end);
}

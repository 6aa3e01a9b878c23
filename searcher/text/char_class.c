/* Classes of characters, from ICU's properties and a few decisions of our own. */
#include "searcher/text/char_class.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "searcher/base/utf8.h"

/* Characters whose Unicode properties don't say what news text means by them. */
static ndx_char_class decided_class(uint32_t code)
{
    switch (code) {
    case '\'':
    case 0x02BB: /* the Hawaiian okina */
    case 0x02BC:
    case 0x2018:
    case 0x2019:
    case 0xFF07:
        return NDX_CHAR_APOSTROPHE;
    case '-':
    case 0x2010:
    case 0x2011:
        return NDX_CHAR_HYPHEN;
    case 0x00B7:
        return NDX_CHAR_MIDDLE_DOT;
    case 0x200B: /* zero-width space: that is how Khmer and Burmese mark words */
        return NDX_CHAR_SEPARATOR;
    case 0x05F3: /* Hebrew geresh and gershayim: inside acronyms */
    case 0x05F4:
        return NDX_CHAR_IGNORED;
    case 0x0640: /* Arabic tatweel only stretches a word */
        return NDX_CHAR_MARK;
    case 0x30FC: /* prolonged sound and half-width voicing marks: script "common" */
    case 0xFF70:
    case 0xFF9E:
    case 0xFF9F:
        return NDX_CHAR_CJK;
    default:
        return code >= 0x2080 && code <= 0x2089 ? NDX_CHAR_DIGIT : NDX_CHAR_UNKNOWN;
    }
}

static bool is_cjk(UChar32 code, uint32_t category)
{
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(code, &status)) {
    case USCRIPT_HAN: /* radicals count as symbols, yet fold to characters */
        return !(category & U_GC_P_MASK);
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
        return (category & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
    default:
        return false;
    }
}

static ndx_char_class look_up(uint32_t code)
{
    ndx_char_class decided = decided_class(code);
    if (decided != NDX_CHAR_UNKNOWN)
        return decided;
    UChar32 c = (UChar32)code;
    uint32_t category = U_GET_GC_MASK(c);
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return NDX_CHAR_IGNORED;
    if (is_cjk(c, category))
        return NDX_CHAR_CJK;
    if (category & U_GC_ND_MASK)
        return NDX_CHAR_DIGIT;
    if (!(category & (U_GC_L_MASK | U_GC_NL_MASK | U_GC_M_MASK)))
        return NDX_CHAR_SEPARATOR;
    if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT)
        return NDX_CHAR_DICTIONARY;
    return category & U_GC_M_MASK ? NDX_CHAR_MARK : NDX_CHAR_LETTER;
}

ndx_char_class ndx_char_class_of(ndx_char_table *table, uint32_t code)
{
    if (code >= 0x10000)
        return code > 0x10FFFF ? NDX_CHAR_SEPARATOR : look_up(code);
    uint8_t *class = &table->classes[code];
    if (*class == NDX_CHAR_UNKNOWN)
        *class = (uint8_t)look_up(code);
    return (ndx_char_class) * class;
}

ndx_char_class ndx_char_class_at(const ndx_text *text, size_t offset, size_t *size)
{
    if (offset >= text->length) {
        *size = 0;
        return NDX_CHAR_SEPARATOR;
    }
    uint32_t code;
    *size = ndx_utf8_decode(text->bytes + offset, text->length - offset, &code);
    return ndx_char_class_of(text->chars, code);
}

/* Folding, one character at a time after ICU's normalisation. */
#include "searcher/text/fold.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

newsdex_status ndx_folder_init(ndx_folder *folder, newsdex_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    folder->nfkc_casefold = unorm2_getNFKCCasefoldInstance(&status);
    folder->nfc = unorm2_getNFCInstance(&status);
    folder->marks = NDX_FOLD_KEEP_MARKS;
    if (U_FAILURE(status))
        return ndx_error_set(err, NEWSDEX_E_INTERNAL, "ICU has no normaliser: %s",
                             u_errorName(status));
    return NEWSDEX_OK;
}

void ndx_fold_start(ndx_folder *folder)
{
    folder->marks = NDX_FOLD_KEEP_MARKS;
}

size_t ndx_fold_cut(const ndx_folder *folder, const char *text, size_t length)
{
    if (length <= NDX_FOLD_BLOCK)
        return length;
    size_t last = ndx_utf8_cut(text, length, NDX_FOLD_BLOCK);
    for (size_t cut = last; cut > 0; cut = ndx_utf8_cut(text, length, cut - 1)) {
        uint32_t code;
        ndx_utf8_decode(text + cut, length - cut, &code);
        if (code > 0x10FFFF || unorm2_hasBoundaryBefore(folder->nfkc_casefold, (UChar32)code))
            return cut;
    }
    /* A whole block of marks, or of stray continuation bytes: no text. */
    return last ? last : NDX_FOLD_BLOCK;
}

/* Letters that are accented to the eye, but don't decompose. */
static const char *plain_form(UChar32 letter)
{
    switch (letter) {
    case 0xE6:
        return "ae";
    case 0x153:
        return "oe";
    case 0xFE:
        return "th";
    case 0xF0:
    case 0x111:
    case 0x257:
        return "d";
    case 0xF8:
    case 0x275:
        return "o";
    case 0x127:
        return "h";
    case 0x131:
    case 0x268:
        return "i";
    case 0x138:
    case 0x199:
        return "k";
    case 0x142:
    case 0x19A:
        return "l";
    case 0x14B:
        return "n";
    case 0x167:
        return "t";
    case 0x180:
    case 0x253:
        return "b";
    case 0x1B4:
        return "y";
    case 0x1B6:
        return "z";
    case 0x289:
        return "u";
    default:
        return NULL;
    }
}

static void put_bytes(ndx_folder *folder, const char *bytes, size_t length)
{
    memcpy(folder->folded + folder->folded_length, bytes, length);
    folder->folded_length += length;
}

static void put_code(ndx_folder *folder, UChar32 code)
{
    char bytes[4];
    put_bytes(folder, bytes, ndx_utf8_encode((uint32_t)code, bytes));
}

/* A letter or digit. */
static void put_ascii(ndx_folder *folder, char c)
{
    folder->marks = NDX_FOLD_DROP_MARKS;
    folder->folded[folder->folded_length++] = c;
}

/* U16_NEXT, which is not clean under -Wsign-conversion; surrogates always come in pairs here. */
static UChar32 next_code(const UChar *units, int32_t count, int32_t *at)
{
    UChar unit = units[(*at)++];
    if (!U16_IS_LEAD(unit) || *at == count)
        return unit;
    return U16_GET_SUPPLEMENTARY(unit, units[(*at)++]);
}

/* A letter of a script whose accents are dropped. */
static void fold_accented(ndx_folder *folder, UChar32 letter)
{
    UChar parts[8];
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = unorm2_getDecomposition(folder->nfc, letter, parts, 8, &status);
    int32_t at = 0;
    if (U_SUCCESS(status) && count > 0)
        letter = next_code(parts, count, &at); /* the others are marks */
    const char *plain = plain_form(letter);
    if (plain)
        put_bytes(folder, plain, strlen(plain));
    else
        put_code(folder, letter);
    folder->marks = NDX_FOLD_DROP_MARKS;
}

static void fold_letter(ndx_folder *folder, UChar32 letter)
{
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(letter, &status)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
        fold_accented(folder, letter);
        return;
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
        folder->marks = NDX_FOLD_DROP_POINTS;
        break;
    default:
        folder->marks = NDX_FOLD_KEEP_MARKS;
    }
    put_code(folder, letter);
}

static void fold_mark(ndx_folder *folder, UChar32 mark)
{
    bool is_hamza = mark >= 0x653 && mark <= 0x655; /* changes the letter: stays */
    if (folder->marks == NDX_FOLD_DROP_MARKS ||
        (folder->marks == NDX_FOLD_DROP_POINTS && !is_hamza))
        return;
    put_code(folder, mark);
}

static void fold_other(ndx_folder *folder, ndx_fold_keep keep, UChar32 code)
{
    if (keep == NDX_FOLD_WORD)
        return; /* as if it weren't there: marks still belong to the last letter */
    bool is_blank = u_isUWhiteSpace(code) || u_iscntrl(code);
    put_code(folder, is_blank ? ' ' : code);
    folder->marks = NDX_FOLD_KEEP_MARKS;
}

static void fold_code(ndx_folder *folder, ndx_fold_keep keep, UChar32 code)
{
    if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9')) {
        put_ascii(folder, (char)code);
        return;
    }
    switch (code) {
    case '\'':
    case 0x02BB:
    case 0x02BC:
    case 0x2018:
    case 0x2019:
        put_code(folder, '\'');
        return;
    case '.':
    case '&':
    case '+':
    case '#':
        put_code(folder, code);
        return;
    case 0x2010:
        fold_other(folder, keep, '-');
        return;
    case 0x0640: /* tatweel */
        return;
    default:
        break;
    }
    uint32_t category = U_GET_GC_MASK(code);
    if (category & U_GC_M_MASK)
        fold_mark(folder, code);
    else if (category & (U_GC_L_MASK | U_GC_NL_MASK))
        fold_letter(folder, code);
    else if (category & U_GC_ND_MASK)
        put_ascii(folder, (char)('0' + u_charDigitValue(code)));
    else
        fold_other(folder, keep, code);
}

static int32_t read_units(const char *text, size_t length, UChar *units)
{
    int32_t count = 0;
    for (size_t i = 0; i < length;) {
        uint32_t code;
        i += ndx_utf8_decode(text + i, length - i, &code);
        U16_APPEND_UNSAFE(units, count, code <= 0x10FFFF ? code : ' ');
    }
    return count;
}

void ndx_fold_block(ndx_folder *folder, ndx_fold_keep keep, const char *text, size_t length)
{
    folder->lower_length = folder->folded_length = 0;
    int32_t raw_count = read_units(text, length, folder->raw);
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = unorm2_normalize(folder->nfkc_casefold, folder->raw, raw_count, folder->normal,
                                     NDX_FOLD_UNITS, &status);
    if (U_FAILURE(status))
        return; /* can't be: see NDX_FOLD_UNITS */
    for (int32_t i = 0; i < count;) {
        UChar32 code = next_code(folder->normal, count, &i);
        folder->lower_length +=
            ndx_utf8_encode((uint32_t)code, folder->lower + folder->lower_length);
        fold_code(folder, keep, code);
    }
}

void ndx_fold_lower(ndx_folder *folder, const char *text, size_t length)
{
    folder->folded_length = 0;
    for (size_t i = 0; i < length;) {
        uint32_t code;
        i += ndx_utf8_decode(text + i, length - i, &code);
        if (code <= 0x10FFFF)
            fold_code(folder, NDX_FOLD_WORD, (UChar32)code);
    }
}

#include "indexer/article/charset.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "indexer/article/mojibake.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

enum { DETECT_MAX = 64 * 1024, PIVOT_UNITS = 4096 };

const char *charset_of_wide_text(const char *text, size_t length)
{
    if (length >= 4 && memcmp(text, "\xFF\xFE\0\0", 4) == 0)
        return "UTF-32LE";
    if (length >= 4 && memcmp(text, "\0\0\xFE\xFF", 4) == 0)
        return "UTF-32BE";
    if (length >= 2 && memcmp(text, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (length >= 2 && memcmp(text, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    /* Without a mark: nearly every second byte NUL and hardly any other. */
    size_t nuls[2] = {0, 0}, pairs = length / 2;
    if (pairs < 8 || !memchr(text, '\0', length))
        return NULL;
    for (size_t i = 0; i < pairs * 2; i++)
        nuls[i & 1] += text[i] == '\0';
    size_t many = pairs - pairs / 10, few = pairs / 100;
    return nuls[1] >= many && nuls[0] <= few   ? "UTF-16LE"
           : nuls[0] >= many && nuls[1] <= few ? "UTF-16BE"
                                               : NULL;
}

/* ---- converting ------------------------------------------------------------ */

struct charset_decoder {
    UConverter *from, *to;
    UChar pivot[PIVOT_UNITS];
    UChar *pivot_source, *pivot_target;
    bool begun;
};

newsdex_status charset_decoder_open(const char *name, charset_decoder **out, newsdex_error *err)
{
    *out = NULL;
    charset_decoder *d = malloc(sizeof *d);
    if (!d)
        return ndx_error_nomem(err);
    UErrorCode code = U_ZERO_ERROR;
    *d = (charset_decoder){.from = ucnv_open(name, &code)};
    d->to = ucnv_open("UTF-8", &code);
    d->pivot_source = d->pivot_target = d->pivot;
    if (U_FAILURE(code)) {
        charset_decoder_close(d);
        if (code == U_MEMORY_ALLOCATION_ERROR)
            return ndx_error_nomem(err);
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "unknown charset %.40s", name);
    }
    *out = d;
    return NEWSDEX_OK;
}

void charset_decoder_close(charset_decoder *decoder)
{
    if (!decoder)
        return;
    ucnv_close(decoder->from); /* takes NULL */
    ucnv_close(decoder->to);
    free(decoder);
}

newsdex_status charset_decoder_feed(charset_decoder *d, const char *bytes, size_t length, bool last,
                                    ndx_buffer *out, newsdex_error *err)
{
    const char *source = bytes;
    for (;;) {
        char block[PIVOT_UNITS];
        char *target = block;
        UErrorCode code = U_ZERO_ERROR;
        ucnv_convertEx(d->to, d->from, &target, block + sizeof block, &source, bytes + length,
                       d->pivot, &d->pivot_source, &d->pivot_target, d->pivot + PIVOT_UNITS,
                       !d->begun, last, &code);
        d->begun = true;
        newsdex_status status = ndx_buffer_append(out, block, (size_t)(target - block), err);
        if (status)
            return status;
        if (code == U_MEMORY_ALLOCATION_ERROR)
            return ndx_error_nomem(err);
        if (code != U_BUFFER_OVERFLOW_ERROR)
            return U_FAILURE(code) ? ndx_error_set(err, NEWSDEX_E_INTERNAL,
                                                   "cannot convert the text: %s", u_errorName(code))
                                   : NEWSDEX_OK;
    }
}

static newsdex_status convert(const char *name, const char *bytes, size_t length, ndx_buffer *out,
                              newsdex_error *err)
{
    charset_decoder *decoder;
    newsdex_status status = charset_decoder_open(name, &decoder, err);
    if (!status)
        status = charset_decoder_feed(decoder, bytes, length, true, out, err);
    charset_decoder_close(decoder);
    return status;
}

void charset_use(charset_used *used, const char *name)
{
    *used = (charset_used){.guessed = false};
    /* ICU overlooks line ends and the like in a name; the ledger would not. */
    for (size_t i = 0; name[i] && i + 1 < sizeof used->name; i++)
        used->name[i] = name[i] >= ' ' && name[i] <= '~' ? name[i] : '?';
}

/* ---- choosing -------------------------------------------------------------- */

/* What a label means on the web: pages that say ISO-8859-1 are written in windows-1252, and so on.
 */
static const char *web_name(const char *label)
{
    static const char *const names[][2] = {
        {"iso-8859-1", "windows-1252"},
        {"iso8859-1", "windows-1252"},
        {"latin1", "windows-1252"},
        {"latin-1", "windows-1252"},
        {"us-ascii", "windows-1252"},
        {"ascii", "windows-1252"},
        {"iso-8859-9", "windows-1254"},
        {"iso-8859-11", "windows-874"},
        {"gb2312", "gb18030"},
        {"gbk", "gb18030"},
        {"shift_jis", "windows-31j"},
        {"euc-kr", "windows-949"},
        {"ks_c_5601-1987", "windows-949"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(label, names[i][0]) == 0)
            return names[i][1];
    return label;
}

/* ASCII-compatible charsets only: a page that says UTF-16 in ASCII letters is not UTF-16. */
static bool is_usable(const char *label)
{
    if (!label || !*label || strlen(label) >= CHARSET_NAME_SIZE ||
        strncasecmp(label, "utf", 3) == 0 || strncasecmp(label, "ucs", 3) == 0 ||
        strncasecmp(label, "unicode", 7) == 0)
        return false;
    UErrorCode code = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(web_name(label), &code);
    bool known = U_SUCCESS(code);
    if (known) {
        UChar out[8];
        int32_t length = ucnv_toUChars(converter, out, 8, "a<1", 3, &code);
        known = U_SUCCESS(code) && length == 3 && out[0] == 'a' && out[1] == '<' && out[2] == '1';
    }
    ucnv_close(converter);
    return known;
}

const char *charset_of_label(const char *label)
{
    return is_usable(label) ? web_name(label) : NULL;
}

/* Enough good sequences for each broken byte: UTF-8 with damage, not another charset. */
static bool is_nearly_utf8(const char *text, size_t length)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < length;) {
        i += ndx_utf8_valid_prefix(text + i, length - i);
        bad += i < length;
        i += i < length;
    }
    for (size_t i = 0; i < length; i++)
        good += (unsigned char)text[i] >= 0xC2;
    return good > bad * 8;
}

static size_t count_high(const char *text, size_t length)
{
    size_t high = 0;
    for (size_t i = 0; i < length; i++)
        high += (unsigned char)text[i] >= 0x80;
    return high;
}

/* What ICU takes the bytes for, when it is sure and they are many; it guesses wildly at a few
 * accents. */
static void detect(const char *bytes, size_t length, char name[CHARSET_NAME_SIZE])
{
    enum { SURE = 50 };
    name[0] = '\0';
    if (length > DETECT_MAX)
        length = DETECT_MAX;
    if (count_high(bytes, length) * 5 < length)
        return;
    UErrorCode code = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&code);
    ucsdet_setText(detector, bytes, (int32_t)length, &code);
    const UCharsetMatch *match = ucsdet_detect(detector, &code);
    if (U_SUCCESS(code) && match && ucsdet_getConfidence(match, &code) >= SURE) {
        const char *found = ucsdet_getName(match, &code);
        if (U_SUCCESS(code) && is_usable(found))
            strcpy(name, found);
    }
    ucsdet_close(detector);
}

void charset_choose(const char *bytes, size_t length, const char *declared, charset_used *chosen)
{
    charset_use(chosen, "UTF-8");
    size_t valid = ndx_utf8_valid_prefix(bytes, length);
    if (valid == length || is_nearly_utf8(bytes, length))
        return;
    char detected[CHARSET_NAME_SIZE];
    const char *name = charset_of_label(declared);
    bool guessed = !name;
    if (guessed) {
        detect(bytes + valid, length - valid, detected);
        name = charset_of_label(detected);
    }
    charset_use(chosen, name ? name : "windows-1252");
    chosen->guessed = guessed;
}

const char *charset_declared(const char *server, const char *page)
{
    return charset_of_label(server) ? server : page;
}

newsdex_status charset_to_utf8(const char *bytes, size_t length, const char *declared,
                               ndx_buffer *out, charset_used *used, newsdex_error *err)
{
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    charset_choose(bytes, length, declared, used);
    if (strcmp(used->name, "UTF-8") == 0 && mojibake_found(bytes, length)) {
        charset_use(used, CHARSET_TWICE);
        return mojibake_append_repaired(out, bytes, length, err);
    }
    if (strcmp(used->name, "UTF-8") == 0)
        return ndx_buffer_append(out, bytes, length, err);
    return convert(used->name, bytes, length, out, err);
}

#include "indexer/article/json_loose.h"

#include <string.h>

#include "indexer/article/mojibake.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

static bool is_surrogate_escape(const char *text, size_t length, char low, char high)
{
    return length >= 6 && text[0] == '\\' && text[1] == 'u' && (text[2] | 0x20) == 'd' &&
           (text[3] | 0x20) >= low && (text[3] | 0x20) <= high;
}

/* What jansson refuses within strings, in place: lone halves of surrogate pairs and bare controls.
 */
static void repair(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < ' ') {
            text[i] = ' ';
        } else if (text[i] == '\\') {
            bool high = is_surrogate_escape(text + i, length - i, '8', 'b');
            bool low = is_surrogate_escape(text + i, length - i, 'c', 'f');
            bool pair = high && is_surrogate_escape(text + i + 6, length - i - 6, 'c', 'f');
            if ((high && !pair) || low)
                memcpy(text + i + 2, "fffd", 4);
            i += pair ? 11 : 1;
        }
    }
}

newsdex_status json_loose_parse(const char *text, size_t length, ndx_buffer *work,
                                charset_used *used, json_t **out, newsdex_error *err)
{
    json_error_t why;
    charset_use(used, "UTF-8");
    *out = NULL;
    if (ndx_utf8_valid_prefix(text, length) == length && !mojibake_found(text, length))
        *out = json_loadb(text, length, JSON_ALLOW_NUL, &why);
    if (*out)
        return NEWSDEX_OK;
    ndx_buffer clean;
    ndx_buffer_init(&clean, work->max);
    newsdex_status status = charset_to_utf8(text, length, NULL, work, used, err);
    if (!status)
        status = ndx_utf8_append_clean(&clean, work->data, work->length, err);
    if (!status) {
        repair(clean.data, clean.length);
        *out = json_loadb(clean.data, clean.length, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &why);
        bool nomem = !*out && json_error_code(&why) == json_error_out_of_memory;
        if (!*out)
            status =
                ndx_error_set(err, nomem ? NEWSDEX_E_NOMEM : NEWSDEX_E_ARGUMENT, "%s", why.text);
    }
    ndx_buffer_release(&clean);
    return status;
}

#include "indexer/article/mail_plain.h"

#include <stdbool.h>
#include <string.h>

enum { UU_LINE_BYTES = 45 };

typedef enum block { NO_BLOCK, UUENCODED, YENC } block;

static bool begins(const char *line, size_t length, const char *word)
{
    size_t size = strlen(word);
    return length >= size && memcmp(line, word, size) == 0;
}

/* "begin 644 name" */
static bool begins_uuencode(const char *line, size_t length)
{
    size_t digits = 0;
    if (!begins(line, length, "begin "))
        return false;
    while (6 + digits < length && line[6 + digits] >= '0' && line[6 + digits] <= '7')
        digits++;
    return digits >= 3 && digits <= 4 && length > 7 + digits && line[6 + digits] == ' ';
}

/* The first sign tells how many bytes the line stands for; four signs stand for three. */
static bool is_uuencoded(const char *line, size_t length)
{
    if (!length)
        return false;
    size_t bytes = ((size_t)(unsigned char)line[0] - ' ') & 0x3F, wanted = (bytes + 2) / 3 * 4 + 1;
    for (size_t i = 0; i < length; i++)
        if (line[i] < ' ' || line[i] > '`')
            return false;
    /* Some programs cut spaces off or add a sum. */
    return bytes <= UU_LINE_BYTES && length <= wanted + 2 && length + 4 >= wanted;
}

/* Does the line belong to a block? The one that ends it does. */
static bool is_within(block *now, const char *line, size_t length)
{
    block before = *now;
    if (before == NO_BLOCK) {
        *now = begins_uuencode(line, length) ? UUENCODED
               : begins(line, length, "=ybegin line=") || begins(line, length, "=ybegin part=")
                   ? YENC
                   : NO_BLOCK;
        return *now != NO_BLOCK;
    }
    if (before == YENC) {
        *now = begins(line, length, "=yend ") ? NO_BLOCK : YENC;
        return true;
    }
    bool end = length == 3 && memcmp(line, "end", 3) == 0;
    bool data = !length || is_uuencoded(line, length);
    *now = !end && data ? UUENCODED : NO_BLOCK;
    return end || data;
}

newsdex_status mail_append_plain(ndx_buffer *out, const char *text, size_t length,
                                 newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    block now = NO_BLOCK;
    while (!status && length) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end + 1 - text) : length, bare = line - (end != NULL);
        bare -= bare && text[bare - 1] == '\r';
        if (!is_within(&now, text, bare))
            status = ndx_buffer_append(out, text, line, err);
        text += line;
        length -= line;
    }
    return status;
}

/*
 * A xar begins with "xar!", the size of its header (2 bytes), its version (2), and the lengths of
 * the table of contents packed by zlib (8) and unpacked (8), all big-endian. The table is XML, an
 * element <file> an entry, folders with those in them. libarchive 3.6 makes a ring of its list of
 * hard links out of a file that has two elements <type link="...">, and follows it for ever; so
 * none may have two. Whatever could hide elements from so simple a look is refused, too: tables
 * of contents are written by programs that have no use for it.
 */
#include "indexer/archive/arc_xar.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "searcher/base/error.h"

enum { HEADER = 28, TABLE_MAX = 64 << 20, DEPTH_MAX = 200 };

static uint64_t read_big_endian(const char *bytes, size_t count)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++)
        number = number << 8 | (unsigned char)bytes[i];
    return number;
}

/* ---- the table ------------------------------------------------------------------------------ */

/* A tag: its name without a prefix. */
typedef struct tag {
    const char *name;
    size_t length;
    bool closes, is_empty;
} tag;

/* The tag at text, behind "<"; moves text behind it. False: it has no end. */
static bool read_tag(const char **text, tag *out)
{
    const char *at = *text;
    out->closes = *at == '/';
    at += out->closes;
    out->name = at;
    at += strcspn(at, " \t\r\n/>");
    const char *prefix = memchr(out->name, ':', (size_t)(at - out->name));
    out->name = prefix ? prefix + 1 : out->name;
    out->length = (size_t)(at - out->name);
    for (char quote = '\0'; *at && (quote || *at != '>'); at++)
        if (*at == quote)
            quote = '\0';
        else if (!quote && (*at == '"' || *at == '\''))
            quote = *at;
    out->is_empty = at[-1] == '/';
    *text = at;
    return *at == '>';
}

static bool is_named(const tag *t, const char *name)
{
    return t->length == strlen(name) && !memcmp(t->name, name, t->length);
}

/* Past the XML declaration; NULL when it may be of an encoding other than UTF-8. */
static const char *skip_declaration(const char *text)
{
    static const char word[] = "encoding";
    if (*text != '<') /* EBCDIC, to libxml2 */
        return NULL;
    if (strncmp(text, "<?xml", 5))
        return text;
    const char *end = strstr(text, "?>"), *value = strstr(text, word);
    if (!end || !value || value > end)
        return end ? end + 2 : NULL;
    value += strlen(word);
    const char *another = strstr(value, word);
    value += strspn(value, " \t\r\n=");
    bool plain = !strncasecmp(value, "\"UTF-8\"", 7) || !strncasecmp(value, "'UTF-8'", 7);
    return plain && !(another && another < end) ? end + 2 : NULL;
}

static bool can_be_trusted(const char *text)
{
    bool typed[DEPTH_MAX + 1] = {false}; /* the file at that depth has a type */
    size_t depth = 0;
    text = skip_declaration(text);
    if (!text)
        return false;
    while ((text = strchr(text, '<'))) {
        tag t;
        text++;
        if (*text == '!' || *text == '?' || !read_tag(&text, &t))
            return false;
        if (is_named(&t, "file") && t.closes) {
            depth -= depth > 0;
        } else if (is_named(&t, "file") && !t.is_empty) {
            if (++depth > DEPTH_MAX)
                return false;
            typed[depth] = false;
        } else if (is_named(&t, "type") && !t.closes) {
            if (typed[depth])
                return false;
            typed[depth] = true;
        }
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

/* Unpacks the table of contents. */
static newsdex_status read_table(arc_source *input, ndx_buffer *table, newsdex_error *err)
{
    newsdex_status status = arc_source_peek(input, HEADER, err);
    if (status)
        return status;
    if (input->left < HEADER)
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "truncated");
    const uint64_t start = read_big_endian(input->next + 4, 2);
    const uint64_t packed = read_big_endian(input->next + 8, 8);
    const uint64_t unpacked = read_big_endian(input->next + 16, 8);
    if (start < HEADER || packed > TABLE_MAX || unpacked > TABLE_MAX)
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "a table of contents of impossible size");
    if ((status = arc_source_peek(input, (size_t)(start + packed), err)) ||
        (status = ndx_buffer_reserve(table, (size_t)unpacked + 1, err)))
        return status;
    if (input->left < start + packed)
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "truncated");
    uLongf length = (uLongf)unpacked;
    if (uncompress((Bytef *)table->data, &length, (const Bytef *)input->next + start,
                   (uLong)packed) != Z_OK)
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "a table of contents that can't be unpacked");
    table->data[length] = '\0';
    table->length = length;
    return NEWSDEX_OK;
}

newsdex_status arc_xar_check(arc_source *input, newsdex_error *err)
{
    ndx_buffer table;
    ndx_buffer_init(&table, TABLE_MAX + 1);
    newsdex_status status = read_table(input, &table, err);
    if (!status && (strlen(table.data) != table.length || !can_be_trusted(table.data)))
        status = ndx_error_set(err, NEWSDEX_E_CORRUPT,
                               "a table of contents in which a file may have two types");
    ndx_buffer_release(&table);
    return status;
}

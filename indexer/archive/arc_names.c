#include "indexer/archive/arc_names.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/base/utf8.h"

#define COUNT_MAX (16 * 1024 * 1024)

typedef struct arc_name_slot {
    uint64_t hash; /* 0: free */
    uint32_t seen;
} arc_name_slot;

/* ---- showing ---------------------------------------------------------------- */

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

static newsdex_status append_escaped(ndx_buffer *out, const char *text, size_t length,
                                     newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < length && !status;) {
        uint32_t code;
        size_t size = ndx_utf8_decode(text + i, length - i, &code);
        if (code != UINT32_MAX && !is_control(code))
            status = ndx_buffer_append(out, text + i, size, err);
        else
            for (size_t k = i; k < i + size && !status; k++)
                status = ndx_buffer_append_format(out, err, "\\x%02x", (unsigned char)text[k]);
        i += size;
    }
    return status;
}

/* False when raw is not all text of that charset. */
static bool convert(const char *raw, size_t length, iconv_t charset, char *out, size_t room,
                    size_t *written)
{
    char *from = (char *)raw, *to = out; /* iconv only reads there, but never says const */
    size_t from_left = length, to_left = room;
    iconv(charset, NULL, NULL, NULL, NULL);
    if (iconv(charset, &from, &from_left, &to, &to_left) == (size_t)-1)
        return false;
    *written = room - to_left;
    return ndx_utf8_valid_prefix(out, *written) == *written;
}

newsdex_status arc_name_append(ndx_buffer *out, const char *raw, iconv_t charset,
                               newsdex_error *err)
{
    char converted[4 * ARC_NAME_MAX], hash[17];
    size_t whole = strlen(raw), length = whole, written;
    if (whole > ARC_NAME_MAX)
        length = ndx_utf8_cut(raw, whole, ARC_NAME_MAX);
    newsdex_status status;
    if (charset != (iconv_t)-1 && ndx_utf8_valid_prefix(raw, length) < length &&
        convert(raw, length, charset, converted, sizeof converted, &written))
        status = append_escaped(out, converted, written, err);
    else
        status = append_escaped(out, raw, length, err);
    if (status || length == whole)
        return status;
    ndx_hash_to_hex(ndx_hash(raw, whole), hash);
    return ndx_buffer_append_format(out, err, "~%s", hash);
}

/* ---- telling apart ---------------------------------------------------------- */

void arc_names_release(arc_names *names)
{
    free(names->slots);
    *names = (arc_names){0};
}

static arc_name_slot *find_slot(const arc_names *names, uint64_t hash)
{
    size_t i = (size_t)hash & (names->size - 1);
    while (names->slots[i].hash && names->slots[i].hash != hash)
        i = (i + 1) & (names->size - 1);
    return &names->slots[i];
}

static newsdex_status grow(arc_names *names, newsdex_error *err)
{
    arc_names larger = {.size = names->size ? 2 * names->size : 256, .count = names->count};
    larger.slots = calloc(larger.size, sizeof *larger.slots);
    if (!larger.slots)
        return ndx_error_nomem(err);
    for (size_t i = 0; i < names->size; i++)
        if (names->slots[i].hash)
            *find_slot(&larger, names->slots[i].hash) = names->slots[i];
    free(names->slots);
    *names = larger;
    return NEWSDEX_OK;
}

/* The slot of that name, new or old; NULL when there are too many names. */
static newsdex_status take_slot(arc_names *names, const char *name, size_t length,
                                arc_name_slot **out, newsdex_error *err)
{
    *out = NULL;
    if (2 * names->count >= names->size) {
        newsdex_status status = grow(names, err);
        if (status)
            return status;
    }
    uint64_t hash = ndx_hash(name, length);
    hash += !hash;
    arc_name_slot *slot = find_slot(names, hash);
    if (!slot->hash) {
        if (names->count == COUNT_MAX)
            return NEWSDEX_OK;
        names->count++;
        slot->hash = hash;
    }
    *out = slot;
    return NEWSDEX_OK;
}

newsdex_status arc_names_distinguish(arc_names *names, ndx_buffer *out, size_t start,
                                     newsdex_error *err)
{
    size_t end = out->length;
    arc_name_slot *slot;
    newsdex_status status = take_slot(names, out->data + start, end - start, &slot, err);
    if (status || !slot)
        return status;
    uint32_t number = slot->seen + 1;
    if (number == 1) {
        slot->seen = 1;
        return NEWSDEX_OK;
    }
    /* An entry may really be called "a.txt#2": go on until the name is free. */
    for (bool taken = true; taken; number++) {
        ndx_buffer_truncate(out, end);
        status = ndx_buffer_append_format(out, err, "#%" PRIu32, number);
        if (!status)
            status = take_slot(names, out->data + start, out->length - start, &slot, err);
        if (status)
            return status;
        taken = slot && slot->seen;
        if (slot)
            slot->seen++;
    }
    /* Found again, as the table may have moved. */
    status = take_slot(names, out->data + start, end - start, &slot, err);
    if (slot)
        slot->seen = number - 1;
    return status;
}

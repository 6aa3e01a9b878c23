/* Cuts runs of Thai and its like with ICU's word iterator. */
#include "searcher/text/dictionary.h"

#include <stdlib.h>
#include <unicode/utf16.h>

#include "searcher/base/utf8.h"

ndx_dictionary *ndx_dictionary_new(void)
{
    ndx_dictionary *dictionary = malloc(sizeof *dictionary);
    if (!dictionary)
        return NULL;
    UErrorCode status = U_ZERO_ERROR;
    dictionary->count = dictionary->at = 0;
    dictionary->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    if (U_FAILURE(status)) {
        free(dictionary);
        return NULL;
    }
    return dictionary;
}

void ndx_dictionary_free(ndx_dictionary *dictionary)
{
    if (!dictionary)
        return;
    ubrk_close(dictionary->breaks);
    free(dictionary);
}

/* Of the run, or ignored and followed by more of it. */
static bool is_in_run(const ndx_text *text, size_t offset)
{
    size_t size, next;
    ndx_char_class class = ndx_char_class_at(text, offset, &size);
    return class == NDX_CHAR_DICTIONARY ||
           (class == NDX_CHAR_IGNORED &&
            ndx_char_class_at(text, offset + size, &next) == NDX_CHAR_DICTIONARY);
}

bool ndx_dictionary_start(ndx_dictionary *dictionary, const ndx_text *text, size_t start,
                          size_t *end)
{
    dictionary->start = start;
    int32_t count = 0;
    size_t at = start;
    while (count + 2 <= NDX_DICTIONARY_RUN && is_in_run(text, at)) {
        uint32_t code;
        size_t size = ndx_utf8_decode(text->bytes + at, text->length - at, &code);
        dictionary->offsets[count] = dictionary->offsets[count + 1] = (uint16_t)(at - start);
        U16_APPEND_UNSAFE(dictionary->units, count, code);
        at += size;
    }
    dictionary->offsets[count] = (uint16_t)(at - start);
    dictionary->count = count;
    *end = at;
    UErrorCode status = U_ZERO_ERROR;
    ubrk_setText(dictionary->breaks, dictionary->units, count, &status);
    dictionary->at = ubrk_first(dictionary->breaks);
    return U_SUCCESS(status);
}

bool ndx_dictionary_next(ndx_dictionary *dictionary, size_t *offset, size_t *length)
{
    if (dictionary->at >= dictionary->count)
        return false;
    int32_t next = ubrk_next(dictionary->breaks);
    if (next == UBRK_DONE || next > dictionary->count)
        next = dictionary->count;
    size_t from = dictionary->offsets[dictionary->at], to = dictionary->offsets[next];
    dictionary->at = next;
    *offset = dictionary->start + from;
    *length = to - from;
    return true;
}

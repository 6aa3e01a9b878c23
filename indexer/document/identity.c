#include "indexer/document/identity.h"

#include <string.h>

#include "searcher/base/hash.h"

enum { ID_MAX = 2 * ARTICLE_FIELD_MAX };

newsdex_status article_entry(const article *a, const article_place *place, ndx_buffer *out,
                             newsdex_error *err)
{
    newsdex_status status = ndx_buffer_append_text(out, place->entry, err);
    if (!status && a->locator.length)
        status = ndx_buffer_append_byte(out, '#', err);
    if (!status)
        status = ndx_buffer_append(out, a->locator.data, a->locator.length, err);
    return status;
}

void article_identity_init(article_identity *identity)
{
    memset(identity, 0, sizeof *identity);
    ndx_buffer_init(&identity->id, ID_MAX);
}

void article_identity_release(article_identity *identity)
{
    ndx_buffer_release(&identity->id);
}

static const char *last_part(const char *path, size_t length, size_t *part_length)
{
    while (length > 1 && path[length - 1] == '/')
        length--;
    size_t start = length;
    while (start > 0 && path[start - 1] != '/')
        start--;
    *part_length = length - start;
    return path + start;
}

/*
 * The length of an entry without the locator, and without the number of a second entry
 * of this name: the container is the file, not the place in it.
 */
static size_t without_numbers(const char *entry, size_t length)
{
    for (;;) {
        size_t hash = length;
        while (hash > 0 && entry[hash - 1] >= '0' && entry[hash - 1] <= '9')
            hash--;
        if (hash == 0 || hash == length || entry[hash - 1] != '#')
            return length;
        length = hash - 1;
    }
}

uint64_t article_container(const char *archive, size_t archive_length, const char *entry,
                           size_t entry_length)
{
    size_t length;
    const char *name = last_part(archive, archive_length, &length);
    return ndx_hash_more(ndx_hash(name, length), entry, without_numbers(entry, entry_length));
}

static uint64_t hash_content(const article *a)
{
    const ndx_buffer *fields[] = {&a->title,   &a->text,     &a->author, &a->source,
                                  &a->section, &a->language, &a->url,    &a->keywords};
    /* A page that is captured again says the same if it looks the same. */
    bool own_date = strcmp(a->date_rule, "capture") != 0;
    uint64_t hash = ndx_hash(&a->date.seconds, own_date ? sizeof a->date.seconds : 0);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        hash = ndx_hash_more(hash, fields[i]->data, fields[i]->length);
    return hash;
}

static uint64_t hash_place(const article *a, const char *archive, const char *entry)
{
    uint64_t hash = ndx_hash(archive, strlen(archive));
    hash = ndx_hash_more(hash, entry, strlen(entry));
    return ndx_hash_more(hash, a->locator.data, a->locator.length);
}

/* The same in a renamed archive: a lone file is known by its locator, or by its name when it has
 * none. */
static uint64_t hash_place_within(const article *a, const article_place *place)
{
    size_t length = 0;
    const char *name = "";
    if (!place->entry[0] && !a->locator.length)
        name = last_part(place->archive, strlen(place->archive), &length);
    uint64_t hash = ndx_hash(name, length);
    hash = ndx_hash_more(hash, place->entry, strlen(place->entry));
    return ndx_hash_more(hash, a->locator.data, a->locator.length);
}

static bool is_number(const ndx_buffer *text)
{
    return text->length && strspn(text->data, "0123456789") == text->length;
}

newsdex_status article_identity_make(article_identity *identity, const article *a,
                                     const article_place *place, newsdex_error *err)
{
    ndx_buffer_clear(&identity->id);
    identity->fingerprint[0] = '\0';
    identity->content = hash_content(a);
    identity->numbered = is_number(&a->id);
    identity->container = article_container(place->archive, strlen(place->archive), place->entry,
                                            strlen(place->entry));
    const ndx_buffer *own = a->id.length ? &a->id : &a->url;
    if (own->length)
        return ndx_buffer_append(&identity->id, own->data, own->length, err);
    char hex[17];
    ndx_hash_to_hex(hash_place(a, place->archive_path, place->entry), hex);
    uint64_t within = hash_place_within(a, place);
    ndx_hash_to_hex(ndx_hash_more(within, &identity->content, sizeof identity->content),
                    identity->fingerprint);
    return ndx_buffer_append_text(&identity->id, hex, err);
}

newsdex_status article_identity_qualify(article_identity *identity, const article *a,
                                        const article_place *place, int attempt, newsdex_error *err)
{
    ndx_buffer_clear(&identity->id);
    newsdex_status status = ndx_buffer_append(&identity->id, a->id.data, a->id.length, err);
    if (!status)
        status = ndx_buffer_append_byte(&identity->id, '@', err);
    if (status)
        return status;
    if (attempt > 0) {
        char hex[17];
        ndx_hash_to_hex(hash_place(a, place->archive_path, place->entry), hex);
        return ndx_buffer_append_text(&identity->id, hex, err);
    }
    const char *path = place->entry[0] ? place->entry : place->archive;
    size_t length;
    const char *name = last_part(path, strlen(path), &length);
    return ndx_buffer_append(&identity->id, name, length, err);
}

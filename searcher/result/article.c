#include "searcher/result/article.h"

#include <stdlib.h>

#include "searcher/base/error.h"
#include "searcher/result/facts.h"

/* The public part comes first, so that a pointer to it is one to the whole. */
typedef struct owned_article {
    newsdex_article article;
    ndx_arena arena;
} owned_article;

static newsdex_status copy_article(const ndx_record *record, const xapc_database *db,
                                   uint32_t docid, owned_article *owned, newsdex_error *err)
{
    ndx_facts fields;
    newsdex_status status = ndx_facts_copy(&owned->arena, record, db, docid, &fields, err);
    if (status)
        return status;
    owned->article = (newsdex_article){
        .date = fields.date,
        .date_text = fields.date_text,
        .id = fields.id,
        .title = fields.title,
        .author = fields.author,
        .source = fields.source,
        .section = fields.section,
        .language = fields.language,
        .url = fields.url,
        .address = fields.address,
        .text = ndx_arena_copy(&owned->arena, record->text.data, record->text.length),
        .text_length = record->text.length,
        .index = fields.index,
    };
    return owned->article.text ? NEWSDEX_OK : ndx_error_nomem(err);
}

newsdex_status ndx_article_read(xapc_database *db, const char *id, const newsdex_article **out,
                                newsdex_error *err)
{
    *out = NULL;
    ndx_buffer bytes;
    uint32_t docid = 0;
    ndx_buffer_init(&bytes, NDX_FACTS_RECORD_MAX);
    newsdex_status status = ndx_buffer_append_format(&bytes, err, "Q%s", id);
    if (!status)
        status = xapc_database_find_last(db, bytes.data, bytes.length, &docid, err);
    if (!status && !docid)
        status = ndx_error_set(err, NEWSDEX_E_NOTFOUND, "no article has the id \"%.100s\"", id);
    ndx_buffer_clear(&bytes);
    if (!status && !(status = xapc_database_record(db, docid, &bytes, err))) {
        ndx_record record;
        ndx_record_read(bytes.data, bytes.length, &record);
        owned_article *owned = calloc(1, sizeof *owned);
        status = owned ? copy_article(&record, db, docid, owned, err) : ndx_error_nomem(err);
        if (!status)
            *out = &owned->article;
        else if (owned)
            newsdex_article_free(&owned->article);
    }
    ndx_buffer_release(&bytes);
    return status;
}

void newsdex_article_free(const newsdex_article *article)
{
    if (!article)
        return;
    owned_article *owned = (owned_article *)(void *)article;
    ndx_arena_release(&owned->arena);
    free(owned);
}

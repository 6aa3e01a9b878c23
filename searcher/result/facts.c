#include "searcher/result/facts.h"

#include <string.h>

#include "searcher/base/error.h"

static const char *copy_text(ndx_arena *arena, ndx_bytes text)
{
    return ndx_arena_copy(arena, text.data, text.length);
}

newsdex_status ndx_facts_copy(ndx_arena *arena, const ndx_record *record, const xapc_database *db,
                              uint32_t docid, ndx_facts *out, newsdex_error *err)
{
    size_t index;
    ndx_buffer address;
    ndx_buffer_init(&address, NDX_FACTS_RECORD_MAX);
    newsdex_status status = ndx_record_address(record, &address, err);
    if (!status)
        status = xapc_database_index_of(db, docid, &index, err);
    if (status) {
        ndx_buffer_release(&address);
        return status;
    }
    const char *path = xapc_database_index_path(db, index);
    const ndx_bytes *values = record->values;
    *out = (ndx_facts){
        .date = ndx_record_date(record).seconds,
        .date_text = copy_text(arena, values[NDX_RECORD_DATE]),
        .id = copy_text(arena, values[NDX_RECORD_ID]),
        .title = copy_text(arena, values[NDX_RECORD_TITLE]),
        .author = copy_text(arena, values[NDX_RECORD_AUTHOR]),
        .source = copy_text(arena, values[NDX_RECORD_SOURCE]),
        .section = copy_text(arena, values[NDX_RECORD_SECTION]),
        .language = copy_text(arena, values[NDX_RECORD_LANGUAGE]),
        .url = copy_text(arena, values[NDX_RECORD_URL]),
        .address = ndx_arena_copy(arena, address.data, address.length),
        .index = ndx_arena_copy(arena, path, strlen(path)),
    };
    ndx_buffer_release(&address);
    bool whole = out->date_text && out->id && out->title && out->author && out->source &&
                 out->section && out->language && out->url && out->address && out->index;
    return whole ? NEWSDEX_OK : ndx_error_nomem(err);
}

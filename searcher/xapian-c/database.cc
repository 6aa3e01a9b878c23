/* Opening and single look-ups. */
#include "searcher/xapian-c/database.hh"

#include <algorithm>
#include <memory>

#include "searcher/xapian-c/base.hh"
#include "searcher/xapian-c/seal.h"
#include "searcher/xapian-c/stub.hh"
#include "searcher/xapian-c/term.hh"

namespace
{

/* How often others may commit while we open what they commit to. */
const int max_attempts = 50;

newsdex_status open_once(xapc_database *db, newsdex_error *err) noexcept
{
    return xapc::guard(err, [&] {
        db->indexes.clear();
        db->parts.clear();
        db->stubs.clear();
        for (const std::string &path : db->paths) {
            newsdex_status status = xapc::open_path(db, path, err);
            if (status)
                return status;
        }
        db->database = Xapian::Database();
        for (const xapc::Part &part : db->parts)
            db->database.add_database(part.database);
        /* Xapian can't search no database at all. */
        if (db->parts.empty())
            db->database = Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY);
        return NEWSDEX_OK;
    });
}

/*
 * Databases may vanish between reading the stub that names them and opening them, and documents may
 * be deleted from them that only the next listing has elsewhere. So what was opened is good only
 * if the listings are still the newest afterwards. Two commits to one database while it is opened
 * also ask for another attempt.
 */
newsdex_status open_newest(xapc_database *db, newsdex_error *err) noexcept
{
    const xapc::Marker *moved = nullptr;
    newsdex_status status = NEWSDEX_OK;
    for (int attempt = 0; attempt < max_attempts; attempt++) {
        status = open_once(db, err);
        moved = xapc::find_moved_stub(db);
        if (!moved && status != NEWSDEX_E_CHANGED)
            return status;
    }
    return moved ? ndx_error_set(err, NEWSDEX_E_CHANGED, "%.200s: changes too often",
                                 moved->path.c_str())
                 : status;
}

/* On failure what is open stays. */
newsdex_status reopen_all(xapc_database *db, newsdex_error *err) noexcept
{
    return xapc::guard(err, [&] {
        xapc_database newest{db->paths, Xapian::Database(), {}, {}, {}};
        newsdex_status status = open_newest(&newest, err);
        if (!status)
            std::swap(*db, newest);
        return status;
    });
}

newsdex_status reopen_in_place(xapc_database *db, bool *changed, newsdex_error *err) noexcept
{
    return xapc::guard(err, [&] {
        newsdex_status status = xapc::mark_parts(db, err);
        if (!status)
            *changed = db->database.reopen();
        return status;
    });
}

newsdex_status append(ndx_buffer *out, const std::string &text, newsdex_error *err)
{
    return out ? ndx_buffer_append(out, text.data(), text.size(), err) : NEWSDEX_OK;
}

/* The metadata of the first of the wanted parts that has the key. */
template <typename Wanted>
newsdex_status append_metadata(xapc_database *db, const char *key, ndx_buffer *out,
                               newsdex_error *err, Wanted &&wanted)
{
    return xapc::guard_read(db, err, [&] {
        std::string value;
        for (const xapc::Part &part : db->parts)
            if (value.empty() && wanted(part))
                value = part.database.get_metadata(key);
        return append(out, value, err);
    });
}

} // namespace

newsdex_status xapc::explain_failure(const xapc_database *db, newsdex_status status,
                                     newsdex_error *err) noexcept
{
    if (status != NEWSDEX_E_IO && status != NEWSDEX_E_CORRUPT && status != NEWSDEX_E_NOINDEX)
        return status;
    const Marker *moved = find_moved_stub(db);
    if (!moved && !(moved = find_moved_part(db)))
        return status;
    return ndx_error_set(err, NEWSDEX_E_CHANGED, "%.200s: the index has moved on",
                         moved->path.c_str());
}

/* Xapian numbers the documents of joined databases in turn. */
const xapc::Part &xapc::part_of(const xapc_database *db, Xapian::docid docid)
{
    return db->parts.at((docid - 1) % db->parts.size());
}

const char *xapc_version(void)
{
    return Xapian::version_string();
}

newsdex_status xapc_database_open(const char *path, xapc_database **out, newsdex_error *err)
{
    return xapc_database_open_many(&path, 1, out, err);
}

newsdex_status xapc_database_open_many(const char *const *paths, size_t count, xapc_database **out,
                                       newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard(err, [&] {
        std::unique_ptr<xapc_database> db(new xapc_database());
        db->paths.assign(paths, paths + count);
        newsdex_status status = open_newest(db.get(), err);
        if (!status)
            *out = db.release();
        return status;
    });
}

void xapc_database_close(xapc_database *db)
{
    delete db;
}

newsdex_status xapc_database_reopen(xapc_database *db, bool *changed, newsdex_error *err)
{
    bool has_changed = false;
    newsdex_status status = NEWSDEX_OK;
    if (!xapc::find_moved_stub(db))
        status = reopen_in_place(db, &has_changed, err);
    /* What failed half-way is open in part, and whatever came of it, of a commit that is no more.
     */
    if (status || xapc::find_moved_stub(db)) {
        status = reopen_all(db, err);
        has_changed = !status;
    }
    if (changed)
        *changed = has_changed;
    return status;
}

uint32_t xapc_database_segments(const xapc_database *db)
{
    return static_cast<uint32_t>(db->parts.size());
}

size_t xapc_database_indexes(const xapc_database *db)
{
    return db->indexes.size();
}

const char *xapc_database_index_path(const xapc_database *db, size_t index)
{
    return db->indexes[index].c_str();
}

newsdex_status xapc_database_index_of(const xapc_database *db, uint32_t docid, size_t *index,
                                      newsdex_error *err)
{
    *index = 0;
    return xapc::guard(err, [&] {
        *index = xapc::part_of(db, docid).index;
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_database_revision(xapc_database *db, ndx_buffer *out, int64_t *written,
                                      newsdex_error *err)
{
    *written = 0;
    return xapc::guard_read(db, err, [&] {
        std::string text;
        for (const xapc::Part &part : db->parts) {
            const Xapian::Database &database = part.database;
            text += database.get_uuid() + " " + std::to_string(database.get_revision()) + "\n";
            *written = std::max(*written, xapc::time_written(part.folder));
        }
        return append(out, text, err);
    });
}

newsdex_status xapc_database_count(xapc_database *db, uint32_t *documents, newsdex_error *err)
{
    *documents = 0;
    return xapc::guard_read(db, err, [&] {
        *documents = db->database.get_doccount();
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_database_last_docid(xapc_database *db, uint32_t *docid, newsdex_error *err)
{
    *docid = 0;
    return xapc::guard_read(db, err, [&] {
        *docid = db->database.get_lastdocid();
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_database_term_frequency(xapc_database *db, const char *term, size_t length,
                                            uint32_t *documents, newsdex_error *err)
{
    *documents = 0;
    return xapc::guard_read(db, err, [&] {
        *documents = db->database.get_termfreq(xapc::make_term(term, length));
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_database_wdf_bound(xapc_database *db, const char *term, size_t length,
                                       uint32_t *wdf, newsdex_error *err)
{
    *wdf = 0;
    return xapc::guard_read(db, err, [&] {
        *wdf = db->database.get_wdf_upper_bound(xapc::make_term(term, length));
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_database_value_bounds(xapc_database *db, uint32_t slot, uint32_t *documents,
                                          ndx_buffer *low, ndx_buffer *high, newsdex_error *err)
{
    *documents = 0;
    return xapc::guard_read(db, err, [&] {
        uint32_t count = db->database.get_value_freq(slot);
        newsdex_status status = append(low, db->database.get_value_lower_bound(slot), err);
        if (!status)
            status = append(high, db->database.get_value_upper_bound(slot), err);
        if (!status)
            *documents = count;
        return status;
    });
}

newsdex_status xapc_database_metadata(xapc_database *db, const char *key, ndx_buffer *out,
                                      newsdex_error *err)
{
    return append_metadata(db, key, out, err, [](const xapc::Part &) { return true; });
}

newsdex_status xapc_database_index_metadata(xapc_database *db, size_t index, const char *key,
                                            ndx_buffer *out, newsdex_error *err)
{
    return append_metadata(db, key, out, err,
                           [index](const xapc::Part &part) { return part.index == index; });
}

newsdex_status xapc_database_record(xapc_database *db, uint32_t docid, ndx_buffer *out,
                                    newsdex_error *err)
{
    return xapc::guard_read(db, err, [&] {
        std::string stored = db->database.get_document(docid).get_data();
        size_t length;
        newsdex_status status = xapc_unseal_record(stored.data(), stored.size(), &length, err);
        return status ? status : ndx_buffer_append(out, stored.data(), length, err);
    });
}

newsdex_status xapc_database_value(xapc_database *db, uint32_t docid, uint32_t slot,
                                   ndx_buffer *out, newsdex_error *err)
{
    return xapc::guard_read(db, err, [&] {
        return append(out, db->database.get_document(docid).get_value(slot), err);
    });
}

newsdex_status xapc_database_find_last(xapc_database *db, const char *term, size_t length,
                                       uint32_t *docid, newsdex_error *err)
{
    *docid = 0;
    return xapc::guard_read(db, err, [&] {
        std::string name = xapc::make_term(term, length);
        uint32_t last = 0;
        Xapian::PostingIterator end = db->database.postlist_end(name);
        for (Xapian::PostingIterator it = db->database.postlist_begin(name); it != end; ++it)
            if (!last || xapc::part_of(db, *it).index <= xapc::part_of(db, last).index)
                last = *it;
        *docid = last;
        return NEWSDEX_OK;
    });
}

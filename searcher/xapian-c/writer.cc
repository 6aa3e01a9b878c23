/* Adding, replacing and deleting documents. */
#include <memory>
#include <string>
#include <utility>
#include <vector>
#include <xapian.h>

#include "searcher/xapian-c/base.hh"
#include "searcher/xapian-c/guard.hh"
#include "searcher/xapian-c/seal.h"
#include "searcher/xapian-c/stub.hh"
#include "searcher/xapian-c/term.hh"
#include "searcher/xapian-c/xapc.h"

struct xapc_writer {
    std::string path;
    Xapian::WritableDatabase database;
    /* Xapian commits by itself after many documents and on closing, but not within a transaction.
       A database that is updated in place has none, and is of no use without commit anyway. */
    bool in_transactions;
};

namespace
{

int flags_of(xapc_writer_mode mode)
{
    switch (mode) {
    case XAPC_WRITER_UPDATE:
        return Xapian::DB_OPEN;
    case XAPC_WRITER_TRY:
        return Xapian::DB_OPEN | Xapian::DB_NO_SYNC;
    case XAPC_WRITER_CREATE:
        return Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS;
    case XAPC_WRITER_THROWAWAY:
        /* Not DB_DANGEROUS: it hides a full disk behind "cancel() not supported". */
        return Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC;
    }
    throw Xapian::InvalidArgumentError("not a mode");
}

void add_term(Xapian::Document *document, const xapc_term &term)
{
    std::string name = xapc::make_term(term.text, term.length);
    if (!term.position_count)
        document->add_term(name, term.wdf);
    /* Each call looks the term up, so the first one brings the whole count. */
    for (uint32_t i = 0; i < term.position_count; i++)
        document->add_posting(name, term.positions[i], i ? 0 : term.wdf);
}

/* In the order of Xapian's maps: these then grow at one end only, and lie in memory as they are
   walked through, which saves a twentieth of all the time that a writer takes. */
void add_terms(Xapian::Document *document, const xapc_document &flat)
{
    std::vector<ndx_sort_item> order(flat.term_count), spare(flat.term_count);
    for (uint32_t i = 0; i < flat.term_count; i++) {
        const xapc_term &term = flat.terms[i];
        order[i] = {ndx_sort_key(term.text, term.length), term.text, term.length, i};
    }
    ndx_string_sort(order.data(), spare.data(), order.size());
    for (const ndx_sort_item &item : order)
        add_term(document, flat.terms[item.index]);
}

void add_seal(Xapian::Document *document, const xapc_document &flat)
{
    char seal[XAPC_TERM_SEAL_MAX];
    size_t length = xapc_seal_of_terms(flat.terms, flat.term_count, seal);
    if (length)
        document->add_boolean_term(std::string(seal, length));
}

std::string sealed_record(const char *record, size_t length)
{
    std::string stored;
    if (!length)
        return stored;
    stored.reserve(length + XAPC_RECORD_SEAL_MAX);
    stored.assign(record, length);
    char seal[XAPC_RECORD_SEAL_MAX];
    return stored.append(seal, xapc_seal_of_record(record, length, seal));
}

Xapian::Document make_document(const xapc_document &flat)
{
    Xapian::Document document;
    add_terms(&document, flat);
    add_seal(&document, flat);
    for (size_t i = 0; i < flat.value_count; i++) {
        const xapc_value &value = flat.values[i];
        document.add_value(value.slot, std::string(value.data, value.length));
    }
    document.set_data(sealed_record(flat.record, flat.record_length));
    return document;
}

/* guard() for writing to path. */
template <typename Body>
newsdex_status guard_write(const std::string &path, newsdex_error *err, Body &&body) noexcept
{
    newsdex_status status = xapc::guard(err, std::forward<Body>(body));
    return status ? xapc::name_place(path, status, err) : NEWSDEX_OK;
}

} // namespace

newsdex_status xapc_writer_open(const char *path, xapc_writer_mode mode, xapc_writer **out,
                                newsdex_error *err)
{
    *out = nullptr;
    return guard_write(path, err, [&] {
        if ((mode == XAPC_WRITER_UPDATE || mode == XAPC_WRITER_TRY) && !xapc::is_glass(path))
            return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no index there", path);
        std::unique_ptr<xapc_writer> writer(new xapc_writer{
            path, Xapian::WritableDatabase(path, flags_of(mode)), mode != XAPC_WRITER_THROWAWAY});
        if (writer->in_transactions)
            writer->database.begin_transaction();
        *out = writer.release();
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_writer_add(xapc_writer *writer, const xapc_document *document, uint32_t *docid,
                               newsdex_error *err)
{
    if (docid)
        *docid = 0;
    return guard_write(writer->path, err, [&] {
        uint32_t added = writer->database.add_document(make_document(*document));
        if (docid)
            *docid = added;
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_writer_replace(xapc_writer *writer, const char *id_term, size_t length,
                                   const xapc_document *document, newsdex_error *err)
{
    return guard_write(writer->path, err, [&] {
        std::string name = xapc::make_term(id_term, length);
        Xapian::Document replacement = make_document(*document);
        replacement.add_boolean_term(name);
        writer->database.replace_document(name, replacement);
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_writer_delete(xapc_writer *writer, uint32_t docid, newsdex_error *err)
{
    return guard_write(writer->path, err, [&] {
        writer->database.delete_document(docid);
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_writer_set_metadata(xapc_writer *writer, const char *key, const char *value,
                                        size_t value_length, newsdex_error *err)
{
    return guard_write(writer->path, err, [&] {
        std::string text;
        if (value_length)
            text.assign(value, value_length);
        writer->database.set_metadata(key, text);
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_writer_commit(xapc_writer *writer, newsdex_error *err)
{
    return guard_write(writer->path, err, [&] {
        if (!writer->in_transactions) {
            writer->database.commit();
            return NEWSDEX_OK;
        }
        writer->database.commit_transaction();
        writer->database.begin_transaction();
        return NEWSDEX_OK;
    });
}

void xapc_writer_close(xapc_writer *writer)
{
    if (!writer)
        return;
    xapc::guard(nullptr, [&] {
        std::unique_ptr<xapc_writer> owned(writer);
        if (writer->in_transactions)
            writer->database.cancel_transaction();
        writer->database.close();
        return NEWSDEX_OK;
    });
}

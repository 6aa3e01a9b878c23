/* Cursors over terms, metadata keys and postings. */
#include <memory>
#include <set>

#include "searcher/xapian-c/database.hh"
#include "searcher/xapian-c/long_term.h"
#include "searcher/xapian-c/seal.h"
#include "searcher/xapian-c/term.hh"

namespace
{

enum Source { all_terms, document_terms, metadata_keys };

} // namespace

struct xapc_terms {
    xapc_database *db;
    Source source;
    Xapian::TermIterator at;
    bool started;
    std::string text;
    std::set<std::string> keys; /* of metadata: taken away as they are given */
};

struct xapc_postings {
    xapc_database *db;
    Xapian::PostingIterator at;
    bool started;
};

namespace
{

/* Steps to the next item, from before the first at the start; false at the end. */
template <typename Cursor, typename Iterator> bool advance(Cursor *cursor, const Iterator &end)
{
    if (cursor->at == end)
        return false;
    if (cursor->started)
        ++cursor->at;
    cursor->started = true;
    return cursor->at != end;
}

template <typename Begin>
newsdex_status open_terms(xapc_database *db, Source source, xapc_terms **out, newsdex_error *err,
                          Begin &&begin) noexcept
{
    *out = nullptr;
    return xapc::guard_read(db, err, [&] {
        *out = new xapc_terms{db, source, begin(), false, std::string(), {}};
        return NEWSDEX_OK;
    });
}

} // namespace

newsdex_status xapc_terms_open_all(xapc_database *db, const char *prefix, size_t length,
                                   xapc_terms **out, newsdex_error *err)
{
    return open_terms(db, all_terms, out, err, [&] {
        if (!xapc_term_fits(prefix, length))
            return Xapian::TermIterator();
        return db->database.allterms_begin(std::string(prefix, length));
    });
}

newsdex_status xapc_terms_open_document(xapc_database *db, uint32_t docid, xapc_terms **out,
                                        newsdex_error *err)
{
    return open_terms(db, document_terms, out, err,
                      [&] { return db->database.termlist_begin(docid); });
}

newsdex_status xapc_terms_open_metadata(xapc_database *db, const char *prefix, xapc_terms **out,
                                        newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard_read(db, err, [&] {
        std::unique_ptr<xapc_terms> terms(
            new xapc_terms{db, metadata_keys, Xapian::TermIterator(), false, std::string(), {}});
        for (const xapc::Part &part : db->parts) {
            Xapian::TermIterator end = part.database.metadata_keys_end(prefix);
            for (Xapian::TermIterator it = part.database.metadata_keys_begin(prefix); it != end;
                 ++it)
                terms->keys.insert(*it);
        }
        *out = terms.release();
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_terms_next(xapc_terms *terms, const char **text, size_t *length,
                               uint32_t *frequency, newsdex_error *err)
{
    *text = nullptr;
    *length = 0;
    if (frequency)
        *frequency = 0;
    return xapc::guard_read(terms->db, err, [&] {
        if (terms->source == metadata_keys) {
            if (terms->keys.empty())
                return NEWSDEX_OK;
            terms->text = *terms->keys.begin();
            terms->keys.erase(terms->keys.begin());
        } else if (!advance(terms, Xapian::TermIterator())) {
            return NEWSDEX_OK;
        } else {
            terms->text = *terms->at;
            if (xapc_is_seal(terms->text.data(), terms->text.size())) {
                terms->at = Xapian::TermIterator();
                return NEWSDEX_OK;
            }
        }
        if (frequency && terms->source == all_terms)
            *frequency = terms->at.get_termfreq();
        else if (frequency && terms->source == document_terms)
            *frequency = terms->at.get_wdf();
        *text = terms->text.c_str();
        *length = terms->text.size();
        return NEWSDEX_OK;
    });
}

void xapc_terms_close(xapc_terms *terms)
{
    delete terms;
}

newsdex_status xapc_postings_open(xapc_database *db, const char *term, size_t length,
                                  xapc_postings **out, newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard_read(db, err, [&] {
        *out = new xapc_postings{db, db->database.postlist_begin(xapc::make_term(term, length)),
                                 false};
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_postings_next(xapc_postings *postings, uint32_t *docid, uint32_t *wdf,
                                  uint32_t *document_length, newsdex_error *err)
{
    *docid = 0;
    if (wdf)
        *wdf = 0;
    if (document_length)
        *document_length = 0;
    return xapc::guard_read(postings->db, err, [&] {
        if (!advance(postings, Xapian::PostingIterator()))
            return NEWSDEX_OK;
        uint32_t count = postings->at.get_wdf();
        if (document_length)
            *document_length = postings->at.get_doclength();
        if (wdf)
            *wdf = count;
        *docid = *postings->at;
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_postings_skip_to(xapc_postings *postings, uint32_t docid, bool *found,
                                     uint32_t *wdf, newsdex_error *err)
{
    *found = false;
    *wdf = 0;
    return xapc::guard_read(postings->db, err, [&] {
        Xapian::PostingIterator end;
        if (postings->at != end)
            postings->at.skip_to(docid);
        postings->started = true;
        if (postings->at != end && *postings->at == docid) {
            *wdf = postings->at.get_wdf();
            *found = true;
        }
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_postings_positions(xapc_postings *postings, ndx_buffer *out, newsdex_error *err)
{
    return xapc::guard_read(postings->db, err, [&] {
        Xapian::PositionIterator end = postings->at.positionlist_end();
        for (Xapian::PositionIterator it = postings->at.positionlist_begin(); it != end; ++it) {
            uint32_t position = *it;
            newsdex_status status = ndx_buffer_append(out, &position, sizeof position, err);
            if (status)
                return status;
        }
        return NEWSDEX_OK;
    });
}

void xapc_postings_close(xapc_postings *postings)
{
    delete postings;
}

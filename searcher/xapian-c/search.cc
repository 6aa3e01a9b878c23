/* Running a query. */
#include <algorithm>
#include <memory>
#include <vector>

#include "searcher/xapian-c/database.hh"
#include "searcher/xapian-c/query.hh"

namespace
{

/* Orders by the value in a slot so that documents without one come last either way. */
class ValueKey : public Xapian::KeyMaker
{
  public:
    ValueKey(Xapian::valueno slot, bool descending) : slot_(slot), descending_(descending)
    {
    }

    std::string operator()(const Xapian::Document &document) const override
    {
        std::string value = document.get_value(slot_);
        bool first = value.empty() == descending_;
        return value.insert(0, 1, first ? '0' : '1');
    }

  private:
    Xapian::valueno slot_;
    bool descending_;
};

/* Hands the values of each match on. */
class ValueVisitor : public Xapian::MatchSpy
{
  public:
    ValueVisitor(const uint32_t *slots, size_t count, xapc_visitor visit, void *context,
                 newsdex_error *err)
        : texts_(count), values_(count), visit_(visit), context_(context), err_(err)
    {
        for (size_t i = 0; i < count; i++)
            values_[i].slot = slots[i];
    }

    void operator()(const Xapian::Document &document, double) override
    {
        if (status_)
            return;
        for (size_t i = 0; i < values_.size(); i++) {
            texts_[i] = document.get_value(values_[i].slot);
            values_[i].data = texts_[i].data();
            values_[i].length = static_cast<uint32_t>(texts_[i].size());
        }
        status_ = visit_(context_, values_.data(), err_);
    }

    newsdex_status status() const
    {
        return status_;
    }

  private:
    std::vector<std::string> texts_;
    std::vector<xapc_value> values_;
    xapc_visitor visit_;
    void *context_;
    newsdex_error *err_;
    newsdex_status status_ = NEWSDEX_OK;
};

xapc_page *make_page(const Xapian::MSet &set)
{
    std::unique_ptr<xapc_match[]> matches(new xapc_match[set.size()]);
    size_t count = 0;
    for (Xapian::MSetIterator it = set.begin(); it != set.end(); ++it)
        matches[count++] = xapc_match{*it, it.get_weight()};
    xapc_page *page = new xapc_page{nullptr, count, set.get_matches_lower_bound(),
                                    set.get_matches_estimated(), set.get_matches_upper_bound()};
    page->matches = matches.release();
    return page;
}

} // namespace

newsdex_status xapc_database_search(xapc_database *db, const xapc_query *query,
                                    const xapc_search_options *options, xapc_page **out,
                                    newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard_read(db, err, [&] {
        Xapian::Enquire enquire(db->database);
        ValueKey key(options->sort_slot, options->descending);
        enquire.set_query(query->query);
        enquire.set_weighting_scheme(Xapian::BM25Weight(options->k1, 0, 1, options->b, 0.5));
        if (options->sort_by_value)
            enquire.set_sort_by_key_then_relevance(&key, options->descending);
        uint32_t count = db->database.get_doccount();
        uint32_t offset = std::min(options->offset, count);
        uint32_t limit = std::min(options->limit, count - offset);
        uint32_t checked = std::min(options->check_at_least, count);
        *out = make_page(enquire.get_mset(offset, limit, checked));
        return NEWSDEX_OK;
    });
}

void xapc_page_free(xapc_page *page)
{
    if (page)
        delete[] page->matches;
    delete page;
}

newsdex_status xapc_database_visit(xapc_database *db, const xapc_query *query,
                                   const uint32_t *slots, size_t slot_count, xapc_visitor visit,
                                   void *context, newsdex_error *err)
{
    return xapc::guard_read(db, err, [&] {
        Xapian::Enquire enquire(db->database);
        ValueVisitor visitor(slots, slot_count, visit, context, err);
        enquire.set_query(query->query);
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.add_matchspy(&visitor);
        enquire.get_mset(0, 0, db->database.get_doccount());
        return visitor.status();
    });
}

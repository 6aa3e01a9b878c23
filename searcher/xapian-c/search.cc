/* Running a query. */
#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "searcher/xapian-c/base.hh"
#include "searcher/xapian-c/database.hh"
#include "searcher/xapian-c/query.hh"
#include "searcher/xapian-c/source.hh"

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

/* Values of one document, to be handed on. */
class Row
{
  public:
    Row(const uint32_t *slots, size_t count) : texts_(count), values_(count)
    {
        for (size_t i = 0; i < count; i++)
            values_[i].slot = slots[i];
    }

    void set(size_t i, std::string text)
    {
        texts_[i] = std::move(text);
        values_[i].data = texts_[i].data();
        values_[i].length = static_cast<uint32_t>(texts_[i].size());
    }

    size_t size() const
    {
        return values_.size();
    }

    Xapian::valueno slot(size_t i) const
    {
        return values_[i].slot;
    }

    const xapc_value *data() const
    {
        return values_.data();
    }

  private:
    std::vector<std::string> texts_;
    std::vector<xapc_value> values_;
};

/* Hands the values of each match on. */
class ValueVisitor : public Xapian::MatchSpy
{
  public:
    ValueVisitor(const uint32_t *slots, size_t count, xapc_visitor visit, void *context,
                 newsdex_error *err)
        : values_(slots, count), visit_(visit), context_(context), err_(err)
    {
    }

    void operator()(const Xapian::Document &document, double) override
    {
        if (status_)
            return;
        for (size_t i = 0; i < values_.size(); i++)
            values_.set(i, document.get_value(values_.slot(i)));
        status_ = visit_(context_, values_.data(), err_);
    }

    newsdex_status status() const
    {
        return status_;
    }

  private:
    Row values_;
    xapc_visitor visit_;
    void *context_;
    newsdex_error *err_;
    newsdex_status status_ = NEWSDEX_OK;
};

/* Matches the given documents of one database. */
class Listed : public Xapian::PostingSource
{
  public:
    /* docids must rise. */
    explicit Listed(const std::vector<Xapian::docid> &docids) : docids_(docids)
    {
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return static_cast<Xapian::doccount>(docids_.size());
    }

    Xapian::doccount get_termfreq_est() const override
    {
        return get_termfreq_min();
    }

    Xapian::doccount get_termfreq_max() const override
    {
        return get_termfreq_min();
    }

    void next(double) override
    {
        at_ = started_ ? at_ + 1 : 0;
        started_ = true;
    }

    void skip_to(Xapian::docid docid, double) override
    {
        started_ = true;
        while (at_ < docids_.size() && docids_[at_] < docid)
            at_++;
    }

    bool at_end() const override
    {
        return at_ >= docids_.size();
    }

    Xapian::docid get_docid() const override
    {
        return docids_[at_];
    }

    PostingSource *clone() const override
    {
        return new Listed(docids_);
    }

    void init(const Xapian::Database &) override
    {
        at_ = 0;
        started_ = false;
    }

  private:
    std::vector<Xapian::docid> docids_;
    size_t at_ = 0;
    bool started_ = false;
};

/* Why to stop now; nullptr: not yet. */
const char *reason_to_stop(const xapc_stop *stop, bool look_at_clock)
{
    if (stop->cancelled && __atomic_load_n(stop->cancelled, __ATOMIC_RELAXED))
        return "the search was cancelled";
    if (look_at_clock && stop->deadline && ndx_clock_ms() >= stop->deadline)
        return "the search took longer than its time limit";
    return nullptr;
}

/*
 * Everything, looking whether to stop at each document that it is asked about. As a filter it is
 * asked about those that have the words of a phrase, too, before their positions are looked at: a
 * decider or spy would only see matches.
 */
class Watch : public xapc::Everything
{
  public:
    explicit Watch(const xapc_stop *stop) : stop_(stop)
    {
    }

    PostingSource *clone() const override
    {
        return new Watch(stop_);
    }

  protected:
    void go_to(Xapian::docid docid) override
    {
        const unsigned between_clocks = 64;
        Everything::go_to(docid);
        const char *reason = reason_to_stop(stop_, asked_++ % between_clocks == 0);
        if (reason)
            throw xapc::Cancelled{reason};
    }

  private:
    const xapc_stop *stop_;
    unsigned asked_ = 0;
};

/* The documents that a term indexes. */
class Indexed : public xapc::Counted
{
  public:
    explicit Indexed(const std::string &term) : term_(term)
    {
    }

    void next(double) override
    {
        if (started_)
            ++at_;
        started_ = true;
    }

    void skip_to(Xapian::docid docid, double) override
    {
        at_.skip_to(docid);
        started_ = true;
    }

    bool at_end() const override
    {
        return at_ == Xapian::PostingIterator();
    }

    Xapian::docid get_docid() const override
    {
        return *at_;
    }

    PostingSource *clone() const override
    {
        return new Indexed(term_);
    }

    void init(const Xapian::Database &database) override
    {
        count_ = database.get_termfreq(term_);
        at_ = database.postlist_begin(term_);
        started_ = false;
    }

  private:
    std::string term_;
    Xapian::PostingIterator at_;
    bool started_ = false;
};

/* Whether documents were deleted from a database, and the term indexes all that are left. */
bool is_in_all_left(const xapc_database *db, const std::string &term)
{
    return std::any_of(db->parts.begin(), db->parts.end(), [&](const xapc::Part &part) {
        Xapian::doccount count = part.database.get_doccount();
        return count != part.database.get_lastdocid() && count == part.database.get_termfreq(term);
    });
}

/* Xapian doesn't tell the factor in another way. */
bool is_scaled_to_nothing(const Xapian::Query &query)
{
    return query.get_type() == Xapian::Query::OP_SCALE_WEIGHT &&
           query.get_description().compare(0, 10, "Query(0 * ") == 0;
}

/*
 * Where a term doesn't rank and indexes all documents, Xapian 1.4.22 reads the list of all in its
 * place, but under the term's name: with documents missing from that list it ends in an error
 * after a thousand or so. Such terms are read by ourselves.
 */
Xapian::Query guard_common(const xapc_database *db, const Xapian::Query &query, bool ranked)
{
    Xapian::Query::op op = query.get_type();
    if (query.empty() || op == Xapian::Query::OP_PHRASE || op == Xapian::Query::OP_NEAR ||
        (op == Xapian::Query::OP_SYNONYM && ranked))
        return query;
    if (op == Xapian::Query::LEAF_TERM) {
        const std::string term = *query.get_terms_begin();
        return ranked || !is_in_all_left(db, term) ? query
                                                   : Xapian::Query((new Indexed(term))->release());
    }
    if (op == Xapian::Query::OP_SCALE_WEIGHT) {
        if (ranked && !is_scaled_to_nothing(query))
            return query; /* a variant or a boosted word: it ranks */
        return Xapian::Query(0, guard_common(db, query.get_subquery(0), false));
    }
    std::vector<Xapian::Query> parts;
    for (size_t i = 0; i < query.get_num_subqueries(); i++) {
        bool selects = op == Xapian::Query::OP_FILTER || op == Xapian::Query::OP_AND_NOT;
        parts.push_back(guard_common(db, query.get_subquery(i), ranked && !(selects && i)));
    }
    return parts.empty() ? query : Xapian::Query(op, parts.begin(), parts.end());
}

/* The query, to be given up when stop says so; nullptr: never. */
Xapian::Query watched(const Xapian::Query &query, Watch *watch, const xapc_stop *stop)
{
    bool never = !stop || (!stop->cancelled && !stop->deadline);
    return never || query.empty()
               ? query
               : Xapian::Query(Xapian::Query::OP_FILTER, query, Xapian::Query(watch));
}

/* Asks about documents of one database, by their numbers there; the answers come in that order. */
std::vector<bool> ask_part(const Xapian::Database &part, const Xapian::Query &query,
                           const std::vector<Xapian::docid> &docids)
{
    Listed listed(docids);
    Xapian::Enquire enquire(part);
    enquire.set_query(Xapian::Query(Xapian::Query::OP_FILTER, query, Xapian::Query(&listed)));
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(docids.size()));
    std::vector<bool> answers(docids.size());
    for (Xapian::MSetIterator it = found.begin(); it != found.end(); ++it) {
        auto at = std::lower_bound(docids.begin(), docids.end(), *it);
        answers[static_cast<size_t>(at - docids.begin())] = true;
    }
    return answers;
}

/* The values of a slot by docid, of joined databases. */
class Values
{
  public:
    Values(const xapc_database *db, Xapian::valueno slot) : parts_(db->parts.size())
    {
        for (const xapc::Part &part : db->parts)
            streams_.push_back(part.database.valuestream_begin(slot));
    }

    /* Within each database docids must rise. */
    std::string get(Xapian::docid docid)
    {
        Xapian::ValueIterator &stream = streams_[(docid - 1) % parts_];
        const Xapian::docid local = static_cast<Xapian::docid>((docid - 1) / parts_ + 1);
        if (stream == Xapian::ValueIterator())
            return std::string();
        stream.skip_to(local);
        bool found = stream != Xapian::ValueIterator() && stream.get_docid() == local;
        return found ? *stream : std::string();
    }

  private:
    size_t parts_;
    std::vector<Xapian::ValueIterator> streams_;
};

/* A page of all matches, in the order of their new weights. */
xapc_page *reweigh(const xapc_database *db, const Xapian::MSet &all,
                   const xapc_reweighing &reweighing, size_t offset, size_t limit)
{
    std::vector<xapc_match> matches;
    matches.reserve(all.size());
    for (Xapian::MSetIterator it = all.begin(); it != all.end(); ++it)
        matches.push_back({*it, it.get_weight()});
    std::sort(matches.begin(), matches.end(),
              [](const xapc_match &a, const xapc_match &b) { return a.docid < b.docid; });
    Values values(db, reweighing.slot);
    for (xapc_match &match : matches) {
        std::string value = values.get(match.docid);
        match.weight *= reweighing.factor(reweighing.context, value.data(), value.size());
    }
    const size_t last = std::min(offset + limit, matches.size());
    std::partial_sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(last),
                      matches.end(), [](const xapc_match &a, const xapc_match &b) {
                          return a.weight != b.weight ? a.weight > b.weight : a.docid < b.docid;
                      });
    const size_t first = std::min(offset, last), count = last - first;
    std::unique_ptr<xapc_match[]> page(new xapc_match[count]);
    std::copy_n(matches.data() + first, count, page.get());
    const uint32_t total = all.size();
    return new xapc_page{page.release(), count, total, total, total};
}

/* complete: all matches were looked at. Then the lower bound is their number; of Xapian 2.1 the
 * other two may be more. */
xapc_page *make_page(const Xapian::MSet &set, bool complete)
{
    std::unique_ptr<xapc_match[]> matches(new xapc_match[set.size()]);
    size_t count = 0;
    for (Xapian::MSetIterator it = set.begin(); it != set.end(); ++it)
        matches[count++] = xapc_match{*it, it.get_weight()};
    const uint32_t lower = set.get_matches_lower_bound();
    xapc_page *page =
        new xapc_page{nullptr, count, lower, complete ? lower : set.get_matches_estimated(),
                      complete ? lower : set.get_matches_upper_bound()};
    page->matches = matches.release();
    return page;
}

} // namespace

newsdex_status xapc_stop_check(const xapc_stop *stop, newsdex_error *err)
{
    const char *reason = reason_to_stop(stop, true);
    return reason ? ndx_error_set(err, NEWSDEX_E_CANCELLED, "%s", reason) : NEWSDEX_OK;
}

newsdex_status xapc_database_search(xapc_database *db, const xapc_query *query,
                                    const xapc_search_options *options, xapc_page **out,
                                    newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard_read(db, err, [&] {
        Xapian::Enquire enquire(db->database);
        ValueKey key(options->sort_slot, options->descending);
        Watch watch(options->stop);
        enquire.set_query(watched(guard_common(db, query->query, true), &watch, options->stop));
        enquire.set_weighting_scheme(Xapian::BM25Weight(options->k1, 0, 1, options->b, 0.5));
        if (options->sort_by_value)
            enquire.set_sort_by_key_then_relevance(&key, options->descending);
        uint32_t count = db->database.get_doccount();
        uint32_t offset = std::min(options->offset, count);
        uint32_t limit = std::min(options->limit, count - offset);
        uint32_t checked = std::min(options->check_at_least, count);
        if (options->reweighing)
            *out =
                reweigh(db, enquire.get_mset(0, count, count), *options->reweighing, offset, limit);
        else
            *out = make_page(enquire.get_mset(offset, limit, checked), checked == count);
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_page_new(size_t count, xapc_page **out, newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard(err, [&] {
        std::unique_ptr<xapc_match[]> matches(new xapc_match[count]());
        *out = new xapc_page{nullptr, count, 0, 0, 0};
        (*out)->matches = matches.release();
        return NEWSDEX_OK;
    });
}

void xapc_page_free(xapc_page *page)
{
    if (page)
        delete[] page->matches;
    delete page;
}

newsdex_status xapc_database_ask(xapc_database *db, const xapc_query *query,
                                 const xapc_match *matches, size_t count, bool *answers,
                                 newsdex_error *err)
{
    return xapc::guard_read(db, err, [&] {
        std::fill_n(answers, count, false);
        const size_t parts = db->parts.size();
        std::vector<size_t> order(count);
        std::iota(order.begin(), order.end(), size_t{0});
        std::sort(order.begin(), order.end(),
                  [&](size_t a, size_t b) { return matches[a].docid < matches[b].docid; });
        const Xapian::Query asked = guard_common(db, query->query, false);
        for (size_t i = 0; !asked.empty() && i < parts; i++) {
            std::vector<size_t> here;
            std::vector<Xapian::docid> docids;
            for (size_t k : order) {
                if ((matches[k].docid - 1) % parts != i)
                    continue;
                here.push_back(k);
                docids.push_back(static_cast<Xapian::docid>((matches[k].docid - 1) / parts + 1));
            }
            if (docids.empty())
                continue;
            std::vector<bool> found = ask_part(db->parts[i].database, asked, docids);
            for (size_t k = 0; k < here.size(); k++)
                answers[here[k]] = found[k];
        }
        return NEWSDEX_OK;
    });
}

newsdex_status xapc_database_visit(xapc_database *db, const xapc_query *query,
                                   const uint32_t *slots, size_t slot_count, xapc_visitor visit,
                                   void *context, const xapc_stop *stop, newsdex_error *err)
{
    return xapc::guard_read(db, err, [&] {
        Xapian::Enquire enquire(db->database);
        ValueVisitor visitor(slots, slot_count, visit, context, err);
        Watch watch(stop);
        enquire.set_query(watched(guard_common(db, query->query, false), &watch, stop));
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.add_matchspy(&visitor);
        enquire.get_mset(0, 0, db->database.get_doccount());
        return visitor.status();
    });
}

newsdex_status xapc_database_visit_documents(xapc_database *db, const uint32_t *docids,
                                             size_t count, const uint32_t *slots, size_t slot_count,
                                             xapc_document_visitor visit, void *context,
                                             const xapc_stop *stop, newsdex_error *err)
{
    return xapc::guard_read(db, err, [&] {
        Row row(slots, slot_count);
        std::vector<Values> values;
        for (size_t i = 0; i < slot_count; i++)
            values.emplace_back(db, slots[i]);
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; k < slot_count; k++)
                row.set(k, values[k].get(docids[i]));
            newsdex_status status = xapc_stop_check(stop, err);
            if (!status)
                status = visit(context, i, row.data(), err);
            if (status)
                return status;
        }
        return NEWSDEX_OK;
    });
}

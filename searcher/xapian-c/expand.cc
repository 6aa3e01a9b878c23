/* Terms that tell some documents from all others. */
#include <memory>
#include <string>

#include "searcher/xapian-c/database.hh"
#include "searcher/xapian-c/query.hh"

namespace
{

class PrefixDecider : public Xapian::ExpandDecider
{
  public:
    explicit PrefixDecider(const char *prefix) : prefix_(prefix)
    {
    }

    bool operator()(const std::string &term) const override
    {
        size_t length = prefix_.size();
        return term.size() > length && !term.compare(0, length, prefix_) &&
               (term[length] < 'A' || term[length] > 'Z');
    }

  private:
    std::string prefix_;
};

struct FreeExpansion {
    void operator()(xapc_expansion *expansion) const
    {
        xapc_expansion_free(expansion);
    }
};

xapc_expansion *make_expansion(const Xapian::ESet &set, size_t prefix_length)
{
    std::unique_ptr<xapc_expansion, FreeExpansion> made(new xapc_expansion{nullptr, 0});
    made->terms = new xapc_weighted_term[set.size()];
    for (Xapian::ESetIterator it = set.begin(); it != set.end(); ++it) {
        std::string text = (*it).substr(prefix_length);
        char *copy = new char[text.size() + 1];
        text.copy(copy, text.size());
        copy[text.size()] = '\0';
        made->terms[made->count++] =
            xapc_weighted_term{copy, static_cast<uint32_t>(text.size()), it.get_weight()};
    }
    return made.release();
}

} // namespace

newsdex_status xapc_database_expand(xapc_database *db, const xapc_query *query,
                                    const uint32_t *docids, size_t docid_count, const char *prefix,
                                    uint32_t max, xapc_expansion **out, newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard_read(db, err, [&] {
        Xapian::Enquire enquire(db->database);
        Xapian::RSet documents;
        PrefixDecider decider(prefix);
        for (size_t i = 0; i < docid_count; i++)
            documents.add_document(docids[i]);
        enquire.set_query(query->query);
        enquire.set_expansion_scheme("bo1");
        *out = make_expansion(enquire.get_eset(max, documents, 0, &decider),
                              std::string(prefix).size());
        return NEWSDEX_OK;
    });
}

void xapc_expansion_free(xapc_expansion *expansion)
{
    if (!expansion)
        return;
    for (size_t i = 0; i < expansion->count; i++)
        delete[] expansion->terms[i].text;
    delete[] expansion->terms;
    delete expansion;
}

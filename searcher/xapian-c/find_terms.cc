/* Terms chosen by how near they are to what is looked for. */
#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "searcher/xapian-c/database.hh"
#include "searcher/xapian-c/long_term.h"
#include "searcher/xapian-c/seal.h"

namespace
{

struct Standing {
    uint32_t distance = 0, documents = 0;
};

using Found = std::unordered_map<std::string, Standing>;

struct Search {
    std::string prefix;
    xapc_judge judge;
    void *context;
};

/* Where a scan goes on behind terms of other fields: a capital or a colon follows the prefix. */
const char *skip_target(const std::string &term, size_t prefix_length)
{
    if (term.size() <= prefix_length)
        return nullptr;
    char next = term[prefix_length];
    return next == ':' ? ";" : next >= 'A' && next <= 'Z' ? "[" : nullptr;
}

/* Segments are read one after the other: joined by Xapian, which compares them all at each step,
   it takes twice as long. */
void scan(const Xapian::Database &part, const Search &search, Found *found)
{
    const size_t before = search.prefix.size();
    Xapian::TermIterator end = part.allterms_end(search.prefix);
    Xapian::TermIterator it = part.allterms_begin(search.prefix);
    while (it != end) {
        const std::string term = *it;
        if (const char *target = skip_target(term, before)) {
            it.skip_to(search.prefix + target);
            continue;
        }
        if (xapc_is_seal(term.data(), term.size()))
            return;
        uint32_t distance =
            search.judge ? search.judge(search.context, term.data(), term.size()) : 0;
        if (distance != UINT32_MAX) {
            Standing &standing = (*found)[term];
            standing.distance = distance;
            standing.documents += it.get_termfreq();
        }
        ++it;
    }
}

bool is_better(const Found::value_type *a, const Found::value_type *b)
{
    if (a->second.distance != b->second.distance)
        return a->second.distance < b->second.distance;
    if (a->second.documents != b->second.documents)
        return a->second.documents > b->second.documents;
    return a->first < b->first;
}

struct FreeFound {
    void operator()(xapc_found_terms *found) const
    {
        xapc_found_terms_free(found);
    }
};

xapc_found_terms *choose(const Found &found, size_t max)
{
    std::vector<const Found::value_type *> order;
    for (const Found::value_type &one : found)
        order.push_back(&one);
    size_t count = std::min(max, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                      order.end(), is_better);
    std::unique_ptr<xapc_found_terms, FreeFound> made(
        new xapc_found_terms{nullptr, 0, order.size() > max});
    made->terms = new xapc_found_term[count];
    for (; made->count < count; made->count++) {
        const std::string &text = order[made->count]->first;
        const Standing &standing = order[made->count]->second;
        char *copy = new char[text.size() + 1];
        text.copy(copy, text.size());
        copy[text.size()] = '\0';
        made->terms[made->count] = xapc_found_term{copy, static_cast<uint32_t>(text.size()),
                                                   standing.distance, standing.documents};
    }
    return made.release();
}

} // namespace

newsdex_status xapc_database_find_terms(xapc_database *db, const char *prefix, size_t length,
                                        xapc_judge judge, void *context, size_t max,
                                        xapc_found_terms **out, newsdex_error *err)
{
    *out = nullptr;
    return xapc::guard_read(db, err, [&] {
        if (!max)
            throw Xapian::InvalidArgumentError("no terms wanted");
        Found found;
        if (xapc_term_fits(prefix, length)) {
            Search search{std::string(prefix, length), judge, context};
            for (const xapc::Part &part : db->parts)
                scan(part.database, search, &found);
        }
        *out = choose(found, max);
        return NEWSDEX_OK;
    });
}

void xapc_found_terms_free(xapc_found_terms *found)
{
    if (!found)
        return;
    for (size_t i = 0; i < found->count; i++)
        delete[] found->terms[i].text;
    delete[] found->terms;
    delete found;
}

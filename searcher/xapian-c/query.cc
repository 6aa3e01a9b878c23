/* Making queries. */
#include "searcher/xapian-c/query.hh"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "searcher/xapian-c/base.hh"
#include "searcher/xapian-c/database.hh"
#include "searcher/xapian-c/guard.hh"
#include "searcher/xapian-c/source.hh"
#include "searcher/xapian-c/term.hh"

namespace
{

/* Hands out the query that make() returns. */
template <typename Make>
newsdex_status make_query(xapc_query **out, newsdex_error *err, Make &&make) noexcept
{
    *out = nullptr;
    return xapc::guard(err, [&] {
        *out = new xapc_query{make()};
        return NEWSDEX_OK;
    });
}

Xapian::Query::op xapian_operator(xapc_operator op)
{
    switch (op) {
    case XAPC_OR:
        return Xapian::Query::OP_OR;
    case XAPC_AND:
        return Xapian::Query::OP_AND;
    case XAPC_AND_NOT:
        return Xapian::Query::OP_AND_NOT;
    case XAPC_AND_MAYBE:
        return Xapian::Query::OP_AND_MAYBE;
    case XAPC_FILTER:
        return Xapian::Query::OP_FILTER;
    case XAPC_PHRASE:
        return Xapian::Query::OP_PHRASE;
    case XAPC_NEAR:
        return Xapian::Query::OP_NEAR;
    case XAPC_SYNONYM:
        return Xapian::Query::OP_SYNONYM;
    }
    throw Xapian::InvalidArgumentError("not an operator");
}

/* Whether the operator needs its first part, and whether it needs the others. */
bool needs_first(xapc_operator op)
{
    return op != XAPC_OR && op != XAPC_SYNONYM;
}

bool needs_all(xapc_operator op)
{
    return op == XAPC_AND || op == XAPC_FILTER || op == XAPC_PHRASE || op == XAPC_NEAR;
}

/* Whether Xapian looks at positions to tell if it matches. The parts of an OR are guarded already.
 */
bool checks_positions(const Xapian::Query &query)
{
    Xapian::Query::op op = query.get_type();
    if (op == Xapian::Query::OP_PHRASE || op == Xapian::Query::OP_NEAR)
        return true;
    for (size_t i = 0; op != Xapian::Query::OP_OR && i < query.get_num_subqueries(); i++)
        if (checks_positions(query.get_subquery(i)))
            return true;
    return false;
}

/*
 * A part that Xapian will add to others. Where it only asks whether an article matches, 1.4.22
 * takes a phrase that doesn't for one that matches the next article, and 2.1.0 for one that does;
 * both add its weight. They never ask the left side of AND_MAYBE. The right side must go on to the
 * end, and look as if it could weigh something, else it is dropped.
 */
Xapian::Query guard_phrase(const Xapian::Query &part)
{
    const double hardly_anything = 1e-300;
    if (!checks_positions(part))
        return part;
    Xapian::PostingSource *everything = new xapc::Everything(hardly_anything);
    return Xapian::Query(Xapian::Query::OP_AND_MAYBE, part, Xapian::Query(everything->release()));
}

/*
 * A part that only selects, without what would rank. Of an AND_MAYBE within an AND that is left
 * out, 1.4.22 compares bounds that it never set, and may then want the right side to match, too.
 */
Xapian::Query drop_ranking(const Xapian::Query &part)
{
    std::vector<Xapian::Query> parts;
    Xapian::Query::op op = part.get_type();
    switch (op) {
    case Xapian::Query::OP_AND_MAYBE:
    case Xapian::Query::OP_SCALE_WEIGHT:
        return drop_ranking(part.get_subquery(0));
    case Xapian::Query::OP_OR:
    case Xapian::Query::OP_AND:
    case Xapian::Query::OP_AND_NOT:
    case Xapian::Query::OP_FILTER:
        for (size_t i = 0; i < part.get_num_subqueries(); i++)
            parts.push_back(drop_ranking(part.get_subquery(i)));
        return Xapian::Query(op, parts.begin(), parts.end());
    default:
        return part;
    }
}

Xapian::Query join(xapc_operator op, std::vector<Xapian::Query> parts, uint32_t window)
{
    auto is_empty = [](const Xapian::Query &part) { return part.empty(); };
    Xapian::Query::op xapian_op = xapian_operator(op);
    if (parts.empty() || (needs_first(op) && parts[0].empty()) ||
        (needs_all(op) && std::any_of(parts.begin(), parts.end(), is_empty)))
        return Xapian::Query();
    parts.erase(std::remove_if(parts.begin(), parts.end(), is_empty), parts.end());
    if (parts.size() == 1)
        return parts[0];
    if (op == XAPC_OR || op == XAPC_AND_MAYBE)
        std::transform(parts.begin() + (op == XAPC_AND_MAYBE), parts.end(),
                       parts.begin() + (op == XAPC_AND_MAYBE), guard_phrase);
    if (op == XAPC_AND_NOT)
        std::transform(parts.begin() + 1, parts.end(), parts.begin() + 1, drop_ranking);
    if (op != XAPC_PHRASE && op != XAPC_NEAR)
        return Xapian::Query(xapian_op, parts.begin(), parts.end());
    Xapian::termcount count = static_cast<Xapian::termcount>(parts.size());
    return Xapian::Query(xapian_op, parts.begin(), parts.end(), std::max(window, count));
}

} // namespace

newsdex_status xapc_query_term(const char *term, size_t length, xapc_query **out,
                               newsdex_error *err)
{
    return make_query(out, err, [&] {
        /* To Xapian the empty term means all documents. */
        if (!length)
            throw Xapian::InvalidArgumentError("an empty term");
        return Xapian::Query(xapc::make_term(term, length));
    });
}

newsdex_status xapc_query_all(xapc_query **out, newsdex_error *err)
{
    /* Not Xapian::Query::MatchAll, whose reference count all threads would share. */
    return make_query(out, err, [&] { return Xapian::Query(std::string()); });
}

newsdex_status xapc_query_join(xapc_operator op, xapc_query **subqueries, size_t count,
                               uint32_t window, xapc_query **out, newsdex_error *err)
{
    newsdex_status status = make_query(out, err, [&] {
        std::vector<Xapian::Query> parts;
        for (size_t i = 0; i < count; i++)
            parts.push_back(subqueries[i]->query);
        return join(op, std::move(parts), window);
    });
    for (size_t i = 0; i < count; i++)
        xapc_query_free(subqueries[i]);
    return status;
}

newsdex_status xapc_query_scale(xapc_query *query, double factor, xapc_query **out,
                                newsdex_error *err)
{
    std::unique_ptr<xapc_query> owned(query);
    return make_query(out, err, [&] { return Xapian::Query(factor, owned->query); });
}

newsdex_status xapc_query_value_range(uint32_t slot, const char *low, size_t low_length,
                                      const char *high, size_t high_length, xapc_query **out,
                                      newsdex_error *err)
{
    return make_query(out, err, [&] {
        /* The least value there is: a missing one is the empty string, and in no range. */
        std::string first(1, '\0');
        if (low && low_length)
            first.assign(low, low_length);
        if (!high)
            return Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, first);
        std::string last(high, high_length);
        if (last < first)
            return Xapian::Query();
        return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, first, last);
    });
}

newsdex_status xapc_query_found(const xapc_found_terms *found, xapc_query **out, newsdex_error *err)
{
    return make_query(out, err, [&] {
        std::vector<std::string> texts;
        for (size_t i = 0; i < found->count; i++)
            texts.emplace_back(found->terms[i].text, found->terms[i].length);
        return Xapian::Query(Xapian::Query::OP_SYNONYM, texts.begin(), texts.end());
    });
}

newsdex_status xapc_query_describe(const xapc_query *query, ndx_buffer *out, newsdex_error *err)
{
    return xapc::guard(err, [&] {
        std::string text = query->query.get_description();
        return ndx_buffer_append(out, text.data(), text.size(), err);
    });
}

void xapc_query_free(xapc_query *query)
{
    delete query;
}

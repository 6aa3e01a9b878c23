/* Work on whole databases: joining and checking. */
#include <sstream>
#include <string>
#include <vector>
#include <xapian.h>

#include "searcher/xapian-c/base.hh"
#include "searcher/xapian-c/guard.hh"
#include "searcher/xapian-c/stub.hh"
#include "searcher/xapian-c/xapc.h"

namespace
{

/* Xapian gives the duplicates of a key in no order, so we look the first one up. */
class FirstWins : public Xapian::Compactor
{
  public:
    explicit FirstWins(const std::vector<Xapian::Database> &sources) : sources_(sources)
    {
    }

    std::string resolve_duplicate_metadata(const std::string &key, size_t,
                                           const std::string tags[]) override
    {
        /* The key comes with the prefix that it has in the table. */
        static const char prefix[] = {'\0', '\xc0'};
        bool prefixed = !key.compare(0, sizeof prefix, prefix, sizeof prefix);
        std::string name = key.substr(prefixed ? sizeof prefix : 0);
        for (const Xapian::Database &source : sources_) {
            std::string value = source.get_metadata(name);
            if (!value.empty())
                return value;
        }
        return tags[0];
    }

  private:
    const std::vector<Xapian::Database> &sources_;
};

} // namespace

newsdex_status xapc_compact(const char *const *sources, size_t count, const char *destination,
                            newsdex_error *err)
{
    newsdex_status status = xapc::guard(err, [&] {
        if (!count)
            return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "nothing to compact");
        if (xapc::is_glass(destination))
            return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%.200s: already a database",
                                 destination);
        std::vector<Xapian::Database> databases;
        Xapian::Database joined;
        for (size_t i = 0; i < count; i++) {
            if (!xapc::is_glass(sources[i]))
                return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no index there", sources[i]);
            databases.emplace_back(sources[i], Xapian::DB_BACKEND_GLASS);
            joined.add_database(databases.back());
        }
        FirstWins compactor(databases);
        joined.compact(destination, Xapian::Compactor::FULL, 0, compactor);
        return NEWSDEX_OK;
    });
    return status == NEWSDEX_E_IO ? xapc::name_place(destination, status, err) : status;
}

newsdex_status xapc_check(const char *path, size_t *faults, ndx_buffer *report, newsdex_error *err)
{
    *faults = 0;
    return xapc::guard(err, [&] {
        if (!xapc::is_glass(path))
            return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no index there", path);
        std::ostringstream text;
        size_t found = 0;
        newsdex_error damage;
        newsdex_status status = xapc::guard(&damage, [&] {
            found = Xapian::Database::check(path, 0, &text);
            return NEWSDEX_OK;
        });
        if (status == NEWSDEX_E_CORRUPT) {
            /* Damage that ends the check early. */
            text << damage.message << '\n';
            found = 1;
        } else if (status) {
            return ndx_error_set(err, status, "%s", damage.message);
        }
        std::string lines = text.str();
        status = ndx_buffer_append(report, lines.data(), lines.size(), err);
        if (!status)
            *faults = found;
        return status;
    });
}

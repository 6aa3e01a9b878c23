#include "searcher/xapian-c/stub.hh"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "searcher/xapian-c/base.hh"
#include "searcher/xapian-c/guard.hh"

namespace
{

const size_t max_text = 1 << 20;
/* Stubs that name stubs, and so on: deep enough for any use, and ends if they go in a circle. */
const unsigned max_depth = 8;
const char *const blanks = " \t\r";

bool is_file(const std::string &path)
{
    struct stat info;
    return !stat(path.c_str(), &info) && S_ISREG(info.st_mode);
}

/* A path in a stub is relative to the stub's folder. */
std::string resolve(const std::string &stub, const std::string &path)
{
    size_t slash = stub.rfind('/');
    if (path[0] == '/' || slash == std::string::npos)
        return path;
    return stub.substr(0, slash + 1) + path;
}

/* The path of a line "auto PATH"; empty when it is another line. */
std::string path_in_line(const std::string &line)
{
    size_t type_end = line.find_first_of(blanks);
    std::string type = line.substr(0, type_end);
    if (type != "auto" && type != "glass")
        return std::string();
    size_t begin = line.find_first_not_of(blanks, type_end);
    if (begin == std::string::npos)
        return std::string();
    return line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
}

newsdex_status read_text(const std::string &path, std::string *out, newsdex_error *err)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return ndx_error_errno(err, path.c_str());
    std::string text;
    char part[4096];
    while (text.size() <= max_text && (file.read(part, sizeof part), file.gcount() > 0))
        text.append(part, static_cast<size_t>(file.gcount()));
    if (file.bad())
        return ndx_error_set(err, NEWSDEX_E_IO, "%.200s: cannot read", path.c_str());
    if (text.size() > max_text)
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: not an index", path.c_str());
    *out = text;
    return NEWSDEX_OK;
}

bool has_moved(const xapc::Marker &marker)
{
    std::string text;
    return !read_text(marker.path, &text, nullptr) && text != marker.text;
}

/* The first item whose marker has moved, or nullptr. */
template <typename Item, typename MarkerOf>
const xapc::Marker *find_moved(const std::vector<Item> &items, MarkerOf &&marker_of) noexcept
{
    const xapc::Marker *moved = nullptr;
    xapc::guard(nullptr, [&] {
        for (const Item &item : items)
            if (!moved && has_moved(marker_of(item)))
                moved = &marker_of(item);
        return NEWSDEX_OK;
    });
    return moved;
}

/* Reads a stub and gives each path in it to visit; fault is the status of a line that is none. */
template <typename Visit>
newsdex_status walk_stub(xapc_database *db, const std::string &stub, newsdex_status fault,
                         newsdex_error *err, Visit &&visit)
{
    std::string listing;
    newsdex_status status = read_text(stub, &listing, err);
    if (status)
        return status;
    db->stubs.push_back({stub, listing});
    unsigned number = 0;
    for (size_t begin = 0, end; begin < listing.size(); begin = end + 1) {
        end = listing.find('\n', begin);
        if (end == std::string::npos)
            end = listing.size();
        std::string line = listing.substr(begin, end - begin);
        number++;
        if (line.find_first_not_of(blanks) == std::string::npos || line[0] == '#')
            continue;
        std::string path = path_in_line(line);
        if (path.empty())
            return ndx_error_set(err, fault, "%.180s: not an index: line %u is not \"auto PATH\"",
                                 stub.c_str(), number);
        if ((status = visit(resolve(stub, path))))
            return status;
    }
    return NEWSDEX_OK;
}

/* Xapian reads the version file, then blocks that may be overwritten by then: it may call that
 * damage. */
newsdex_status open_part(xapc_database *db, const std::string &folder, newsdex_error *err)
{
    xapc::Marker version{folder + "/iamglass", std::string()};
    newsdex_status status = read_text(version.path, &version.text, err);
    if (status)
        return status;
    status = xapc::guard(err, [&] {
        Xapian::Database database(folder, Xapian::DB_BACKEND_GLASS);
        db->parts.push_back({database, db->indexes.size() - 1, folder, version});
        return NEWSDEX_OK;
    });
    if (status && has_moved(version))
        return ndx_error_set(err, NEWSDEX_E_CHANGED, "%.200s: changes too often", folder.c_str());
    return xapc::name_place(folder, status, err);
}

/* A folder that holds a stub is an index: its lines name its segments. */
newsdex_status open_index(xapc_database *db, const std::string &path, newsdex_error *err)
{
    struct stat folder, other;
    if (stat(path.c_str(), &folder))
        return ndx_error_errno(err, path.c_str());
    for (const std::string &index : db->indexes) /* named twice it counts once */
        if (!stat(index.c_str(), &other) && folder.st_dev == other.st_dev &&
            folder.st_ino == other.st_ino)
            return NEWSDEX_OK;
    if (db->indexes.size() == NEWSDEX_INDEXES_MAX)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "more than %d indexes", NEWSDEX_INDEXES_MAX);
    db->indexes.push_back(path);
    if (xapc::is_glass(path))
        return open_part(db, path, err);
    std::string stub = path + "/XAPIANDB";
    return walk_stub(db, stub, NEWSDEX_E_CORRUPT, err, [&](const std::string &segment) {
        if (!xapc::is_glass(segment))
            return ndx_error_set(err, NEWSDEX_E_CORRUPT, "%.120s: names %.100s, which is not there",
                                 stub.c_str(), segment.c_str());
        return open_part(db, segment, err);
    });
}

newsdex_status open_at(xapc_database *db, const std::string &path, unsigned depth,
                       newsdex_error *err)
{
    struct stat info;
    if (stat(path.c_str(), &info)) {
        if (errno != ENOENT && errno != ENOTDIR)
            return ndx_error_errno(err, path.c_str());
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no such folder", path.c_str());
    }
    if (xapc::is_glass(path) || is_file(path + "/XAPIANDB"))
        return open_index(db, path, err);
    if (!S_ISREG(info.st_mode))
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no index there", path.c_str());
    if (depth == max_depth)
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "stubs within stubs, %u deep, at %.180s",
                             max_depth, path.c_str());
    /* A file that was named and isn't a stub is just another file. */
    return walk_stub(db, path, NEWSDEX_E_NOINDEX, err,
                     [&](const std::string &named) { return open_at(db, named, depth + 1, err); });
}

} // namespace

int64_t xapc::time_written(const std::string &folder)
{
    struct stat info;
    return stat((folder + "/iamglass").c_str(), &info) ? 0 : info.st_mtime;
}

bool xapc::is_glass(const std::string &folder)
{
    return is_file(folder + "/iamglass");
}

newsdex_status xapc::open_path(xapc_database *db, const std::string &path, newsdex_error *err)
{
    return open_at(db, path, 0, err);
}

const xapc::Marker *xapc::find_moved_stub(const xapc_database *db) noexcept
{
    return find_moved(db->stubs, [](const Marker &stub) -> const Marker & { return stub; });
}

const xapc::Marker *xapc::find_moved_part(const xapc_database *db) noexcept
{
    return find_moved(db->parts, [](const Part &part) -> const Marker & { return part.version; });
}

newsdex_status xapc::mark_parts(xapc_database *db, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < db->parts.size(); i++)
        status = read_text(db->parts[i].version.path, &db->parts[i].version.text, err);
    return status;
}

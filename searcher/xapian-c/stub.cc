#include "searcher/xapian-c/stub.hh"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "searcher/xapian-c/base.hh"

namespace
{

const size_t max_listing = 1 << 20;
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

} // namespace

bool xapc::is_glass(const std::string &path)
{
    return is_file(path + "/iamglass");
}

newsdex_status xapc::find_stub(const std::string &path, std::string *stub, newsdex_error *err)
{
    struct stat info;
    if (stat(path.c_str(), &info)) {
        if (errno != ENOENT && errno != ENOTDIR)
            return ndx_error_errno(err, path.c_str());
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no such folder", path.c_str());
    }
    stub->clear();
    if (S_ISREG(info.st_mode))
        *stub = path;
    else if (is_glass(path))
        return NEWSDEX_OK;
    else if (is_file(path + "/XAPIANDB"))
        *stub = path + "/XAPIANDB";
    else
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no index there", path.c_str());
    return NEWSDEX_OK;
}

newsdex_status xapc::read_listing(const std::string &stub, std::string *listing, newsdex_error *err)
{
    std::ifstream file(stub, std::ios::binary);
    if (!file)
        return ndx_error_errno(err, stub.c_str());
    std::string text;
    char part[4096];
    while (text.size() <= max_listing && (file.read(part, sizeof part), file.gcount() > 0))
        text.append(part, static_cast<size_t>(file.gcount()));
    if (file.bad())
        return ndx_error_set(err, NEWSDEX_E_IO, "%.200s: cannot read", stub.c_str());
    if (text.size() > max_listing)
        return ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: not an index", stub.c_str());
    *listing = text;
    return NEWSDEX_OK;
}

newsdex_status xapc::open_listing(const std::string &stub, const std::string &listing,
                                  newsdex_status fault, std::vector<Xapian::Database> *out,
                                  newsdex_error *err)
{
    std::vector<Xapian::Database> found;
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
        path = resolve(stub, path);
        if (!is_glass(path))
            return ndx_error_set(err, NEWSDEX_E_CORRUPT, "%.120s: names %.100s, which is not there",
                                 stub.c_str(), path.c_str());
        found.emplace_back(path, Xapian::DB_BACKEND_GLASS);
    }
    *out = std::move(found);
    return NEWSDEX_OK;
}

#include "indexer/segment/index_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "searcher/base/error.h"
#include "searcher/base/hash.h"

static const char stub_name[] = "XAPIANDB";
static const char lock_name[] = "newsdex.lock";
static const char work_name[] = "work";
static const char segment_prefix[] = "segment-";

enum { STUB_MAX = 1 << 20 };

static newsdex_status errno_at(newsdex_error *err, const char *path)
{
    return ndx_error_errno(err, path);
}

newsdex_status index_folder_path(const index_folder *folder, const char *name, ndx_buffer *out,
                                 newsdex_error *err)
{
    return ndx_buffer_append_format(out, err, "%s/%s", folder->path, name);
}

newsdex_status index_folder_work_path(const index_folder *folder, const char *name, ndx_buffer *out,
                                      newsdex_error *err)
{
    return ndx_buffer_append_format(out, err, "%s/%s/%s", folder->path, work_name, name);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    return remove(path);
}

newsdex_status folder_remove_tree(const char *path, newsdex_error *err)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
        return errno_at(err, path);
    return NEWSDEX_OK;
}

/* What was made or renamed in it survives a loss of power. */
static newsdex_status sync_folder(const char *path, newsdex_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno_at(err, path);
    /* Some file systems refuse fsync on folders (EINVAL); their renames need none. */
    newsdex_status status = fsync(fd) && errno != EINVAL ? errno_at(err, path) : NEWSDEX_OK;
    close(fd);
    return status;
}

static newsdex_status sync_file(int folder, const char *name, const char *path, newsdex_error *err)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    newsdex_status status = fd < 0 || fdatasync(fd) ? errno_at(err, path) : NEWSDEX_OK;
    if (fd >= 0)
        close(fd);
    return status;
}

/* All files of a folder, then the folder. */
static newsdex_status sync_files(const char *path, newsdex_error *err)
{
    DIR *dir = opendir(path);
    if (!dir)
        return errno_at(err, path);
    newsdex_status status = NEWSDEX_OK;
    for (const struct dirent *entry; !status && (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            status = sync_file(dirfd(dir), entry->d_name, path, err);
    closedir(dir);
    return status ? status : sync_folder(path, err);
}

/* So that a folder made a moment ago survives a loss of power. */
static newsdex_status sync_parent(const char *path, newsdex_error *err)
{
    ndx_buffer parent;
    ndx_buffer_init(&parent, FOLDER_PATH_MAX);
    newsdex_status status = ndx_buffer_append_format(&parent, err, "%s/..", path);
    if (!status)
        status = sync_folder(parent.data, err);
    ndx_buffer_release(&parent);
    return status;
}

/* ---- opening --------------------------------------------------------------- */

static bool is_ours(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, stub_name) ||
           !strcmp(name, lock_name) || !strcmp(name, work_name) ||
           !strncmp(name, segment_prefix, strlen(segment_prefix)) ||
           !strncmp(name, stub_name, strlen(stub_name));
}

static bool is_folder(const char *path)
{
    struct stat info;
    return !stat(path, &info) && S_ISDIR(info.st_mode);
}

/* A typing mistake must not turn somebody's folder into an index. */
static newsdex_status refuse_foreign_folder(const char *path, newsdex_error *err)
{
    DIR *dir = opendir(path);
    if (!dir)
        return errno_at(err, path);
    newsdex_status status = NEWSDEX_OK;
    for (struct dirent *item; !status && (item = readdir(dir));)
        if (!is_ours(item->d_name))
            status = ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                                   "%.100s: holds other files (%.60s) and no index; name a new "
                                   "or empty folder",
                                   path, item->d_name);
    closedir(dir);
    return status;
}

static void read_holder(int fd, char *out, size_t size)
{
    ssize_t length = pread(fd, out, size - 1, 0);
    out[length > 0 ? length : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
}

static newsdex_status take_lock(index_folder *folder, unsigned lock_wait,
                                const volatile sig_atomic_t *stop, newsdex_error *err)
{
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = index_folder_path(folder, lock_name, &path, err);
    if (!status) {
        folder->lock = open(path.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (folder->lock < 0)
            status = errno_at(err, path.data);
    }
    ndx_buffer_release(&path);
    const struct timespec pause = {0, 100 * 1000 * 1000};
    for (unsigned tries = lock_wait * 10 + 1; !status; tries--) {
        if (!flock(folder->lock, LOCK_EX | LOCK_NB))
            break;
        if (errno != EWOULDBLOCK)
            return errno_at(err, folder->path);
        if (tries == 0 || (stop && *stop)) {
            char holder[64];
            read_holder(folder->lock, holder, sizeof holder);
            return ndx_error_set(err, NEWSDEX_E_LOCKED,
                                 "%.120s: another newsdex-index (%s) is writing to it; wait for "
                                 "it or give a longer --lock-wait",
                                 folder->path, holder[0] ? holder : "unknown process");
        }
        nanosleep(&pause, NULL);
    }
    folder->locked = !status;
    if (!status &&
        (ftruncate(folder->lock, 0) || dprintf(folder->lock, "process %ld\n", (long)getpid()) < 0))
        status = errno_at(err, folder->path);
    return status;
}

static newsdex_status add_segment(index_folder *folder, const char *name, size_t length,
                                  newsdex_error *err)
{
    char(*segments)[SEGMENT_NAME_SIZE] =
        realloc(folder->segments, (folder->segment_count + 1) * sizeof *segments);
    if (!segments)
        return ndx_error_nomem(err);
    folder->segments = segments;
    memcpy(segments[folder->segment_count], name, length);
    segments[folder->segment_count++][length] = '\0';
    uint32_t number = (uint32_t)strtoul(name + strlen(segment_prefix), NULL, 10);
    if (number >= folder->next_number)
        folder->next_number = number + 1;
    return NEWSDEX_OK;
}

static newsdex_status read_stub_line(index_folder *folder, const char *line, size_t length,
                                     newsdex_error *err)
{
    static const char type[] = "auto ";
    size_t skip = strlen(type);
    if (!length || line[0] == '#')
        return NEWSDEX_OK;
    if (length <= skip || length - skip >= SEGMENT_NAME_SIZE || memcmp(line, type, skip) ||
        strncmp(line + skip, segment_prefix, strlen(segment_prefix)))
        return ndx_error_set(err, NEWSDEX_E_VERSION,
                             "%.120s/%s: not written by newsdex-index; name another folder",
                             folder->path, stub_name);
    return add_segment(folder, line + skip, length - skip, err);
}

static newsdex_status read_stub(index_folder *folder, bool *found, newsdex_error *err)
{
    ndx_buffer path, text;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    ndx_buffer_init(&text, STUB_MAX);
    newsdex_status status = index_folder_path(folder, stub_name, &path, err);
    FILE *file = status ? NULL : fopen(path.data, "re");
    *found = file != NULL;
    if (!status && !file && errno != ENOENT)
        status = errno_at(err, path.data);
    while (file && !status) {
        if ((status = ndx_buffer_reserve(&text, 4096, err)))
            break;
        size_t length = fread(text.data + text.length, 1, 4096, file);
        text.length += length;
        text.data[text.length] = '\0';
        if (!length)
            break;
    }
    for (const char *line = text.data; !status && *line;) {
        size_t length = strcspn(line, "\n");
        status = read_stub_line(folder, line, length, err);
        line += length + (line[length] == '\n');
    }
    if (file)
        fclose(file);
    ndx_buffer_release(&path);
    ndx_buffer_release(&text);
    return status;
}

static bool is_live(const index_folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->segment_count; i++)
        if (!strcmp(folder->segments[i], name))
            return true;
    return false;
}

/* Removes what a crash left behind, and segments that the last commit replaced. */
static newsdex_status sweep(index_folder *folder, newsdex_error *err)
{
    DIR *dir = opendir(folder->path);
    if (!dir)
        return errno_at(err, folder->path);
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = NEWSDEX_OK;
    for (struct dirent *item; !status && (item = readdir(dir));) {
        bool segment = !strncmp(item->d_name, segment_prefix, strlen(segment_prefix));
        if (strcmp(item->d_name, work_name) && !(segment && !is_live(folder, item->d_name)))
            continue;
        ndx_buffer_clear(&path);
        if (!(status = index_folder_path(folder, item->d_name, &path, err)))
            status = folder_remove_tree(path.data, err);
    }
    closedir(dir);
    ndx_buffer_clear(&path);
    if (!status && !(status = index_folder_path(folder, work_name, &path, err)) &&
        mkdir(path.data, 0777))
        status = errno_at(err, path.data);
    ndx_buffer_release(&path);
    return status;
}

newsdex_status index_folder_open(index_folder *folder, const char *path, unsigned lock_wait,
                                 const volatile sig_atomic_t *stop, newsdex_error *err)
{
    *folder = (index_folder){.path = strdup(path), .lock = -1, .next_number = 1};
    if (!folder->path)
        return ndx_error_nomem(err);
    newsdex_status status = NEWSDEX_OK;
    bool found;
    if (!mkdir(path, 0777))
        status = sync_parent(path, err);
    else if (errno != EEXIST)
        status = errno_at(err, path);
    else if (!is_folder(path))
        status = ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                               "%.200s: not a folder; name a new or empty one", path);
    /* The stub is read under the lock; before it, only the refusal to touch a foreign folder. */
    if (!status && !(status = read_stub(folder, &found, err)) && !found)
        status = refuse_foreign_folder(path, err);
    folder->segment_count = 0;
    if (!status && !(status = take_lock(folder, lock_wait, stop, err)))
        status = read_stub(folder, &found, err);
    /* Nothing writes such a stub; swept, the segments that it once named would be lost. */
    if (!status && found && !folder->segment_count)
        status =
            ndx_error_set(err, NEWSDEX_E_CORRUPT, "%.120s/%s: names no segment", path, stub_name);
    if (!status)
        status = sweep(folder, err);
    if (status)
        index_folder_close(folder);
    return status;
}

newsdex_status index_folder_read(index_folder *folder, const char *path, newsdex_error *err)
{
    *folder = (index_folder){.path = strdup(path), .lock = -1};
    if (!folder->path)
        return ndx_error_nomem(err);
    bool found;
    newsdex_status status = read_stub(folder, &found, err);
    if (!status && !found)
        status = ndx_error_set(err, NEWSDEX_E_NOINDEX, "%.200s: no index there", path);
    if (status)
        index_folder_close(folder);
    return status;
}

bool index_folder_is_busy(const index_folder *folder)
{
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    int fd = -1;
    if (!index_folder_path(folder, lock_name, &path, NULL))
        fd = open(path.data, O_RDONLY | O_CLOEXEC);
    ndx_buffer_release(&path);
    if (fd < 0)
        return false;
    /* Shared and let go of at once: an indexer that starts in this moment tries again. */
    bool busy = flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
    close(fd);
    return busy;
}

/* A file that is written by replacing it, or, the lock file, whenever it is taken. */
static void add_version(const index_folder *folder, const char *name, const char *file,
                        uint64_t *version)
{
    ndx_buffer path;
    struct stat info;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    if (!index_folder_path(folder, name, &path, NULL) &&
        !ndx_buffer_append_text(&path, file, NULL) && !stat(path.data, &info)) {
        const uint64_t seen[] = {*version, (uint64_t)info.st_ino, (uint64_t)info.st_mtim.tv_sec,
                                 (uint64_t)info.st_mtim.tv_nsec};
        *version = ndx_hash(seen, sizeof seen);
    }
    ndx_buffer_release(&path);
}

uint64_t index_folder_version(const index_folder *folder)
{
    uint64_t version = 0;
    add_version(folder, lock_name, "", &version);
    for (size_t i = 0; i < folder->segment_count; i++)
        add_version(folder, folder->segments[i], "/iamglass", &version);
    return version;
}

bool index_folder_has_changed(const index_folder *folder, uint64_t version)
{
    index_folder now;
    if (index_folder_version(folder) != version || index_folder_read(&now, folder->path, NULL))
        return true;
    bool same = now.segment_count == folder->segment_count;
    for (size_t i = 0; same && i < now.segment_count; i++)
        same = !strcmp(now.segments[i], folder->segments[i]);
    index_folder_close(&now);
    return !same;
}

newsdex_status index_folder_list(const index_folder *folder,
                                 void (*see)(void *context, index_folder_item item,
                                             const char *name),
                                 void *context, newsdex_error *err)
{
    DIR *dir = opendir(folder->path);
    if (!dir)
        return errno_at(err, folder->path);
    for (struct dirent *item; (item = readdir(dir));) {
        const char *name = item->d_name;
        if (!is_ours(name))
            see(context, INDEX_FOLDER_FOREIGN, name);
        else if (name[0] != '.' && strcmp(name, stub_name) && strcmp(name, lock_name) &&
                 !is_live(folder, name))
            see(context, INDEX_FOLDER_LEFTOVER, name);
    }
    closedir(dir);
    return NEWSDEX_OK;
}

void index_folder_close(index_folder *folder)
{
    if (folder->locked) {
        ndx_buffer path;
        ndx_buffer_init(&path, FOLDER_PATH_MAX);
        if (!index_folder_path(folder, work_name, &path, NULL))
            folder_remove_tree(path.data, NULL);
        ndx_buffer_release(&path);
    }
    if (folder->lock >= 0)
        close(folder->lock); /* lets go of the lock; the file stays: removing it would be a race */
    free(folder->path);
    free(folder->segments);
    *folder = (index_folder){.lock = -1};
}

/* ---- publishing -------------------------------------------------------------- */

static void name_segment(uint32_t number, char out[SEGMENT_NAME_SIZE])
{
    snprintf(out, SEGMENT_NAME_SIZE, "%s%06u", segment_prefix, number);
}

/* The first kept live segments, then so many new ones. */
static newsdex_status write_stub(const index_folder *folder, size_t kept, size_t added,
                                 newsdex_error *err)
{
    ndx_buffer path, next;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    ndx_buffer_init(&next, FOLDER_PATH_MAX);
    newsdex_status status;
    if ((status = index_folder_path(folder, stub_name, &path, err)) ||
        (status = ndx_buffer_append_format(&next, err, "%s.new", path.data)))
        goto out;
    FILE *file = fopen(next.data, "we");
    if (!file) {
        status = errno_at(err, next.data);
        goto out;
    }
    for (size_t i = 0; i < kept; i++)
        fprintf(file, "auto %s\n", folder->segments[i]);
    for (size_t i = 0; i < added; i++) {
        char name[SEGMENT_NAME_SIZE];
        name_segment(folder->next_number + (uint32_t)i, name);
        fprintf(file, "auto %s\n", name);
    }
    bool failed = fflush(file) || fsync(fileno(file));
    if (fclose(file) || failed || rename(next.data, path.data))
        status = errno_at(err, next.data);
    else
        status = sync_folder(folder->path, err);
out:
    ndx_buffer_release(&path);
    ndx_buffer_release(&next);
    return status;
}

/* The finished database becomes the segment of that number, not yet a live one. */
static newsdex_status move_in(const index_folder *folder, const char *work_path, uint32_t number,
                              newsdex_error *err)
{
    char name[SEGMENT_NAME_SIZE];
    name_segment(number, name);
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = index_folder_path(folder, name, &path, err);
    if (!status && !(status = sync_files(work_path, err)) && rename(work_path, path.data))
        status = errno_at(err, path.data);
    ndx_buffer_release(&path);
    return status;
}

/* The stub says that the last live segments are replaced by new ones. */
static newsdex_status note_published(index_folder *folder, size_t kept, size_t added,
                                     newsdex_error *err)
{
    /* Housekeeping: what fails here is swept at the next start. */
    for (size_t i = kept; i < folder->segment_count; i++) {
        ndx_buffer path;
        ndx_buffer_init(&path, FOLDER_PATH_MAX);
        if (!index_folder_path(folder, folder->segments[i], &path, NULL))
            folder_remove_tree(path.data, NULL);
        ndx_buffer_release(&path);
    }
    folder->segment_count = kept;
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < added; i++) {
        char name[SEGMENT_NAME_SIZE];
        name_segment(folder->next_number, name);
        status = add_segment(folder, name, strlen(name), err);
    }
    return status;
}

newsdex_status index_folder_publish(index_folder *folder, const char *const *work_paths,
                                    size_t count, size_t replaced, newsdex_error *err)
{
    size_t kept = folder->segment_count - replaced;
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = move_in(folder, work_paths[i], folder->next_number + (uint32_t)i, err);
    if (!status && !(status = sync_folder(folder->path, err)) &&
        !(status = write_stub(folder, kept, count, err)))
        status = note_published(folder, kept, count, err);
    return status;
}

newsdex_status index_folder_add_paths(const index_folder *folder, size_t first, path_list *out,
                                      newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = first; !status && i < folder->segment_count; i++) {
        ndx_buffer path;
        ndx_buffer_init(&path, FOLDER_PATH_MAX);
        if (!(status = index_folder_path(folder, folder->segments[i], &path, err)))
            status = path_list_add(out, path.data, err);
        ndx_buffer_release(&path);
    }
    return status;
}

newsdex_status index_folder_segment_bytes(const index_folder *folder, size_t segment,
                                          uint64_t *bytes, newsdex_error *err)
{
    *bytes = 0;
    ndx_buffer path;
    ndx_buffer_init(&path, FOLDER_PATH_MAX);
    newsdex_status status = index_folder_path(folder, folder->segments[segment], &path, err);
    DIR *dir = status ? NULL : opendir(path.data);
    if (!status && !dir)
        status = errno_at(err, path.data);
    if (dir) {
        for (struct dirent *item; (item = readdir(dir));) {
            struct stat info;
            if (!fstatat(dirfd(dir), item->d_name, &info, 0) && S_ISREG(info.st_mode))
                *bytes += (uint64_t)info.st_size;
        }
        closedir(dir);
    }
    ndx_buffer_release(&path);
    return status;
}

newsdex_status index_folder_bytes(const index_folder *folder, uint64_t *bytes, newsdex_error *err)
{
    *bytes = 0;
    for (size_t i = 0; i < folder->segment_count; i++) {
        uint64_t more;
        newsdex_status status = index_folder_segment_bytes(folder, i, &more, err);
        if (status)
            return status;
        *bytes += more;
    }
    return NEWSDEX_OK;
}

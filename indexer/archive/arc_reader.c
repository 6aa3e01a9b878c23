/* Inputs to events: opens one after the other and keeps the stack of archives within archives. */
#include "indexer/archive/arc_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "indexer/archive/arc_decode.h"
#include "indexer/archive/arc_level.h"
#include "indexer/archive/arc_magic.h"
#include "indexer/archive/arc_names.h"
#include "indexer/archive/arc_source.h"
#include "indexer/archive/arc_walk.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"

#define ADDRESS_MAX (1024 * 1024)
#define DECODERS_MAX 4 /* "a.txt.gz.gz.gz.gz" */

/* The stamp of links and the like in a folder, which can be read again. */
static const uint64_t no_file = 1;

struct arc_reader {
    arc_options options;
    iconv_t charset;
    locale_t locale; /* libarchive turns names into the locale's charset: make it UTF-8 */
    char **inputs;
    size_t input_count, input_next;
    uint64_t total, done; /* packed bytes; done: of inputs that are finished */
    bool total_known;

    arc_trail trail, before; /* with and without the present file */
    bool trail_ended;
    bool passing;          /* files are not opened */
    uint64_t passed_bytes; /* of total */

    arc_walk *walk; /* through the present input, a folder */
    arc_budget budget;
    bool told_spent;
    arc_level *level; /* the innermost archive */
    arc_source *data; /* of the entry given out */
    uint64_t entry_bytes;

    const char *archive;
    ndx_buffer address, basename;
    size_t name_offset; /* in address */
    int64_t modified;
    uint64_t stamp;
    newsdex_error reason;
};

/* What opening something came to: an event to give, or nothing yet. */
typedef enum outcome { NOTHING, EVENT } outcome;

/* ---- new, free, add --------------------------------------------------------- */

static locale_t find_utf8_locale(void)
{
    static const char *const names[] = {"C.UTF-8", "en_US.UTF-8", "UTF-8"};
    locale_t found = (locale_t)0;
    for (size_t i = 0; !found && i < sizeof names / sizeof *names; i++)
        found = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
    return found;
}

newsdex_status arc_reader_new(const arc_options *options, arc_reader **out, newsdex_error *err)
{
    static const arc_options defaults = ARC_OPTIONS_INIT;
    *out = NULL;
    arc_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return ndx_error_nomem(err);
    reader->options = options ? *options : defaults;
    reader->total_known = true;
    reader->trail.hash = reader->options.way;
    reader->charset = (iconv_t)-1;
    ndx_buffer_init(&reader->address, ADDRESS_MAX);
    ndx_buffer_init(&reader->basename, 8 * ARC_NAME_MAX);
    const char *charset = reader->options.charset;
    reader->options.charset = NULL; /* the caller's; of use only here */
    if (charset)
        reader->charset = iconv_open("UTF-8", charset);
    if (charset && reader->charset == (iconv_t)-1) {
        arc_reader_free(reader);
        return ndx_error_set(err, NEWSDEX_E_ARGUMENT, "unknown character set \"%s\"; see iconv -l",
                             charset);
    }
    reader->locale = find_utf8_locale();
    *out = reader;
    return NEWSDEX_OK;
}

static void close_entry(arc_reader *reader)
{
    arc_source_free(reader->data);
    reader->data = NULL;
}

static void pop_level(arc_reader *reader)
{
    arc_level *inner = reader->level;
    reader->level = inner->outer;
    arc_level_close(inner);
}

static void close_input(arc_reader *reader)
{
    close_entry(reader);
    while (reader->level)
        pop_level(reader);
}

void arc_reader_free(arc_reader *reader)
{
    if (!reader)
        return;
    close_input(reader);
    arc_walk_free(reader->walk);
    for (size_t i = 0; i < reader->input_count; i++)
        free(reader->inputs[i]);
    free(reader->inputs);
    ndx_buffer_release(&reader->address);
    ndx_buffer_release(&reader->basename);
    if (reader->charset != (iconv_t)-1)
        iconv_close(reader->charset);
    if (reader->locale)
        freelocale(reader->locale);
    free(reader);
}

newsdex_status arc_reader_add(arc_reader *reader, const char *path, newsdex_error *err)
{
    size_t count = reader->input_count;
    if (!(count & (count - 1))) { /* full at each power of two */
        char **inputs = realloc(reader->inputs, (count ? 2 * count : 1) * sizeof *inputs);
        if (!inputs)
            return ndx_error_nomem(err);
        reader->inputs = inputs;
    }
    char *copy = strdup(path);
    if (!copy)
        return ndx_error_nomem(err);
    reader->inputs[reader->input_count++] = copy;
    struct stat info;
    if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        reader->total_known = false;
    else
        reader->total += (uint64_t)info.st_size;
    return NEWSDEX_OK;
}

/* ---- events ------------------------------------------------------------------- */

static void give(arc_reader *reader, arc_entry *entry)
{
    const ndx_buffer *address = &reader->address;
    entry->archive = reader->archive ? reader->archive : "";
    entry->address = address->data;
    entry->name = address->length > reader->name_offset ? address->data + reader->name_offset : "";
    entry->basename = reader->basename.data;
    entry->modified = reader->modified;
    entry->stamp = reader->stamp;
    const arc_web *web = reader->data && reader->level ? reader->level->web : NULL;
    entry->url = web ? arc_web_capture(web)->url : "";
    entry->charset = web ? arc_web_capture(web)->charset : "";
    const arc_level *level = reader->level;
    const bool in_book =
        level && level->bundle == ARC_EPUB && address->length > level->address_length;
    entry->book = in_book ? level->address_length + 1 : 0;
    entry->reason = reader->reason.status ? reader->reason.message : "";
    entry->before = reader->before;
}

/* The event that reader->reason makes: over a limit is on purpose, all else is damage. */
static arc_event event_of_reason(arc_reader *reader)
{
    if (reader->reason.status != NEWSDEX_E_LIMIT)
        return ARC_FAILED;
    reader->told_spent = reader->budget.spent.status != NEWSDEX_OK;
    return ARC_SKIPPED;
}

static outcome skip(arc_reader *reader, arc_event *event, const char *reason)
{
    ndx_error_set(&reader->reason, NEWSDEX_E_LIMIT, "%s", reason);
    *event = ARC_SKIPPED;
    return EVENT;
}

/* Makes the address that of the archive of level. */
static void point_at_archive(arc_reader *reader, const arc_level *level)
{
    ndx_buffer_truncate(&reader->address, level->address_length);
    const char *last = reader->address.data + reader->address.length;
    while (last > reader->address.data && last[-1] != '/' && last[-1] != '!')
        last--;
    ndx_buffer_clear(&reader->basename);
    ndx_buffer_append_text(&reader->basename, last, NULL); /* at worst it stays empty */
    reader->modified = NEWSDEX_DATE_NONE;
}

/* ---- streams to entries or archives ------------------------------------------------ */

static bool may_decode(arc_kind kind, unsigned decoders)
{
    return arc_kind_is_compressor(kind) && decoders < DECODERS_MAX;
}

/* Once something is passed over, the stream can't be read by seeking, which begins at its start. */
static void pass_batch_line(arc_source *source)
{
    size_t line = arc_magic_batch_line(source->next, source->left);
    if (!line)
        return;
    source->next += line;
    source->left -= line;
    source->fd = -1;
}

/* Unpacks *source until it is no compressed stream any more; *kind is what it is then. */
static newsdex_status uncover(arc_reader *reader, arc_source **source, arc_kind *kind,
                              newsdex_error *err)
{
    for (unsigned decoders = 0;; decoders++) {
        size_t wanted = arc_magic_wanted(reader->basename.data);
        newsdex_status status = arc_source_peek(*source, wanted, err);
        if (status)
            return status;
        pass_batch_line(*source);
        *kind = arc_magic_kind((*source)->next, (*source)->left, reader->basename.data);
        if (!may_decode(*kind, decoders))
            return NEWSDEX_OK;
        arc_source *inner = *source;
        *source = NULL;
        status = arc_decoder_new(*kind, inner, &reader->budget, source, err);
        if (status)
            return status;
        arc_magic_strip(reader->basename.data);
        reader->basename.length = strlen(reader->basename.data);
    }
}

static newsdex_status push_level(arc_reader *reader, arc_source *source, arc_kind kind,
                                 arc_event *event, outcome *what, newsdex_error *err)
{
    uint32_t depth = 0;
    for (const arc_level *level = reader->level; level; level = level->outer)
        depth++;
    if (depth >= reader->options.max_depth) {
        arc_source_free(source);
        ndx_error_set(&reader->reason, NEWSDEX_E_LIMIT,
                      "nested deeper than %" PRIu32 " archives; see --max-depth",
                      reader->options.max_depth);
        *event = ARC_SKIPPED;
        *what = EVENT;
        return NEWSDEX_OK;
    }
    arc_level *level;
    arc_bundle bundle = arc_magic_bundle(kind, source->next, source->left, reader->basename.data);
    newsdex_status status = arc_level_open(kind, source, &reader->budget, &level, &reader->reason);
    if (status == NEWSDEX_E_NOMEM)
        return ndx_error_nomem(err);
    if (status) {
        *event = event_of_reason(reader);
        *what = EVENT;
        return NEWSDEX_OK;
    }
    level->outer = reader->level;
    level->bundle = bundle;
    level->address_length = reader->address.length;
    reader->level = level;
    *what = NOTHING;
    return NEWSDEX_OK;
}

/* Takes source over: gives it out as an entry, or enters it as an archive. */
static newsdex_status enter(arc_reader *reader, arc_source *source, bool direct, arc_event *event,
                            outcome *what, newsdex_error *err)
{
    arc_kind kind;
    newsdex_status status = uncover(reader, &source, &kind, err);
    if (status) {
        arc_source_free(source);
        return status;
    }
    const char *basename = reader->basename.data;
    *what = EVENT;
    if (!source->left && source->error.status) {
        reader->reason = source->error;
        arc_level_explain(reader->level, &reader->reason);
        arc_source_free(source);
        *event = event_of_reason(reader);
    } else if (!direct && arc_magic_is_apple_double(source->next, source->left, basename)) {
        arc_source_free(source);
        skip(reader, event, "macOS attributes of another file");
    } else if (arc_kind_is_compressor(kind)) {
        arc_source_free(source);
        skip(reader, event, "compressed too many times");
    } else if (kind == ARC_PLAIN ||
               (kind == ARC_ZIP && arc_magic_is_document(source->next, source->left, basename))) {
        reader->data = source;
        reader->entry_bytes = 0;
        *event = ARC_ENTRY;
    } else {
        return push_level(reader, source, kind, event, what, err);
    }
    return NEWSDEX_OK;
}

/* ---- entries of an archive ----------------------------------------------------------- */

static newsdex_status set_basename(arc_reader *reader, const char *path, newsdex_error *err)
{
    const char *slash = strrchr(path, '/');
    ndx_buffer_clear(&reader->basename);
    return ndx_buffer_append_text(&reader->basename, slash ? slash + 1 : path, err);
}

static const char *raw_name(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (!name)
        name = archive_entry_pathname_utf8(entry);
    return name && *name ? name : "unnamed";
}

/* Sets address, basename and the level's name to raw, the present entry's. */
static newsdex_status name_entry(arc_reader *reader, const char *raw, bool distinguish,
                                 newsdex_error *err)
{
    arc_level *level = reader->level;
    ndx_buffer_truncate(&reader->address, level->address_length);
    ndx_buffer_clear(&level->name);
    newsdex_status status = arc_name_append(&level->name, raw, reader->charset, err);
    if (!status)
        status = set_basename(reader, level->name.data, err);
    if (!status && distinguish)
        status = arc_names_distinguish(&level->names, &level->name, 0, err);
    if (!status)
        status = ndx_buffer_append_byte(&reader->address, '!', err);
    if (!status)
        status = ndx_buffer_append(&reader->address, level->name.data, level->name.length, err);
    return status;
}

static bool is_apple_folder(const char *name)
{
    return strncmp(name, "__MACOSX/", 9) == 0 || strstr(name, "/__MACOSX/");
}

/* Tables of ar itself. */
static bool is_table(const arc_level *level)
{
    const char *name = raw_name(level->entry);
    return level->kind == ARC_AR && (name[0] == '/' || strncmp(name, "__.SYMDEF", 9) == 0);
}

/* cpio puts the data of a file with several names behind one of them, often the last. */
static bool is_link_only(const arc_level *level)
{
    return archive_entry_hardlink(level->entry) &&
           !(level->kind == ARC_CPIO && archive_entry_size(level->entry) > 0);
}

static newsdex_status skip_link(arc_reader *reader, const char *target, arc_event *event,
                                newsdex_error *err)
{
    ndx_buffer text;
    ndx_buffer_init(&text, 8 * ARC_NAME_MAX);
    newsdex_status status = ndx_buffer_append_text(&text, "link to ", err);
    if (!status)
        status = arc_name_append(&text, target ? target : "nothing", reader->charset, err);
    if (!status)
        skip(reader, event, text.data);
    ndx_buffer_release(&text);
    return status;
}

static newsdex_status handle_entry(arc_reader *reader, arc_event *event, outcome *what,
                                   newsdex_error *err)
{
    arc_level *level = reader->level;
    struct archive_entry *entry = level->entry;
    unsigned type = archive_entry_filetype(entry);
    *what = NOTHING;
    if (arc_budget_charge_entry(&reader->budget, NULL) || type == AE_IFDIR || is_table(level))
        return NEWSDEX_OK;
    bool link = type == AE_IFLNK || is_link_only(level);
    bool ordinary = !link && (type == AE_IFREG || type == 0);
    newsdex_status status = name_entry(reader, raw_name(entry), ordinary, err);
    if (status)
        return status;
    reader->modified =
        archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : NEWSDEX_DATE_NONE;
    *what = EVENT;
    const char *aside = arc_bundle_aside(level->bundle, level->name.data);
    if (link)
        return skip_link(
            reader, type == AE_IFLNK ? archive_entry_symlink(entry) : archive_entry_hardlink(entry),
            event, err);
    if (!ordinary)
        skip(reader, event, "not a file");
    else if (archive_entry_is_encrypted(entry))
        skip(reader, event, "encrypted; cannot be read without its password");
    else if (is_apple_folder(level->name.data))
        skip(reader, event, "macOS attributes of another file");
    else if (aside) {
        skip(reader, event, aside);
        if (arc_bundle_is_package(level->bundle, level->name.data)) {
            reader->data = &level->data;
            reader->entry_bytes = 0;
        }
    } else
        return enter(reader, &level->data, false, event, what, err);
    return NEWSDEX_OK;
}

static newsdex_status name_capture(arc_reader *reader, bool distinguish, newsdex_error *err)
{
    const arc_capture *capture = arc_web_capture(reader->level->web);
    newsdex_status status = name_entry(reader, capture->url, distinguish, err);
    ndx_buffer_clear(&reader->basename);
    if (!status)
        status = arc_name_append(&reader->basename, capture->basename, reader->charset, err);
    reader->modified = capture->captured;
    return status;
}

/* A page of a web archive, or what is told instead of one. */
static newsdex_status handle_capture(arc_reader *reader, bool skipped, arc_event *event,
                                     outcome *what, newsdex_error *err)
{
    *what = NOTHING;
    if (arc_budget_charge_entry(&reader->budget, NULL))
        return NEWSDEX_OK;
    newsdex_status status = NEWSDEX_OK;
    if (arc_web_capture(reader->level->web)->url[0])
        status = name_capture(reader, !skipped, err);
    else
        point_at_archive(reader, reader->level);
    if (status)
        return status;
    if (!skipped)
        return enter(reader, &reader->level->data, false, event, what, err);
    *event = event_of_reason(reader);
    *what = EVENT;
    return NEWSDEX_OK;
}

static newsdex_status next_of_level(arc_reader *reader, arc_event *event, outcome *what,
                                    newsdex_error *err)
{
    *what = EVENT;
    arc_step found = arc_level_next(reader->level, &reader->reason);
    switch (found) {
    case ARC_STEP_ENTRY:
    case ARC_STEP_SKIPPED:
        return reader->level->web
                   ? handle_capture(reader, found == ARC_STEP_SKIPPED, event, what, err)
                   : handle_entry(reader, event, what, err);
    case ARC_STEP_DAMAGE:
        if (reader->reason.status == NEWSDEX_E_NOMEM)
            return ndx_error_nomem(err);
        point_at_archive(reader, reader->level);
        *event = event_of_reason(reader);
        return NEWSDEX_OK;
    case ARC_STEP_ENCRYPTED:
        point_at_archive(reader, reader->level);
        skip(reader, event, "encrypted; cannot be read without its password");
        return NEWSDEX_OK;
    default:
        if (!reader->budget.spent.status) /* else step ends the whole input */
            pop_level(reader);
        *what = NOTHING;
        return NEWSDEX_OK;
    }
}

/* ---- the trail ----------------------------------------------------------------------------- */

/* Its next change is sure to come with another time, whatever the steps of that clock. */
static bool is_settled(const arc_reader *reader, const struct stat *info)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return false;
    const time_t latest = now.tv_sec - (time_t)reader->options.settled_seconds;
    return info->st_mtim.tv_sec <= latest && info->st_ctim.tv_sec <= latest;
}

static void end_trail(arc_reader *reader)
{
    reader->trail = (arc_trail){0};
    reader->trail_ended = true;
}

/* The next file begins: info tells what there is at path, NULL: a stream, or nothing at all. */
static void extend_trail(arc_reader *reader, const char *path, const struct stat *info)
{
    arc_trail *trail = &reader->trail;
    trail->bytes = reader->done;
    reader->before = *trail;
    bool known = info && (S_ISREG(info->st_mode) || S_ISLNK(info->st_mode));
    if (reader->trail_ended || !known || !is_settled(reader, info)) {
        end_trail(reader);
        return;
    }
    const int64_t facts[] = {(int64_t)info->st_dev, (int64_t)info->st_ino, info->st_size,
                             info->st_mtim.tv_sec,  info->st_mtim.tv_nsec, info->st_ctim.tv_sec,
                             info->st_ctim.tv_nsec};
    trail->count++;
    trail->hash = ndx_hash_more(trail->hash, facts, sizeof facts);
    trail->hash = ndx_hash_more(trail->hash, path, strlen(path) + 1);
    if (reader->passing && !reader->walk)
        reader->passed_bytes += (uint64_t)info->st_size;
}

/* ---- inputs ------------------------------------------------------------------------------ */

/* The system refused; the address says what. */
static outcome fail(arc_reader *reader, arc_event *event, int code)
{
    char reason[128];
    ndx_error_set(&reader->reason, NEWSDEX_E_IO, "%s", strerror_r(code, reason, sizeof reason));
    *event = ARC_FAILED;
    return EVENT;
}

static uint64_t stamp_of(const struct stat *info)
{
    const int64_t facts[] = {info->st_size, info->st_mtim.tv_sec, info->st_mtim.tv_nsec};
    return ndx_hash(facts, sizeof facts);
}

/* A file or a stream, open as fd, whose address is set. */
static newsdex_status enter_file(arc_reader *reader, int fd, bool direct, arc_event *event,
                                 outcome *what, newsdex_error *err)
{
    struct stat info;
    bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    arc_budget_start(&reader->budget, &reader->options, regular ? (uint64_t)info.st_size : 0);
    reader->told_spent = false;
    reader->modified = regular ? (int64_t)info.st_mtime : NEWSDEX_DATE_NONE;
    reader->stamp = regular && fd != STDIN_FILENO ? stamp_of(&info) : 0;
    arc_source *source;
    newsdex_status status = set_basename(reader, reader->address.data, err);
    if (!status)
        status =
            arc_file_new(fd, regular && lseek(fd, 0, SEEK_CUR) == 0, &reader->budget, &source, err);
    if (status) {
        if (fd != STDIN_FILENO)
            close(fd);
        return status;
    }
    return enter(reader, source, direct, event, what, err);
}

static newsdex_status open_path(arc_reader *reader, const char *path, bool direct, arc_event *event,
                                outcome *what, newsdex_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (direct ? 0 : O_NOFOLLOW | O_NONBLOCK));
    if (fd < 0) {
        *what = fail(reader, event, errno);
        end_trail(reader); /* the next time it may be allowed */
        return NEWSDEX_OK;
    }
    return enter_file(reader, fd, direct, event, what, err);
}

static newsdex_status next_of_folder(arc_reader *reader, arc_event *event, outcome *what,
                                     newsdex_error *err)
{
    arc_walk_kind kind;
    const char *path;
    newsdex_status status = arc_walk_next(reader->walk, &kind, &path, &reader->reason);
    if (status)
        return ndx_error_nomem(err);
    *what = NOTHING;
    if (kind == ARC_WALK_END) {
        arc_walk_free(reader->walk);
        reader->walk = NULL;
        return NEWSDEX_OK;
    }
    ndx_buffer_clear(&reader->address);
    status = arc_name_append(&reader->address, path, (iconv_t)-1, err);
    if (!status)
        status = set_basename(reader, reader->address.data, err);
    if (status)
        return status;
    struct stat info;
    extend_trail(reader, path, lstat(path, &info) == 0 ? &info : NULL);
    if (reader->passing)
        return NEWSDEX_OK;
    *what = EVENT;
    reader->modified = NEWSDEX_DATE_NONE;
    reader->stamp = no_file;
    if (kind == ARC_WALK_FILE)
        return open_path(reader, path, false, event, what, err);
    if (kind == ARC_WALK_LINK)
        skip(reader, event, "link; not followed within a folder");
    else if (kind == ARC_WALK_OTHER)
        skip(reader, event, "not a file");
    else
        *event = ARC_FAILED;
    return NEWSDEX_OK;
}

static newsdex_status open_folder(arc_reader *reader, const char *path, arc_event *event,
                                  outcome *what, newsdex_error *err)
{
    newsdex_status status = arc_walk_new(path, &reader->walk, &reader->reason);
    if (status == NEWSDEX_E_NOMEM)
        return ndx_error_nomem(err);
    if (status)
        *event = ARC_FAILED;
    *what = status ? EVENT : NOTHING;
    return NEWSDEX_OK;
}

static newsdex_status open_input(arc_reader *reader, const char *path, arc_event *event,
                                 outcome *what, newsdex_error *err)
{
    reader->archive = path;
    reader->modified = NEWSDEX_DATE_NONE;
    reader->stamp = no_file;
    ndx_buffer_clear(&reader->address);
    newsdex_status status = arc_name_append(&reader->address, path, (iconv_t)-1, err);
    if (!status)
        status = set_basename(reader, reader->address.data, err);
    if (status)
        return status;
    size_t length = reader->address.length;
    reader->name_offset = length + 1;
    struct stat info;
    bool stream = strcmp(path, "-") == 0;
    int code = stream || stat(path, &info) == 0 ? 0 : errno;
    if (!stream && !code && S_ISDIR(info.st_mode)) {
        if (length && path[strlen(path) - 1] == '/')
            reader->name_offset = length;
        return open_folder(reader, path, event, what, err);
    }
    extend_trail(reader, path, stream || code ? NULL : &info);
    *what = NOTHING;
    if (reader->passing)
        return NEWSDEX_OK;
    if (stream)
        return enter_file(reader, STDIN_FILENO, true, event, what, err);
    if (code) {
        *what = fail(reader, event, code);
        return NEWSDEX_OK;
    }
    if (S_ISREG(info.st_mode) || S_ISFIFO(info.st_mode))
        return open_path(reader, path, true, event, what, err);
    ndx_error_set(&reader->reason, NEWSDEX_E_IO, "not a file or a folder");
    *event = ARC_FAILED;
    *what = EVENT;
    return NEWSDEX_OK;
}

static uint64_t present_packed(const arc_reader *reader)
{
    const arc_budget *budget = &reader->budget;
    bool seeks = budget->packed_size && budget->packed_read > budget->packed_size;
    return seeks ? budget->packed_size : budget->packed_read;
}

static newsdex_status next_input(arc_reader *reader, arc_event *event, outcome *what,
                                 newsdex_error *err)
{
    reader->done += present_packed(reader);
    reader->budget = (arc_budget){0};
    if (reader->walk)
        return next_of_folder(reader, event, what, err);
    if (reader->input_next < reader->input_count)
        return open_input(reader, reader->inputs[reader->input_next++], event, what, err);
    reader->archive = NULL;
    reader->name_offset = 0;
    ndx_buffer_clear(&reader->address);
    ndx_buffer_clear(&reader->basename);
    *event = ARC_END;
    *what = EVENT;
    return NEWSDEX_OK;
}

/* Before the first input again. */
static void restart(arc_reader *reader)
{
    reader->input_next = 0;
    reader->total += reader->passed_bytes;
    reader->passed_bytes = 0;
    reader->trail = reader->before = (arc_trail){.hash = reader->options.way};
    reader->trail_ended = false;
}

void arc_reader_rewind(arc_reader *reader, const char *archive)
{
    close_input(reader);
    arc_walk_free(reader->walk);
    reader->walk = NULL;
    reader->total += present_packed(reader); /* read in vain, and once more */
    reader->done += present_packed(reader);
    reader->budget = (arc_budget){0};
    if (!archive) {
        restart(reader);
        return;
    }
    end_trail(reader);
    do
        reader->input_next--;
    while (reader->input_next && strcmp(reader->inputs[reader->input_next], archive) != 0);
}

/* What was taken from a stream is gone: then it must not be begun before it is sure to be the one.
 */
static bool has_stream(const arc_reader *reader)
{
    for (size_t i = 0; i < reader->input_count; i++) {
        struct stat info;
        if (strcmp(reader->inputs[i], "-") == 0 ||
            (stat(reader->inputs[i], &info) == 0 && !S_ISREG(info.st_mode) &&
             !S_ISDIR(info.st_mode)))
            return true;
    }
    return false;
}

newsdex_status arc_reader_pass(arc_reader *reader, const arc_trail *trail, const char **archive,
                               newsdex_error *err)
{
    arc_event event;
    outcome what = NOTHING;
    newsdex_status status = NEWSDEX_OK;
    *archive = NULL;
    if (has_stream(reader))
        return NEWSDEX_OK;
    reader->passing = true;
    while (!status && what == NOTHING && !reader->trail_ended && reader->trail.count < trail->count)
        status = next_input(reader, &event, &what, err);
    reader->passing = false;
    if (reader->passed_bytes > reader->total)
        reader->passed_bytes = reader->total;
    reader->total -= reader->passed_bytes;
    if (reader->trail.count == trail->count && reader->trail.hash == trail->hash) {
        *archive = reader->archive;
        reader->done = trail->bytes;
    } else {
        arc_reader_rewind(reader, NULL);
    }
    return status;
}

/* ---- next, read, progress ------------------------------------------------------------- */

/* Ends an input that is over a limit, and says so if nobody has. */
static outcome end_spent(arc_reader *reader, arc_event *event)
{
    const arc_level *outermost = reader->level;
    while (outermost && outermost->outer)
        outermost = outermost->outer;
    if (outermost)
        point_at_archive(reader, outermost);
    reader->reason = reader->budget.spent;
    bool told = reader->told_spent;
    *event = event_of_reason(reader);
    close_input(reader);
    reader->budget.spent.status = NEWSDEX_OK;
    return told ? NOTHING : EVENT;
}

static newsdex_status step(arc_reader *reader, arc_event *event, outcome *what, newsdex_error *err)
{
    close_entry(reader);
    reader->reason.status = NEWSDEX_OK;
    if (reader->budget.spent.status) {
        *what = end_spent(reader, event);
        return NEWSDEX_OK;
    }
    return reader->level ? next_of_level(reader, event, what, err)
                         : next_input(reader, event, what, err);
}

newsdex_status arc_reader_next(arc_reader *reader, arc_event *event, arc_entry *entry,
                               newsdex_error *err)
{
    locale_t before = reader->locale ? uselocale(reader->locale) : (locale_t)0;
    outcome what = NOTHING;
    newsdex_status status = NEWSDEX_OK;
    *event = ARC_END;
    while (!status && what == NOTHING)
        status = step(reader, event, &what, err);
    if (before)
        uselocale(before);
    if (status) {
        *entry = (arc_entry){"", "", "", "", NEWSDEX_DATE_NONE, 0, "", "", 0, "", {0, 0, 0}};
        return status;
    }
    give(reader, entry);
    return NEWSDEX_OK;
}

static newsdex_status read_block(arc_reader *reader, const char **data, size_t *length,
                                 newsdex_error *err)
{
    newsdex_status status = arc_source_read(reader->data, data, length, err);
    if (status) {
        arc_level_explain(reader->level, err);
        reader->told_spent = reader->budget.spent.status != NEWSDEX_OK;
        return status;
    }
    reader->entry_bytes += *length;
    if (reader->entry_bytes > reader->options.max_entry_bytes)
        return ndx_error_set(err, NEWSDEX_E_LIMIT,
                             "larger than %" PRIu64 " bytes; see --max-entry-size",
                             reader->options.max_entry_bytes);
    return NEWSDEX_OK;
}

newsdex_status arc_reader_read(arc_reader *reader, const char **data, size_t *length,
                               newsdex_error *err)
{
    newsdex_error error;
    *data = "";
    *length = 0;
    if (!reader->data)
        return NEWSDEX_OK;
    locale_t before = reader->locale ? uselocale(reader->locale) : (locale_t)0;
    newsdex_status status = read_block(reader, data, length, &error);
    if (before)
        uselocale(before);
    if (status || !*length)
        close_entry(reader);
    if (status) {
        *data = "";
        *length = 0;
        if (err)
            *err = error;
    } else if (!*length) {
        *data = "";
    }
    return status;
}

void arc_reader_progress(const arc_reader *reader, uint64_t *done, uint64_t *total)
{
    *done = reader->done + present_packed(reader);
    *total = reader->total_known ? reader->total : 0;
}

uint64_t arc_reader_unpacked(const arc_reader *reader)
{
    return reader->budget.unpacked;
}

void arc_reader_set_unpacked(arc_reader *reader, uint64_t bytes)
{
    reader->budget.unpacked = bytes;
}

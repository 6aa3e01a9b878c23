#include "indexer/archive/arc_level.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/archive/arc_xar.h"
#include "searcher/base/error.h"
#include "searcher/base/utf8.h"

#define NAME_SHOWN 120 /* bytes of a name in a message */

static const char zeros[64 * 1024]; /* what holes of sparse files are read as */

/* ---- the present entry as a stream ------------------------------------------ */

static arc_level *level_of(arc_source *data)
{
    return (arc_level *)((char *)data - offsetof(arc_level, data));
}

static newsdex_status fail_entry(arc_level *level, newsdex_error *err)
{
    level->damaged = true;
    level->told = true; /* by whoever gets this error */
    if (level->input->error.status) {
        *err = level->input->error;
        return err->status;
    }
    const char *text = archive_error_string(level->handle);
    if (!text)
        text = level->input->ended ? "truncated" : "cannot be read";
    return ndx_error_set(err, NEWSDEX_E_CORRUPT, "%s", text);
}

/* Some formats give an empty block now and then, damaged ones without end. */
enum { EMPTY_MAX = 1 << 16 };

/* Reads on to the next block that is not empty; at the end of a sparse file its last hole may
   still be to come. */
static newsdex_status find_block(arc_level *level, newsdex_error *err)
{
    const void *block = NULL;
    la_int64_t offset = 0;
    size_t length = 0;
    int code;
    unsigned empty = 0;
    do
        code = archive_read_data_block(level->handle, &block, &length, &offset);
    while (code == ARCHIVE_OK && !length && ++empty < EMPTY_MAX);
    if (code == ARCHIVE_OK && !length) {
        level->damaged = level->told = true;
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "its data doesn't end");
    }
    if (code != ARCHIVE_OK && code != ARCHIVE_EOF)
        return fail_entry(level, err);
    if (code == ARCHIVE_EOF) {
        length = 0;
        offset = (la_int64_t)level->position;
        if (archive_entry_sparse_count(level->entry) && archive_entry_size_is_set(level->entry) &&
            archive_entry_size(level->entry) > offset)
            offset = archive_entry_size(level->entry);
    }
    if (offset < 0 || (uint64_t)offset < level->position) {
        level->damaged = level->told = true;
        return ndx_error_set(err, NEWSDEX_E_CORRUPT, "its blocks are out of order");
    }
    level->pending = block;
    level->pending_length = length;
    level->pending_offset = (uint64_t)offset;
    return NEWSDEX_OK;
}

static newsdex_status pull_entry(arc_source *source, const char **data, size_t *length,
                                 newsdex_error *err)
{
    arc_level *level = level_of(source);
    if (!level->pending_length && level->pending_offset <= level->position) {
        newsdex_status status = find_block(level, err);
        if (status)
            return status;
    }
    uint64_t hole = level->pending_offset - level->position;
    if (level->pending_offset > level->position) {
        *data = zeros;
        *length = hole < sizeof zeros ? (size_t)hole : sizeof zeros;
    } else {
        *data = level->pending;
        *length = level->pending_length;
        level->pending_length = 0;
        level->pending_offset = 0;
    }
    level->position += *length;
    return arc_budget_charge(level->budget, &level->budget->unpacked, *length, err);
}

static newsdex_status pull_capture(arc_source *source, const char **data, size_t *length,
                                   newsdex_error *err)
{
    arc_level *level = level_of(source);
    newsdex_status status = arc_web_pull(level->web, data, length, err);
    level->damaged = status != NEWSDEX_OK;
    return status ? status
                  : arc_budget_charge(level->budget, &level->budget->unpacked, *length, err);
}

/* The stream is a part of its level and goes with it. */
static void close_entry(arc_source *source)
{
    (void)source;
}

static void start_entry(arc_level *level)
{
    arc_source_reset(&level->data);
    level->position = 0;
    level->pending_length = 0;
    level->pending_offset = 0;
    level->damaged = false;
    level->told = false;
    level->damage_at = -1;
}

/* ---- opening ------------------------------------------------------------------ */

static int support_format(struct archive *handle, arc_kind kind, bool seekable)
{
    switch (kind) {
    case ARC_TAR:
        return archive_read_support_format_gnutar(handle);
    case ARC_ZIP:
        return seekable ? archive_read_support_format_zip(handle)
                        : archive_read_support_format_zip_streamable(handle);
    case ARC_7ZIP:
        return archive_read_support_format_7zip(handle);
    case ARC_CPIO:
        return archive_read_support_format_cpio(handle);
    case ARC_AR:
        return archive_read_support_format_ar(handle);
    case ARC_ISO:
        return archive_read_support_format_iso9660(handle);
    case ARC_XAR:
        return archive_read_support_format_xar(handle);
    case ARC_CAB:
        return archive_read_support_format_cab(handle);
    case ARC_LHA:
        return archive_read_support_format_lha(handle);
    case ARC_RAR:
        return archive_read_support_format_rar(handle);
    default:
        return archive_read_support_format_rar5(handle);
    }
}

static bool needs_seeking(arc_kind kind)
{
    return kind == ARC_ZIP || kind == ARC_7ZIP;
}

/* Pulls all of the input into memory; *whole is false when it is too large for that. */
static newsdex_status hold_input(arc_level *level, bool *whole, newsdex_error *err)
{
    arc_source *input = level->input;
    size_t room = (size_t)(ARC_HOLD_MAX - level->budget->held);
    newsdex_status status = NEWSDEX_OK;
    size_t wanted = 0;
    *whole = false;
    while (!status && !input->ended && !input->error.status && input->left < room) {
        wanted = input->left + 1;
        status = arc_source_peek(input, wanted, err);
    }
    level->held = input->left < room ? input->left : room;
    level->budget->held += level->held;
    *whole = input->ended || input->error.status;
    return status == NEWSDEX_E_LIMIT ? NEWSDEX_OK : status;
}

static int attach(arc_level *level, bool in_memory)
{
    struct archive *handle = level->handle;
    int code = support_format(handle, level->kind, in_memory || level->input->fd >= 0);
    if (code != ARCHIVE_OK)
        return code;
    if (level->kind == ARC_TAR) /* joined with cat */
        archive_read_set_format_option(handle, "tar", "read_concatenated_archives", "1");
    if (in_memory)
        return archive_read_open_memory2(handle, level->input->next, level->input->left,
                                         ARC_BLOCK_SIZE);
    return arc_source_attach(level->input, handle);
}

/* Looks for what would make libarchive endless. */
static newsdex_status look_inside(arc_level *level, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    if (level->kind == ARC_XAR && (status = arc_xar_check(level->input, err)) != NEWSDEX_OK)
        arc_level_explain(NULL, err);
    if (level->kind == ARC_ISO) {
        arc_iso_init(&level->iso);
        level->input->iso = &level->iso;
        status = arc_source_peek(level->input, ARC_ISO_HEAD, err);
    }
    return status;
}

static newsdex_status open_handle(arc_level *level, newsdex_error *err)
{
    bool in_memory = false;
    if (level->kind == ARC_WARC || level->kind == ARC_ARC) {
        level->data.pull = pull_capture;
        return arc_web_new(level->kind, level->input, level->budget, &level->web, err);
    }
    if (needs_seeking(level->kind) && level->input->fd < 0) {
        newsdex_status status = hold_input(level, &in_memory, err);
        if (status)
            return status;
        if (!in_memory && level->kind == ARC_7ZIP)
            return ndx_error_set(err, NEWSDEX_E_LIMIT,
                                 "too large to be read out of another archive or a stream "
                                 "(%d MiB); unpack it first",
                                 ARC_HOLD_MAX / 1024 / 1024);
    }
    newsdex_status status = look_inside(level, err);
    if (status)
        return status;
    level->handle = archive_read_new();
    if (!level->handle)
        return ndx_error_nomem(err);
    if (attach(level, in_memory) == ARCHIVE_OK)
        return NEWSDEX_OK;
    fail_entry(level, err);
    arc_level_explain(NULL, err);
    return err->status;
}

newsdex_status arc_level_open(arc_kind kind, arc_source *input, arc_budget *budget, arc_level **out,
                              newsdex_error *err)
{
    newsdex_error error;
    arc_level *level = calloc(1, sizeof *level);
    *out = NULL;
    if (!level) {
        arc_source_free(input);
        return ndx_error_nomem(err);
    }
    level->kind = kind;
    level->input = input;
    level->budget = budget;
    arc_source_init(&level->data);
    level->data.pull = pull_entry;
    level->data.close = close_entry;
    ndx_buffer_init(&level->name, 5 * ARC_NAME_MAX);
    ndx_buffer_init(&level->whole, 5 * ARC_NAME_MAX);
    start_entry(level);
    newsdex_status status = open_handle(level, &error);
    if (status) {
        if (err)
            *err = error;
        arc_level_close(level);
        return status;
    }
    *out = level;
    return NEWSDEX_OK;
}

void arc_level_close(arc_level *level)
{
    arc_web_free(level->web);
    archive_read_free(level->handle);
    level->budget->held -= level->held;
    arc_source_free(&level->data);
    arc_source_free(level->input);
    arc_names_release(&level->names);
    ndx_buffer_release(&level->name);
    ndx_buffer_release(&level->whole);
    free(level);
}

/* ---- from entry to entry -------------------------------------------------------- */

/* Formats that unpack what they pass over must do so under the eyes of the budget. */
static void pass_over(arc_level *level)
{
    bool stored = level->kind == ARC_TAR || level->kind == ARC_CPIO || level->kind == ARC_AR ||
                  level->kind == ARC_ISO || (level->kind == ARC_ZIP && level->input->fd >= 0);
    if (!level->entry || level->damaged || stored)
        return;
    const char *data;
    size_t length = 1;
    level->data.left = 0;
    while (length && !arc_source_read(&level->data, &data, &length, NULL))
        ;
    level->told = false; /* what goes wrong here nobody has heard of */
}

static void remember_whole(arc_level *level)
{
    if (level->damaged || !level->name.length)
        return;
    ndx_buffer swap = level->whole;
    level->whole = level->name;
    level->name = swap;
    ndx_buffer_clear(&level->name);
}

static arc_step tell(arc_level *level, newsdex_error *err)
{
    bool told = level->told;
    level->told = true;
    if (told)
        return ARC_STEP_END;
    if (!level->any && archive_read_has_encrypted_entries(level->handle) == 1)
        return ARC_STEP_ENCRYPTED;
    fail_entry(level, err);
    arc_level_explain(level, err);
    return ARC_STEP_DAMAGE;
}

static arc_step next_capture(arc_level *level, newsdex_error *err)
{
    if (level->data.ended)
        remember_whole(level);
    start_entry(level);
    arc_step step = arc_web_next(level->web, err);
    if (step == ARC_STEP_DAMAGE)
        arc_level_explain(level, err);
    return step;
}

/* Where libarchive 3.6 can't convert a name it looks for ENOMEM, whenever that was left in errno,
   and exits: so none is, neither for reading the header nor for asking for the name. */
static int read_header(arc_level *level)
{
    errno = 0;
    int code = archive_read_next_header(level->handle, &level->entry);
    errno = 0;
    return code;
}

arc_step arc_level_next(arc_level *level, newsdex_error *err)
{
    if (level->web)
        return next_capture(level, err);
    if (level->dead)
        return ARC_STEP_END;
    pass_over(level);
    /* libarchive 3.6 may crash when it goes on behind damaged data of a cab. */
    if (level->kind == ARC_CAB && level->damaged) {
        level->dead = true;
        return tell(level, err);
    }
    if (level->data.ended)
        remember_whole(level);
    while (!level->budget->spent.status) {
        int code = read_header(level);
        if (code != ARCHIVE_FATAL) /* else the cut may be in what was passed over */
            remember_whole(level);
        if (code == ARCHIVE_OK || code == ARCHIVE_WARN) {
            level->any = true;
            start_entry(level);
            return ARC_STEP_ENTRY;
        }
        level->entry = NULL;
        if (code == ARCHIVE_EOF) {
            level->dead = true;
            return level->input->error.status ? tell(level, err) : ARC_STEP_END;
        }
        la_int64_t place = archive_filter_bytes(level->handle, 0);
        level->dead = code == ARCHIVE_FATAL || place == level->damage_at;
        level->damage_at = place;
        arc_step step = tell(level, err);
        if (step != ARC_STEP_END || level->dead)
            return step;
    }
    return ARC_STEP_END;
}

static bool says_truncated(const char *text)
{
    /* The last two are what liblzma and zlib say when they want more. */
    static const char *const signs[] = {"runcated",    "remature",    "end of file",
                                        "end-of-file", "No progress", "failed (-5)"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(text, signs[i]))
            return true;
    return false;
}

void arc_level_explain(const arc_level *level, newsdex_error *err)
{
    if (err->status != NEWSDEX_E_CORRUPT)
        return;
    newsdex_error raw = *err;
    const char *what = says_truncated(raw.message) ? "truncated" : "damaged";
    const char *colon = *what == 't' ? "" : ": ", *text = *what == 't' ? "" : raw.message;
    if (!level)
        ndx_error_set(err, NEWSDEX_E_CORRUPT, "%s%s%s", what, colon, text);
    else if (!level->whole.length)
        ndx_error_set(err, NEWSDEX_E_CORRUPT, "%s before the end of the first entry%s%s", what,
                      colon, text);
    else
        ndx_error_set(err, NEWSDEX_E_CORRUPT, "%s after entry %.*s%s%s", what,
                      (int)ndx_utf8_cut(level->whole.data, level->whole.length, NAME_SHOWN),
                      level->whole.data, colon, text);
}

#include "indexer/segment/glass_guard.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "indexer/segment/glass_version.h"
#include "indexer/segment/index_folder.h"
#include "indexer/segment/segment_writer.h"
#include "searcher/base/error.h"

enum { FILE_MAX = 1 << 20, REPORT_MAX = 1 << 20, JOIN_MEMORY = 1 << 20 };
/* Of "/xapian-piece/postlist.glass" and the like. */
enum { LONGEST_NAME = 64 };

/* ---- the documents --------------------------------------------------------------------- */

static const uint32_t cloud_positions[] = {1, 7, 8, 70000}, storm_positions[] = {2};
#define TERM(text, wdf, positions, count)                                                          \
    {                                                                                              \
        text, sizeof text - 1, wdf, positions, count, 0, 0                                         \
    }
static const xapc_term first_terms[] = {
    TERM("Q1", 0, NULL, 0),
    TERM("a\0b", 1, NULL, 0),
    TERM("cloud", 6, cloud_positions, 4),
    TERM("clouds", 300, storm_positions, 1),
};
static const xapc_term last_terms[] = {
    TERM("cloud", 1, storm_positions, 1),
    TERM("storm", 1, storm_positions, 1),
};
static const xapc_value values[] = {{0, 2, "\x80\x00"}, {4, 1, "x"}, {300, 1, "y"}};

/* With terms and without; the last one's record is long enough to be deflated. */
static const xapc_document documents[] = {
    {first_terms, 4, values, 3, "id=1", 4, 0},
    {NULL, 0, NULL, 0, "", 0, 0},
    {last_terms, 2, values, 1,
     "id=3\n\nThe storm, the storm, the storm, the storm, the storm, the storm, the storm.", 82, 0},
};
enum { DOCUMENTS = sizeof documents / sizeof *documents };
static const segment_metadata metadata[] = {{"key", "value", 5}};

/* ---- making the databases -------------------------------------------------------------- */

/* A path in the guard's folder, or in a database there. */
typedef struct place {
    char path[FOLDER_PATH_MAX];
} place;

static place at(const char *folder, const char *name)
{
    place out;
    snprintf(out.path, sizeof out.path, "%.*s/%s", FOLDER_PATH_MAX - LONGEST_NAME, folder, name);
    return out;
}

static newsdex_status write_piece(segment_writer_kind kind, const char *path, newsdex_error *err)
{
    segment_writer *writer;
    newsdex_status status = segment_writer_new(kind, &writer, err);
    if (status)
        return status;
    status = segment_writer_start(writer, path, err);
    for (size_t i = 0; !status && i < DOCUMENTS; i++)
        status = segment_writer_add(writer, &documents[i], err);
    if (!status)
        status = segment_writer_finish(writer, err);
    segment_writer_free(writer);
    return status;
}

static newsdex_status make_database(segment_writer_kind kind, const char *piece, const char *path,
                                    newsdex_error *err)
{
    newsdex_status status = write_piece(kind, piece, err);
    return status ? status : segment_join(kind, &piece, 1, metadata, 1, JOIN_MEMORY, path, err);
}

newsdex_status glass_guard_make(const char *folder, newsdex_error *err)
{
    const place theirs = at(folder, "xapian"), their_piece = at(folder, "xapian-piece");
    const place ours = at(folder, "bulk"), our_piece = at(folder, "bulk-piece");
    newsdex_status status =
        make_database(SEGMENT_WRITER_XAPIAN, their_piece.path, theirs.path, err);
    return status ? status : make_database(SEGMENT_WRITER_BULK, our_piece.path, ours.path, err);
}

/* ---- judging them ---------------------------------------------------------------------- */

static newsdex_status read_file(const char *folder, const char *name, ndx_buffer *out,
                                newsdex_error *err)
{
    const place from = at(folder, name);
    ndx_buffer_init(out, FILE_MAX);
    FILE *file = fopen(from.path, "rb");
    if (!file)
        return ndx_error_errno(err, from.path);
    char piece[8192];
    newsdex_status status = NEWSDEX_OK;
    for (size_t length; !status && (length = fread(piece, 1, sizeof piece, file));)
        status = ndx_buffer_append(out, piece, length, err);
    if (!status && ferror(file))
        status = ndx_error_errno(err, from.path);
    fclose(file);
    return status;
}

static newsdex_status judge_version(const char *database, newsdex_error *err)
{
    ndx_buffer version;
    newsdex_status status = read_file(database, "iamglass", &version, err);
    if (!status && !glass_version_is_known(version.data, version.length))
        status = ndx_error_set(err, NEWSDEX_E_VERSION, "it writes another format");
    ndx_buffer_release(&version);
    return status;
}

static newsdex_status compare_tables(const char *a, const char *b, glass_table_kind kind,
                                     newsdex_error *err)
{
    ndx_buffer in_a, in_b;
    newsdex_status status = read_file(a, glass_table_name(kind), &in_a, err);
    newsdex_status second = read_file(b, glass_table_name(kind), &in_b, status ? NULL : err);
    if (!status && !(status = second) &&
        (in_a.length != in_b.length || memcmp(in_a.data, in_b.data, in_a.length)))
        status =
            ndx_error_set(err, NEWSDEX_E_VERSION, "it fills %s otherwise", glass_table_name(kind));
    ndx_buffer_release(&in_a);
    ndx_buffer_release(&in_b);
    return status;
}

/* Compaction writes what it reads its own way. Records it takes over as they were deflated. */
static newsdex_status judge_tables(const char *folder, const char *ours, const char *theirs,
                                   newsdex_error *err)
{
    static const glass_table_kind same[] = {GLASS_POSTLIST, GLASS_TERMLIST, GLASS_POSITION};
    const place compacted = at(folder, "compacted");
    newsdex_status status = xapc_compact(&ours, 1, compacted.path, err);
    for (size_t i = 0; !status && i < sizeof same / sizeof *same; i++)
        status = compare_tables(compacted.path, theirs, same[i], err);
    return status;
}

static newsdex_status judge_records(const char *ours, newsdex_error *err)
{
    xapc_database *db;
    ndx_buffer record;
    ndx_buffer_init(&record, FILE_MAX);
    newsdex_status status = xapc_database_open(ours, &db, err);
    for (uint32_t i = 0; !status && i < DOCUMENTS; i++) {
        ndx_buffer_clear(&record);
        status = xapc_database_record(db, i + 1, &record, err);
        if (!status && (record.length != documents[i].record_length ||
                        memcmp(record.data, documents[i].record, record.length)))
            status = ndx_error_set(err, NEWSDEX_E_VERSION, "it reads records otherwise");
    }
    xapc_database_close(db);
    ndx_buffer_release(&record);
    return status;
}

static newsdex_status judge_soundness(const char *ours, newsdex_error *err)
{
    size_t faults = 0;
    ndx_buffer report;
    ndx_buffer_init(&report, REPORT_MAX);
    newsdex_status status = xapc_check(ours, &faults, &report, err);
    if (!status && faults)
        status = ndx_error_set(err, NEWSDEX_E_VERSION, "its check finds faults in our tables");
    ndx_buffer_release(&report);
    return status;
}

static newsdex_status judge_deleting(const char *ours, newsdex_error *err)
{
    xapc_writer *writer;
    newsdex_status status = xapc_writer_open(ours, XAPC_WRITER_TRY, &writer, err);
    if (!status && !(status = xapc_writer_delete(writer, 1, err)))
        status = xapc_writer_commit(writer, err);
    xapc_writer_close(writer);
    return status ? status : judge_soundness(ours, err);
}

newsdex_status glass_guard_judge(const char *folder, newsdex_error *err)
{
    const place theirs = at(folder, "xapian"), ours = at(folder, "bulk");
    newsdex_status status;
    if ((status = judge_version(theirs.path, err)) ||
        (status = judge_tables(folder, ours.path, theirs.path, err)) ||
        (status = judge_records(ours.path, err)) || (status = judge_soundness(ours.path, err)))
        return status;
    return judge_deleting(ours.path, err);
}

newsdex_status glass_guard(const char *folder, newsdex_error *err)
{
    if (strlen(folder) > FOLDER_PATH_MAX - LONGEST_NAME)
        return ndx_error_set(err, NEWSDEX_E_LIMIT, "%.100s...: too long a path", folder);
    if (mkdir(folder, 0777))
        return ndx_error_errno(err, folder);
    newsdex_status status = glass_guard_make(folder, err);
    if (!status)
        status = glass_guard_judge(folder, err);
    folder_remove_tree(folder, NULL);
    return status;
}

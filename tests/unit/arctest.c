#include "tests/unit/arctest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

char arctest_root[4096];
static char scratch[256]; /* where they run */

/* ---- making inputs ---------------------------------------------------------- */

void arctest_write(const char *path, const void *data, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

char *arctest_read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *data = malloc(*length + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, *length, file), *length);
    fclose(file);
    return data;
}

static void write_member(struct archive *handle, const member *m)
{
    struct archive_entry *entry = archive_entry_new();
    size_t length = m->length || !m->bytes ? m->length : strlen(m->bytes);
    archive_entry_set_pathname(entry, m->name);
    archive_entry_set_filetype(entry, m->type ? m->type : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1600000000, 0);
    archive_entry_set_size(entry, (la_int64_t)length);
    if (m->link && m->type == AE_IFLNK)
        archive_entry_set_symlink(entry, m->link);
    else if (m->link)
        archive_entry_set_hardlink(entry, m->link);
    assert_true(archive_write_header(handle, entry) >= ARCHIVE_WARN);
    if (length)
        assert_int_equal(archive_write_data(handle, m->bytes, length), length);
    archive_entry_free(entry);
}

/* format and filter as libarchive calls them; options may be NULL. False if it cannot write that.
 */
bool arctest_knows(const char *format)
{
    struct archive *handle = archive_write_new();
    bool able = archive_write_set_format_by_name(handle, format) == ARCHIVE_OK;
    archive_write_free(handle);
    return able;
}

bool arctest_pack(const char *path, const char *format, const char *filter, const char *options,
                  const member *members, size_t count)
{
    struct archive *handle = archive_write_new();
    bool able = archive_write_set_format_by_name(handle, format) == ARCHIVE_OK &&
                (!filter || archive_write_add_filter_by_name(handle, filter) == ARCHIVE_OK) &&
                (!options || archive_write_set_options(handle, options) == ARCHIVE_OK);
    if (able) {
        if (options && strstr(options, "encryption"))
            archive_write_set_passphrase(handle, "secret");
        archive_write_set_bytes_in_last_block(handle, 1);
        assert_int_equal(archive_write_open_filename(handle, path), ARCHIVE_OK);
        for (size_t i = 0; i < count; i++)
            write_member(handle, &members[i]);
        assert_int_equal(archive_write_close(handle), ARCHIVE_OK);
    }
    archive_write_free(handle);
    return able;
}

void arctest_join(const char *first, const char *second, const char *to)
{
    size_t a, b;
    char *left = arctest_read_file(first, &a), *right = arctest_read_file(second, &b);
    left = realloc(left, a + b + 1);
    assert_non_null(left);
    memcpy(left + a, right, b);
    arctest_write(to, left, a + b);
    free(left);
    free(right);
}

void arctest_cut(const char *path, const char *to, size_t length)
{
    size_t whole;
    char *data = arctest_read_file(path, &whole);
    assert_true(length < whole);
    arctest_write(to, data, length);
    free(data);
}

/* The file as a member of the next archive with bytes to free. */
member arctest_member_of(const char *path, const char *name)
{
    member m = {.name = name};
    m.bytes = arctest_read_file(path, &m.length);
    return m;
}

/* ---- reading ------------------------------------------------------------------ */

static void log_line(ndx_buffer *log, const char *what, const char *address, const char *sign,
                     const char *text)
{
    assert_int_equal(ndx_buffer_append_format(log, NULL, "%s %s%s%s\n", what, address, sign, text),
                     NEWSDEX_OK);
}

/* Reads one entry; its bytes go to text. */
static newsdex_status read_entry(arc_reader *reader, ndx_buffer *text, uint64_t *bytes,
                                 newsdex_error *error)
{
    const char *data;
    size_t length;
    newsdex_status status;
    do {
        status = arc_reader_read(reader, &data, &length, error);
        *bytes += length;
        if (text->length < 1000)
            ndx_buffer_append(text, data, length < 1000 ? length : 1000, NULL);
    } while (!status && length);
    return status;
}

static void read_all(arc_reader *reader, ndx_buffer *log, tally *sums)
{
    ndx_buffer text;
    ndx_buffer_init(&text, LOG_MAX);
    for (;;) {
        arc_event event;
        arc_entry entry;
        newsdex_error error;
        assert_int_equal(arc_reader_next(reader, &event, &entry, &error), NEWSDEX_OK);
        if (event == ARC_END)
            break;
        if (event == ARC_ENTRY) {
            ndx_buffer_clear(&text);
            newsdex_status status = read_entry(reader, &text, &sums->bytes, &error);
            sums->entries += !status;
            sums->failed += status != NEWSDEX_OK;
            log_line(log, status ? "broken" : "entry", entry.address, status ? ": " : "=",
                     status ? error.message : text.data);
            if (status)
                strcpy(sums->last_reason, error.message);
            continue;
        }
        sums->skipped += event == ARC_SKIPPED;
        sums->failed += event == ARC_FAILED;
        log_line(log, event == ARC_SKIPPED ? "skipped" : "failed", entry.address, ": ",
                 entry.reason);
        strncpy(sums->last_reason, entry.reason, sizeof sums->last_reason - 1);
    }
    ndx_buffer_release(&text);
}

tally arctest_read_inputs(const arc_options *options, const char *const *paths, size_t count,
                          ndx_buffer *log)
{
    arc_reader *reader;
    newsdex_error error;
    tally sums = {0};
    assert_int_equal(arc_reader_new(options, &reader, &error), NEWSDEX_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(arc_reader_add(reader, paths[i], &error), NEWSDEX_OK);
    read_all(reader, log, &sums);
    arc_reader_free(reader);
    return sums;
}

tally arctest_read(const arc_options *options, const char *path)
{
    ndx_buffer log;
    ndx_buffer_init(&log, LOG_MAX);
    tally sums = arctest_read_inputs(options, &path, 1, &log);
    ndx_buffer_release(&log);
    return sums;
}

void arctest_expect_with(const arc_options *options, const char *path, const char *expected)
{
    ndx_buffer log;
    ndx_buffer_init(&log, LOG_MAX);
    arctest_read_inputs(options, &path, 1, &log);
    assert_string_equal(log.data, expected);
    ndx_buffer_release(&log);
}

void arctest_expect(const char *path, const char *expected)
{
    arctest_expect_with(NULL, path, expected);
}

/* ---- scratch ------------------------------------------------------------------ */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

int arctest_set_up(void **state)
{
    (void)state;
    const char *parent = getenv("TMPDIR");
    snprintf(scratch, sizeof scratch, "%s/newsdex-arc-XXXXXX", parent ? parent : "/tmp");
    return !getcwd(arctest_root, sizeof arctest_root) || !mkdtemp(scratch) || chdir(scratch);
}

int arctest_tear_down(void **state)
{
    (void)state;
    return chdir(arctest_root) || nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *arctest_zeros(size_t length)
{
    char *zeros = calloc(1, length);
    assert_non_null(zeros);
    return zeros;
}

/*
 * For the tests of archives: they are made with libarchive's writer in a
 * scratch folder, which is the working directory, and read back; what comes
 * out is compared as a text, a line an event: "entry ADDRESS=BYTES",
 * "broken ADDRESS: REASON" (an entry), "skipped ...", "failed ...".
 */
#ifndef NDX_TESTS_ARCTEST_H
#define NDX_TESTS_ARCTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/archive/arc_reader.h"
#include "searcher/base/buffer.h"

#define LOG_MAX (64 << 20)

extern char arctest_root[4096]; /* where the tests were started */

typedef struct member {
    const char *name, *bytes;
    size_t length;    /* 0: strlen(bytes) */
    unsigned type;    /* 0: a file */
    const char *link; /* hard, or symbolic with AE_IFLNK */
} member;

typedef struct tally {
    unsigned entries, skipped, failed; /* an entry whose reading fails counts in both */
    uint64_t bytes;
    char last_reason[256];
} tally;

void arctest_write(const char *path, const void *data, size_t length);
char *arctest_read_file(const char *path, size_t *length);
/* Whether this libarchive has the format: xar is left out where it was built without XML. */
bool arctest_knows(const char *format);
/* format and filter as libarchive calls them; filter and options may be NULL. False when it
   cannot write that. */
bool arctest_pack(const char *path, const char *format, const char *filter, const char *options,
                  const member *members, size_t count);
void arctest_join(const char *first, const char *second, const char *to);
void arctest_cut(const char *path, const char *to, size_t length);
/* The file as a member of another archive; its bytes are the caller's. */
member arctest_member_of(const char *path, const char *name);
/* Reads everything; the lines go to log. */
tally arctest_read_inputs(const arc_options *options, const char *const *paths, size_t count,
                          ndx_buffer *log);
tally arctest_read(const arc_options *options, const char *path);
void arctest_expect_with(const arc_options *options, const char *path, const char *expected);
void arctest_expect(const char *path, const char *expected);
/* Of a group of tests: makes and enters the scratch folder, leaves and removes it. */
int arctest_set_up(void **state);
int arctest_tear_down(void **state);
char *arctest_zeros(size_t length);

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PACK(path, format, filter, ...)                                                            \
    do {                                                                                           \
        const member members_[] = {__VA_ARGS__};                                                   \
        assert_true(arctest_pack(path, format, filter, NULL, members_, COUNT(members_)));          \
    } while (0)

#endif

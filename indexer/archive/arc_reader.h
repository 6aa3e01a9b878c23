/*
 * Archive bytes to entries. In: paths of archives, compressed or plain files,
 * folders, or "-" for standard input. Out: regular files, one at a time, in a
 * fixed order, each read as a stream; and what was passed over or damaged.
 * Archives within archives are entered, up to a depth. Only folder that knows
 * libarchive. Writes nothing anywhere, prints nothing.
 *
 * Addresses: "news.tar.gz!2020/a.txt"; "!" for each level of nesting
 * ("a.zip!b.tar.gz!t.txt"; "a.warc.gz!https://host/path"); a lone or compressed single file is
 * "a.txt" or "a.txt.gz"; the second entry of the same name in one archive is "dup.txt#2". A file
 * below a folder that was given is its path ("folder/2020/a.txt").
 */
#ifndef NDX_ARCHIVE_ARC_READER_H
#define NDX_ARCHIVE_ARC_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

typedef struct arc_reader arc_reader;

/* All limits count bytes that really came out of the archive. */
typedef struct arc_options {
    uint64_t max_entry_bytes; /* of one entry, unpacked */
    uint64_t max_total_bytes; /* of one input, unpacked, all levels */
    uint64_t max_entries;     /* of one input, all levels */
    uint32_t max_depth;       /* archives within archives: 1 enters only the input itself */
    uint32_t max_ratio;       /* unpacked : packed, looked at only above 1 MiB unpacked */
    const char *charset;      /* of entry names that are not UTF-8 ("cp866"), or NULL */
    /* Called every second while a stream gives nothing; false ends it. NULL: it is waited for. */
    bool (*idle)(void *context);
    void *context;
    uint64_t way;             /* trails begin with it: those of another way of reading differ */
    uint32_t settled_seconds; /* since its last change a file must have, to be in a trail */
} arc_options;
#define ARC_OPTIONS_INIT                                                                           \
    {                                                                                              \
        UINT64_C(64) << 30, UINT64_C(16) << 40, UINT64_MAX, 8, 1000, NULL, NULL, NULL, 0, 3        \
    }

/*
 * The files on disk that were read, from the first one on, in order: those named as inputs, and
 * files and links in folders. Each counts with its path, device, inode, size and the times of its
 * last change, all taken before it was opened. The time of change (ctime) can't be set, so the same
 * trail means the same bytes, unless a file changes twice within one tick of the clock: one that
 * has changed just now is not trusted, and ends the trail, as streams do.
 */
typedef struct arc_trail {
    uint64_t count; /* 0: none, or it has ended */
    uint64_t hash;
    uint64_t bytes; /* packed ones that were read */
} arc_trail;

typedef enum arc_event {
    ARC_END,     /* of all inputs */
    ARC_ENTRY,   /* a file: read it with arc_reader_read */
    ARC_SKIPPED, /* passed over on purpose: link, AppleDouble, over a limit, too deep, encrypted...
                    Only what a book says of itself (OPF of an EPUB) can be read all the same. */
    ARC_FAILED   /* damage: reason says what, and after which entry; reading goes on where it can */
} arc_event;

/* The reader's, good until its next call of next. */
typedef struct arc_entry {
    const char *archive;  /* the input as given, "-" for standard input */
    const char *name;     /* within it, nested ones with "!"; "" for a lone file */
    const char *address;  /* both: archive!name; valid UTF-8, as shown to people */
    const char *basename; /* last part of the path, without the suffix of a compressor
                             ("a.txt" for "a.txt.gz"): what formats look at */
    int64_t modified;     /* seconds since 1970 UTC, NEWSDEX_DATE_NONE when unknown */
    uint64_t stamp;       /* another one when the file on disk has changed; 0: a stream, which
                             can't be read again */
    const char *url;      /* of a page in a web archive, captured at modified; else "" */
    const char *charset;  /* of that page, as the server named it, or "" */
    size_t book;          /* of a part of an EPUB: the bytes of address that name it, with the "!";
                             else 0 */
    const char *reason;   /* of SKIPPED and FAILED: one line without a full stop, with a hint where
                             there is one; else "" */
    arc_trail before;     /* the file on disk that this comes from */
} arc_entry;

newsdex_status arc_reader_new(const arc_options *options, arc_reader **out, newsdex_error *err);
void arc_reader_free(arc_reader *reader);

/* Appends an input; what is wrong with it is told by next, as ARC_FAILED. */
newsdex_status arc_reader_add(arc_reader *reader, const char *path, newsdex_error *err);

/* Moves to the next event; what was not read of an entry is passed over. A status other than
   NEWSDEX_OK is the end of everything (out of memory). */
newsdex_status arc_reader_next(arc_reader *reader, arc_event *event, arc_entry *entry,
                               newsdex_error *err);

/*
 * Before the first call of next: passes over the files of that trail without opening them. *archive
 * is the input that the last of them is in; NULL: they aren't the same, or there is a stream among
 * the inputs, and nothing was passed over.
 */
newsdex_status arc_reader_pass(arc_reader *reader, const arc_trail *trail, const char **archive,
                               newsdex_error *err);

/* Reads that input again from its start, the last one of this name that was begun; the trail ends.
   NULL: all inputs, what was passed over too. */
void arc_reader_rewind(arc_reader *reader, const char *archive);

/*
 * The next block of the present entry; *length 0 at its end. The data is the
 * reader's, good until its next call. A status (NEWSDEX_E_CORRUPT: damage,
 * NEWSDEX_E_LIMIT: over a limit, NEWSDEX_E_IO) ends this entry; call next to go on: the same
 * damage isn't told again.
 */
newsdex_status arc_reader_read(arc_reader *reader, const char **data, size_t *length,
                               newsdex_error *err);

/* Bytes that entries of the present input gave, as max_total_bytes counts them. Who has passed over
   what another reader has read sets what that one had counted. */
uint64_t arc_reader_unpacked(const arc_reader *reader);
void arc_reader_set_unpacked(arc_reader *reader, uint64_t bytes);

/* Packed bytes of the inputs read so far, and of all inputs (0 when unknown), for progress. */
void arc_reader_progress(const arc_reader *reader, uint64_t *done, uint64_t *total);

#endif

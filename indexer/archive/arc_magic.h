/*
 * What a stream is, by its first bytes: so that no text is ever taken for an
 * archive, each format is asked for by its own signature before libarchive
 * sees a byte.
 */
#ifndef NDX_ARCHIVE_ARC_MAGIC_H
#define NDX_ARCHIVE_ARC_MAGIC_H

#include <stdbool.h>
#include <stddef.h>

typedef enum arc_kind {
    ARC_PLAIN,
    /* archives */
    ARC_TAR,
    ARC_ZIP,
    ARC_7ZIP,
    ARC_CPIO,
    ARC_AR,
    ARC_ISO,
    ARC_XAR,
    ARC_CAB,
    ARC_LHA,
    ARC_RAR,
    ARC_RAR5,
    ARC_WARC,
    ARC_ARC, /* what WARC came from */
    /* compressors of one stream; the first is the mark */
    ARC_GZIP,
    ARC_BZIP2,
    ARC_XZ,
    ARC_LZMA,
    ARC_ZSTD,
    ARC_LZ4,
    ARC_LZIP,
    ARC_COMPRESS,
    /* without a signature, named by HTTP headers only */
    ARC_ZLIB,
    ARC_DEFLATE,
    ARC_BROTLI
} arc_kind;

/* How many first bytes arc_magic_kind wants to see for a stream of that name. */
size_t arc_magic_wanted(const char *basename);

/* The bytes of a line that says how what follows is packed, as in batches of news ("#! cunbatch");
 * 0 without. */
size_t arc_magic_batch_line(const char *data, size_t length);

/* What begins with these bytes. A few formats without a signature need the name as well. */
arc_kind arc_magic_kind(const char *data, size_t length, const char *basename);

static inline bool arc_kind_is_compressor(arc_kind kind)
{
    return kind >= ARC_GZIP;
}

/* The name without the suffix of a compressor ("a.txt.gz", "a.tgz" to "a.txt", "a.tar"), in place.
 */
void arc_magic_strip(char *basename);

/* Whether it is a zip that is a document of its own: office files, programs. */
bool arc_magic_is_document(const char *data, size_t length, const char *basename);

/* A zip of web archives or of a book's chapters, and of files about them. */
typedef enum arc_bundle { ARC_NO_BUNDLE, ARC_WACZ, ARC_EPUB } arc_bundle;
arc_bundle arc_magic_bundle(arc_kind kind, const char *data, size_t length, const char *basename);
/* Why its entry of that name is only about them, else NULL. Static. */
const char *arc_bundle_aside(arc_bundle bundle, const char *name);
/* Whether it is what a book says of itself. */
bool arc_bundle_is_package(arc_bundle bundle, const char *name);

/* Whether it is what macOS adds beside a file of the same name. */
bool arc_magic_is_apple_double(const char *data, size_t length, const char *basename);

#endif

/*
 * Decompressors: a stream made of another one. gzip, xz and zstd are read with their
 * own libraries and not with libarchive's filters, which give whole blocks of
 * 64 KB only: what a cut file holds after the last one would be lost, and that
 * can be many entries. For bzip2, lz4, lzip and compress that is so.
 */
#ifndef NDX_ARCHIVE_ARC_DECODE_H
#define NDX_ARCHIVE_ARC_DECODE_H

#include "indexer/archive/arc_magic.h"
#include "indexer/archive/arc_source.h"

/* What kind (a compressor) makes of inner, which becomes the new stream's, also on failure. */
newsdex_status arc_decoder_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                               arc_source **out, newsdex_error *err);

/* The same for one family each: gzip, zlib and deflate; xz and lzma; zstd; brotli. */
newsdex_status arc_inflater_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                                arc_source **out, newsdex_error *err);
newsdex_status arc_unlzma_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                              arc_source **out, newsdex_error *err);
newsdex_status arc_unzstd_new(arc_source *inner, arc_budget *budget, arc_source **out,
                              newsdex_error *err);
newsdex_status arc_unbrotli_new(arc_source *inner, arc_budget *budget, arc_source **out,
                                newsdex_error *err);

/* Whether data can be the beginning of such a stream: kinds without a signature have to be tried.
 */
bool arc_inflater_fits(arc_kind kind, const char *data, size_t length);
bool arc_unbrotli_fits(const char *data, size_t length);

#endif

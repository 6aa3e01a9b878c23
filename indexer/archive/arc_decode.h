/* Decompressors: a stream made of another one. */
#ifndef NDX_ARCHIVE_ARC_DECODE_H
#define NDX_ARCHIVE_ARC_DECODE_H

#include "indexer/archive/arc_magic.h"
#include "indexer/archive/arc_source.h"

/* What kind (a compressor) makes of inner, which becomes the new stream's, also on failure. */
newsdex_status arc_decoder_new(arc_kind kind, arc_source *inner, arc_budget *budget,
                               arc_source **out, newsdex_error *err);

#endif

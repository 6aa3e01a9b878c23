/* What makes libarchive's reader of xar go round for ever is refused before it gets to see it. */
#ifndef NDX_ARCHIVE_ARC_XAR_H
#define NDX_ARCHIVE_ARC_XAR_H

#include "indexer/archive/arc_source.h"

/* Peeks into input, a xar. NEWSDEX_E_CORRUPT when its table of contents is not to be trusted. */
newsdex_status arc_xar_check(arc_source *input, newsdex_error *err);

#endif

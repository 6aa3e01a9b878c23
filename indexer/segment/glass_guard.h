/*
 * Proves that the Xapian in use writes and reads its tables as the bulk writer
 * does: a few documents go through both writers, and the databases must be of
 * the format we know, the same byte for byte once compacted, sound, and such
 * that Xapian can delete from ours.
 */
#ifndef NDX_SEGMENT_GLASS_GUARD_H
#define NDX_SEGMENT_GLASS_GUARD_H

#include "include/newsdex.h"

/*
 * The whole proof, in a new folder of that path, which is gone afterwards. Whatever fails is a
 * reason not to use the bulk writer; NEWSDEX_E_VERSION: the formats differ.
 */
newsdex_status glass_guard(const char *folder, newsdex_error *err);

/* Its halves, for tests: making the databases in that folder, and judging them. */
newsdex_status glass_guard_make(const char *folder, newsdex_error *err);
newsdex_status glass_guard_judge(const char *folder, newsdex_error *err);

#endif

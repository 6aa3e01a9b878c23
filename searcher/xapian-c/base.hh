/* The C of base/ as the C++ of the shim sees it. */
#ifndef NDX_XAPIAN_C_BASE_HH
#define NDX_XAPIAN_C_BASE_HH

#include <stddef.h>
#include <stdint.h>

#include "include/newsdex.h"

extern "C" {
#include "searcher/base/buffer.h"
#include "searcher/base/clock.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/base/string_sort.h"
#include "searcher/base/utf8.h"
}

#endif

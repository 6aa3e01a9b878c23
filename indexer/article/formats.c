#include "indexer/article/formats.h"

const format *const format_table[] = {
    &format_reuters,
    &format_text,
    NULL,
};

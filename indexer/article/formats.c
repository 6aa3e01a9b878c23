#include "indexer/article/formats.h"

const format *const format_table[] = {
    &format_reuters, &format_trec, &format_html, &format_json, &format_xml, &format_text, NULL,
};

#include "indexer/article/formats.h"

const format *const format_table[] = {
    &format_reuters, &format_trec,      &format_nitf,     &format_newsml, &format_newsml_g2,
    &format_rcv1,    &format_iptc7901,  &format_gigaword, &format_alto,   &format_page,
    &format_hocr,    &format_mets,      &format_ocr_txt,  &format_csv,    &format_feed,
    &format_wxr,     &format_mediawiki, &format_mail,     &format_pdf,    &format_html,
    &format_json,    &format_xml,       &format_text,     NULL,
};

/* The formats there are; formats.c lists them. */
#ifndef NDX_ARTICLE_FORMATS_H
#define NDX_ARTICLE_FORMATS_H

#include "indexer/article/format.h"

extern const format format_text, format_xml, format_html, format_json, format_reuters, format_trec,
    format_nitf, format_newsml, format_newsml_g2, format_rcv1, format_iptc7901, format_gigaword,
    format_alto, format_page, format_hocr, format_mets, format_ocr_txt, format_csv, format_feed,
    format_wxr, format_mediawiki, format_mail, format_pdf;

/* Is the program that reads PDFs there? */
bool format_pdf_is_read(void);

#endif

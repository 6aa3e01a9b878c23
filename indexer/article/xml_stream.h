/*
 * XML of any size, record by record, through libxml2's push parser. A record is an element whose
 * name the format gives ("newsItem", "page", or the root itself); it comes as a whole small tree,
 * the rest of the document is passed over. Nothing is fetched, no DTD is read and no entity but
 * HTML's is known, so none can expand. Faults that news files have do no harm: bare "&" and "<",
 * HTML's entities, controls, wrong bytes, tags that don't match; a record that is not closed ends
 * where the next one begins.
 */
#ifndef NDX_ARTICLE_XML_STREAM_H
#define NDX_ARTICLE_XML_STREAM_H

#include "indexer/article/input.h"
#include "indexer/article/sgml.h"
#include "indexer/article/xml_tree.h"

/* Bytes a record may take up as a tree; a larger one fails, and the next follows. */
#define XML_RECORD_MAX ((size_t)256 << 20)

/* The inside of the root element's start tag, "nitf version=...", length 0 when the head has none.
 */
sgml_span xml_root_tag(const format_probe *probe);
/* Is the root element called name, with any prefix or none? */
bool xml_root_is(const format_probe *probe, const char *name);

typedef struct xml_stream xml_stream;
/* records (NULL at the end) must stay; an element within a record is never another one. */
newsdex_status xml_stream_open(const char *const *records, xml_stream **out, newsdex_error *err);
/* Takes NULL. */
void xml_stream_close(xml_stream *stream);

/*
 * The next record; good until the next call. The charset the document is in goes to charset.
 * ARTICLE_FOUND, END or FAILED; a document that breaks off gives what it has, then fails.
 */
article_result xml_stream_next(xml_stream *stream, format_input *input, charset_used *charset,
                               const xml_node **record, newsdex_error *err);
/* The root element, with its attributes and nothing below; NULL before its start tag is read. */
const xml_node *xml_stream_root(const xml_stream *stream);
/* How many records came so far. */
uint64_t xml_stream_count(const xml_stream *stream);

/* encoding="..." of the first XML declaration in text; "" without. */
void xml_declared_charset(sgml_span text, char name[CHARSET_NAME_SIZE]);

#endif

/* SGML as news collections write it: no root, no closing discipline; found by tag, never validated.
 */
#ifndef NDX_ARTICLE_SGML_H
#define NDX_ARTICLE_SGML_H

#include "indexer/article/input.h"

/* Bytes within a larger text. */
typedef struct sgml_span {
    const char *text;
    size_t length;
} sgml_span;

/*
 * The first element called name in text, in any case: its content up to its end tag, or to the end
 * of text when it has none. tag (may be NULL) gets the inside of the start tag. False when there is
 * none.
 */
bool sgml_find(sgml_span text, const char *name, sgml_span *content, sgml_span *tag);
/* Steps: the same behind *content of the element found before. */
bool sgml_find_next(sgml_span text, const char *name, sgml_span *content);
/* The value of an attribute in the inside of a start tag; length 0 when it has none. */
sgml_span sgml_attribute(sgml_span tag, const char *name);

/* Does a start tag called name begin at text? */
bool sgml_is_tag(const char *text, size_t length, const char *name);

/*
 * Appends content without its tags, with its references decoded; tags that end a paragraph (p, div,
 * li, headings...) become an empty line, br a line end; script, style and comments are left out.
 */
newsdex_status sgml_append_text(ndx_buffer *out, sgml_span content, newsdex_error *err);

/* Does an HTML element called name (in lower case) stand apart as a paragraph? */
bool sgml_is_block(const char *name);

/* Does text hold a tag that HTML knows? "BANKAMERICA <BAC>" has none. */
bool sgml_has_html(const char *text, size_t length);

/*
 * Appends text in which a line indented by so many spaces (below 16), not more, begins a paragraph:
 * an empty line goes before it.
 */
newsdex_status sgml_append_indented(ndx_buffer *out, const char *text, size_t length, size_t indent,
                                    newsdex_error *err);

/* Elements called name, one after the other out of an input, without the whole of it in memory. */
typedef struct sgml_stream {
    char start[16], end[16]; /* "<DOC", "</DOC>" */
    const char *name;
    ndx_buffer piece; /* up to an end tag; holds several elements when some are not closed */
    size_t offset;    /* in piece, behind what was given */
    uint64_t count;   /* elements given so far */
} sgml_stream;

void sgml_stream_init(sgml_stream *stream, const char *name);
void sgml_stream_release(sgml_stream *stream);
/* The next element from its start tag on, without its end tag; good until the next call.
 * ARTICLE_FOUND, END or FAILED. */
article_result sgml_stream_next(sgml_stream *stream, format_input *input, sgml_span *element,
                                newsdex_error *err);

#endif

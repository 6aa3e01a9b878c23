/* A small tree of XML elements and text, and what formats ask of it. Names are local names; a
 * prefix never matters, a namespace rarely. */
#ifndef NDX_ARTICLE_XML_TREE_H
#define NDX_ARTICLE_XML_TREE_H

#include <stdbool.h>

#include "searcher/base/arena.h"
#include "searcher/base/buffer.h"

typedef struct xml_attribute {
    const char *name, *value;
} xml_attribute;

typedef struct xml_node xml_node;
struct xml_node {
    const char *name;  /* of an element; NULL for text */
    const char *space; /* its namespace's URI, "" without */
    const char *text;  /* of a text node */
    size_t length;     /* of text, which may hold anything but NUL */
    const xml_attribute *attributes;
    size_t attribute_count;
    xml_node *parent, *children, *last, *next;
    /* For formats to remember things at; NULL and 0 at first. */
    const xml_node *owner;
    unsigned mark;
};

/* Is node (may be NULL) an element called name? */
bool xml_is(const xml_node *node, const char *name);
/* Is it called one of names, NULL at the end? */
bool xml_is_one_of(const xml_node *node, const char *const *names);
/* The value of an attribute, "" without. node may be NULL. */
const char *xml_attribute_of(const xml_node *node, const char *name);

/* The first child called name, or the next sibling behind node called so; NULL when there is none.
 * node may be NULL. */
const xml_node *xml_child(const xml_node *node, const char *name);
const xml_node *xml_sibling(const xml_node *node, const char *name);
/*
 * A path leads from node to elements below it, over all elements of each name:
 * "body/body.head/hedline", "head/meta[name=slug]" where an attribute has a value,
 * "doc-id@id-string" for an attribute's value, "@lang" for one of node itself.
 */
/* The first element at a path without "@"; NULL when there is none. node may be NULL. */
const xml_node *xml_find(const xml_node *node, const char *path);
/* Calls visit for each element at a path, with the attribute's name or "", until it says false.
 * False when it did. */
typedef bool (*xml_visitor)(void *context, const xml_node *node, const char *attribute);
bool xml_each(const xml_node *node, const char *path, xml_visitor visit, void *context);
/* The first element called name anywhere below root; steps: the next one behind node. */
const xml_node *xml_below(const xml_node *root, const char *name);
const xml_node *xml_below_next(const xml_node *root, const xml_node *node, const char *name);
/* The next node below root in document order; leaves out what is below node when into is false. */
const xml_node *xml_walk(const xml_node *root, const xml_node *node, bool into);
/* The same, but each node below root comes twice: when it begins and, *leaving, when it ends. Begin
 * with root and *leaving false. */
const xml_node *xml_tour(const xml_node *root, const xml_node *node, bool *leaving);

/*
 * Appends the text below node without the elements in skipped (NULL at the end; may be NULL). White
 * space is as in HTML: paragraphs, headings and the like get an empty line around them, br, table
 * rows and list items a line end before them, pre keeps its lines.
 */
newsdex_status xml_append_text(ndx_buffer *out, const xml_node *node, const char *const *skipped,
                               newsdex_error *err);
/* A field (not the text of an article) gets the text below node, if node is not NULL and has any.
 */
newsdex_status xml_set_field(ndx_buffer *field, const xml_node *node, newsdex_error *err);
/* Does node (may be NULL) hold any text but white space? */
bool xml_has_text(const xml_node *node);
/* Has node any element as a child? */
bool xml_has_elements(const xml_node *node);
/* Appends the text that node itself holds, as it stands: it may come in pieces. */
newsdex_status xml_append_raw(ndx_buffer *out, const xml_node *node, newsdex_error *err);

/* Makers; NULL when out of memory. Strings are copied. */
xml_node *xml_add_element(ndx_arena *arena, xml_node *parent, const char *name, const char *space);
xml_node *xml_add_text(ndx_arena *arena, xml_node *parent, const char *text, size_t length);

#endif

#include "indexer/article/xml_tree.h"

#include <string.h>

#include "indexer/article/article.h"
#include "indexer/article/sgml.h"

/* ---- making ----------------------------------------------------------------- */

static xml_node *add(ndx_arena *arena, xml_node *parent)
{
    xml_node *node = ndx_arena_zeros(arena, 1, sizeof *node);
    if (!node)
        return NULL;
    node->parent = parent;
    if (parent && parent->last)
        parent->last->next = node;
    else if (parent)
        parent->children = node;
    if (parent)
        parent->last = node;
    return node;
}

xml_node *xml_add_element(ndx_arena *arena, xml_node *parent, const char *name, const char *space)
{
    xml_node *node = add(arena, parent);
    if (!node)
        return NULL;
    node->name = ndx_arena_copy(arena, name, strlen(name));
    node->space = *space ? ndx_arena_copy(arena, space, strlen(space)) : "";
    return node->name && node->space ? node : NULL;
}

xml_node *xml_add_text(ndx_arena *arena, xml_node *parent, const char *text, size_t length)
{
    xml_node *node = add(arena, parent);
    if (!node)
        return NULL;
    node->text = ndx_arena_copy(arena, text, length);
    node->length = length;
    return node->text ? node : NULL;
}

/* ---- finding ---------------------------------------------------------------- */

bool xml_is(const xml_node *node, const char *name)
{
    return node && node->name && strcmp(node->name, name) == 0;
}

bool xml_is_one_of(const xml_node *node, const char *const *names)
{
    for (; *names; names++)
        if (xml_is(node, *names))
            return true;
    return false;
}

const char *xml_attribute_of(const xml_node *node, const char *name)
{
    for (size_t i = 0; node && i < node->attribute_count; i++)
        if (strcmp(node->attributes[i].name, name) == 0)
            return node->attributes[i].value;
    return "";
}

static const xml_node *first_called(const xml_node *node, const char *name, size_t length)
{
    while (node &&
           !(node->name && strncmp(node->name, name, length) == 0 && node->name[length] == '\0'))
        node = node->next;
    return node;
}

const xml_node *xml_child(const xml_node *node, const char *name)
{
    return node ? first_called(node->children, name, strlen(name)) : NULL;
}

const xml_node *xml_sibling(const xml_node *node, const char *name)
{
    return node ? first_called(node->next, name, strlen(name)) : NULL;
}

/* Does node fit a step of a path, "name" or "name[attribute=value]"? */
static bool fits_step(const xml_node *node, const char *step, size_t length)
{
    size_t name = strcspn(step, "[/@");
    if (!node->name || strncmp(node->name, step, name) != 0 || node->name[name] != '\0')
        return false;
    if (name >= length)
        return true;
    const char *test = step + name + 1, *end = step + length - 1;
    for (size_t i = 0; i < node->attribute_count; i++) {
        const xml_attribute *a = &node->attributes[i];
        size_t size = strlen(a->name);
        if (strncmp(a->name, test, size) == 0 && test[size] == '=' &&
            strlen(a->value) == (size_t)(end - test) - size - 1 &&
            strncmp(a->value, test + size + 1, strlen(a->value)) == 0)
            return true;
    }
    return false;
}

bool xml_each(const xml_node *node, const char *path, xml_visitor visit, void *context)
{
    if (!node || *path == '@')
        return !node || visit(context, node, path + 1);
    size_t length = strcspn(path, "/@");
    for (const xml_node *child = node->children; child; child = child->next) {
        if (!fits_step(child, path, length))
            continue;
        bool more = path[length] == '/'
                        ? xml_each(child, path + length + 1, visit, context)
                        : visit(context, child, path + length + (path[length] == '@'));
        if (!more)
            return false;
    }
    return true;
}

static bool keep_first(void *context, const xml_node *node, const char *attribute)
{
    (void)attribute;
    *(const xml_node **)context = node;
    return false;
}

const xml_node *xml_find(const xml_node *node, const char *path)
{
    const xml_node *found = NULL;
    xml_each(node, path, keep_first, &found);
    return found;
}

const xml_node *xml_walk(const xml_node *root, const xml_node *node, bool into)
{
    if (into && node->children)
        return node->children;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

const xml_node *xml_tour(const xml_node *root, const xml_node *node, bool *leaving)
{
    if (!*leaving && node->children)
        return node->children;
    if (node == root)
        return NULL;
    if (!*leaving) {
        *leaving = true;
        return node;
    }
    *leaving = !node->next;
    const xml_node *after = node->next ? node->next : node->parent;
    return after == root ? NULL : after;
}

const xml_node *xml_below_next(const xml_node *root, const xml_node *node, const char *name)
{
    do
        node = xml_walk(root, node, true);
    while (node && !xml_is(node, name));
    return node;
}

const xml_node *xml_below(const xml_node *root, const char *name)
{
    return root ? xml_below_next(root, root, name) : NULL;
}

/* ---- text ------------------------------------------------------------------- */

/* What stands before an element, and behind it if it is a paragraph; names of news formats and
 * HTML's. */
static const char *break_at(const xml_node *node)
{
    static const char *const lines[] = {"br", "tr", NULL};
    static const char *const cells[] = {"td", "th", NULL};
    static const char *const blocks[] = {"hl1",    "hl2",     "hedline",  "bq",
                                         "block",  "caption", "abstract", "dateline",
                                         "byline", "tagline", NULL};
    if (xml_is_one_of(node, lines))
        return "\n";
    if (xml_is_one_of(node, cells))
        return " ";
    return sgml_is_block(node->name) || xml_is_one_of(node, blocks) ? "\n\n" : "";
}

/* Line ends of the source are spaces, but in pre. */
static newsdex_status append_words(ndx_buffer *out, const xml_node *node, bool keep_lines,
                                   newsdex_error *err)
{
    size_t start = out->length;
    newsdex_status status = ndx_buffer_append(out, node->text, node->length, err);
    if (!status && !keep_lines)
        for (char *c = out->data + start; *c; c++)
            if (*c == '\n' || *c == '\r')
                *c = ' ';
    return status;
}

static newsdex_status append_break(ndx_buffer *out, const xml_node *node, bool behind,
                                   newsdex_error *err)
{
    const char *text = node->name ? break_at(node) : "";
    return behind && strcmp(text, "\n\n") != 0 ? NEWSDEX_OK
                                               : ndx_buffer_append_text(out, text, err);
}

newsdex_status xml_append_text(ndx_buffer *out, const xml_node *root, const char *const *skipped,
                               newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    const xml_node *node = root, *pre = NULL; /* the outermost one that node is in */
    while (!status) {
        bool into = node == root || !skipped || !xml_is_one_of(node, skipped);
        if (!pre && xml_is(node, "pre"))
            pre = node;
        status = node->name ? append_break(out, node, false, err)
                            : append_words(out, node, pre != NULL, err);
        if (into && node->children) {
            node = node->children;
            continue;
        }
        while (!status) {
            status = append_break(out, node, true, err);
            pre = node == pre ? NULL : pre;
            if (node == root || node->next)
                break;
            node = node->parent;
        }
        if (node == root)
            break;
        node = node->next;
    }
    return status;
}

newsdex_status xml_set_field(ndx_buffer *field, const xml_node *node, newsdex_error *err)
{
    if (!xml_has_text(node))
        return NEWSDEX_OK;
    ndx_buffer plain;
    ndx_buffer_init(&plain, ARTICLE_TEXT_MAX);
    newsdex_status status = xml_append_text(&plain, node, NULL, err);
    if (!status)
        status = article_set_field(field, plain.data, plain.length, err);
    ndx_buffer_release(&plain);
    return status;
}

bool xml_has_text(const xml_node *root)
{
    for (const xml_node *node = root; node; node = xml_walk(root, node, true))
        if (node->text && strspn(node->text, " \t\r\n") < node->length)
            return true;
    return false;
}

bool xml_has_elements(const xml_node *node)
{
    const xml_node *child = node->children;
    while (child && !child->name)
        child = child->next;
    return child != NULL;
}

newsdex_status xml_append_raw(ndx_buffer *out, const xml_node *node, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *child = node->children; !status && child; child = child->next)
        status = ndx_buffer_append(out, child->text, child->length, err);
    return status;
}

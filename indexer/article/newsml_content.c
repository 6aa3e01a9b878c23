#include "indexer/article/newsml_content.h"

#include "indexer/article/nitf.h"
#include "indexer/article/sgml.h"

enum { INDENT = 3 }; /* spaces that begin a paragraph in plain text */

/* Text as it stands, or escaped markup: of a whole document the body. */
static newsdex_status append_escaped(ndx_buffer *out, const xml_node *content, newsdex_error *err)
{
    static const char *const bodies[] = {"body.content", "body"};
    ndx_buffer raw;
    ndx_buffer_init(&raw, ARTICLE_TEXT_MAX);
    newsdex_status status = xml_append_raw(&raw, content, err);
    sgml_span text = {raw.data, raw.length}, body;
    bool found = false;
    for (size_t i = 0; !found && i < sizeof bodies / sizeof *bodies; i++)
        found = sgml_find(text, bodies[i], &body, NULL);
    if (!status && (found || sgml_has_html(raw.data, raw.length)))
        status = sgml_append_text(out, found ? body : text, err);
    else if (!status)
        status = sgml_append_indented(out, raw.data, raw.length, INDENT, err);
    ndx_buffer_release(&raw);
    return status;
}

newsdex_status newsml_append_content(article *out, ndx_buffer *text, const xml_node *content,
                                     newsdex_error *err)
{
    static const char *const beside[] = {"head",  "header", "footer", "nav",   "aside",
                                         "media", "figure", "script", "style", NULL};
    const xml_node *nitf = xml_child(content, "nitf");
    newsdex_status status = NEWSDEX_OK;
    if (nitf) {
        status = nitf_fill(out, nitf, err);
        if (!status)
            status = nitf_append_text(text, nitf, err);
    } else if (xml_has_elements(content)) {
        status = xml_append_text(text, content, beside, err);
    } else {
        status = append_escaped(text, content, err);
    }
    return status ? status : ndx_buffer_append(text, "\n\n", 2, err);
}

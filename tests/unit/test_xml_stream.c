/* XML record by record: what comes out of good, odd, damaged and hostile documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/article/xml_stream.h"
#include "tests/unit/article_reading.h"

typedef struct blocks {
    const char *bytes;
    size_t left, size;
} blocks;

static newsdex_status read_block(void *context, const char **data, size_t *length,
                                 newsdex_error *err)
{
    (void)err;
    blocks *b = context;
    *data = b->bytes;
    *length = b->left < b->size ? b->left : b->size;
    b->bytes += *length;
    b->left -= *length;
    return NEWSDEX_OK;
}

static void put(ndx_buffer *out, const char *text)
{
    assert_int_equal(ndx_buffer_append_text(out, text, NULL), NEWSDEX_OK);
}

/* "a{b:c[text]}": names, the namespace before a colon, attributes as @name=value. */
static void put_tree(ndx_buffer *out, const xml_node *node, int depth)
{
    if (node->text) {
        put(out, "[");
        put(out, node->text);
        put(out, "]");
        return;
    }
    if (*node->space) {
        put(out, node->space);
        put(out, ":");
    }
    put(out, node->name);
    for (size_t i = 0; i < node->attribute_count; i++) {
        put(out, "@");
        put(out, node->attributes[i].name);
        put(out, "=");
        put(out, node->attributes[i].value);
    }
    put(out, "{");
    for (const xml_node *child = node->children; child && depth < 20; child = child->next)
        put_tree(out, child, depth + 1);
    put(out, "}");
}

/* All records called "item" or "title", one a line, then failures. */
static void describe(const char *bytes, size_t length, size_t block, ndx_buffer *out)
{
    static const char *const names[] = {"item", "title", NULL};
    blocks b = {bytes, length, block};
    entry_source source = {.read = read_block,
                           .context = &b,
                           .address = "a.xml",
                           .basename = "a.xml",
                           .path = "a.xml",
                           .modified = NEWSDEX_DATE_NONE};
    format_input input;
    xml_stream *stream;
    newsdex_error err;
    const xml_node *record;
    charset_used charset;
    article_result result;
    ndx_buffer_clear(out);
    format_input_init(&input);
    assert_int_equal(format_input_start(&input, &source, &err), NEWSDEX_OK);
    assert_int_equal(xml_stream_open(names, &stream, &err), NEWSDEX_OK);
    while ((result = xml_stream_next(stream, &input, &charset, &record, &err)) != ARTICLE_END) {
        if (result == ARTICLE_FOUND)
            put_tree(out, record, 0);
        else
            put(out, err.message);
        put(out, "\n");
    }
    xml_stream_close(stream);
    format_input_release(&input);
}

static void check(const char *xml, const char *expected)
{
    static const size_t sizes[] = {1, 5, 100000};
    ndx_buffer got;
    ndx_buffer_init(&got, 64 << 20);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        describe(xml, strlen(xml), sizes[i], &got);
        assert_string_equal(got.data, expected);
    }
    ndx_buffer_release(&got);
}

static void records_when_read_are_whole_trees_and_the_rest_is_passed_over(void **state)
{
    (void)state;
    check("<?xml version='1.0'?>\n<!-- x --><r xmlns:d='urn:d'><title>T</title><junk>j</junk>"
          "<item a='1&#65;'><d:title>in</d:title>x<b/>y</item><d:item>2</d:item></r>",
          "title{[T]}\nitem@a=1A{urn:d:title{[in]}[x]b{}[y]}\nurn:d:item{[2]}\n");
    check("<item>the root itself</item>", "item{[the root itself]}\n");
    check("<r/>", "");
    check("no markup", "");
}

static void references_when_read_are_characters_and_bare_signs_stay(void **state)
{
    (void)state;
    check(
        "<r><item>caf&eacute; &#150; &lt;b&gt; AT&T &nosuch; &amp;lt; 1 < 2 && <3 \x01</item></r>",
        "item{[caf\xC3\xA9 \xE2\x80\x93 <b> AT&T &nosuch; &lt; 1 < 2 && <3  ]}\n");
    /* Also behind a fault. */
    check("<r><item b=1>&amp; & 1 < 2</item></r>", "item{[1>& & 1 < 2]}\n");
    check("<r><item><![CDATA[a & b <br> &eacute;]]> &amp;</item></r>",
          "item{[a & b <br> &eacute; &]}\n");
}

static void declarations_when_read_declare_nothing(void **state)
{
    (void)state;
    check("<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
          "<r><item>&a;&x;</item></r>",
          "item{[&a;&x;]}\n");
    check("<!DOCTYPE r SYSTEM \"http://example.invalid/r.dtd\">\n<r><item>1</item></r>",
          "item{[1]}\n");
}

static void comments_when_read_may_quote_markup(void **state)
{
    (void)state;
    check("<!-- no \"<!DOCTYPE\" --><r><item>1</item><!-- <![CDATA[ --><item>2</item></r>",
          "item{[1]}\nitem{[2]}\n");
    check("<r><item>a<!-- <b title='-- > --> & c<!-- <!ENTITY --></item><item>2</item><!-- </r>",
          "item{[a & c]}\nitem{[2]}\nthe XML breaks off: 1 element is not closed\n");
}

static void documents_when_joined_are_all_read(void **state)
{
    (void)state;
    check("<?xml version='1.0'?><item>1</item>\n<?xml version='1.0'?><!DOCTYPE item>"
          "<item>2</item> rubbish",
          "item{[1]}\nitem{[2]}\n");
}

static void damage_when_read_loses_only_what_is_damaged(void **state)
{
    (void)state;
    check("<r><item>1<br></item><item>2</item></r>", "item{[1]br{}}\nitem{[2]}\n");
    check("<r><item>1</b></item><item>2</item></r>", "item{[1]}\nitem{[2]}\n");
    check("<r><item>whole</item><item>ha<p>lf",
          "item{[whole]}\nitem{[ha]p{[lf]}}\nthe XML breaks off: 3 elements are not closed\n");
    check("<r><item a=1>one</item><item>2</item></r>", "item{[1>one]}\nitem{[2]}\n");
}

static void charsets_when_declared_are_believed_and_utf_8_is_known_without(void **state)
{
    (void)state;
    check("<?xml version='1.0' encoding='ISO-8859-2'?><item>\xB1</item>", "item{[\xC4\x85]}\n");
    check("<?xml version='1.0' encoding='ISO-8859-1'?><item>\xC3\xA9</item>", "item{[\xC3\xA9]}\n");
    check("<item>caf\xE9</item>", "item{[caf\xC3\xA9]}\n");
    check("<?xml version='1.0' encoding='UTF-16'?><item>plain</item>", "item{[plain]}\n");
}

/* The head is ASCII; what is declared must still hold behind it. */
static void charset_when_first_needed_late_is_the_declared_one(void **state)
{
    (void)state;
    ndx_buffer xml, got;
    ndx_buffer_init(&xml, 1 << 20);
    ndx_buffer_init(&got, 1 << 20);
    put(&xml, "<?xml version='1.0' encoding='windows-1251'?><r>");
    while (xml.length < FORMAT_HEAD_MAX + 100)
        put(&xml, "          ");
    put(&xml, "<item>\xC4\xE0</item></r>");
    describe(xml.data, xml.length, 4096, &got);
    assert_string_equal(got.data, "item{[\xD0\x94\xD0\xB0]}\n");
    ndx_buffer_release(&xml);
    ndx_buffer_release(&got);
}

static void nesting_when_too_deep_fails_and_the_next_record_follows(void **state)
{
    (void)state;
    ndx_buffer xml, got;
    ndx_buffer_init(&xml, 1 << 20);
    ndx_buffer_init(&got, 1 << 22);
    put(&xml, "<r><item>1</item>");
    for (int i = 0; i < 1500; i++)
        put(&xml, "<a>");
    while (xml.length < 12000)
        put(&xml, " ");
    put(&xml, "<item>2</item></r>");
    describe(xml.data, xml.length, 4096, &got);
    assert_non_null(strstr(got.data, "item{[1]}\nitem{[2]}\ndamaged XML: nested too deep"));
    ndx_buffer_release(&xml);
    ndx_buffer_release(&got);
}

/* Quadratic in libxml2: a hundred thousand attributes of one element. */
static void attributes_when_too_many_are_not_compared(void **state)
{
    (void)state;
    ndx_buffer xml, got;
    ndx_buffer_init(&xml, 4 << 20);
    ndx_buffer_init(&got, 4 << 20);
    put(&xml, "<r><item ");
    for (int i = 0; i < 100000; i++)
        assert_int_equal(ndx_buffer_append_format(&xml, NULL, "a%d='' ", i), NEWSDEX_OK);
    put(&xml, ">x</item><item>2</item></r>");
    describe(xml.data, xml.length, 4096, &got);
    assert_non_null(strstr(got.data, "item{[2]}\n"));
    size_t count = 0;
    for (const char *at = got.data; (at = strchr(at, '@')) != NULL; at++)
        count++;
    assert_in_range(count, 1, 2000);
    ndx_buffer_release(&xml);
    ndx_buffer_release(&got);
}

/* The whole of it comes at once; what is kept at a time is less. */
static void text_of_megabytes_when_read_is_whole(void **state)
{
    (void)state;
    static const char *const marks[][2] = {{"<![CDATA[", "]]>"}, {"", ""}};
    for (size_t i = 0; i < 2; i++) {
        ndx_buffer xml, got;
        ndx_buffer_init(&xml, 8 << 20);
        ndx_buffer_init(&got, 8 << 20);
        put(&xml, "<r><item>");
        put(&xml, marks[i][0]);
        while (xml.length < 5 << 19)
            put(&xml, "aé");
        const size_t length = xml.length - strlen("<r><item>") - strlen(marks[i][0]);
        put(&xml, marks[i][1]);
        put(&xml, "</item><item>2</item></r>");
        describe(xml.data, xml.length, 4096, &got);
        assert_non_null(strstr(got.data, "item{[2]}\n"));
        size_t letters = 0; /* not by strstr, which measures all of the rest each time under ASan */
        for (size_t at = 0; at < got.length; at++)
            letters += memcmp(got.data + at, "é", strlen("é")) ? 0 : strlen("aé");
        assert_int_equal(letters, length);
        ndx_buffer_release(&xml);
        ndx_buffer_release(&got);
    }
}

static void text_when_collected_has_paragraphs_and_no_skipped_elements(void **state)
{
    (void)state;
    static const char *const skipped[] = {"media", NULL};
    ndx_arena arena;
    ndx_buffer text;
    ndx_arena_init(&arena);
    ndx_buffer_init(&text, 1 << 16);
    xml_node *root = xml_add_element(&arena, NULL, "body", "");
    xml_node *first = xml_add_element(&arena, root, "p", "");
    xml_add_text(&arena, first, "one\n two", 8);
    xml_add_text(&arena, xml_add_element(&arena, first, "person", ""), "three", 5);
    xml_add_text(&arena, xml_add_element(&arena, root, "media", ""), "hidden", 6);
    xml_add_text(&arena, xml_add_element(&arena, root, "pre", ""), "a\nb", 3);
    assert_int_equal(xml_append_text(&text, root, skipped, NULL), NEWSDEX_OK);
    assert_string_equal(text.data, "\n\n\n\none  twothree\n\n\n\na\nb\n\n\n\n");
    assert_ptr_equal(xml_find(root, "p/person"), xml_child(first, "person"));
    assert_null(xml_find(root, "p/none"));
    assert_ptr_equal(xml_below(root, "person"), xml_child(first, "person"));
    assert_false(xml_has_text(xml_add_element(&arena, root, "empty", "")));
    ndx_buffer_release(&text);
    ndx_arena_release(&arena);
}

static void root_when_probed_is_found_behind_any_prolog(void **state)
{
    (void)state;
    static const struct {
        const char *head, *name;
        bool is;
    } cases[] = {
        {"<nitf>", "nitf", true},
        {" <?xml version='1.0'?>\n<!-- <rss> -->\n<!DOCTYPE nitf [<!ENTITY a '>'>]> <nitf a='b'>",
         "nitf", true},
        {"<n:alto xmlns:n='x'>", "alto", true},
        {"<nitfx>", "nitf", false},
        {"<nitf", "nitf", false},
        {"nitf", "nitf", false},
        {"<!DOCTYPE nitf", "nitf", false},
        {"<!", "nitf", false},
        {"", "nitf", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        format_probe probe = {"a.xml", "a.xml", cases[i].head, strlen(cases[i].head)};
        assert_int_equal(xml_root_is(&probe, cases[i].name), cases[i].is);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_when_read_are_whole_trees_and_the_rest_is_passed_over),
        cmocka_unit_test(references_when_read_are_characters_and_bare_signs_stay),
        cmocka_unit_test(declarations_when_read_declare_nothing),
        cmocka_unit_test(comments_when_read_may_quote_markup),
        cmocka_unit_test(documents_when_joined_are_all_read),
        cmocka_unit_test(damage_when_read_loses_only_what_is_damaged),
        cmocka_unit_test(charsets_when_declared_are_believed_and_utf_8_is_known_without),
        cmocka_unit_test(charset_when_first_needed_late_is_the_declared_one),
        cmocka_unit_test(nesting_when_too_deep_fails_and_the_next_record_follows),
        cmocka_unit_test(attributes_when_too_many_are_not_compared),
        cmocka_unit_test(text_of_megabytes_when_read_is_whole),
        cmocka_unit_test(text_when_collected_has_paragraphs_and_no_skipped_elements),
        cmocka_unit_test(root_when_probed_is_found_behind_any_prolog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Every input under tests/data that has a NAME.expected beside it, whatever blocks it comes in. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/article_reading.h"

static const char suffix[] = ".expected";

static void check_input(const char *path, const char *expected, size_t block)
{
    size_t length;
    char *bytes = reading_load(path, &length);
    reading r = {.bytes = bytes, .length = length, .block = block};
    ndx_buffer got;
    ndx_buffer_init(&got, 1 << 20);
    reading_describe(&r, path, NULL, &got);
    if (strcmp(got.data, expected) != 0)
        print_message("%s, in blocks of %zu:\n%s", path, block, got.data);
    assert_string_equal(got.data, expected);
    ndx_buffer_release(&got);
    free(bytes);
}

static int is_expectation(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name), size = strlen(suffix);
    return length > size && strcmp(entry->d_name + length - size, suffix) == 0;
}

static void check_folder(const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, is_expectation, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        size_t length;
        char *expected = reading_load(path, &length);
        path[strlen(path) - strlen(suffix)] = '\0';
        static const size_t blocks[] = {1, 7, 64, 100000};
        for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
            check_input(path, expected, blocks[b]);
        free(expected);
        free(names[i]);
    }
    free(names);
}

static void text_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/text");
}

static void trec_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/trec");
}

static void xml_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/xml");
}

static void json_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/json");
}

static void html_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/html");
}

static void reuters_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/reuters");
}

static void nitf_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/nitf");
}

static void newsml_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/newsml");
}

static void newsml_g2_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/newsml-g2");
}

static void rcv1_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/rcv1");
}

static void iptc7901_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/iptc7901");
}

static void gigaword_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/gigaword");
}

static void ninjs_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/ninjs");
}

static void alto_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/alto");
}

static void page_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/page");
}

static void hocr_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/hocr");
}

static void mets_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/mets");
}

static void ndnp_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/ndnp/sn12345678/1916/01/02/ed-1/seq-1");
}

static void csv_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/csv");
}

static void feed_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/feed");
}

static void wxr_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/wxr");
}

static void mediawiki_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/mediawiki");
}

static void mail_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    check_folder("tests/data/mail");
}

/* newsdex-pdf, the only one to know poppler, is looked for beside the program that runs. */
static void pdf_files_when_read_give_expected_articles(void **state)
{
    (void)state;
    const char *build = getenv("NEWSDEX_BUILD");
    char path[512];
    snprintf(path, sizeof path, "%s/newsdex-pdf", build ? build : ".build");
    if (access(path, X_OK))
        skip();
    setenv("NEWSDEX_PDF", path, 1);
    check_folder("tests/data/pdf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_files_when_read_give_expected_articles),
        cmocka_unit_test(trec_files_when_read_give_expected_articles),
        cmocka_unit_test(xml_files_when_read_give_expected_articles),
        cmocka_unit_test(json_files_when_read_give_expected_articles),
        cmocka_unit_test(html_files_when_read_give_expected_articles),
        cmocka_unit_test(reuters_files_when_read_give_expected_articles),
        cmocka_unit_test(nitf_files_when_read_give_expected_articles),
        cmocka_unit_test(newsml_files_when_read_give_expected_articles),
        cmocka_unit_test(newsml_g2_files_when_read_give_expected_articles),
        cmocka_unit_test(rcv1_files_when_read_give_expected_articles),
        cmocka_unit_test(iptc7901_files_when_read_give_expected_articles),
        cmocka_unit_test(gigaword_files_when_read_give_expected_articles),
        cmocka_unit_test(ninjs_files_when_read_give_expected_articles),
        cmocka_unit_test(alto_files_when_read_give_expected_articles),
        cmocka_unit_test(page_files_when_read_give_expected_articles),
        cmocka_unit_test(hocr_files_when_read_give_expected_articles),
        cmocka_unit_test(mets_files_when_read_give_expected_articles),
        cmocka_unit_test(ndnp_files_when_read_give_expected_articles),
        cmocka_unit_test(csv_files_when_read_give_expected_articles),
        cmocka_unit_test(feed_files_when_read_give_expected_articles),
        cmocka_unit_test(wxr_files_when_read_give_expected_articles),
        cmocka_unit_test(mediawiki_files_when_read_give_expected_articles),
        cmocka_unit_test(mail_files_when_read_give_expected_articles),
        cmocka_unit_test(pdf_files_when_read_give_expected_articles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Printing, wrapping and marking text that may be hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "searcher/json_out.h"
#include "searcher/terminal.h"
#include "tests/unit/skipping.h"

#define REPLACED "\xEF\xBF\xBD"

/* A stream into memory; finish returns what was printed, to be freed. */
typedef struct sink {
    terminal term;
    char *data;
    size_t length;
} sink;

static void sink_open(sink *out, bool color)
{
    *out = (sink){.term = {.width = 80, .height = 24, .color = color}};
    out->term.stream = open_memstream(&out->data, &out->length);
    assert_non_null(out->term.stream);
}

static void assert_printed(sink *out, const char *expected)
{
    assert_int_equal(fclose(out->term.stream), 0);
    assert_string_equal(out->data, expected);
    free(out->data);
}

static void assert_safe(const char *text, size_t length, const char *expected)
{
    sink out;
    sink_open(&out, false);
    terminal_print_safe(out.term.stream, text, length);
    assert_printed(&out, expected);
}

#define ASSERT_SAFE(text, expected) assert_safe(text, sizeof text - 1, expected)

static void text_when_harmless_is_printed_as_it_is(void **state)
{
    (void)state;
    ASSERT_SAFE("caf\xC3\xA9 \xE8\xA8\x98\xE4\xBA\x8B e\xCC\x81 \xF0\x9F\x98\x80",
                "caf\xC3\xA9 \xE8\xA8\x98\xE4\xBA\x8B e\xCC\x81 \xF0\x9F\x98\x80");
    ASSERT_SAFE("", "");
}

static void assert_word(const char *text, const char *expected)
{
    sink out;
    sink_open(&out, false);
    terminal_print_word(out.term.stream, text);
    assert_printed(&out, expected);
}

static void word_for_the_shell_is_quoted_where_it_must_be(void **state)
{
    (void)state;
    assert_word("../my-news_2.idx", "../my-news_2.idx");
    assert_word("", "''");
    assert_word("~/x", "'~/x'");
    assert_word("my news; rm *", "'my news; rm *'");
    assert_word("caf\xC3\xA9", "'caf\xC3\xA9'");
    assert_word("it's", "'it'\\''s'");
    assert_word("a\nb\033[1m\377z", "'a'$'\\012''b'$'\\033''[1m'$'\\377''z'");
}

static void text_with_controls_is_made_harmless(void **state)
{
    (void)state;
    ASSERT_SAFE("\033[2J", REPLACED "[2J");
    ASSERT_SAFE("a\0b", "a" REPLACED "b");
    ASSERT_SAFE("a\nb\tc\rd", "a b c d");
    ASSERT_SAFE("\x7F\x07\x08", REPLACED REPLACED REPLACED);
    ASSERT_SAFE("\xC2\x9B"
                "31m",
                REPLACED "31m"); /* CSI in one character */
    ASSERT_SAFE("a\xE2\x80\xA8"
                "b",
                "a b"); /* line separator */
}

static void text_with_bidi_overrides_is_made_harmless(void **state)
{
    (void)state;
    for (unsigned char last = 0xAA; last <= 0xAE; last++)
        assert_safe((char[]){'\xE2', '\x80', (char)last}, 3, REPLACED);
    for (unsigned char last = 0xA6; last <= 0xA9; last++)
        assert_safe((char[]){'\xE2', '\x81', (char)last}, 3, REPLACED);
}

static void text_with_invalid_bytes_is_made_valid(void **state)
{
    (void)state;
    ASSERT_SAFE("a\xFF"
                "b",
                "a" REPLACED "b");
    ASSERT_SAFE("\xC3", REPLACED);
    ASSERT_SAFE("\xE8\xA8", REPLACED REPLACED);
    ASSERT_SAFE("\xED\xA0\x80", REPLACED REPLACED REPLACED); /* surrogate */
    ASSERT_SAFE("\xC0\xAF", REPLACED REPLACED);              /* overlong */
    ASSERT_SAFE("\xF4\x90\x80\x80", REPLACED);               /* above U+10FFFF */
}

static void text_over_lines_keeps_line_ends_and_tabs(void **state)
{
    (void)state;
    sink out;
    sink_open(&out, false);
    terminal_print_text(out.term.stream, "a\n\tb\033\n", 6);
    assert_printed(&out, "a\n\tb" REPLACED "\n");
}

static void columns_of_wide_and_combining_characters_are_two_and_none(void **state)
{
    (void)state;
    assert_int_equal(terminal_columns("abc", 3), 3);
    assert_int_equal(terminal_columns("\xE8\xA8\x98", 3), 2);
    assert_int_equal(terminal_columns("e\xCC\x81", 3), 1);
    assert_int_equal(terminal_columns("\xFF\033", 2), 2);
}

static void assert_wrapped(unsigned width, unsigned indent, const char *text, const char *expected)
{
    sink out;
    sink_open(&out, false);
    terminal_block block = {.indent = indent, .width = width};
    terminal_print_wrapped(&out.term, text, strlen(text), &block);
    assert_printed(&out, expected);
}

static void wrapping_when_words_fit_breaks_between_them(void **state)
{
    (void)state;
    assert_wrapped(10, 0, "one two three four", "one two\nthree four\n");
    assert_wrapped(9, 0, "one two three four", "one two\nthree\nfour\n");
    assert_wrapped(10, 2, "one two three four", "one two\n  three\n  four\n");
    assert_wrapped(80, 0, "  a \n\n b\t\tc  ", "a b c\n");
    assert_wrapped(80, 4, "", "\n");
}

static void wrapping_when_a_word_is_too_long_cuts_it(void **state)
{
    (void)state;
    assert_wrapped(4, 0, "abcdefghij k", "abcd\nefgh\nij k\n");
    assert_wrapped(2, 8, "abc", "a\n        b\n        c\n"); /* no room at all: still ends */
}

static void wrapping_chinese_breaks_between_characters(void **state)
{
    (void)state;
    assert_wrapped(5, 0, "\xE6\x96\xB0\xE8\x81\x9E\xE8\xA8\x98",
                   "\xE6\x96\xB0\xE8\x81\x9E\n\xE8\xA8\x98\n");
    /* A combining mark never begins a line. */
    assert_wrapped(1, 0,
                   "e\xCC\x81"
                   "e\xCC\x81",
                   "e\xCC\x81\ne\xCC\x81\n");
}

static void wrapping_keeps_marks_with_their_character(void **state)
{
    (void)state;
    assert_wrapped(4, 0,
                   "\xE6\x96\xB0\xCC\x81"
                   "abc",
                   "\xE6\x96\xB0\xCC\x81\n"
                   "abc\n");
}

static void wrapping_with_a_span_inside_a_word_styles_that_part(void **state)
{
    (void)state;
    sink out;
    sink_open(&out, true);
    const newsdex_span spans[] = {{3, 3}};
    terminal_block block = {.width = 10, .style = "<", .spans = spans, .span_count = 1};
    terminal_print_wrapped(&out.term, "onetwothree", 9, &block);
    assert_printed(&out, "one<two\033[0mthr\n");
}

static void wrapping_with_spans_styles_exactly_their_bytes(void **state)
{
    (void)state;
    sink out;
    sink_open(&out, true);
    const newsdex_span spans[] = {{0, 3}, {8, 5}};
    terminal_block block = {.width = 10, .style = "<", .spans = spans, .span_count = 2};
    terminal_print_wrapped(&out.term, "one two three four", 18, &block);
    assert_printed(&out, "<one\033[0m two\n<three\033[0m four\n");
}

static void wrapping_with_spans_without_colour_prints_no_style(void **state)
{
    (void)state;
    sink out;
    sink_open(&out, false);
    const newsdex_span spans[] = {{0, 3}};
    terminal_block block = {
        .width = 10, .base = "[", .style = "<", .spans = spans, .span_count = 1};
    terminal_print_wrapped(&out.term, "one", 3, &block);
    assert_printed(&out, "one\n");
}

static void assert_caret(const char *text, size_t position, unsigned width, const char *expected)
{
    sink out;
    sink_open(&out, false);
    terminal_print_caret(out.term.stream, text, strlen(text), position, width);
    assert_printed(&out, expected);
}

static void caret_when_the_text_fits_stands_under_the_byte(void **state)
{
    (void)state;
    assert_caret("a b:c", 2, 20, "a b:c\n  ^\n");
    assert_caret("ab", 2, 20, "ab\n  ^\n");
    assert_caret("ab", 99, 20, "ab\n  ^\n");
    assert_caret("\xE8\xA8\x98 x", 4, 20, "\xE8\xA8\x98 x\n   ^\n");
    assert_caret("", 0, 20, "\n^\n");
}

static void caret_when_the_text_is_long_shows_the_part_around_it(void **state)
{
    (void)state;
    assert_caret("0123456789abcdef", 12, 8, "6789abcd\n      ^\n");
    assert_caret("0123456789abcdef", 1, 8, "01234567\n ^\n");
}

static void assert_color(FILE *stream, const char *name, const char *no_color, bool expected)
{
    terminal term;
    setenv("TERM", name, 1);
    setenv("NO_COLOR", no_color, 1);
    terminal_init(&term, stream, TERMINAL_COLOR_AUTO);
    assert_int_equal(term.color, expected);
    assert_true(term.width > 0 && term.height > 0);
    terminal_init(&term, stream, TERMINAL_COLOR_ALWAYS);
    assert_true(term.color);
    terminal_init(&term, stream, TERMINAL_COLOR_NEVER);
    assert_false(term.color);
}

static void colour_on_a_terminal_depends_on_the_environment(void **state)
{
    (void)state;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        SKIP("no pseudo-terminals here");
    FILE *stream = fopen(ptsname(master), "w");
    assert_non_null(stream);
    assert_color(stream, "xterm", "", true);
    assert_color(stream, "xterm", "1", false);
    assert_color(stream, "dumb", "", false);
    assert_color(stream, "", "", false);
    fclose(stream);
    close(master);
}

static void colour_in_a_file_is_off(void **state)
{
    (void)state;
    FILE *stream = fopen("/dev/null", "w");
    assert_non_null(stream);
    assert_color(stream, "xterm", "", false);
    fclose(stream);
}

static void finish_when_the_disk_is_full_fails(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        SKIP("no /dev/full here");
    fputs("text", full);
    assert_false(terminal_finish(full));
    setvbuf(full, NULL, _IONBF, 0);
    fputs("text", full); /* fails at once: there is nothing left to flush */
    assert_false(terminal_finish(full));
    fclose(full);
}

static ssize_t fail_once(void *cookie, const char *data, size_t size)
{
    (void)data;
    int *calls = cookie;
    return ++*calls == 1 ? 0 : (ssize_t)size;
}

static void finish_when_an_earlier_write_was_lost_fails(void **state)
{
    (void)state;
    int calls = 0;
    FILE *stream = fopencookie(&calls, "w", (cookie_io_functions_t){.write = fail_once});
    assert_non_null(stream);
    setvbuf(stream, NULL, _IONBF, 0);
    fputs("text", stream);
    assert_true(ferror(stream));
    assert_false(terminal_finish(stream));
    fclose(stream);
}

static void finish_when_the_reader_has_left_is_quiet(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    FILE *stream = fdopen(ends[1], "w");
    assert_non_null(stream);
    fputs("text", stream);
    assert_true(terminal_finish(stream));
    setvbuf(stream, NULL, _IONBF, 0);
    fputs("text", stream);
    assert_true(terminal_finish(stream));
    fclose(stream);
    signal(SIGPIPE, before);
}

/* ---- JSON lines ------------------------------------------------------------- */

static void json_line_keeps_order_and_repairs_text(void **state)
{
    (void)state;
    sink out;
    sink_open(&out, false);
    jout line;
    jout_begin(&line, "hit");
    jout_string(&line, "z", "a\"b\n");
    jout_text(&line, "bad", "x\xFFy", 3);
    jout_text(&line, "nul", "a\0b", 3);
    jout_integer(&line, "n", INT64_MIN);
    jout_real(&line, "r", 1.9);
    jout_real(&line, "nan", (double)NAN);
    jout_boolean(&line, "b", true);
    assert_true(jout_end(&line, out.term.stream));
    assert_printed(&out, "{\"type\":\"hit\",\"z\":\"a\\\"b\\n\",\"bad\":\"x" REPLACED
                         "y\",\"nul\":\"a\\u0000b\",\"n\":-9223372036854775808,\"r\":1.9,"
                         "\"nan\":null,\"b\":true}\n");
}

static void json_line_when_a_value_is_lost_prints_nothing(void **state)
{
    (void)state;
    sink out;
    sink_open(&out, false);
    jout line;
    jout_begin(&line, "hit");
    jout_value(&line, "lost", NULL);
    jout_string(&line, "later", "x");
    assert_false(jout_end(&line, out.term.stream));
    assert_printed(&out, "");
}

static void assert_link(bool wanted, const char *uri, const char *expected)
{
    sink out;
    sink_open(&out, false);
    out.term.links = wanted;
    terminal_begin_link(&out.term, uri);
    fputs("x", out.term.stream);
    terminal_end_link(&out.term, uri);
    assert_printed(&out, expected);
}

static void link_when_wanted_is_encoded_and_ends(void **state)
{
    (void)state;
    assert_link(false, "http://a.example/", "x");
    assert_link(true, "", "x");
    assert_link(true, "http://a.example/", "\033]8;;http://a.example/\033\\x\033]8;;\033\\");
    assert_link(true, "http://a/\033\\\a \xC3\xA9\x7F",
                "\033]8;;http://a/%1B\\%07%20%C3%A9%7F\033\\x\033]8;;\033\\");
    char endless[5000];
    memset(endless, 'a', sizeof endless);
    endless[sizeof endless - 1] = '\0';
    assert_link(true, endless, "x");
}

int main(void)
{
    terminal_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_when_harmless_is_printed_as_it_is),
        cmocka_unit_test(word_for_the_shell_is_quoted_where_it_must_be),
        cmocka_unit_test(text_with_controls_is_made_harmless),
        cmocka_unit_test(text_with_bidi_overrides_is_made_harmless),
        cmocka_unit_test(text_with_invalid_bytes_is_made_valid),
        cmocka_unit_test(text_over_lines_keeps_line_ends_and_tabs),
        cmocka_unit_test(columns_of_wide_and_combining_characters_are_two_and_none),
        cmocka_unit_test(wrapping_when_words_fit_breaks_between_them),
        cmocka_unit_test(wrapping_when_a_word_is_too_long_cuts_it),
        cmocka_unit_test(wrapping_chinese_breaks_between_characters),
        cmocka_unit_test(wrapping_keeps_marks_with_their_character),
        cmocka_unit_test(wrapping_with_a_span_inside_a_word_styles_that_part),
        cmocka_unit_test(wrapping_with_spans_styles_exactly_their_bytes),
        cmocka_unit_test(wrapping_with_spans_without_colour_prints_no_style),
        cmocka_unit_test(caret_when_the_text_fits_stands_under_the_byte),
        cmocka_unit_test(caret_when_the_text_is_long_shows_the_part_around_it),
        cmocka_unit_test(colour_on_a_terminal_depends_on_the_environment),
        cmocka_unit_test(colour_in_a_file_is_off),
        cmocka_unit_test(link_when_wanted_is_encoded_and_ends),
        cmocka_unit_test(finish_when_the_disk_is_full_fails),
        cmocka_unit_test(finish_when_an_earlier_write_was_lost_fails),
        cmocka_unit_test(finish_when_the_reader_has_left_is_quiet),
        cmocka_unit_test(json_line_keeps_order_and_repairs_text),
        cmocka_unit_test(json_line_when_a_value_is_lost_prints_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

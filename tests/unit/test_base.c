/* base/: buffers, arena, UTF-8, dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdint.h>
#include <string.h>

#include "searcher/base/arena.h"
#include "searcher/base/buffer.h"
#include "searcher/base/date.h"
#include "searcher/base/edit_distance.h"
#include "searcher/base/error.h"
#include "searcher/base/hash.h"
#include "searcher/base/utf8.h"

/* ---- buffer ------------------------------------------------------------------ */

static void buffer_when_over_its_cap_then_limit_and_unchanged(void **state)
{
    (void)state;
    ndx_buffer buffer;
    newsdex_error error;
    ndx_buffer_init(&buffer, 10);
    assert_string_equal(buffer.data, "");
    assert_int_equal(ndx_buffer_append_text(&buffer, "12345678", &error), NEWSDEX_OK);
    assert_int_equal(ndx_buffer_append_text(&buffer, "abc", &error), NEWSDEX_E_LIMIT);
    assert_string_equal(buffer.data, "12345678");
    assert_int_equal(ndx_buffer_append_text(&buffer, "ab", &error), NEWSDEX_OK);
    assert_string_equal(buffer.data, "12345678ab");
    assert_int_equal(ndx_buffer_append_byte(&buffer, 'c', NULL), NEWSDEX_E_LIMIT);
    ndx_buffer_clear(&buffer);
    assert_string_equal(buffer.data, "");
    assert_int_equal(ndx_buffer_append_format(&buffer, &error, "%d-%s", 42, "x"), NEWSDEX_OK);
    assert_string_equal(buffer.data, "42-x");
    assert_int_equal(ndx_buffer_append_format(&buffer, &error, "%s", "1234567"), NEWSDEX_E_LIMIT);
    assert_string_equal(buffer.data, "42-x");
    ndx_buffer_release(&buffer);
    assert_string_equal(buffer.data, "");
}

static void buffer_when_lengths_are_absurd_then_limit(void **state)
{
    (void)state;
    ndx_buffer buffer;
    ndx_buffer_init(&buffer, 100);
    assert_int_equal(ndx_buffer_reserve(&buffer, SIZE_MAX, NULL), NEWSDEX_E_LIMIT);
    assert_int_equal(ndx_buffer_append_text(&buffer, "x", NULL), NEWSDEX_OK);
    assert_int_equal(ndx_buffer_reserve(&buffer, SIZE_MAX - 1, NULL), NEWSDEX_E_LIMIT);
    ndx_buffer_release(&buffer);
}

/* ---- arena ---------------------------------------------------------------------- */

static void arena_when_filled_then_copies_stay_apart(void **state)
{
    (void)state;
    ndx_arena arena;
    ndx_arena_init(&arena);
    for (int round = 0; round < 2; round++) {
        char *first = ndx_arena_copy(&arena, "first", 5);
        char *large = ndx_arena_alloc(&arena, 3 << 20);
        memset(large, 'x', 3 << 20);
        for (int i = 0; i < 5000; i++) {
            char *small = ndx_arena_alloc(&arena, 7);
            assert_int_equal((uintptr_t)small % _Alignof(max_align_t), 0);
            memset(small, 'y', 7);
        }
        assert_string_equal(first, "first");
        ndx_arena_clear(&arena);
    }
    assert_null(ndx_arena_alloc(&arena, SIZE_MAX));
    assert_null(ndx_arena_zeros(&arena, SIZE_MAX / 2, 4));
    ndx_arena_release(&arena);
}

/* ---- UTF-8 ------------------------------------------------------------------------ */

static void utf8_decode_when_well_formed_then_round_trips(void **state)
{
    (void)state;
    const uint32_t codes[] = {0x0,    0x41,   0x7F,   0x80,    0x7FF,   0x800,
                              0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char bytes[4];
        uint32_t code;
        size_t length = ndx_utf8_encode(codes[i], bytes);
        assert_int_equal(ndx_utf8_decode(bytes, length, &code), length);
        assert_int_equal(code, codes[i]);
        assert_int_equal(ndx_utf8_valid_prefix(bytes, length), length);
        if (length > 1) {
            assert_int_equal(ndx_utf8_decode(bytes, length - 1, &code), 1);
            assert_int_equal(code, UINT32_MAX);
        }
    }
}

static void utf8_decode_when_ill_formed_then_one_byte(void **state)
{
    (void)state;
    const char *bad[] = {"\x80",
                         "\xC0\x80",
                         "\xC1\xBF",
                         "\xE0\x80\x80",
                         "\xED\xA0\x80",
                         "\xF0\x80\x80\x80",
                         "\xF4\x90\x80\x80",
                         "\xF5\x80\x80\x80",
                         "\xFF",
                         "\xC3x",
                         "\xE2\x82x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint32_t code;
        assert_int_equal(ndx_utf8_decode(bad[i], strlen(bad[i]), &code), 1);
        assert_int_equal(code, UINT32_MAX);
        assert_int_equal(ndx_utf8_valid_prefix(bad[i], strlen(bad[i])), 0);
    }
    assert_int_equal(ndx_utf8_valid_prefix("plain ascii text and \xFF", 22), 21);
}

static void utf8_cut_when_inside_a_character_then_before_it(void **state)
{
    (void)state;
    const char *text = "a\xC3\xA9\xE2\x82\xAC"; /* a é € */
    const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6};
    for (size_t limit = 0; limit < 8; limit++)
        assert_int_equal(ndx_utf8_cut(text, 6, limit), expected[limit]);
    assert_int_equal(ndx_utf8_cut(text, 5, 100), 3); /* the end itself cuts € */
    assert_int_equal(ndx_utf8_cut("", 0, 5), 0);
}

static void utf8_append_clean_when_dirty_then_valid_and_harmless(void **state)
{
    (void)state;
    const struct {
        const char *in;
        size_t length;
        const char *out;
    } cases[] = {
        {"plain\ttext\n", 11, "plain\ttext\n"},
        {"a\0b\x1B[31mc\x7F", 10, "ab[31mc"},
        {"\xC3\xA9\xFFx", 4, "\xC3\xA9\xEF\xBF\xBDx"},
        {"\xC2\x85y\xEF\xBB\xBFz", 7, "yz"},
        {"\xEF\xBF\xBEq", 4, "q"},
        {"", 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_buffer out;
        ndx_buffer_init(&out, 100);
        assert_int_equal(ndx_utf8_append_clean(&out, cases[i].in, cases[i].length, NULL), 0);
        assert_string_equal(out.data, cases[i].out);
        ndx_buffer_release(&out);
    }
}

/* ---- errors ------------------------------------------------------------------------ */

static void error_when_text_is_long_then_cut_on_a_character(void **state)
{
    (void)state;
    newsdex_error error;
    char text[600];
    memset(text, 0, sizeof text);
    text[0] = 'x'; /* so that a character straddles the end */
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    assert_int_equal(ndx_error_set(&error, NEWSDEX_E_IO, "%s", text), NEWSDEX_E_IO);
    size_t length = strlen(error.message);
    assert_in_range(length, sizeof error.message - 4, sizeof error.message - 1);
    assert_int_equal(ndx_utf8_valid_prefix(error.message, length), length);
    assert_int_equal(error.position, UINT32_MAX);
    ndx_error_set(&error, NEWSDEX_E_IO, "a\nb\x1B[0m");
    assert_string_equal(error.message, "a?b?[0m");
    assert_int_equal(ndx_error_set_at(NULL, 3, "x"), NEWSDEX_E_QUERY);
}

/* ---- dates ------------------------------------------------------------------------- */

static void date_parse_when_iso_then_seconds_and_precision(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t used;
        int64_t seconds;
        const char *shown;
    } cases[] = {
        {"1970-01-01", 10, 0, "1970-01-01"},
        {"1969-12-31", 10, -86400, "1969-12-31"},
        {"2000-02-29", 10, 951782400, "2000-02-29"},
        {"1600", 4, -11676096000, "1600"},
        {"2025-09", 7, 1756684800, "2025-09"},
        {"20250925", 8, 1758758400, "2025-09-25"},
        {"2025-09-25T14:30", 16, 1758810600, "2025-09-25T14:30"},
        {"2025-09-25 14:30:15.123Z", 24, 1758810615, "2025-09-25T14:30"},
        {"2020-03-01T23:30:00-05:00", 25, 1583105400, "2020-03-01T23:30"},
        {"2020-03-01T233000+0100", 22, 1583105400, "2020-03-01T23:30"},
        {"1923-05-17, p. 3", 10, -1471478400, "1923-05-17"},
        {"2025-09-25T99:00", 10, 1758758400, "2025-09-25"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_date date;
        char shown[NDX_DATE_TEXT_SIZE];
        assert_int_equal(ndx_date_parse_iso(cases[i].text, strlen(cases[i].text), &date),
                         cases[i].used);
        assert_int_equal(date.seconds, cases[i].seconds);
        ndx_date_format(date, shown);
        assert_string_equal(shown, cases[i].shown);
    }
}

static void date_parse_when_no_date_then_nothing(void **state)
{
    (void)state;
    const char *bad[] = {"",           "20",         "abc",        "2025-13", "2025-02-30",
                         "1900-02-29", "2025-00-10", "0000-01-01", "123456",  "2025-04-31",
                         "99999",      "2025-1-1x",  "202509251"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ndx_date date;
        size_t used = ndx_date_parse_iso(bad[i], strlen(bad[i]), &date);
        if (!strcmp(bad[i], "2025-1-1x")) /* the year alone is one */
            continue;
        assert_int_equal(used, 0);
        assert_int_equal(date.precision, NDX_DATE_UNKNOWN);
    }
}

static void date_last_second_when_of_each_precision_then_end_of_it(void **state)
{
    (void)state;
    const struct {
        const char *text, *last;
    } cases[] = {
        {"2024", "2024-12-31T23:59"},       {"2024-02", "2024-02-29T23:59"},
        {"1900-02", "1900-02-28T23:59"},    {"2025-09-25", "2025-09-25T23:59"},
        {"1931-12-31", "1931-12-31T23:59"}, {"1931-12-31T05:07", "1931-12-31T05:07"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ndx_date date, last;
        ndx_date_parse_iso(cases[i].text, strlen(cases[i].text), &date);
        ndx_date_parse_iso(cases[i].last, strlen(cases[i].last), &last);
        assert_int_equal(ndx_date_last_second(date), last.seconds + 59);
    }
}

static void date_to_civil_when_any_day_then_round_trips(void **state)
{
    (void)state;
    for (int year = 1; year <= 9999; year += 7)
        for (int month = 1; month <= 12; month++) {
            ndx_date date;
            int y, m, d, hour, minute;
            assert_true(ndx_date_from_civil(year, month, 1 + year % 28, &date));
            assert_true(ndx_date_set_time(&date, 23, 59, 58));
            ndx_date_to_civil(date.seconds, &y, &m, &d, &hour, &minute);
            assert_int_equal(y, year);
            assert_int_equal(m, month);
            assert_int_equal(d, 1 + year % 28);
            assert_int_equal(hour * 60 + minute, 23 * 60 + 59);
        }
}

static uint32_t distance(const char *a, const char *b, uint32_t max)
{
    ndx_letters first, second;
    assert_true(ndx_letters_read(a, strlen(a), &first));
    assert_true(ndx_letters_read(b, strlen(b), &second));
    uint32_t found = ndx_edit_distance(&first, &second, max);
    assert_int_equal(ndx_edit_distance(&second, &first, max), found);
    return found;
}

static void edit_distance_when_letters_differ_then_counts_them(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        uint32_t distance;
    } cases[] = {
        {"", "", 0},
        {"", "abc", 3},
        {"cloud", "cloud", 0},
        {"cloud", "clouds", 1},
        {"cloud", "loud", 1},
        {"cloud", "cluod", 1}, /* a swap */
        {"ab", "ba", 1},
        {"surveillance", "survielance", 2},
        {"kitten", "sitting", 3},
        {"abcdef", "bcdefa", 2},
        {"abcdef", "fabcde", 2},
        {"caf\xC3\xA9", "cafe", 1}, /* letters, not bytes */
        {"\xD0\xB4\xD0\xBE\xD0\xBC", "\xD0\xB4\xD0\xBC\xD0\xBE", 1},
        {"abc", "xyz", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint32_t max = 0; max < 9; max++)
            assert_int_equal(distance(cases[i].a, cases[i].b, max),
                             cases[i].distance < max + 1 ? cases[i].distance : max + 1);
    char text[NDX_LETTERS_MAX + 1];
    ndx_letters letters;
    memset(text, 'a', sizeof text);
    assert_true(ndx_letters_read(text, NDX_LETTERS_MAX, &letters));
    assert_false(ndx_letters_read(text, NDX_LETTERS_MAX + 1, &letters));
}

/* Against the whole table, over all words of two letters up to a length. */
static void edit_distance_when_banded_then_as_the_whole_table(void **state)
{
    (void)state;
    enum { WORDS = 126 }; /* of "a" and "b", up to six letters */
    char words[WORDS][8];
    size_t count = 0;
    for (uint32_t length = 1; length <= 6; length++)
        for (uint32_t bits = 0; bits < 1U << length; bits++) {
            for (uint32_t i = 0; i < length; i++)
                words[count][i] = bits >> i & 1 ? 'b' : 'a';
            words[count++][length] = '\0';
        }
    assert_int_equal(count, WORDS);
    for (size_t i = 0; i < WORDS; i++)
        for (size_t k = 0; k < WORDS; k++)
            for (uint32_t max = 0; max < 4; max++) {
                uint32_t all = distance(words[i], words[k], 7);
                assert_int_equal(distance(words[i], words[k], max), all < max + 1 ? all : max + 1);
            }
}

static void hash_when_hex_then_sixteen_digits(void **state)
{
    (void)state;
    char hex[17];
    ndx_hash_to_hex(UINT64_C(0x0123456789abcdef), hex);
    assert_string_equal(hex, "0123456789abcdef");
    assert_int_not_equal(ndx_hash_more(ndx_hash("a", 1), "b", 1),
                         ndx_hash_more(ndx_hash("b", 1), "a", 1));
    /* Ids on disk depend on it: XXH3 of "" must stay what it is. */
    ndx_hash_to_hex(ndx_hash("", 0), hex);
    assert_string_equal(hex, "2d06800538d394c2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer_when_over_its_cap_then_limit_and_unchanged),
        cmocka_unit_test(buffer_when_lengths_are_absurd_then_limit),
        cmocka_unit_test(arena_when_filled_then_copies_stay_apart),
        cmocka_unit_test(utf8_decode_when_well_formed_then_round_trips),
        cmocka_unit_test(utf8_decode_when_ill_formed_then_one_byte),
        cmocka_unit_test(utf8_cut_when_inside_a_character_then_before_it),
        cmocka_unit_test(utf8_append_clean_when_dirty_then_valid_and_harmless),
        cmocka_unit_test(error_when_text_is_long_then_cut_on_a_character),
        cmocka_unit_test(date_parse_when_iso_then_seconds_and_precision),
        cmocka_unit_test(date_parse_when_no_date_then_nothing),
        cmocka_unit_test(date_last_second_when_of_each_precision_then_end_of_it),
        cmocka_unit_test(date_to_civil_when_any_day_then_round_trips),
        cmocka_unit_test(edit_distance_when_letters_differ_then_counts_them),
        cmocka_unit_test(edit_distance_when_banded_then_as_the_whole_table),
        cmocka_unit_test(hash_when_hex_then_sixteen_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

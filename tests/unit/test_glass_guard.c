/* The guard of the bulk writer: lets the Xapian at hand through, and nothing that differs. */
#include "indexer/segment/glass_guard.h"
#include "tests/unit/xapc_fixture.h"

/* For AddressSanitizer: Xapian's check deletes its database through a base class of another size.
 */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}

static void guard_when_all_is_well_then_passes_and_leaves_nothing(void **state)
{
    (void)state;
    OK(glass_guard(at("guard"), &err));
    assert_int_equal(access(at("guard"), F_OK), -1);
    OK(glass_guard_make(scratch, &err));
    OK(glass_guard_judge(scratch, &err));
}

/* Makes the databases, damages a file and expects the guard to see it. */
static void assert_refused(const char *file, long offset, size_t length, newsdex_status wanted,
                           const char *reason)
{
    newsdex_error error;
    OK(glass_guard_make(scratch, &err));
    damage_file(at(file), offset, length);
    newsdex_status status = glass_guard_judge(scratch, &error);
    if (status != wanted || !strstr(error.message, reason))
        print_error("%s\n", status ? error.message : "passes");
    assert_int_equal(status, wanted);
    assert_non_null(strstr(error.message, reason));
}

static void guard_when_the_version_is_another_then_says_so(void **state)
{
    (void)state;
    assert_refused("xapian/iamglass", 15, 1, NEWSDEX_E_VERSION, "another format");
}

static void guard_when_xapian_lays_a_table_out_otherwise_then_says_so(void **state)
{
    (void)state;
    assert_refused("xapian/position.glass", 8192 - 1, 1, NEWSDEX_E_VERSION, "position.glass");
}

static void guard_when_xapian_cannot_read_ours_then_fails(void **state)
{
    (void)state;
    assert_refused("bulk/iamglass", 14, 2, NEWSDEX_E_VERSION, "bulk");
}

static void guard_when_a_record_reads_otherwise_then_fails(void **state)
{
    (void)state;
    assert_refused("bulk/docdata.glass", 8192 - 8, 2, NEWSDEX_E_VERSION, "records");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(guard_when_all_is_well_then_passes_and_leaves_nothing),
        TEST(guard_when_the_version_is_another_then_says_so),
        TEST(guard_when_xapian_lays_a_table_out_otherwise_then_says_so),
        TEST(guard_when_xapian_cannot_read_ours_then_fails),
        TEST(guard_when_a_record_reads_otherwise_then_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

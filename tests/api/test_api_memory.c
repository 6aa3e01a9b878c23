/*
 * Memory that runs out anywhere: each allocation of a scenario that uses the whole library fails
 * in turn, alone or with all that follow. Nothing crashes, every failure is a status, handles are
 * still good afterwards, and no memory is held in the end.
 * NEWSDEX_ALLOCATIONS=all tries every allocation, not some of them.
 */
#include "tests/api/fixture.h"
#include "tests/unit/skipping.h"

#include <errno.h>
#include <stdbool.h>

/* ---- an allocator that fails when told to ----------------------------------------------- */

static long counted, fails_at, live; /* fails_at 0: never */
static bool fails_on;                /* from there on, not only there */
static bool counting;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifndef SANITIZED
/* The code of this program, which the library is linked into. */
extern const char __executable_start[], etext[];

/* Xapian 1.4 itself crashes for some: only what our own code asks for fails. */
static bool must_fail(const void *caller)
{
    if (!counting || (const char *)caller < __executable_start || (const char *)caller > etext)
        return false;
    counted++;
    if (!fails_at || (counted != fails_at && !(fails_on && counted > fails_at)))
        return false;
    errno = ENOMEM;
    return true;
}

static void *note(void *block)
{
    live += counting && block;
    return block;
}

#define CALLER __builtin_return_address(0)

/* The names under which glibc has its own; ours must be seen by the libraries, too. */
#pragma GCC visibility push(default)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

void *malloc(size_t size)
{
    return must_fail(CALLER) ? NULL : note(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return must_fail(CALLER) ? NULL : note(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    if (must_fail(CALLER))
        return NULL;
    void *moved = __libc_realloc(block, size);
    live += counting && !block && moved;
    return moved;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return must_fail(CALLER) ? NULL : note(__libc_memalign(alignment, size));
}

void free(void *block)
{
    live -= counting && block;
    __libc_free(block);
}
/* operator new. */
extern void throw_bad_alloc(void) __asm__("_ZSt17__throw_bad_allocv") __attribute__((noreturn));
void *operator_new(size_t size) __asm__("_Znwm");
void *operator_new(size_t size)
{
    void *block = must_fail(CALLER) ? NULL : note(__libc_malloc(size ? size : 1));
    if (!block)
        throw_bad_alloc();
    return block;
}
#pragma GCC visibility pop
#endif

/* ---- the scenario ------------------------------------------------------------------------- */

static long statuses[64];

/* Whether the call went well; that it didn't must be told by a status and a message. */
static bool check_call(newsdex_status status, const newsdex_error *err, const void *out)
{
    counting = false; /* cmocka allocates, too */
    if (status) {
        statuses[-status]++;
        assert_int_equal(err->status, status);
        assert_true(err->message[0] != '\0');
        assert_null(out);
    } else {
        assert_non_null(out);
    }
    counting = true;
    return !status;
}

/* Makes the call first, so that out is looked at after it. */
static newsdex_status made_call;
#define WENT_WELL(call, out) (made_call = (call), check_call(made_call, &err, out))

static void read_on(newsdex *nd, const newsdex_query *query)
{
    newsdex_error err = {0};
    newsdex_cursor *cursor = NULL;
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    options.limit = UINT32_MAX;
    if (WENT_WELL(newsdex_cursor_open(nd, query, &options, &cursor, &err), cursor)) {
        const newsdex_hit *hit = NULL;
        while (!newsdex_cursor_next(cursor, &hit, &err) && hit)
            continue;
    }
    newsdex_cursor_close(cursor);
}

static void count(newsdex *nd, const newsdex_query *query)
{
    newsdex_error err = {0};
    newsdex_facet *facet = NULL;
    newsdex_timeline *timeline = NULL;
    WENT_WELL(newsdex_facet_count(nd, query, NULL, NEWSDEX_FACET_YEAR, 3, &facet, &err), facet);
    WENT_WELL(newsdex_timeline_count(nd, query, NULL, NEWSDEX_TIME_YEAR, &timeline, &err),
              timeline);
    newsdex_facet_free(facet);
    newsdex_timeline_free(timeline);
}

static void show(newsdex *nd, const newsdex_query *query)
{
    newsdex_error err = {0};
    const newsdex_article *article = NULL;
    const newsdex_matches *matches = NULL;
    if (WENT_WELL(newsdex_article_get(nd, "n7", &article, &err), article))
        WENT_WELL(newsdex_article_matches(nd, article, query, &matches, &err), matches);
    newsdex_matches_free(matches);
    newsdex_article_free(article);
}

static void find_more(newsdex *nd, const newsdex_query *query)
{
    newsdex_error err = {0};
    newsdex_query *expanded = NULL;
    WENT_WELL(newsdex_query_expand(nd, query, NULL, &expanded, &err), expanded);
    newsdex_query_free(expanded);
}

static void search(newsdex *nd, const newsdex_query *query, int64_t half_life)
{
    newsdex_error err = {0};
    newsdex_results *results = NULL;
    newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
    const char *const languages[] = {"en"};
    options.recency_half_life = half_life;
    options.languages = languages;
    options.language_count = 0;
    WENT_WELL(newsdex_search(nd, query, &options, &results, &err), results);
    newsdex_results_free(results);
}

static void run_scenario(const fixture *made)
{
    static const char text[] = "+cloud stor* OR \"common tale\" -weather title:number7 tail~";
    newsdex_error err = {0};
    newsdex *nd = NULL;
    newsdex_query *query = NULL;
    if (WENT_WELL(newsdex_open(made->index, &nd, &err), nd) &&
        WENT_WELL(newsdex_query_parse(nd, text, strlen(text), &query, &err), query)) {
        search(nd, query, 0);
        search(nd, query, 1000000);
        read_on(nd, query);
        count(nd, query);
        show(nd, query);
        find_more(nd, query);
    }
    newsdex_query_free(query);
    newsdex_close(nd);
}

static long measure(const fixture *made, long at)
{
    counted = live = 0;
    fails_at = at;
    counting = true;
    run_scenario(made);
    counting = false;
    fails_at = 0;
    return live;
}

static void try_all(const fixture *made, bool on, long stride)
{
    measure(made, 0); /* what is made once and kept is made now */
    const long kept = measure(made, 0), total = counted;
    assert_int_equal(kept, 0);
    assert_true(total > 500); /* else it isn't our allocator that is used */
    fails_on = on;
    long failed = 0;
    for (long at = 1; at <= total; at += stride) {
        long left = measure(made, at);
        if (left)
            print_message("# allocation %ld of %ld: %ld blocks are left\n", at, total, left);
        failed += left != 0;
    }
    for (int i = 1; i < 64; i++)
        if (statuses[i])
            print_message("# %s: %ld\n", newsdex_status_name((newsdex_status)-i), statuses[i]);
    assert_int_equal(failed, 0);
}

static long stride_for(long quick)
{
    const char *wanted = getenv("NEWSDEX_ALLOCATIONS");
    return wanted && !strcmp(wanted, "all") ? 1 : quick;
}

static void memory_that_fails_once_is_survived(void **state)
{
#ifdef SANITIZED
    SKIP("a sanitizer has allocation functions of its own");
#endif
    if (UNDER_VALGRIND)
        SKIP("valgrind has allocation functions of its own");
    try_all(*state, false, stride_for(7));
}

static void memory_that_is_gone_is_survived(void **state)
{
#ifdef SANITIZED
    SKIP("a sanitizer has allocation functions of its own");
#endif
    if (UNDER_VALGRIND)
        SKIP("valgrind has allocation functions of its own");
    try_all(*state, true, stride_for(11));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_that_fails_once_is_survived),
        cmocka_unit_test(memory_that_is_gone_is_survived),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}

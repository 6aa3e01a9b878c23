/* The shim over real databases: documents, cursors, failures, stubs, whole databases. */
#include "tests/unit/skipping.h"
#include "tests/unit/xapc_fixture.h"

/* For AddressSanitizer: Xapian's check deletes its database through a base class of another size.
 */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}

/* ---- documents --------------------------------------------------- */

static void document_when_added_then_reads_back_the_same(void **state)
{
    (void)state;
    static const uint32_t positions[] = {1, 7, 70000};
    const xapc_term terms[] = {
        word("Qid", 0, NULL, 0),
        word("cloud", 5, positions, 3),
        word("storm", 1, positions, 3),
    };
    const xapc_value values[] = {{0, 4, "\x01\x00\x02\xff"}, {70000, 1, "x"}};
    const xapc_document document = {terms, 3, values, 2, "title=A\n\ntext", 13, 0};
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    uint32_t docid = 0;
    OK(xapc_writer_add(writer, &document, &docid, &err));
    assert_int_equal(docid, 1);
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);

    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), 1);
    assert_record(db, 1, "title=A\n\ntext", 13);
    ndx_buffer out;
    ndx_buffer_init(&out, 1000);
    OK(xapc_database_value(db, 1, 0, &out, &err));
    assert_int_equal(out.length, 4);
    assert_memory_equal(out.data, "\x01\x00\x02\xff", 4);
    OK(xapc_database_value(db, 1, 70000, &out, &err));
    assert_int_equal(out.length, 5);
    OK(xapc_database_value(db, 1, 5, &out, &err));
    assert_int_equal(out.length, 5);

    xapc_terms *cursor = NULL;
    OK(xapc_terms_open_document(db, 1, &cursor, &err));
    for (size_t i = 0; i < 3; i++) {
        const char *text = NULL;
        size_t length = 0;
        uint32_t wdf = 9;
        OK(xapc_terms_next(cursor, &text, &length, &wdf, &err));
        assert_string_equal(text, terms[i].text);
        assert_int_equal(length, terms[i].length);
        assert_int_equal(wdf, terms[i].wdf);
    }
    const char *text = "";
    size_t length = 1;
    for (int i = 0; i < 2; i++) {
        OK(xapc_terms_next(cursor, &text, &length, NULL, &err));
        assert_null(text);
        assert_int_equal(length, 0);
    }
    xapc_terms_close(cursor);

    xapc_postings *postings = NULL;
    uint32_t wdf = 0, document_length = 0;
    OK(xapc_postings_open(db, "cloud", 5, &postings, &err));
    OK(xapc_postings_next(postings, &docid, &wdf, &document_length, &err));
    assert_int_equal(docid, 1);
    assert_int_equal(wdf, 5);
    assert_int_equal(document_length, 6);
    ndx_buffer_clear(&out);
    OK(xapc_postings_positions(postings, &out, &err));
    assert_int_equal(out.length, sizeof positions);
    assert_memory_equal(out.data, positions, sizeof positions);
    for (int i = 0; i < 2; i++) {
        OK(xapc_postings_next(postings, &docid, NULL, NULL, &err));
        assert_int_equal(docid, 0);
    }
    xapc_postings_close(postings);
    ndx_buffer_release(&out);
    xapc_database_close(db);
}

static void document_when_empty_then_is_stored(void **state)
{
    (void)state;
    const xapc_document document = {NULL, 0, NULL, 0, NULL, 0, 0};
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    OK(xapc_writer_add(writer, &document, NULL, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), 1);
    assert_record(db, 1, "", 0);
    xapc_database_close(db);
}

static void replace_when_id_is_known_then_one_document_remains(void **state)
{
    (void)state;
    const xapc_term without[] = {word("first", 1, NULL, 0)};
    const xapc_term with[] = {word("Q1", 3, NULL, 0), word("second", 1, NULL, 0)};
    const xapc_document first = {without, 1, NULL, 0, "1", 1, 0};
    const xapc_document second = {with, 2, NULL, 0, "2", 1, 0};
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    OK(xapc_writer_replace(writer, "Q1", 2, &first, &err));
    OK(xapc_writer_replace(writer, "Q1", 2, &first, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), 1);
    assert_int_equal(frequency(db, "Q1", 2), 1);
    OK(xapc_writer_replace(writer, "Q1", 2, &second, &err));
    OK(xapc_writer_commit(writer, &err));
    OK(xapc_database_reopen(db, NULL, &err));
    assert_int_equal(count_documents(db), 1);
    assert_int_equal(frequency(db, "first", 5), 0);
    uint32_t docid = 0;
    OK(xapc_database_find_last(db, "Q1", 2, &docid, &err));
    assert_record(db, docid, "2", 1);
    OK(xapc_database_find_last(db, "Q2", 2, &docid, &err));
    assert_int_equal(docid, 0);
    xapc_database_close(db);
    xapc_writer_close(writer);
}

static void delete_when_committed_then_document_is_gone(void **state)
{
    (void)state;
    make_database(at("db"), (const char *[]){"a", "b", "a"}, NULL, 3);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_UPDATE);
    OK(xapc_writer_delete(writer, 2, &err));
    FAILS(NEWSDEX_E_NOTFOUND, xapc_writer_delete(writer, 99, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    xapc_database *db = open_database(at("db"));
    uint32_t docid = 0;
    ndx_buffer out;
    ndx_buffer_init(&out, 100);
    assert_int_equal(count_documents(db), 2);
    FAILS(NEWSDEX_E_NOTFOUND, xapc_database_record(db, 2, &out, &err));
    OK(xapc_database_find_last(db, "a", 1, &docid, &err));
    assert_int_equal(docid, 3);
    OK(xapc_database_last_docid(db, &docid, &err));
    assert_int_equal(docid, 3);
    xapc_database_close(db);
}

static void writer_when_closed_without_commit_then_changes_are_lost(void **state)
{
    (void)state;
    make_database(at("db"), (const char *[]){"a"}, NULL, 1);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_UPDATE);
    add_text(writer, "b", NULL);
    OK(xapc_writer_set_metadata(writer, "key", "value", 5, &err));
    xapc_writer_close(writer);
    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), 1);
    assert_metadata(db, "key", "");
    xapc_database_close(db);
}

/* Xapian itself commits after 10,000 documents. */
static void writer_when_many_documents_then_nothing_is_committed_before_its_time(void **state)
{
    (void)state;
    make_database(at("db"), (const char *[]){"a"}, NULL, 1);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_UPDATE);
    for (int i = 0; i < 10500; i++)
        add_text(writer, "b", NULL);
    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), 1);
    OK(xapc_writer_commit(writer, &err));
    OK(xapc_database_reopen(db, NULL, &err));
    assert_int_equal(count_documents(db), 10501);
    xapc_database_close(db);
    xapc_writer_close(writer);
}

/* ---- long terms -------------------------------------------------- */

static void terms_when_too_long_then_are_found_by_themselves(void **state)
{
    (void)state;
    enum { KINDS = 7, LONGEST = 5000 };
    static const struct {
        uint32_t length;
        char fill, last;
    } kinds[KINDS] = {{245, 'a', 'x'},  {246, 'a', 'x'},     {246, 'a', 'y'},     {122, '\0', 'x'},
                      {124, '\0', 'x'}, {LONGEST, 'b', 'x'}, {LONGEST, '\0', 'y'}};
    static char texts[KINDS][LONGEST];
    static const uint32_t position = 4;
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    for (size_t i = 0; i < KINDS; i++) {
        memset(texts[i], kinds[i].fill, kinds[i].length - 1);
        texts[i][kinds[i].length - 1] = kinds[i].last;
        const xapc_term terms[] = {{texts[i], kinds[i].length, 1, &position, 1, 0, 0}};
        const xapc_document document = {terms, 1, NULL, 0, NULL, 0, 0};
        OK(xapc_writer_replace(writer, texts[i], kinds[i].length, &document, &err));
        OK(xapc_writer_replace(writer, texts[i], kinds[i].length, &document, &err));
    }
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);

    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), KINDS);
    for (size_t i = 0; i < KINDS; i++) {
        uint32_t length = kinds[i].length, docid = 0;
        assert_int_equal(frequency(db, texts[i], length), 1);
        assert_int_equal(frequency(db, texts[i], length - 1), 0);
        OK(xapc_database_find_last(db, texts[i], length, &docid, &err));
        xapc_query *query = NULL;
        char found[16];
        OK(xapc_query_term(texts[i], length, &query, &err));
        snprintf(found, sizeof found, "%u", docid);
        assert_matches(db, query, found);
        xapc_postings *postings = NULL;
        uint32_t again = 0;
        OK(xapc_postings_open(db, texts[i], length, &postings, &err));
        OK(xapc_postings_next(postings, &again, NULL, NULL, &err));
        assert_int_equal(again, docid);
        xapc_postings_close(postings);
    }

    char beginning[101] = "";
    memcpy(beginning, texts[0], 100);
    assert_matches(db, prefix(db, texts[5], 10), "");
    assert_matches(db, prefix(db, beginning, 10), "1 2 3");
    xapc_terms *cursor = NULL;
    const char *text = NULL;
    size_t length = 0;
    OK(xapc_terms_open_all(db, texts[5], LONGEST, &cursor, &err));
    OK(xapc_terms_next(cursor, &text, &length, NULL, &err));
    assert_null(text);
    xapc_terms_close(cursor);
    OK(xapc_terms_open_all(db, "bb", 2, &cursor, &err));
    OK(xapc_terms_next(cursor, &text, &length, NULL, &err));
    assert_int_equal(length, 245);
    assert_memory_equal(text, texts[5], 229);
    assert_int_equal(strspn(text + 229, "0123456789abcdef"), 16);
    xapc_terms_close(cursor);
    xapc_database_close(db);
}

/* ---- long records ------------------------------------------------ */

static void record_when_one_line_100_kilobytes_long_repeated_then_reads_back(void **state)
{
    (void)state;
    enum { LENGTH = 100000 };
    static const char line[] = "The same line again and again.\n";
    static char text[LENGTH];
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = line[i % (sizeof line - 1)];
    const xapc_document document = {NULL, 0, NULL, 0, text, LENGTH, 0};
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    OK(xapc_writer_add(writer, &document, NULL, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    xapc_database *db = open_database(at("db"));
    assert_record(db, 1, text, LENGTH);
    xapc_database_close(db);
}

/* Letters repeated with different periods, lengths around every end of an 8192-byte piece. */
static void records_when_repetitive_then_read_back_at_any_length(void **state)
{
    (void)state;
    enum { LONGEST = 74000, PERIODS = 4 };
    static const size_t periods[PERIODS] = {1, 2, 7, 258};
    static char text[PERIODS][LONGEST];
    for (size_t p = 0; p < PERIODS; p++)
        for (size_t i = 0; i < LONGEST; i++)
            text[p][i] = (char)('a' + i % periods[p] % 26);
    static size_t lengths[3000];
    size_t count = 0;
    for (size_t piece = 8192; piece < LONGEST; piece += 8192)
        for (size_t length = piece - 40; length < piece + 20; length++)
            lengths[count++] = length;
    for (size_t length = 8000; length < LONGEST; length += 977)
        lengths[count++] = length;

    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_THROWAWAY);
    for (size_t i = 0; i < count; i++) {
        const xapc_document document = {NULL, 0, NULL, 0, text[i % PERIODS], lengths[i], 0};
        OK(xapc_writer_add(writer, &document, NULL, &err));
    }
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    xapc_database *db = open_database(at("db"));
    for (size_t i = 0; i < count; i++)
        assert_record(db, (uint32_t)i + 1, text[i % PERIODS], lengths[i]);
    xapc_database_close(db);
}

/* Documents of numbers, "00000" up: of the lists that Xapian alone could not read back. */
static void terms_when_many_and_repetitive_then_read_back_alone(void **state)
{
    (void)state;
    enum { FEWEST = 2635, MOST = 2650 };
    static char texts[MOST][12];
    static xapc_term terms[MOST];
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_THROWAWAY);
    for (uint32_t i = 0; i < MOST; i++) {
        snprintf(texts[i], sizeof texts[i], "%05u", i);
        terms[i] = word(texts[i], 1, NULL, 0);
    }
    for (size_t count = FEWEST; count <= MOST; count++) {
        const xapc_document document = {terms, count, NULL, 0, NULL, 0, 0};
        OK(xapc_writer_add(writer, &document, NULL, &err));
    }
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);

    xapc_database *db = open_database(at("db"));
    for (uint32_t count = FEWEST; count <= MOST; count++) {
        xapc_terms *cursor = NULL;
        const char *text = NULL;
        size_t length = 0;
        OK(xapc_terms_open_document(db, count - FEWEST + 1, &cursor, &err));
        for (uint32_t i = 0; i < count; i++) {
            OK(xapc_terms_next(cursor, &text, &length, NULL, &err));
            assert_string_equal(text, texts[i]);
        }
        OK(xapc_terms_next(cursor, &text, &length, NULL, &err));
        assert_null(text);
        xapc_terms_close(cursor);
    }
    xapc_database_close(db);
}

static void record_when_larger_than_the_buffer_then_nothing_is_appended(void **state)
{
    (void)state;
    enum { LENGTH = 9000 };
    static char text[LENGTH];
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = (char)(' ' + (i * i + i / 7) % 90);
    const xapc_document document = {NULL, 0, NULL, 0, text, LENGTH, 0};
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    OK(xapc_writer_add(writer, &document, NULL, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    xapc_database *db = open_database(at("db"));
    assert_record(db, 1, text, LENGTH);
    ndx_buffer small;
    ndx_buffer_init(&small, LENGTH - 1);
    FAILS(NEWSDEX_E_LIMIT, xapc_database_record(db, 1, &small, &err));
    assert_int_equal(small.length, 0);
    xapc_database_close(db);
}

/* ---- cursors and bounds ------------------------------------------ */

/* Joins what the cursor gives with spaces, each with its frequency: "cloud=3 storm=3". */
static void assert_terms(xapc_terms *cursor, const char *wanted)
{
    char found[512] = "";
    for (;;) {
        const char *text = NULL;
        size_t length = 0, used = strlen(found);
        uint32_t count = 0;
        OK(xapc_terms_next(cursor, &text, &length, &count, &err));
        if (!text)
            break;
        snprintf(found + used, sizeof found - used, "%s%s=%u", used ? " " : "", text, count);
    }
    xapc_terms_close(cursor);
    assert_string_equal(found, wanted);
}

static void cursors_when_given_a_prefix_then_keep_to_it(void **state)
{
    (void)state;
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    add_text(writer, "cloud clouds storm", NULL);
    add_text(writer, "cloud", NULL);
    OK(xapc_writer_set_metadata(writer, "ledger.2", "b", 1, &err));
    OK(xapc_writer_set_metadata(writer, "ledger.1", "a", 1, &err));
    OK(xapc_writer_set_metadata(writer, "stamp", "c", 1, &err));
    OK(xapc_writer_set_metadata(writer, "gone", "d", 1, &err));
    OK(xapc_writer_set_metadata(writer, "gone", NULL, 0, &err));
    FAILS(NEWSDEX_E_ARGUMENT, xapc_writer_set_metadata(writer, "", "d", 1, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    xapc_database *db = open_database(at("db"));
    xapc_terms *cursor = NULL;
    OK(xapc_terms_open_all(db, "", 0, &cursor, &err));
    assert_terms(cursor, "cloud=2 clouds=1 storm=1");
    OK(xapc_terms_open_all(db, "cloud", 5, &cursor, &err));
    assert_terms(cursor, "cloud=2 clouds=1");
    OK(xapc_terms_open_all(db, "x", 1, &cursor, &err));
    assert_terms(cursor, "");
    OK(xapc_terms_open_metadata(db, "", &cursor, &err));
    assert_terms(cursor, "ledger.1=0 ledger.2=0 stamp=0");
    OK(xapc_terms_open_metadata(db, "ledger.", &cursor, &err));
    assert_terms(cursor, "ledger.1=0 ledger.2=0");
    assert_metadata(db, "ledger.2", "b");
    assert_metadata(db, "gone", "");
    FAILS(NEWSDEX_E_NOTFOUND, xapc_terms_open_document(db, 7, &cursor, &err));
    assert_null(cursor);
    xapc_postings *postings = NULL;
    uint32_t docid = 0;
    OK(xapc_postings_open(db, "", 0, &postings, &err));
    OK(xapc_postings_next(postings, &docid, NULL, NULL, &err));
    assert_int_equal(docid, 1);
    OK(xapc_postings_next(postings, &docid, NULL, NULL, &err));
    assert_int_equal(docid, 2);
    OK(xapc_postings_next(postings, &docid, NULL, NULL, &err));
    assert_int_equal(docid, 0);
    xapc_postings_close(postings);
    xapc_database_close(db);
}

static void assert_bounds(xapc_database *db, uint32_t slot, uint32_t documents, const char *low,
                          const char *high)
{
    uint32_t count = 99;
    ndx_buffer lowest, highest;
    ndx_buffer_init(&lowest, 100);
    ndx_buffer_init(&highest, 100);
    OK(xapc_database_value_bounds(db, slot, &count, &lowest, &highest, &err));
    assert_int_equal(count, documents);
    assert_string_equal(lowest.data, low);
    assert_string_equal(highest.data, high);
    OK(xapc_database_value_bounds(db, slot, &count, NULL, NULL, &err));
    ndx_buffer_release(&lowest);
    ndx_buffer_release(&highest);
}

/* ---- failures ---------------------------------------------------- */

static void assert_not_opened(const char *path, newsdex_status wanted, const char *named)
{
    xapc_database *db = (xapc_database *)scratch;
    newsdex_error err = {0};
    expect(xapc_database_open(path, &db, &err), wanted, &err);
    assert_null(db);
    if (!strstr(err.message, named))
        fail_msg("\"%s\" does not name %s", err.message, named);
    assert_int_equal(xapc_database_open(path, &db, NULL), wanted);
}

static void open_when_there_is_no_index_then_says_where(void **state)
{
    (void)state;
    write_file(at("text"), "hello\n");
    assert_int_equal(mkdir(at("folder"), 0700), 0);
    assert_not_opened(at("missing"), NEWSDEX_E_NOINDEX, at("missing"));
    assert_not_opened(at("text"), NEWSDEX_E_NOINDEX, at("text"));
    assert_not_opened(at("text/below"), NEWSDEX_E_NOINDEX, at("text/below"));
    assert_not_opened(at("folder"), NEWSDEX_E_NOINDEX, at("folder"));
    assert_not_opened("", NEWSDEX_E_NOINDEX, "no such folder");
    assert_not_opened("/dev/null", NEWSDEX_E_NOINDEX, "/dev/null");
    xapc_writer *writer = NULL;
    size_t faults = 9;
    ndx_buffer report;
    ndx_buffer_init(&report, 1000);
    const char *const sources[] = {at("missing")};
    FAILS(NEWSDEX_E_NOINDEX, xapc_writer_open(at("folder"), XAPC_WRITER_UPDATE, &writer, &err));
    FAILS(NEWSDEX_E_NOINDEX, xapc_check(at("folder"), &faults, &report, &err));
    assert_int_equal(faults, 0);
    FAILS(NEWSDEX_E_NOINDEX, xapc_compact(sources, 1, at("new"), &err));
    FAILS(NEWSDEX_E_ARGUMENT, xapc_compact(sources, 0, at("new"), &err));
    assert_int_not_equal(access(at("new"), F_OK), 0);
}

static void open_when_damaged_then_is_corrupt_or_of_another_version(void **state)
{
    (void)state;
    make_database(at("db"), few_texts, NULL, 5);
    damage_file(at("db/iamglass"), 14, 2);
    assert_not_opened(at("db"), NEWSDEX_E_VERSION, "");
    damage_file(at("db/iamglass"), 0, 4);
    assert_not_opened(at("db"), NEWSDEX_E_CORRUPT, "");
    write_file(at("db/iamglass"), "");
    assert_not_opened(at("db"), NEWSDEX_E_CORRUPT, "");
}

static void writer_when_another_is_open_then_is_locked(void **state)
{
    (void)state;
    xapc_writer *first = open_writer(at("db"), XAPC_WRITER_CREATE), *second = first;
    FAILS(NEWSDEX_E_LOCKED, xapc_writer_open(at("db"), XAPC_WRITER_UPDATE, &second, &err));
    assert_null(second);
    assert_int_equal(xapc_writer_open(at("db"), XAPC_WRITER_UPDATE, &second, NULL),
                     NEWSDEX_E_LOCKED);
    xapc_writer_close(first);
    FAILS(NEWSDEX_E_IO, xapc_writer_open(at("db"), XAPC_WRITER_CREATE, &second, &err));
    assert_null(second);
}

static void reader_when_two_commits_behind_then_reopens(void **state)
{
    (void)state;
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    for (int i = 0; i < 2000; i++)
        add_text(writer, "storm over cloud", NULL);
    OK(xapc_writer_commit(writer, &err));
    xapc_database *db = open_database(at("db"));
    bool changed = true;
    OK(xapc_database_reopen(db, &changed, &err));
    assert_false(changed);
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 500; i++)
            add_text(writer, "storm over cloud", NULL);
        OK(xapc_writer_commit(writer, &err));
    }
    const xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    xapc_page *page = (xapc_page *)scratch;
    xapc_query *query = term("storm");
    FAILS(NEWSDEX_E_CHANGED, xapc_database_search(db, query, &options, &page, &err));
    assert_null(page);
    OK(xapc_database_reopen(db, &changed, &err));
    assert_true(changed);
    OK(xapc_database_search(db, query, &options, &page, &err));
    assert_int_equal(page->total_upper, 4000);
    xapc_page_free(page);
    xapc_query_free(query);
    xapc_database_close(db);
    xapc_writer_close(writer);
}

static void add_when_memory_is_short_then_says_so_and_goes_on(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    SKIP("AddressSanitizer ends the program instead of failing an allocation");
#endif
    if (UNDER_VALGRIND)
        SKIP("valgrind ends the program instead of failing an allocation");
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_THROWAWAY);
    const xapc_document document = {NULL, 0, NULL, 0, "", SIZE_MAX / 8, 0};
    uint32_t docid = 9;
    FAILS(NEWSDEX_E_NOMEM, xapc_writer_add(writer, &document, &docid, &err));
    assert_int_equal(docid, 0);
    add_text(writer, "storm", NULL);
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
}

/* ---- stubs ------------------------------------------------------- */

/* Replaces the stub of the folder "index" by renaming, as a commit does. */
static void commit_stub(const char *lines)
{
    mkdir(at("index"), 0700);
    write_file(at("index/new"), lines);
    assert_int_equal(rename(at("index/new"), at("index/XAPIANDB")), 0);
}

static void stub_when_replaced_then_reopen_follows(void **state)
{
    (void)state;
    bool changed = true;
    commit_stub("# nothing yet\n\n");
    xapc_database *db = open_database(at("index"));
    assert_int_equal(xapc_database_segments(db), 0);
    assert_int_equal(count_documents(db), 0);
    assert_matches(db, everything(), "");
    assert_matches(db, term("cloud"), "");
    assert_metadata(db, "stamp", "");
    assert_bounds(db, 0, 0, "", "");
    xapc_terms *cursor = NULL;
    OK(xapc_terms_open_metadata(db, "", &cursor, &err));
    assert_terms(cursor, "");
    OK(xapc_database_reopen(db, &changed, &err));
    assert_false(changed);

    make_database(at("index/segment-1"), few_texts, few_values, 5);
    commit_stub("auto segment-1\n");
    assert_int_equal(count_documents(db), 0);
    OK(xapc_database_reopen(db, &changed, &err));
    assert_true(changed);
    assert_int_equal(count_documents(db), 5);
    OK(xapc_database_reopen(db, &changed, &err));
    assert_false(changed);

    make_database(at("index/segment-2"), few_texts, NULL, 2);
    commit_stub("auto segment-1\nauto segment-2");
    OK(xapc_database_reopen(db, &changed, &err));
    assert_true(changed);
    assert_int_equal(count_documents(db), 7);
    assert_int_equal(xapc_database_segments(db), 2);
    assert_int_equal(frequency(db, "cloud", 5), 5);
    assert_bounds(db, 0, 4, "a", "d");

    /* A segment itself may change, by deletions. */
    xapc_writer *writer = open_writer(at("index/segment-1"), XAPC_WRITER_UPDATE);
    OK(xapc_writer_delete(writer, 5, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    OK(xapc_database_reopen(db, &changed, &err));
    assert_true(changed);
    assert_int_equal(count_documents(db), 6);
    OK(xapc_database_reopen(db, NULL, &err));
    xapc_database_close(db);

    db = open_database(at("index/XAPIANDB"));
    assert_int_equal(count_documents(db), 6);
    xapc_database_close(db);
}

static void stub_when_broken_then_the_open_one_stays(void **state)
{
    (void)state;
    make_database(at("index-1"), few_texts, NULL, 5);
    commit_stub("auto ../index-1\n");
    xapc_database *db = open_database(at("index"));
    bool changed = true;
    commit_stub("auto ../index-1\nauto segment-9\n");
    FAILS(NEWSDEX_E_CORRUPT, xapc_database_reopen(db, &changed, &err));
    assert_false(changed);
    assert_int_equal(count_documents(db), 5);
    assert_not_opened(at("index"), NEWSDEX_E_CORRUPT, "segment-9");
    commit_stub("remote :touch /tmp/never\n");
    assert_not_opened(at("index"), NEWSDEX_E_CORRUPT, "line 1");
    commit_stub("auto  \n");
    assert_not_opened(at("index"), NEWSDEX_E_CORRUPT, "line 1");
    commit_stub("auto ../index-1\n");
    OK(xapc_database_reopen(db, &changed, &err));
    assert_int_equal(count_documents(db), 5);
    xapc_database_close(db);
}

static void make_noted(const char *path, const char *first, const char *second)
{
    xapc_writer *writer = open_writer(path, XAPC_WRITER_CREATE);
    OK(xapc_writer_set_metadata(writer, first, path, strlen(path), &err));
    OK(xapc_writer_set_metadata(writer, second, path, strlen(path), &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
}

static void stub_when_several_have_metadata_then_all_is_there(void **state)
{
    (void)state;
    commit_stub("auto ../noted-1\nauto ../noted-2\n");
    make_noted(at("noted-1"), "page.a", "stamp");
    make_noted(at("noted-2"), "page.b", "stamp");
    xapc_database *db = open_database(at("index"));
    xapc_terms *cursor = NULL;
    OK(xapc_terms_open_metadata(db, "", &cursor, &err));
    assert_terms(cursor, "page.a=0 page.b=0 stamp=0");
    OK(xapc_terms_open_metadata(db, "page.", &cursor, &err));
    assert_terms(cursor, "page.a=0 page.b=0");
    assert_metadata(db, "page.b", at("noted-2"));
    assert_metadata(db, "stamp", at("noted-1"));
    xapc_database_close(db);
}

static void postings_when_skipped_then_stand_at_the_document(void **state)
{
    (void)state;
    make_database(at("db"), few_texts, few_values, 5);
    xapc_database *db = open_database(at("db"));
    xapc_postings *postings = NULL;
    bool found = true;
    uint32_t wdf = 7, docid = 0;
    OK(xapc_postings_open(db, "", 0, &postings, &err));
    OK(xapc_postings_skip_to(postings, 2, &found, &wdf, &err));
    assert_true(found);
    OK(xapc_postings_next(postings, &docid, NULL, NULL, &err));
    assert_int_equal(docid, 3);
    OK(xapc_postings_skip_to(postings, 9, &found, &wdf, &err));
    assert_false(found);
    assert_int_equal(wdf, 0);
    OK(xapc_postings_skip_to(postings, 9, &found, &wdf, &err));
    assert_false(found);
    xapc_postings_close(postings);
    xapc_database_close(db);
}

/* A segment is taken away, after the stub has named another, while a reader has it open. */
static void stub_when_it_moves_on_under_a_reader_then_is_changed(void **state)
{
    (void)state;
    enum { BLOCK = 8192, BLOCKS = 40 };
    xapc_writer *writer = open_writer(at("index-1"), XAPC_WRITER_CREATE);
    for (int i = 0; i < 5000; i++) {
        char text[40];
        snprintf(text, sizeof text, "storm%d over%d", i, i);
        add_text(writer, text, NULL);
    }
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    make_database(at("index-2"), (const char *[]){"storm4999", "storm4999"}, NULL, 2);
    commit_stub("auto ../index-1\n");
    xapc_database *db = open_database(at("index"));
    commit_stub("auto ../index-2\n");
    assert_int_equal(unlink(at("index-1/iamglass")), 0);
    damage_file(at("index-1/postlist.glass"), 0, BLOCKS * BLOCK);
    const xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    xapc_page *page = NULL;
    xapc_query *query = term("storm4999");
    FAILS(NEWSDEX_E_CHANGED, xapc_database_search(db, query, &options, &page, &err));
    OK(xapc_database_reopen(db, NULL, &err));
    OK(xapc_database_search(db, query, &options, &page, &err));
    assert_int_equal(page->count, 2);
    xapc_page_free(page);
    xapc_query_free(query);
    xapc_database_close(db);
}

/* ---- whole databases --------------------------------------------- */

static void compact_when_given_several_then_keeps_order_and_first_metadata(void **state)
{
    (void)state;
    enum { COUNT = 12 };
    char paths[COUNT][300];
    const char *sources[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/part-%zu", scratch, i);
        sources[i] = paths[i];
        xapc_writer *writer = open_writer(paths[i], XAPC_WRITER_THROWAWAY);
        char text[32];
        for (size_t k = 0; i != 4 && k < 2; k++) {
            snprintf(text, sizeof text, "all part%zu-%zu", i, k);
            add_text(writer, text, NULL);
        }
        snprintf(text, sizeof text, "%zu", i);
        OK(xapc_writer_set_metadata(writer, text, text, strlen(text), &err));
        if (i > 2)
            OK(xapc_writer_set_metadata(writer, "shared", text, strlen(text), &err));
        OK(xapc_writer_commit(writer, &err));
        xapc_writer_close(writer);
    }
    OK(xapc_compact(sources, COUNT, at("whole"), &err));
    FAILS(NEWSDEX_E_ARGUMENT, xapc_compact(sources, COUNT, at("whole"), &err));
    xapc_database *db = open_database(at("whole"));
    assert_int_equal(count_documents(db), 2 * COUNT - 2);
    uint32_t docid = 0;
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; i != 4 && k < 2; k++) {
            char text[32];
            snprintf(text, sizeof text, "all part%zu-%zu", i, k);
            assert_record(db, ++docid, text, strlen(text));
        }
    assert_metadata(db, "shared", "3");
    assert_metadata(db, "0", "0");
    assert_metadata(db, "4", "4");
    xapc_database_close(db);
    /* What was compacted can still be updated. */
    xapc_writer *writer = open_writer(at("whole"), XAPC_WRITER_UPDATE);
    OK(xapc_writer_delete(writer, 1, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
}

static void check_when_damaged_then_counts_faults(void **state)
{
    (void)state;
    size_t faults = 9;
    ndx_buffer report;
    ndx_buffer_init(&report, 100000);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_CREATE);
    for (int i = 0; i < 5000; i++) {
        char text[40];
        snprintf(text, sizeof text, "storm%d over%d", i, i);
        add_text(writer, text, "v");
    }
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    OK(xapc_check(at("db"), &faults, &report, &err));
    assert_int_equal(faults, 0);
    assert_non_null(strstr(report.data, "postlist"));
    damage_file(at("db/postlist.glass"), 3 * 8192 + 20, 3000);
    ndx_buffer_clear(&report);
    OK(xapc_check(at("db"), &faults, &report, &err));
    assert_true(faults > 0);
    assert_non_null(strstr(report.data, "lock"));
    write_file(at("db/postlist.glass"), "");
    OK(xapc_check(at("db"), &faults, &report, &err));
    assert_true(faults > 0);
    ndx_buffer_release(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(document_when_added_then_reads_back_the_same),
        TEST(document_when_empty_then_is_stored),
        TEST(replace_when_id_is_known_then_one_document_remains),
        TEST(delete_when_committed_then_document_is_gone),
        TEST(writer_when_closed_without_commit_then_changes_are_lost),
        TEST(writer_when_many_documents_then_nothing_is_committed_before_its_time),
        TEST(terms_when_too_long_then_are_found_by_themselves),
        TEST(record_when_one_line_100_kilobytes_long_repeated_then_reads_back),
        TEST(records_when_repetitive_then_read_back_at_any_length),
        TEST(terms_when_many_and_repetitive_then_read_back_alone),
        TEST(record_when_larger_than_the_buffer_then_nothing_is_appended),
        TEST(cursors_when_given_a_prefix_then_keep_to_it),
        TEST(open_when_there_is_no_index_then_says_where),
        TEST(open_when_damaged_then_is_corrupt_or_of_another_version),
        TEST(writer_when_another_is_open_then_is_locked),
        TEST(reader_when_two_commits_behind_then_reopens),
        TEST(add_when_memory_is_short_then_says_so_and_goes_on),
        TEST(stub_when_replaced_then_reopen_follows),
        TEST(stub_when_broken_then_the_open_one_stays),
        TEST(stub_when_it_moves_on_under_a_reader_then_is_changed),
        TEST(stub_when_several_have_metadata_then_all_is_there),
        TEST(postings_when_skipped_then_stand_at_the_document),
        TEST(compact_when_given_several_then_keeps_order_and_first_metadata),
        TEST(check_when_damaged_then_counts_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Both segment writers over the same documents: their segments hold the same, also after updates.
 */
#include "indexer/segment/segment_writer.h"
#include "searcher/xapian-c/long_term.h"
#include "tests/unit/compare_databases.h"
#include "tests/unit/skipping.h"
#include "tests/unit/xapc_fixture.h"

/* For AddressSanitizer: Xapian's check deletes its database through a base class of another size.
 */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}

enum { PIECES = 3, TERMS_MAX = 400, POSITIONS_MAX = 60000, MEMORY = 1 << 20 };

static const uint32_t slots[] = {0, 1, 4, 127, 128, 255, 256, 300, 16384, 65535, 65536, 70000};
enum { SLOTS = sizeof slots / sizeof *slots };

/* ---- awkward documents from a seed ------------------------------------------------------- */

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 11) % limit);
}

static bool one_in(uint32_t n)
{
    return random_below(n) == 0;
}

/* A document in memory of its own. */
typedef struct sample {
    xapc_document document;
    xapc_term terms[TERMS_MAX];
    char texts[TERMS_MAX][300];
    xapc_value values[SLOTS];
    char value_bytes[SLOTS][600];
    uint32_t positions[POSITIONS_MAX];
    size_t position_count;
    char *record;
} sample;

static void make_text(xapc_term *term, char *text)
{
    uint32_t length = one_in(50) ? 200 + random_below(100) : 1 + random_below(6);
    const char *letters = one_in(4) ? "\0\xff" : one_in(3) ? "\0a\xc3z" : "abcdefgh";
    for (uint32_t i = 0; i < length; i++)
        text[i] = letters[random_below(letters[0] ? 8 : letters[1] == 'a' ? 4 : 2)];
    term->text = text;
    term->length = length;
}

static void make_positions(sample *s, xapc_term *term)
{
    uint32_t count = one_in(3) ? 0 : one_in(40) ? random_below(3000) : random_below(6);
    if (count > POSITIONS_MAX - s->position_count)
        count = 0;
    uint32_t step = one_in(2) ? 3 : one_in(2) ? 1 : 70000;
    uint32_t position = random_below(one_in(2) ? 3 : 1 << 20); /* 0 is a position, too */
    term->positions = count ? s->positions + s->position_count : NULL;
    term->position_count = count;
    for (uint32_t i = 0; i < count; i++, position += 1 + random_below(step))
        s->positions[s->position_count++] = position;
    /* Apart from the number of positions. */
    term->wdf = one_in(2) ? count : one_in(3) ? 0 : one_in(10) ? 1 << 20 : random_below(200);
}

static int compare_terms(const void *a, const void *b)
{
    const xapc_term *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

static void shuffle(xapc_term *terms, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below((uint32_t)i);
        const xapc_term term = terms[other];
        terms[other] = terms[i - 1];
        terms[i - 1] = term;
    }
}

static void make_terms(sample *s)
{
    size_t count = one_in(15) ? 0 : random_below(one_in(5) ? TERMS_MAX : 40);
    for (size_t i = 0; i < count; i++)
        make_text(&s->terms[i], s->texts[i]);
    if (count)
        qsort(s->terms, count, sizeof *s->terms, compare_terms);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || compare_terms(&s->terms[kept - 1], &s->terms[i]))
            s->terms[kept++] = s->terms[i];
    shuffle(s->terms, kept);
    for (size_t i = 0; i < kept; i++)
        make_positions(s, &s->terms[i]);
    /* Xapian's check takes positions in a document of length 0 for a fault. */
    if (s->position_count && !s->terms[0].wdf)
        s->terms[0].wdf = 1;
    s->document.terms = s->terms;
    s->document.term_count = kept;
}

static void make_values(sample *s)
{
    size_t count = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        if (!one_in(3))
            continue;
        uint32_t length = 1 + random_below(one_in(20) ? 600 : 5);
        for (uint32_t j = 0; j < length; j++)
            s->value_bytes[i][j] = (char)random_below(one_in(2) ? 256 : 3);
        s->values[count++] = (xapc_value){slots[i], length, s->value_bytes[i]};
    }
    s->document.values = s->values;
    s->document.value_count = count;
}

static void make_record(sample *s)
{
    size_t length = one_in(8) ? 0 : one_in(10) ? 100 * 1024 : random_below(one_in(9) ? 9000 : 300);
    uint32_t variety = one_in(2) ? 1 : 256; /* some are one repeated byte */
    s->record = malloc(length + 1);
    for (size_t i = 0; i < length; i++)
        s->record[i] = (char)('a' + (variety == 1 ? 0 : random_below(variety)));
    s->document.record = s->record;
    s->document.record_length = length;
}

static const xapc_document *make_sample(sample *s)
{
    s->position_count = 0;
    make_terms(s);
    make_values(s);
    make_record(s);
    return &s->document;
}

/* ---- segments of them ----------------------------------------------------------------------- */

static const segment_metadata metadata[] = {
    {"ledger.1", "page\0one", 8},
    {"ledger.2", "x", 1},
    {"newsdex", "stamp", 5},
};

/* The segment of that kind over the documents of the seed, in pieces of one writer. */
static void make_segment(segment_writer_kind kind, uint64_t seed, uint32_t documents,
                         const char *path)
{
    segment_writer *writer;
    sample *s = calloc(1, sizeof *s);
    char pieces[PIECES][512];
    const char *names[PIECES];
    random_state = seed;
    OK(segment_writer_new(kind, &writer, &err));
    for (size_t piece = 0; piece < PIECES; piece++) {
        snprintf(pieces[piece], sizeof pieces[piece], "%s.%zu", path, piece);
        names[piece] = pieces[piece];
        OK(segment_writer_start(writer, names[piece], &err));
        for (uint32_t i = 0; i < documents; i++) {
            OK(segment_writer_add(writer, make_sample(s), &err));
            free(s->record);
        }
        OK(segment_writer_finish(writer, &err));
    }
    segment_writer_free(writer);
    OK(segment_join(kind, names, PIECES, metadata, 3, MEMORY, path, &err));
    free(s);
}

static void update(const char *path, uint64_t seed, uint32_t documents)
{
    sample *s = calloc(1, sizeof *s);
    xapc_writer *writer = open_writer(path, XAPC_WRITER_UPDATE);
    random_state = seed;
    for (uint32_t docid = 1; docid <= documents; docid++)
        if (one_in(5))
            OK(xapc_writer_delete(writer, docid, &err));
    for (uint32_t i = 0; i < documents / 10; i++) {
        char id[] = {(char)('a' + random_below(8)), (char)('a' + random_below(8))};
        OK(xapc_writer_replace(writer, id, sizeof id, make_sample(s), &err));
        free(s->record);
    }
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    free(s);
}

static void assert_sound(const char *path)
{
    ndx_buffer report;
    size_t faults;
    ndx_buffer_init(&report, 1 << 20);
    OK(xapc_check(path, &faults, &report, &err));
    if (faults)
        fail_msg("%s", report.data);
    ndx_buffer_release(&report);
}

static void assert_same(const char *a, const char *b, unsigned searches)
{
    xapc_database *in_a = open_database(a), *in_b = open_database(b);
    assert_same_databases(in_a, in_b, slots, SLOTS);
    assert_same_searches(in_a, in_b, searches);
    xapc_database_close(in_a);
    xapc_database_close(in_b);
    assert_sound(a);
    assert_sound(b);
}

static void segments_when_of_awkward_documents_then_same_also_after_updates(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        char bulk[300], xapian[300];
        uint32_t documents = seed == 1 ? 300 : 60;
        snprintf(bulk, sizeof bulk, "%s/bulk%u", scratch, (unsigned)seed);
        snprintf(xapian, sizeof xapian, "%s/xapian%u", scratch, (unsigned)seed);
        make_segment(SEGMENT_WRITER_BULK, seed * 7919, documents, bulk);
        make_segment(SEGMENT_WRITER_XAPIAN, seed * 7919, documents, xapian);
        assert_same(bulk, xapian, 300);
        update(bulk, seed, documents * PIECES);
        update(xapian, seed, documents * PIECES);
        assert_same(bulk, xapian, 300);
    }
}

/* ---- at the limits and beyond ---------------------------------------------------------------- */

/* The segments of both kinds over one piece of those documents, compared. */
static void compare_kinds(const xapc_document *documents, size_t count)
{
    char paths[2][300], pieces[2][400];
    for (segment_writer_kind kind = SEGMENT_WRITER_BULK; kind <= SEGMENT_WRITER_XAPIAN; kind++) {
        segment_writer *writer;
        snprintf(paths[kind], sizeof paths[kind], "%s/kind%d", scratch, (int)kind);
        snprintf(pieces[kind], sizeof pieces[kind], "%s/piece%d", scratch, (int)kind);
        const char *piece = pieces[kind];
        OK(segment_writer_new(kind, &writer, &err));
        OK(segment_writer_start(writer, piece, &err));
        for (size_t i = 0; i < count; i++)
            OK(segment_writer_add(writer, &documents[i], &err));
        OK(segment_writer_finish(writer, &err));
        segment_writer_free(writer);
        OK(segment_join(kind, &piece, 1, metadata, 3, MEMORY, paths[kind], &err));
    }
    assert_same(paths[SEGMENT_WRITER_BULK], paths[SEGMENT_WRITER_XAPIAN], 30);
}

static void documents_when_large_then_same(void **state)
{
    (void)state;
    enum { LARGE = 3 << 20, MANY = 100000, LONG = 300 };
    char *repeated = malloc(LARGE), *varied = malloc(LARGE);
    char *texts = malloc(MANY * 8);
    uint32_t *positions = malloc(MANY * sizeof *positions);
    xapc_term *many = calloc(MANY, sizeof *many);
    random_state = 99;
    for (size_t i = 0; i < LARGE; i++) {
        repeated[i] = 'a';
        varied[i] = (char)random_below(256);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        positions[i] = i * 3 + random_below(3);
        snprintf(texts + i * 8, 8, "%07u", (unsigned)i);
        many[i] = (xapc_term){.text = texts + i * 8, .length = 7, .wdf = 1};
    }
    const xapc_term often = word("often", MANY, positions, MANY);
    const xapc_value value = {70000, 1 << 20, varied};
    const xapc_document documents[] = {
        {.terms = &often, .term_count = 1, .record = repeated, .record_length = LARGE},
        {.terms = many, .term_count = MANY, .record = varied, .record_length = LARGE},
        {.values = &value, .value_count = 1, .record = repeated, .record_length = 100 << 10},
        {.record = repeated, .record_length = 8192},
        {.record = repeated, .record_length = 8193},
    };
    compare_kinds(documents, sizeof documents / sizeof *documents);
    free(repeated);
    free(varied);
    free(texts);
    free(positions);
    free(many);
}

static void terms_when_long_then_cut_alike(void **state)
{
    (void)state;
    enum { LONG = 400, TERMS = 5 };
    char zeros[LONG] = {0}, letters[LONG], high[LONG];
    memset(letters, 'x', sizeof letters);
    memset(high, 0xff, sizeof high);
    static const uint32_t places[] = {1, 2, 5};
    const xapc_term terms[TERMS] = {
        {zeros, 122, 1, NULL, 0, 0, 0},   /* 244 bytes in a key */
        {zeros, 123, 2, places, 3, 0, 0}, /* one too many */
        {letters, 245, 3, NULL, 0, 0, 0}, /* as long as they get */
        {letters, LONG, 4, places, 2, 0, 0}, {high, 245, 5, places, 1, 0, 0},
    };
    const xapc_document document = {.terms = terms, .term_count = TERMS};
    compare_kinds(&document, 1);
}

/* What a long term is cut to may be a term of the document, too; both count then. */
static void terms_when_one_is_cut_to_another_then_united_alike(void **state)
{
    (void)state;
    enum { LONG = 400 };
    char letters[LONG], cut[XAPC_TERM_MAX];
    memset(letters, 'x', sizeof letters);
    const uint32_t cut_length = (uint32_t)xapc_term_cut(letters, LONG, cut);
    static const uint32_t places[] = {1, 5, 9}, others[] = {2, 5, 9, 70000};
    const uint32_t *const positions[][2] = {{places, others}, {NULL, others}, {NULL, NULL}};
    xapc_term terms[3][3];
    xapc_document documents[3];
    for (size_t i = 0; i < 3; i++) {
        terms[i][0] = (xapc_term){.text = cut, .length = cut_length, .wdf = 4};
        terms[i][1] = (xapc_term){.text = letters, .length = LONG, .wdf = 3};
        for (size_t j = 0; j < 2; j++) {
            terms[i][j].positions = positions[i][j];
            terms[i][j].position_count = positions[i][j] ? 3 + (uint32_t)j : 0;
        }
        terms[i][2] = word("y", 1, NULL, 0);
        documents[i] = (xapc_document){.terms = terms[i], .term_count = 3};
    }
    compare_kinds(documents, 3);
}

static void document_when_refused_then_piece_goes_on_without(void **state)
{
    (void)state;
    static const uint32_t falling[] = {5, 5};
    char *large = calloc(1, 33 << 20);
    const xapc_term twice[] = {word("a", 1, NULL, 0), word("b", 1, NULL, 0), word("a", 1, NULL, 0)};
    const xapc_term unplaced[] = {word("a", 1, NULL, 0), word("b", 1, falling, 2)};
    const xapc_term heavy[] = {word("a", UINT32_MAX, NULL, 0), word("b", 1, NULL, 0)};
    const xapc_value slots_twice[] = {{1, 1, "x"}, {1, 1, "y"}};
    const xapc_value no_slot[] = {{UINT32_MAX, 1, "x"}};
    const xapc_value large_value[] = {{1, 33 << 20, large}};
    const struct {
        xapc_document document;
        newsdex_status status;
    } refused[] = {
        {{.terms = twice, .term_count = 3}, NEWSDEX_E_ARGUMENT},
        {{.terms = unplaced, .term_count = 2}, NEWSDEX_E_ARGUMENT},
        {{.terms = heavy, .term_count = 2}, NEWSDEX_E_LIMIT},
        {{.values = slots_twice, .value_count = 2}, NEWSDEX_E_ARGUMENT},
        {{.values = no_slot, .value_count = 1}, NEWSDEX_E_ARGUMENT},
        {{.values = large_value, .value_count = 1}, NEWSDEX_E_LIMIT},
    };
    const xapc_term good[] = {word("a", 1, falling, 1), word("c", 1, NULL, 0)};
    const xapc_document document = {
        .terms = good, .term_count = 2, .record = "r", .record_length = 1};
    segment_writer *writer;
    OK(segment_writer_new(SEGMENT_WRITER_BULK, &writer, &err));
    OK(segment_writer_start(writer, at("piece"), &err));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        FAILS(refused[i].status, segment_writer_add(writer, &refused[i].document, &err));
        OK(segment_writer_add(writer, &document, &err));
    }
    OK(segment_writer_finish(writer, &err));
    segment_writer_free(writer);
    free(large);
    const char *piece = at("piece");
    OK(segment_join(SEGMENT_WRITER_BULK, &piece, 1, NULL, 0, MEMORY, at("db"), &err));
    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), 6);
    assert_int_equal(frequency(db, "a", 1), 6);
    assert_int_equal(frequency(db, "b", 1), 0);
    xapc_database_close(db);
    assert_sound(at("db"));
}

static void segment_when_without_documents_then_takes_them_later(void **state)
{
    (void)state;
    OK(segment_join(SEGMENT_WRITER_BULK, NULL, 0, metadata, 3, MEMORY, at("db"), &err));
    xapc_database *db = open_database(at("db"));
    assert_metadata(db, "newsdex", "stamp");
    assert_int_equal(count_documents(db), 0);
    xapc_database_close(db);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_UPDATE);
    add_text(writer, "one two", "value");
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    assert_sound(at("db"));
}

/* Bounds that are too low make the matcher pass over the best document when it comes last. */
static void search_when_the_best_comes_last_then_found(void **state)
{
    (void)state;
    enum { DOCUMENTS = 2000 };
    segment_writer *writer;
    OK(segment_writer_new(SEGMENT_WRITER_BULK, &writer, &err));
    OK(segment_writer_start(writer, at("piece"), &err));
    for (uint32_t i = 1; i <= DOCUMENTS; i++) {
        const xapc_term some = word(i % 2 ? "other" : "some", i == DOCUMENTS ? 500 : 1, NULL, 0);
        const xapc_document document = {.terms = &some, .term_count = 1};
        OK(segment_writer_add(writer, &document, &err));
    }
    OK(segment_writer_finish(writer, &err));
    segment_writer_free(writer);
    const char *piece = at("piece");
    OK(segment_join(SEGMENT_WRITER_BULK, &piece, 1, NULL, 0, MEMORY, at("db"), &err));
    xapc_database *db = open_database(at("db"));
    xapc_query *query = term("some");
    xapc_search_options options = XAPC_SEARCH_OPTIONS_INIT;
    options.limit = 1;
    xapc_page *page;
    OK(xapc_database_search(db, query, &options, &page, &err));
    assert_int_equal(page->count, 1);
    assert_int_equal(page->matches[0].docid, DOCUMENTS);
    xapc_page_free(page);
    xapc_query_free(query);
    xapc_database_close(db);
}

/* One piece over and over: its documents come to stand beyond three bytes of a docid. */
static void docids_when_of_every_size_then_found(void **state)
{
    (void)state;
    enum { DOCUMENTS = 1 << 16, PIECES_JOINED = 66 };
    const xapc_term every = word("every", 1, NULL, 0);
    const uint32_t place = 7;
    const xapc_term terms[] = {word("every", 1, NULL, 0), word("one", 2, &place, 1)};
    const xapc_value value = {3, 1, "v"};
    const xapc_document common = {.terms = &every, .term_count = 1};
    const xapc_document special = {.terms = terms,
                                   .term_count = 2,
                                   .values = &value,
                                   .value_count = 1,
                                   .record = "r",
                                   .record_length = 1};
    segment_writer *writer;
    const char *pieces[PIECES_JOINED];
    char path[300];
    snprintf(path, sizeof path, "%s/piece", scratch);
    OK(segment_writer_new(SEGMENT_WRITER_BULK, &writer, &err));
    OK(segment_writer_start(writer, path, &err));
    for (uint32_t i = 1; i <= DOCUMENTS; i++)
        OK(segment_writer_add(writer, i == DOCUMENTS ? &special : &common, &err));
    OK(segment_writer_finish(writer, &err));
    segment_writer_free(writer);
    for (size_t i = 0; i < PIECES_JOINED; i++)
        pieces[i] = path;
    OK(segment_join(SEGMENT_WRITER_BULK, pieces, PIECES_JOINED, NULL, 0, MEMORY, at("db"), &err));
    xapc_database *db = open_database(at("db"));
    assert_int_equal(frequency(db, "every", 5), DOCUMENTS * PIECES_JOINED);
    xapc_postings *postings;
    uint32_t docid = 0, wdf, expected = 0;
    ndx_buffer bytes;
    ndx_buffer_init(&bytes, 100);
    OK(xapc_postings_open(db, "one", 3, &postings, &err));
    for (;;) {
        OK(xapc_postings_next(postings, &docid, &wdf, NULL, &err));
        if (!docid)
            break;
        assert_int_equal(docid, expected += DOCUMENTS);
        OK(xapc_postings_positions(postings, &bytes, &err));
        assert_int_equal(bytes.length, sizeof place);
        ndx_buffer_clear(&bytes);
        OK(xapc_database_value(db, docid, 3, &bytes, &err));
        assert_string_equal(bytes.data, "v");
        ndx_buffer_clear(&bytes);
    }
    assert_int_equal(expected, DOCUMENTS * PIECES_JOINED);
    xapc_postings_close(postings);
    ndx_buffer_release(&bytes);
    xapc_database_close(db);
    assert_sound(at("db"));
}

/* ---- failures ---------------------------------------------------------------------------------
 */

static void join_when_a_piece_is_damaged_then_no_database(void **state)
{
    (void)state;
    make_segment(SEGMENT_WRITER_BULK, 5, 40, at("db"));
    const char *piece = at("db.0");
    struct stat info;
    assert_int_equal(stat(piece, &info), 0);
    for (unsigned i = 1; i <= 20; i++) {
        char path[300];
        xapc_database *db;
        snprintf(path, sizeof path, "%s/broken%u", scratch, i);
        /* Zeros further and further in, then shorter and shorter. */
        if (i <= 10) {
            damage_file(piece, (long)(info.st_size * i / 11), 64);
        } else {
            assert_int_equal(truncate(piece, info.st_size * (20 - i) / 10), 0);
            FAILS(NEWSDEX_E_IO,
                  segment_join(SEGMENT_WRITER_BULK, &piece, 1, NULL, 0, MEMORY, path, &err));
            FAILS(NEWSDEX_E_NOINDEX, xapc_database_open(path, &db, &err));
            continue;
        }
        /* Nonsense in, nonsense or an error out, but no crash. */
        segment_join(SEGMENT_WRITER_BULK, &piece, 1, NULL, 0, MEMORY, path, NULL);
    }
}

static void piece_when_disk_is_full_then_fails(void **state)
{
    (void)state;
    segment_writer *writer;
    if (access("/dev/full", W_OK))
        SKIP("there is no /dev/full");
    OK(segment_writer_new(SEGMENT_WRITER_BULK, &writer, &err));
    OK(segment_writer_start(writer, "/dev/full", &err));
    FAILS(NEWSDEX_E_IO, segment_writer_finish(writer, &err));
    segment_writer_free(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(segments_when_of_awkward_documents_then_same_also_after_updates),
        TEST(documents_when_large_then_same),
        TEST(terms_when_long_then_cut_alike),
        TEST(terms_when_one_is_cut_to_another_then_united_alike),
        TEST(document_when_refused_then_piece_goes_on_without),
        TEST(segment_when_without_documents_then_takes_them_later),
        TEST(search_when_the_best_comes_last_then_found),
        TEST(docids_when_of_every_size_then_found),
        TEST(join_when_a_piece_is_damaged_then_no_database),
        TEST(piece_when_disk_is_full_then_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Both segment writers over the same documents: their segments hold the same, also after updates. */
#include "indexer/segment/segment_writer.h"
#include "tests/unit/compare_databases.h"
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

static void assert_same(const char *a, const char *b)
{
    xapc_database *in_a = open_database(a), *in_b = open_database(b);
    assert_same_databases(in_a, in_b, slots, SLOTS);
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
        assert_same(bulk, xapian);
        update(bulk, seed, documents * PIECES);
        update(xapian, seed, documents * PIECES);
        assert_same(bulk, xapian);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(segments_when_of_awkward_documents_then_same_also_after_updates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

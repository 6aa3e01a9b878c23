/* The tables of the bulk segment writer, as Xapian reads and checks them. */
#include <signal.h>
#include <sys/resource.h>
#include <zlib.h>

#include "indexer/segment/glass_deflate.h"
#include "indexer/segment/glass_pack.h"
#include "indexer/segment/glass_table.h"
#include "indexer/segment/glass_version.h"
#include "searcher/xapian-c/seal.h"
#include "tests/unit/xapc_fixture.h"

/* For AddressSanitizer: Xapian's check deletes its database through a base class of another size.
 */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

/* ---- forms of numbers, strings and positions ------------------------------------------ */

typedef struct form {
    uint64_t value;
    size_t length;
    const char *bytes;
} form;

static void assert_form(const uint8_t *start, const uint8_t *end, const form *wanted)
{
    assert_int_equal(end - start, wanted->length);
    assert_memory_equal(start, wanted->bytes, wanted->length);
}

static void numbers_when_packed_then_have_the_known_bytes(void **state)
{
    (void)state;
    static const form uints[] = {
        {0, 1, "\0"},
        {127, 1, "\x7f"},
        {128, 2, "\x80\x01"},
        {300, 2, "\xac\x02"},
        {UINT32_MAX, 5, "\xff\xff\xff\xff\x0f"},
        {UINT64_MAX, 10, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
    };
    static const form last_uints[] = {
        {0, 0, ""}, {1, 1, "\x01"}, {256, 2, "\x00\x01"}, {70000, 3, "\x70\x11\x01"}};
    static const form docids[] = {
        {1, 2, "\x00\x01"},
        {0x7fff, 2, "\x7f\xff"},
        {0x8000, 3, "\x80\x80\x00"},
        {(1 << 22) - 1, 3, "\xbf\xff\xff"},
        {1 << 22, 4, "\xc0\x40\x00\x00"},
        {(1 << 29) - 1, 4, "\xdf\xff\xff\xff"},
        {1 << 29, 5, "\xe0\x20\x00\x00\x00"},
        {UINT32_MAX, 5, "\xe0\xff\xff\xff\xff"},
    };
    uint8_t out[GLASS_UINT_MAX];
    for (size_t i = 0; i < sizeof uints / sizeof *uints; i++)
        assert_form(out, glass_pack_uint(out, uints[i].value), &uints[i]);
    for (size_t i = 0; i < sizeof last_uints / sizeof *last_uints; i++)
        assert_form(out, glass_pack_last_uint(out, last_uints[i].value), &last_uints[i]);
    for (size_t i = 0; i < sizeof docids / sizeof *docids; i++)
        assert_form(out, glass_pack_docid(out, (uint32_t)docids[i].value), &docids[i]);
    assert_int_equal(*(glass_pack_bool(out, false) - 1), '0');
    assert_int_equal(*(glass_pack_bool(out, true) - 1), '1');
}

static void docids_when_packed_then_sort_as_numbers(void **state)
{
    (void)state;
    uint8_t before[GLASS_DOCID_MAX + 1] = {0}, after[GLASS_DOCID_MAX + 1] = {0};
    for (unsigned bit = 0; bit < 32; bit++)
        for (uint32_t near = 0; near < 3; near++) {
            uint32_t docid = (UINT32_C(1) << bit) - 2 + near;
            *glass_pack_docid(before, docid) = 0;
            *glass_pack_docid(after, docid + 1) = 0;
            if (docid != UINT32_MAX)
                assert_true(memcmp(before, after, GLASS_DOCID_MAX) < 0);
        }
}

static void strings_when_packed_then_zeros_are_escaped_and_room_is_kept(void **state)
{
    (void)state;
    uint8_t out[8];
    const uint8_t *end = out + sizeof out;
    const form open = {0, 4, "a\0\xff\x62"}, closed = {0, 5, "a\0\xff\x62\0"};
    assert_form(out, glass_pack_sortable(out, end, "a\0b", 3, false), &open);
    assert_form(out, glass_pack_sortable(out, end, "a\0b", 3, true), &closed);
    assert_ptr_equal(glass_pack_sortable(out, end, "12345678", 8, false), end);
    assert_null(glass_pack_sortable(out, end, "12345678", 8, true));
    assert_null(glass_pack_sortable(out, end, "123456789", 9, false));
    assert_ptr_equal(glass_pack_sortable(out, end, "123456\0", 7, false), end);
    assert_null(glass_pack_sortable(out, end, "1234567\0", 8, false));
    assert_null(glass_pack_sortable(out, end, "\0\0\0\0", 4, true));
    assert_ptr_equal(glass_pack_sortable(out, end, "", 0, false), out);
}

static void assert_positions_packed(const uint32_t *positions, size_t count, const char *bytes,
                                    size_t length)
{
    uint8_t out[1000];
    assert_true(glass_positions_max(count) <= sizeof out);
    assert_ptr_equal(glass_pack_positions(out, positions, count), out + length);
    assert_memory_equal(out, bytes, length);
}

/*
 * 3 5 9: the last; 3 of 9 values, 1 of 6, then 5 of 4..8. "Of 9" takes 4 bits, 7 to spare, so the
 * values from 1 to 7 take 3: 011. "Of 6" takes 3 bits, 2 to spare, in the middle from 2 to 3: 001.
 * "Of 5" takes 3 bits, 3 to spare from 1 to 3: 1 takes two, 01. Together, low bits first: 01 001
 * 011.
 */
static void positions_when_packed_then_have_the_known_bits(void **state)
{
    (void)state;
    assert_positions_packed((const uint32_t[]){0}, 1, "\0", 1);
    assert_positions_packed((const uint32_t[]){300}, 1, "\xac\x02", 2);
    assert_positions_packed((const uint32_t[]){3, 5, 9}, 3, "\x09\x4b", 2);
    assert_positions_packed((const uint32_t[]){0, 1}, 2, "\x01", 1);
}

static void positions_when_they_do_not_rise_then_are_refused(void **state)
{
    (void)state;
    uint8_t out[1000];
    assert_null(glass_pack_positions(out, (const uint32_t[]){1, 1}, 2));
    assert_null(glass_pack_positions(out, (const uint32_t[]){1, 3, 2}, 3));
    assert_null(glass_pack_positions(out, NULL, 0));
}

/* ---- databases by hand ------------------------------------------------------------------ */

/* The tables of a database in the making. */
typedef struct builder {
    const char *folder;
    glass_table *tables[GLASS_TABLES];
    glass_statistics statistics;
} builder;

static void start(builder *b, const char *name)
{
    *b = (builder){.folder = at(name)};
    assert_int_equal(mkdir(b->folder, 0777), 0);
    for (int kind = 0; kind < GLASS_TABLES; kind++) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", b->folder, glass_table_name((glass_table_kind)kind));
        OK(glass_table_new(path, &b->tables[kind], &err));
    }
}

static void add(builder *b, glass_table_kind kind, const uint8_t *key, const uint8_t *key_end,
                const void *tag, size_t tag_length)
{
    OK(glass_table_add(b->tables[kind], key, (size_t)(key_end - key), tag, tag_length, false,
                       &err));
}

static void finish(builder *b, glass_root roots[GLASS_TABLES])
{
    for (int kind = 0; kind < GLASS_TABLES; kind++) {
        OK(glass_table_finish(b->tables[kind], &roots[kind], &err));
        glass_table_free(b->tables[kind]);
    }
    OK(glass_version_write(b->folder, roots, &b->statistics, &err));
}

static void assert_sound(const char *path)
{
    size_t faults = 9;
    ndx_buffer report;
    ndx_buffer_init(&report, 1 << 24);
    OK(xapc_check(path, &faults, &report, &err));
    if (faults)
        print_error("%s\n", report.data);
    assert_int_equal(faults, 0);
    ndx_buffer_release(&report);
}

/* Metadata: any keys (but for zeros), any tags. */
static void add_metadata(builder *b, const char *key, size_t key_length, const void *tag,
                         size_t tag_length)
{
    uint8_t packed[GLASS_KEY_MAX] = {0, 0xc0};
    memcpy(packed + 2, key, key_length);
    add(b, GLASS_POSTLIST, packed, packed + 2 + key_length, tag, tag_length);
}

static void database_when_empty_then_is_one(void **state)
{
    (void)state;
    builder b;
    glass_root roots[GLASS_TABLES];
    start(&b, "db");
    finish(&b, roots);
    assert_sound(at("db"));
    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), 0);
    xapc_database_close(db);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_UPDATE);
    add_text(writer, "a storm", "v");
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    assert_sound(at("db"));
    db = open_database(at("db"));
    assert_record(db, 1, "a storm", 7);
    xapc_database_close(db);
}

/* ---- B-trees ----------------------------------------------------------------------------- */

enum { NAME_MAX_LENGTH = GLASS_KEY_MAX - 2 };

typedef struct item {
    char name[NAME_MAX_LENGTH + 1];
    size_t tag_length;
} item;

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const item *)a)->name, ((const item *)b)->name);
}

/* Few letters, so that names share long starts; in half of the runs most are as long as can be. */
static void make_name(uint64_t *seed, bool long_ones, char *name)
{
    size_t length = 1 + next_random(seed) % (long_ones ? NAME_MAX_LENGTH : 20);
    if (long_ones && next_random(seed) % 2)
        length = NAME_MAX_LENGTH;
    for (size_t i = 0; i < length; i++)
        name[i] = (char)("ab\xff\x01"[next_random(seed) % 4]);
    name[length] = '\0';
}

static size_t make_length(uint64_t *seed)
{
    static const size_t highest[] = {3, 30, 300, 2100, 2100, 9000, 40000};
    size_t which = next_random(seed) % (sizeof highest / sizeof *highest);
    return 1 + next_random(seed) % highest[next_random(seed) % 8 ? which % 3 : which];
}

/* Sorted, no name twice; returns how many. */
static size_t make_items(uint64_t seed, item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        make_name(&seed, seed % 2, items[i].name);
        items[i].tag_length = make_length(&seed);
    }
    qsort(items, count, sizeof *items, compare_names);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || strcmp(items[kept - 1].name, items[i].name))
            items[kept++] = items[i];
    return kept;
}

/* What the item's tag holds at each byte follows from its place, so a piece out of place is seen.
 */
static void fill_tag(size_t which, size_t length, uint8_t *tag)
{
    for (size_t i = 0; i < length; i++)
        tag[i] = (uint8_t)(which + i + i / 251);
}

static void assert_items(const char *path, const item *items, size_t count, uint8_t *tag)
{
    xapc_database *db = open_database(path);
    xapc_terms *names = NULL;
    ndx_buffer out;
    ndx_buffer_init(&out, 1 << 24);
    OK(xapc_terms_open_metadata(db, "", &names, &err));
    for (size_t i = 0; i < count; i++) {
        const char *name = NULL;
        size_t length = 0;
        OK(xapc_terms_next(names, &name, &length, NULL, &err));
        assert_non_null(name);
        assert_string_equal(name, items[i].name);
        ndx_buffer_clear(&out);
        OK(xapc_database_metadata(db, name, &out, &err));
        fill_tag(i, items[i].tag_length, tag);
        assert_int_equal(out.length, items[i].tag_length);
        assert_memory_equal(out.data, tag, out.length);
    }
    const char *name = "";
    size_t length;
    OK(xapc_terms_next(names, &name, &length, NULL, &err));
    assert_null(name);
    xapc_terms_close(names);
    ndx_buffer_release(&out);
    xapc_database_close(db);
}

static glass_root build_items(const char *name, const item *items, size_t count, uint8_t *tag)
{
    builder b;
    glass_root roots[GLASS_TABLES];
    start(&b, name);
    for (size_t i = 0; i < count; i++) {
        fill_tag(i, items[i].tag_length, tag);
        add_metadata(&b, items[i].name, strlen(items[i].name), tag, items[i].tag_length);
    }
    finish(&b, roots);
    assert_int_equal(roots[GLASS_POSTLIST].entries, count);
    return roots[GLASS_POSTLIST];
}

static void tables_when_random_then_read_back_and_take_updates(void **state)
{
    (void)state;
    enum { MOST = 6000, TAG_MAX = 40000 };
    item *items = calloc(MOST, sizeof *items);
    uint8_t *tag = malloc(TAG_MAX);
    assert_non_null(items);
    assert_non_null(tag);
    for (uint64_t seed = 1; seed <= 6; seed++) {
        char name[20];
        snprintf(name, sizeof name, "db%u", (unsigned)seed);
        size_t count = make_items(seed * 977, items, seed < 3 ? MOST : 300 * (size_t)seed);
        glass_root root = build_items(name, items, count, tag);
        assert_true(root.level > 0);
        assert_sound(at(name));
        assert_items(at(name), items, count, tag);
        xapc_writer *writer = open_writer(at(name), XAPC_WRITER_UPDATE);
        for (size_t i = 0; i < count; i += 3)
            OK(xapc_writer_set_metadata(writer, items[i].name, NULL, 0, &err));
        OK(xapc_writer_commit(writer, &err));
        xapc_writer_close(writer);
        assert_sound(at(name));
    }
    free(items);
    free(tag);
}

/* Keys that differ in their last bytes make branches of few children. */
static void table_when_keys_are_long_and_alike_then_has_levels(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    item *items = calloc(COUNT, sizeof *items);
    uint8_t tag[150];
    assert_non_null(items);
    for (size_t i = 0; i < COUNT; i++) {
        memset(items[i].name, 'x', NAME_MAX_LENGTH - 8);
        snprintf(items[i].name + NAME_MAX_LENGTH - 8, 9, "%08zu", i);
        items[i].tag_length = sizeof tag;
    }
    glass_root root = build_items("db", items, COUNT, tag);
    assert_int_equal(root.level, 3);
    assert_sound(at("db"));
    assert_items(at("db"), items, COUNT, tag);
    free(items);
}

static void tags_when_near_the_size_of_an_item_then_read_back(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    static item items[COUNT];
    uint8_t tag[4 * 2043 + 100];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(items[i].name, sizeof items[i].name, "key%04zu", i);
        items[i].tag_length = (1 + i / 60 % 4) * 2043 - 50 + i % 60;
    }
    build_items("db", items, COUNT, tag);
    assert_sound(at("db"));
    assert_items(at("db"), items, COUNT, tag);
}

static void tag_when_3_megabytes_then_reads_back(void **state)
{
    (void)state;
    static const item items[] = {{"a", 10}, {"big", 3 << 20}, {"c", 10}};
    uint8_t *tag = malloc(items[1].tag_length);
    assert_non_null(tag);
    glass_root root = build_items("db", items, 3, tag);
    assert_int_equal(root.level, 1);
    assert_true(root.blocks <= (3 << 20) / (GLASS_BLOCK_SIZE - 60) + 2); /* and so are full */
    assert_sound(at("db"));
    assert_items(at("db"), items, 3, tag);
    free(tag);
}

/* The first leaf: 11 bytes of header, 2 + 3 of an item that is nothing, then 4 items. */
static void block_when_filled_to_the_byte_then_has_no_gap(void **state)
{
    (void)state;
    enum { ITEM = 2 + 3 + 3 };
    static const item items[] = {{"a", 2036}, {"b", 2036}, {"c", 2036}, {"d", 2036}, {"e", 1}};
    uint8_t tag[2043], head[11];
    size_t left = 8192 - 11 - 5;
    for (size_t i = 0; i < 4; i++)
        left -= ITEM + items[i].tag_length;
    assert_int_equal(left, 0);
    glass_root root = build_items("db", items, 5, tag);
    assert_int_equal(root.blocks, 3);
    FILE *file = fopen(at("db/postlist.glass"), "r");
    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    fclose(file);
    assert_memory_equal(head, "\0\0\0\1\0\0\0\0\0\0\x15", sizeof head);
    assert_sound(at("db"));
    assert_items(at("db"), items, 5, tag);
}

/* A tag goes on in the next block rather than leave a gap. */
static void tags_when_half_an_item_then_fill_the_blocks(void **state)
{
    (void)state;
    enum { COUNT = 300, TAG = 1100, HEADERS = 5 + 7 };
    static item items[COUNT];
    uint8_t tag[TAG];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(items[i].name, sizeof items[i].name, "key%04zu", i);
        items[i].tag_length = TAG;
    }
    glass_root root = build_items("db", items, COUNT, tag);
    assert_true(root.blocks <= COUNT * (TAG + HEADERS) / (GLASS_BLOCK_SIZE - 60) + 2);
    assert_sound(at("db"));
    assert_items(at("db"), items, COUNT, tag);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_UPDATE);
    for (size_t i = 0; i < COUNT; i++)
        if (i % 3)
            OK(xapc_writer_set_metadata(writer, items[i].name, "x", i % 3 - 1, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    assert_sound(at("db"));
}

static void table_when_entries_are_wrong_then_refuses_them(void **state)
{
    (void)state;
    glass_table *table = NULL;
    char key[GLASS_KEY_MAX + 1] = {0};
    OK(glass_table_new(at("t"), &table, &err));
    OK(glass_table_add(table, "b", 1, "", 0, false, &err));
    OK(glass_table_add(table, "b\0", 2, NULL, 0, false, &err));
    FAILS(NEWSDEX_E_INTERNAL, glass_table_add(table, "b", 1, "", 0, false, &err));
    FAILS(NEWSDEX_E_INTERNAL, glass_table_add(table, "b\0", 2, "", 0, false, &err));
    FAILS(NEWSDEX_E_INTERNAL, glass_table_add(table, "a", 1, "", 0, false, &err));
    memset(key, 'c', sizeof key);
    OK(glass_table_add(table, key, GLASS_KEY_MAX, "", 0, false, &err));
    FAILS(NEWSDEX_E_LIMIT, glass_table_add(table, key, GLASS_KEY_MAX + 1, "", 0, false, &err));
    FAILS(NEWSDEX_E_LIMIT, glass_table_add(table, "d", 1, "", (size_t)1 << 40, false, &err));
    glass_table_free(table);
    glass_table_free(NULL);
}

static void table_when_it_cannot_be_written_then_says_where(void **state)
{
    (void)state;
    glass_table *table = NULL;
    newsdex_error error;
    OK(glass_table_new(at("no/such/t"), &table, &err));
    assert_int_equal(glass_table_add(table, "b", 1, "", 0, false, &error), NEWSDEX_E_IO);
    assert_non_null(strstr(error.message, "no/such/t: No such file"));
    glass_table_free(table);
}

static void table_when_the_disk_is_full_then_says_where(void **state)
{
    (void)state;
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 1 << 20; /* the system's answer is "too large", by the way of a full disk's */
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    glass_table *table = NULL;
    newsdex_error error;
    newsdex_status status = glass_table_new(at("t"), &table, &error);
    static const char tag[4000];
    for (uint8_t i = 1; !status && i < UINT8_MAX; i++)
        for (uint8_t j = 1; !status && j < 10; j++)
            status = glass_table_add(table, (uint8_t[]){i, j}, 2, tag, sizeof tag, false, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(status, NEWSDEX_E_IO);
    assert_non_null(strstr(error.message, "/t: "));
    glass_table_free(table);
}

/* ---- deflated tags -------------------------------------------------------------------------- */

/*
 * A model of Xapian's reader: what one item holds is inflated in pieces; when its input is used up
 * at the end of one, the item counts as done.
 */
static bool inflate_item(z_stream *stream, const uint8_t *data, size_t length, size_t *total)
{
    uint8_t piece[8192];
    stream->next_in = (Bytef *)(uintptr_t)data;
    stream->avail_in = (uInt)length;
    for (;;) {
        stream->next_out = piece;
        stream->avail_out = sizeof piece;
        int code = inflate(stream, Z_SYNC_FLUSH);
        assert_true(code == Z_OK || code == Z_STREAM_END);
        *total += sizeof piece - stream->avail_out;
        if (code == Z_STREAM_END || !stream->avail_in)
            return code == Z_STREAM_END;
    }
}

/* Whether it reads a tag whose first item is of that length, the others as long as can be. */
static bool is_readable(const uint8_t *data, size_t length, size_t first, size_t inflated)
{
    z_stream stream = {0};
    size_t total = 0;
    bool done = false;
    assert_int_equal(inflateInit2(&stream, -15), Z_OK);
    for (size_t at = 0, part = first; at < length; at += part, part = GLASS_ITEM_MAX) {
        if (part > length - at)
            part = length - at;
        done = inflate_item(&stream, data + at, part, &total);
        assert_true(!done || at + part == length);
    }
    inflateEnd(&stream);
    return done && total == inflated;
}

/* With a code made of something else. */
static glass_deflater *new_deflater(void)
{
    static const char text[] = "the quick brown fox jumps over a lazy dog";
    glass_deflater *deflater = NULL;
    OK(glass_deflater_new(&deflater, &err));
    glass_deflater_learn(deflater, text, sizeof text);
    OK(glass_deflater_make_code(deflater, &err));
    return deflater;
}

static void assert_readable(glass_deflater *deflater, const uint8_t *tag, size_t length)
{
    const void *deflated;
    size_t deflated_length;
    OK(glass_deflate(deflater, tag, length, &deflated, &deflated_length, &err));
    assert_non_null(deflated);
    assert_true(deflated_length < length);
    size_t step = length > 1 << 16 ? 97 : 13;
    for (size_t first = 1; first <= GLASS_ITEM_MAX && first <= deflated_length; first += step)
        assert_true(is_readable(deflated, deflated_length, first, length));
}

/* Text that repeats itself with a period, but for a letter here and there. */
static void fill_repetitive(uint8_t *tag, size_t length, size_t period, size_t odd, uint64_t seed)
{
    for (size_t i = 0; i < length; i++)
        tag[i] = i < period ? (uint8_t)('a' + next_random(&seed) % 26) : tag[i - period];
    for (size_t i = odd; odd && i < length; i += odd)
        tag[i] = (uint8_t)('A' + next_random(&seed) % 26);
}

static void deflated_when_repetitive_then_reader_of_pieces_takes_it(void **state)
{
    (void)state;
    static const size_t periods[] = {1, 2, 61, 1000, 9000};
    static const size_t odds[] = {0, 40, 300};
    enum { MOST = 1 << 18 };
    uint8_t *tag = malloc(MOST);
    glass_deflater *deflater = new_deflater();
    assert_non_null(tag);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        for (size_t j = 0; j < sizeof odds / sizeof *odds; j++) {
            fill_repetitive(tag, MOST, periods[i], odds[j], i * 10 + j);
            for (size_t length = 8185; length < 8500; length += 17)
                assert_readable(deflater, tag, length);
            assert_readable(deflater, tag, 3 * 8192 + 1);
            assert_readable(deflater, tag, MOST);
        }
    glass_deflater_free(deflater);
    free(tag);
}

static void tag_when_it_does_not_deflate_then_stays(void **state)
{
    (void)state;
    enum { LENGTH = 20000 };
    static uint8_t tag[LENGTH];
    uint64_t seed = 1;
    glass_deflater *deflater = new_deflater();
    const void *deflated = tag;
    size_t length;
    for (size_t i = 0; i < LENGTH; i++)
        tag[i] = (uint8_t)next_random(&seed);
    OK(glass_deflate(deflater, tag, LENGTH, &deflated, &length, &err));
    assert_null(deflated);
    memset(tag, 'a', LENGTH);
    OK(glass_deflate(deflater, tag, GLASS_DEFLATED_ABOVE, &deflated, &length, &err));
    assert_null(deflated);
    OK(glass_deflate(deflater, NULL, 0, &deflated, &length, &err));
    assert_null(deflated);
    OK(glass_deflate(deflater, tag, 1000, &deflated, &length, &err));
    assert_non_null(deflated);
    glass_deflater_free(deflater);
    glass_deflater_free(NULL);
}

/* ---- documents ------------------------------------------------------------------------------ */

/* Document docid has the word "w" at these positions, and as data its docid. */
typedef struct word_list {
    uint32_t positions[300];
    uint32_t count;
} word_list;

static uint32_t make_positions(uint64_t *seed, word_list *list)
{
    static const uint32_t widest[] = {1, 2, 3, 10, 100, 1000, 1 << 20};
    uint32_t steps = widest[next_random(seed) % (sizeof widest / sizeof *widest)];
    uint32_t position = 1 + next_random(seed) % steps;
    list->count = 1 + next_random(seed) % (next_random(seed) % 2 ? 5 : 300);
    for (uint32_t i = 0; i < list->count; i++) {
        list->positions[i] = position;
        position += 1 + next_random(seed) % steps;
    }
    if (next_random(seed) % 4 == 0 && list->positions[list->count - 1] < UINT32_MAX)
        list->positions[list->count - 1] = UINT32_MAX;
    return list->count;
}

/* The one chunk of the document lengths, or of the postings of "w": here they are the same. */
static void add_chunk(builder *b, const uint8_t *key, size_t key_length, const word_list *lists,
                      uint32_t count, bool counted)
{
    uint8_t *chunk = malloc((size_t)count * 2 * GLASS_UINT_MAX + 100), *end = chunk;
    assert_non_null(chunk);
    end = glass_pack_uint(end, counted ? count : 0);
    end = glass_pack_uint(end, counted ? b->statistics.total_length : 0);
    end = glass_pack_uint(end, 0);
    end = glass_pack_bool(end, true);
    end = glass_pack_uint(end, count - 1);
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            end = glass_pack_uint(end, 0);
        end = glass_pack_uint(end, lists[i].count);
    }
    add(b, GLASS_POSTLIST, key, key + key_length, chunk, (size_t)(end - chunk));
    free(chunk);
}

static void add_document(builder *b, uint32_t docid, const word_list *list)
{
    uint8_t key[GLASS_KEY_MAX], tag[30];
    uint8_t *key_end = glass_pack_docid(key, docid);
    add(b, GLASS_DOCDATA, key, key_end, &docid, sizeof docid);
    uint8_t *end = glass_pack_uint(glass_pack_uint(tag, list->count), 1);
    *end++ = 1;
    *end++ = 'w';
    end = glass_pack_uint(end, list->count);
    add(b, GLASS_TERMLIST, key, key_end, tag, (size_t)(end - tag));
    key_end = glass_pack_sortable(key, key + sizeof key, "w", 1, true);
    key_end = glass_pack_docid(key_end, docid);
    uint8_t positions[2000];
    assert_true(glass_positions_max(list->count) <= sizeof positions);
    uint8_t *end_of_positions = glass_pack_positions(positions, list->positions, list->count);
    assert_non_null(end_of_positions);
    add(b, GLASS_POSITION, key, key_end, positions, (size_t)(end_of_positions - positions));
}

static void assert_word_lists(const char *path, const word_list *lists, uint32_t count)
{
    xapc_database *db = open_database(path);
    xapc_postings *postings = NULL;
    ndx_buffer out;
    ndx_buffer_init(&out, 1 << 20);
    assert_int_equal(count_documents(db), count);
    uint32_t last = 0;
    OK(xapc_database_last_docid(db, &last, &err));
    assert_int_equal(last, count);
    OK(xapc_postings_open(db, "w", 1, &postings, &err));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t docid, wdf, length;
        OK(xapc_postings_next(postings, &docid, &wdf, &length, &err));
        assert_int_equal(docid, i + 1);
        assert_int_equal(wdf, lists[i].count);
        assert_int_equal(length, lists[i].count);
        ndx_buffer_clear(&out);
        OK(xapc_postings_positions(postings, &out, &err));
        assert_int_equal(out.length, sizeof(uint32_t) * lists[i].count);
        assert_memory_equal(out.data, lists[i].positions, out.length);
        assert_record(db, docid, (const char *)&docid, sizeof docid);
    }
    xapc_postings_close(postings);
    xapc_database_close(db);
    ndx_buffer_release(&out);
}

static void documents_when_written_by_hand_then_read_back_and_take_updates(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    word_list *lists = calloc(COUNT, sizeof *lists);
    assert_non_null(lists);
    uint64_t seed = 7;
    builder b;
    glass_root roots[GLASS_TABLES];
    start(&b, "db");
    b.statistics = (glass_statistics){COUNT, COUNT, 1, 300, 300, 0};
    for (uint32_t i = 0; i < COUNT; i++)
        b.statistics.total_length += make_positions(&seed, &lists[i]);
    add_chunk(&b, (const uint8_t *)"\0\xe0", 2, lists, COUNT, false);
    add_chunk(&b, (const uint8_t *)"w", 1, lists, COUNT, true);
    for (uint32_t i = 0; i < COUNT; i++)
        add_document(&b, i + 1, &lists[i]);
    finish(&b, roots);
    assert_sound(at("db"));
    assert_word_lists(at("db"), lists, COUNT);
    xapc_writer *writer = open_writer(at("db"), XAPC_WRITER_UPDATE);
    for (uint32_t docid = 2; docid <= COUNT; docid += 2)
        OK(xapc_writer_delete(writer, docid, &err));
    OK(xapc_writer_commit(writer, &err));
    xapc_writer_close(writer);
    assert_sound(at("db"));
    xapc_database *db = open_database(at("db"));
    assert_int_equal(count_documents(db), COUNT / 2);
    xapc_database_close(db);
    free(lists);
}

static void add_deflated_record(builder *b, glass_deflater *deflater, uint32_t docid,
                                const uint8_t *record, size_t length)
{
    uint8_t key[GLASS_DOCID_MAX];
    size_t key_length = (size_t)(glass_pack_docid(key, docid) - key);
    ndx_buffer stored;
    ndx_buffer_init(&stored, 1 << 24);
    char seal[XAPC_RECORD_SEAL_MAX];
    OK(ndx_buffer_append(&stored, record, length, &err));
    OK(ndx_buffer_append(&stored, seal, xapc_seal_of_record(stored.data, length, seal), &err));
    const void *deflated;
    size_t deflated_length;
    OK(glass_deflate(deflater, stored.data, stored.length, &deflated, &deflated_length, &err));
    assert_non_null(deflated);
    OK(glass_table_add(b->tables[GLASS_DOCDATA], key, key_length, deflated, deflated_length, true,
                       &err));
    OK(glass_table_add(b->tables[GLASS_TERMLIST], key, key_length, "", 0, false, &err));
    ndx_buffer_release(&stored);
}

static void records_when_deflated_then_are_read_also_when_compacted(void **state)
{
    (void)state;
    enum { COUNT = 60, MOST = 60000 };
    word_list *lists = calloc(COUNT, sizeof *lists); /* of no words */
    uint8_t *record = malloc(MOST);
    glass_deflater *deflater = NULL;
    assert_non_null(lists);
    assert_non_null(record);
    OK(glass_deflater_new(&deflater, &err));
    builder b;
    glass_root roots[GLASS_TABLES];
    start(&b, "db");
    b.statistics = (glass_statistics){.documents = COUNT, .last_docid = COUNT};
    add_chunk(&b, (const uint8_t *)"\0\xe0", 2, lists, COUNT, false);
    for (uint32_t docid = 1; docid <= COUNT; docid++) {
        fill_repetitive(record, 1000 * docid, docid, docid % 3 * 50, docid);
        add_deflated_record(&b, deflater, docid, record, 1000 * docid);
    }
    finish(&b, roots);
    assert_sound(at("db"));
    OK(xapc_compact((const char *const[]){at("db")}, 1, at("compacted"), &err));
    static const char *const names[] = {"db", "compacted"};
    for (size_t i = 0; i < 2; i++) {
        xapc_database *db = open_database(at(names[i]));
        for (uint32_t docid = 1; docid <= COUNT; docid++) {
            fill_repetitive(record, 1000 * docid, docid, docid % 3 * 50, docid);
            assert_record(db, docid, (const char *)record, 1000 * docid);
        }
        xapc_database_close(db);
    }
    glass_deflater_free(deflater);
    free(record);
    free(lists);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_when_packed_then_have_the_known_bytes),
        TEST(docids_when_packed_then_sort_as_numbers),
        TEST(strings_when_packed_then_zeros_are_escaped_and_room_is_kept),
        TEST(positions_when_packed_then_have_the_known_bits),
        TEST(positions_when_they_do_not_rise_then_are_refused),
        TEST(database_when_empty_then_is_one),
        TEST(tables_when_random_then_read_back_and_take_updates),
        TEST(table_when_keys_are_long_and_alike_then_has_levels),
        TEST(tags_when_near_the_size_of_an_item_then_read_back),
        TEST(tag_when_3_megabytes_then_reads_back),
        TEST(block_when_filled_to_the_byte_then_has_no_gap),
        TEST(tags_when_half_an_item_then_fill_the_blocks),
        TEST(table_when_entries_are_wrong_then_refuses_them),
        TEST(table_when_it_cannot_be_written_then_says_where),
        TEST(table_when_the_disk_is_full_then_says_where),
        TEST(deflated_when_repetitive_then_reader_of_pieces_takes_it),
        TEST(tag_when_it_does_not_deflate_then_stays),
        TEST(documents_when_written_by_hand_then_read_back_and_take_updates),
        TEST(records_when_deflated_then_are_read_also_when_compacted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

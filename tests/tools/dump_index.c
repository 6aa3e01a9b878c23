/*
 * Prints an index as sorted lines, so that two can be compared: for each document its terms with
 * frequency and positions, its values, its length, and hashes of its record and term list.
 * Documents go by their ids, or with --docids by their numbers; with --ids the ids are all. With
 * --digest, for large indexes, a document's lines become one hash, and the bounds of the values
 * come behind them. Usage: dump_index [--docids|--ids|--digest] INDEX
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/base/hash.h"
#include "searcher/index/schema.h"
#include "searcher/xapian-c/xapc.h"

enum { ID_MAX = 1 << 16, BYTES_MAX = 1 << 30, SLOTS = 64 };

typedef struct dump {
    xapc_database *db;
    char **names; /* of the documents, by docid */
    uint32_t last;
    char **lines;
    size_t count, room;
    uint64_t *digests;        /* by docid, sums of hashes of lines; NULL: the lines are kept */
    uint32_t document_length; /* of the present posting's document */
    newsdex_error error;
} dump;

static void die(const char *why)
{
    fprintf(stderr, "dump_index: %s\n", why);
    exit(2);
}

static void *need(void *memory)
{
    if (!memory)
        die("out of memory");
    return memory;
}

static void check(dump *d, newsdex_status status)
{
    if (status)
        die(d->error.message);
}

static void escape(ndx_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x21 || c == '%' || c == 0x7f)
            ndx_buffer_append_format(out, NULL, "%%%02x", c);
        else
            ndx_buffer_append_byte(out, text[i], NULL);
    }
}

static void add_line(dump *d, uint32_t docid, const ndx_buffer *line)
{
    if (d->digests) {
        d->digests[docid] += ndx_hash(line->data, line->length);
        return;
    }
    if (d->count == d->room) {
        d->room = d->room ? d->room * 2 : 4096;
        d->lines = need(realloc(d->lines, d->room * sizeof *d->lines));
    }
    d->lines[d->count++] = need(strdup(line->data));
}

static void walk_postings(dump *d, const char *term, size_t length,
                          void (*visit)(dump *d, xapc_postings *postings, uint32_t docid,
                                        const char *term, size_t length, uint32_t wdf))
{
    xapc_postings *postings;
    uint32_t docid, wdf;
    check(d, xapc_postings_open(d->db, term, length, &postings, &d->error));
    for (;;) {
        check(d, xapc_postings_next(postings, &docid, &wdf, &d->document_length, &d->error));
        if (!docid)
            break;
        visit(d, postings, docid, term, length, wdf);
    }
    xapc_postings_close(postings);
}

static void walk_terms(dump *d, const char *prefix,
                       void (*visit)(dump *d, xapc_postings *postings, uint32_t docid,
                                     const char *term, size_t length, uint32_t wdf))
{
    xapc_terms *terms;
    const char *text;
    size_t length;
    check(d, xapc_terms_open_all(d->db, prefix, strlen(prefix), &terms, &d->error));
    for (;;) {
        check(d, xapc_terms_next(terms, &text, &length, NULL, &d->error));
        if (!text)
            break;
        walk_postings(d, text, length, visit);
    }
    xapc_terms_close(terms);
}

static void name_document(dump *d, xapc_postings *postings, uint32_t docid, const char *term,
                          size_t length, uint32_t wdf)
{
    (void)postings;
    (void)wdf;
    ndx_buffer name;
    ndx_buffer_init(&name, ID_MAX);
    escape(&name, term, length);
    free(d->names[docid]);
    d->names[docid] = need(strdup(name.data));
    ndx_buffer_release(&name);
}

static void print_posting(dump *d, xapc_postings *postings, uint32_t docid, const char *term,
                          size_t length, uint32_t wdf)
{
    ndx_buffer line, positions;
    ndx_buffer_init(&line, BYTES_MAX);
    ndx_buffer_init(&positions, BYTES_MAX);
    ndx_buffer_append_format(&line, NULL, "%s ", d->names[docid]);
    escape(&line, term, length);
    ndx_buffer_append_format(&line, NULL, " x%" PRIu32, wdf);
    check(d, xapc_postings_positions(postings, &positions, &d->error));
    for (size_t i = 0; i + sizeof(uint32_t) <= positions.length; i += sizeof(uint32_t)) {
        uint32_t position;
        memcpy(&position, positions.data + i, sizeof position);
        ndx_buffer_append_format(&line, NULL, " %" PRIu32, position);
    }
    add_line(d, docid, &line);
    ndx_buffer_release(&line);
    ndx_buffer_release(&positions);
}

/* Of the terms and frequencies that the document itself lists. */
static uint64_t hash_term_list(dump *d, uint32_t docid)
{
    xapc_terms *terms;
    const char *text;
    size_t length;
    uint32_t wdf;
    uint64_t hash = 0;
    check(d, xapc_terms_open_document(d->db, docid, &terms, &d->error));
    for (;;) {
        check(d, xapc_terms_next(terms, &text, &length, &wdf, &d->error));
        if (!text)
            break;
        hash = ndx_hash_more(ndx_hash_more(hash, text, length), &wdf, sizeof wdf);
    }
    xapc_terms_close(terms);
    return hash;
}

static void print_document(dump *d, xapc_postings *postings, uint32_t docid, const char *term,
                           size_t length, uint32_t wdf)
{
    (void)postings;
    (void)term;
    (void)length;
    (void)wdf;
    ndx_buffer line, bytes;
    ndx_buffer_init(&line, BYTES_MAX);
    ndx_buffer_init(&bytes, BYTES_MAX);
    check(d, xapc_database_record(d->db, docid, &bytes, &d->error));
    ndx_buffer_append_format(&line, NULL,
                             "%s record %016" PRIx64 " length %" PRIu32 " terms %016" PRIx64,
                             d->names[docid], ndx_hash(bytes.data, bytes.length),
                             d->document_length, hash_term_list(d, docid));
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        ndx_buffer_clear(&bytes);
        check(d, xapc_database_value(d->db, docid, slot, &bytes, &d->error));
        if (!bytes.length)
            continue;
        ndx_buffer_append_format(&line, NULL, " %" PRIu32 "=", slot);
        escape(&line, bytes.data, bytes.length);
    }
    add_line(d, docid, &line);
    ndx_buffer_release(&line);
    ndx_buffer_release(&bytes);
}

static void use_docids(dump *d)
{
    for (uint32_t docid = 1; docid <= d->last; docid++) {
        free(d->names[docid]);
        char name[16];
        snprintf(name, sizeof name, "%08" PRIu32, docid);
        d->names[docid] = need(strdup(name));
    }
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void print_lines(const dump *d)
{
    if (d->count)
        qsort(d->lines, d->count, sizeof *d->lines, compare_lines);
    for (size_t i = 0; i < d->count; i++) {
        puts(d->lines[i]);
        free(d->lines[i]);
    }
}

static void print_digests(dump *d)
{
    for (uint32_t docid = 1; docid <= d->last; docid++)
        if (d->digests[docid])
            printf("%08" PRIu32 " %016" PRIx64 "\n", docid, d->digests[docid]);
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        ndx_buffer low, high;
        uint32_t documents;
        ndx_buffer_init(&low, BYTES_MAX);
        ndx_buffer_init(&high, BYTES_MAX);
        check(d, xapc_database_value_bounds(d->db, slot, &documents, &low, &high, &d->error));
        if (documents)
            printf("slot %" PRIu32 ": %" PRIu32 ", %016" PRIx64 " to %016" PRIx64 "\n", slot,
                   documents, ndx_hash(low.data, low.length), ndx_hash(high.data, high.length));
        ndx_buffer_release(&low);
        ndx_buffer_release(&high);
    }
}

int main(int argc, char **argv)
{
    bool docids = argc == 3 && !strcmp(argv[1], "--docids");
    bool ids = argc == 3 && !strcmp(argv[1], "--ids");
    bool digest = argc == 3 && !strcmp(argv[1], "--digest");
    if (argc != 2 + (docids || ids || digest))
        die("usage: dump_index [--docids|--ids|--digest] INDEX");
    dump d = {0};
    check(&d, xapc_database_open(argv[argc - 1], &d.db, &d.error));
    check(&d, xapc_database_last_docid(d.db, &d.last, &d.error));
    d.names = need(calloc((size_t)d.last + 1, sizeof *d.names));
    if (digest)
        d.digests = need(calloc((size_t)d.last + 1, sizeof *d.digests));
    walk_terms(&d, "Q", name_document);
    if (docids || digest)
        use_docids(&d);
    if (ids) {
        walk_terms(&d, "Q", print_posting);
    } else {
        walk_terms(&d, "", print_posting);
        walk_postings(&d, "", 0, print_document);
    }
    if (digest)
        print_digests(&d);
    print_lines(&d);
    for (uint32_t docid = 0; docid <= d.last; docid++)
        free(d.names[docid]);
    free(d.names);
    free(d.lines);
    free(d.digests);
    xapc_database_close(d.db);
    return ferror(stdout) || fflush(stdout) ? 2 : 0;
}

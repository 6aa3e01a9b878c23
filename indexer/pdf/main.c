/*
 * newsdex-pdf: the text of a PDF, for newsdex-index. A program of its own, so that what crashes,
 * hangs or fills the memory is this and not an index run, and that nothing else has to load
 * poppler.
 *
 * In: the PDF, on standard input. Out, with exit code 0: lines "name: value", an empty line, and
 * the pages with a form feed behind each; with PDF_SKIPPED or PDF_FAILED a line with the reason.
 * What a PDF may take is limited here: see protocol.h.
 */
#include <poppler.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#ifdef __linux__
#include <signal.h>
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <unistd.h>

#include "indexer/pdf/protocol.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { SHADOWED = 1 }; /* sanitizers take up terabytes of addresses */
#else
enum { SHADOWED = 0 };
#endif

#define MEMORY_MAX ((rlim_t)1 << 30)
enum {
    PAGES_MAX = 20000,
    BYTES_MAX = 256 << 20, /* of the file */
    HEADING_MAX = 300,     /* bytes; more in the largest type is no heading */
    HEADING_LETTERS = 4
};

static int refuse(int code, const char *what, const char *detail)
{
    printf("%s%s\n", what, detail);
    return code;
}

/* A limit that cannot be set is one that holds already. */
static void set_limits(void)
{
    const struct rlimit none = {0, 0}, seconds = {PDF_SECONDS_MAX, PDF_SECONDS_MAX + 5},
                        memory = {MEMORY_MAX, MEMORY_MAX};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_CPU, &seconds);
    if (!SHADOWED)
        setrlimit(RLIMIT_AS, &memory);
    alarm(10 * PDF_SECONDS_MAX); /* waiting takes no processor time */
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody else would read what comes out */
#endif
}

/* NULL when there is more than BYTES_MAX. */
static GBytes *read_input(void)
{
    GByteArray *bytes = g_byte_array_new();
    static guint8 block[64 * 1024];
    size_t length;
    while (bytes->len <= BYTES_MAX && (length = fread(block, 1, sizeof block, stdin)) > 0)
        g_byte_array_append(bytes, block, (guint)length);
    if (bytes->len <= BYTES_MAX)
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    return NULL;
}

static void print_field(const char *name, char *value)
{
    if (!value || !*value)
        return;
    printf("%s: ", name);
    for (const char *c = value; *c; c++)
        putchar(*c == '\n' || *c == '\r' ? ' ' : *c);
    putchar('\n');
}

/* As its author's clock had it. */
static void print_created(PopplerDocument *document)
{
    GDateTime *created = poppler_document_get_creation_date_time(document);
    char *text = created ? g_date_time_format(created, "%Y-%m-%dT%H:%M") : NULL;
    print_field("created", text);
    g_free(text);
    if (created)
        g_date_time_unref(created);
}

/* ---- the heading: what the first page has in the largest type ------------------------------ */

static double largest_type(const GList *runs)
{
    double largest = 0;
    for (; runs; runs = runs->next) {
        const PopplerTextAttributes *run = runs->data;
        if (run->font_size > largest && run->end_index - run->start_index >= HEADING_LETTERS - 1)
            largest = run->font_size;
    }
    return largest;
}

/* Indices count characters. */
static void append_run(GString *heading, const char *text, glong length,
                       const PopplerTextAttributes *run)
{
    glong start = run->start_index, end = run->end_index + 1;
    if (start < 0 || end > length || start >= end)
        return;
    const char *from = g_utf8_offset_to_pointer(text, start);
    g_string_append_len(heading, from, g_utf8_offset_to_pointer(from, end - start) - from);
    g_string_append_c(heading, ' ');
}

static void print_heading(PopplerPage *page, const char *text)
{
    GList *runs = poppler_page_get_text_attributes(page);
    GString *heading = g_string_new("");
    double size = largest_type(runs) * 0.99;
    glong length = g_utf8_strlen(text, -1);
    bool large = true, other = false;
    for (const GList *at = runs; at && (large || !heading->len) && heading->len <= HEADING_MAX;
         at = at->next) {
        const PopplerTextAttributes *run = at->data;
        large = run->font_size >= size;
        other = other || !large;
        if (large)
            append_run(heading, text, length, run);
    }
    if (other && heading->len <= HEADING_MAX)
        print_field("heading", heading->str);
    g_string_free(heading, TRUE);
    poppler_page_free_text_attributes(runs);
}

/* ---- the document ------------------------------------------------------------------------- */

static void print_fields(PopplerDocument *document)
{
    char *title = poppler_document_get_title(document);
    char *author = poppler_document_get_author(document);
    char *keywords = poppler_document_get_keywords(document);
    print_field("title", title);
    print_field("author", author);
    print_field("keywords", keywords);
    print_created(document);
    g_free(title);
    g_free(author);
    g_free(keywords);
}

/* What is seen is a hyphen, whatever the font calls it; at line ends it may be a soft one. */
static size_t print_text(const char *text)
{
    static const char soft[] = "\xC2\xAD";
    size_t bytes = 0;
    for (const char *at; (at = strstr(text, soft)) != NULL; text = at + 2) {
        const char *hyphen = at[2] == '\n' ? soft : "-";
        bytes += fwrite(text, 1, (size_t)(at - text), stdout) + strlen(hyphen);
        fputs(hyphen, stdout);
    }
    return bytes + fwrite(text, 1, strlen(text), stdout);
}

static void print_page(PopplerDocument *document, int number, size_t *bytes)
{
    PopplerPage *page = poppler_document_get_page(document, number);
    char *text = page ? poppler_page_get_text(page) : NULL;
    if (text && number == 0)
        print_heading(page, text);
    if (number == 0)
        putchar('\n');
    if (text)
        *bytes += print_text(text);
    putchar('\f');
    g_free(text);
    if (page)
        g_object_unref(page);
}

static int explain(const GError *error)
{
    if (error->domain == POPPLER_ERROR && error->code == POPPLER_ERROR_ENCRYPTED)
        return refuse(PDF_SKIPPED, "encrypted; cannot be read without its password", "");
    return refuse(PDF_FAILED, "damaged PDF: ", error->message);
}

int main(void)
{
    GError *error = NULL;
    size_t bytes = 0;
    set_limits();
    GBytes *input = read_input();
    if (!input)
        return refuse(PDF_FAILED, "a PDF of more than 256 MiB", "");
    PopplerDocument *document = poppler_document_new_from_bytes(input, NULL, &error);
    if (!document)
        return explain(error);
    int pages = poppler_document_get_n_pages(document);
    if (pages > PAGES_MAX)
        return refuse(PDF_FAILED, "a PDF of more than 20000 pages", "");
    print_fields(document);
    for (int i = 0; i < pages && bytes <= PDF_TEXT_MAX && !ferror(stdout); i++)
        print_page(document, i, &bytes);
    return 0;
}

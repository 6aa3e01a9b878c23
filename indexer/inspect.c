#include "indexer/inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/issue_reader.h"
#include "indexer/segment/index_folder.h"
#include "indexer/segment/ledger.h"
#include "searcher/base/error.h"
#include "searcher/index/schema.h"
#include "searcher/json_out.h"

/* What to do next. */
static void print_advice(const options *opt, const newsdex_error *error)
{
    if (error->status == NEWSDEX_E_NOINDEX) {
        fputs("; make one with: newsdex-index -i ", stderr);
        terminal_print_word(stderr, opt->index);
        fputs(" ARCHIVE", stderr);
    } else if (error->status == NEWSDEX_E_CORRUPT) {
        fputs("; the index is damaged: index the archives again into a new folder", stderr);
    }
}

int inspect_report(const options *opt, const newsdex_error *error)
{
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, error->message, strlen(error->message));
    print_advice(opt, error);
    fputc('\n', stderr);
    switch (error->status) {
    case NEWSDEX_E_ARGUMENT:
        return EXIT_USAGE;
    case NEWSDEX_E_NOINDEX:
        return EXIT_NO_INDEX;
    case NEWSDEX_E_LOCKED:
        return EXIT_LOCKED;
    case NEWSDEX_E_CORRUPT:
    case NEWSDEX_E_VERSION:
        return EXIT_UNREADABLE;
    default:
        return EXIT_BROKEN;
    }
}

/* ---- --probe ------------------------------------------------------------------------ */

static void add_field(jout *out, const char *key, const ndx_buffer *value)
{
    jout_text(out, key, value->data, value->length);
}

static bool print_article_json(const article *a, const char *address)
{
    char date[NDX_DATE_TEXT_SIZE];
    ndx_date_format(a->date, date);
    jout out;
    jout_begin(&out, "article");
    jout_string(&out, "format", a->format);
    jout_string(&out, "address", address);
    add_field(&out, "id", &a->id);
    add_field(&out, "title", &a->title);
    jout_string(&out, "date", date);
    jout_string(&out, "date_rule", a->date_rule);
    add_field(&out, "author", &a->author);
    add_field(&out, "source", &a->source);
    add_field(&out, "section", &a->section);
    add_field(&out, "language", &a->language);
    add_field(&out, "url", &a->url);
    add_field(&out, "keywords", &a->keywords);
    jout_string(&out, "charset", a->charset.name);
    jout_boolean(&out, "charset_guessed", a->charset.guessed);
    add_field(&out, "text", &a->text);
    return jout_end(&out, stdout);
}

static void print_line(const char *name, const char *value, size_t length)
{
    if (!length)
        return;
    printf("  %-9s", name);
    terminal_print_safe(stdout, value, length);
    putchar('\n');
}

static bool print_article_text(const article *a, const char *address)
{
    char date[NDX_DATE_TEXT_SIZE];
    ndx_date_format(a->date, date);
    terminal_print_safe(stdout, address, strlen(address));
    printf(" (%s, %s%s)\n", a->format, a->charset.name, a->charset.guessed ? ", guessed" : "");
    print_line("title", a->title.data, a->title.length);
    if (date[0])
        printf("  %-9s%s (%s)\n", "date", date, a->date_rule);
    print_line("id", a->id.data, a->id.length);
    print_line("author", a->author.data, a->author.length);
    print_line("source", a->source.data, a->source.length);
    print_line("section", a->section.data, a->section.length);
    print_line("language", a->language.data, a->language.length);
    print_line("url", a->url.data, a->url.length);
    size_t shown = a->text.length < 160 ? a->text.length : 160;
    print_line("text", a->text.data, shown);
    return !ferror(stdout);
}

static void tell(const char *address, const char *reason)
{
    fputs("newsdex-index: ", stderr);
    terminal_print_safe(stderr, address, strlen(address));
    fputs(": ", stderr);
    terminal_print_safe(stderr, reason, strlen(reason));
    fputc('\n', stderr);
}

/* The articles of one entry; false when the output is gone. */
static bool probe_entry(const options *opt, issue_reader *entries, const arc_entry *entry,
                        article_reader *formats, article *a, bool *failed)
{
    const entry_source source = issue_reader_source(entries);
    ndx_buffer address;
    ndx_buffer_init(&address, 1 << 16);
    bool going = true;
    article_reader_start(formats, &source);
    while (going) {
        newsdex_error why;
        article_result result = article_reader_next(formats, a, &why);
        if (result == ARTICLE_END)
            break;
        if (result != ARTICLE_FOUND) {
            tell(entry->address, why.message);
            *failed = *failed || result == ARTICLE_FAILED;
            going = why.status != NEWSDEX_E_NOMEM;
            continue;
        }
        ndx_buffer_clear(&address);
        ndx_buffer_append_text(&address, entry->address, NULL);
        if (a->locator.length)
            ndx_buffer_append_format(&address, NULL, "#%s", a->locator.data);
        going =
            opt->json ? print_article_json(a, address.data) : print_article_text(a, address.data);
    }
    ndx_buffer_release(&address);
    return going;
}

static newsdex_status probe(const options *opt, issue_reader *entries, article_reader *formats,
                            bool *failed, newsdex_error *err)
{
    article a;
    article_init(&a);
    newsdex_status status = NEWSDEX_OK;
    for (bool going = true; !status && going;) {
        arc_event event;
        arc_entry entry;
        if ((status = issue_reader_next(entries, &event, &entry, err)) || event == ARC_END)
            break;
        if (event == ARC_ENTRY)
            going = probe_entry(opt, entries, &entry, formats, &a, failed);
        else
            tell(entry.address, entry.reason);
        *failed = *failed || event == ARC_FAILED;
    }
    article_release(&a);
    return status;
}

int inspect_probe(const options *opt)
{
    const format_options how = {opt->maps, opt->map_count};
    arc_reader *archives = NULL;
    issue_reader *entries = NULL;
    article_reader *formats = NULL;
    newsdex_error error;
    bool failed = false;
    newsdex_status status = arc_reader_new(&opt->archive, &archives, &error);
    for (size_t i = 0; !status && i < opt->input_count; i++)
        status = arc_reader_add(archives, opt->inputs[i], &error);
    if (!status && !(status = issue_reader_new(archives, &entries, &error)) &&
        !(status = article_reader_new(&how, &formats, &error)))
        status = probe(opt, entries, formats, &failed, &error);
    article_reader_free(formats);
    issue_reader_free(entries);
    arc_reader_free(archives);
    if (status)
        return inspect_report(opt, &error);
    return failed ? EXIT_SOME_FAILED : EXIT_DONE;
}

/* ---- --status and --ledger ----------------------------------------------------------- */

/* Opens the index for reading, after a look at its stamp: library and program read the same. */
static newsdex_status open_index(const options *opt, xapc_database **db, newsdex_info *info,
                                 newsdex_error *err)
{
    *db = NULL;
    newsdex *nd;
    newsdex_status status = newsdex_open(opt->index, &nd, err);
    if (!status && !(status = newsdex_get_info(nd, info, err)))
        status = xapc_database_open(opt->index, db, err);
    newsdex_close(nd);
    return status;
}

static const char *date_text(int64_t seconds, char out[NDX_DATE_TEXT_SIZE])
{
    ndx_date_format(
        (ndx_date){seconds, seconds == NEWSDEX_DATE_NONE ? NDX_DATE_UNKNOWN : NDX_DATE_DAY}, out);
    return out;
}

/* How large the index is, and how much text is in it. */
typedef struct index_size {
    uint64_t bytes;
    uint64_t text_bytes; /* 0: unknown */
    bool estimated;      /* text_bytes is */
} index_size;

/*
 * The newest page of an archive tells of the articles that its last reading
 * added; from their length follows that of the others, which were there already.
 */
static newsdex_status measure(const options *opt, xapc_database *db, const newsdex_info *info,
                              index_size *out, newsdex_error *err)
{
    index_folder folder;
    ledger_cursor cursor;
    ledger_view view;
    bool found = true;
    uint64_t text_bytes = 0, taken = 0;
    *out = (index_size){0};
    newsdex_status status = NEWSDEX_OK;
    ledger_cursor_open(&cursor, db);
    while (!status && !(status = ledger_cursor_next(&cursor, &view, &found, err)) && found) {
        text_bytes += view.text_bytes;
        taken += view.counts[LEDGER_INDEXED] + view.counts[LEDGER_UPDATED];
    }
    ledger_cursor_close(&cursor);
    if (status || (status = index_folder_read(&folder, opt->index, err)))
        return status;
    /* A segment may be replaced while we look: then the size isn't told. */
    if (index_folder_bytes(&folder, &out->bytes, NULL))
        out->bytes = 0;
    index_folder_close(&folder);
    out->estimated = taken != info->articles;
    if (taken)
        out->text_bytes = (uint64_t)((double)text_bytes / (double)taken * (double)info->articles);
    return NEWSDEX_OK;
}

static void print_info_json(const options *opt, const newsdex_info *info, const index_size *size,
                            const char *oldest, const char *newest)
{
    jout out;
    jout_begin(&out, "index");
    jout_integer(&out, "version", 1);
    jout_string(&out, "path", opt->index);
    jout_integer(&out, "articles", (int64_t)info->articles);
    jout_integer(&out, "segments", info->segments);
    jout_integer(&out, "bytes", (int64_t)size->bytes);
    jout_integer(&out, "text_bytes", (int64_t)size->text_bytes);
    jout_boolean(&out, "text_bytes_estimated", size->estimated);
    jout_string(&out, "oldest", oldest);
    jout_string(&out, "newest", newest);
    jout_string(&out, "language", info->language);
    jout_integer(&out, "schema", info->schema_version);
    jout_end(&out, stdout);
}

static void print_info(const options *opt, const newsdex_info *info, const index_size *size)
{
    char oldest[NDX_DATE_TEXT_SIZE], newest[NDX_DATE_TEXT_SIZE];
    date_text(info->oldest, oldest);
    date_text(info->newest, newest);
    if (opt->json) {
        print_info_json(opt, info, size, oldest, newest);
        return;
    }
    terminal_print_safe(stdout, opt->index, strlen(opt->index));
    printf(": %llu article%s in %u segment%s, stemmed as %s\n", (unsigned long long)info->articles,
           info->articles == 1 ? "" : "s", info->segments, info->segments == 1 ? "" : "s",
           info->language);
    if (oldest[0])
        printf("  dated from %s to %s\n", oldest, newest);
    if (!size->bytes)
        return;
    printf("  %.1f MB", (double)size->bytes / 1e6);
    if (size->text_bytes)
        printf(", %s%.1f bytes for one of text", size->estimated ? "about " : "",
               (double)size->bytes / (double)size->text_bytes);
    putchar('\n');
}

/* "charsets":{"windows-1252":{"articles":7,"guessed":5}} */
static void add_charsets(jout *out, const ledger_charsets *charsets)
{
    json_t *all = json_object();
    for (size_t i = 0; i < charsets->count; i++) {
        const ledger_charset *item = &charsets->items[i];
        json_t *counts = json_object();
        json_object_set_new(counts, "articles", json_integer((json_int_t)item->articles));
        json_object_set_new(counts, "guessed", json_integer((json_int_t)item->guessed));
        json_object_set_new(all, item->name, counts);
    }
    jout_value(out, "charsets", all);
}

static void print_view(const options *opt, const ledger_view *view)
{
    const ledger_charset converted = ledger_charsets_total(&view->charsets);
    if (opt->json) {
        jout out;
        jout_begin(&out, "archive");
        jout_text(&out, "archive", view->archive, view->archive_length);
        jout_integer(&out, "read", (int64_t)ledger_view_read_count(view));
        for (int i = 0; i < LEDGER_OUTCOMES; i++)
            jout_integer(&out, ledger_outcome_name((ledger_outcome)i), (int64_t)view->counts[i]);
        jout_integer(&out, "undated", (int64_t)view->undated);
        jout_integer(&out, "untitled", (int64_t)view->untitled);
        jout_integer(&out, "converted", (int64_t)converted.articles);
        jout_integer(&out, "charset_guessed", (int64_t)converted.guessed);
        add_charsets(&out, &view->charsets);
        jout_integer(&out, "text_bytes", (int64_t)view->text_bytes);
        jout_end(&out, stdout);
        return;
    }
    fputs("  ", stdout);
    terminal_print_safe(stdout, view->archive, view->archive_length);
    printf(": %llu read =", (unsigned long long)ledger_view_read_count(view));
    for (int i = 0; i < LEDGER_OUTCOMES; i++)
        printf("%s %llu %s", i ? " +" : "", (unsigned long long)view->counts[i],
               ledger_outcome_name((ledger_outcome)i));
    if (converted.articles)
        printf(", %llu from another charset than UTF-8", (unsigned long long)converted.articles);
    if (converted.guessed)
        printf(", of which %llu by a guess", (unsigned long long)converted.guessed);
    putchar('\n');
}

/* The charsets of an archive that nothing declared: a line each among those of its entries. */
static void print_guesses(const options *opt, const ledger_view *view)
{
    for (size_t i = 0; i < view->charsets.count; i++) {
        const ledger_charset *item = &view->charsets.items[i];
        if (!item->guessed)
            continue;
        if (opt->json) {
            jout out;
            jout_begin(&out, "charset");
            jout_text(&out, "archive", view->archive, view->archive_length);
            jout_string(&out, "charset", item->name);
            jout_integer(&out, "guessed", (int64_t)item->guessed);
            jout_end(&out, stdout);
            continue;
        }
        fputs("guessed\t", stdout);
        terminal_print_safe(stdout, view->archive, view->archive_length);
        printf("\t%llu article%s in ", (unsigned long long)item->guessed,
               item->guessed == 1 ? "" : "s");
        terminal_print_safe(stdout, item->name, strlen(item->name));
        puts(", which nothing declares\t");
    }
}

enum { LINE_FIELDS = 4 };

/* A line "outcome TAB address TAB reason TAB offset" of the ledger. */
static void print_entry(const options *opt, const char *line, size_t length)
{
    static const char *const names[LINE_FIELDS] = {"outcome", "address", "reason", "offset"};
    jout out;
    if (opt->json)
        jout_begin(&out, "entry");
    const char *end = line + length;
    for (int i = 0; i < LINE_FIELDS; i++) {
        const char *stop = memchr(line, '\t', (size_t)(end - line));
        size_t field = (size_t)((stop ? stop : end) - line);
        if (!opt->json) {
            terminal_print_safe(stdout, line, field);
            putchar(i + 1 < LINE_FIELDS ? '\t' : '\n');
        } else if (i + 1 < LINE_FIELDS) {
            jout_text(&out, names[i], line, field);
        } else if (field) {
            jout_integer(&out, names[i], (int64_t)strtoull(line, NULL, 10));
        }
        line += field + (stop != NULL);
    }
    if (opt->json)
        jout_end(&out, stdout);
}

static void print_entries(const options *opt, const ledger_view *view)
{
    const char *line = view->lines, *end = line + view->lines_length;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((stop ? stop : end) - line);
        print_entry(opt, line, length);
        line += length + 1;
    }
}

static int walk_ledger(const options *opt, bool status_only)
{
    newsdex_info info = NEWSDEX_INFO_INIT;
    xapc_database *db = NULL;
    newsdex_error error;
    newsdex_status status = open_index(opt, &db, &info, &error);
    if (!status) {
        ledger_cursor cursor = {0};
        ledger_view view;
        index_size size;
        bool found = true;
        if (status_only && !(status = measure(opt, db, &info, &size, &error)))
            print_info(opt, &info, &size);
        ledger_cursor_open(&cursor, db);
        while (!status && !(status = ledger_cursor_next(&cursor, &view, &found, &error)) && found)
            if (status_only)
                print_view(opt, &view);
            else {
                print_guesses(opt, &view);
                print_entries(opt, &view);
            }
        ledger_cursor_close(&cursor);
    }
    xapc_database_close(db);
    if (status)
        return inspect_report(opt, &error);
    return EXIT_DONE;
}

int inspect_status(const options *opt)
{
    return walk_ledger(opt, true);
}

int inspect_ledger(const options *opt)
{
    return walk_ledger(opt, false);
}

#include "searcher/print.h"

#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longer lines are hard to read. */
enum { MAX_TEXT_WIDTH = 100 };

static unsigned text_width(const terminal *term)
{
    return term->width < MAX_TEXT_WIDTH ? term->width : MAX_TEXT_WIDTH;
}

static void print_string(FILE *stream, const char *text)
{
    terminal_print_safe(stream, text, strlen(text));
}

/* ---- hits ------------------------------------------------------------------ */

static void print_facts(const terminal *term, int indent, const newsdex_hit *hit)
{
    const char *const facts[] = {hit->date_text, hit->source, hit->section, hit->id};
    bool first = true;
    fprintf(term->stream, "%*s", indent, "");
    terminal_style(term, TERMINAL_FAINT);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (!*facts[i])
            continue;
        fputs(first ? "" : " \xC2\xB7 ", term->stream);
        print_string(term->stream, facts[i]);
        first = false;
    }
    terminal_style(term, TERMINAL_PLAIN);
    putc('\n', term->stream);
}

static void print_missing(const terminal *term, int indent, const newsdex_hit *hit)
{
    if (hit->missing_count == 0)
        return;
    fprintf(term->stream, "%*s", indent, "");
    terminal_style(term, TERMINAL_WARNING);
    fputs("missing: ", term->stream);
    for (size_t i = 0; i < hit->missing_count; i++) {
        fputs(i ? ", " : "", term->stream);
        print_string(term->stream, hit->missing[i]);
    }
    terminal_style(term, TERMINAL_PLAIN);
    putc('\n', term->stream);
}

/* The URL if it is one that may be linked to, else "": articles come from strangers. */
static const char *web_uri(const char *url)
{
    bool web = strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
    return web ? url : "";
}

/* The path of the file that the first length bytes of an address name, NULL when it isn't there. */
static char *find_file(const char *address, size_t length)
{
    char *path = strndup(address, length);
    char *whole = path ? realpath(path, NULL) : NULL;
    free(path);
    return whole;
}

/* The URI of the archive at an address, "" when it isn't there, seen from here. */
static void file_uri(const char *address, char *uri, size_t size)
{
    size_t length = strcspn(address, "!"), end = 0;
    const char *number = memrchr(address, '#', length);
    char *path = find_file(address, length);
    if (!path && number)
        path = find_file(address, (size_t)(number - address));
    for (const char *c = path; c && *c && end + 16 < size; c++)
        end += (size_t)snprintf(uri + end, size - end, strchr("%#?", *c) ? "%s%%%02X" : "%s%c",
                                end ? "" : "file://", (unsigned char)*c);
    uri[end] = '\0';
    free(path);
}

/* Where it came from, behind the index if there is a choice. */
static void print_address(const terminal *term, int indent, const newsdex_hit *hit, bool several)
{
    if (!*hit->address)
        return;
    fprintf(term->stream, "%*s", indent, "");
    terminal_style(term, TERMINAL_FAINT);
    if (several) {
        print_string(term->stream, hit->index);
        fputs(": ", term->stream);
    }
    char uri[PATH_MAX];
    file_uri(hit->address, uri, sizeof uri);
    terminal_begin_link(term, uri);
    print_string(term->stream, hit->address);
    terminal_end_link(term, uri);
    terminal_style(term, TERMINAL_PLAIN);
    putc('\n', term->stream);
}

/* How many more articles are the same story, and those of them that are listed. */
static void print_copies(const terminal *term, int indent, const newsdex_hit *hit)
{
    if (hit->story_size > 1)
        fprintf(term->stream, "%*s+%" PRIu64 " more\n", indent, "", hit->story_size - 1);
    for (size_t i = 0; i < hit->copy_count; i++) {
        const newsdex_hit *copy = &hit->copies[i];
        fprintf(term->stream, "%*s", indent + 2, "");
        print_string(term->stream, *copy->title ? copy->title : "(no title)");
        putc('\n', term->stream);
        print_facts(term, indent + 2, copy);
    }
}

void print_hit(const terminal *term, const newsdex_hit *hit, const hit_layout *layout)
{
    int digits = snprintf(NULL, 0, "%" PRIu64, layout->last_rank);
    int indent = digits + 2;
    terminal_block title = {.indent = (unsigned)indent, .width = text_width(term)};
    title.base = TERMINAL_TITLE;
    terminal_block snippet = title;
    snippet.base = NULL;
    snippet.style = TERMINAL_MATCH;
    snippet.spans = hit->spans;
    snippet.span_count = hit->span_count;

    fprintf(term->stream, "%*" PRIu64 ". ", digits, hit->rank);
    const char *name = *hit->title ? hit->title : "(no title)";
    terminal_begin_link(term, web_uri(hit->url));
    terminal_print_wrapped(term, name, strlen(name), &title);
    terminal_end_link(term, web_uri(hit->url));
    print_facts(term, indent, hit);
    if (*hit->snippet) {
        fprintf(term->stream, "%*s", indent, "");
        terminal_print_wrapped(term, hit->snippet, strlen(hit->snippet), &snippet);
    }
    print_address(term, indent, hit, layout->several_indexes);
    print_missing(term, indent, hit);
    print_copies(term, indent, hit);
}

/* ---- a whole article --------------------------------------------------------- */

/* A run of text with its matches. */
typedef struct marked_text {
    const char *text;
    size_t length;
    const newsdex_span *spans;
    size_t span_count;
} marked_text;

static void print_paragraphs(const terminal *term, const marked_text *marked)
{
    terminal_block block = {
        .width = text_width(term),
        .style = TERMINAL_MATCH,
        .spans = marked->spans,
        .span_count = marked->span_count,
    };
    while (block.offset < marked->length) {
        const char *line = marked->text + block.offset;
        size_t left = marked->length - block.offset;
        const char *line_end = memchr(line, '\n', left);
        size_t length = line_end ? (size_t)(line_end - line) : left;
        terminal_print_wrapped(term, line, length, &block);
        block.offset += length + 1;
        while (block.span_count > 0 && block.spans->offset < block.offset) {
            block.spans++;
            block.span_count--;
        }
    }
}

static void print_unwrapped(const terminal *term, const char *style, const marked_text *marked)
{
    size_t at = 0;
    terminal_style(term, style);
    for (size_t i = 0; i < marked->span_count; i++) {
        newsdex_span span = marked->spans[i];
        terminal_print_text(term->stream, marked->text + at, span.offset - at);
        terminal_style(term, TERMINAL_MATCH);
        terminal_print_text(term->stream, marked->text + span.offset, span.length);
        terminal_style(term, TERMINAL_PLAIN);
        terminal_style(term, style);
        at = (size_t)span.offset + span.length;
    }
    terminal_print_text(term->stream, marked->text + at, marked->length - at);
    if (style)
        terminal_style(term, TERMINAL_PLAIN);
    if (marked->length > 0 && marked->text[marked->length - 1] != '\n')
        putc('\n', term->stream);
}

static void write_article(const terminal *term, const newsdex_article *article,
                          const newsdex_matches *matches)
{
    const char *name = *article->title ? article->title : "(no title)";
    const marked_text title = {name, strlen(name), matches ? matches->title_spans : NULL,
                               matches ? matches->title_count : 0};
    const marked_text text = {article->text, article->text_length,
                              matches ? matches->text_spans : NULL,
                              matches ? matches->text_count : 0};
    const struct {
        const char *name, *value;
    } facts[] = {
        {"date", article->date_text},    {"author", article->author},
        {"source", article->source},     {"section", article->section},
        {"language", article->language}, {"url", article->url},
        {"address", article->address},   {"id", article->id},
    };
    print_unwrapped(term, TERMINAL_TITLE, &title);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (!*facts[i].value)
            continue;
        terminal_style(term, TERMINAL_FAINT);
        fprintf(term->stream, "%s: ", facts[i].name);
        const char *link = facts[i].value == article->url ? web_uri(article->url) : "";
        terminal_begin_link(term, link);
        print_string(term->stream, facts[i].value);
        terminal_end_link(term, link);
        terminal_style(term, TERMINAL_PLAIN);
        putc('\n', term->stream);
    }
    putc('\n', term->stream);
    if (term->interactive)
        print_paragraphs(term, &text);
    else
        print_unwrapped(term, NULL, &text);
}

static bool is_longer_than(const char *text, unsigned lines)
{
    for (; lines > 0 && text; lines--) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return text && *text;
}

/* False when there is no pager, or it could not be run. */
static bool print_through_pager(const char *text)
{
    const char *pager = getenv("NEWSDEX_PAGER");
    if (!pager)
        pager = getenv("PAGER");
    if (!pager)
        pager = "less -R";
    if (!*pager || strcmp(pager, "cat") == 0)
        return false;
    FILE *pipe = popen(pager, "w");
    if (!pipe)
        return false;
    /* Ctrl-C belongs to the pager while it runs, and it may quit before it has read all. */
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    fputs(text, pipe);
    int status = pclose(pipe);
    signal(SIGINT, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    enum { SHELL_NOT_FOUND = 127 };
    return !(WIFEXITED(status) && WEXITSTATUS(status) == SHELL_NOT_FOUND);
}

bool print_article(const terminal *term, const newsdex_article *article,
                   const newsdex_matches *matches)
{
    if (!term->interactive) {
        write_article(term, article, matches);
        return true;
    }
    char *text = NULL;
    size_t length = 0;
    terminal page = *term;
    page.stream = open_memstream(&text, &length);
    if (!page.stream)
        return false;
    write_article(&page, article, matches);
    bool written = fclose(page.stream) == 0;
    if (written && !(is_longer_than(text, term->height - 1) && print_through_pager(text)))
        fputs(text, term->stream);
    free(text);
    return written;
}

/* ---- beside the results -------------------------------------------------------- */

void print_error(const char *subject, const char *message)
{
    fflush(stdout);
    fputs("newsdex-search: ", stderr);
    if (subject) {
        print_string(stderr, subject);
        fputs(": ", stderr);
    }
    print_string(stderr, message);
    putc('\n', stderr);
}

void print_no_index(const char *index)
{
    fflush(stdout);
    fputs("newsdex-search: ", stderr);
    print_string(stderr, index);
    fputs(": no index here; make one with: newsdex-index -i ", stderr);
    terminal_print_word(stderr, index);
    fputs(" ARCHIVE\n", stderr);
}

void print_query_error(const char *query, const newsdex_error *err)
{
    size_t length = strlen(query);
    print_error("query", err->message);
    if (err->position > length)
        return;
    terminal term;
    terminal_init(&term, stderr, TERMINAL_COLOR_NEVER);
    terminal_print_caret(stderr, query, length, err->position, term.width - 1);
}

static void print_remark(const char *place, const char *kind, const char *text)
{
    char subject[320];
    snprintf(subject, sizeof subject, "%s%s%s", place ? place : "", place ? ": " : "", kind);
    print_error(subject, text);
}

void print_notice(const char *place, const char *notice)
{
    print_remark(place, "note", notice);
}

static void print_shown(const options *opt, const summary *sum)
{
    static const char *const first[] = {
        [NEWSDEX_SORT_RELEVANCE] = "best",
        [NEWSDEX_SORT_NEWEST] = "newest",
        [NEWSDEX_SORT_OLDEST] = "oldest",
    };
    uint64_t from = (uint64_t)opt->offset + 1;
    if (sum->shown == 0)
        fprintf(stderr, ", none from %" PRIu64 " on", from);
    else if (opt->offset > 0)
        fprintf(stderr, ", %" PRIu64 " to %" PRIu64 " shown", from, opt->offset + sum->shown);
    else if (sum->shown < sum->stories)
        fprintf(stderr, ", %s %" PRIu64 "%s shown", first[opt->sort], sum->shown,
                sum->stories_exact ? "" : " stories");
}

void print_summary(const options *opt, const summary *sum)
{
    fflush(stdout);
    if (isatty(STDOUT_FILENO) && sum->shown > 0)
        putc('\n', stderr);
    bool grouped = sum->stories_exact && sum->stories < sum->total;
    if (grouped)
        fprintf(stderr, "%" PRIu64 " stor%s (", sum->stories, sum->stories == 1 ? "y" : "ies");
    fprintf(stderr, "%s%" PRIu64 " article%s%s", sum->exact ? "" : "about ", sum->total,
            sum->total == 1 ? "" : "s", grouped ? ")" : "");
    print_shown(opt, sum);
    fprintf(stderr, " (%.1f ms)\n", sum->ms);
}

void print_nothing(const options *opt, const char *understood, uint64_t articles)
{
    fputs("nothing found for ", stderr);
    print_string(stderr, understood);
    fputs(" in ", stderr);
    print_string(stderr, opt->index_names);
    fprintf(stderr, " (%" PRIu64 " article%s)\n", articles, articles == 1 ? "" : "s");
}

void print_without(const char *filters, uint64_t articles)
{
    if (articles)
        fprintf(stderr, "without %s: %" PRIu64 " article%s\n", filters, articles,
                articles == 1 ? "" : "s");
}

void print_suggestion(const char *place, const summary *sum)
{
    if (sum->suggestion && *sum->suggestion)
        print_remark(place, "did you mean", sum->suggestion);
}

void print_form(const newsdex_form *form, const char *part)
{
    bool first = !part || strcmp(form->part, part) != 0;
    if (first && part)
        putchar('\n');
    if (first)
        print_string(stdout, form->part);
    fputs(first ? ": " : ", ", stdout);
    print_string(stdout, form->word);
    printf(" (%" PRIu64 ")", form->articles);
}

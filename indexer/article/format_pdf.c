/*
 * PDF documents: an article each. newsdex-pdf (indexer/pdf) reads them, a process for each, beside
 * this program or in $NEWSDEX_PDF: poppler crashes on some of what calls itself PDF.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "indexer/article/article_date.h"
#include "indexer/article/formats.h"
#include "indexer/article/input.h"
#include "indexer/article/ocr_text.h"
#include "indexer/article/sniff.h"
#include "indexer/pdf/protocol.h"
#include "searcher/base/error.h"

extern char **environ;

enum { PATH_ROOM = 4096, TITLE_LETTERS = 3 };

static int bid(const format_probe *probe)
{
    return sniff_is_pdf(probe) ? 100 : 0;
}

typedef struct pdf_state {
    ndx_buffer output; /* newsdex-pdf's */
    ndx_buffer plain;
    bool done;
} pdf_state;

static newsdex_status open_pdf(format_input *input, const format_options *options, void **state,
                               newsdex_error *err)
{
    (void)input, (void)options;
    pdf_state *p = calloc(1, sizeof *p);
    *state = p;
    if (!p)
        return ndx_error_nomem(err);
    ndx_buffer_init(&p->output, 2 * (size_t)PDF_TEXT_MAX);
    ndx_buffer_init(&p->plain, 2 * (size_t)PDF_TEXT_MAX);
    return NEWSDEX_OK;
}

static void close_pdf(void *state)
{
    pdf_state *p = state;
    if (!p)
        return;
    ndx_buffer_release(&p->output);
    ndx_buffer_release(&p->plain);
    free(p);
}

/* ---- the other program --------------------------------------------------------------- */

typedef struct converter {
    pid_t pid;
    int in, out; /* its standard input and output, seen from here */
} converter;

/* Where this program lies; false when that can't be told. */
static bool find_self(char path[PATH_ROOM])
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_ROOM - 1);
    if (length < 0) /* a system without /proc */
        return strchr(program_invocation_name, '/') &&
               strlen(program_invocation_name) < PATH_ROOM && strcpy(path, program_invocation_name);
    path[length] = '\0';
    return strchr(path, '/');
}

/* False when there is none. */
static bool find_program(char path[PATH_ROOM])
{
    static const char name[] = "newsdex-pdf";
    const char *given = getenv("NEWSDEX_PDF");
    if (given && *given) {
        snprintf(path, PATH_ROOM, "%s", given);
    } else {
        char *last = find_self(path) ? strrchr(path, '/') + 1 : NULL;
        if (!last || (size_t)(last - path) > PATH_ROOM - sizeof name)
            return false;
        strcpy(last, name);
    }
    return access(path, X_OK) == 0;
}

bool format_pdf_is_read(void)
{
    char path[PATH_ROOM];
    return find_program(path);
}

/* In a process group of its own: an interrupt is for this program to act on. */
static int spawn(const char *path, const int in[2], const int out[2], pid_t *pid)
{
    char *const arguments[] = {(char *)path, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigdefault(&attributes, &pipe);
    int failure = posix_spawn(pid, path, &files, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failure;
}

static newsdex_status start(converter *c, const char *path, newsdex_error *err)
{
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC))
        return ndx_error_errno(err, "newsdex-pdf");
    if (pipe2(out, O_CLOEXEC)) {
        close(in[0]);
        close(in[1]);
        return ndx_error_errno(err, "newsdex-pdf");
    }
    int failure = spawn(path, in, out, &c->pid);
    close(in[0]);
    close(out[1]);
    c->in = in[1];
    c->out = out[0];
    if (!failure)
        return NEWSDEX_OK;
    close(c->in);
    close(c->out);
    errno = failure;
    return ndx_error_errno(err, "newsdex-pdf");
}

/* False when it takes no more. */
static bool feed(const converter *c, const char *data, size_t length)
{
    while (length) {
        ssize_t written = write(c->in, data, length);
        if (written < 0 && errno != EINTR)
            return false;
        data += written < 0 ? 0 : written;
        length -= written < 0 ? 0 : (size_t)written;
    }
    return true;
}

/* It reads all before it writes anything, so neither waits for the other. */
static newsdex_status feed_all(const converter *c, format_input *input, newsdex_error *err)
{
    const char *data;
    size_t length;
    newsdex_status status;
    while ((status = format_input_peek(input, 1, &data, &length, err)) == NEWSDEX_OK && length &&
           feed(c, data, length))
        format_input_consume(input, length);
    format_input_end(input);
    return status;
}

static newsdex_status collect(const converter *c, ndx_buffer *output, newsdex_error *err)
{
    char block[16 * 1024];
    ssize_t got = 0;
    newsdex_status status = NEWSDEX_OK;
    do {
        if (got > 0)
            status = ndx_buffer_append(output, block, (size_t)got, err);
        got = read(c->out, block, sizeof block);
    } while (!status && (got > 0 || (got < 0 && errno == EINTR)));
    return status;
}

/* How it ended, as waitpid has it; killed when status says that nobody wants its output. */
static int finish(const converter *c, newsdex_status status)
{
    int ending = 0;
    close(c->out);
    if (status)
        kill(c->pid, SIGKILL);
    while (waitpid(c->pid, &ending, 0) < 0 && errno == EINTR)
        ;
    return ending;
}

static newsdex_status convert(const char *path, format_input *input, ndx_buffer *output,
                              int *ending, newsdex_error *err)
{
    converter c;
    newsdex_status status = start(&c, path, err);
    if (status)
        return status;
    status = feed_all(&c, input, err);
    close(c.in);
    if (!status)
        status = collect(&c, output, err);
    *ending = finish(&c, status);
    return status;
}

/* Why there is no text; the first line is newsdex-pdf's own word for it. */
static article_result refuse(const pdf_state *p, int ending, newsdex_error *err)
{
    int code = WIFEXITED(ending) ? WEXITSTATUS(ending) : 0;
    int killed = WIFSIGNALED(ending) ? WTERMSIG(ending) : 0;
    bool skipped = code == PDF_SKIPPED;
    if (skipped || code == PDF_FAILED) {
        ndx_buffer reason;
        ndx_buffer_init(&reason, ARTICLE_FIELD_MAX);
        article_set_field(&reason, p->output.data, strcspn(p->output.data, "\n"), NULL);
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "%s", reason.data);
        ndx_buffer_release(&reason);
    } else if (killed == SIGXCPU || killed == SIGALRM) {
        ndx_error_set(err, NEWSDEX_E_LIMIT, "a PDF that takes longer than %d s", PDF_SECONDS_MAX);
    } else {
        ndx_error_set(err, NEWSDEX_E_CORRUPT, "poppler cannot read this PDF (%s %d)",
                      killed ? "signal" : "exit code", killed ? killed : code);
    }
    return skipped ? ARTICLE_SKIPPED : ARTICLE_FAILED;
}

/* ---- its output to an article ---------------------------------------------------------- */

/* The value of a line "name: value" before the first empty line; *length 0 when there is none. */
static const char *field_of(const ndx_buffer *output, const char *name, size_t *length)
{
    size_t size = strlen(name);
    for (const char *line = output->data; *line && *line != '\n';) {
        *length = strcspn(line, "\n");
        if (*length > size + 2 && strncmp(line, name, size) == 0 && line[size] == ':') {
            *length -= size + 2;
            return line + size + 2;
        }
        line += *length + (line[*length] == '\n');
    }
    *length = 0;
    return "";
}

static size_t count_letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z') || (unsigned char)*text >= 0x80;
    return count;
}

/* "Document 1": a word, and a number at most. */
static bool is_numbered(const char *title, const char *word)
{
    size_t length = strlen(word);
    return strncasecmp(title, word, length) == 0 &&
           title[length + strspn(title + length, " 0123456789")] == '\0';
}

/* Programs fill in the names of files and of nothing at all. */
static bool is_title(const char *title)
{
    static const char *const extensions[] = {
        "doc", "docx", "pdf", "indd", "qxd",  "qxp", "ppt", "pptx", "xls", "xlsx",
        "rtf", "odt",  "tex", "dvi",  "ps",   "eps", "ai",  "pmd",  "p65", "pub",
        "wpd", "htm",  "txt", "fm",   "html", "cdr", "tif", "jpg",  "png", NULL};
    static const char *const starts[] = {"Microsoft Word - ", "Microsoft PowerPoint - ",
                                         "Microsoft Excel - "};
    static const char *const words[] = {"untitled", "unknown", "document",
                                        "layout",   "slide",   "PowerPoint Presentation"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncasecmp(title, starts[i], strlen(starts[i])) == 0)
            return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_numbered(title, words[i]))
            return false;
    return count_letters(title) >= TITLE_LETTERS && !sniff_has_extension(title, extensions);
}

static newsdex_status set_title(const pdf_state *p, article *out, const char *basename,
                                newsdex_error *err)
{
    static const char *const names[] = {"title", "heading"};
    newsdex_status status = NEWSDEX_OK;
    ndx_buffer_clear(&out->title);
    for (size_t i = 0; !status && i < sizeof names / sizeof *names; i++) {
        size_t length;
        const char *value = field_of(&p->output, names[i], &length);
        status = article_set_field(&out->title, value, length, err);
        if (is_title(out->title.data))
            return status;
    }
    const char *dot = strrchr(basename, '.');
    size_t length = dot && dot > basename ? (size_t)(dot - basename) : strlen(basename);
    return status ? status : article_set_field(&out->title, basename, length, err);
}

static newsdex_status add_keywords(const pdf_state *p, article *out, newsdex_error *err)
{
    size_t length;
    const char *words = field_of(&p->output, "keywords", &length), *end = words + length;
    newsdex_status status = NEWSDEX_OK;
    while (!status && words < end) {
        size_t size = strcspn(words, ",;\n");
        status = article_add_keyword(out, words, size, err);
        words += size + 1;
    }
    return status;
}

/* The day a file was made says least: papers of a hundred years are scanned today. */
static void set_date(const pdf_state *p, article *out, const entry_source *source)
{
    size_t length;
    const char *created = field_of(&p->output, "created", &length);
    article_date_from_place(out, source->basename, source->path);
    if (out->date.precision == NDX_DATE_UNKNOWN && article_date_parse(created, length, &out->date))
        out->date_rule = "created";
}

static newsdex_status set_text(pdf_state *p, article *out, newsdex_error *err)
{
    ocr_text text = {.out = &p->plain};
    const char *page = strstr(p->output.data, "\n\n");
    newsdex_status status = NEWSDEX_OK;
    page = *p->output.data == '\n' ? p->output.data + 1 : page ? page + 2 : "";
    while (!status && *page) {
        size_t length = strcspn(page, "\f");
        status = ocr_text_append_lines(&text, page, length, err);
        ocr_text_gap(&text, OCR_BLOCK);
        page += length + (page[length] == '\f');
    }
    const char *body = ocr_text_skip_title(p->plain.data, out->title.data);
    return status ? status : article_set_text(out, body, strlen(body), err);
}

static newsdex_status fill(pdf_state *p, article *out, const entry_source *source,
                           newsdex_error *err)
{
    size_t length;
    const char *author = field_of(&p->output, "author", &length);
    newsdex_status status = article_set_author(out, author, length, err);
    if (!status)
        status = set_title(p, out, source->basename, err);
    if (!status)
        status = add_keywords(p, out, err);
    if (!status)
        status = set_text(p, out, err);
    set_date(p, out, source);
    return status;
}

static article_result next(void *state, format_input *input, article *out, newsdex_error *err)
{
    pdf_state *p = state;
    if (p->done)
        return ARTICLE_END;
    p->done = true;
    char path[PATH_ROOM];
    int ending = 0;
    if (!find_program(path)) {
        ndx_error_set(err, NEWSDEX_E_ARGUMENT, "a PDF; built without poppler, which reads them");
        return ARTICLE_SKIPPED;
    }
    if (convert(path, input, &p->output, &ending, err))
        return ARTICLE_FAILED;
    if (!WIFEXITED(ending) || WEXITSTATUS(ending))
        return refuse(p, ending, err);
    if (fill(p, out, input->source, err))
        return ARTICLE_FAILED;
    if (out->text.length)
        return ARTICLE_FOUND;
    ndx_error_set(err, NEWSDEX_E_ARGUMENT, "a PDF without text");
    return ARTICLE_SKIPPED;
}

const format format_pdf = {"pdf", bid, open_pdf, next, close_pdf};

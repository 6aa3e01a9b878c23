/* Columns are counted by the C library's tables, characters at a time, in linear time. */
#include "searcher/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static void set_locale(void)
{
    static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (setlocale(LC_CTYPE, names[i]))
            return;
    setlocale(LC_CTYPE, "");
}

/* Reading standard input and writing the others still fails as if they were closed. */
static void keep_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void terminal_start(void)
{
    keep_streams();
    set_locale();
}

const char *const terminal_color_names[TERMINAL_COLORS] = {"auto", "always", "never"};

static bool is_color_wanted(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return !(no_color && *no_color) && term && *term && strcmp(term, "dumb") != 0;
}

void terminal_init(terminal *term, FILE *stream, terminal_color color)
{
    *term = (terminal){.stream = stream, .width = 80, .height = 24};
    int fd = fileno(stream);
    term->interactive = fd >= 0 && isatty(fd);
    term->color = color == TERMINAL_COLOR_ALWAYS ||
                  (color == TERMINAL_COLOR_AUTO && term->interactive && is_color_wanted());
    struct winsize size;
    if (term->interactive && ioctl(fd, TIOCGWINSZ, &size) == 0) {
        if (size.ws_col > 0)
            term->width = size.ws_col;
        if (size.ws_row > 0)
            term->height = size.ws_row;
    }
}

void terminal_style(const terminal *term, const char *style)
{
    if (term->color && style)
        fputs(style, term->stream);
}

/* ---- characters ------------------------------------------------------------ */

typedef enum kind { KIND_SHOWN, KIND_SPACE, KIND_LINE_END, KIND_HARMFUL } kind;

typedef struct character {
    kind kind;
    size_t length;    /* in bytes */
    unsigned columns; /* when printed */
} character;

static bool is_bidi_control(wchar_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* The character at text[0..length), length > 0. */
static character read_character(const char *text, size_t length)
{
    if (*text == '\n')
        return (character){KIND_LINE_END, 1, 1};
    if (*text == ' ' || *text == '\t' || *text == '\r')
        return (character){KIND_SPACE, 1, 1};
    wchar_t wide = 0;
    mbstate_t state = {0};
    size_t bytes = *text ? mbrtowc(&wide, text, length, &state) : length + 1;
    if (bytes > length) /* also (size_t)-1 and -2: invalid and cut off */
        return (character){KIND_HARMFUL, 1, 1};
    if (wide == 0x2028 || wide == 0x2029) /* line and paragraph separator */
        return (character){KIND_SPACE, bytes, 1};
    int columns = wcwidth(wide);
    if (columns < 0 || is_bidi_control(wide))
        return (character){KIND_HARMFUL, bytes, 1};
    return (character){KIND_SHOWN, bytes, (unsigned)columns};
}

static void print_character(FILE *stream, const char *text, character c)
{
    if (c.kind == KIND_SHOWN)
        fwrite(text, 1, c.length, stream);
    else
        fputs(c.kind == KIND_HARMFUL ? "\xEF\xBF\xBD" : " ", stream);
}

/* Terminals refuse longer ones. */
enum { LINK_MAX = 2000 };

static bool is_linked(const terminal *term, const char *uri)
{
    return term->links && *uri && strlen(uri) <= LINK_MAX;
}

void terminal_begin_link(const terminal *term, const char *uri)
{
    if (!is_linked(term, uri))
        return;
    fputs("\033]8;;", term->stream);
    for (; *uri; uri++) {
        unsigned char byte = (unsigned char)*uri;
        if (byte <= ' ' || byte >= 0x7F)
            fprintf(term->stream, "%%%02X", byte);
        else
            putc(byte, term->stream);
    }
    fputs("\033\\", term->stream);
}

void terminal_end_link(const terminal *term, const char *uri)
{
    if (is_linked(term, uri))
        fputs("\033]8;;\033\\", term->stream);
}

void terminal_print_safe(FILE *stream, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        character c = read_character(text + i, length - i);
        print_character(stream, text + i, c);
        i += c.length;
    }
}

static bool is_plain_word(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "/._-+,:=@%";
    return *text && !text[strspn(text, plain)];
}

void terminal_print_word(FILE *stream, const char *text)
{
    if (is_plain_word(text)) {
        fputs(text, stream);
        return;
    }
    putc('\'', stream);
    for (size_t length = strlen(text); length;) {
        character c = read_character(text, length);
        if (*text == '\'')
            fputs("'\\''", stream);
        else if (c.kind == KIND_SHOWN || *text == ' ')
            fwrite(text, 1, c.length, stream);
        else
            for (size_t i = 0; i < c.length; i++)
                fprintf(stream, "'$'\\%03o''", (unsigned char)text[i]);
        text += c.length;
        length -= c.length;
    }
    putc('\'', stream);
}

void terminal_print_text(FILE *stream, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        character c = read_character(text + i, length - i);
        if (text[i] == '\n' || text[i] == '\t')
            putc(text[i], stream);
        else
            print_character(stream, text + i, c);
        i += c.length;
    }
}

size_t terminal_columns(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length;) {
        character c = read_character(text + i, length - i);
        columns += c.columns;
        i += c.length;
    }
    return columns;
}

size_t terminal_fit(const char *text, size_t length, size_t columns)
{
    size_t end = 0;
    while (end < length) {
        character c = read_character(text + end, length - end);
        if (c.columns > columns)
            break;
        columns -= c.columns;
        end += c.length;
    }
    return end;
}

size_t terminal_fit_before(const char *text, size_t end, size_t columns)
{
    /* Only so far back, as texts are long; columns of many combining marks get fewer. */
    enum { BYTES_A_COLUMN = 16 };
    size_t start = end > columns * BYTES_A_COLUMN ? end - columns * BYTES_A_COLUMN : 0;
    while (start > 0 && start < end && ((unsigned char)text[start] & 0xC0) == 0x80)
        start++;
    size_t width = terminal_columns(text + start, end - start);
    while (start < end && width > columns) {
        character c = read_character(text + start, end - start);
        width -= c.columns;
        start += c.length;
    }
    return start;
}

/* ---- wrapping -------------------------------------------------------------- */

typedef struct wrapper {
    const terminal *term;
    const terminal_block *block;
    size_t column;
    size_t span; /* the first that doesn't end before the present byte */
    bool styled;
} wrapper;

static void break_line(wrapper *w)
{
    fprintf(w->term->stream, "\n%*s", (int)w->block->indent, "");
    w->column = w->block->indent;
}

static void set_styled(wrapper *w, bool styled)
{
    if (w->styled == styled)
        return;
    w->styled = styled;
    if (!styled)
        terminal_style(w->term, TERMINAL_PLAIN);
    terminal_style(w->term, styled ? w->block->style : w->block->base);
}

/* Spans come in order, so the search for the one at offset only goes forward. */
static bool is_in_span(wrapper *w, size_t offset)
{
    const newsdex_span *spans = w->block->spans;
    while (w->span < w->block->span_count &&
           (size_t)spans[w->span].offset + spans[w->span].length <= offset)
        w->span++;
    return w->span < w->block->span_count && spans[w->span].offset <= offset;
}

/* The end of the piece at start that stays on one line: a word, or one wide (Chinese) character
   with the marks behind it. */
static size_t piece_end(const char *text, size_t length, size_t start, size_t *columns)
{
    *columns = 0;
    bool wide = false;
    size_t i = start;
    while (i < length) {
        character c = read_character(text + i, length - i);
        bool ends = c.kind == KIND_SPACE || c.kind == KIND_LINE_END ||
                    (i > start && c.columns > 0 && (wide || c.columns > 1));
        if (ends)
            break;
        wide = wide || c.columns > 1;
        *columns += c.columns;
        i += c.length;
    }
    return i;
}

static void print_piece(wrapper *w, const char *text, size_t start, size_t end)
{
    for (size_t i = start; i < end;) {
        character c = read_character(text + i, end - i);
        if (w->column + c.columns > w->block->width && w->column > w->block->indent)
            break_line(w);
        set_styled(w, is_in_span(w, w->block->offset + i));
        print_character(w->term->stream, text + i, c);
        w->column += c.columns;
        i += c.length;
    }
    set_styled(w, false);
}

void terminal_print_wrapped(const terminal *term, const char *text, size_t length,
                            const terminal_block *block)
{
    wrapper w = {.term = term, .block = block, .column = block->indent};
    terminal_style(term, block->base);
    bool spaced = false;
    for (size_t i = 0; i < length;) {
        character c = read_character(text + i, length - i);
        if (c.kind == KIND_SPACE || c.kind == KIND_LINE_END) {
            spaced = w.column > block->indent;
            i += c.length;
            continue;
        }
        size_t columns;
        size_t end = piece_end(text, length, i, &columns);
        if (w.column + spaced + columns > block->width && w.column > block->indent) {
            break_line(&w);
        } else if (spaced) {
            putc(' ', term->stream);
            w.column++;
        }
        spaced = false;
        print_piece(&w, text, i, end);
        i = end;
    }
    if (block->base)
        terminal_style(term, TERMINAL_PLAIN);
    putc('\n', term->stream);
}

/* ---- caret ----------------------------------------------------------------- */

void terminal_print_caret(FILE *stream, const char *text, size_t length, size_t position,
                          unsigned width)
{
    if (position > length)
        position = length;
    size_t start = terminal_fit_before(text, position, width * 3 / 4);
    terminal_print_safe(stream, text + start, terminal_fit(text + start, length - start, width));
    int before = (int)terminal_columns(text + start, position - start);
    fprintf(stream, "\n%*s^\n", before, "");
}

bool terminal_finish(FILE *stream)
{
    errno = 0;
    bool failed = fflush(stream) != 0;
    if (!failed && ferror(stream)) /* an earlier write; its errno is gone, so try once more */
        failed = putc('\n', stream) == EOF || fflush(stream) != 0 || (errno = EIO);
    return !failed || errno == EPIPE;
}

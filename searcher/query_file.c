#include "searcher/query_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "include/newsdex.h"

/* What is longer is read over. Longer than any query, so that a cut one is still refused. */
enum { LINE_ROOM = 2 * NEWSDEX_QUERY_MAX_BYTES };

/* ---- lines ------------------------------------------------------------------- */

/* The next line, without its end; bytes that no query has become spaces. */
static bool read_line(query_file *file)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (file->pushed_back) {
        file->pushed_back = false;
        return true;
    }
    int c = getc(file->stream);
    if (c == EOF)
        return false;
    file->length = 0;
    for (; c != EOF && c != '\n'; c = getc(file->stream))
        if (file->length + 1 < LINE_ROOM)
            file->buffer[file->length++] = (char)(c ? c : ' ');
    if (file->length && file->buffer[file->length - 1] == '\r')
        file->length--;
    file->buffer[file->length] = '\0';
    if (++file->line == 1 && strncmp(file->buffer, mark, strlen(mark)) == 0)
        memmove(file->buffer, file->buffer + strlen(mark), file->length -= strlen(mark));
    file->buffer[file->length] = '\0';
    return true;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* "# such lines"; "#such" is a query. */
static bool is_passed_over(const char *line)
{
    return !*skip_blanks(line) || (line[0] == '#' && (!line[1] || line[1] == ' '));
}

/* ID TAB QUERY, or a query alone, whose id is its line. */
static void split_line(query_file *file)
{
    char *tab = strchr(file->buffer, '\t');
    file->text = file->buffer;
    file->id = file->number;
    snprintf(file->number, sizeof file->number, "%lu", file->line);
    if (!tab)
        return;
    file->text = tab + 1;
    *tab = '\0';
    if (*skip_blanks(file->buffer))
        file->id = skip_blanks(file->buffer);
}

/* ---- topics -------------------------------------------------------------------- */

/* What is behind the tag when the line begins with it, else NULL. */
static const char *behind_tag(const char *line, const char *tag)
{
    line = skip_blanks(line);
    return strncasecmp(line, tag, strlen(tag)) == 0 ? skip_blanks(line + strlen(tag)) : NULL;
}

static const char *skip_word(const char *text, const char *word)
{
    return strncasecmp(text, word, strlen(word)) == 0 ? skip_blanks(text + strlen(word)) : text;
}

/* "Number: 301", or the number alone; judgements have 51 for 051. */
static void take_number(query_file *file, const char *text)
{
    text = skip_word(text, "Number:");
    while (text[0] == '0' && isdigit((unsigned char)text[1]))
        text++;
    size_t length = strcspn(text, " \t<");
    snprintf(file->number, sizeof file->number, "%.*s",
             (int)(length < sizeof file->number ? length : sizeof file->number - 1), text);
}

/* A title is text: what means something in a query becomes a space. Ends at the next tag. */
static void add_title(query_file *file, const char *text)
{
    size_t length = strlen(file->title);
    if (length && length + 1 < LINE_ROOM)
        file->title[length++] = ' ';
    for (; *text && *text != '<' && length + 1 < LINE_ROOM; text++) {
        bool begins = length == 0 || file->title[length - 1] == ' ';
        bool means = strchr("\"()*+:~", *text) || (*text == '-' && begins);
        file->title[length++] = means ? ' ' : *text;
    }
    file->title[length] = '\0';
}

/* AND, OR, NOT and NEAR are words of a title, too; only capitals make them more. */
static void lower_case(char *text)
{
    for (; *text; text++)
        *text = (char)((unsigned char)*text < 0x80 ? tolower((unsigned char)*text) : *text);
}

/* From <top> to </top>, or as far as the next <top>. */
static bool read_topic(query_file *file)
{
    bool inside = false, in_title = false;
    unsigned long begun = 0;
    file->title[0] = file->number[0] = '\0';
    while (read_line(file)) {
        const char *line = file->buffer, *rest;
        if (behind_tag(line, "<top>")) {
            file->pushed_back = inside;
            if (inside)
                break;
            inside = true;
            begun = file->line;
        } else if (behind_tag(line, "</top>")) {
            break;
        } else if ((rest = behind_tag(line, "<num>"))) {
            take_number(file, rest);
            in_title = false;
        } else if ((rest = behind_tag(line, "<title>"))) {
            in_title = true;
            add_title(file, skip_word(rest, "Topic:"));
        } else if (*skip_blanks(line) == '<') {
            in_title = false;
        } else if (in_title) {
            add_title(file, skip_blanks(line));
        }
    }
    if (!inside)
        return false;
    if (!file->number[0])
        snprintf(file->number, sizeof file->number, "%lu", begun);
    lower_case(file->title);
    file->id = file->number;
    file->text = file->title;
    return true;
}

/* ---- the file -------------------------------------------------------------------- */

/* The first line that says something tells what the others are. */
static void look_at_start(query_file *file)
{
    bool found = false;
    while (!found && read_line(file))
        found = !is_passed_over(file->buffer);
    file->pushed_back = found;
    file->topics = found && behind_tag(file->buffer, "<top>");
}

bool query_file_open(query_file *file, const char *name)
{
    bool is_input = strcmp(name, "-") == 0;
    *file = (query_file){.name = is_input ? "standard input" : name};
    file->stream = is_input ? stdin : fopen(name, "r");
    file->buffer = malloc(LINE_ROOM);
    file->title = malloc(LINE_ROOM);
    if (!file->stream || !file->buffer || !file->title)
        return false;
    look_at_start(file);
    return true;
}

bool query_file_next(query_file *file)
{
    if (file->topics)
        return read_topic(file);
    while (read_line(file)) {
        if (is_passed_over(file->buffer))
            continue;
        split_line(file);
        return true;
    }
    return false;
}

bool query_file_close(query_file *file)
{
    bool good = file->stream && !ferror(file->stream);
    if (file->stream && file->stream != stdin)
        fclose(file->stream);
    free(file->buffer);
    free(file->title);
    return good;
}

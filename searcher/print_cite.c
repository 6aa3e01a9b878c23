#include "searcher/print_cite.h"

#include <string.h>

#include "searcher/json_out.h"
#include "searcher/terminal.h"

enum { DAY_LENGTH = 10, YEAR_LENGTH = 4 };

/* The date without the time of day. */
static int day_length(const newsdex_hit *hit)
{
    return (int)strnlen(hit->date_text, DAY_LENGTH);
}

/* ---- one line ---------------------------------------------------------------- */

static void print_part(FILE *stream, bool *first, const char *open, const char *text, size_t length,
                       const char *close)
{
    if (!length)
        return;
    fputs(*first ? "" : ", ", stream);
    fputs(open, stream);
    terminal_print_safe(stream, text, length);
    fputs(close, stream);
    *first = false;
}

void print_citation(FILE *stream, const newsdex_hit *hit)
{
    bool first = true;
    print_part(stream, &first, "", hit->source, strlen(hit->source), "");
    print_part(stream, &first, "", hit->date_text, (size_t)day_length(hit), "");
    print_part(stream, &first, "\xE2\x80\x9C", hit->title, strlen(hit->title), "\xE2\x80\x9D");
    print_part(stream, &first, "", hit->url, strlen(hit->url), "");
    print_part(stream, &first, "", hit->address, strlen(hit->address), "");
    putc('\n', stream);
}

/* ---- BibTeX ---------------------------------------------------------------------- */

static void print_key(FILE *stream, const char *id)
{
    static const char kept[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:/";
    for (; *id; id++) {
        if (strchr(kept, *id))
            putc(*id, stream);
        else
            fprintf(stream, "+%02x", (unsigned char)*id);
    }
}

/* What TeX reads as the byte, NULL when that is the byte itself. */
static const char *tex_spelling(char c)
{
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    /* Not \{: BibTeX counts braces whatever stands before them. */
    case '{':
        return "\\textbraceleft{}";
    case '}':
        return "\\textbraceright{}";
    case '~':
        return "\\textasciitilde{}";
    case '^':
        return "\\textasciicircum{}";
    case '#':
        return "\\#";
    case '$':
        return "\\$";
    case '%':
        return "\\%";
    case '&':
        return "\\&";
    case '_':
        return "\\_";
    default:
        return NULL;
    }
}

static void print_tex(FILE *stream, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "\\{}~^#$%&_");
        terminal_print_safe(stream, text, plain);
        text += plain;
        if (*text)
            fputs(tex_spelling(*text++), stream);
    }
}

static void print_tex_field(FILE *stream, const char *name, const char *open, const char *text,
                            const char *close)
{
    if (!*text)
        return;
    fprintf(stream, "  %s = %s", name, open);
    print_tex(stream, text);
    fprintf(stream, "%s,\n", close);
}

/* A url is taken literally, so what would end it must be percent-encoded. */
static void print_url_field(FILE *stream, const char *url)
{
    if (!*url)
        return;
    fputs("  url = {", stream);
    for (; *url; url++) {
        unsigned char c = (unsigned char)*url;
        if (c <= ' ' || c >= 0x7F || strchr("{}\\\"", c))
            fprintf(stream, "%%%02X", c);
        else
            putc(c, stream);
    }
    fputs("},\n", stream);
}

void print_bibtex(FILE *stream, const newsdex_hit *hit)
{
    fputs("@article{", stream);
    print_key(stream, hit->id);
    fputs(",\n", stream);
    /* Double braces: as it stands, neither lower-cased nor taken apart at "and". */
    print_tex_field(stream, "title", "{{", hit->title, "}}");
    print_tex_field(stream, "author", "{{", hit->author, "}}");
    print_tex_field(stream, "journal", "{{", hit->source, "}}");
    if (*hit->date_text) {
        fprintf(stream, "  year = {%.*s},\n", YEAR_LENGTH, hit->date_text);
        fprintf(stream, "  date = {%.*s},\n", day_length(hit), hit->date_text);
    }
    print_url_field(stream, hit->url);
    print_tex_field(stream, "note", "{", hit->address, "}");
    fputs("}\n", stream);
}

/* ---- CSL-JSON ----------------------------------------------------------------------- */

static void add_known(jout *out, const char *key, const char *text)
{
    if (*text)
        jout_string(out, key, text);
}

static void add_author(jout *out, const char *author)
{
    if (*author)
        jout_value(out, "author",
                   json_pack("[{s:o}]", "literal", jout_make_string(author, strlen(author))));
}

static void add_date(jout *out, const char *date_text)
{
    int parts[3];
    int known = sscanf(date_text, "%4d-%2d-%2d", &parts[0], &parts[1], &parts[2]);
    if (known <= 0)
        return;
    json_t *date = json_array();
    for (int i = 0; i < known; i++)
        json_array_append_new(date, json_integer(parts[i]));
    jout_value(out, "issued", json_pack("{s:[o]}", "date-parts", date));
}

bool print_csl(FILE *stream, const newsdex_hit *hit)
{
    jout out;
    jout_begin(&out, "article-newspaper");
    jout_string(&out, "id", hit->id);
    add_known(&out, "title", hit->title);
    add_author(&out, hit->author);
    add_known(&out, "container-title", hit->source);
    add_date(&out, hit->date_text);
    add_known(&out, "section", hit->section);
    add_known(&out, "language", hit->language);
    add_known(&out, "URL", hit->url);
    add_known(&out, "archive_location", hit->address);
    return jout_end(&out, stream);
}

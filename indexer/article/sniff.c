#include "indexer/article/sniff.h"

#include <string.h>
#include <strings.h>

#include "searcher/base/bytes.h"

typedef struct magic {
    const char *bytes;
    size_t length, offset;
    const char *what;
} magic;

#define MAGIC(bytes, offset, what)                                                                 \
    {                                                                                              \
        bytes, sizeof(bytes) - 1, offset, what                                                     \
    }

static const magic magics[] = {
    MAGIC("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 0, "an old Office document"),
    MAGIC("{\\rtf", 0, "an RTF document"),
    MAGIC("%!PS", 0, "a PostScript document"),
    MAGIC("\x89PNG", 0, "a PNG image"),
    MAGIC("\xFF\xD8\xFF", 0, "a JPEG image"),
    MAGIC("GIF8", 0, "a GIF image"),
    MAGIC("II*\0", 0, "a TIFF image"),
    MAGIC("MM\0*", 0, "a TIFF image"),
    MAGIC("WEBP", 8, "a WebP image"),
    MAGIC("\0\0\1\0", 0, "an icon"),
    MAGIC("ID3", 0, "sound"),
    MAGIC("OggS", 0, "sound or video"),
    MAGIC("fLaC", 0, "sound"),
    MAGIC("ftyp", 4, "video"),
    MAGIC("\x1A\x45\xDF\xA3", 0, "video"),
    MAGIC("RIFF", 0, "sound or video"),
    MAGIC("wOFF", 0, "a font"),
    MAGIC("wOF2", 0, "a font"),
    MAGIC("\x7F"
          "ELF",
          0, "a program"),
    MAGIC("MZ\x90", 0, "a program"),
    MAGIC("\xCA\xFE\xBA\xBE", 0, "a program"),
    MAGIC("\0asm", 0, "a program"),
    MAGIC("SQLite format 3", 0, "a database"),
    MAGIC("Rar!\x1A\x07", 0, "an archive"),
    MAGIC("7z\xBC\xAF\x27\x1C", 0, "an archive"),
    MAGIC("\x1F\x8B\x08", 0, "gzip data"),
    MAGIC("BZh91AY", 0, "bzip2 data"),
    MAGIC("\xFD"
          "7zXZ",
          0, "xz data"),
    MAGIC("\x28\xB5\x2F\xFD", 0, "zstd data"),
};

bool sniff_has_extension(const char *name, const char *const *extensions)
{
    const char *dot = strrchr(name, '.');
    for (; dot && *extensions; extensions++)
        if (strcasecmp(dot + 1, *extensions) == 0)
            return true;
    return false;
}

/* Office files are zip archives; only the name tells them apart without opening them. */
static const char *zip_kind(const char *name)
{
    static const char *const word[] = {"docx", "docm", "odt", NULL};
    static const char *const sheet[] = {"xlsx", "xlsm", "ods", NULL};
    static const char *const slides[] = {"pptx", "odp", NULL};
    return sniff_has_extension(name, word)     ? "a word processor document"
           : sniff_has_extension(name, sheet)  ? "a spreadsheet"
           : sniff_has_extension(name, slides) ? "a presentation"
                                               : "a zip archive";
}

typedef struct odd_bytes {
    size_t nuls, controls; /* a NUL is a control as well */
} odd_bytes;

static void count_odd_bytes(odd_bytes *odd, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        odd->nuls += c == 0;
        odd->controls += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }
}

/* A few stray NULs and controls are found in real press archives; binary data is full of them. */
static bool has_binary_bytes(const char *text, size_t length)
{
    odd_bytes odd = {0, 0};
    size_t at = 0;
    for (; length - at >= 8; at += 8) {
        uint64_t bytes = ndx_bytes_load(text + at);
        uint64_t line_ends =
            ndx_bytes_between(bytes, '\t', '\n') | ndx_bytes_between(bytes, '\f', '\r');
        if (ndx_bytes_between(bytes, 0, 0x1F) & ~line_ends)
            count_odd_bytes(&odd, text + at, 8);
    }
    count_odd_bytes(&odd, text + at, length - at);
    return (odd.nuls > 4 && odd.nuls * 50 > length) ||
           (odd.controls > 4 && odd.controls * 10 > length);
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] > ' ' && text[i] != 0x7F)
            return false;
    return true;
}

bool sniff_is_pdf(const format_probe *probe)
{
    static const char mark[] = "%PDF-";
    static const char *const extensions[] = {"pdf", NULL};
    enum { JUNK_MAX = 1024 };
    size_t length = sizeof mark - 1;
    if (sniff_has_extension(probe->basename, extensions))
        length += JUNK_MAX;
    if (length > probe->length)
        length = probe->length;
    return memmem(probe->head, length, mark, sizeof mark - 1) != NULL;
}

const char *sniff_binary(const format_probe *probe)
{
    if (sniff_is_pdf(probe))
        return NULL;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const magic *m = &magics[i];
        if (probe->length >= m->offset + m->length &&
            memcmp(probe->head + m->offset, m->bytes, m->length) == 0)
            return m->what;
    }
    if (probe->length >= 4 && memcmp(probe->head, "PK\3\4", 4) == 0)
        return zip_kind(probe->basename);
    if (!is_blank(probe->head, probe->length) && has_binary_bytes(probe->head, probe->length))
        return "binary data";
    return NULL;
}

static bool is_program(const format_probe *probe)
{
    static const char *const extensions[] = {
        "py",  "pl",   "pm",  "sh", "bash", "js", "ts",  "css", "c",   "h",   "cc", "cpp", "hh",
        "hpp", "java", "php", "rb", "go",   "rs", "lua", "sql", "bat", "ps1", "r",  NULL};
    return (probe->length > 2 && memcmp(probe->head, "#!", 2) == 0) ||
           sniff_has_extension(probe->basename, extensions);
}

/* "example,news)/path 20200305101112 ...": the way URLs are sorted, and a time. */
static bool has_sorted_url(const char *line, size_t length)
{
    enum { STAMP = 14 };
    const char *space = memchr(line, ' ', length);
    if (!space || (size_t)(line + length - space) < STAMP + 2 ||
        !memchr(line, ')', (size_t)(space - line)))
        return false;
    size_t digits = 0;
    while (digits <= STAMP && space[1 + digits] >= '0' && space[1 + digits] <= '9')
        digits++;
    return digits == STAMP && space[1 + STAMP] == ' ';
}

/* "http://example.news/ 1.2.3.4 20200305101112 text/html 5120 a.arc 1024": place in an archive. */
static bool has_place(const char *line, size_t length)
{
    static const char *const endings[] = {".arc ", ".arc.gz ", ".warc ", ".warc.gz "};
    size_t start = length;
    while (start && line[start - 1] >= '0' && line[start - 1] <= '9')
        start--;
    for (size_t i = 0; start < length && i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (start > ending && memcmp(line + start - ending, endings[i], ending) == 0)
            return memmem(line, start, "://", 3) || memcmp(line, "dns:", 4) == 0;
    }
    return false;
}

static bool is_capture_index(const format_probe *probe)
{
    static const char *const extensions[] = {"cdx", "cdxj", NULL};
    const char *head = probe->head;
    if (sniff_has_extension(probe->basename, extensions) ||
        (probe->length > 5 && memcmp(head, " CDX ", 5) == 0) ||
        (probe->length > 9 && memcmp(head, "!context ", 9) == 0))
        return true;
    const char *end = probe->length ? memchr(head, '\n', probe->length) : NULL;
    size_t length = end ? (size_t)(end - head) : probe->length;
    return has_sorted_url(head, length) || has_place(head, length);
}

const char *sniff_other_text(const format_probe *probe)
{
    return is_program(probe)         ? "program source"
           : is_capture_index(probe) ? "an index of captures"
                                     : NULL;
}

size_t sniff_skip_space(const format_probe *probe)
{
    size_t at = 0;
    while (at < probe->length && strchr(" \t\r\n\f", probe->head[at]) && probe->head[at])
        at++;
    return at;
}

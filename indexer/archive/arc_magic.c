#include "indexer/archive/arc_magic.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "indexer/archive/arc_record.h"

#define TAR_HEADER 512
#define ISO_VOLUME 32769 /* where "CD001" stands */
#define ISO_WANTED (ISO_VOLUME + 5)

static bool has_bytes(const char *data, size_t length, size_t offset, const char *bytes,
                      size_t count)
{
    return length >= offset + count && memcmp(data + offset, bytes, count) == 0;
}
#define HAS(offset, text) has_bytes(data, length, offset, text, sizeof(text) - 1)

static bool has_suffix(const char *name, const char *suffix)
{
    size_t length = strlen(name), tail = strlen(suffix);
    return length > tail && strcasecmp(name + length - tail, suffix) == 0;
}

static unsigned byte_at(const char *data, size_t offset)
{
    return (unsigned char)data[offset];
}

size_t arc_magic_wanted(const char *basename)
{
    bool image = has_suffix(basename, ".iso") || has_suffix(basename, ".img");
    return image ? ISO_WANTED : TAR_HEADER;
}

static bool is_octal_field(const char *data, size_t count)
{
    size_t i = 0;
    while (i < count && data[i] == ' ')
        i++;
    size_t digits = i;
    while (i < count && data[i] >= '0' && data[i] <= '7')
        i++;
    return i > digits && (i == count || data[i] == ' ' || data[i] == '\0');
}

/* By the sum of the header's bytes, which all tar formats have; old ones summed signed bytes. */
static bool is_tar(const char *data, size_t length, const char *basename)
{
    if (length < TAR_HEADER)
        return false;
    unsigned sum = 0;
    int signed_sum = 0;
    bool zero = true;
    for (size_t i = 0; i < TAR_HEADER; i++) {
        bool in_sum = i >= 148 && i < 156;
        zero = zero && data[i] == 0;
        sum += in_sum ? ' ' : byte_at(data, i);
        signed_sum += in_sum ? ' ' : (signed char)data[i];
    }
    if (zero) /* the end of an archive without entries, or just zeros */
        return has_suffix(basename, ".tar");
    if (!is_octal_field(data + 148, 8))
        return false;
    unsigned stored = 0;
    for (size_t i = 148; i < 156; i++)
        if (data[i] >= '0' && data[i] <= '7')
            stored = stored * 8 + (unsigned)(data[i] - '0');
    return stored == sum || (signed_sum >= 0 && stored == (unsigned)signed_sum);
}

static bool is_digits(const char *data, size_t count, const char *allowed)
{
    for (size_t i = 0; i < count; i++)
        if (!data[i] || !strchr(allowed, data[i]))
            return false;
    return true;
}

/* The binary format has but two bytes of signature: its name must end in NUL where it says. */
static bool is_binary_cpio(const char *data, size_t length)
{
    bool little = HAS(0, "\xC7\x71"), big = HAS(0, "\x71\xC7");
    if (length < 28 || (!little && !big))
        return false;
    unsigned first = byte_at(data, 20), second = byte_at(data, 21);
    size_t name = little ? second << 8 | first : first << 8 | second;
    return name > 1 && 26 + name <= length && data[26 + name - 1] == '\0' &&
           strlen(data + 26) == name - 1;
}

static bool is_cpio(const char *data, size_t length)
{
    if (length >= 110 && (HAS(0, "070701") || HAS(0, "070702")))
        return is_digits(data + 6, 104, "0123456789abcdefABCDEF");
    if (length >= 76 && HAS(0, "070707"))
        return is_digits(data + 6, 70, "01234567");
    return is_binary_cpio(data, length);
}

static bool is_lha(const char *data, size_t length)
{
    return length >= 22 && data[2] == '-' && (data[3] == 'l' || data[3] == 'p') &&
           (data[4] == 'h' || data[4] == 'z' || data[4] == 'm') && data[6] == '-' &&
           byte_at(data, 20) <= 3;
}

/* The first line of data, which is moved behind it; "" when it has no end. */
static arc_span cut_line(arc_span *data)
{
    const char *end = data->length ? memchr(data->text, '\n', data->length) : NULL;
    arc_span line = {data->text, end ? (size_t)(end - data->text) : 0};
    if (end)
        *data = (arc_span){end + 1, data->length - line.length - 1};
    return line;
}

/* Its first line is that of a record, and the next is not: a list of captures (CDX) may have the
 * same lines, one after another. */
static bool is_arc(const char *data, size_t length, const char *basename)
{
    arc_span rest = {data, length};
    return !has_suffix(basename, ".cdx") && arc_record_begins(ARC_ARC, cut_line(&rest)) &&
           !arc_record_begins(ARC_ARC, cut_line(&rest));
}

static arc_kind archive_kind(const char *data, size_t length, const char *basename)
{
    if (HAS(0, "PK\x03\x04") || HAS(0, "PK\x05\x06") || HAS(0, "PK00PK\x03\x04"))
        return ARC_ZIP;
    if (HAS(0, "7z\xBC\xAF\x27\x1C"))
        return ARC_7ZIP;
    if (HAS(0, "Rar!\x1A\x07\x00"))
        return ARC_RAR;
    if (HAS(0, "Rar!\x1A\x07\x01\x00"))
        return ARC_RAR5;
    if (HAS(0, "!<arch>\n"))
        return ARC_AR;
    if (HAS(0, "xar!\x00"))
        return ARC_XAR;
    if (HAS(0, "MSCF\0\0\0\0"))
        return ARC_CAB;
    if (HAS(0, "WARC/") && length > 6 && is_digits(data + 5, 1, "0123456789") && data[6] == '.')
        return ARC_WARC;
    if (is_tar(data, length, basename))
        return ARC_TAR;
    if (is_cpio(data, length))
        return ARC_CPIO;
    if (is_lha(data, length))
        return ARC_LHA;
    if (HAS(ISO_VOLUME, "CD001"))
        return ARC_ISO;
    if (is_arc(data, length, basename))
        return ARC_ARC;
    return ARC_PLAIN;
}

/* No signature at all: the name, and a dictionary and a length that make sense. */
static bool is_lzma(const char *data, size_t length, const char *basename)
{
    if (!(has_suffix(basename, ".lzma") || has_suffix(basename, ".tlz")) || length < 14)
        return false;
    uint64_t size = 0;
    for (size_t i = 0; i < 8; i++)
        size |= (uint64_t)byte_at(data, 5 + i) << (8 * i);
    return byte_at(data, 0) < 225 && data[13] == 0 &&
           (size == UINT64_MAX || size < UINT64_C(1) << 40);
}

static bool is_bzip2(const char *data, size_t length)
{
    return HAS(0, "BZh") && length >= 10 && data[3] >= '1' && data[3] <= '9' &&
           (HAS(4, "1AY&SY") || HAS(4, "\x17\x72\x45\x38\x50\x90"));
}

size_t arc_magic_batch_line(const char *data, size_t length)
{
    static const char form[] = "#! cunbatch\n"; /* other letters for other programs */
    enum { LETTER = 3, LENGTH = sizeof form - 1 };
    bool fits = length > LENGTH && has_bytes(data, length, 0, form, LETTER) &&
                has_bytes(data, length, LETTER + 1, form + LETTER + 1, LENGTH - LETTER - 1);
    return fits && arc_kind_is_compressor(arc_magic_kind(data + LENGTH, length - LENGTH, ""))
               ? LENGTH
               : 0;
}

arc_kind arc_magic_kind(const char *data, size_t length, const char *basename)
{
    if (HAS(0, "\x1F\x8B\x08"))
        return ARC_GZIP;
    if (is_bzip2(data, length))
        return ARC_BZIP2;
    if (HAS(0, "\xFD\x37zXZ\0"))
        return ARC_XZ;
    if (HAS(0, "\x28\xB5\x2F\xFD") ||
        (length >= 4 && HAS(1, "\x2A\x4D\x18") && (byte_at(data, 0) & 0xF0) == 0x50))
        return ARC_ZSTD;
    if (HAS(0, "\x04\x22\x4D\x18") || HAS(0, "\x02\x21\x4C\x18"))
        return ARC_LZ4;
    if (HAS(0, "LZIP\x01") || HAS(0, "LZIP\x00"))
        return ARC_LZIP;
    if (HAS(0, "\x1F\x9D") && length >= 3 && !(byte_at(data, 2) & 0x60) &&
        (byte_at(data, 2) & 0x1F) >= 9 && (byte_at(data, 2) & 0x1F) <= 16)
        return ARC_COMPRESS;
    if (is_lzma(data, length, basename))
        return ARC_LZMA;
    return archive_kind(data, length, basename);
}

void arc_magic_strip(char *basename)
{
    static const char *const suffixes[] = {".gz",  ".bz2", ".xz",   ".zst",
                                           ".lz4", ".lz",  ".lzma", ".Z"};
    static const char *const tars[] = {".tgz", ".tbz2", ".tbz", ".txz", ".tzst", ".tlz", ".taz"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (has_suffix(basename, suffixes[i])) {
            basename[strlen(basename) - strlen(suffixes[i])] = '\0';
            return;
        }
    for (size_t i = 0; i < sizeof tars / sizeof *tars; i++)
        if (has_suffix(basename, tars[i])) {
            strcpy(basename + strlen(basename) - strlen(tars[i]), ".tar");
            return;
        }
}

bool arc_magic_is_document(const char *data, size_t length, const char *basename)
{
    static const char *const suffixes[] = {".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".pptx",
                                           ".ppsx", ".odt",  ".ods",  ".odp",  ".odg",  ".jar",
                                           ".war",  ".apk",  ".xpi",  ".whl"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (has_suffix(basename, suffixes[i]))
            return true;
    if (length < 30 || arc_magic_bundle(ARC_ZIP, data, length, basename))
        return false;
    size_t name = byte_at(data, 26) | byte_at(data, 27) << 8;
    return (name == 8 && HAS(30, "mimetype")) || (name == 19 && HAS(30, "[Content_Types].xml"));
}

/* Its first entry says so, not packed, so that the text can be seen there. */
static bool is_epub(const char *data, size_t length)
{
    enum { NAME = 30, NAME_LENGTH = 8 };
    if (length < NAME || !HAS(NAME, "mimetype"))
        return false;
    size_t extra = byte_at(data, 28) | byte_at(data, 29) << 8;
    return HAS(NAME + NAME_LENGTH + extra, "application/epub+zip");
}

arc_bundle arc_magic_bundle(arc_kind kind, const char *data, size_t length, const char *basename)
{
    return kind != ARC_ZIP                                          ? ARC_NO_BUNDLE
           : has_suffix(basename, ".wacz")                          ? ARC_WACZ
           : has_suffix(basename, ".epub") || is_epub(data, length) ? ARC_EPUB
                                                                    : ARC_NO_BUNDLE;
}

/* Contents and covers are pages, too; only their names tell. */
static bool is_chapter(const char *name)
{
    static const char *const pages[] = {".xhtml", ".html", ".htm"};
    static const char *const others[] = {"nav", "toc", "cover", "titlepage", "title_page"};
    const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t length = strlen(others[i]);
        if (strncasecmp(last, others[i], length) == 0 && last[length] == '.')
            return false;
    }
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (has_suffix(name, pages[i]))
            return true;
    return false;
}

const char *arc_bundle_aside(arc_bundle bundle, const char *name)
{
    if (bundle == ARC_WACZ && strncmp(name, "archive/", 8) != 0)
        return "about the web archive, not a page of it";
    return bundle == ARC_EPUB && !is_chapter(name) ? "about the book, not a chapter of it" : NULL;
}

bool arc_bundle_is_package(arc_bundle bundle, const char *name)
{
    return bundle == ARC_EPUB && has_suffix(name, ".opf");
}

bool arc_magic_is_apple_double(const char *data, size_t length, const char *basename)
{
    return strncmp(basename, "._", 2) == 0 && HAS(0, "\x00\x05\x16\x07");
}

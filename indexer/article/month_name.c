#include "indexer/article/month_name.h"

#include <string.h>
#include <strings.h>

/* In bytes, and between two spaces with a NUL. */
enum { NAME_LONGEST = 10, FOLDED_SIZE = NAME_LONGEST + 3 };

static const char *const english[12] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december",
};

/* French, German, Spanish, Italian, Portuguese, Dutch, Scandinavian; whole and short, without
 * accents, each name between spaces. */
static const char *const others[12] = {
    " janvier janv januar janner enero ene gennaio gen janeiro januari ",
    " fevrier fevr fev februar febrero febbraio fevereiro februari ",
    " mars marz marzo mrz mar maart mrt marts marco ",
    " avril avr abril abr aprile april apr ",
    " mai mayo maggio mag maio mei maj ",
    " juin juni giugno giu junio junho jun ",
    " juillet juil juli luglio lug julio julho jul ",
    " aout aou august agosto ago augustus augusti ",
    " septembre sept septiembre settembre sett setembro set septembro sep ",
    " octobre oktober okt octubre ottobre ott outubro out ",
    " novembre novembro noviembre nov ",
    " decembre dec dezember dez diciembre dic dicembre dezembro desember des ",
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The letter behind 0xC3 without its accent, in lower case; NUL for what is none. */
static char plain_letter(char second)
{
    static const char letters[] = "aaaaaaaceeeeiiii\0nooooo\0ouuuuy\0";
    return letters[(unsigned char)second & 0x1F];
}

/* The word in lower case without accents, between spaces; false when it cannot be a name. */
static bool fold(const char *word, size_t size, char out[FOLDED_SIZE])
{
    size_t length = 0;
    out[length++] = ' ';
    for (size_t i = 0; i < size; i++) {
        char c = (char)(word[i] | 0x20);
        if (word[i] == '\xC3' && i + 1 < size)
            c = plain_letter(word[++i]);
        if (c < 'a' || c > 'z' || length > NAME_LONGEST)
            return false;
        out[length++] = c;
    }
    memcpy(out + length, " ", 2);
    return length > 1;
}

static int read_english(const char *word, size_t size)
{
    for (int i = 0; size >= 3 && i < 12; i++) {
        if ((word[0] | 0x20) != english[i][0])
            continue;
        bool form = size == 3 || size == strlen(english[i]) || (i == 8 && size == 4);
        if (form && strncasecmp(word, english[i], size) == 0)
            return i + 1;
    }
    return 0;
}

int month_name_read(const char *text, size_t length, bool english_only, size_t *used)
{
    char name[FOLDED_SIZE];
    size_t size = 0;
    while (size < length && size <= 2 * NAME_LONGEST && is_letter(text[size]))
        size++;
    *used = size;
    int month = read_english(text, size);
    if (month || english_only || !fold(text, size, name))
        return month;
    for (int i = 0; i < 12; i++)
        if (strstr(others[i], name))
            return i + 1;
    return 0;
}

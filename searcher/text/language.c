/* The table of languages: those of libstemmer 2 and 3, and "none". */
#include "searcher/text/language.h"

#include <stdio.h>
#include <string.h>

#include <libstemmer.h>

#include "searcher/base/error.h"

/* clang-format off */
static const ndx_language languages[] = {
    {"none", "", "", "", false},
    {"arabic", "ar", " ara ", "", false},
    {"armenian", "hy", " hye arm ", "", false},
    {"basque", "eu", " eus baq ", "", false},
    {"catalan", "ca", " cat ", " d l m n s t ", false},
    {"czech", "cs", " ces cze ", "", false},
    {"danish", "da", " dan ", "", false},
    {"dutch", "nl", " nld dut ", "", false},
    {"dutch_porter", "nl", "", "", false}, /* after dutch, which "nl" means */
    {"english", "en", " eng ", "", false},
    {"esperanto", "eo", " epo ", "", false},
    {"estonian", "et", " est ", "", false},
    {"finnish", "fi", " fin ", "", false},
    {"french", "fr", " fra fre ", " c d j l m n s t qu jusqu lorsqu puisqu quoiqu ", false},
    {"german", "de", " deu ger ", "", false},
    {"greek", "el", " ell gre ", "", false},
    {"hindi", "hi", " hin ", "", false},
    {"hungarian", "hu", " hun ", "", false},
    {"indonesian", "id", " ind ", "", false},
    {"irish", "ga", " gle ", "", false},
    {"italian", "it", " ita ",
     " c d l m n s t v un all dall dell nell sull coll quell quest bell sant gl agl dagl degl negl"
     " sugl com cos dov quand ", false},
    {"lithuanian", "lt", " lit ", "", false},
    {"nepali", "ne", " nep ", "", false},
    {"norwegian", "no", " nor nb nob nn nno ", "", false},
    {"persian", "fa", " fas per ", "", false},
    {"polish", "pl", " pol ", "", false},
    {"porter", "en", "", "", false}, /* after english, which "en" means */
    {"portuguese", "pt", " por ", "", false},
    {"romanian", "ro", " ron rum ", "", false},
    {"russian", "ru", " rus ", "", false},
    {"serbian", "sr", " srp ", "", false},
    {"sesotho", "st", " sot ", "", false},
    {"spanish", "es", " spa esl ", "", false},
    {"swedish", "sv", " swe ", "", false},
    {"tamil", "ta", " tam ", "", false},
    {"turkish", "tr", " tur ", "", true},
    {"yiddish", "yi", " yid ", "", false},
};
/* clang-format on */

enum { LANGUAGE_COUNT = sizeof languages / sizeof *languages, NAME_MAX_LENGTH = 15 };

/* The list goes on with word, in any case, and a blank. */
static bool begins_with(const char *list, const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (list[i] != (word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 0x20 : word[i]))
            return false;
    return list[length] == ' ';
}

/* word is one of the words in list, a text such as " nb nn ". */
static bool is_listed(const char *list, const char *word, size_t length)
{
    if (!length || length > NAME_MAX_LENGTH)
        return false;
    for (const char *blank = list; *blank; blank = strchrnul(blank + 1, ' '))
        if (begins_with(blank + 1, word, length))
            return true;
    return false;
}

static bool is_called(const ndx_language *language, const char *name, size_t length)
{
    char names[NAME_MAX_LENGTH + 8];
    snprintf(names, sizeof names, " %s %s ", language->name, language->code);
    return is_listed(names, name, length) || is_listed(language->other_codes, name, length);
}

/* Which ones libstemmer has depends on its version. */
static bool has_stemmer(const ndx_language *language)
{
    for (const char **name = sb_stemmer_list(); *name; name++)
        if (!strcmp(*name, language->name))
            return true;
    return !strcmp(language->name, "none");
}

newsdex_status ndx_language_find(const char *name, const ndx_language **out, newsdex_error *err)
{
    size_t length = strlen(name);
    *out = NULL;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        if (!strchr(name, ' ') && is_called(&languages[i], name, length) &&
            has_stemmer(&languages[i])) {
            *out = &languages[i];
            return NEWSDEX_OK;
        }
    }
    char known[LANGUAGE_COUNT * 4] = "";
    for (size_t i = 0, at = 0; i < LANGUAGE_COUNT; i++)
        if (*languages[i].code && !strstr(languages[i].name, "porter") &&
            has_stemmer(&languages[i]))
            at += (size_t)snprintf(known + at, sizeof known - at, " %s", languages[i].code);
    return ndx_error_set(err, NEWSDEX_E_ARGUMENT,
                         "there is no stemmer for \"%.30s\"; there are: none porter%s", name,
                         known);
}

bool ndx_language_elides_elsewhere(const char *prefix, size_t length)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (is_listed(languages[i].elisions, prefix, length))
            return true;
    return false;
}

bool ndx_language_elides(const ndx_language *language, const char *prefix, size_t length)
{
    return is_listed(language->elisions, prefix, length);
}

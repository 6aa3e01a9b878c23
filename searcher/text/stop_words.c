/* Short lists, of the words that are frequent in any text of the language. */
#include "searcher/text/stop_words.h"

#include <string.h>

static const char *const english[] = {
    "a",   "an",    "and",  "are",   "as",    "at",   "be",   "but", "by",  "for",  "if",
    "in",  "into",  "is",   "it",    "no",    "not",  "of",   "on",  "or",  "such", "that",
    "the", "their", "then", "there", "these", "they", "this", "to",  "was", "will", "with"};

static const char *const french[] = {
    "a",     "au",    "aux",  "avec", "ce",   "ces", "cet",  "cette", "dans", "de",   "des", "du",
    "elle",  "elles", "en",   "est",  "et",   "il",  "ils",  "je",    "la",   "le",   "les", "leur",
    "leurs", "lui",   "mais", "ne",   "nous", "on",  "ou",   "par",   "pas",  "pour", "qu",  "que",
    "qui",   "sa",    "se",   "ses",  "si",   "son", "sont", "sur",   "un",   "une",  "vous"};

static const char *const german[] = {
    "als",   "am",    "an",    "auch", "auf", "aus",  "bei",   "bin",  "bis",  "da",    "das",
    "dass",  "dem",   "den",   "der",  "des", "die",  "durch", "ein",  "eine", "einem", "einen",
    "einer", "eines", "er",    "es",   "fur", "hat",  "ich",   "ihr",  "im",   "in",    "ist",
    "mit",   "nach",  "nicht", "noch", "nur", "oder", "sein",  "sich", "sie",  "sind",  "so",
    "uber",  "um",    "und",   "von",  "vor", "war",  "wie",   "wir",  "zu",   "zum",   "zur"};

static const char *const spanish[] = {
    "a",   "al",   "como", "con",     "de",   "del",  "el",  "ella", "ellos", "en",  "entre",
    "es",  "esta", "este", "ha",      "la",   "las",  "le",  "les",  "lo",    "los", "mas",
    "me",  "mi",   "no",   "o",       "para", "pero", "por", "que",  "se",    "si",  "sin",
    "son", "su",   "sus",  "tambien", "un",   "una",  "uno", "y",    "ya"};

static const char *const italian[] = {
    "a",   "ad",   "ai",  "al",    "alla", "alle",  "anche", "che",   "chi", "ci",  "come",
    "con", "da",   "dal", "dalla", "dei",  "del",   "della", "delle", "di",  "e",   "ed",
    "gli", "ha",   "i",   "il",    "in",   "io",    "la",    "le",    "lei", "lo",  "loro",
    "lui", "ma",   "mi",  "nei",   "nel",  "nella", "non",   "o",     "per", "piu", "se",
    "si",  "sono", "su",  "sua",   "sul",  "sulla", "suo",   "tra",   "un",  "una", "uno"};

static const char *const portuguese[] = {
    "a",   "ao",  "aos", "as",  "com",   "como", "da",     "das",  "de",   "do",  "dos",
    "e",   "ela", "ele", "em",  "entre", "foi",  "ha",     "mais", "mas",  "na",  "nao",
    "nas", "no",  "nos", "o",   "os",    "ou",   "para",   "pela", "pelo", "por", "que",
    "sao", "se",  "sem", "ser", "seu",   "sua",  "tambem", "um",   "uma"};

static const char *const dutch[] = {
    "aan",  "al",   "als",   "bij", "dat",  "de",  "der", "die",  "dit", "door", "een", "en",
    "er",   "had",  "heeft", "het", "hij",  "ik",  "in",  "is",   "je",  "maar", "met", "na",
    "naar", "niet", "nog",   "of",  "om",   "ook", "op",  "over", "te",  "tot",  "uit", "van",
    "voor", "was",  "we",    "wel", "werd", "wij", "ze",  "zich", "zij", "zijn"};

static const char *const swedish[] = {
    "ar",    "att", "av",  "de",  "dem",  "den",   "det", "detta", "du",  "efter",
    "eller", "en",  "ett", "for", "fran", "ha",    "han", "har",   "hon", "i",
    "inte",  "jag", "kan", "med", "men",  "mot",   "nu",  "och",   "om",  "pa",
    "sa",    "sig", "sin", "som", "till", "under", "upp", "ut",    "var", "vi"};

static const char *const danish[] = {
    "af",    "alle",  "at",  "blev", "da",  "de",  "dem", "den", "der", "det", "dette", "du",
    "efter", "eller", "en",  "er",   "et",  "for", "fra", "ham", "han", "har", "havde", "hun",
    "i",     "ikke",  "jeg", "kan",  "man", "med", "men", "mod", "nu",  "og",  "om",    "op",
    "pa",    "sig",   "sin", "skal", "som", "til", "ud",  "var", "vi"};

static const char *const norwegian[] = {
    "alle", "at",    "av",   "blir", "da",  "de",    "dem", "den", "der", "det", "dette",
    "du",   "eller", "en",   "er",   "et",  "etter", "for", "fra", "ham", "han", "har",
    "hun",  "i",     "ikke", "jeg",  "kan", "man",   "med", "men", "mot", "na",  "og",
    "om",   "opp",   "pa",   "seg",  "sin", "skal",  "som", "til", "ut",  "var", "vi"};

static const char *const finnish[] = {"ei",   "en",     "etta",   "han",  "he",   "ja",   "jo",
                                      "joka", "jos",    "kanssa", "kuin", "kun",  "me",   "mika",
                                      "mina", "mukaan", "mutta",  "myos", "ne",   "niin", "nyt",
                                      "ole",  "on",     "ovat",   "se",   "seka", "sen",  "siis",
                                      "sina", "tai",    "tama",   "te",   "vaan", "vain"};

static const char *const russian[] = {
    "а",     "без",     "бы",    "был", "была",   "были", "было", "быть", "в",   "вам",  "вас",
    "во",    "вот",     "вы",    "где", "да",     "для",  "до",   "его",  "ее",  "если", "есть",
    "еще",   "же",      "за",    "и",   "из",     "или",  "им",   "их",   "к",   "как",  "ко",
    "когда", "которыи", "ли",    "мне", "мы",     "на",   "не",   "него", "нее", "нет",  "но",
    "ну",    "о",       "об",    "он",  "она",    "они",  "оно",  "от",   "по",  "при",  "с",
    "со",    "так",     "также", "то",  "только", "том",  "тот",  "ты",   "у",   "уже",  "чем",
    "что",   "чтобы",   "эта",   "эти", "это",    "этот", "я"};

#define LIST(language)                                                                             \
    {                                                                                              \
#language,                                                                                 \
        {                                                                                          \
            language, sizeof language / sizeof *language                                           \
        }                                                                                          \
    }

ndx_stop_words ndx_stop_words_of(const char *language)
{
    static const struct {
        const char *language;
        ndx_stop_words list;
    } lists[] = {LIST(english), LIST(french),     LIST(german),  LIST(spanish),
                 LIST(italian), LIST(portuguese), LIST(dutch),   LIST(swedish),
                 LIST(danish),  LIST(norwegian),  LIST(finnish), LIST(russian)};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (!strcmp(lists[i].language, language))
            return lists[i].list;
    return (ndx_stop_words){NULL, 0};
}

#include "indexer/article/wire.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/month_name.h"

enum { UNIT_SEPARATOR = 0x1F, HEADLINES_MAX = 8 };

/* ---- lines ------------------------------------------------------------------------ */

static sgml_span trim(sgml_span s)
{
    while (s.length && (unsigned char)s.text[0] <= ' ') {
        s.text++;
        s.length--;
    }
    while (s.length && (unsigned char)s.text[s.length - 1] <= ' ')
        s.length--;
    return s;
}

/* The next line, with its white space; false at the end. */
static bool take_line(sgml_span *rest, sgml_span *line)
{
    if (!rest->length)
        return false;
    const char *end = memchr(rest->text, '\n', rest->length);
    line->text = rest->text;
    line->length = end ? (size_t)(end - rest->text) : rest->length;
    size_t used = line->length + (end ? 1 : 0);
    *rest = (sgml_span){rest->text + used, rest->length - used};
    return true;
}

static sgml_span take_word(sgml_span *rest)
{
    *rest = trim(*rest);
    sgml_span word = {rest->text, 0};
    while (word.length < rest->length && (unsigned char)rest->text[word.length] > ' ')
        word.length++;
    *rest = (sgml_span){rest->text + word.length, rest->length - word.length};
    return word;
}

static bool begins(sgml_span s, const char *with)
{
    return s.length >= strlen(with) && strncasecmp(s.text, with, strlen(with)) == 0;
}

static bool ends(sgml_span s, char with)
{
    return s.length && s.text[s.length - 1] == with;
}

static size_t count_digits(sgml_span s)
{
    size_t count = 0;
    while (count < s.length && isdigit((unsigned char)s.text[count]))
        count++;
    return count;
}

static int number(const char *digits, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (digits[i] - '0');
    return value;
}

static int full_year(int two_digits)
{
    return two_digits + (two_digits < 70 ? 2000 : 1900);
}

/* ---- the time of sending ------------------------------------------------------------ */

static int month_of(sgml_span word)
{
    size_t used;
    return month_name_read(word.text, word.length, false, &used);
}

static bool set_date(article *out, int year, int month, int day, int hour, int minute)
{
    if (!month || !day || !article_date_make(full_year(year), month, day, &out->date))
        return false;
    ndx_date_set_time(&out->date, hour, minute, 0);
    out->date_rule = "declared";
    return true;
}

/* "131137 GMT Nov 13": day, hour and minute, then month and year. */
static bool read_day_first(article *out, sgml_span line)
{
    sgml_span stamp = take_word(&line), word = take_word(&line);
    if (stamp.length != 6 || count_digits(stamp) != 6)
        return false;
    int month = month_of(word);
    if (!month)
        month = month_of(take_word(&line));
    sgml_span year = take_word(&line);
    return count_digits(year) == 2 &&
           set_date(out, number(year.text, 2), month, number(stamp.text, 2),
                    number(stamp.text + 2, 2), number(stamp.text + 4, 2));
}

/* Does s begin with "dd-dd-dd"? */
static bool is_dashed(sgml_span s)
{
    static const char pattern[] = "00-00-00";
    for (size_t i = 0; pattern[i]; i++)
        if (i >= s.length ||
            (pattern[i] == '0' ? !isdigit((unsigned char)s.text[i]) : s.text[i] != '-'))
            return false;
    return s.length == 8 || !isdigit((unsigned char)s.text[8]);
}

/* "AP-WF-11-13-13 1509GMT" has the month first, "KWS-21:37-09-12-18" the time and the day. */
static bool read_dashed(article *out, sgml_span line)
{
    size_t at = 0;
    while (at < line.length && !((at == 0 || line.text[at - 1] == '-') &&
                                 is_dashed((sgml_span){line.text + at, line.length - at})))
        at++;
    if (at == line.length)
        return false;
    int first = number(line.text + at, 2), second = number(line.text + at + 3, 2);
    int year = number(line.text + at + 6, 2);
    if (at >= 6 && line.text[at - 4] == ':')
        return set_date(out, year, second, first, number(line.text + at - 6, 2),
                        number(line.text + at - 3, 2));
    sgml_span clock = trim((sgml_span){line.text + at + 8, line.length - at - 8});
    bool timed = count_digits(clock) == 4;
    return set_date(out, year, first, second, timed ? number(clock.text, 2) : -1,
                    timed ? number(clock.text + 2, 2) : -1);
}

static void read_trailer(article *out, sgml_span trailer)
{
    sgml_span line;
    while (take_line(&trailer, &line))
        if (read_day_first(out, trim(line)) || read_dashed(out, line))
            return;
}

/* ---- the header ----------------------------------------------------------------------- */

/* What the letters of both standards mean where they agree; others stay as they are. */
static newsdex_status set_section(article *out, sgml_span code, newsdex_error *err)
{
    static const char *const names[26] = {
        ['a' - 'a'] = "domestic",      ['c' - 'a'] = "features", ['d' - 'a'] = "food",
        ['e' - 'a'] = "entertainment", ['f' - 'a'] = "finance",  ['i' - 'a'] = "international",
        ['l' - 'a'] = "lifestyle",     ['o' - 'a'] = "weather",  ['p' - 'a'] = "politics",
        ['s' - 'a'] = "sport",         ['t' - 'a'] = "travel",   ['w' - 'a'] = "Washington"};
    const char *name =
        code.length == 1 && islower((unsigned char)code.text[0]) ? names[code.text[0] - 'a'] : NULL;
    return name ? article_set_field(&out->section, name, strlen(name), err)
                : article_set_field(&out->section, code.text, code.length, err);
}

/* Numbers of messages begin again every day. */
static newsdex_status set_id(article *out, sgml_span message, newsdex_error *err)
{
    char date[NDX_DATE_TEXT_SIZE];
    ndx_date day = out->date;
    if (day.precision == NDX_DATE_UNKNOWN || !message.length)
        return NEWSDEX_OK;
    day.precision = NDX_DATE_DAY;
    ndx_date_format(day, date);
    ndx_buffer id;
    ndx_buffer_init(&id, ARTICLE_FIELD_MAX);
    newsdex_status status = ndx_buffer_append_format(
        &id, err, "%s %.*s %s", out->source.data, (int)(message.length & 63), message.text, date);
    if (!status)
        status = article_set_field(&out->id, id.data, id.length, err);
    ndx_buffer_release(&id);
    return status;
}

/* "Germany-football/Munich/Mueller/" */
static newsdex_status add_slugs(article *out, sgml_span line, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    while (!status && line.length) {
        const char *slash = memchr(line.text, '/', line.length);
        size_t length = slash ? (size_t)(slash - line.text) : line.length;
        status = article_add_keyword(out, line.text, length, err);
        length += slash ? 1 : 0;
        line = (sgml_span){line.text + length, line.length - length};
    }
    return status;
}

/* "eca062 4 i 211 ccccb   dpa 061", then a line of slugs. */
static newsdex_status read_iptc_header(article *out, sgml_span header, newsdex_error *err)
{
    sgml_span first = {header.text, 0}, line, source = {header.text, 0};
    take_line(&header, &first);
    sgml_span message = take_word(&first);
    take_word(&first); /* the priority */
    newsdex_status status = set_section(out, take_word(&first), err);
    for (sgml_span word = take_word(&first); word.length; word = take_word(&first))
        if (!count_digits(word)) /* the last name is the source */
            source = word;
    if (!status)
        status = article_set_field(&out->source, source.text, source.length, err);
    while (!status && take_line(&header, &line))
        status = add_slugs(out, trim(line), err);
    return status ? status : set_id(out, message, err);
}

/* "V2870<US>asian", "f l<DC3><DC1> BC-LT--Argentina-CancerB     11-13 1049". */
static newsdex_status read_anpa_header(article *out, sgml_span header, newsdex_error *err)
{
    const char *end = memchr(header.text, UNIT_SEPARATOR, header.length);
    sgml_span message = {header.text, (size_t)(end - header.text)}, line;
    newsdex_status status = NEWSDEX_OK;
    take_line(&header, &line);
    if (take_line(&header, &line)) {
        take_word(&line); /* the priority */
        sgml_span category = take_word(&line);
        status = set_section(out, (sgml_span){category.text, category.length ? 1 : 0}, err);
    }
    return status ? status : set_id(out, message, err);
}

/* ---- the body ------------------------------------------------------------------------------ */

/* A line indented begins a paragraph. */
static newsdex_status append_line(ndx_buffer *text, sgml_span line, newsdex_error *err)
{
    bool indented = line.length > 2 && (line.text[0] == '\t' || memcmp(line.text, "  ", 2) == 0);
    newsdex_status status = ndx_buffer_append_text(text, indented ? "\n\n" : "", err);
    if (!status)
        status = ndx_buffer_append(text, line.text, line.length, err);
    return status ? status : ndx_buffer_append_byte(text, '\n', err);
}

static newsdex_status append_lines(ndx_buffer *text, sgml_span rest, newsdex_error *err)
{
    sgml_span line;
    newsdex_status status = NEWSDEX_OK;
    while (!status && take_line(&rest, &line))
        status = append_line(text, line, err);
    return status;
}

/* "1ST LEAD", "(Achtung)": no words of a headline. */
static bool is_remark(sgml_span line)
{
    bool small = false;
    for (size_t i = 0; i < line.length; i++)
        small =
            small || islower((unsigned char)line.text[i]) || (unsigned char)line.text[i] >= 0x80;
    return !small || (line.text[0] == '(' && ends(line, ')'));
}

/* The headlines are what stands above the line that ends with "=": a byline, remarks and the title.
 */
static newsdex_status read_iptc_body(wire_message *m, newsdex_error *err)
{
    sgml_span lines[HEADLINES_MAX], rest = m->body, line;
    size_t count = 0;
    bool closed = false;
    while (!closed && count < HEADLINES_MAX && take_line(&rest, &line)) {
        line = trim(line);
        closed = ends(line, '=');
        line.length -= closed;
        if (line.length)
            lines[count++] = trim(line);
    }
    if (!closed)
        return append_lines(m->text, m->body, err);
    ndx_buffer title;
    ndx_buffer_init(&title, ARTICLE_FIELD_MAX);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < count; i++) {
        if (begins(lines[i], "By ") && i > 0) {
            status = article_set_author(m->out, lines[i].text, lines[i].length, err);
        } else if (!is_remark(lines[i]) || (i + 1 == count && !title.length)) {
            status = ndx_buffer_append(&title, lines[i].text, lines[i].length, err);
            if (!status)
                status = ndx_buffer_append_byte(&title, ' ', err);
        }
    }
    if (status == NEWSDEX_E_LIMIT)
        status = NEWSDEX_OK; /* a title cut is a title */
    if (!status)
        status = article_set_field(&m->out->title, title.data, title.length, err);
    ndx_buffer_release(&title);
    return status ? status : append_lines(m->text, rest, err);
}

/* "^BC-LT--Argentina-Cancer Beauty,466<": a slug and how many words. */
static sgml_span slug_in(sgml_span line)
{
    const char *comma = memrchr(line.text, ',', line.length);
    sgml_span behind = {comma, comma ? (size_t)(line.text + line.length - comma) : 0};
    if (behind.length == 1 || (behind.length > 1 && isdigit((unsigned char)behind.text[1])))
        line.length -= behind.length;
    return line;
}

static bool is_note(sgml_span line)
{
    static const char *const starts[] = {"AP Photo", "AP Graphic", "AP Video", "Eds:", "Eds.", "*"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (begins(line, starts[i]))
            return true;
    return false;
}

/* What an ANPA line that ends with a mark is: "<" and "+" end headlines, "=" bylines. */
static newsdex_status read_marked(wire_message *m, sgml_span line, bool *slugged,
                                  newsdex_error *err)
{
    article *out = m->out;
    bool byline = ends(line, '=');
    line = trim((sgml_span){line.text, line.length - 1});
    if (line.length && line.text[0] == '^')
        line = (sgml_span){line.text + 1, line.length - 1};
    if (!line.length || is_note(line))
        return NEWSDEX_OK;
    if (byline)
        return out->author.length || !begins(line, "By ")
                   ? NEWSDEX_OK
                   : article_set_author(out, line.text, line.length, err);
    if (!*slugged) {
        *slugged = true;
        line = slug_in(line);
        return article_add_keyword(out, line.text, line.length, err);
    }
    if (!out->title.length)
        return article_set_field(&out->title, line.text, line.length, err);
    newsdex_status status = append_line(m->text, line, err);
    return status ? status : ndx_buffer_append_byte(m->text, '\n', err);
}

static newsdex_status read_anpa_body(wire_message *m, newsdex_error *err)
{
    sgml_span rest = m->body, line;
    bool slugged = false;
    newsdex_status status = NEWSDEX_OK;
    while (!status && take_line(&rest, &line)) {
        sgml_span content = trim(line);
        bool unmarked_slug = !slugged && begins(content, "BC-");
        if (unmarked_slug && !ends(content, '<')) {
            slugged = true;
            status = article_add_keyword(m->out, content.text, content.length, err);
        } else if (ends(content, '<') || ends(content, '=') ||
                   (ends(content, '+') && !m->out->title.length)) {
            status = read_marked(m, content, &slugged, err);
        } else {
            if (content.length && content.text[0] == '^')
                line = (sgml_span){content.text + 1, content.length - 1};
            status = append_line(m->text, line, err);
        }
    }
    const char *slug_end = strchr(m->out->keywords.data, '\n');
    size_t length = slug_end ? (size_t)(slug_end - m->out->keywords.data) : m->out->keywords.length;
    if (!status && !m->out->title.length) /* the slug is what there is */
        status = article_set_field(&m->out->title, m->out->keywords.data, length, err);
    return status;
}

newsdex_status wire_read(wire_message *m, newsdex_error *err)
{
    bool anpa = memchr(m->header.text, UNIT_SEPARATOR, m->header.length) != NULL;
    read_trailer(m->out, m->trailer);
    if (anpa && begins(trim(m->trailer), "AP-")) {
        newsdex_status status = article_set_field(&m->out->source, "AP", 2, err);
        if (status)
            return status;
    }
    newsdex_status status =
        anpa ? read_anpa_header(m->out, m->header, err) : read_iptc_header(m->out, m->header, err);
    if (status)
        return status;
    return anpa ? read_anpa_body(m, err) : read_iptc_body(m, err);
}

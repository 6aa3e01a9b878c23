#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/html_hints.h"
#include "indexer/article/html_linked.h"

enum {
    SHOWN_MAX = 1000,    /* bytes of a line; longer text is none */
    DATE_LINE_MAX = 100, /* bytes of a line that can be about the date */
    AUTHOR_MAX = 80,     /* bytes of a byline that can be names */
    SITE_MAX = 40,       /* bytes behind a title that can be the site's name */
};

typedef enum meta_field {
    META_TITLE,
    META_DATE,
    META_AUTHOR,
    META_SOURCE,
    META_SECTION,
    META_LANGUAGE,
    META_URL,
    META_DESCRIPTION,
    META_KEYWORDS,
    META_COUNT
} meta_field;

/* Names of meta elements; of one field, the first that is there counts. */
static const struct {
    const char *name;
    meta_field field;
} meta_names[] = {
    {"og:title", META_TITLE},
    {"twitter:title", META_TITLE},
    {"dc.title", META_TITLE},
    {"dcterms.title", META_TITLE},
    {"headline", META_TITLE},
    {"article:published_time", META_DATE},
    {"article:published", META_DATE},
    {"datePublished", META_DATE},
    {"og:published_time", META_DATE},
    {"dc.date.issued", META_DATE},
    {"dcterms.issued", META_DATE},
    {"dc.date", META_DATE},
    {"dcterms.date", META_DATE},
    {"dcterms.created", META_DATE},
    {"parsely-pub-date", META_DATE},
    {"sailthru.date", META_DATE},
    {"pubdate", META_DATE},
    {"publishdate", META_DATE},
    {"publish-date", META_DATE},
    {"publication_date", META_DATE},
    {"pdate", META_DATE},
    {"citation_publication_date", META_DATE},
    {"date", META_DATE},
    {"author", META_AUTHOR},
    {"dc.creator", META_AUTHOR},
    {"dcterms.creator", META_AUTHOR},
    {"citation_author", META_AUTHOR},
    {"byl", META_AUTHOR},
    {"parsely-author", META_AUTHOR},
    {"sailthru.author", META_AUTHOR},
    {"article:author", META_AUTHOR},
    {"og:site_name", META_SOURCE},
    {"application-name", META_SOURCE},
    {"dc.publisher", META_SOURCE},
    {"publisher", META_SOURCE},
    {"article:section", META_SECTION},
    {"articleSection", META_SECTION},
    {"section", META_SECTION},
    {"parsely-section", META_SECTION},
    {"content-language", META_LANGUAGE},
    {"dc.language", META_LANGUAGE},
    {"inLanguage", META_LANGUAGE},
    {"og:locale", META_LANGUAGE},
    {"og:url", META_URL},
    {"twitter:url", META_URL},
    {"og:description", META_DESCRIPTION},
    {"description", META_DESCRIPTION},
    {"dc.description", META_DESCRIPTION},
    {"article:tag", META_KEYWORDS},
    {"news_keywords", META_KEYWORDS},
    {"keywords", META_KEYWORDS},
};
enum { NAME_COUNT = sizeof meta_names / sizeof *meta_names };

/* What a field is taken from, the best first. */
typedef enum meta_rank {
    RANK_NAMED,               /* a meta element: the place in the table */
    RANK_LINKED = NAME_COUNT, /* JSON-LD */
    RANK_MARKED,              /* an element that says what it holds */
    RANK_ELEMENT,             /* title, html; time below the heading */
    RANK_PATH,                /* the day in the URL */
    RANK_LOOSE,               /* h1; time elsewhere; a class */
    RANK_FOLDER,              /* the month in the URL */
    RANK_NONE
} meta_rank;

typedef struct meta_state {
    article *out;
    html_linked linked;
    ndx_buffer *description;
    const article *book;      /* that the page is a chapter of, else NULL */
    int64_t latest;           /* seconds; later dates are wrong */
    size_t ranks[META_COUNT]; /* of what a field has got; lower is better */
    ndx_buffer line, heading;
} meta_state;

/* ---- fields ---------------------------------------------------------------------- */

static newsdex_status add_keywords(article *out, const char *text, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    while (!status && *text) {
        size_t length = strcspn(text, ",;");
        status = article_add_keyword(out, text, length, err);
        text += length + (text[length] != '\0');
    }
    return status;
}

static bool set_date(meta_state *m, const ndx_date *date, const char *rule)
{
    if (date->precision == NDX_DATE_UNKNOWN || date->seconds > m->latest)
        return false;
    m->out->date = *date;
    m->out->date_rule = rule;
    return true;
}

static const char *date_rule(size_t rank)
{
    return rank <= RANK_MARKED ? "meta" : "time";
}

/* "By Ana Lind" -> "Ana Lind". */
static const char *skip_opening(const char *text)
{
    static const char *const openings[] = {"by", "by:", "written by", "posted by"};
    text += strspn(text, " \t\r\n");
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        size_t length = strlen(openings[i]);
        if (strncasecmp(text, openings[i], length) == 0 && isspace((unsigned char)text[length]))
            return text + length + strspn(text + length, " \t\r\n");
    }
    return text;
}

/* The bytes at text that can be names; 0: none. What stands beside them on the page ends them. */
static size_t name_length(const char *text, size_t rank)
{
    size_t length = strlen(text);
    if (strncasecmp(text, "http", 4) == 0)
        return 0;
    if (rank < RANK_MARKED)
        return length;
    length = strcspn(text, "|@(");
    return length <= AUTHOR_MAX && strcspn(text, "0123456789") >= length ? length : 0;
}

static newsdex_status offer(meta_state *m, meta_field field, size_t rank, const char *text,
                            newsdex_error *err)
{
    article *a = m->out;
    ndx_date date;
    size_t length = strlen(text);
    bool wanted = rank < m->ranks[field] && text[strspn(text, " \t\r\n")] != '\0';
    if (field == META_KEYWORDS)
        return add_keywords(a, text, err);
    const char *name = skip_opening(text);
    if (!wanted || (field == META_AUTHOR && !name_length(name, rank)) ||
        (field == META_URL && strncasecmp(text, "http", 4) != 0) ||
        (field == META_DATE &&
         !(article_date_parse(text, length, &date) && set_date(m, &date, date_rule(rank)))))
        return NEWSDEX_OK;
    m->ranks[field] = rank;
    switch (field) {
    case META_TITLE:
        return article_set_field(&a->title, text, length, err);
    case META_AUTHOR:
        return article_set_field(&a->author, name, name_length(name, rank), err);
    case META_SOURCE:
        return article_set_field(&a->source, text, length, err);
    case META_SECTION:
        return article_set_field(&a->section, text, length, err);
    case META_LANGUAGE:
        return article_set_language(a, text, length, err);
    case META_URL:
        return article_set_field(&a->url, text, length, err);
    case META_DESCRIPTION:
        return article_set_field(m->description, text, length, err);
    case META_DATE:
    case META_KEYWORDS:
    case META_COUNT:
        break;
    }
    return NEWSDEX_OK;
}

/* The text below node, if it is a line, else "". */
static const char *line_of(meta_state *m, const xmlNode *node)
{
    newsdex_error too_long;
    ndx_buffer_clear(&m->line);
    if (html_append_content(&m->line, node, &too_long) != NEWSDEX_OK)
        ndx_buffer_clear(&m->line);
    return m->line.data;
}

/* ---- meta elements and marks -------------------------------------------------------- */

/* The place in the table of the first of names, which spaces separate; NAME_COUNT without. */
static size_t find_name(const char *names)
{
    for (size_t length; *names; names += length + (names[length] != '\0')) {
        length = strcspn(names, " ");
        for (size_t i = 0; i < NAME_COUNT; i++)
            if (strlen(meta_names[i].name) == length &&
                strncasecmp(names, meta_names[i].name, length) == 0)
                return i;
    }
    return NAME_COUNT;
}

static newsdex_status read_meta(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    static const char *const attributes[] = {"property", "name", "itemprop", "http-equiv"};
    const char *content = html_attribute(node, "content");
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && *content && i < sizeof attributes / sizeof *attributes; i++) {
        size_t name = find_name(html_attribute(node, attributes[i]));
        if (name < NAME_COUNT)
            status = offer(m, meta_names[name].field, name, content, err);
    }
    return status;
}

/* <span itemprop="datePublished" content="2020-03-05">last Thursday</span> */
static newsdex_status read_marked(meta_state *m, const xmlNode *node, const char *names,
                                  newsdex_error *err)
{
    const char *text = html_attribute(node, "content");
    size_t name = find_name(names);
    meta_field field = name < NAME_COUNT ? meta_names[name].field : META_COUNT;
    if (field != META_TITLE && field != META_DATE && field != META_AUTHOR && field != META_SECTION)
        return NEWSDEX_OK;
    if (!*text)
        text = html_attribute(node, "datetime");
    return offer(m, field, RANK_MARKED, *text ? text : line_of(m, node), err);
}

static newsdex_status read_time(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    const char *text = html_attribute(node, "datetime");
    bool published = xmlHasProp((xmlNode *)node, (const xmlChar *)"pubdate");
    size_t rank = published ? RANK_MARKED : m->heading.length ? RANK_ELEMENT : RANK_LOOSE;
    return offer(m, META_DATE, rank, *text ? text : line_of(m, node), err);
}

/* ---- the title ------------------------------------------------------------------ */

/* What separates a title from a site's name. */
static const char *const separators[] = {" - ",        " | ",  " \xE2\x80\x93 ", " \xE2\x80\x94 ",
                                         " \xC2\xB7 ", " :: ", " \xC2\xAB ",     " \xC2\xBB ",
                                         " / "};

/* The bytes of the separator that text begins with or, from its end, ends with; 0: none. */
static size_t separator_size(const char *text, size_t length, bool end)
{
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t size = strlen(separators[i]);
        if (size < length && memcmp(end ? text + length - size : text, separators[i], size) == 0)
            return size;
    }
    return 0;
}

/* Are title and heading "Ferry back - The Daily" and "Ferry back", or the other way round? Gives
 * what is beside the heading. */
static bool split_title(const ndx_buffer *title, const ndx_buffer *heading, size_t *start,
                        size_t *length)
{
    size_t size = heading->length, rest = title->length - size;
    if (size >= title->length || size * 2 < title->length)
        return false;
    size_t gap = separator_size(title->data + size, rest, false);
    if (gap && strncasecmp(title->data, heading->data, size) == 0) {
        *start = size + gap;
        *length = rest - gap;
        return true;
    }
    gap = separator_size(title->data, rest, true);
    *start = 0;
    *length = rest - gap;
    return gap && strcasecmp(title->data + rest, heading->data) == 0;
}

/* ---- the page as people see it ------------------------------------------------------ */

/* Elements below the heading whose class says that they hold a byline or a date. */
static newsdex_status read_classed(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    static const char *const bylines[] = {"byline", "author", "authors", NULL};
    static const char *const dates[] = {"date",      "dateline", "published", "publish",
                                        "timestamp", "pubdate",  "posted",    NULL};
    static const char *const others[] = {"comment", "comments", "related", "modified",
                                         "updated", "avatar",   "tweet",   NULL};
    ndx_date date;
    if (!m->heading.length || !*html_attribute(node, "class") || html_has_class(node, others))
        return NEWSDEX_OK;
    if (m->ranks[META_DATE] > RANK_LOOSE && html_has_class(node, dates) &&
        strlen(line_of(m, node)) <= DATE_LINE_MAX &&
        article_date_find(m->line.data, m->line.length, &date) && set_date(m, &date, "text"))
        m->ranks[META_DATE] = RANK_LOOSE;
    return html_has_class(node, bylines) ? offer(m, META_AUTHOR, RANK_LOOSE, line_of(m, node), err)
                                         : NEWSDEX_OK;
}

static newsdex_status read_heading(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    size_t start, length;
    const char *text = line_of(m, node);
    newsdex_status status = offer(m, META_TITLE, RANK_LOOSE, text, err);
    if (!status && !split_title(&m->out->title, &m->heading, &start, &length))
        status = article_set_field(&m->heading, text, strlen(text), err);
    return status;
}

static newsdex_status read_node(meta_state *m, const xmlNode *node, newsdex_error *err)
{
    const char *marks = html_attribute(node, "itemprop");
    if (html_is(node, "meta"))
        return read_meta(m, node, err);
    if (html_is(node, "title"))
        return offer(m, META_TITLE, RANK_ELEMENT, line_of(m, node), err);
    if (html_is(node, "h1"))
        return read_heading(m, node, err);
    if (html_is(node, "html"))
        return offer(m, META_LANGUAGE, RANK_ELEMENT, html_attribute(node, "lang"), err);
    if (html_is(node, "link") && strcasecmp(html_attribute(node, "rel"), "canonical") == 0)
        return offer(m, META_URL, RANK_NAMED, html_attribute(node, "href"), err);
    if (html_is(node, "script"))
        return strncasecmp(html_attribute(node, "type"), "application/ld+json", 19) == 0
                   ? html_linked_read(&m->linked, node, err)
                   : NEWSDEX_OK;
    newsdex_status status = *marks ? read_marked(m, node, marks, err) : NEWSDEX_OK;
    if (!status && strcasecmp(html_attribute(node, "rel"), "author") == 0)
        status = offer(m, META_AUTHOR, RANK_MARKED, line_of(m, node), err);
    if (!status && html_is(node, "time"))
        return read_time(m, node, err);
    return status ? status : read_classed(m, node, err);
}

/* ---- all together ----------------------------------------------------------------- */

static newsdex_status fill_empty(ndx_buffer *field, const ndx_buffer *from, newsdex_error *err)
{
    return field->length ? NEWSDEX_OK : ndx_buffer_append(field, from->data, from->length, err);
}

static newsdex_status take_linked(meta_state *m, ndx_buffer *body, newsdex_error *err)
{
    article *a = m->out, *from = &m->linked.article;
    ndx_buffer *pairs[][2] = {{&a->author, &from->author},
                              {&a->source, &from->source},
                              {&a->section, &from->section},
                              {&a->language, &from->language},
                              {&a->url, &from->url},
                              {&a->keywords, &from->keywords},
                              {body, &from->text}};
    newsdex_status status = NEWSDEX_OK;
    /* What is named in the page's head counts; its elements are weaker than what is said here. */
    if (m->ranks[META_AUTHOR] > RANK_LINKED && from->author.length)
        ndx_buffer_clear(&a->author);
    for (size_t i = 0; !status && i < sizeof pairs / sizeof *pairs; i++)
        status = fill_empty(pairs[i][0], pairs[i][1], err);
    if (!status && m->ranks[META_TITLE] > RANK_LINKED && from->title.length)
        status = article_set_field(&a->title, from->title.data, from->title.length, err);
    if (m->ranks[META_DATE] > RANK_LINKED && set_date(m, &from->date, "meta"))
        m->ranks[META_DATE] = RANK_LINKED;
    return status;
}

/* https://daily.example/2020/03/05/ferry */
static void take_date_of_url(meta_state *m, const char *url)
{
    ndx_date date;
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;
    if (!path || !article_date_in_path(path, &date))
        return;
    size_t rank = date.precision >= NDX_DATE_DAY ? RANK_PATH : RANK_FOLDER;
    if (rank < m->ranks[META_DATE] && set_date(m, &date, "path"))
        m->ranks[META_DATE] = rank;
}

/* The title is what the heading says or, without one, ends before the site's name. In books all
 * chapters may be titled as the book is. */
static newsdex_status cut_title(meta_state *m, newsdex_error *err)
{
    article *a = m->out;
    size_t start, length, site = a->source.length, title = a->title.length;
    newsdex_status status = NEWSDEX_OK;
    if (m->book && m->heading.length && strcasecmp(a->title.data, m->book->source.data) == 0)
        return article_set_field(&a->title, m->heading.data, m->heading.length, err);
    if (split_title(&a->title, &m->heading, &start, &length)) {
        if (!site && start && length <= SITE_MAX)
            status = article_set_field(&a->source, a->title.data + start, length, err);
        return status ? status
                      : article_set_field(&a->title, m->heading.data, m->heading.length, err);
    }
    if (site && title > site && strcasecmp(a->title.data + title - site, a->source.data) == 0) {
        size_t gap = separator_size(a->title.data, title - site, true);
        ndx_buffer_truncate(&a->title, gap ? title - site - gap : title);
    }
    return status;
}

newsdex_status html_meta_read(article *out, xmlDoc *doc, const entry_source *source,
                              ndx_buffer *body, ndx_buffer *description, newsdex_error *err)
{
    meta_state m = {.out = out,
                    .description = description,
                    .book = source->book,
                    .latest = article_date_latest(source->modified)};
    newsdex_status status = NEWSDEX_OK;
    html_linked_init(&m.linked);
    ndx_buffer_init(&m.line, SHOWN_MAX);
    ndx_buffer_init(&m.heading, ARTICLE_FIELD_MAX);
    for (size_t i = 0; i < META_COUNT; i++)
        m.ranks[i] = RANK_NONE;
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *node = root; !status && node; node = html_next_node(root, node, true))
        status = read_node(&m, node, err);
    if (!status)
        status = take_linked(&m, body, err);
    take_date_of_url(&m, out->url.length ? out->url.data : source->url ? source->url : "");
    if (!status)
        status = cut_title(&m, err);
    ndx_buffer_release(&m.line);
    ndx_buffer_release(&m.heading);
    html_linked_release(&m.linked);
    return status;
}

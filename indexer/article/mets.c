#include "indexer/article/mets.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/article/article_date.h"
#include "indexer/article/xml_stream.h"
#include "searcher/base/error.h"

enum { FILES_MAX = 1 << 17, PARTS_MAX = 1 << 20 };

/* A description, of the issue or of an article. */
typedef struct description {
    const char *title, *language;
    bool of_article;
} description;

/* A division of any structure, and the areas within it. */
typedef struct division {
    size_t first_area, end_area;
    uint32_t around; /* the division that this one is in, NONE for the outermost */
} division;
#define NONE UINT32_MAX

/* An article before its areas are gathered. */
typedef struct found_article {
    uint32_t division;
    uint64_t id; /* what links call it */
    const char *title, *language;
} found_article;

typedef struct builder {
    mets_issue *issue;
    ndx_buffer descriptions, divisions, found, areas, targets; /* targets: IDs that links lead to */
    id_table file_ids, description_ids, division_ids, links;
    ndx_buffer scratch;
} builder;

/* ---- lists in buffers -------------------------------------------------------------- */

#define AT(type, buffer) ((type *)(void *)(buffer).data)
#define COUNT(type, buffer) ((buffer).length / sizeof(type))

mets_file *mets_files(const mets_issue *issue, size_t *count)
{
    *count = COUNT(mets_file, issue->files);
    return AT(mets_file, issue->files);
}

const mets_article *mets_articles(const mets_issue *issue, size_t *count)
{
    *count = COUNT(mets_article, issue->articles);
    return AT(mets_article, issue->articles);
}

const mets_area *mets_areas(const mets_issue *issue)
{
    return AT(mets_area, issue->areas);
}

mets_file *mets_find_page(const mets_issue *issue, const char *basename)
{
    size_t count;
    mets_file *files = mets_files(issue, &count);
    for (size_t i = 0; i < count; i++)
        if (files[i].is_page && !files[i].data && strcmp(files[i].basename, basename) == 0)
            return files + i;
    return NULL;
}

static const char *keep(builder *b, const char *text, newsdex_status *status, newsdex_error *err)
{
    const char *kept = *text ? ndx_arena_copy(&b->issue->arena, text, strlen(text)) : "";
    if (!kept)
        *status = ndx_error_nomem(err);
    return kept ? kept : "";
}

/* ---- descriptions: MODS, or Dublin Core -------------------------------------------- */

static newsdex_status append_part(ndx_buffer *out, const char *before, const xml_node *node,
                                  newsdex_error *err)
{
    ndx_buffer part;
    ndx_buffer_init(&part, ARTICLE_FIELD_MAX);
    newsdex_status status = xml_set_field(&part, node, err);
    if (!status && part.length && out->length)
        status = ndx_buffer_append_text(out, before, err);
    if (!status)
        status = ndx_buffer_append(out, part.data, part.length, err);
    ndx_buffer_release(&part);
    return status;
}

/* "The" and "Harbour Press", and what else is known of it: "evening edition". */
static newsdex_status read_title(ndx_buffer *out, const xml_node *section, newsdex_error *err)
{
    const xml_node *mods = xml_below(section, "mods");
    const xml_node *info = xml_child(mods, "titleInfo");
    ndx_buffer_clear(out);
    if (!mods)
        return append_part(out, "", xml_below(section, "title"), err);
    if (!info)
        info = xml_find(mods, "relatedItem[type=host]/titleInfo");
    newsdex_status status = append_part(out, "", xml_child(info, "nonSort"), err);
    if (!status)
        status = append_part(out, " ", xml_child(info, "title"), err);
    return status ? status : append_part(out, ": ", xml_child(info, "subTitle"), err);
}

static newsdex_status read_date(builder *b, const xml_node *section, newsdex_error *err)
{
    static const char *const names[] = {"dateIssued", "issued", NULL};
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *node = section;
         !status && b->issue->date.precision == NDX_DATE_UNKNOWN && node;
         node = xml_walk(section, node, true)) {
        if (!xml_is_one_of(node, names))
            continue;
        ndx_buffer_clear(&b->scratch);
        status = xml_set_field(&b->scratch, node, err);
        if (!article_date_parse(b->scratch.data, b->scratch.length, &b->issue->date))
            b->issue->date = NDX_DATE_NONE;
    }
    return status;
}

static newsdex_status read_description(builder *b, const xml_node *section, newsdex_error *err)
{
    description d = {.of_article = false};
    newsdex_status status = read_date(b, section, err);
    if (!status)
        status = read_title(&b->scratch, section, err);
    if (status)
        return status;
    d.title = keep(b, b->scratch.data, &status, err);
    ndx_buffer_clear(&b->scratch);
    if (!status)
        status = xml_set_field(&b->scratch, xml_below(section, "languageTerm"), err);
    if (!status)
        d.language = keep(b, b->scratch.data, &status, err);
    if (!status)
        status = id_table_add(&b->description_ids, xml_attribute_of(section, "ID"),
                              (uint32_t)COUNT(description, b->descriptions), err);
    return status ? status : ndx_buffer_append(&b->descriptions, &d, sizeof d, err);
}

/* Of several descriptions of an article the first that we have. */
static description *find_description(builder *b, const char *ids)
{
    static const char space[] = " \t\r\n";
    char id[256];
    for (size_t length; *(ids += strspn(ids, space)); ids += length) {
        length = strcspn(ids, space);
        if (length >= sizeof id)
            continue;
        memcpy(id, ids, length);
        id[length] = '\0';
        size_t count;
        const id_table_row *row = id_table_find(&b->description_ids, id_table_hash(id), &count);
        if (count)
            return AT(description, b->descriptions) + row->value;
    }
    return NULL;
}

/* ---- files ------------------------------------------------------------------------- */

static const char *last_part(const char *location)
{
    const char *last = location;
    for (const char *at = location; *at; at++)
        if (*at == '/' || *at == '\\')
            last = at + 1;
    return last;
}

static newsdex_status read_files(builder *b, const xml_node *section, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    for (const xml_node *node = xml_below(section, "file"); !status && node;
         node = xml_below_next(section, node, "file")) {
        const char *location = xml_attribute_of(xml_child(node, "FLocat"), "href");
        mets_file file = {.basename = keep(b, last_part(location), &status, err)};
        if (!status)
            status = id_table_add(&b->file_ids, xml_attribute_of(node, "ID"),
                                  (uint32_t)COUNT(mets_file, b->issue->files), err);
        if (!status)
            status = ndx_buffer_append(&b->issue->files, &file, sizeof file, err);
    }
    return status;
}

static uint32_t find_file(builder *b, const xml_node *pointer)
{
    size_t count;
    const char *id = xml_attribute_of(pointer, "FILEID");
    const id_table_row *row = id_table_find(&b->file_ids, id_table_hash(id), &count);
    return count ? row->value : METS_NO_FILE;
}

/* ---- structures -------------------------------------------------------------------- */

typedef struct structure {
    uint32_t open;    /* the division that we are in, or NONE */
    uint32_t article; /* the outermost article that we are in, or NONE */
    unsigned page;    /* the page that the last division with an order was */
    bool physical;
} structure;

static newsdex_status begin_article(builder *b, const xml_node *div, uint32_t at,
                                    newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    description *d = find_description(b, xml_attribute_of(div, "DMDID"));
    if (d)
        d->of_article = true;
    const char *title =
        d && *d->title ? d->title : keep(b, xml_attribute_of(div, "LABEL"), &status, err);
    const found_article found = {.division = at,
                                 .id = id_table_hash(xml_attribute_of(div, "ID")),
                                 .title = title,
                                 .language = d ? d->language : ""};
    return status ? status : ndx_buffer_append(&b->found, &found, sizeof found, err);
}

static newsdex_status begin_division(builder *b, structure *s, const xml_node *div,
                                     newsdex_error *err)
{
    const uint32_t at = (uint32_t)COUNT(division, b->divisions);
    const division fresh = {.first_area = COUNT(mets_area, b->areas), .around = s->open};
    newsdex_status status = NEWSDEX_OK;
    s->open = at;
    s->page = (unsigned)strtoul(xml_attribute_of(div, "ORDER"), NULL, 10);
    if (s->article == NONE && strcasecmp(xml_attribute_of(div, "TYPE"), "ARTICLE") == 0) {
        s->article = at;
        status = begin_article(b, div, at, err);
    }
    if (!status)
        status = id_table_add(&b->division_ids, xml_attribute_of(div, "ID"), at, err);
    return status ? status : ndx_buffer_append(&b->divisions, &fresh, sizeof fresh, err);
}

static void end_division(builder *b, structure *s)
{
    division *ended = AT(division, b->divisions) + s->open;
    ended->end_area = COUNT(mets_area, b->areas);
    if (s->article == s->open)
        s->article = NONE;
    s->open = ended->around;
}

/* A pointer to a file: to a place in it, or in the physical structure to the whole. */
static newsdex_status add_pointer(builder *b, const structure *s, const xml_node *pointer,
                                  newsdex_error *err)
{
    const char *begin = xml_attribute_of(pointer, "BEGIN"), *end = xml_attribute_of(pointer, "END");
    const char *kind = xml_attribute_of(pointer, "BETYPE");
    if (!*xml_attribute_of(pointer, "FILEID") || (*kind && strcmp(kind, "IDREF") != 0))
        return NEWSDEX_OK;
    const mets_area area = {.file = find_file(b, pointer),
                            .begin = id_table_hash(begin),
                            .end = *end ? id_table_hash(end) : 0};
    mets_file *file = area.file == METS_NO_FILE ? NULL : AT(mets_file, b->issue->files) + area.file;
    if (file && s->physical && !file->page)
        file->page = s->page;
    if (!*begin)
        return NEWSDEX_OK;
    if (file && !file->is_page) {
        file->is_page = true;
        b->issue->page_count++;
    }
    return ndx_buffer_append(&b->areas, &area, sizeof area, err);
}

static newsdex_status read_structure(builder *b, const xml_node *map, newsdex_error *err)
{
    structure s = {.open = NONE, .article = NONE};
    newsdex_status status = NEWSDEX_OK;
    bool leaving = false;
    s.physical = strcasecmp(xml_attribute_of(map, "TYPE"), "PHYSICAL") == 0;
    for (const xml_node *node = map; !status && (node = xml_tour(map, node, &leaving));)
        if (xml_is(node, "div") && leaving)
            end_division(b, &s);
        else if (xml_is(node, "div"))
            status = begin_division(b, &s, node, err);
        else if (!leaving && (xml_is(node, "area") || xml_is(node, "fptr")))
            status = add_pointer(b, &s, node, err);
    return status;
}

/* ---- links ------------------------------------------------------------------------- */

static newsdex_status add_link(builder *b, const char *from, const char *to, newsdex_error *err)
{
    const uint64_t target = id_table_hash(to);
    newsdex_status status =
        id_table_add(&b->links, from, (uint32_t)COUNT(uint64_t, b->targets), err);
    return status ? status : ndx_buffer_append(&b->targets, &target, sizeof target, err);
}

static const char *without_mark(const char *reference)
{
    return reference + (*reference == '#');
}

/* A group has an article before the places that it is linked to. */
static newsdex_status read_links(builder *b, const xml_node *section, newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    const xml_node *group = NULL;
    const char *from = "";
    for (const xml_node *node = section; !status && node; node = xml_walk(section, node, true)) {
        if (xml_is(node, "smLink"))
            status = add_link(b, without_mark(xml_attribute_of(node, "from")),
                              without_mark(xml_attribute_of(node, "to")), err);
        if (!xml_is(node, "smLocatorLink"))
            continue;
        const char *place = without_mark(xml_attribute_of(node, "href"));
        if (group == node->parent)
            status = add_link(b, from, place, err);
        else
            from = place;
        group = node->parent;
    }
    return status;
}

/* ---- all of it --------------------------------------------------------------------- */

static newsdex_status gather_areas(builder *b, uint32_t at, newsdex_error *err)
{
    const division *d = AT(division, b->divisions) + at;
    return ndx_buffer_append(&b->issue->areas, AT(mets_area, b->areas) + d->first_area,
                             (d->end_area - d->first_area) * sizeof(mets_area), err);
}

static newsdex_status gather_linked(builder *b, uint64_t from, newsdex_error *err)
{
    size_t link_count, count;
    const id_table_row *links = id_table_find(&b->links, from, &link_count);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < link_count; i++) {
        const uint64_t target = AT(uint64_t, b->targets)[links[i].value];
        const id_table_row *row = id_table_find(&b->division_ids, target, &count);
        if (count)
            status = gather_areas(b, row->value, err);
    }
    return status;
}

static newsdex_status finish(builder *b, newsdex_error *err)
{
    mets_issue *issue = b->issue;
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; !status && i < COUNT(found_article, b->found); i++) {
        const found_article *found = AT(found_article, b->found) + i;
        mets_article whole = {found->title, found->language, COUNT(mets_area, issue->areas), 0};
        status = gather_areas(b, found->division, err);
        if (!status)
            status = gather_linked(b, found->id, err);
        whole.area_count = COUNT(mets_area, issue->areas) - whole.first_area;
        if (!status)
            status = ndx_buffer_append(&issue->articles, &whole, sizeof whole, err);
    }
    if (!issue->areas.length)
        ndx_buffer_clear(&issue->articles);
    const description *d = AT(description, b->descriptions);
    for (size_t i = 0; i < COUNT(description, b->descriptions); i++) {
        if (!*issue->newspaper && !d[i].of_article)
            issue->newspaper = d[i].title;
        if (!*issue->language && !d[i].of_article)
            issue->language = d[i].language;
    }
    return status;
}

static newsdex_status read_section(builder *b, const xml_node *section, newsdex_error *err)
{
    return xml_is(section, "dmdSec")      ? read_description(b, section, err)
           : xml_is(section, "fileSec")   ? read_files(b, section, err)
           : xml_is(section, "structMap") ? read_structure(b, section, err)
                                          : read_links(b, section, err);
}

static newsdex_status read_sections(builder *b, format_input *input, newsdex_error *err)
{
    static const char *const records[] = {"dmdSec", "fileSec", "structMap", "structLink", NULL};
    xml_stream *stream;
    newsdex_status status = xml_stream_open(records, &stream, err);
    while (!status) {
        const xml_node *section;
        newsdex_error error;
        charset_used charset;
        article_result result = xml_stream_next(stream, input, &charset, &section, &error);
        if (result == ARTICLE_END)
            break;
        if (result == ARTICLE_FOUND)
            status = read_section(b, section, err);
        else
            status = ndx_error_set(err, error.status, "%s", error.message);
    }
    xml_stream_close(stream);
    return status;
}

static void init(builder *b, mets_issue *issue)
{
    ndx_buffer_init(&issue->files, FILES_MAX * sizeof(mets_file));
    ndx_buffer_init(&issue->areas, PARTS_MAX * sizeof(mets_area));
    ndx_buffer_init(&issue->articles, FILES_MAX * sizeof(mets_article));
    issue->newspaper = issue->language = "";
    issue->date = NDX_DATE_NONE;
    b->issue = issue;
    ndx_buffer_init(&b->descriptions, FILES_MAX * sizeof(description));
    ndx_buffer_init(&b->divisions, PARTS_MAX * sizeof(division));
    ndx_buffer_init(&b->found, FILES_MAX * sizeof(found_article));
    ndx_buffer_init(&b->areas, PARTS_MAX * sizeof(mets_area));
    ndx_buffer_init(&b->targets, PARTS_MAX * sizeof(uint64_t));
    ndx_buffer_init(&b->scratch, 4 * ARTICLE_FIELD_MAX);
    id_table_init(&b->file_ids, FILES_MAX);
    id_table_init(&b->description_ids, FILES_MAX);
    id_table_init(&b->division_ids, PARTS_MAX);
    id_table_init(&b->links, PARTS_MAX);
}

static void release(builder *b)
{
    ndx_buffer *const buffers[] = {&b->descriptions, &b->divisions, &b->found,
                                   &b->areas,        &b->targets,   &b->scratch};
    id_table *const tables[] = {&b->file_ids, &b->description_ids, &b->division_ids, &b->links};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        ndx_buffer_release(buffers[i]);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        id_table_release(tables[i]);
}

newsdex_status mets_read(const char *bytes, size_t length, mets_issue **out, newsdex_error *err)
{
    mets_issue *issue = calloc(1, sizeof *issue);
    *out = NULL;
    if (!issue)
        return ndx_error_nomem(err);
    builder b;
    init(&b, issue);
    entry_memory memory = {.data = bytes, .length = length};
    const entry_source source = entry_memory_source(&memory);
    format_input input;
    format_input_init(&input);
    newsdex_status status = format_input_start(&input, &source, err);
    if (!status)
        status = read_sections(&b, &input, err);
    if (!status)
        status = finish(&b, err);
    format_input_release(&input);
    release(&b);
    if (status)
        mets_free(issue);
    else
        *out = issue;
    return status;
}

void mets_free(mets_issue *issue)
{
    if (!issue)
        return;
    ndx_arena_release(&issue->arena);
    ndx_buffer_release(&issue->files);
    ndx_buffer_release(&issue->areas);
    ndx_buffer_release(&issue->articles);
    free(issue);
}

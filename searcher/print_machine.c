#include "searcher/print_machine.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "searcher/table.h"

/* ---- JSON ------------------------------------------------------------------ */

static json_t *make_spans(const newsdex_span *list, size_t count)
{
    json_t *spans = json_array();
    for (size_t i = 0; i < count; i++)
        jout_append(&spans, json_pack("[i,i]", (int)list[i].offset, (int)list[i].length));
    return spans;
}

static void append_string(json_t **array, const char *text)
{
    jout_append(array, jout_make_string(text, strlen(text)));
}

static json_t *make_strings(const char *const *texts, size_t count)
{
    json_t *strings = json_array();
    for (size_t i = 0; i < count; i++)
        append_string(&strings, texts[i]);
    return strings;
}

static json_t *make_notices(const newsdex_query *query, const newsdex_results *results)
{
    json_t *notices = json_array();
    for (size_t i = 0; i < newsdex_query_notice_count(query); i++)
        append_string(&notices, newsdex_query_notice(query, i));
    for (size_t i = 0; i < newsdex_results_notice_count(results); i++)
        append_string(&notices, newsdex_results_notice(results, i));
    return notices;
}

static void add_query_id(jout *out, const char *query_id)
{
    if (query_id)
        jout_string(out, "query_id", query_id);
}

/* What hits and their copies have. */
static void add_facts(jout *out, const newsdex_hit *hit)
{
    jout_string(out, "id", hit->id);
    jout_string(out, "title", hit->title);
    jout_string(out, "date", hit->date_text);
    jout_string(out, "source", hit->source);
    jout_string(out, "section", hit->section);
    jout_string(out, "language", hit->language);
    jout_string(out, "url", hit->url);
    jout_string(out, "address", hit->address);
}

static json_t *make_copies(const newsdex_hit *copies, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        jout out;
        jout_begin(&out, "copy");
        add_facts(&out, &copies[i]);
        jout_string(&out, "index", copies[i].index);
        jout_append(&list, jout_take(&out));
    }
    return list;
}

bool print_json_hit(FILE *stream, const newsdex_hit *hit, const char *query_id, bool grouped)
{
    jout out;
    jout_begin(&out, "hit");
    jout_integer(&out, "rank", (int64_t)hit->rank);
    jout_real(&out, "score", hit->score);
    add_facts(&out, hit);
    jout_string(&out, "snippet", hit->snippet);
    jout_value(&out, "spans", make_spans(hit->spans, hit->span_count));
    jout_value(&out, "matched", make_strings(hit->matched, hit->matched_count));
    jout_value(&out, "missing", make_strings(hit->missing, hit->missing_count));
    jout_string(&out, "index", hit->index);
    if (grouped) {
        jout_integer(&out, "story_size", (int64_t)hit->story_size);
        jout_value(&out, "copies", make_copies(hit->copies, hit->copy_count));
    }
    add_query_id(&out, query_id);
    return jout_end(&out, stream);
}

bool print_json_article(FILE *stream, const newsdex_article *article,
                        const newsdex_matches *matches)
{
    jout out;
    jout_begin(&out, "article");
    jout_string(&out, "id", article->id);
    jout_string(&out, "title", article->title);
    jout_string(&out, "date", article->date_text);
    jout_string(&out, "author", article->author);
    jout_string(&out, "source", article->source);
    jout_string(&out, "section", article->section);
    jout_string(&out, "language", article->language);
    jout_string(&out, "url", article->url);
    jout_string(&out, "address", article->address);
    jout_text(&out, "text", article->text, article->text_length);
    jout_string(&out, "index", article->index);
    if (matches) {
        jout_value(&out, "title_spans", make_spans(matches->title_spans, matches->title_count));
        jout_value(&out, "spans", make_spans(matches->text_spans, matches->text_count));
    }
    return jout_end(&out, stream);
}

static json_t *make_forms(const newsdex_forms *forms)
{
    json_t *list = json_array();
    for (size_t i = 0; i < newsdex_forms_count(forms); i++) {
        const newsdex_form *form = newsdex_forms_at(forms, i);
        jout out = {json_object(), false};
        jout_string(&out, "part", form->part);
        jout_string(&out, "word", form->word);
        jout_integer(&out, "articles", (int64_t)form->articles);
        jout_append(&list, jout_take(&out));
    }
    return list;
}

bool print_json_query(FILE *stream, const char *text, const newsdex_query *query,
                      const newsdex_forms *forms)
{
    jout out;
    jout_begin(&out, "query");
    jout_string(&out, "query", text);
    jout_string(&out, "understood", newsdex_query_describe(query));
    jout_value(&out, "notices", make_notices(query, NULL));
    jout_value(&out, "forms", make_forms(forms));
    return jout_end(&out, stream);
}

void json_summary_begin(jout *out, const char *text, const newsdex_query *query,
                        const newsdex_results *results, const summary *sum)
{
    jout_begin(out, "summary");
    jout_integer(out, "version", 1);
    jout_string(out, "query", text);
    jout_string(out, "understood", newsdex_query_describe(query));
    jout_integer(out, "total", (int64_t)sum->total);
    jout_boolean(out, "exact", sum->exact);
    if (sum->grouped) {
        jout_integer(out, "stories", (int64_t)sum->stories);
        jout_boolean(out, "stories_exact", sum->stories_exact);
    }
    jout_real(out, "ms", round(sum->ms * 10) / 10);
    jout_string(out, "revision", sum->revision);
    jout_string(out, "newsdex", newsdex_version_string());
    jout_value(out, "notices", make_notices(query, results));
    jout_string(out, "suggestion", sum->suggestion ? sum->suggestion : "");
}

bool print_json_summary(FILE *stream, const char *text, const newsdex_query *query,
                        const newsdex_results *results, const summary *sum, const char *query_id)
{
    jout out;
    json_summary_begin(&out, text, query, results, sum);
    add_query_id(&out, query_id);
    return jout_end(&out, stream);
}

/* ---- tables ----------------------------------------------------------- */

static void print_row(table *t, const newsdex_hit *hit, const char *const *fields, size_t count,
                      const char *query_id)
{
    if (query_id)
        table_text(t, query_id);
    table_integer(t, hit->rank);
    table_real(t, hit->score, 4);
    for (size_t i = 0; i < count; i++)
        table_text(t, fields[i]);
    table_end_row(t);
}

void print_tsv_header(FILE *stream, bool with_query_id)
{
    fputs(with_query_id ? "query_id\t" : "", stream);
    fputs("rank\tscore\tid\tdate\tsource\ttitle\taddress\n", stream);
}

void print_tsv_hit(FILE *stream, const newsdex_hit *hit, const char *query_id)
{
    const char *const fields[] = {hit->id, hit->date_text, hit->source, hit->title, hit->address};
    table t = {.stream = stream};
    print_row(&t, hit, fields, sizeof fields / sizeof *fields, query_id);
}

void print_csv_header(FILE *stream, bool with_query_id)
{
    fputs(with_query_id ? "query_id," : "", stream);
    fputs("rank,score,id,date,author,source,section,language,title,url,address\r\n", stream);
}

void print_csv_hit(FILE *stream, const newsdex_hit *hit, const char *query_id)
{
    const char *const fields[] = {hit->id,     hit->date_text, hit->author,
                                  hit->source, hit->section,   hit->language,
                                  hit->title,  hit->url,       hit->address};
    table t = {.stream = stream, .commas = true};
    print_row(&t, hit, fields, sizeof fields / sizeof *fields, query_id);
}

/* ---- TREC runs ----------------------------------------------------------------- */

static void print_without_spaces(FILE *stream, const char *text)
{
    for (; *text; text++)
        putc(strchr(" \t\r\n\v\f", *text) ? '_' : *text, stream);
}

/*
 * trec_eval sorts by score, not by rank, and reads scores as float: they must
 * fall strictly, in steps that a float still tells apart.
 */
void print_trec_hit(FILE *stream, const newsdex_hit *hit, const options *opt, int64_t *last)
{
    static const double steps_per_point = 10000;
    static const double max_score = 1000;
    double score = hit->score > max_score ? max_score : hit->score;
    int64_t steps = isfinite(score) ? llround(score * steps_per_point) : 0;
    *last = steps < *last ? steps : *last - 1;
    print_without_spaces(stream, opt->query_id ? opt->query_id : "0");
    fputs(" Q0 ", stream);
    print_without_spaces(stream, hit->id);
    fprintf(stream, " %" PRIu64 " %.4f %s\n", hit->rank, (double)*last / steps_per_point,
            opt->trec_tag);
}

#include "searcher/print_machine.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "searcher/json_out.h"

/* ---- JSON ------------------------------------------------------------------ */

static json_t *make_spans(const newsdex_span *list, size_t count)
{
    json_t *spans = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *pair = json_pack("[i,i]", (int)list[i].offset, (int)list[i].length);
        if (json_array_append_new(spans, pair) != 0) {
            json_decref(spans);
            return NULL;
        }
    }
    return spans;
}

static bool append_string(json_t *array, const char *text)
{
    return json_array_append_new(array, jout_make_string(text, strlen(text))) == 0;
}

static json_t *make_strings(const char *const *texts, size_t count)
{
    json_t *strings = json_array();
    for (size_t i = 0; i < count; i++) {
        if (!append_string(strings, texts[i])) {
            json_decref(strings);
            return NULL;
        }
    }
    return strings;
}

static json_t *make_notices(const newsdex_query *query, const newsdex_results *results)
{
    json_t *notices = json_array();
    bool made = notices != NULL;
    for (size_t i = 0; made && i < newsdex_query_notice_count(query); i++)
        made = append_string(notices, newsdex_query_notice(query, i));
    for (size_t i = 0; made && i < newsdex_results_notice_count(results); i++)
        made = append_string(notices, newsdex_results_notice(results, i));
    if (made)
        return notices;
    json_decref(notices);
    return NULL;
}

bool print_json_hit(FILE *stream, const newsdex_hit *hit)
{
    jout out;
    jout_begin(&out, "hit");
    jout_integer(&out, "rank", (int64_t)hit->rank);
    jout_real(&out, "score", hit->score);
    jout_string(&out, "id", hit->id);
    jout_string(&out, "title", hit->title);
    jout_string(&out, "date", hit->date_text);
    jout_string(&out, "source", hit->source);
    jout_string(&out, "section", hit->section);
    jout_string(&out, "language", hit->language);
    jout_string(&out, "url", hit->url);
    jout_string(&out, "address", hit->address);
    jout_string(&out, "snippet", hit->snippet);
    jout_value(&out, "spans", make_spans(hit->spans, hit->span_count));
    jout_value(&out, "matched", make_strings(hit->matched, hit->matched_count));
    jout_value(&out, "missing", make_strings(hit->missing, hit->missing_count));
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
    if (matches) {
        jout_value(&out, "title_spans", make_spans(matches->title_spans, matches->title_count));
        jout_value(&out, "spans", make_spans(matches->text_spans, matches->text_count));
    }
    return jout_end(&out, stream);
}

bool print_json_query(FILE *stream, const char *text, const newsdex_query *query)
{
    jout out;
    jout_begin(&out, "query");
    jout_string(&out, "query", text);
    jout_string(&out, "understood", newsdex_query_describe(query));
    jout_value(&out, "notices", make_notices(query, NULL));
    return jout_end(&out, stream);
}

bool print_json_summary(FILE *stream, const char *text, const newsdex_query *query,
                        const newsdex_results *results, const summary *sum)
{
    jout out;
    jout_begin(&out, "summary");
    jout_integer(&out, "version", 1);
    jout_string(&out, "query", text);
    jout_string(&out, "understood", newsdex_query_describe(query));
    jout_integer(&out, "total", (int64_t)sum->total);
    jout_boolean(&out, "exact", sum->exact);
    jout_real(&out, "ms", round(sum->ms * 10) / 10);
    jout_value(&out, "notices", make_notices(query, results));
    return jout_end(&out, stream);
}

/* ---- tab-separated ----------------------------------------------------------- */

void print_tsv_header(FILE *stream)
{
    fputs("rank\tscore\tid\tdate\tsource\ttitle\taddress\n", stream);
}

void print_tsv_hit(FILE *stream, const newsdex_hit *hit)
{
    const char *const fields[] = {hit->id, hit->date_text, hit->source, hit->title, hit->address};
    fprintf(stream, "%" PRIu64 "\t%.4f", hit->rank, hit->score);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        putc('\t', stream);
        terminal_print_safe(stream, fields[i], strlen(fields[i]));
    }
    putc('\n', stream);
}

/* ---- comma-separated ----------------------------------------------------------- */

void print_csv_header(FILE *stream)
{
    fputs("rank,score,id,date,author,source,section,language,title,url,address\r\n", stream);
}

static void print_csv_field(FILE *stream, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        terminal_print_safe(stream, text, strlen(text));
        return;
    }
    putc('"', stream);
    while (*text) {
        size_t length = strcspn(text, "\"");
        terminal_print_safe(stream, text, length);
        text += length;
        if (*text) {
            fputs("\"\"", stream);
            text++;
        }
    }
    putc('"', stream);
}

void print_csv_hit(FILE *stream, const newsdex_hit *hit)
{
    const char *const fields[] = {hit->id,     hit->date_text, hit->author,
                                  hit->source, hit->section,   hit->language,
                                  hit->title,  hit->url,       hit->address};
    fprintf(stream, "%" PRIu64 ",%.4f", hit->rank, hit->score);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        putc(',', stream);
        print_csv_field(stream, fields[i]);
    }
    fputs("\r\n", stream);
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
    fprintf(stream, "%s Q0 ", opt->trec_qid);
    print_without_spaces(stream, hit->id);
    fprintf(stream, " %" PRIu64 " %.4f %s\n", hit->rank, (double)*last / steps_per_point,
            opt->trec_tag);
}

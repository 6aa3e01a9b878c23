#include "searcher/print_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "searcher/markup.h"
#include "searcher/print_cite.h"
#include "searcher/print_svg.h"

enum { DAY_SECONDS = 86400 };

static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--ink:#1b1d21;--soft:#5c626b;--paper:#fff;--line:#dfe2e6;"
    "--link:#0b5cad;--bar:#9cc3ea;--mark:#ffe27a}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e6ea;--soft:#a0a6b0;--paper:#16181c;"
    "--line:#33373e;--link:#7db8f5;--bar:#2f5d8c;--mark:#6b5600}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:48rem;background:var(--paper);"
    "color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.7rem;line-height:1.2;margin:0}h2{font-size:1.2rem;margin:2.5rem 0 .75rem;"
    "padding-top:.75rem;border-top:1px solid var(--line)}h3{font-size:1.05rem;line-height:1.3;"
    "margin:0}\n"
    "a{color:var(--link)}mark{background:var(--mark);color:inherit;border-radius:2px}\n"
    ".total{font-size:1.1rem;margin:.25rem 0 1rem}.meta,.cite,.missing,dt,caption,summary{"
    "color:var(--soft);font-size:.875rem}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}"
    "dd{margin:0}\n"
    "svg.tl{width:100%;height:auto;display:block}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "th,td{padding:.15rem .5rem .15rem 0;text-align:right;vertical-align:top;"
    "font-variant-numeric:tabular-nums}"
    "th:first-child{text-align:left;font-weight:normal}thead th{color:var(--soft);"
    "font-weight:normal}caption{text-align:left;font-weight:bold}\n"
    ".facets{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1.5rem 2rem;"
    "align-items:start}"
    "\n"
    ".facets th{width:100%}.facets td{padding-left:.75rem;white-space:nowrap}"
    ".share{display:block;height:.35rem;border-radius:2px;background:var(--bar);min-width:1px}\n"
    ".scroll{overflow-x:auto}\n"
    "ol{margin:0;padding:0;list-style:none}li{margin:0 0 1.75rem}p{margin:.3rem 0}\n"
    "@media print{body{max-width:none}details{display:none}}\n"
    "</style>\n";

/* ---- small parts --------------------------------------------------------------------- */

/* A day, with the time unless it is the first or the last second of one. */
static void print_date(FILE *stream, int64_t seconds)
{
    const time_t moment = (time_t)seconds;
    struct tm date;
    if (!gmtime_r(&moment, &date))
        return;
    fprintf(stream, "%04d-%02d-%02d", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
    const int second = date.tm_hour * 3600 + date.tm_min * 60 + date.tm_sec;
    if (second != 0 && second != DAY_SECONDS - 1)
        fprintf(stream, " %02d:%02d", date.tm_hour, date.tm_min);
}

static void print_percent(FILE *stream, double percent)
{
    if (!isnan(percent))
        fprintf(stream, "%.1f %%", percent);
}

static void print_term(FILE *stream, const char *term)
{
    fprintf(stream, "<dt>%s</dt>\n", term);
}

static void print_fact(FILE *stream, const char *term, const char *text)
{
    print_term(stream, term);
    fputs("<dd dir=\"auto\">", stream);
    markup_string(stream, text);
    fputs("</dd>\n", stream);
}

/* ---- the head ------------------------------------------------------------------------ */

static void print_filters(FILE *stream, const options *opt)
{
    const struct {
        const char *name;
        const option_values *list;
    } filters[] = {
        {"Source", &opt->sources}, {"Section", &opt->sections}, {"Language", &opt->languages}};
    if (opt->date_from != NEWSDEX_DATE_MIN) {
        fputs("<dt>Since</dt>\n<dd>", stream);
        print_date(stream, opt->date_from);
        fputs("</dd>\n", stream);
    }
    if (opt->date_to != NEWSDEX_DATE_MAX) {
        fputs("<dt>Until</dt>\n<dd>", stream);
        print_date(stream, opt->date_to);
        fputs("</dd>\n", stream);
    }
    if (opt->recency)
        fprintf(
            stream,
            "<dt>Recency</dt>\n<dd>newer articles count more, with a half-life of %.0f days</dd>\n",
            (double)opt->recency / DAY_SECONDS);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        for (size_t k = 0; k < filters[i].list->count; k++)
            print_fact(stream, filters[i].name, filters[i].list->values[k]);
}

static void print_index(FILE *stream, const report *r)
{
    const newsdex_info *info = &r->info;
    print_fact(stream, "Index", r->opt->index_names);
    fprintf(stream, "<dt>Holding</dt>\n<dd>%" PRIu64 " article%s", info->articles,
            info->articles == 1 ? "" : "s");
    if (info->oldest != NEWSDEX_DATE_NONE) {
        fputs(", ", stream);
        print_date(stream, info->oldest);
        fputs(" to ", stream);
        print_date(stream, info->newest);
    }
    fprintf(stream, "</dd>\n<dt>Revision</dt>\n<dd>%s", info->revision);
    if (info->committed) {
        fputs(", ", stream);
        print_date(stream, info->committed);
        fputs(" UTC", stream);
    }
    fputs("</dd>\n<dt>Report made</dt>\n<dd>", stream);
    print_date(stream, (int64_t)time(NULL));
    fprintf(stream, " UTC, newsdex-search %s</dd>\n", newsdex_version_string());
}

static void print_notices(FILE *stream, const chart_series *of)
{
    const size_t of_query = newsdex_query_notice_count(of->query);
    const size_t all = of_query + newsdex_results_notice_count(of->results);
    for (size_t i = 0; i < all; i++)
        print_fact(stream, "Note",
                   i < of_query ? newsdex_query_notice(of->query, i)
                                : newsdex_results_notice(of->results, i - of_query));
}

static void print_total(FILE *stream, const report *r)
{
    static const char *const order[] = {
        [NEWSDEX_SORT_RELEVANCE] = "best",
        [NEWSDEX_SORT_NEWEST] = "newest",
        [NEWSDEX_SORT_OLDEST] = "oldest",
    };
    const newsdex_results *results = r->chart->series[0].results;
    const uint64_t total = newsdex_results_total(results, NULL);
    const uint64_t shown = newsdex_results_stories(results, NULL);
    fputs("<p class=\"total\">", stream);
    if (r->opt->grouped)
        fprintf(stream, "%" PRIu64 " stor%s of ", shown, shown == 1 ? "y" : "ies");
    fprintf(stream, "%" PRIu64 " article%s", total, total == 1 ? "" : "s");
    if (r->opt->offset > 0)
        fprintf(stream, ", shown from %" PRIu64 " on", (uint64_t)r->opt->offset + 1);
    else if (shown > r->opt->limit)
        fprintf(stream, ", %s %" PRIu32 " shown", order[r->opt->sort], r->opt->limit);
    fputs("</p>\n", stream);
}

static void print_head(FILE *stream, const report *r)
{
    const chart_series *of = &r->chart->series[0];
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
          "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
          "<meta http-equiv=\"Content-Security-Policy\" "
          "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n<title>",
          stream);
    markup_string(stream, of->text);
    fprintf(stream, "</title>\n%s</head>\n<body>\n<header>\n<h1 dir=\"auto\">", style);
    markup_string(stream, of->text);
    fputs("</h1>\n", stream);
    print_total(stream, r);
    fputs("<dl>\n", stream);
    print_fact(stream, "Understood as", newsdex_query_describe(of->query));
    for (size_t i = 1; i < r->chart->count; i++)
        print_fact(stream, "Compared with", r->chart->series[i].text);
    print_filters(stream, r->opt);
    for (size_t i = 0; i < r->chart->count; i++)
        print_notices(stream, &r->chart->series[i]);
    print_index(stream, r);
    fputs("</dl>\n</header>\n", stream);
}

/* ---- over time ----------------------------------------------------------------------- */

static void print_count(FILE *stream, const newsdex_bucket *bucket)
{
    fprintf(stream, "<td>%" PRIu64 "</td><td>", bucket->hits);
    print_percent(stream, bucket_percent(bucket));
    fputs("</td>", stream);
}

static void print_row(FILE *stream, const chart *c, const char *name, const chart_row buckets)
{
    fprintf(stream, "<tr><th scope=\"row\">%s</th>", name);
    for (size_t s = 0; s < c->count; s++)
        print_count(stream, buckets[s]);
    fputs("</tr>\n", stream);
}

static void print_numbers(FILE *stream, const chart *c)
{
    const char *unit = chart_unit_names[c->unit];
    chart_row buckets;
    fprintf(stream,
            "<details>\n<summary>Numbers</summary>\n<div class=\"scroll\">\n<table>\n"
            "<thead><tr><th scope=\"col\">%s</th>",
            unit);
    for (size_t s = 0; s < c->count; s++) {
        fputs("<th scope=\"col\" dir=\"auto\">", stream);
        markup_string(stream, c->series[s].text);
        fputs("</th><th scope=\"col\">of all</th>", stream);
    }
    fputs("</tr></thead>\n<tbody>\n", stream);
    for (size_t i = c->first; i < c->end; i++) {
        const size_t gap = chart_gap(c, i, c->end);
        if (gap > CHART_GAP_SHOWN) {
            fprintf(stream, "<tr><th scope=\"row\" colspan=\"%zu\">… %zu %ss with none</th></tr>\n",
                    c->count * 2 + 1, gap, unit);
            i += gap;
        }
        chart_take_step(c, i, buckets);
        print_row(stream, c, buckets[0]->label, buckets);
    }
    for (size_t i = 0; i < CHART_BESIDE; i++) {
        chart_take_beside(c, i, buckets);
        if (chart_has_hits(c, buckets))
            print_row(stream, c, buckets[0]->label, buckets);
    }
    fputs("</tbody>\n</table>\n</div>\n</details>\n", stream);
}

static void print_time(FILE *stream, const chart *c)
{
    fputs("<section>\n<h2>Over time</h2>\n", stream);
    if (c->end > c->first)
        print_svg(stream, c);
    print_numbers(stream, c);
    fputs("</section>\n", stream);
}

/* ---- by field ------------------------------------------------------------------------ */

static void print_value(FILE *stream, const char *value, uint64_t articles, uint64_t total)
{
    const double percent = 100.0 * (double)articles / (double)total;
    fputs("<tr><th scope=\"row\" dir=\"auto\">", stream);
    markup_string(stream, value);
    fprintf(stream,
            "<span class=\"share\" style=\"width:%.1f%%\"></span></th><td>%" PRIu64
            "</td><td>%.1f %%</td></tr>\n",
            percent, articles, percent);
}

static void print_facet(FILE *stream, const breakdown *b, uint64_t total)
{
    const uint64_t missing = newsdex_facet_missing(b->facet)->articles;
    fprintf(stream, "<table>\n<caption>By %s</caption>\n<tbody>\n", breakdown_names[b->field]);
    for (size_t i = 0; i < b->count; i++)
        print_value(stream, b->shown[i]->value, b->shown[i]->articles, total);
    if (b->more)
        fprintf(stream, "<tr><th scope=\"row\">%zu more</th><td>%" PRIu64 "</td><td></td></tr>\n",
                b->more, b->more_articles);
    if (missing)
        print_value(stream, "(none)", missing, total);
    fputs("</tbody>\n</table>\n", stream);
}

static void print_facets(FILE *stream, const report *r)
{
    const uint64_t total = newsdex_results_stories(r->chart->series[0].results, NULL);
    size_t values = 0;
    for (size_t i = 0; i < r->facet_count; i++)
        values += r->facets[i].count;
    if (!values)
        return;
    fputs("<section>\n<h2>Facets</h2>\n<div class=\"facets\">\n", stream);
    for (size_t i = 0; i < r->facet_count; i++)
        if (r->facets[i].count)
            print_facet(stream, &r->facets[i], total);
    fputs("</div>\n</section>\n", stream);
}

void print_report_begin(FILE *stream, const report *r)
{
    print_head(stream, r);
    print_time(stream, r->chart);
    print_facets(stream, r);
    fputs("<section>\n<h2>Articles</h2>\n<ol>\n", stream);
}

/* ---- hits ---------------------------------------------------------------------------- */

static bool is_web_address(const char *url)
{
    return strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
}

static void print_title(FILE *stream, const newsdex_hit *hit)
{
    const bool linked = is_web_address(hit->url);
    fprintf(stream, "<h3 dir=\"auto\">%" PRIu64 ". ", hit->rank);
    if (linked) {
        fputs("<a rel=\"noopener noreferrer\" href=\"", stream);
        markup_string(stream, hit->url);
        fputs("\">", stream);
    }
    markup_string(stream, *hit->title ? hit->title : "(no title)");
    fputs(linked ? "</a></h3>\n" : "</h3>\n", stream);
}

static void print_meta(FILE *stream, const report *r, const newsdex_hit *hit)
{
    const char *const facts[] = {hit->date_text,
                                 hit->author,
                                 hit->source,
                                 hit->section,
                                 r->info.indexes > 1 ? hit->index : "",
                                 hit->id};
    bool first = true;
    fputs("<p class=\"meta\">", stream);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (!*facts[i])
            continue;
        fputs(first ? "<bdi>" : " · <bdi>", stream);
        markup_string(stream, facts[i]);
        fputs("</bdi>", stream);
        first = false;
    }
    if (hit->story_size > 1)
        fprintf(stream, " · %" PRIu64 " more of the same story", hit->story_size - 1);
    fputs("</p>\n", stream);
}

static void print_snippet(FILE *stream, const newsdex_hit *hit)
{
    size_t at = 0;
    if (!*hit->snippet)
        return;
    fputs("<p dir=\"auto\">", stream);
    for (size_t i = 0; i < hit->span_count; i++) {
        const newsdex_span span = hit->spans[i];
        markup_text(stream, hit->snippet + at, span.offset - at);
        fputs("<mark>", stream);
        markup_text(stream, hit->snippet + span.offset, span.length);
        fputs("</mark>", stream);
        at = (size_t)span.offset + span.length;
    }
    markup_string(stream, hit->snippet + at);
    fputs("</p>\n", stream);
}

static void print_missing(FILE *stream, const newsdex_hit *hit)
{
    for (size_t i = 0; i < hit->missing_count; i++) {
        fputs(i ? ", " : "<p class=\"missing\" dir=\"auto\">missing: ", stream);
        markup_string(stream, hit->missing[i]);
    }
    if (hit->missing_count)
        fputs("</p>\n", stream);
}

static void print_cited(FILE *stream, const newsdex_hit *hit)
{
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    if (!memory)
        return;
    print_citation(memory, hit);
    if (fclose(memory) == 0 && length > 0) {
        fputs("<p class=\"cite\" dir=\"auto\">", stream);
        markup_text(stream, text, length - 1); /* without the line end */
        fputs("</p>\n", stream);
    }
    free(text);
}

void print_report_hit(FILE *stream, const report *r, const newsdex_hit *hit)
{
    fputs("<li", stream);
    if (*hit->language) {
        fputs(" lang=\"", stream);
        markup_string(stream, hit->language);
        putc('"', stream);
    }
    fputs(">\n", stream);
    print_title(stream, hit);
    print_meta(stream, r, hit);
    print_snippet(stream, hit);
    print_missing(stream, hit);
    print_cited(stream, hit);
    fputs("</li>\n", stream);
}

void print_report_end(FILE *stream)
{
    fputs("</ol>\n</section>\n</body>\n</html>\n", stream);
}

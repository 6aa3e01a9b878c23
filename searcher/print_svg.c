#include "searcher/print_svg.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "searcher/markup.h"
#include "searcher/terminal.h"

/* In units of the picture, which are pixels unless it is scaled. */
enum {
    WIDTH = 720,
    LEFT = 72,
    RIGHT = 712,
    LEGEND_LINE = 28,
    TITLE_ROOM = 34, /* above a panel */
    HITS_HEIGHT = 150,
    SHARE_HEIGHT = 90,
    AXIS_ROOM = 36
};

/* How many dots, and columns of labels, don't crowd. */
enum { DOTS_MAX = 62, LABEL_COLUMNS = 50, NAME_COLUMNS = 40 };

static const char style[] =
    "<style>"
    ".tl{font:13px system-ui,sans-serif}.tl text{fill:#444}.tl .paper{fill:#fff}"
    ".tl .grid{stroke:#ddd}.tl .axis{stroke:#888}"
    ".tl .bar,.tl .dot{fill:currentColor}"
    ".tl .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;"
    "stroke-linecap:round}"
    ".tl .s0{color:#0b62a4}.tl .s1{color:#c8500a}.tl .s2{color:#0a7d5b}.tl .s3{color:#a0498a}"
    ".tl .s4{color:#8a6d00}.tl .s5{color:#3a8fc7}.tl .s6{color:#7a3b1d}.tl .s7{color:#555}"
    "@media(prefers-color-scheme:dark){"
    ".tl text{fill:#bbb}.tl .paper{fill:#16181c}.tl .grid{stroke:#333}.tl .axis{stroke:#777}"
    ".tl .s0{color:#6db3f2}.tl .s1{color:#ff9155}.tl .s2{color:#4fcfa5}.tl .s3{color:#e29ad0}"
    ".tl .s4{color:#e3c14d}.tl .s5{color:#9fd6ff}.tl .s6{color:#d99a77}.tl .s7{color:#bbb}}"
    "@media(max-width:34em){.tl text{font-size:21px}}"
    "</style>\n";

/* ---- what is drawn ------------------------------------------------------------------- */

typedef struct panel {
    const chart *c;
    const char *title;
    double top, height;
    bool share;        /* and not the number of hits */
    uint64_t articles; /* a share of fewer says nothing, and would set the scale */
    double step, max;  /* between grid lines; of the topmost */
} panel;

static double value_of(const panel *p, const newsdex_bucket *bucket)
{
    if (!p->share)
        return (double)bucket->hits;
    return bucket->articles < p->articles ? NAN : bucket_percent(bucket);
}

/* A hundredth of the articles in the fullest step. */
static uint64_t enough_articles(const chart *c)
{
    uint64_t most = 0;
    for (size_t i = c->first; i < c->end; i++)
        if (chart_at(c, 0, i)->articles > most)
            most = chart_at(c, 0, i)->articles;
    return most / 100;
}

static size_t steps(const chart *c)
{
    return c->end - c->first;
}

static double step_width(const chart *c)
{
    return (double)(RIGHT - LEFT) / (double)(steps(c) ? steps(c) : 1);
}

static double x_of(const chart *c, size_t bucket)
{
    return LEFT + ((double)(bucket - c->first) + 0.5) * step_width(c);
}

static double y_of(const panel *p, double value)
{
    return p->top + p->height * (1 - value / p->max);
}

/* 1, 2 or 5 times a power of ten, so that two to four of them hold most. */
static void choose_grid(panel *p, double least_step)
{
    double most = 0;
    for (size_t i = p->c->first; i < p->c->end; i++)
        for (size_t s = 0; s < p->c->count; s++)
            most = fmax(most, value_of(p, chart_at(p->c, s, i))); /* fmax passes over NaN */
    static const double factors[] = {1, 2, 5, 10};
    const double power = most > 0 ? pow(10, floor(log10(most / 4))) : 1;
    p->step = power;
    for (size_t i = 0; i < sizeof factors / sizeof *factors && most > p->step * 4; i++)
        p->step = power * factors[i];
    p->step = fmax(p->step, least_step);
    p->max = fmax(1, ceil(most / p->step)) * p->step;
}

/* ---- axes ---------------------------------------------------------------------------- */

static void print_grid(FILE *stream, const panel *p)
{
    fprintf(stream, "<text x=\"%d\" y=\"%.1f\">%s</text>\n", LEFT, p->top - 10, p->title);
    for (double value = 0; value < p->max + p->step / 2; value += p->step) {
        const double y = y_of(p, value);
        fprintf(stream,
                "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                "<text x=\"%d\" y=\"%.1f\" dy=\".35em\" text-anchor=\"end\">%.10g</text>\n",
                value > 0 ? "grid" : "axis", LEFT, RIGHT, y, y, LEFT - 8, y, value);
    }
}

/* Whole years do with the year alone. */
static size_t label_length(const chart *c, size_t every)
{
    const bool whole_years = c->unit == NEWSDEX_TIME_MONTH && every % 12 == 0;
    return whole_years ? strlen("2025") : strlen(chart_at(c, 0, c->first)->label);
}

/* How many steps lie between labels, round numbers of each unit. */
static size_t label_every(const chart *c)
{
    static const size_t choices[][10] = {
        [NEWSDEX_TIME_YEAR] = {1, 2, 5, 10, 20, 50, 100, 200, 500},
        [NEWSDEX_TIME_MONTH] = {1, 2, 3, 6, 12, 24, 60, 120, 240},
        [NEWSDEX_TIME_WEEK] = {1, 2, 4, 8, 13, 26, 52, 104, 260},
        [NEWSDEX_TIME_DAY] = {1, 2, 7, 14, 28, 56, 91, 182, 364},
    };
    const size_t *every = choices[c->unit];
    while (every[1] && steps(c) * label_length(c, *every) > *every * LABEL_COLUMNS)
        every++;
    return *every;
}

/* Counts years and months from the year 0, so that round ones have labels; others from the first.
 */
static size_t ordinal(const chart *c, size_t bucket)
{
    unsigned year = 0, month = 1;
    if (c->unit != NEWSDEX_TIME_YEAR && c->unit != NEWSDEX_TIME_MONTH)
        return bucket - c->first;
    sscanf(chart_at(c, 0, bucket)->label, "%4u-%2u", &year, &month);
    return c->unit == NEWSDEX_TIME_YEAR ? year : year * 12 + month - 1;
}

static void print_labels(FILE *stream, const chart *c, double y)
{
    if (!steps(c))
        return;
    const size_t every = label_every(c);
    const int length = (int)label_length(c, every);
    for (size_t i = c->first; i < c->end; i++) {
        if (ordinal(c, i) % every != 0)
            continue;
        const double x = x_of(c, i);
        fprintf(stream,
                "<line class=\"axis\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.*s</text>\n",
                x, x, y, y + 5, x, y + 24, length, chart_at(c, 0, i)->label);
    }
}

/* ---- series -------------------------------------------------------------------------- */

/* What a pointer over it shows. */
static void print_numbers(FILE *stream, const newsdex_bucket *bucket)
{
    fprintf(stream, "<title>%s: %" PRIu64 " of %" PRIu64 " articles", bucket->label, bucket->hits,
            bucket->articles);
    if (bucket->articles)
        fprintf(stream, ", %.1f %%", bucket_percent(bucket));
    fputs("</title>", stream);
}

static void print_bars(FILE *stream, const panel *p)
{
    const double width = fmax(step_width(p->c) * 0.8, 0.8);
    fputs("<g class=\"s0\">\n", stream);
    for (size_t i = p->c->first; i < p->c->end; i++) {
        const newsdex_bucket *bucket = chart_at(p->c, 0, i);
        const double y = y_of(p, value_of(p, bucket));
        if (!bucket->hits)
            continue;
        fprintf(stream, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\">",
                x_of(p->c, i) - width / 2, y, width, p->top + p->height - y);
        print_numbers(stream, bucket);
        fputs("</rect>\n", stream);
    }
    fputs("</g>\n", stream);
}

/* A line that is broken where there is nothing to measure. */
static void print_line(FILE *stream, const panel *p, size_t series)
{
    bool drawn = false;
    fprintf(stream, "<g class=\"s%zu\">\n<path class=\"line\" d=\"", series);
    for (size_t i = p->c->first; i < p->c->end; i++) {
        const double value = value_of(p, chart_at(p->c, series, i));
        if (isnan(value)) {
            drawn = false;
            continue;
        }
        fprintf(stream, drawn ? "L%.1f %.1f" : "M%.1f %.1fh0", x_of(p->c, i), y_of(p, value));
        drawn = true;
    }
    fputs("\"/>\n", stream);
    for (size_t i = p->c->first; steps(p->c) <= DOTS_MAX && i < p->c->end; i++) {
        const newsdex_bucket *bucket = chart_at(p->c, series, i);
        const double value = value_of(p, bucket);
        if (isnan(value))
            continue;
        fprintf(stream, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\">", x_of(p->c, i),
                y_of(p, value));
        print_numbers(stream, bucket);
        fputs("</circle>\n", stream);
    }
    fputs("</g>\n", stream);
}

static void print_panel(FILE *stream, const panel *p, bool bars)
{
    print_grid(stream, p);
    if (bars)
        print_bars(stream, p);
    for (size_t s = 0; !bars && s < p->c->count; s++)
        print_line(stream, p, s);
}

static void print_legend(FILE *stream, const chart *c)
{
    for (size_t s = 0; s < c->count; s++) {
        const char *text = c->series[s].text;
        const size_t length = strlen(text), fitting = terminal_fit(text, length, NAME_COLUMNS);
        const size_t y = LEGEND_LINE * (s + 1) - 4;
        fprintf(stream,
                "<rect class=\"bar s%zu\" x=\"%d\" y=\"%zu\" width=\"14\" height=\"14\"/>"
                "<text x=\"%d\" y=\"%zu\">",
                s, LEFT, y - 12, LEFT + 22, y);
        markup_text(stream, text, fitting);
        fprintf(stream, "%s (%" PRIu64 ")</text>\n", fitting < length ? "…" : "",
                newsdex_results_stories(c->series[s].results, NULL));
    }
}

void print_svg(FILE *stream, const chart *c)
{
    const double hits_top = (double)(c->count * LEGEND_LINE + TITLE_ROOM);
    const double share_top = hits_top + HITS_HEIGHT + TITLE_ROOM;
    const double bottom = share_top + SHARE_HEIGHT;
    panel hits = {.c = c, .title = "articles", .top = hits_top, .height = HITS_HEIGHT};
    panel share = {.c = c,
                   .title = "% of all articles",
                   .top = share_top,
                   .height = SHARE_HEIGHT,
                   .share = true,
                   .articles = enough_articles(c)};
    choose_grid(&hits, 1);
    choose_grid(&share, 0);
    fprintf(stream,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tl\" role=\"img\" width=\"%d\" "
            "height=\"%.0f\" viewBox=\"0 0 %d %.0f\">\n<title>Articles by %s</title>\n%s"
            "<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n",
            WIDTH, bottom + AXIS_ROOM, WIDTH, bottom + AXIS_ROOM, chart_unit_names[c->unit], style);
    print_legend(stream, c);
    print_panel(stream, &hits, c->count == 1);
    print_panel(stream, &share, false);
    print_labels(stream, c, bottom);
    fputs("</svg>\n", stream);
}

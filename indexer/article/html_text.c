/* Where a page has its article: where its markup says so, and prose most outweighs all else. */
#include <string.h>
#include <strings.h>

#include "indexer/article/html_weed.h"

enum {
    PROSE_MIN = 60,  /* bytes that make a paragraph more than a label */
    PRUNED_MAX = 4,  /* times the prose of the rest: a larger block is the article itself */
    ENOUGH = 200,    /* bytes of a block worth believing */
    NOISE_SHARE = 4, /* bytes of anything else that weigh as much as one of prose */
    LINK_WEIGHT = 3, /* bytes of prose that one in a link within it takes back */
    SHARE_MAX = 8,   /* times the prose chosen: a page with more has its article elsewhere */
};

static bool is_prose(const html_paragraph *p)
{
    return !p->dropped && !p->heading && p->plain >= PROSE_MIN && p->plain > p->linked;
}

static size_t prose_between(const html_outline *o, size_t first, size_t end)
{
    size_t sum = 0;
    for (size_t i = first; i < end; i++)
        sum += is_prose(&o->paragraphs[i]) ? o->paragraphs[i].plain : 0;
    return sum;
}

static size_t prose_of(const html_outline *o, const html_block *b)
{
    return prose_between(o, b->first, b->end);
}

static size_t all_prose(const html_outline *o)
{
    return prose_between(o, 0, o->paragraph_count);
}

/* ---- pruning ------------------------------------------------------------------------ */

/* A frame around a quotation, say of a message elsewhere. */
static bool holds_quote(const html_outline *o, const html_block *b)
{
    return b + 1 < o->blocks + b->next && html_is(b[1].node, "blockquote");
}

/* Drops the blocks with one of the traits, but none with nearly all the prose there is. */
static void prune_by(html_outline *o, unsigned traits)
{
    size_t prose = all_prose(o), next;
    for (size_t i = 0; i < o->block_count; i = next) {
        const html_block *b = &o->blocks[i];
        next = i + 1;
        if (b->first == b->end || !(b->traits & traits) || holds_quote(o, b))
            continue;
        size_t within = prose_of(o, b);
        if (within > (prose - within) * PRUNED_MAX)
            continue;
        html_outline_drop(o, b);
        prose -= within;
        next = b->next;
    }
}

/* Drops what is beside the article. A page of nothing but teasers is hinted away as a whole: then
 * the hints don't count. */
static void prune(html_outline *o)
{
    prune_by(o, HTML_APART | HTML_HINTED);
    if (all_prose(o) >= ENOUGH)
        return;
    for (size_t i = 0; i < o->paragraph_count; i++)
        o->paragraphs[i].dropped = false;
    prune_by(o, HTML_APART);
}

/* ---- the block of the most prose ----------------------------------------------------- */

/* What a paragraph of prose says for the block around it; links within take some of it back. */
static long worth(const html_paragraph *p)
{
    return (long)p->plain - (long)p->linked * LINK_WEIGHT;
}

/*
 * What speaks for a block, summed up to each paragraph: its prose; and, a little, against it: all
 * else. When strict, only prose with prose before or behind it counts, and the less the more links
 * it has, for teasers are single paragraphs between links.
 */
static void add_up_values(html_outline *o, bool strict)
{
    long sum = 0;
    const html_paragraph *before = NULL;
    bool counted = false; /* has the one before? */
    for (size_t i = 0; i < o->paragraph_count; i++) {
        html_paragraph *p = &o->paragraphs[i];
        if (!p->dropped) {
            bool company = before && is_prose(before) && is_prose(p);
            if (!is_prose(p))
                sum -= (long)(p->plain + p->linked) / NOISE_SHARE;
            else if (!strict)
                sum += (long)p->plain;
            else if (company)
                sum += worth(p) + (counted ? 0 : worth(before));
            counted = company;
            before = p;
        }
        p->value = sum;
    }
}

static long value_of(const html_outline *o, const html_block *b)
{
    long before = b->first ? o->paragraphs[b->first - 1].value : 0;
    return b->end ? o->paragraphs[b->end - 1].value - before : 0;
}

/* The innermost of the most valuable blocks from first to before end; NULL when none is worth
 * anything. */
static const html_block *densest(const html_outline *o, const html_block *first,
                                 const html_block *end)
{
    const html_block *best = NULL;
    long most = 1;
    for (const html_block *b = first; b < end; b++) {
        if ((b->traits & (HTML_LIST | HTML_WHOLE | HTML_APART)) && value_of(o, b) >= most) {
            best = b;
            most = value_of(o, b);
        }
    }
    return best;
}

static const html_block *densest_of_all(html_outline *o)
{
    const html_block *end = o->blocks + o->block_count;
    add_up_values(o, true);
    const html_block *best = densest(o, o->blocks, end);
    if (best && prose_of(o, best) * SHARE_MAX >= all_prose(o))
        return best;
    add_up_values(o, false);
    return densest(o, o->blocks, end);
}

/* ---- choosing ------------------------------------------------------------------------ */

static bool is_body(const html_block *b)
{
    return strcasecmp(html_attribute(b->node, "itemprop"), "articleBody") == 0;
}

static bool is_article(const html_block *b)
{
    return html_is(b->node, "article");
}

static size_t plain_of(const html_outline *o, const html_block *b)
{
    size_t sum = 0;
    for (size_t i = b->first; i < b->end; i++)
        sum += o->paragraphs[i].dropped ? 0 : o->paragraphs[i].plain;
    return sum;
}

static bool has_title(const html_outline *o, const html_block *b, const article *known)
{
    for (size_t i = b->first; i < b->end; i++)
        if (html_is_title(o, &o->paragraphs[i], known))
            return true;
    return false;
}

/* Of the blocks of a kind that have enough text, the first with the title, else the one with the
 * most text; else NULL. */
static const html_block *find_marked(const html_outline *o, bool (*is_kind)(const html_block *),
                                     const article *known)
{
    const html_block *best = NULL;
    size_t most = 0;
    for (const html_block *b = o->blocks; b < o->blocks + o->block_count; b++) {
        size_t plain = is_kind(b) ? plain_of(o, b) : 0;
        if (plain >= ENOUGH && has_title(o, b, known))
            return b;
        if (plain >= ENOUGH && plain > most) {
            best = b;
            most = plain;
        }
    }
    return best;
}

static const html_block *choose(html_outline *o, const article *known)
{
    const html_block *body = find_marked(o, is_body, known);
    if (body)
        return body;
    const html_block *best = densest_of_all(o);
    const html_block *marked = find_marked(o, is_article, known);
    /* Teasers may be articles too: the markup counts when it has the title or much of the text. */
    if (marked &&
        (!best || has_title(o, marked, known) || plain_of(o, marked) * 2 >= plain_of(o, best))) {
        best = densest(o, marked, o->blocks + marked->next);
        best = best ? best : marked;
    }
    return best ? best : o->blocks;
}

/* ---- writing ------------------------------------------------------------------------- */

static newsdex_status write_block(const html_outline *o, const html_block *b, ndx_buffer *out,
                                  newsdex_error *err)
{
    newsdex_status status = NEWSDEX_OK;
    bool line = false; /* was the one before one? */
    for (size_t i = b->first; !status && i < b->end; i++) {
        const html_paragraph *p = &o->paragraphs[i];
        if (p->dropped)
            continue;
        status = ndx_buffer_append_text(out, line && p->line ? "\n" : "\n\n", err);
        line = p->line;
        if (!status)
            status = ndx_buffer_append(out, html_outline_text(o, p), p->length, err);
    }
    return status;
}

newsdex_status html_text_read(ndx_buffer *out, xmlDoc *doc, const article *known,
                              newsdex_error *err)
{
    html_outline outline;
    html_outline_init(&outline);
    newsdex_status status = html_outline_read(&outline, doc, err);
    if (!status && outline.block_count) {
        prune(&outline);
        const html_block *chosen = choose(&outline, known);
        html_weed(&outline, chosen, known);
        status = write_block(&outline, chosen, out, err);
    }
    html_outline_release(&outline);
    return status;
}

"""Totals, timelines and facets, counted from what newsdex-index --probe --json prints.

    newsdex-index --probe --json ARCHIVE | count_time.py 'cocoa=cocoas?' '*='

Each argument is a one-word query and the forms of that word, as a regular expression; "*=" is all
articles. Prints, sorted as C does:

    total     QUERY  ARTICLES
    timeline  QUERY  UNIT   STEP   ALL  FOUND     steps without any article are left out
    facet     QUERY  FIELD  VALUE  ARTICLES       without a value: articles that have none

Shares nothing with the searcher: words are runs of letters and digits.
"""

import collections
import datetime
import json
import re
import sys

UNITS = {"year": 4, "month": 7, "week": 10, "day": 10}


def said(forms):
    if not forms:
        return lambda article: True
    found = re.compile(rf"(?<![^\W_])(?:{forms})(?![^\W_])").search
    return lambda a: bool(found(a["title"].lower()) or found(a["text"].lower()))


def step(date, unit):
    """The step of the timeline that a date belongs to."""
    date = date[:10]
    if not date:
        return "undated"
    if len(date) < UNITS[unit]:
        return "imprecise"
    if unit == "week":
        year, week, _ = datetime.date.fromisoformat(date).isocalendar()
        return f"{year:04d}-W{week:02d}"
    return date[: UNITS[unit]]


def values(article, field):
    if field in ("year", "month"):
        date = article["date"]
        return [date[: UNITS[field]] if len(date) >= UNITS[field] else ""]
    if field == "author":
        return set(filter(None, article["author"].split("; "))) or [""]
    return [article[field]]


def main():
    queries = {text: said(forms) for text, _, forms in (a.partition("=") for a in sys.argv[1:])}
    everything = collections.Counter()
    counts = collections.Counter()
    for line in sys.stdin:
        article = json.loads(line)
        if article["type"] != "article":
            continue
        for unit in UNITS:
            everything[unit, step(article["date"], unit)] += 1
        for query, matches in queries.items():
            if not matches(article):
                continue
            counts["total", query] += 1
            for unit in UNITS:
                counts["timeline", query, unit, step(article["date"], unit)] += 1
            for field in ("source", "section", "author", "language", "year", "month"):
                for value in values(article, field):
                    counts["facet", query, field, value] += 1
    lines = [(*key, count) for key, count in counts.items() if key[0] != "timeline"]
    for (unit, label), articles in everything.items():
        for query in queries:
            found = counts["timeline", query, unit, label]
            lines.append(("timeline", query, unit, label, articles, found))
    sys.stdout.reconfigure(encoding="utf-8")
    for line in sorted("\t".join(map(str, line)) for line in lines):
        print(line)


main()

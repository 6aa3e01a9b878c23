"""A table of what came out of real archives, a line a set: count_sets.py FOLDER [ARCHIVE...]
FOLDER holds news-feeds.tar.xz and so on. Runs newsdex-index --probe and sorts what it leaves out by the reason."""
import collections
import json
import re
import subprocess
import sys

ARCHIVES = ("news-feeds", "feeds-mail-wiki", "ocr-newspapers", "warc")
# Of the address within the archive; the first that fits names the set.
SETS = [(re.compile(pattern), name) for pattern, name in (
    (r"news-feeds/dpa", "a day of dpa, NewsML-G2"),
    (r"news-feeds/iptc-newsml", "IPTC, NewsML-G2"),
    (r"news-feeds/iptc-ninjs", "IPTC, ninjs"),
    (r"news-feeds/superdesk", "Superdesk, wire formats"),
    (r"format-anserini", "Anserini, TREC and JSON"),
    (r"rcv1", "RCV1"),
    (r"feeds-rss", "feedparser, RSS and Atom"),
    (r"mail-usenet/([^/]*)", r"\1, mail"),
    (r"mediawiki", "MediaWiki dumps"),
    (r"html-xml", "markup torture"),
    (r"ocr-newspapers/ocr-d", "OCR-D, METS and PAGE"),
    (r"ocr-newspapers/loc", "Chronicling America"),
    (r"ocr-newspapers/", "ALTO tools"),
    (r"warc/", "web archives, 26 suites"))]
REASONS = [(re.compile(f".*?({pattern})"), name) for pattern, name in (
    (r"revisit|request|HTTP status|about the web archive|continuation|\d+ (metadata|other)", "not a page"),
    (r"no text|without text|blank|without recognised|no article|page it lists|pages it lists|repeats|same", "no text"),
    (r"picture|package|planning|concept|knowledge|catalogue|METS", "no text"),
    (r"not text|program source|image/|font/|video/|audio/|application/|text/|attributes of|holds no text", "other files"),
)]


def first_name(table, text):
    for pattern, name in table:
        found = pattern.match(text)
        if found:
            return found.expand(name)
    return ""


def probe(archive):
    run = subprocess.run(["newsdex-index", "--probe", "--json", archive], capture_output=True, text=True, errors="replace")
    for line in run.stdout.splitlines():
        article = json.loads(line)
        yield article["address"].split("!", 1)[-1], "articles"
    for line in run.stderr.splitlines():
        place, _, reason = line.removeprefix(f"newsdex-index: {archive}!").rpartition(": ")
        if re.search(r"\d+ (request|metadata|other)", reason):
            continue  # a summary of records, not one of them
        yield place, first_name(REASONS, reason) or "damaged"


def main():
    folder, archives = sys.argv[1], sys.argv[2:] or ARCHIVES
    columns = ("articles", "no text", "not a page", "other files", "damaged")
    rows = collections.defaultdict(collections.Counter)
    for archive in archives:
        for place, verdict in probe(f"{folder}/{archive}.tar.xz"):
            rows[first_name(SETS, place)][verdict] += 1
    print("| set |", " | ".join(columns), "|")
    for name, row in rows.items():
        print(f"| {name} |", " | ".join(str(row[column]) for column in columns), "|")


main()

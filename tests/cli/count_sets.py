"""A table of what came out of real archives, a line a set: count_sets.py FOLDER [ARCHIVE...]
FOLDER holds news-feeds.tar.xz and so on. Runs newsdex-index --probe and sorts what it leaves out by the reason. Beside it
stands how many of the articles are in files that recount.py counts alike: articles found and items named as left out are
as many as it counts items; of a web archive, pages opened. Files that differ are named, and the exit code is 1."""
import collections
import json
import re
import subprocess
import sys
import tarfile

import count_issues
import recount

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
    (r"revisit|request|HTTP status|about the web archive|beside its articles|continuation|\d+ (metadata|other)", "not a page"),
    (r"no text|without text|places that its articles|blank|name one with --map|not published|neither a post|without recognised|no article|page it lists|pages it lists|repeats|same", "no text"),
    (r"picture|package|planning|concept|knowledge|catalogue|METS", "no text"),
    (r"not text|program source|index of captures|image/|font/|video/|audio/|application/|text/|attributes of|holds no text", "other files"),
)]
# Of a page of a web archive: it was opened, but holds nothing.
OPENED = re.compile(r": (blank|no title and no text|value 1: no title and no text|holds no article|not text: [^/]*|.* with --map)$")


def first_name(table, text):
    for pattern, name in table:
        found = pattern.match(text)
        if found:
            return found.expand(name)
    return ""


def file_of(place, files):
    """The file that place, an address or the start of a message, is in: "a.tar!b.xml#2: blank" is in a.tar!b.xml."""
    ends = [len(place)] + [at.start() for at in re.finditer(r"[!#]|: ", place)][::-1]
    return next((place[:end] for end in ends if place[:end] in files), "")


def probe(path, files, rows):
    """Fills the rows; gives the articles of each file, and what was found in it in all."""
    run = subprocess.run(["newsdex-index", "--probe", "--json", path], capture_output=True, text=True, errors="replace")
    articles, items, feeds = collections.Counter(), collections.Counter(), set()
    for line in run.stdout.splitlines():
        article = json.loads(line)
        place = article["address"].split("!", 1)[-1]
        file = file_of(place, files)
        rows[first_name(SETS, place)]["articles"] += 1
        articles[file] += 1
        page = place.rpartition("#")[0]
        if recount.WEB_ARCHIVE.search(file) and article["format"] in ("feed", "csv"):
            items[file] += page not in feeds
            feeds.add(page)
        else:
            items[file] += 1
    for line in run.stderr.splitlines():
        place = line.removeprefix(f"newsdex-index: {path}!")
        rest, _, reason = place.rpartition(": ")
        file = file_of(place, files)
        if re.search(r"\d+ (request|metadata|other)", reason):
            continue  # a summary of records, not one of them
        rows[first_name(SETS, place)][("other files" if rest.endswith("not text") else first_name(REASONS, reason) or "damaged")] += 1
        items[file] += bool(OPENED.search(line)) or not recount.WEB_ARCHIVE.search(file)
    return articles, items


def main():
    folder, archives = sys.argv[1], sys.argv[2:] or ARCHIVES
    columns = ("articles", "counted alike", "no text", "not a page", "other files", "damaged")
    rows = collections.defaultdict(collections.Counter)
    differing = []
    for archive in archives:
        path = f"{folder}/{archive}.tar.xz"
        with tarfile.open(path) as tar:
            contents = dict(recount.files(tar))
        files = {name: recount.items(name, data) for name, data in contents.items()}
        xml = {name: data for name, data in contents.items() if name.endswith(".xml")} if archive.startswith("ocr") else {}
        for mets, pages, found, lost in count_issues.issues(xml):
            files.update(dict.fromkeys(pages, 0))
            files[mets] = len(found) + lost
        articles, items = probe(path, files, rows)
        for name, count in files.items():
            if count == items[name]:
                rows[first_name(SETS, name)]["counted alike"] += articles[name]
            elif count is not None:
                differing.append(f"{name}: {count} items counted, {items[name]} found")
    print("| set |", " | ".join(columns), "|")
    for name, row in rows.items():
        print(f"| {name} |", " | ".join(str(row[column]) for column in columns), "|")
    print("\n".join(differing), end="")
    sys.exit(bool(differing))


main()

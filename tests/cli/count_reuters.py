"""What queries must find in reuters21578.tar.xz, counted straight from its SGML.

    count_reuters.py reuters21578.tar.xz     prints a line "COUNT<tab>QUERY" each

Shares nothing with Newsdex: markup is taken apart with regular expressions, words are runs of
letters and digits, and the forms of a word that Snowball's English stemmer takes as one are
written out here. Queries keep clear of what the two split differently ("U.S.", "3.5").
"""

import datetime
import html
import re
import sys
import tarfile

MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
NO_DATE = datetime.date.min


class Article:
    def __init__(self, title="", text="", author="", keywords=(), date=NO_DATE, number=""):
        self.title, self.text, self.author = words(title), words(text), words(author)
        self.keywords = [words(keyword) for keyword in keywords]
        self.date, self.number = date, number


def words(text):
    """The words of a text, a blank before and after each."""
    found = re.findall(r"[a-z0-9]+(?:'[a-z0-9]+)*", html.unescape(text).lower())
    return " " + "  ".join(word.removesuffix("'s") for word in found) + " "


def element(name, text):
    found = re.search(rf"<{name}\b[^>]*>(.*?)</{name}>", text, re.DOTALL)
    return found.group(1) if found else ""


def read_sgml(data):
    for attributes, content in re.findall(r"<REUTERS\b([^>]*)>(.*?)</REUTERS>", data, re.DOTALL):
        head, text = content.split("<TEXT", 1)
        text = text.split("</TEXT>")[0].split(">", 1)[1]
        day, month, year = re.search(r"(\d+)-([A-Z]{3})-(\d{4})", element("DATE", head)).groups()
        body = element("DATELINE", text) + " " + element("BODY", text)
        if "<BODY" not in text:
            body = text.split("</TITLE>")[-1]
        yield Article(
            title=element("TITLE", text),
            text=body,
            author=element("AUTHOR", text),
            keywords=re.findall(r"<D>(.*?)</D>", head),
            date=datetime.date(int(year), MONTHS.index(month) + 1, int(day)),
            number=re.search(r'NEWID="(\d+)"', attributes).group(1),
        )


def read_archive(path):
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.isfile():
                continue
            data = archive.extractfile(member).read().decode("latin-1")
            if member.name.endswith(".sgm"):
                yield from read_sgml(data)
            else:
                yield Article(text=data)


# ---- conditions --------------------------------------------------------------


def said(pattern):
    """In title or text; a blank in the pattern stands between neighbouring words."""
    found = re.compile(" " + pattern.replace(" ", "  ") + " ").search
    return lambda a: bool(found(a.title) or found(a.text))


def near(one, other, distance):
    """Both words, at most that many words apart."""

    def is_near(text):
        places = {one: [], other: []}
        for place, word in enumerate(text.split()):
            if word in places:
                places[word].append(place)
        return any(abs(a - b) <= distance for a in places[one] for b in places[other])

    return lambda a: is_near(a.title) or is_near(a.text)


def printed(first, last):
    return lambda a: datetime.date.fromisoformat(first) <= a.date <= datetime.date.fromisoformat(last)


wheat, corn, barley = said("wheats?"), said("corns?"), said("barleys?")
opec, iran, cocoa, coffee = said("opec"), said("iran"), said("cocoas?"), said("coffees?")
exports = said("export(s|ed|ing|er|ers|able|ation|ations)?")

QUERIES = {
    "*": lambda a: True,
    "cocoa": cocoa,
    "exporting": exports,
    '"exporting"': said("exporting"),
    "cocoa coffee": lambda a: cocoa(a) or coffee(a),
    "+opec -iran": lambda a: opec(a) and not iran(a),
    "wheat AND (corn OR barley)": lambda a: wheat(a) and (corn(a) or barley(a)),
    "wheat NOT corn NOT barley": lambda a: wheat(a) and not corn(a) and not barley(a),
    '"crude oil prices"': said("crude oil prices"),
    '"bank of japan" AND exports': lambda a: said("bank of japan")(a) and exports(a),
    "interest NEAR/3 cut": near("interest", "cut", 3),
    "petro*": said("petro[a-z0-9']*"),
    "title:japan": lambda a: " japan " in a.title,
    'title:"trade surplus"': lambda a: " trade  surplus " in a.title,
    "author:janie": lambda a: " janie " in a.author,
    'author:"patricia campbell"': lambda a: " patricia  campbell " in a.author,
    "keyword:wheat": lambda a: any(" wheat " in k for k in a.keywords),
    "keyword:crude AND keyword:usa": lambda a: all(f" {k} " in a.keywords for k in ("crude", "usa")),
    "date:1987-10-19": printed("1987-10-19", "1987-10-19"),
    "date:1987-02..1987-03-15": printed("1987-02-01", "1987-03-15"),
    "cocoa date:1987-04": lambda a: cocoa(a) and printed("1987-04-01", "1987-04-30")(a),
    "id:21578": lambda a: a.number == "21578",
}

counts = dict.fromkeys(QUERIES, 0)
for article in read_archive(sys.argv[1]):
    for query, matches in QUERIES.items():
        counts[query] += matches(article)
for query, count in counts.items():
    print(count, query, sep="\t")
